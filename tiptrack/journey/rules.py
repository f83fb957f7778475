"""Goals, check-ins, and the four stages: derived from what happened, never stored.

The stages are navigation words; nothing here claims that advice per stage works better (two reviews found little
evidence for that). A missed check-in counts for nothing: missing one day did no harm to forming a habit (Lally, 2010).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

RESCAN_AFTER = timedelta(days=90)
CHECK_IN_EVERY = timedelta(days=7)
KEPT_TIMES, KEPT_OVER = 3, timedelta(days=14)
ENOUGH_CONFIDENCE = 7
MOST_GOALS, MOST_STEPS = 200, 20  # far more than anybody uses; they keep pages and transactions small


class Stage(StrEnum):
    """How far somebody is, in order."""

    INSIGHT = "inzicht"
    INTENTION = "intentie"
    ACTION = "actie"
    KEEPING_UP = "volhouden"


class Outcome(StrEnum):
    """What a person says at a check-in."""

    DONE = "gelukt"
    PARTLY = "deels"
    NOT = "niet"


class Ending(StrEnum):
    """How a goal ended."""

    REACHED = "gehaald"
    STOPPED = "gestopt"


class Happened(StrEnum):
    """A kind of fact that a stage follows from."""

    SCANNED = "scanned"
    PLANNED = "planned"
    ACTED = "acted"
    KEPT = "kept"


@dataclass(frozen=True)
class Fact:
    """Something that happened on a day, about these pillars (a scan is about all); `goal` tells check-ins apart."""

    kind: Happened
    on: date
    pillars: frozenset[str] = frozenset()
    goal: int | None = None


@dataclass(frozen=True)
class Step:
    """A small step towards a goal."""

    text: str
    done_on: date | None = None


@dataclass(frozen=True)
class CheckIn:
    """How it went, on one day."""

    on: date
    outcome: Outcome


@dataclass(frozen=True)
class Plan:
    """What somebody wants and how: wish, obstacle, if-then plan, small steps, and how sure they are (1-10)."""

    wish: str
    obstacle: str
    when: str
    then: str
    steps: tuple[Step, ...]
    starts_on: date
    confidence: int
    tip: str | None = None
    pillars: frozenset[str] = frozenset()

    def keeping_done(self, before: "Plan") -> "Plan":
        """This plan, in which the steps that were done before stay done."""
        done = {step.text: step.done_on for step in before.steps}
        return replace(self, steps=tuple(replace(s, done_on=s.done_on or done.get(s.text)) for s in self.steps))


@dataclass(frozen=True)
class Goal:
    """A goal with all that happened to it. `read_on` is when the plan was read back."""

    id: int
    made_on: date
    plan: Plan
    read_on: date | None = None
    ended_on: date | None = None
    ending: Ending | None = None
    check_ins: tuple[CheckIn, ...] = field(default=())

    @property
    def is_active(self) -> bool:
        """Whether the goal still runs."""
        return self.ended_on is None

    @property
    def next_step(self) -> int | None:
        """The position of the first step that is not done."""
        return next((n for n, step in enumerate(self.plan.steps) if step.done_on is None), None)


class Next(StrEnum):
    """The one thing to do now."""

    START_SCAN = "start-scan"
    FINISH_SCAN = "scan-afmaken"
    READ_PLAN = "plan-lezen"
    CHECK_IN = "inchecken"
    RESCAN = "opnieuw-scannen"
    CHOOSE_GOAL = "doel-kiezen"
    DO_STEP = "stap-doen"
    KEEP_GOING = "doorgaan"


@dataclass(frozen=True)
class NextThing:
    """What to do now, and for which goal."""

    kind: Next
    goal: Goal | None = None


def facts_of(goals: Iterable[Goal], scanned: Iterable[date], tips_done: Iterable[tuple[date, str]]) -> tuple[Fact, ...]:
    """Everything that happened, as facts. A done tip comes with its pillar."""
    facts = [Fact(Happened.SCANNED, on) for on in scanned]
    facts += [Fact(Happened.ACTED, on, frozenset({pillar})) for on, pillar in tips_done]
    for goal in goals:
        about = goal.plan.pillars
        facts.append(Fact(Happened.PLANNED, goal.made_on, about))
        facts += [Fact(Happened.ACTED, step.done_on, about) for step in goal.plan.steps if step.done_on]
        facts += [Fact(Happened.KEPT, c.on, about, goal.id) for c in goal.check_ins if c.outcome is not Outcome.NOT]
    return tuple(facts)


def stages(facts: Iterable[Fact], pillar: str | None = None) -> frozenset[Stage]:
    """The stages that the facts show, for one pillar or for the person. More facts never take a stage away.

    Keeping up is shown by one goal with at least 3 check-ins that went (partly) well, over at least 14 days.
    """
    seen = [fact for fact in facts if pillar is None or pillar in fact.pillars or fact.kind is Happened.SCANNED]
    kinds = {fact.kind for fact in seen}
    shown = {
        Stage.INSIGHT: Happened.SCANNED in kinds,
        Stage.INTENTION: Happened.PLANNED in kinds,
        Stage.ACTION: bool(kinds & {Happened.ACTED, Happened.KEPT}),
        Stage.KEEPING_UP: _kept_up(seen),
    }
    return frozenset(stage for stage, reached in shown.items() if reached)


def next_thing(
    goals: Iterable[Goal], last_scan: datetime | None, *, scan_is_open: bool, now: datetime, today: date
) -> NextThing:
    """The one thing that helps most now."""
    active = [goal for goal in goals if goal.is_active]
    unread = next((goal for goal in active if goal.read_on is None), None)
    due = next((goal for goal in active if check_in_is_due(goal, today)), None)
    to_do = next((goal for goal in active if goal.next_step is not None), None)
    choices = (
        (scan_is_open, NextThing(Next.FINISH_SCAN)),
        (last_scan is None, NextThing(Next.START_SCAN)),
        (unread, NextThing(Next.READ_PLAN, unread)),
        (due, NextThing(Next.CHECK_IN, due)),
        (last_scan is not None and rescan_is_due(last_scan, now), NextThing(Next.RESCAN)),
        (not active, NextThing(Next.CHOOSE_GOAL)),
        (to_do, NextThing(Next.DO_STEP, to_do)),
    )
    return next((thing for holds, thing in choices if holds), NextThing(Next.KEEP_GOING))


def check_in_is_due(goal: Goal, today: date) -> bool:
    """Whether it is time to ask how it goes: from the day after the start, once a week."""
    if not goal.is_active or today <= goal.plan.starts_on:
        return False
    last = max((check_in.on for check_in in goal.check_ins), default=None)
    return last is None or today - last >= CHECK_IN_EVERY


def rescan_is_due(last_scan: datetime, now: datetime) -> bool:
    """Whether three months have passed since the last scan."""
    return now - last_scan >= RESCAN_AFTER


def needs_smaller_step(plan: Plan) -> bool:
    """Whether somebody is so unsure that a smaller step would help more."""
    return plan.confidence < ENOUGH_CONFIDENCE


def _kept_up(facts: Iterable[Fact]) -> bool:
    days: dict[int, set[date]] = {}
    for fact in facts:
        if fact.kind is Happened.KEPT and fact.goal is not None:
            days.setdefault(fact.goal, set()).add(fact.on)
    return any(len(kept) >= KEPT_TIMES and max(kept) - min(kept) >= KEPT_OVER for kept in days.values())
