"""Home, goals and progress."""

from collections.abc import Collection
from datetime import date

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from tiptrack.accounts import current_person, find_current_person
from tiptrack.content import Tip
from tiptrack.journey import actions
from tiptrack.journey.forms import GoalForm, SmallerStepForm
from tiptrack.journey.rules import Ending, Outcome, Stage, needs_smaller_step
from tiptrack.scan import series
from tiptrack.site import current_site
from tiptrack.web.access import Permission, allow
from tiptrack.web.forms import Form

MOST_SCANS = 12  # in a chart and a table that fit a phone

blueprint = Blueprint("journey", __name__, template_folder="templates")


@blueprint.errorhandler(actions.GoalEnded)
def goal_ended(error: actions.GoalEnded) -> ResponseReturnValue:
    """A page that was still open: shows how the goal stands."""
    flash(_("Dit doel is al klaar. Er is niets veranderd."))
    return redirect(url_for("journey.goal", goal_id=error.goal_id), 303)


@blueprint.errorhandler(actions.TooManyGoals)
def too_many_goals(error: actions.TooManyGoals) -> ResponseReturnValue:
    """More goals than the site keeps."""
    flash(_("Je hebt al heel veel doelen. Pak een doel op dat je al hebt, of verander het."))
    return redirect(url_for("journey.goals"), 303)


@blueprint.get("/")
@allow(Permission.VISIT)
def home() -> ResponseReturnValue:
    """What the site is for; or, for somebody who returns, the one thing to do now."""
    site, person = current_site(), find_current_person()
    if person is None:
        return render_template("journey/home.html")
    return render_template("journey/welcome.html", welcome=actions.get_welcome(site, person))


@blueprint.get("/voortgang")
@allow(Permission.KEEP_OWN_DATA)
def progress() -> ResponseReturnValue:
    """Stages, scans over time, goals, and what to do next."""
    site = current_site()
    found = actions.get_progress(site, current_person())
    recent = found.scans[-MOST_SCANS:]
    return render_template(
        "journey/progress.html",
        progress=found,
        recent=recent,
        chart=series(recent, site.library.pillars),
        all_stages=tuple(Stage),
    )


@blueprint.get("/doelen")
@allow(Permission.KEEP_OWN_DATA)
def goals() -> ResponseReturnValue:
    """All goals."""
    site = current_site()
    return render_template("journey/goals.html", goals=actions.list_goals(site, current_person()))


@blueprint.get("/doelen/nieuw")
@allow(Permission.KEEP_OWN_DATA)
def new_goal() -> ResponseReturnValue:
    """The form for a new goal, from a tip or in own words."""
    tip = _find_tip(request.args.get("tip"))
    return _goal_form(GoalForm.fresh(tip, *_around()), tip)


@blueprint.post("/doelen/nieuw")
@allow(Permission.KEEP_OWN_DATA)
def make_goal() -> ResponseReturnValue:
    """Makes the goal and shows the plan back."""
    tip = _find_tip(request.form.get("tip"))
    form = GoalForm(tip, *_around())
    if not form.validate():
        return _goal_form(form, tip, status=422)
    goal_id = form.goal_id
    if goal_id is None:
        raise BadRequest
    actions.make_goal(current_site(), current_person(), goal_id, form.to_plan())
    return redirect(url_for("journey.goal", goal_id=goal_id), 303)


@blueprint.get("/doelen/<id:goal_id>")
@allow(Permission.KEEP_OWN_DATA)
def goal(goal_id: int) -> ResponseReturnValue:
    """One goal: the plan, steps, and check-ins."""
    site = current_site()
    found = actions.get_goal(site, current_person(), goal_id)
    return render_template(
        "journey/goal.html",
        goal=found,
        tip=_find_tip(found.plan.tip),
        unsure=needs_smaller_step(found.plan),
        form=Form(),
        today=actions.today(site),
    )


@blueprint.get("/doelen/<id:goal_id>/wijzigen")
@allow(Permission.KEEP_OWN_DATA)
def edit_goal(goal_id: int) -> ResponseReturnValue:
    """The form with the plan as it is."""
    found = actions.get_goal(current_site(), current_person(), goal_id)
    tip = _find_tip(found.plan.tip)
    return _goal_form(GoalForm.of(found.plan, tip, *_around()), tip, goal_id)


@blueprint.post("/doelen/<id:goal_id>/wijzigen")
@allow(Permission.KEEP_OWN_DATA)
def change_goal(goal_id: int) -> ResponseReturnValue:
    """Replaces the plan and shows it back."""
    site, person = current_site(), current_person()
    found = actions.get_goal(site, person, goal_id)
    tip = _find_tip(found.plan.tip)
    form = GoalForm(tip, *_around())
    if not form.validate():
        return _goal_form(form, tip, goal_id, status=422)
    actions.change_plan(site, person, goal_id, form.to_plan)
    return redirect(url_for("journey.goal", goal_id=goal_id), 303)


@blueprint.post("/doelen/<id:goal_id>/gelezen")
@allow(Permission.KEEP_OWN_DATA)
def confirm_plan(goal_id: int) -> ResponseReturnValue:
    """The plan was read back."""
    actions.confirm_plan(current_site(), current_person(), goal_id)
    flash(_("Je plan staat. Kom terug om te vertellen hoe het gaat."))
    return redirect(url_for("journey.goal", goal_id=goal_id), 303)


@blueprint.post("/doelen/<id:goal_id>/stappen")
@allow(Permission.KEEP_OWN_DATA)
def mark_step(goal_id: int) -> ResponseReturnValue:
    """Marks a step done or not done."""
    done = request.form.get("gedaan", "ja") == "ja"
    actions.mark_step(current_site(), current_person(), goal_id, request.form.get("stap", ""), done=done)
    flash(_("Mooi, die stap is gedaan.") if done else _("De stap staat weer open."))
    return redirect(url_for("journey.goal", goal_id=goal_id), 303)


@blueprint.post("/doelen/<id:goal_id>/check-in")
@allow(Permission.KEEP_OWN_DATA)
def check_in(goal_id: int) -> ResponseReturnValue:
    """How it goes today, in one tap."""
    try:
        outcome = Outcome(request.form.get("hoe", ""))
    except ValueError:
        raise BadRequest from None
    actions.check_in(current_site(), current_person(), goal_id, outcome)
    if outcome is Outcome.NOT:
        flash(_("Genoteerd. Dat is niet erg."))
        return redirect(url_for("journey.try_otherwise", goal_id=goal_id), 303)
    flash(_("Genoteerd. Elke keer telt mee."))
    return redirect(url_for("journey.goal", goal_id=goal_id), 303)


@blueprint.get("/doelen/<id:goal_id>/anders")
@allow(Permission.KEEP_OWN_DATA)
def try_otherwise(goal_id: int) -> ResponseReturnValue:
    """It did not work out: a smaller step, another plan, or stop."""
    return _otherwise_page(goal_id, None)


@blueprint.post("/doelen/<id:goal_id>/anders")
@allow(Permission.KEEP_OWN_DATA)
def take_smaller_step(goal_id: int) -> ResponseReturnValue:
    """Adds a smaller step to the plan."""
    form = SmallerStepForm()
    if not form.validate():
        return _otherwise_page(goal_id, form, 422)
    try:
        actions.add_smaller_step(current_site(), current_person(), goal_id, form.stap.data)
    except actions.TooManySteps:
        form.stap.errors = [_("Je plan heeft al twintig stappen. Haal er eerst een weg met Verander mijn plan.")]
        return _otherwise_page(goal_id, form, 422)
    flash(_("Je kleinere stap staat nu bij je stappen."))
    return redirect(url_for("journey.goal", goal_id=goal_id), 303)


@blueprint.post("/doelen/<id:goal_id>/afronden")
@allow(Permission.KEEP_OWN_DATA)
def end_goal(goal_id: int) -> ResponseReturnValue:
    """Ends the goal: reached, or stopped."""
    try:
        ending = Ending(request.form.get("hoe", ""))
    except ValueError:
        raise BadRequest from None
    actions.end_goal(current_site(), current_person(), goal_id, ending)
    reached = ending is Ending.REACHED
    flash(_("Je doel is gehaald. Knap gedaan!") if reached else _("Je bent met dit doel gestopt. Dat mag."))
    return redirect(url_for("journey.goals"), 303)


@blueprint.post("/doelen/<id:goal_id>/hervatten")
@allow(Permission.KEEP_OWN_DATA)
def resume_goal(goal_id: int) -> ResponseReturnValue:
    """Takes a goal that ended up again."""
    actions.resume_goal(current_site(), current_person(), goal_id)
    flash(_("Je doel loopt weer."))
    return redirect(url_for("journey.goal", goal_id=goal_id), 303)


def _around() -> tuple[Collection[str], date]:
    """What a goal's form needs to know: the pillars there are, and today."""
    site = current_site()
    return site.library.pillars.keys(), actions.today(site)


def _find_tip(slug: str | None) -> Tip | None:
    return current_site().library.tips.get(slug or "")


def _goal_form(form: GoalForm, tip: Tip | None, goal_id: int | None = None, status: int = 200) -> Response:
    return make_response(render_template("journey/goal_form.html", form=form, tip=tip, goal_id=goal_id), status)


def _otherwise_page(goal_id: int, form: SmallerStepForm | None, status: int = 200) -> Response:
    found = actions.get_goal(current_site(), current_person(), goal_id)
    tip = _find_tip(found.plan.tip)
    form = form or SmallerStepForm(formdata=None, data={"stap": tip.smaller if tip else ""})
    return make_response(render_template("journey/otherwise.html", goal=found, tip=tip, form=form), status)
