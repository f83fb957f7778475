"""Brings a database's tables to what this version of the site expects. Imports Alembic, so only commands use it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from tiptrack.database.engine import Database


def config(connection: Connection) -> Config:
    """Alembic's settings for this connection."""
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    made.attributes["connection"] = connection
    return made


def migrate(database: Database, revision: str = "head") -> None:
    """Upgrades to this revision, in one transaction: all of it, or nothing."""
    with database.writing() as connection:
        command.upgrade(config(connection), revision)


def is_new(database: Database) -> bool:
    """Whether the database has no tables of ours yet."""
    with database.reading() as connection:
        return MigrationContext.configure(connection).get_current_revision() is None


def is_current(database: Database) -> bool:
    """Whether the database has the newest tables."""
    with database.reading() as connection:
        script = ScriptDirectory.from_config(config(connection))
        return MigrationContext.configure(connection).get_current_revision() == script.get_current_head()
