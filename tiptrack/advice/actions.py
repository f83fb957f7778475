"""What a person does with tips: see which fit, and mark them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from tiptrack.accounts import Person, hold_person
from tiptrack.advice import store
from tiptrack.advice.rules import Advice, TipState, advise
from tiptrack.database import NotFound
from tiptrack.scan import Result, find_newest_result_on
from tiptrack.site import Site


class Mark(StrEnum):
    """What a person can say about a tip, as the pages send it."""

    SAVE = "bewaren"
    UNSAVE = "niet-bewaren"
    DONE = "gedaan"
    DISMISS = "niet-voor-mij"
    RESTORE = "terughalen"
    HELPED = "hielp"
    DID_NOT_HELP = "hielp-niet"


_CHANGES: dict[Mark, dict[str, bool | None]] = {
    Mark.SAVE: {"saved": True, "dismissed": False},
    Mark.UNSAVE: {"saved": False},
    Mark.DONE: {"done": True, "dismissed": False},
    Mark.DISMISS: {"dismissed": True, "saved": False},
    Mark.RESTORE: {"done": False, "dismissed": False, "helped": None},
    Mark.HELPED: {"done": True, "helped": True},
    Mark.DID_NOT_HELP: {"done": True, "helped": False},
}


@dataclass(frozen=True)
class TipShelf:
    """The tips as one person sees them: those that fit (None without a result), and what they did with each."""

    advice: tuple[Advice, ...] | None
    states: Mapping[str, TipState]
    result: Result | None


def get_shelf(site: Site, person: Person) -> TipShelf:
    """The person's tips, by their newest result."""
    with site.database.reading() as connection:
        result = find_newest_result_on(connection, site, person)
        states = list_states_on(connection, person)
    return make_shelf(site, result, {tip: state for tip, (state, _since) in states.items()})


def make_shelf(site: Site, result: Result | None, states: Mapping[str, TipState]) -> TipShelf:
    """The shelf for this result; also for a visitor, who has no states."""
    advice = advise(result, site.library.tips.values(), states) if result else None
    return TipShelf(advice, states, result)


def list_states_on(connection: Connection, person: Person) -> dict[str, tuple[TipState, datetime]]:
    """What the person did with tips, and when, on a connection that is open already."""
    return store.list_states(connection, person.id, person.seal)


def mark_tip(site: Site, person: Person, slug: str, mark: Mark) -> TipState:
    """Writes down what the person says of a tip and returns its state; raises NotFound. Saying it twice is harmless."""
    if slug not in site.library.tips:
        raise NotFound(f"no tip {slug}")
    with site.database.writing() as connection:
        hold_person(connection, person.id)
        before = store.find_state(connection, person.id, person.seal, slug)
        state = replace(before, **_CHANGES[mark])  # type: ignore[arg-type]
        store.set_state(connection, person.id, person.seal, slug, state, site.clock())
    return state
