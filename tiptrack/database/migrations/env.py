"""How Alembic reaches the database: on a connection that the caller opened, within its transaction."""

from typing import Any, Literal

from alembic import context

from tiptrack.database.schema import metadata
from tiptrack.database.types import Id, StringEnum, UTCDateTime


def render_item(kind: str, item: Any, _autogen: Any) -> str | Literal[False]:
    """Our own types by their short names, which the template of a migration imports."""
    if kind != "type":
        return False
    if isinstance(item, UTCDateTime):
        return "UTCDateTime()"
    return "Id" if item is Id else "sa.Text()" if isinstance(item, StringEnum) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_item=render_item,
    compare_type=True,
    render_as_batch=True,
)
context.run_migrations()
