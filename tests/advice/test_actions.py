"""Marking tips, on both databases."""

from functools import partial

import pytest

from tests.conftest import FakeClock
from tests.support.builders import at_once, make_person, scan_once
from tiptrack.accounts import Person
from tiptrack.advice import Mark, TipState, get_shelf, mark_tip
from tiptrack.database import NotFound
from tiptrack.site import Site

TIP = "open-drie-brieven-over-geld"


def _shown(site: Site, person: Person) -> list[str]:
    return [advice.tip.slug for advice in get_shelf(site, person).advice or ()]


@pytest.mark.parametrize(
    ("marks", "state"),
    [
        ([Mark.SAVE], TipState(saved=True)),
        ([Mark.SAVE, Mark.SAVE], TipState(saved=True)),
        ([Mark.SAVE, Mark.UNSAVE], TipState()),
        ([Mark.SAVE, Mark.DISMISS], TipState(dismissed=True)),
        ([Mark.DISMISS, Mark.SAVE], TipState(saved=True)),
        ([Mark.DISMISS, Mark.DONE], TipState(done=True)),
        ([Mark.DONE, Mark.HELPED], TipState(done=True, helped=True)),
        ([Mark.HELPED, Mark.DID_NOT_HELP], TipState(done=True, helped=False)),
        ([Mark.SAVE, Mark.HELPED, Mark.RESTORE], TipState(saved=True)),
    ],
)
def test_marks_add_up_to_a_state(site: Site, marks: list[Mark], state: TipState) -> None:
    person = make_person(site)
    returned = [mark_tip(site, person, TIP, mark) for mark in marks]
    assert returned[-1] == get_shelf(site, person).states[TIP] == state


@pytest.mark.parametrize("mark", [Mark.DONE, Mark.DISMISS, Mark.DID_NOT_HELP])
def test_a_tip_that_is_over_goes_away_and_can_be_brought_back(site: Site, mark: Mark) -> None:
    person = make_person(site)
    scan_once(site, person, 1)
    tip = _shown(site, person)[0]
    mark_tip(site, person, tip, mark)
    assert tip not in _shown(site, person)
    mark_tip(site, person, tip, Mark.RESTORE)
    assert tip in _shown(site, person)


def test_advice_follows_the_newest_scan(site: Site, clock: FakeClock) -> None:
    person = make_person(site)
    scan_once(site, person, 1)
    first = _shown(site, person)
    clock.forward(days=90)
    scan_once(site, person, 5)
    assert not set(first) & set(_shown(site, person))


def test_without_a_scan_there_is_no_advice_yet(site: Site) -> None:
    assert get_shelf(site, make_person(site)).advice is None


def test_one_persons_marks_do_not_touch_anothers(site: Site) -> None:
    sanne, ali = make_person(site), make_person(site, "ali")
    mark_tip(site, sanne, TIP, Mark.DISMISS)
    assert get_shelf(site, ali).states == {}


def test_an_unknown_tip_is_not_found(site: Site) -> None:
    with pytest.raises(NotFound):
        mark_tip(site, make_person(site), "maan", Mark.SAVE)


def test_two_marks_at_once_are_both_kept(site: Site) -> None:
    for number in range(10):
        person = make_person(site, f"sanne-{number}")
        at_once(*[partial(mark_tip, site, person, TIP, mark) for mark in (Mark.SAVE, Mark.HELPED)])
        assert get_shelf(site, person).states[TIP] == TipState(saved=True, done=True, helped=True)
