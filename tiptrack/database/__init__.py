"""Where state is kept: one engine for writing, one for reading, and the only place that knows a dialect."""

from tiptrack.database.engine import Database, DatabaseBusy, NotFound, UnsafeSqlite
from tiptrack.database.schema import hold_person, hold_table, metadata, personal_table, site_table, upsert
from tiptrack.database.types import Id, StringEnum, UTCDateTime, new_id, one_of

__all__ = [
    "Database",
    "DatabaseBusy",
    "Id",
    "NotFound",
    "StringEnum",
    "UTCDateTime",
    "UnsafeSqlite",
    "hold_person",
    "hold_table",
    "metadata",
    "new_id",
    "one_of",
    "personal_table",
    "site_table",
    "upsert",
]
