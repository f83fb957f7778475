"""The keys of people, wrapped; and what any table of the personal realm holds about one person."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Table, Text, delete, insert, select, update

from tiptrack.database import hold_table, metadata, personal_table
from tiptrack.privacy.rules import belongs_to
from tiptrack.privacy.vault import Seal, Vault, new_key

person_keys = personal_table(
    "person_keys",
    Column("master_key", Text, nullable=False, info={"holds": "none"}),
    Column("wrapped", LargeBinary, nullable=False, info={"holds": "none"}),
)


def add_key(connection: Connection, vault: Vault, person_id: int) -> None:
    """Gives a new person a key of their own. The table is held first, so that no rotation comes in between."""
    hold_table(connection, person_keys)
    master_id, wrapped = vault.wrap(new_key(), person_id)
    connection.execute(insert(person_keys).values(person_id=person_id, master_key=master_id, wrapped=wrapped))


def rewrap_keys(connection: Connection, vault: Vault) -> int:
    """Wraps every person's key with the newest master key; returns how many people there are."""
    hold_table(connection, person_keys, alone=True)
    rows = connection.execute(select(person_keys)).all()
    for row in rows:
        master_id, wrapped = vault.wrap(vault.unwrap(row.master_key, row.wrapped, row.person_id), row.person_id)
        changed = update(person_keys).where(person_keys.c.person_id == row.person_id)
        connection.execute(changed.values(master_key=master_id, wrapped=wrapped))
    return len(rows)


def list_master_keys(connection: Connection) -> frozenset[str]:
    """The ids of the master keys that people's keys are wrapped with."""
    return frozenset(connection.scalars(select(person_keys.c.master_key).distinct()))


def list_rows(connection: Connection, table: Table, person_id: int, seal: Seal) -> list[dict[str, Any]]:
    """The person's rows of a table, with sealed columns opened and columns that hold nothing personal left out."""
    owner = table.c.id if table.name == "people" else table.c.person_id
    rows = connection.execute(select(table).where(owner == person_id)).mappings().all()
    return [_readable(table, dict(row), seal) for row in rows]


def erase_rows(connection: Connection, tables: Sequence[Table], person_id: int) -> None:
    """Deletes every row about the person from these tables, dependent tables first, and the key with them."""
    for table in reversed(metadata.sorted_tables):
        if table in tables or table is person_keys:
            owner = table.c.id if table.name == "people" else table.c.person_id
            connection.execute(delete(table).where(owner == person_id))


def _readable(table: Table, row: dict[str, Any], seal: Seal) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for column in table.columns:
        if column.info["holds"] == "personal":
            shown[column.name] = row[column.name]
        elif column.info["holds"] == "sensitive":
            key = [row[part.name] for part in table.primary_key]
            document = seal.open(row[column.name], belongs_to(table.name, *_plain(key)))
            shown |= document if isinstance(document, dict) else {column.name: document}
    return shown


def _plain(key: list[Any]) -> list[Any]:
    return [part.hex() if isinstance(part, bytes) else part for part in key]
