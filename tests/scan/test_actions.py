"""Answering, finishing and looking back, on both databases."""

from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from tests.conftest import FakeClock
from tests.support.builders import answers_to, at_once, di_scan, make_person, scan_once
from tiptrack.database import NotFound, new_id
from tiptrack.scan import actions
from tiptrack.scan.actions import AlreadyFinished, Unfinished
from tiptrack.scan.store import scan_answers
from tiptrack.site import Site

ALL = answers_to(di_scan(), 4)


def test_a_scan_goes_on_where_it_stopped(site: Site) -> None:
    person = make_person(site)
    actions.save_answers(site, person, 11, {"werk-zin": 2})
    actions.save_answers(site, person, 12, {"werk-zin": 3, "geld-later": 9, "onbekend": 3})
    assert actions.get_open_scan(site, person).id == 11
    assert actions.get_open_scan(site, person).answers == {"werk-zin": 3}


def test_a_finished_scan_becomes_a_result(site: Site) -> None:
    person = make_person(site)
    actions.save_answers(site, person, 11, {"werk-zin": 1})
    assert actions.finish_scan(site, person, 11, {id: 5 for id in ALL if id != "werk-zin"}) == 11
    result = actions.get_scan(site, person, 11).result
    assert {theme.slug: theme.value for theme in result.themes}["zin"] == 0
    assert actions.get_open_scan(site, person).answers == {}


def test_a_scan_with_missing_answers_stays_open(site: Site) -> None:
    person = make_person(site)
    some = dict.fromkeys(list(ALL)[2:], 3)
    assert actions.finish_scan(site, person, 11, some) == Unfinished(("werk-plezier", "werk-werkdruk"))
    assert actions.get_open_scan(site, person).answers == some
    assert actions.list_scans(site, person) == ()


@pytest.mark.parametrize("again", [actions.finish_scan, actions.save_answers])
def test_a_finished_scan_takes_no_more_answers(site: Site, again: Any) -> None:
    person = make_person(site)
    actions.finish_scan(site, person, 11, ALL)
    with pytest.raises(AlreadyFinished) as caught:
        again(site, person, 11, answers_to(di_scan(), 1))
    assert caught.value.scan_id == 11
    assert actions.get_open_scan(site, person).answers == {}
    assert {theme.points for theme in actions.get_scan(site, person, 11).result.themes} == {4}


def test_a_second_scan_shows_the_change(site: Site, clock: FakeClock) -> None:
    person = make_person(site)
    scan_once(site, person, 2)
    clock.forward(days=90)
    scan_once(site, person, 3, werk_zin=1)
    first, second = actions.list_scans(site, person)
    assert {theme.change for theme in first.result.themes} == {None}
    assert {theme.slug: theme.change for theme in second.result.themes if theme.change != 25} == {"zin": -25}


@pytest.mark.parametrize("answers", [ALL, {"werk-zin": 2}], ids=["complete", "partly"])
def test_taking_a_visitors_scan_over_twice_changes_nothing(site: Site, answers: dict[str, int]) -> None:
    person = make_person(site)
    seen = []
    for _time in range(2):
        actions.keep_visitor_scan(site, person, 11, answers)
        seen.append((actions.get_open_scan(site, person), actions.list_scans(site, person)))
    assert seen[0] == seen[1]
    assert (len(seen[0][1]) == 1) == (len(answers) == 25)


def test_a_visitors_answers_are_checked_before_they_are_kept(site: Site) -> None:
    person = make_person(site)
    assert actions.keep_visitor_scan(site, person, 11, {**ALL, "werk-zin": 77, "geld-later": "x"}) is None
    assert len(actions.get_open_scan(site, person).answers) == 23


def test_somebody_elses_result_is_not_found(site: Site) -> None:
    sanne, ali = make_person(site), make_person(site, "ali")
    scan_id = scan_once(site, sanne)
    for wanted in (scan_id, new_id(), 0, -1):
        with pytest.raises(NotFound):
            actions.get_scan(site, ali, wanted)


def test_the_id_of_somebody_elses_scan_opens_a_scan_of_ones_own(site: Site) -> None:
    sanne, ali = make_person(site), make_person(site, "ali")
    scan_id = scan_once(site, sanne, 5)
    assert actions.finish_scan(site, ali, scan_id, answers_to(di_scan(), 1)) == scan_id
    assert {theme.points for theme in actions.get_scan(site, sanne, scan_id).result.themes} == {5}


def test_forgetting_an_open_scan_leaves_results_alone(site: Site) -> None:
    person = make_person(site)
    scan_once(site, person)
    actions.save_answers(site, person, 12, {"werk-zin": 2})
    actions.forget_open_scan(site, person)
    assert not actions.get_open_scan(site, person).answers
    assert len(actions.list_scans(site, person)) == 1


def test_two_clicks_at_once_finish_a_scan_once(site: Site) -> None:
    person = make_person(site)
    for scan_id in range(1, 11):
        outcomes = at_once(*[partial(actions.finish_scan, site, person, scan_id, ALL)] * 2)
        assert {type(outcome) for outcome in outcomes} == {int, AlreadyFinished}, outcomes
        assert actions.get_open_scan(site, person).answers == {}


def test_two_devices_at_once_open_one_scan(site: Site) -> None:
    for number in range(10):
        person = make_person(site, f"sanne-{number}")
        answers = (21, {"werk-zin": 2}), (22, {"geld-later": 3})
        at_once(*[partial(actions.save_answers, site, person, scan_id, given) for scan_id, given in answers])
        open_scan = actions.get_open_scan(site, person)
        assert open_scan.answers == {"werk-zin": 2, "geld-later": 3}
        with site.database.reading() as connection:
            mine = select(scan_answers.c.scan_id).where(scan_answers.c.person_id == person.id)
            assert set(connection.scalars(mine)) == {open_scan.id}


def test_a_complete_scan_of_a_visitor_leaves_the_open_scan_alone(site: Site) -> None:
    person = make_person(site)
    actions.save_answers(site, person, 11, {"werk-zin": 2})
    assert actions.keep_visitor_scan(site, person, 12, ALL) == 12
    assert actions.get_open_scan(site, person).answers == {"werk-zin": 2}
    assert [scan.id for scan in actions.list_scans(site, person)] == [12]
