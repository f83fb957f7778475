"""What counts as personal data, and how it is written down for the person it belongs to."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from sqlalchemy import Table

HOLDS = ("none", "personal", "sensitive")


@dataclass(frozen=True)
class PersonalData:
    """A table of the personal realm, as its room declares it.

    Each column says in `info["holds"]` whether it is personal, sensitive or none of both; a sensitive one is sealed.
    """

    table: Table
    title: LazyString
    purpose: LazyString
    is_sealed: bool = True


def belongs_to(table: str, *key: Any) -> str:
    """What a sealed value is tied to: its table and its row's key."""
    return ":".join(map(str, (table, *key)))


def as_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as CSV with a heading; lists and such as JSON. A cell can't start a formula in a spreadsheet."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in rows)
    return text.getvalue()


def as_json(tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> str:
    """All tables in one document."""
    return json.dumps(tables, ensure_ascii=False, indent=2, default=str)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
