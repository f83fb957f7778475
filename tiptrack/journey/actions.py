"""What a person does on the way: make a goal, do a step, check in, change the plan, stop, look back."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from tiptrack.accounts import Person, hold_person
from tiptrack.advice import list_states_on
from tiptrack.clock import local_date
from tiptrack.database import NotFound
from tiptrack.journey import store
from tiptrack.journey.rules import (
    MOST_GOALS,
    MOST_STEPS,
    Ending,
    Goal,
    NextThing,
    Outcome,
    Plan,
    Stage,
    Step,
    facts_of,
    next_thing,
    stages,
)
from tiptrack.scan import FinishedScan, Scans, get_scans_on
from tiptrack.site import Site


class TooManyGoals(Exception):
    """There are more goals than anybody can look after."""


class TooManySteps(Exception):
    """The plan has as many open steps as it can hold."""


class GoalEnded(Exception):
    """The goal ended before, on this page or on another."""

    def __init__(self, goal_id: int) -> None:
        super().__init__(f"goal {goal_id} has ended")
        self.goal_id = goal_id


@dataclass(frozen=True)
class Progress:
    """Where somebody is: stages for the person and per pillar, scans, goals, and the one thing to do now."""

    stages: frozenset[Stage]
    by_pillar: dict[str, frozenset[Stage]]
    scans: tuple[FinishedScan, ...]
    goals: tuple[Goal, ...]
    next: NextThing


@dataclass(frozen=True)
class Welcome:
    """What the home page shows to somebody who returns."""

    scans: tuple[FinishedScan, ...]
    goals: tuple[Goal, ...]
    next: NextThing


def today(site: Site) -> date:
    """The day it is in the Netherlands."""
    return local_date(site.clock())


def list_goals(site: Site, person: Person) -> tuple[Goal, ...]:
    """The person's goals, newest first."""
    with site.database.reading() as connection:
        return store.list_goals(connection, person.id, person.seal)


def get_goal(site: Site, person: Person, goal_id: int) -> Goal:
    """One goal; raises NotFound, also for somebody else's."""
    with site.database.reading() as connection:
        return _get(connection, person, goal_id)


def make_goal(site: Site, person: Person, goal_id: int, plan: Plan) -> None:
    """A new goal; raises TooManyGoals.

    The form brings the id: sending it twice makes one goal, and sending it again with other words changes that one.
    """
    with site.database.writing() as connection:
        hold_person(connection, person.id)
        found = store.find_goal(connection, person.id, person.seal, goal_id)
        if found is None:
            if store.count_goals(connection, person.id) >= MOST_GOALS:
                raise TooManyGoals(f"{MOST_GOALS} goals")
            store.add_goal(connection, person.id, person.seal, goal_id, plan, site.clock())
        elif found.is_active and (again := plan.keeping_done(found.plan)) != found.plan:
            store.set_plan(connection, person.id, person.seal, goal_id, again)
            store.set_read(connection, person.id, goal_id, None)


def change_plan(site: Site, person: Person, goal_id: int, change: Callable[[Plan], Plan]) -> None:
    """Replaces the plan by what `change` makes of it; it is then to be read back again. Raises NotFound, GoalEnded."""
    with _changing(site, person, goal_id) as (connection, goal):
        store.set_plan(connection, person.id, person.seal, goal_id, change(goal.plan))
        store.set_read(connection, person.id, goal_id, None)


def confirm_plan(site: Site, person: Person, goal_id: int) -> None:
    """The person has read the plan back; raises NotFound."""
    with _changing(site, person, goal_id) as (connection, _goal):
        store.set_read(connection, person.id, goal_id, site.clock())


def mark_step(site: Site, person: Person, goal_id: int, text: str, *, done: bool) -> None:
    """Marks the step with this text done, or not done after all; raises NotFound for a step that isn't there."""

    def change(steps: tuple[Step, ...]) -> tuple[Step, ...]:
        if all(step.text != text for step in steps):
            raise NotFound("no such step")
        on = today(site) if done else None
        return tuple(replace(s, done_on=s.done_on or on if done else None) if s.text == text else s for s in steps)

    _change_steps(site, person, goal_id, change)


def add_smaller_step(site: Site, person: Person, goal_id: int, text: str) -> None:
    """Puts a smaller step before the ones that are not done yet; a step that was there moves. Raises NotFound."""

    def change(steps: tuple[Step, ...]) -> tuple[Step, ...]:
        others = tuple(step for step in steps if step.text != text)
        at = next((n for n, step in enumerate(others) if step.done_on is None), len(others))
        return _at_most((*others[:at], Step(text), *others[at:]), MOST_STEPS)

    _change_steps(site, person, goal_id, change)


def check_in(site: Site, person: Person, goal_id: int, outcome: Outcome) -> None:
    """Writes down how it goes today; a second time today replaces the first. Raises NotFound."""
    with _changing(site, person, goal_id) as (connection, _goal):
        store.set_check_in(connection, person.id, person.seal, goal_id, today(site), outcome)


def end_goal(site: Site, person: Person, goal_id: int, ending: Ending) -> None:
    """Ends a goal; raises NotFound, or GoalEnded when it ended before."""
    with _changing(site, person, goal_id) as (connection, _goal):
        store.set_ended(connection, person.id, goal_id, site.clock(), ending)


def resume_goal(site: Site, person: Person, goal_id: int) -> None:
    """Takes a goal that ended up again; raises NotFound."""
    with site.database.writing() as connection:
        hold_person(connection, person.id)
        _get(connection, person, goal_id)
        store.set_resumed(connection, person.id, goal_id)


def get_progress(site: Site, person: Person) -> Progress:
    """Where the person is."""
    with site.database.reading() as connection:
        scans = get_scans_on(connection, site, person)
        goals = store.list_goals(connection, person.id, person.seal)
        states = list_states_on(connection, person)
    tips = site.library.tips
    done = [(local_date(at), tips[tip].pillar) for tip, (state, at) in states.items() if state.done and tip in tips]
    facts = facts_of(goals, (local_date(scan.finished_at) for scan in scans.finished), done)
    return Progress(
        stages=stages(facts),
        by_pillar={pillar: stages(facts, pillar) for pillar in site.library.pillars},
        scans=scans.finished,
        goals=goals,
        next=_next(site, scans, goals),
    )


def get_welcome(site: Site, person: Person) -> Welcome:
    """What to show to somebody who returns."""
    with site.database.reading() as connection:
        scans = get_scans_on(connection, site, person)
        goals = store.list_goals(connection, person.id, person.seal)
    return Welcome(scans.finished, goals, _next(site, scans, goals))


def _next(site: Site, scans: Scans, goals: tuple[Goal, ...]) -> NextThing:
    last = scans.finished[-1].finished_at if scans.finished else None
    return next_thing(goals, last, scan_is_open=scans.one_is_open, now=site.clock(), today=today(site))


def _get(connection: Connection, person: Person, goal_id: int) -> Goal:
    goal = store.find_goal(connection, person.id, person.seal, goal_id)
    if goal is None:
        raise NotFound(f"no goal {goal_id}")
    return goal


@contextmanager
def _changing(site: Site, person: Person, goal_id: int) -> Iterator[tuple[Connection, Goal]]:
    with site.database.writing() as connection:
        hold_person(connection, person.id)
        goal = _get(connection, person, goal_id)
        if not goal.is_active:
            raise GoalEnded(goal_id)
        yield connection, goal


def _at_most(steps: tuple[Step, ...], most: int) -> tuple[Step, ...]:
    """Makes room by leaving out the first done step; raises TooManySteps when none is done."""
    if len(steps) <= most:
        return steps
    done = next((n for n, step in enumerate(steps) if step.done_on), None)
    if done is None:
        raise TooManySteps(f"{most} steps")
    return (*steps[:done], *steps[done + 1 :])


def _change_steps(
    site: Site, person: Person, goal_id: int, change: Callable[[tuple[Step, ...]], tuple[Step, ...]]
) -> None:
    with _changing(site, person, goal_id) as (connection, goal):
        plan = replace(goal.plan, steps=change(goal.plan.steps))
        store.set_plan(connection, person.id, person.seal, goal_id, plan)
