"""The one MetaData that all rooms' tables live in, and the statements that differ per dialect."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, MetaData, Select, Table, bindparam, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from tiptrack.database.types import Id

DIALECTS = (sqlite, postgresql)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def site_table(name: str, *columns: Any) -> Table:
    """A table of the site itself. STRICT: SQLite refuses a value of another type, as PostgreSQL does."""
    return Table(name, metadata, *columns, sqlite_strict=True)


def personal_table(name: str, *columns: Any) -> Table:
    """A table of the personal realm: `person_id` leads its key, so that rows of one person lie together."""
    owner = Column("person_id", Id, ForeignKey("people.id"), primary_key=True, info={"holds": "none"})
    return Table(name, metadata, owner, *columns, sqlite_strict=True, sqlite_with_rowid=False)


Changes = Callable[[Any], dict[str, Any]]


def upsert(table: Table, changes: Changes | None = None) -> dict[str, Insert]:
    """Per dialect name: INSERT that changes the row when its primary key is there already.

    `changes` gets the values that were to be inserted and says what becomes of the row; by default they replace it.
    """
    return {dialect.__name__.rpartition(".")[2]: _upsert(dialect.insert(table), changes) for dialect in DIALECTS}


def _upsert(insert: sqlite.Insert | postgresql.Insert, changes: Changes | None) -> Insert:
    keys = [column.name for column in insert.table.primary_key]
    replaced = {column.name: insert.excluded[column.name] for column in insert.table.columns if column.name not in keys}
    return insert.on_conflict_do_update(index_elements=keys, set_=changes(insert.excluded) if changes else replaced)


def hold_person(connection: Connection, person_id: int) -> bool:
    """Whether the person is still there; if so, whoever else holds the same person waits until this transaction ends.

    Call it before looking and then writing. SQLite's one writer holds the whole database anyway.
    """
    return connection.execute(_holding(), {"person_id": person_id}).one_or_none() is not None


@lru_cache
def _holding() -> Select[Any]:
    people = metadata.tables["people"]
    return select(people.c.id).where(people.c.id == bindparam("person_id")).with_for_update(key_share=True)


def hold_table(connection: Connection, table: Table, *, alone: bool = False) -> None:
    """Until this transaction ends nobody holds the table alone; or, with `alone`, nobody else writes to it."""
    if connection.dialect.name != "sqlite":
        mode = "EXCLUSIVE" if alone else "ROW EXCLUSIVE"
        connection.execute(text(f'LOCK TABLE "{table.name}" IN {mode} MODE'))
