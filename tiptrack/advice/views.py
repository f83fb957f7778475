"""Tips: those that fit, all of them, and one."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest

from tiptrack.accounts import current_person, find_current_person
from tiptrack.advice import actions
from tiptrack.advice.actions import Mark, TipShelf
from tiptrack.advice.forms import FIRST, TipFilter
from tiptrack.advice.rules import TipState
from tiptrack.database import NotFound
from tiptrack.scan import find_visitor_result
from tiptrack.site import current_site
from tiptrack.web.access import Permission, allow
from tiptrack.web.forms import Form, safe_path

blueprint = Blueprint("advice", __name__, url_prefix="/tips", template_folder="templates")

_SAID = {
    Mark.SAVE: _l("De tip is bewaard."),
    Mark.UNSAVE: _l("De tip is niet meer bewaard."),
    Mark.DONE: _l("Goed bezig. De tip staat nu bij Gedaan."),
    Mark.DISMISS: _l("Deze tip laten we niet meer zien. Je vindt hem terug bij Niet voor mij."),
    Mark.RESTORE: _l("De tip staat weer tussen je tips."),
    Mark.HELPED: _l("Fijn dat het hielp. Daar houden we rekening mee."),
    Mark.DID_NOT_HELP: _l("Dank je. Daar houden we rekening mee."),
}


@blueprint.get("")
@allow(Permission.VISIT)
def tips() -> ResponseReturnValue:
    """The tips that fit, or another choice from all of them."""
    site, shelf = current_site(), _shelf()
    chosen = TipFilter.read(request.args, site.library.pillars, has_advice=shelf.advice is not None)
    tips = site.library.tips
    found = [tips[slug] for slug in site.index.search(chosen.words)] if chosen.words else tuple(tips.values())
    lines = chosen.apply(shelf, found)
    return render_template(
        "advice/tips.html",
        shelf=shelf,
        chosen=chosen,
        lines=lines if chosen.more else lines[:FIRST],
        count=len(lines),
    )


@blueprint.get("/<slug>")
@allow(Permission.VISIT)
def tip(slug: str) -> ResponseReturnValue:
    """One tip."""
    site, shelf = current_site(), _shelf()
    if slug not in site.library.tips:
        raise NotFound(f"no tip {slug}")
    reason = next((advice.reason for advice in shelf.advice or () if advice.tip.slug == slug), None)
    return render_template(
        "advice/tip.html",
        tip=site.library.tips[slug],
        reason=reason,
        state=shelf.states.get(slug, TipState()),
        form=Form() if find_current_person() else None,
    )


@blueprint.post("/<slug>/merken")
@allow(Permission.KEEP_OWN_DATA)
def mark(slug: str) -> ResponseReturnValue:
    """Writes down what the person says of the tip."""
    try:
        said = Mark(request.form.get("merk", ""))
    except ValueError:
        raise BadRequest from None
    actions.mark_tip(current_site(), current_person(), slug, said)
    flash(str(_SAID[said]))
    return redirect(safe_path(request.form.get("terug"), url_for("advice.tip", slug=slug)), 303)


def _shelf() -> TipShelf:
    site, person = current_site(), find_current_person()
    if person:
        return actions.get_shelf(site, person)
    return actions.make_shelf(site, find_visitor_result(site), {})
