"""Taking everything along, leaving for good, and new master keys, on both databases."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.conftest import FakeClock
from tests.support.builders import OBSTACLE, WISH, at_once, live_a_little, make_person, set_goal
from tiptrack import make_site
from tiptrack.accounts import Person
from tiptrack.accounts.actions import find_person
from tiptrack.database import metadata
from tiptrack.database.migrate import migrate
from tiptrack.journey import actions as journey
from tiptrack.privacy import Vault, add_master_key, erase_person, export_person, person_keys, rotate_keys
from tiptrack.privacy.store import list_rows
from tiptrack.privacy.vault import read_master_keys
from tiptrack.scan import actions as scan
from tiptrack.settings import Settings
from tiptrack.site import Site

# Taking along


def _export(site: Site, person: Person) -> tuple[dict[str, Any], dict[str, list[list[str]]]]:
    """The tables of the zip: as JSON, and as CSV by file name."""
    archive = zipfile.ZipFile(io.BytesIO(export_person(site, person.id, person.seal)))
    texts = {name: archive.read(name).decode() for name in archive.namelist()}
    tables = json.loads(texts.pop("alles.json"))
    return tables, {name: list(csv.reader(io.StringIO(text, newline=""))) for name, text in texts.items()}


def test_everything_a_person_stored_is_in_the_zip_twice(site: Site) -> None:
    person = make_person(site)
    live_a_little(site, person)
    tables, files = _export(site, person)
    assert {title: len(rows) for title, rows in tables.items()} == {
        "Account": 1,
        "Waar je bent ingelogd": 2,
        "Open scan": 2,
        "Uitslagen": 2,
        "Tips": 2,
        "Doelen": 2,
        "Check-ins": 2,
    }
    assert {f"{title.lower().replace(' ', '-')}.csv": len(rows) for title, rows in tables.items()} == {
        name: len(rows) - 1 for name, rows in files.items()
    }
    assert {row["outcome"] for row in tables["Check-ins"]} == {"deels", "niet"}
    assert {(row["statement"], row["answer"]) for row in tables["Open scan"]} == {
        ("geld-rondkomen", 1),
        ("werk-zin", 5),
    }
    assert [len([key for key in row if "-" in key]) for row in tables["Uitslagen"]] == [25, 25]
    assert {row["tip"] for row in tables["Tips"]} == {"open-drie-brieven-over-geld", "kies-een-vast-geldmoment"}
    assert {(row["wish"], row["obstacle"]) for row in tables["Doelen"]} == {(WISH, OBSTACLE)}


def test_the_zip_holds_nothing_of_anybody_else_and_no_secrets(site: Site) -> None:
    sanne, ali = make_person(site), make_person(site, "ali")
    live_a_little(site, sanne)
    set_goal(site, ali, wish="De wens van Ali")
    for person, other in ((sanne, ali), (ali, sanne)):
        said = str(_export(site, person))
        assert person.email in said
        for word in (other.email, str(other.id), "argon2", person.token, "wrapped"):
            assert word not in said
    assert "De wens van Ali" not in str(_export(site, sanne))
    assert WISH not in str(_export(site, ali))


def test_a_wish_can_start_no_formula_in_a_spreadsheet(site: Site) -> None:
    person = make_person(site)
    set_goal(site, person, wish='=HYPERLINK("https://evil.nl")')
    tables, files = _export(site, person)
    assert tables["Doelen"][0]["wish"].startswith("=")
    assert "'=HYPERLINK" in str(files["doelen.csv"])
    assert not any(cell.startswith(("=", "+", "-", "@")) for rows in files.values() for row in rows for cell in row)


def test_somebody_without_data_gets_a_zip_too(site: Site) -> None:
    tables, files = _export(site, make_person(site))
    assert {title for title, rows in tables.items() if rows} == {"Account", "Waar je bent ingelogd"}
    assert len(files) == len(tables)


# Leaving


def test_whoever_leaves_leaves_no_row_behind(site: Site) -> None:
    sanne, ali = make_person(site), make_person(site, "ali")
    for person in (sanne, ali):
        live_a_little(site, person)
    tables, _files = _export(site, ali)
    erase_person(site, sanne.id)
    assert not _rows_of(site, sanne.id)
    assert _export(site, ali)[0] == tables
    assert find_person(site, sanne.token) is None
    erase_person(site, sanne.id)  # twice is harmless


def _rows_of(site: Site, person_id: int) -> list[tuple[str, Any]]:
    """Every row in any table with the person's id anywhere in it."""
    with site.database.reading() as connection:
        return [
            (table.name, row)
            for table in metadata.sorted_tables
            for row in connection.execute(select(table))
            if person_id in row
        ]


@pytest.fixture
def on_sqlite(settings: Settings, tmp_path: Path) -> Iterator[Site]:
    """A site with a database of its own on SQLite."""
    made = make_site(replace(settings, database_url=f"sqlite:///{tmp_path / 'own.db'}"), FakeClock())
    migrate(made.database)
    yield made
    made.database.close()


def test_whoever_leaves_leaves_no_bytes_behind(on_sqlite: Site) -> None:
    neighbours = [make_person(on_sqlite, f"buur-{number}") for number in range(12)]
    leaver = make_person(on_sqlite, "vertrekker")
    for person in (*neighbours[:6], leaver, *neighbours[6:]):
        live_a_little(on_sqlite, person)
    traces = _bytes_of(on_sqlite, leaver)
    assert all(trace in _files(on_sqlite) for trace in traces)
    erase_person(on_sqlite, leaver.id)
    assert not [trace for trace in traces if trace in _files(on_sqlite)]
    assert neighbours[0].email.encode() in _files(on_sqlite)


def _bytes_of(site: Site, person: Person) -> list[bytes]:
    """What can be found of a person on disk: the address, the wrapped key and everything sealed with it."""
    with site.database.reading() as connection:
        values = [
            value
            for table in metadata.sorted_tables
            if "person_id" in table.c
            for row in connection.execute(select(table).where(table.c.person_id == person.id))
            for value in row
            if isinstance(value, bytes)
        ]
    return [person.email.encode(), *values]


def _files(site: Site) -> bytes:
    database = Path(str(site.database.url.database))
    return b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))


# New master keys


@pytest.fixture
def own_keys(site: Site, tmp_path: Path) -> Site:
    """The site with master keys that a test may change."""
    settings = replace(site.settings, instance=tmp_path)
    add_master_key(settings.master_keys)
    return replace(site, settings=settings, vault=Vault(settings.master_keys))


def test_new_master_keys_open_everything_and_old_ones_are_gone(own_keys: Site) -> None:
    people = [make_person(own_keys, name) for name in ("sanne", "ali", "noor")]
    goals = [set_goal(own_keys, person) for person in people]
    (old_id,) = read_master_keys(own_keys.settings.master_keys)
    new_id, count = rotate_keys(own_keys)
    assert count == 3
    assert list(read_master_keys(own_keys.settings.master_keys)) == [new_id] != [old_id]
    with own_keys.database.reading() as connection:
        assert set(connection.scalars(select(person_keys.c.master_key))) == {new_id}
    restarted = replace(own_keys, vault=Vault(own_keys.settings.master_keys))
    for running in (own_keys, restarted):
        for person, goal_id in zip(people, goals, strict=True):
            known = find_person(running, person.token)
            assert known
            assert journey.get_goal(running, Person(known, person.token), goal_id).plan.wish == WISH


def test_whoever_registers_with_a_worker_that_missed_the_new_keys_is_readable_later(own_keys: Site) -> None:
    make_person(own_keys)  # the running worker has its keys in memory
    rotate_keys(replace(own_keys, vault=Vault(own_keys.settings.master_keys)))
    late = make_person(own_keys, "laat")
    restarted = replace(own_keys, vault=Vault(own_keys.settings.master_keys))
    assert find_person(restarted, late.token)


def test_new_keys_do_not_disturb_who_is_busy(own_keys: Site) -> None:
    person = make_person(own_keys)
    scan.save_answers(own_keys, person, 1, {"werk-zin": 3})
    rotate_keys(own_keys)
    scan.save_answers(own_keys, person, 1, {"werk-plezier": 4})
    known = find_person(own_keys, person.token)
    assert known
    found = scan.get_open_scan(own_keys, Person(known, person.token))
    assert found.answers == {"werk-zin": 3, "werk-plezier": 4}


def test_two_rotations_at_once_leave_everybody_readable(own_keys: Site) -> None:
    people = [make_person(own_keys, f"sanne-{number}") for number in range(5)]
    goals = [set_goal(own_keys, person) for person in people]
    one, other, *late = at_once(
        *[partial(rotate_keys, replace(own_keys, vault=Vault(own_keys.settings.master_keys))) for _time in range(2)],
        *[partial(make_person, own_keys, f"laat-{number}") for number in range(2)],
    )
    assert len({one[0], other[0]}) == 2
    restarted = replace(own_keys, vault=Vault(own_keys.settings.master_keys))
    for person in [*people, *late]:
        assert find_person(restarted, person.token)
    for person, goal_id in zip(people, goals, strict=True):
        assert journey.get_goal(restarted, person, goal_id).plan.wish == WISH
    assert len(read_master_keys(own_keys.settings.master_keys)) == 1


def test_rotating_without_people_is_possible(own_keys: Site) -> None:
    assert rotate_keys(own_keys)[1] == 0
    assert make_person(replace(own_keys, vault=Vault(own_keys.settings.master_keys)))


def test_a_personal_column_is_readable_for_its_owner(site: Site) -> None:
    person = make_person(site)
    live_a_little(site, person)
    with site.database.reading() as connection:
        for data in site.personal_data:
            shown = {name for row in list_rows(connection, data.table, person.id, person.seal) for name in row}
            assert {column.name for column in data.table.columns if column.info["holds"] == "personal"} <= shown
