"""Making a goal and working on it, on both databases."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from tests.conftest import START, FakeClock
from tests.support.builders import DAY, at_once, make_person, make_plan, scan_once, set_goal
from tiptrack.advice import Mark, mark_tip
from tiptrack.database import NotFound, new_id
from tiptrack.journey import actions, store
from tiptrack.journey.rules import MOST_GOALS, MOST_STEPS, Ending, Next, Outcome, Stage, Step
from tiptrack.scan import save_answers
from tiptrack.site import Site

CALL = "Nibud bellen"  # the second step of every plan here


def test_a_form_that_is_sent_twice_makes_one_goal(site: Site) -> None:
    person, goal_id = make_person(site), new_id()
    for wish in ("Rust over geld", "Rust over geld", "Iets anders"):
        actions.make_goal(site, person, goal_id, make_plan(wish=wish))
        assert [goal.plan.wish for goal in actions.list_goals(site, person)] == [wish]


def test_a_form_that_is_sent_again_later_takes_no_done_step_back(site: Site) -> None:
    person = make_person(site)
    goal_id = set_goal(site, person)
    actions.mark_step(site, person, goal_id, CALL, done=True)
    actions.make_goal(site, person, goal_id, make_plan())
    assert [step.done_on for step in actions.get_goal(site, person, goal_id).plan.steps] == [None, DAY]


def test_a_form_that_is_sent_again_changes_no_goal_that_ended(site: Site) -> None:
    person = make_person(site)
    goal_id = set_goal(site, person)
    actions.end_goal(site, person, goal_id, Ending.REACHED)
    before = actions.get_goal(site, person, goal_id)
    actions.make_goal(site, person, goal_id, make_plan(wish="Iets anders"))
    assert actions.get_goal(site, person, goal_id) == before


def test_there_is_an_end_to_how_many_goals_somebody_keeps(site: Site) -> None:
    sanne, ali = make_person(site), make_person(site, "ali")
    with site.database.writing() as connection:
        for goal_id in range(1, MOST_GOALS + 1):
            store.add_goal(connection, sanne.id, sanne.seal, goal_id, make_plan(), START)
    with pytest.raises(actions.TooManyGoals):
        actions.make_goal(site, sanne, MOST_GOALS + 1, make_plan())
    actions.make_goal(site, sanne, 1, make_plan(wish="Iets anders"))
    assert actions.get_goal(site, sanne, 1).plan.wish == "Iets anders"
    assert len(actions.list_goals(site, sanne)) == MOST_GOALS
    actions.make_goal(site, ali, 1, make_plan())


WAYS: dict[str, Any] = {
    "open": actions.get_goal,
    "change": lambda *goal: actions.change_plan(*goal, lambda plan: plan),
    "confirm": actions.confirm_plan,
    "mark a step": lambda *goal: actions.mark_step(*goal, CALL, done=True),
    "add a step": lambda *goal: actions.add_smaller_step(*goal, "Eén brief openen"),
    "check in": lambda *goal: actions.check_in(*goal, Outcome.DONE),
    "end": lambda *goal: actions.end_goal(*goal, Ending.STOPPED),
    "resume": actions.resume_goal,
}


@pytest.mark.parametrize("way", WAYS)
def test_somebody_elses_goal_is_not_found(site: Site, way: str) -> None:
    sanne, ali = make_person(site), make_person(site, "ali")
    goal_id = set_goal(site, sanne)
    before = actions.get_goal(site, sanne, goal_id)
    for wanted in (goal_id, new_id()):
        with pytest.raises(NotFound):
            WAYS[way](site, ali, wanted)
    assert actions.get_goal(site, sanne, goal_id) == before


def test_a_changed_plan_is_to_be_read_again(site: Site) -> None:
    person = make_person(site)
    goal_id = set_goal(site, person)
    actions.confirm_plan(site, person, goal_id)
    assert actions.get_goal(site, person, goal_id).read_on == DAY
    actions.change_plan(site, person, goal_id, lambda plan: replace(plan, wish="Anders"))
    goal = actions.get_goal(site, person, goal_id)
    assert (goal.plan.wish, goal.read_on) == ("Anders", None)


def test_a_done_step_keeps_its_day(site: Site, clock: FakeClock) -> None:
    person = make_person(site)
    goal_id = set_goal(site, person)
    actions.mark_step(site, person, goal_id, CALL, done=True)
    clock.forward(days=3)
    actions.mark_step(site, person, goal_id, CALL, done=True)
    assert [step.done_on for step in actions.get_goal(site, person, goal_id).plan.steps] == [None, DAY]
    actions.mark_step(site, person, goal_id, CALL, done=False)
    assert [step.done_on for step in actions.get_goal(site, person, goal_id).plan.steps] == [None, None]


@pytest.mark.parametrize("text", ["", "nibud bellen", "Iets anders"])
def test_a_step_that_is_not_there_is_not_found(site: Site, text: str) -> None:
    person = make_person(site)
    goal_id = set_goal(site, person)
    with pytest.raises(NotFound):
        actions.mark_step(site, person, goal_id, text, done=True)


def test_a_smaller_step_comes_before_what_is_left_and_once(site: Site) -> None:
    person = make_person(site)
    goal_id = set_goal(site, person, steps=(Step("Eerst", DAY), Step("Dan")))
    for _time in range(2):
        actions.add_smaller_step(site, person, goal_id, "Eén brief")
    steps = actions.get_goal(site, person, goal_id).plan.steps
    assert [step.text for step in steps] == ["Eerst", "Eén brief", "Dan"]


def test_a_smaller_step_takes_the_place_of_a_done_one_when_the_plan_is_full(site: Site) -> None:
    person = make_person(site)
    goal_id = set_goal(site, person, steps=tuple(Step(f"Stap {n}", DAY) for n in range(MOST_STEPS)))
    actions.add_smaller_step(site, person, goal_id, "Eén brief")
    plan = actions.get_goal(site, person, goal_id).plan
    assert len(plan.steps) == MOST_STEPS
    assert Step("Eén brief") in plan.steps


def test_a_full_plan_in_which_nothing_is_done_loses_no_step(site: Site) -> None:
    person = make_person(site)
    goal_id = set_goal(site, person, steps=tuple(Step(f"Stap {n}") for n in range(MOST_STEPS)))
    with pytest.raises(actions.TooManySteps):
        actions.add_smaller_step(site, person, goal_id, "Eén brief")
    assert len(actions.get_goal(site, person, goal_id).plan.steps) == MOST_STEPS


def test_a_goal_that_ended_can_be_taken_up_again(site: Site, clock: FakeClock) -> None:
    person = make_person(site)
    goal_id = set_goal(site, person)
    before = actions.get_goal(site, person, goal_id)
    actions.end_goal(site, person, goal_id, Ending.STOPPED)
    clock.forward(days=2)
    for _time in range(2):
        actions.resume_goal(site, person, goal_id)
        assert actions.get_goal(site, person, goal_id) == before
    actions.check_in(site, person, goal_id, Outcome.DONE)


def test_a_goal_ends_once(site: Site, clock: FakeClock) -> None:
    person = make_person(site)
    goal_id = set_goal(site, person)
    actions.end_goal(site, person, goal_id, Ending.REACHED)
    clock.forward(days=2)
    for change in (
        lambda: actions.end_goal(site, person, goal_id, Ending.STOPPED),
        lambda: actions.check_in(site, person, goal_id, Outcome.DONE),
        lambda: actions.mark_step(site, person, goal_id, CALL, done=True),
    ):
        with pytest.raises(actions.GoalEnded):
            change()
    goal = actions.get_goal(site, person, goal_id)
    assert (goal.ended_on, goal.ending) == (DAY, Ending.REACHED)


def test_progress_follows_what_a_person_does(site: Site, clock: FakeClock) -> None:
    person = make_person(site)

    def now() -> tuple[set[Stage], Next]:
        progress = actions.get_progress(site, person)
        assert progress.next == actions.get_welcome(site, person).next
        return set(progress.stages), progress.next.kind

    assert now() == (set(), Next.START_SCAN)
    save_answers(site, person, new_id(), {"werk-zin": 3})
    assert now() == (set(), Next.FINISH_SCAN)
    scan_once(site, person)
    assert now() == ({Stage.INSIGHT}, Next.CHOOSE_GOAL)
    goal_id = set_goal(site, person)
    assert now() == ({Stage.INSIGHT, Stage.INTENTION}, Next.READ_PLAN)
    actions.confirm_plan(site, person, goal_id)
    assert now() == ({Stage.INSIGHT, Stage.INTENTION}, Next.DO_STEP)
    for _week in range(3):
        clock.forward(days=7)
        assert now()[1] is Next.CHECK_IN
        actions.check_in(site, person, goal_id, Outcome.PARTLY)
    assert now() == (set(Stage), Next.DO_STEP)
    clock.forward(days=69)
    actions.end_goal(site, person, goal_id, Ending.REACHED)
    assert now() == (set(Stage), Next.RESCAN)


def test_a_done_tip_shows_action_in_its_own_pillar(site: Site) -> None:
    person = make_person(site)
    mark_tip(site, person, "open-drie-brieven-over-geld", Mark.DONE)
    progress = actions.get_progress(site, person)
    assert {pillar for pillar, stages in progress.by_pillar.items() if stages} == {"geld"}


def test_changes_at_once_are_all_kept(site: Site) -> None:
    person = make_person(site)
    for _round in range(10):
        goal_id = set_goal(site, person, steps=tuple(Step(text) for text in "abcd"))
        changes = [partial(actions.mark_step, site, person, goal_id, text, done=True) for text in "abcd"]
        assert at_once(*changes) == [None] * 4
        assert actions.get_goal(site, person, goal_id).next_step is None


def test_a_form_that_is_sent_twice_at_once_makes_one_goal(site: Site) -> None:
    person = make_person(site)
    assert at_once(*[partial(actions.make_goal, site, person, 7, make_plan())] * 2) == [None, None]
    assert len(actions.list_goals(site, person)) == 1
