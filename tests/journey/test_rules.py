"""Goals, check-ins and the stages that follow from what happened."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import DAY, make_goal, make_plan
from tiptrack.journey.rules import (
    Ending,
    Fact,
    Goal,
    Happened,
    Next,
    Outcome,
    Stage,
    Step,
    check_in_is_due,
    facts_of,
    needs_smaller_step,
    next_thing,
    rescan_is_due,
    stages,
)

NOW = datetime.combine(DAY, time(9), UTC)
PILLARS = ("werk", "geld", "gezondheid")
SOME_PILLARS = st.frozensets(st.sampled_from(PILLARS), max_size=2)
DAYS = st.integers(0, 60).map(lambda days: DAY + timedelta(days=days))
FACTS = st.lists(st.builds(Fact, st.sampled_from(Happened), DAYS, SOME_PILLARS, st.none() | st.integers(1, 2)))
STEPS = st.lists(st.builds(Step, st.just("Een stap"), st.none() | DAYS), max_size=3)
GOALS = st.lists(
    st.builds(
        lambda read_on, ended_on, check_ins, steps, starts_on, pillars: make_goal(
            read_on=read_on,
            ended_on=ended_on,
            ending=ended_on and Ending.STOPPED,
            check_ins=check_ins,
            steps=tuple(steps),
            starts_on=starts_on,
            pillars=pillars,
        ),
        st.none() | DAYS,
        st.none() | DAYS,
        st.dictionaries(st.integers(0, 60), st.sampled_from(Outcome), max_size=4),
        STEPS,
        DAYS,
        SOME_PILLARS,
    ),
    max_size=4,
)


@given(FACTS, st.data())
def test_stages_do_not_depend_on_the_order_of_events(facts: list[Fact], data: st.DataObject) -> None:
    for pillar in (None, *PILLARS):
        assert stages(data.draw(st.permutations(facts)), pillar) == stages(facts, pillar)


@given(FACTS, FACTS)
def test_more_facts_never_take_a_stage_away(facts: list[Fact], more: list[Fact]) -> None:
    for pillar in (None, *PILLARS):
        assert stages(facts, pillar) <= stages(facts + more, pillar)


@given(FACTS)
def test_a_stage_of_a_pillar_is_a_stage_of_the_person(facts: list[Fact]) -> None:
    of_pillars = [stages(facts, pillar) for pillar in PILLARS]
    assert frozenset().union(*of_pillars) <= stages(facts)


@given(GOALS, st.lists(DAYS), st.lists(st.tuples(DAYS, st.sampled_from(PILLARS))))
def test_stages_follow_from_what_was_done(goals: list[Goal], scanned: list[date], tips: list[tuple[date, str]]) -> None:
    shown = stages(facts_of(goals, scanned, tips))
    acted = any(step.done_on for goal in goals for step in goal.plan.steps) or bool(tips)
    kept = any(check_in.outcome is not Outcome.NOT for goal in goals for check_in in goal.check_ins)
    assert (Stage.INSIGHT in shown) == bool(scanned)
    assert (Stage.INTENTION in shown) == bool(goals)
    assert (Stage.ACTION in shown) == (acted or kept)


GOOD, PARTLY, NOT = Outcome.DONE, Outcome.PARTLY, Outcome.NOT


@pytest.mark.parametrize(
    ("check_ins", "kept_up"),
    [
        ([{1: GOOD, 8: PARTLY, 15: GOOD}], True),
        ([{1: GOOD, 2: GOOD, 15: GOOD}], True),
        ([{1: GOOD, 8: NOT, 9: PARTLY, 40: GOOD}], True),
        ([{1: GOOD, 8: GOOD, 14: GOOD}], False),
        ([{1: GOOD, 15: GOOD}], False),
        ([{1: GOOD, 8: NOT, 15: GOOD}], False),
        ([{1: GOOD, 8: GOOD}, {15: GOOD}], False),
        ([{}, {1: GOOD, 8: GOOD, 15: GOOD}], True),
    ],
)
def test_keeping_up_takes_three_good_check_ins_over_two_weeks(
    check_ins: list[dict[int, Outcome]], kept_up: bool
) -> None:
    goals = [make_goal(id, check_ins=kept) for id, kept in enumerate(check_ins)]
    assert (Stage.KEEPING_UP in stages(facts_of(goals, [], []))) == kept_up


def test_a_done_tip_counts_for_its_pillar_only() -> None:
    facts = facts_of([], [DAY], [(DAY, "geld")])
    assert stages(facts, "geld") == {Stage.INSIGHT, Stage.ACTION}
    assert stages(facts, "werk") == {Stage.INSIGHT}


@given(GOALS, st.none() | DAYS, st.booleans(), DAYS)
def test_there_is_always_one_thing_to_do_that_can_be_done(
    goals: list[Goal], last_scan: date | None, scan_is_open: bool, today: date
) -> None:
    now = datetime.combine(today, time(9), UTC)
    scanned_at = last_scan and datetime.combine(last_scan, time(9), UTC)
    found = next_thing(goals, scanned_at, scan_is_open=scan_is_open, now=now, today=today)
    assert isinstance(found.kind, Next)
    assert (found.goal is not None) == (found.kind in {Next.READ_PLAN, Next.CHECK_IN, Next.DO_STEP})
    assert found.goal is None or (found.goal in goals and found.goal.is_active)
    assert found.kind is not Next.CHOOSE_GOAL or not any(goal.is_active for goal in goals)


UNREAD, READ = make_goal(), make_goal(2, read_on=DAY)
STEPS_DONE = make_goal(3, read_on=DAY, steps=(Step("Klaar", DAY),))
DUE = make_goal(4, read_on=DAY, starts_on=DAY - timedelta(days=1))
ENDED = make_goal(5, ended_on=DAY, ending=Ending.REACHED)


@pytest.mark.parametrize(
    ("goals", "days_since_scan", "scan_is_open", "kind"),
    [
        ([], None, False, Next.START_SCAN),
        ([], None, True, Next.FINISH_SCAN),
        ([UNREAD, DUE], 100, True, Next.FINISH_SCAN),
        ([DUE, UNREAD], 100, False, Next.READ_PLAN),
        ([READ, DUE], 100, False, Next.CHECK_IN),
        ([READ], 90, False, Next.RESCAN),
        ([READ], 89, False, Next.DO_STEP),
        ([ENDED], 1, False, Next.CHOOSE_GOAL),
        ([], 1, False, Next.CHOOSE_GOAL),
        ([STEPS_DONE], 1, False, Next.KEEP_GOING),
        ([STEPS_DONE, READ], 1, False, Next.DO_STEP),
    ],
)
def test_the_next_thing(goals: Sequence[Goal], days_since_scan: int | None, scan_is_open: bool, kind: Next) -> None:
    last = None if days_since_scan is None else NOW - timedelta(days=days_since_scan)
    assert next_thing(goals, last, scan_is_open=scan_is_open, now=NOW, today=DAY).kind is kind


@pytest.mark.parametrize(
    ("goal", "days_later", "due"),
    [
        (make_goal(), 0, False),
        (make_goal(), 1, True),
        (make_goal(check_ins={1: NOT}), 7, False),
        (make_goal(check_ins={1: NOT}), 8, True),
        (make_goal(check_ins={8: GOOD, 1: GOOD}), 10, False),
        (make_goal(starts_on=DAY + timedelta(days=5)), 5, False),
        (ENDED, 30, False),
    ],
)
def test_a_check_in_is_due_once_a_week(goal: Goal, days_later: int, due: bool) -> None:
    assert check_in_is_due(goal, DAY + timedelta(days=days_later)) is due


@pytest.mark.parametrize(("days", "due"), [(0, False), (89.99, False), (90, True), (400, True)])
def test_a_new_scan_is_due_after_three_months(days: float, due: bool) -> None:
    assert rescan_is_due(NOW - timedelta(days=days), NOW) is due


@pytest.mark.parametrize(("confidence", "smaller"), [(1, True), (6, True), (7, False), (10, False)])
def test_low_confidence_asks_for_a_smaller_step(confidence: int, smaller: bool) -> None:
    assert needs_smaller_step(make_plan(confidence=confidence)) is smaller
