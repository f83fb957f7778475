"""The scan, page by page, and its results."""

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound as NoSuchAddress

from tiptrack.accounts import Person, current_person, find_current_person, was_signed_in
from tiptrack.content import PillarPage, Questionnaire
from tiptrack.database import new_id
from tiptrack.scan import actions, visitor
from tiptrack.scan.forms import Given, read_answers
from tiptrack.scan.rules import first_unfinished, missing, progress
from tiptrack.scan.store import OpenScan
from tiptrack.site import current_site
from tiptrack.web.access import Permission, allow
from tiptrack.web.forms import safe_path

blueprint = Blueprint("scan", __name__, template_folder="templates")


@blueprint.before_request
def _still_signed_in() -> ResponseReturnValue | None:
    """Whose session ended while answering is no visitor: the answers wait until they signed in again."""
    if request.method == "POST" and was_signed_in():
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined, no-any-return]
    return None


@blueprint.before_app_request
def _whose_scan() -> ResponseReturnValue | None:
    """Answers that were given in this browser before signing in may be somebody else's: ask, on the next page."""
    asks_a_page = request.method == "GET" and request.endpoint not in {"scan.whose", "health.healthz"}
    if asks_a_page and visitor.KEY in session and current_user.is_authenticated and visitor.is_waiting(current_site()):
        return redirect(url_for("scan.whose", verder=request.full_path.rstrip("?")), 303)
    return None


def keep_after_registering(_sender: object, person: Person) -> None:
    """Who makes an account after the scan does so to keep it."""
    visitor.hand_over(current_site(), person)


@blueprint.get("/scan/van-wie")
@allow(Permission.KEEP_OWN_DATA)
def whose() -> ResponseReturnValue:
    """Asks whether the scan that was done in this browser belongs to who signed in."""
    return render_template("scan/whose.html", onward=safe_path(request.args.get("verder")))


@blueprint.post("/scan/van-wie")
@allow(Permission.KEEP_OWN_DATA)
def decide_whose() -> ResponseReturnValue:
    """Keeps the scan in the account, or forgets it."""
    if request.form.get("van") == "mij":
        visitor.hand_over(current_site(), current_person())
        flash(_("De scan staat in je account."))
    else:
        visitor.forget()
        flash(_("De scan is gewist."))
    return redirect(safe_path(request.form.get("verder")), 303)


@blueprint.get("/scan")
@allow(Permission.VISIT)
def start() -> ResponseReturnValue:
    """What the scan is, how long it takes, who sees it."""
    made, scan = _questionnaire(), _open_scan()
    unfinished = first_unfinished(made, scan.answers)
    return render_template(
        "scan/start.html",
        questionnaire=made,
        done=progress(made, scan.answers),
        page=unfinished or made.pages[-1],
    )


@blueprint.get("/scan/<pijler>")
@allow(Permission.VISIT)
def page(pijler: str) -> ResponseReturnValue:
    """The statements about one pillar."""
    asked = _page(pijler)
    return _render_page(asked, _open_scan(), Given(None, {}, {}, False))


@blueprint.post("/scan/<pijler>")
@allow(Permission.VISIT)
def answer_page(pijler: str) -> ResponseReturnValue:
    """Stores the answers of a page, and goes to the next, the previous, or the result."""
    asked, made = _page(pijler), _questionnaire()
    given, towards = read_answers(made, asked), request.form.get("naar", "verder")
    scan_id = given.scan_id or new_id()
    try:
        if towards == "verder" and not given.problems and asked == made.pages[-1]:
            return _finish(scan_id, given)
        _save(scan_id, given)
    except actions.AlreadyFinished as finished:
        return redirect(url_for("scan.result", scan_id=finished.scan_id), 303)
    if given.wrong or (given.problems and towards == "verder"):
        return make_response(_render_page(asked, _open_scan(), given), 422)
    return redirect(_next_address(made, asked, towards), 303)


@blueprint.post("/scan/<pijler>/antwoord")
@allow(Permission.VISIT)
def answer_one(pijler: str) -> ResponseReturnValue:
    """Stores one answer as it is given, for pages with JavaScript. Answers 200, or 422 when it is no answer.

    Not 204: waitress ends the connection after an answer without a length.
    """
    given = read_answers(_questionnaire(), _page(pijler))
    if given.wrong or not given.answers:
        return "", 422
    try:
        _save(given.scan_id or new_id(), given)
    except actions.AlreadyFinished:
        return "", 409
    return "", 200


@blueprint.post("/scan/wissen")
@allow(Permission.VISIT)
def forget() -> ResponseReturnValue:
    """Throws the open scan away."""
    if person := find_current_person():
        actions.forget_open_scan(current_site(), person)
    else:
        visitor.forget()
    flash(_("Je antwoorden zijn gewist."))
    return redirect(url_for("scan.start"), 303)


@blueprint.get("/scan/resultaat")
@allow(Permission.VISIT)
def visitor_result() -> ResponseReturnValue:
    """A visitor's result, or the newest one of a signed-in person."""
    site = current_site()
    if person := find_current_person():
        scans = actions.list_scans(site, person)
        return redirect(url_for("scan.result", scan_id=scans[-1].id) if scans else url_for("scan.start"), 303)
    result = visitor.find_result(site)
    if result is None:
        flash(_("Je uitslag is er zodra alle vragen een antwoord hebben."))
        return redirect(url_for("scan.start"), 303)
    return render_template("scan/result.html", result=result, scan=None)


@blueprint.get("/resultaten")
@allow(Permission.KEEP_OWN_DATA)
def results() -> ResponseReturnValue:
    """All results of a person."""
    scans = actions.list_scans(current_site(), current_person())
    return render_template("scan/results.html", scans=scans[::-1])


@blueprint.get("/resultaten/<id:scan_id>")
@allow(Permission.KEEP_OWN_DATA)
def result(scan_id: int) -> ResponseReturnValue:
    """One result."""
    site = current_site()
    scan = actions.get_scan(site, current_person(), scan_id)
    return render_template("scan/result.html", result=scan.result, scan=scan)


def _questionnaire() -> Questionnaire:
    return current_site().library.current(actions.SCAN)


def _page(pillar: str) -> PillarPage:
    found = _questionnaire().find_page(pillar)
    if found is None:
        raise NoSuchAddress
    return found


def _open_scan() -> OpenScan:
    site, person = current_site(), find_current_person()
    return actions.get_open_scan(site, person) if person else visitor.get_open_scan(site)


def _save(scan_id: int, given: Given) -> None:
    site, person = current_site(), find_current_person()
    if person:
        actions.save_answers(site, person, scan_id, given.answers)
    else:
        visitor.save_answers(site, scan_id, given.answers)


def _finish(scan_id: int, given: Given) -> ResponseReturnValue:
    site, person, made = current_site(), find_current_person(), _questionnaire()
    if person:
        done = actions.finish_scan(site, person, scan_id, given.answers)
        if not isinstance(done, actions.Unfinished):
            return redirect(url_for("scan.result", scan_id=done), 303)
        lacking = done.statements
    else:
        lacking = missing(made, visitor.save_answers(site, scan_id, given.answers).answers)
        if not lacking:
            return redirect(url_for("scan.visitor_result"), 303)
    unfinished = next(page for page in made.pages if any(s.id in lacking for s in page.statements))
    flash(_("Nog %(number)d zinnen hebben geen antwoord. We beginnen bij de eerste.", number=len(lacking)))
    return redirect(url_for("scan.page", pijler=unfinished.pillar), 303)


def _next_address(made: Questionnaire, asked: PillarPage, towards: str) -> str:
    at = made.pages.index(asked) + {"terug": -1, "verder": 1}.get(towards, 0)
    if towards == "later" or at < 0:
        return url_for("scan.start")
    return url_for("scan.page", pijler=made.pages[min(at, len(made.pages) - 1)].pillar)


def _render_page(asked: PillarPage, scan: OpenScan, given: Given) -> str:
    made, site = _questionnaire(), current_site()
    return render_template(
        "scan/page.html",
        questionnaire=made,
        page=asked,
        number=made.pages.index(asked) + 1,
        pillar=site.library.pillars[asked.pillar],
        answers={**scan.answers, **given.answers},
        problems=given.problems,
        done=progress(made, scan.answers),
        scan_id=scan.id or given.scan_id or new_id(),
    )
