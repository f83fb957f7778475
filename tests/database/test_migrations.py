"""Migrations bring any database to what the code expects, and keep what is in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from tests.support.builders import live_a_little, make_person
from tiptrack.database import Database, metadata
from tiptrack.database.engine import SCHEMA_VERSION
from tiptrack.database.migrate import config, is_current, is_new, migrate
from tiptrack.journey import actions as journey
from tiptrack.scan import list_scans
from tiptrack.site import Site


@pytest.fixture
def new_database(tmp_path: Path) -> Iterator[Database]:
    """A database without tables."""
    made = Database(f"sqlite:///{tmp_path / 'new.db'}")
    yield made
    made.close()


def test_migrated_tables_are_the_ones_that_the_code_knows(site: Site) -> None:
    with site.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []


def test_migrated_tables_have_the_same_checks(new_database: Database, tmp_path: Path) -> None:
    migrate(new_database)
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    with other.writing() as connection:
        metadata.create_all(connection)
    found = []
    for database in (new_database, other):
        with database.reading() as connection:
            inspector = inspect(connection)
            checks = {table: inspector.get_check_constraints(table) for table in metadata.tables}
            found.append({table: sorted(map(str, some)) for table, some in checks.items()})
    other.close()
    assert found[0] == found[1]
    assert found[0]["goals"]


def test_migrating_again_keeps_everything(site: Site) -> None:
    person = make_person(site)
    live_a_little(site, person)
    before = (journey.list_goals(site, person), list_scans(site, person))
    migrate(site.database)
    assert is_current(site.database)
    assert not is_new(site.database)
    assert (journey.list_goals(site, person), list_scans(site, person)) == before


def test_the_code_knows_the_newest_migration(new_database: Database) -> None:
    with new_database.reading() as connection:
        assert ScriptDirectory.from_config(config(connection)).get_current_head() == SCHEMA_VERSION


def test_a_database_is_well_once_it_is_migrated(new_database: Database) -> None:
    assert not new_database.is_well()
    migrate(new_database)
    assert new_database.is_well()


def test_a_new_database_is_told_from_a_current_one(new_database: Database) -> None:
    assert is_new(new_database)
    assert not is_current(new_database)
    migrate(new_database)
    assert not is_new(new_database)
    assert is_current(new_database)


def test_each_migration_can_be_undone_and_done_again(new_database: Database) -> None:
    migrate(new_database)
    with new_database.writing() as connection:
        command.downgrade(config(connection), "base")
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    migrate(new_database)
    assert is_current(new_database)


def test_a_migration_that_fails_leaves_nothing(new_database: Database) -> None:
    def stop_halfway() -> None:
        with new_database.writing() as connection:
            command.upgrade(config(connection), "head")
            raise LookupError

    with pytest.raises(LookupError):
        stop_halfway()
    assert is_new(new_database)
    with new_database.reading() as connection:
        assert inspect(connection).get_table_names() == []
