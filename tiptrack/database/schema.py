"""The one MetaData that all rooms' tables live in, and the statements that differ per dialect."""

from typing import Any

from sqlalchemy import Column, ForeignKey, MetaData, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from tiptrack.database.types import Id

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


def upsert(table: Table) -> dict[str, Insert]:
    """Per dialect name: INSERT that replaces the other columns when the primary key is there already."""
    return {dialect.__name__.rpartition(".")[2]: _upsert(dialect.insert(table)) for dialect in (sqlite, postgresql)}


def _upsert(insert: sqlite.Insert | postgresql.Insert) -> Insert:
    keys = [column.name for column in insert.table.primary_key]
    others = {column.name: insert.excluded[column.name] for column in insert.table.columns if column.name not in keys}
    return insert.on_conflict_do_update(index_elements=keys, set_=others)
