"""Keys and seals: what one person stored opens for that person alone, and only where it was put."""

import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Table, select, update

from tests.support.builders import OBSTACLE, WISH, live_a_little, make_person
from tiptrack.accounts import Person
from tiptrack.accounts.actions import KnownPerson
from tiptrack.advice import get_shelf
from tiptrack.database import metadata
from tiptrack.journey import actions as journey
from tiptrack.privacy import Seal, Unreadable, Vault, add_master_key
from tiptrack.privacy.store import list_rows
from tiptrack.privacy.vault import drop_master_keys, new_key, read_master_keys
from tiptrack.scan import actions as scan
from tiptrack.site import Site

READERS: dict[str, Callable[[Site, Person], object]] = {
    "scan_answers": scan.get_open_scan,
    "results": scan.list_scans,
    "goals": journey.list_goals,
    "check_ins": journey.list_goals,
    "tip_states": get_shelf,
}
SEALED = {
    table.name: column.name
    for table in metadata.sorted_tables
    for column in table.columns
    if column.info.get("holds") == "sensitive"
}


def test_every_sealed_table_is_tried_here() -> None:
    assert set(READERS) == set(SEALED)


@pytest.mark.parametrize("table", READERS)
def test_somebody_elses_key_opens_nothing(site: Site, table: str) -> None:
    sanne, ali = make_person(site), make_person(site, "ali")
    live_a_little(site, sanne)
    assert READERS[table](site, sanne)
    with pytest.raises(Unreadable):
        READERS[table](site, Person(KnownPerson(sanne.id, sanne.email, ali.seal), ""))
    with site.database.reading() as connection, pytest.raises(Unreadable):
        list_rows(connection, metadata.tables[table], sanne.id, ali.seal)


@pytest.mark.parametrize("table", READERS)
def test_a_value_that_was_moved_to_another_row_does_not_open(site: Site, table: str) -> None:
    person = make_person(site)
    live_a_little(site, person)
    _copy_first_over_second(site, metadata.tables[table], SEALED[table])
    with pytest.raises(Unreadable):
        READERS[table](site, person)


def _copy_first_over_second(site: Site, table: Table, column: str) -> None:
    with site.database.writing() as connection:
        first, second = connection.execute(select(table)).mappings().all()[:2]
        this_row = [key == second[key.name] for key in table.primary_key]
        connection.execute(update(table).where(*this_row).values({column: first[column]}))


def test_nothing_that_a_person_thinks_is_stored_in_the_clear(site: Site) -> None:
    person = make_person(site)
    live_a_little(site, person)
    with site.database.reading() as connection:
        stored = b"".join(
            value if isinstance(value, bytes) else str(value).encode()
            for table in metadata.sorted_tables
            for row in connection.execute(select(table))
            for value in row
        )
    assert person.email.encode() in stored
    for word in (WISH, OBSTACLE, "Nibud", "open-drie-brieven-over-geld", "deels", "dismissed", "confidence"):
        assert word.encode() not in stored


def test_equal_answers_look_different(site: Site) -> None:
    person = make_person(site)
    scan.save_answers(site, person, 1, {"werk-zin": 3, "werk-plezier": 3})
    with site.database.reading() as connection:
        answers = list(connection.scalars(select(metadata.tables["scan_answers"].c.answer)))
    assert len(set(answers)) == len({len(answer) for answer in answers}) + 1 == 2


# Seals

DOCUMENTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda some: st.lists(some) | st.dictionaries(st.text(), some),
)


@given(DOCUMENTS, st.text())
def test_a_seal_opens_what_it_closed(document: Any, place: str) -> None:
    seal = Seal(new_key())
    assert seal.open(seal.close(document, place), place) == document


@given(st.data())
def test_a_changed_value_does_not_open(data: st.DataObject) -> None:
    seal = Seal(new_key())
    sealed = bytearray(seal.close({"answer": 3}, "here"))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unreadable):
        seal.open(bytes(sealed), "here")


@pytest.mark.parametrize("sealed", [b"", b"x", b"x" * 12, b"x" * 27])
def test_a_value_that_was_cut_off_does_not_open(sealed: bytes) -> None:
    with pytest.raises(Unreadable):
        Seal(new_key()).open(sealed, "here")


def test_a_pseudonym_is_the_same_for_the_same_key_only() -> None:
    one, other = Seal(b"1" * 32), Seal(b"2" * 32)
    assert one.pseudonym("tip") == one.pseudonym("tip")
    assert len({one.pseudonym("tip"), other.pseudonym("tip"), one.pseudonym("pit")}) == 3


# Master keys


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with one master key."""
    add_master_key(tmp_path / "master.keys")
    return tmp_path / "master.keys"


def test_a_wrapped_key_opens_for_its_person_only(path: Path) -> None:
    vault, key = Vault(path), new_key()
    master_id, wrapped = vault.wrap(key, 1)
    assert key not in wrapped
    assert Vault(path).unwrap(master_id, wrapped, 1) == key
    with pytest.raises(Unreadable):
        vault.unwrap(master_id, wrapped, 2)
    with pytest.raises(Unreadable):
        vault.unwrap("onbekend", wrapped, 1)


def test_the_newest_master_key_is_used_and_older_ones_still_open(path: Path) -> None:
    old_id, wrapped = Vault(path).wrap(b"k" * 32, 1)
    new_id = add_master_key(path)
    vault = Vault(path)
    assert vault.unwrap(old_id, wrapped, 1) == b"k" * 32
    assert vault.wrap(b"k" * 32, 1)[0] == new_id
    drop_master_keys(path, {old_id})
    assert list(read_master_keys(path)) == [new_id, old_id]
    drop_master_keys(path, set())
    assert list(read_master_keys(path)) == [new_id]
    with pytest.raises(Unreadable):
        Vault(path).unwrap(old_id, wrapped, 1)


def test_master_keys_are_for_their_owner_to_read(path: Path) -> None:
    for change in (add_master_key, lambda path: drop_master_keys(path, ())):
        change(path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["master.keys"]
