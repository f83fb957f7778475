"""Engines for SQLite and PostgreSQL with the transaction recipe that loses nothing.

SQLite: the driver's own transactions lose updates, and a plain BEGIN fails as soon as two writers meet; BEGIN
IMMEDIATE takes the write lock first and waits for it. Reading goes through an engine of its own that can't write.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import OperationalError, ProgrammingError

SCHEMA_VERSION = "0001"  # the newest migration; a test compares them
BUSY_TIMEOUT_MS = 5_000
SHORT_PATIENCE = 0.1  # seconds
# The WAL-reset bug can corrupt a database with two writers; fixed in these versions and lines.
SAFE_SQLITE, SAFE_SQLITE_LINES = (3, 51, 3), ((3, 50, 7), (3, 44, 6))


class DatabaseBusy(Exception):
    """Another writer held the lock for longer than we wait, or the database can't be reached: try again later."""


class NotFound(Exception):
    """There is no such thing, or it belongs to somebody else: the same answer, so that nobody can tell."""


class UnsafeSqlite(Exception):
    """This SQLite can corrupt a WAL database that two processes write to."""


def is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite version is free of the WAL-reset bug (sqlite.org/wal.html#walresetbug)."""
    return version >= SAFE_SQLITE or any(version[:2] == line[:2] and version >= line for line in SAFE_SQLITE_LINES)


class Database:
    """`with database.writing() as connection:` is one transaction: it commits at the end, or not at all."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._writer = _sqlite_engine(url, readonly=False) if self.is_sqlite else _postgres_engine(url)
        self._reader = (
            _sqlite_engine(url, readonly=True)
            if self.is_sqlite
            else self._writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        )
        # SQLite's writers wait by polling. Within a process a lock is fairer and wakes up at once.
        self._turn = Lock()
        self._busy_until = 0.0

    @property
    def engines(self) -> tuple[Engine, Engine]:
        """The writing and the reading engine, for tests and migrations."""
        return self._writer, self._reader

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment and refuses to write."""
        with _saying_busy(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self, patience: float = BUSY_TIMEOUT_MS / 1000) -> Iterator[Connection]:
        """A transaction: committed when the block ends, rolled back when it raises.

        Raises DatabaseBusy when its turn does not come within `patience` seconds (SQLite).
        """
        if not self.is_sqlite:
            with _saying_busy(), self._writer.begin() as connection:
                yield connection
            return
        if time.monotonic() < self._busy_until:
            patience = min(patience, SHORT_PATIENCE)  # somebody just waited in vain: don't queue up behind them
        until = time.monotonic() + patience
        if not self._turn.acquire(timeout=patience):
            raise DatabaseBusy("another writer of this worker takes long")
        try:
            with _saying_busy(), self._writer.connect() as connection:
                _be_patient(connection, until - time.monotonic())
                with connection.begin():
                    yield connection
        except DatabaseBusy:
            self._busy_until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
            raise
        finally:
            self._turn.release()

    def after_fork(self) -> None:
        """Call in a new worker: a connection must never be carried over a fork."""
        self._writer.dispose(close=False)
        self._reader.dispose(close=False)
        self._turn = Lock()

    def forget_deleted(self) -> bool:
        """Empties SQLite's write-ahead log of deleted bytes; False when somebody who reads for long is in the way."""
        busy = 0
        if self.is_sqlite:
            raw = self._writer.raw_connection()  # a checkpoint can't run within a transaction
            try:
                busy = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            finally:
                raw.close()
        return not busy

    def is_well(self) -> bool:
        """Whether the database answers and has the tables of this version."""
        try:
            with self.reading() as connection:
                return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == SCHEMA_VERSION
        except (DatabaseBusy, ProgrammingError):
            return False

    def close(self) -> None:
        """Gives back all connections."""
        self._writer.dispose()
        self._reader.dispose()


def _be_patient(connection: Connection, seconds: float) -> None:
    raw: Any = connection.connection.driver_connection
    raw.execute(f"PRAGMA busy_timeout={max(int(seconds * 1000), 0)}")


@contextmanager
def _saying_busy() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise DatabaseBusy(str(error.orig)) from error


def _postgres_engine(url: str) -> Engine:
    return create_engine(url, pool_pre_ping=True, pool_size=8, connect_args={"options": "-c lock_timeout=5s"})


def _sqlite_engine(url: str, *, readonly: bool) -> Engine:
    # One and the same SQLite for everything in this process; sqlite-utils picks up pysqlite3 by itself.
    from pysqlite3 import dbapi2

    if not is_safe(dbapi2.sqlite_version_info):
        raise UnsafeSqlite(
            f"SQLite {dbapi2.sqlite_version} can corrupt the database; install pysqlite3 0.6.1 or later."
        )
    engine = create_engine(url, module=dbapi2, pool_size=16)
    pragmas = [
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "cache_size=-512",  # KiB per connection: every thread has two, and the system caches the file too
        "secure_delete=ON",  # erasing a key must erase its bytes
    ]
    if readonly:
        pragmas.append("query_only=ON")

    @event.listens_for(engine, "connect")
    def _set_up(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin transactions by itself
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if readonly else "BEGIN IMMEDIATE")

    return engine
