"""Transactions that lose nothing, a safe SQLite, and types that mean the same on both databases."""

import multiprocessing
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from pathlib import Path
from typing import Any

import pysqlite3
import pytest
import sqlite_utils.utils
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, func, insert, select, text, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from tests.conftest import START
from tests.database.writers import hit, increment
from tests.support.builders import make_person
from tiptrack.accounts.store import people
from tiptrack.database import Database, DatabaseBusy, StringEnum, UTCDateTime, new_id, one_of, upsert
from tiptrack.database.engine import SAFE_SQLITE, is_safe
from tiptrack.database.migrate import migrate
from tiptrack.site import Site
from tiptrack.web.limits import counters

PROCESSES, TIMES = 4, 25


@pytest.fixture
def database(site: Site) -> Database:
    """The site's database, empty."""
    return site.database


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Database]:
    """A new database on SQLite."""
    made = Database(f"sqlite:///{tmp_path / 'new.db'}")
    migrate(made)
    yield made
    made.close()


def _count(database: Database, key: str = "een") -> int:
    with database.reading() as connection:
        return connection.execute(select(func.sum(counters.c.hits)).where(counters.c.key == key)).scalar() or 0


def _add(connection: Any, key: str = "een", hits: int = 1) -> None:
    connection.execute(insert(counters).values(key=key, hits=hits, ends_at=0))


# Transactions


def test_writing_keeps_everything_or_nothing(database: Database) -> None:
    def stop_halfway() -> None:
        with database.writing() as connection:
            connection.execute(update(counters).values(hits=99))
            _add(connection, "twee")
            raise LookupError

    with database.writing() as connection:
        _add(connection)
    with pytest.raises(LookupError):
        stop_halfway()
    assert (_count(database), _count(database, "twee")) == (1, 0)


def test_reading_refuses_to_write(database: Database) -> None:
    with pytest.raises((DatabaseBusy, DBAPIError)), database.reading() as connection:
        _add(connection)
    assert _count(database) == 0


def test_reading_sees_one_moment(database: Database) -> None:
    with database.writing() as connection:
        _add(connection)
    with database.reading() as reader:
        seen = [reader.execute(select(counters.c.hits)).scalar()]
        with database.writing() as connection:
            connection.execute(update(counters).values(hits=2))
        seen.append(reader.execute(select(counters.c.hits)).scalar())
    assert seen == [1, 1]


def test_reading_does_not_wait_for_a_writer(database: Database) -> None:
    with database.writing() as connection:
        _add(connection)
        assert _count(database) == 0
    assert _count(database) == 1


def test_a_replaced_row_is_replaced_whole(database: Database) -> None:
    save = upsert(counters)
    with database.writing() as connection:
        for hits in (1, 7):
            connection.execute(save[connection.dialect.name], {"key": "een", "hits": hits, "ends_at": hits})
        assert connection.execute(counters.select()).all() == [("een", 7, 7)]


@pytest.mark.parametrize("work", [increment, hit], ids=["counter", "rate limit"])
def test_processes_that_write_at_once_lose_nothing(database: Database, work: Any) -> None:
    spawn, url = multiprocessing.get_context("spawn"), database.url.render_as_string(hide_password=False)
    gate = spawn.Barrier(PROCESSES)
    with database.writing() as connection:
        _add(connection, "increment", hits=0)
    workers = [spawn.Process(target=work, args=(url, gate, TIMES)) for _worker in range(PROCESSES)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    with database.reading() as connection:
        assert connection.execute(select(func.sum(counters.c.hits))).scalar() == PROCESSES * TIMES


def test_a_writer_that_waits_too_long_is_told_so(on_sqlite: Database) -> None:
    impatient = Database(str(on_sqlite.url))
    with on_sqlite.writing():
        for database in (impatient, on_sqlite):  # another process, and another thread of this one
            with pytest.raises(DatabaseBusy), database.writing(patience=0.01):
                pass
        assert impatient.is_well()
    impatient.close()


# SQLite


def test_every_connection_has_its_settings(on_sqlite: Database) -> None:
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "query_only": 0,
    }
    for engine in on_sqlite.engines:
        with ExitStack() as stack:
            for _connection in range(3):
                raw = stack.enter_context(closing(engine.raw_connection())).driver_connection
                told = {name: raw.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}
                assert told == wanted | {"query_only": int(engine is on_sqlite.engines[1])}


def test_who_writes_waits_within_bounds_and_who_reads_as_long_as_can_be(on_sqlite: Database) -> None:
    for patience in (0.05, 2):
        with on_sqlite.writing(patience) as connection:
            waits = connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
            assert 0 <= waits <= patience * 1_000
    with on_sqlite.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == 5_000


def test_every_sqlite_in_use_is_a_safe_one(on_sqlite: Database) -> None:
    assert {engine.dialect.dbapi for engine in on_sqlite.engines} == {pysqlite3.dbapi2}
    assert sqlite_utils.utils.sqlite3 is pysqlite3
    assert on_sqlite.engines[0].dialect.dbapi is not sqlite3.dbapi2  # Python's own may be an unsafe one
    with on_sqlite.reading() as connection:
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    assert is_safe(tuple(int(part) for part in version.split(".")))


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 7, 0), False),
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        (SAFE_SQLITE, True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_which_sqlite_is_safe(version: tuple[int, ...], safe: bool) -> None:
    assert is_safe(version) is safe


def test_every_table_on_sqlite_is_strict(on_sqlite: Database) -> None:
    with on_sqlite.reading() as connection:
        rows = connection.exec_driver_sql("PRAGMA table_list").mappings().all()
    loose = {row["name"] for row in rows if not row["strict"] and not row["name"].startswith("sqlite_")}
    assert loose <= {"alembic_version"}


@pytest.mark.parametrize("values", [{"hits": "veel"}, {"hits": None}, {"key": None}])
def test_a_value_of_another_type_is_refused(database: Database, values: dict[str, Any]) -> None:
    row = {"key": "een", "hits": 1, "ends_at": 0} | values
    with pytest.raises((DBAPIError, DatabaseBusy)), database.writing() as connection:
        connection.execute(text("INSERT INTO rate_counters (key, hits, ends_at) VALUES (:key, :hits, :ends_at)"), row)


# Types

SQLITE = sqlite.dialect()


class Colour(StrEnum):
    """Something with few values."""

    RED, BLUE = "rood", "blauw"


@pytest.fixture
def scratch(database: Database) -> Iterator[Table]:
    """A table of its own."""
    table = Table(
        "scratch",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("at", UTCDateTime),
        Column("colour", StringEnum(Colour)),
        one_of("colour", Colour),
        sqlite_strict=True,
    )
    with database.writing() as connection:
        table.create(connection)
    yield table
    with database.writing() as connection:
        table.drop(connection)


def test_a_moment_comes_back_as_the_same_moment_in_utc(database: Database, scratch: Table) -> None:
    amsterdam = timezone(timedelta(hours=2))
    moments = [START, datetime(2026, 7, 1, 0, 30, 1, 5, tzinfo=amsterdam), datetime(1, 1, 2, tzinfo=UTC), None]
    with database.writing() as connection:
        connection.execute(insert(scratch), [{"id": n, "at": moment} for n, moment in enumerate(moments)])
        found = list(connection.scalars(select(scratch.c.at).order_by(scratch.c.id)))
        assert list(connection.scalars(select(scratch.c.id).order_by(scratch.c.at).where(scratch.c.at > START))) == [1]
    assert found == moments
    assert {moment.utcoffset() for moment in found if moment} == {timedelta()}


def test_a_moment_without_a_zone_is_refused(database: Database, scratch: Table) -> None:
    with pytest.raises(StatementError, match="no time zone"), database.writing() as connection:
        connection.execute(insert(scratch), {"id": 1, "at": START.replace(tzinfo=None)})


@given(st.datetimes(timezones=st.timezones()).filter(lambda moment: 1 < moment.year < 9999))
def test_sqlite_keeps_moments_as_text_that_sorts(moment: datetime) -> None:
    kept = UTCDateTime().process_bind_param(moment, SQLITE)
    assert UTCDateTime().process_result_value(kept, SQLITE) == moment.astimezone(UTC)
    assert (kept < UTCDateTime().process_bind_param(START, SQLITE)) == (moment.astimezone(UTC) < START)


def test_a_member_comes_back_as_a_member(database: Database, scratch: Table) -> None:
    with database.writing() as connection:
        connection.execute(insert(scratch), [{"id": 1, "colour": Colour.BLUE}, {"id": 2, "colour": None}])
        assert list(connection.scalars(select(scratch.c.colour).order_by(scratch.c.id))) == [Colour.BLUE, None]


def test_an_unknown_value_is_refused_by_type_and_by_database(database: Database, scratch: Table) -> None:
    with pytest.raises(StatementError, match="groen"), database.writing() as connection:
        connection.execute(insert(scratch), {"id": 1, "colour": "groen"})
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(text("INSERT INTO scratch (id, colour) VALUES (1, 'groen')"))


def test_ids_fit_every_reader(site: Site) -> None:
    ids = {new_id() for _time in range(1_000)}
    assert len(ids) == 1_000
    assert all(0 < id < 2**53 for id in ids)
    person = make_person(site)
    with site.database.reading() as connection:
        assert connection.scalars(select(people.c.id)).all() == [person.id]


def test_a_row_about_nobody_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(text("INSERT INTO person_keys (person_id, master_key, wrapped) VALUES (1, '', '')"))
