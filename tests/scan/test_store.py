"""The open scan and results as they are stored, on both databases."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from tests.conftest import START
from tests.support.builders import make_person
from tiptrack.scan import store
from tiptrack.site import Site


def _answer(connection: Connection, person: Any, answers: dict[str, int], version: int = 1, scan_id: int = 7) -> None:
    store.set_answers(connection, person.id, person.seal, "di-scan", version, scan_id, answers, START)


def test_an_answer_replaces_the_one_before(site: Site) -> None:
    person = make_person(site)
    with site.database.writing() as connection:
        _answer(connection, person, {"werk-zin": 2, "werk-plezier": 3})
        _answer(connection, person, {"werk-zin": 5})
        found = store.get_open_scan(connection, person.id, person.seal, "di-scan", 1)
    assert found == store.OpenScan(7, {"werk-zin": 5, "werk-plezier": 3})


def test_answers_to_an_older_version_do_not_count(site: Site) -> None:
    person = make_person(site)
    with site.database.writing() as connection:
        _answer(connection, person, {"werk-zin": 2}, version=1)
        assert store.get_open_scan(connection, person.id, person.seal, "di-scan", 2) == store.OpenScan(None, {})


def test_an_emptied_scan_is_empty_for_its_owner_only(site: Site) -> None:
    sanne, ali = make_person(site), make_person(site, "ali")
    with site.database.writing() as connection:
        for person in (sanne, ali):
            _answer(connection, person, {"werk-zin": 2})
        store.delete_open_scan(connection, sanne.id, "di-scan")
        assert store.get_overview(connection, sanne.id, sanne.seal, "di-scan", 1).open_id is None
        assert store.get_overview(connection, ali.id, ali.seal, "di-scan", 1).open_id == 7


def test_results_come_back_oldest_first(site: Site) -> None:
    person, other = make_person(site), make_person(site, "ali")
    with site.database.writing() as connection:
        for scan_id, days in ((1, 5), (2, 0), (3, 9)):
            when = START + timedelta(days=days)
            store.add_result(connection, person.id, person.seal, "di-scan", 1, scan_id, {"werk-zin": scan_id}, when)
        found = store.get_overview(connection, person.id, person.seal, "di-scan", 1).finished
        assert not store.get_overview(connection, other.id, other.seal, "di-scan", 1).finished
    assert [(result.id, dict(result.answers)) for result in found] == [
        (2, {"werk-zin": 2}),
        (1, {"werk-zin": 1}),
        (3, {"werk-zin": 3}),
    ]
    assert found[1].finished_at == START + timedelta(days=5)


def test_a_scan_of_an_older_version_is_not_open(site: Site) -> None:
    person = make_person(site)
    with site.database.writing() as connection:
        _answer(connection, person, {"werk-zin": 2}, version=1)
        for version, open_id in ((1, 7), (2, None)):
            assert store.get_overview(connection, person.id, person.seal, "di-scan", version).open_id == open_id
            assert store.get_standing(connection, person.id, "di-scan", version, 7) == (False, open_id)
