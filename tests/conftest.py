"""The test kit: a site on each database, a clock that tests set, and a browser that checks every page."""

import os
import shutil
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, text

from tests.support.browser import Browser
from tests.support.postgres import VARIABLE
from tiptrack import create_app, make_site
from tiptrack.database import Database, metadata
from tiptrack.database.migrate import migrate
from tiptrack.privacy import add_master_key
from tiptrack.settings import Settings
from tiptrack.site import Site
from tiptrack.web import assets

ROOT = Path(__file__).parent.parent
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ALL = os.environ.get("TIPTRACK_TEST_ALL") == "1"


class FakeClock:
    """The time, as tests want it."""

    now = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        """Lets time pass."""
        self.now += timedelta(**by)


def need(condition: object, what: str) -> None:
    """Skips the test when something is not installed; fails it instead when everything must run."""
    if not condition:
        (pytest.fail if ALL else pytest.skip)(f"{what} is not installed here")


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with keys and built assets."""
    folder = tmp_path_factory.mktemp("instance")
    add_master_key(folder / "master.keys")
    assets.build(folder / "assets")
    return folder


@pytest.fixture(scope="session")
def settings(instance: Path) -> Settings:
    """Settings for tests: cheap password hashes, mail kept in memory, no rate limits."""
    return Settings(
        instance=instance,
        content=ROOT / "content",
        database_url="",
        secret="a secret for tests only",
        mail_backend="locmem",
        rate_limits=False,
        password_memory_kib=64,
    )


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, instance: Path) -> Iterator[str]:
    """An empty, migrated database of each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{instance / 'test.db'}"
        _migrate(url)
        yield url
        return
    address = os.environ.get(VARIABLE)
    need(address, "PostgreSQL")
    name = f"tiptrack_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    engine = create_engine(str(address), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    url = str(address).replace("/postgres?", f"/{name}?")
    _migrate(url)
    yield url


@pytest.fixture(scope="session")
def base_app(settings: Settings, database_url: str) -> Iterator[Flask]:
    """One app per database; `site` empties it for each test."""
    from dataclasses import replace

    clock = FakeClock()
    app = create_app(make_site(replace(settings, database_url=database_url), clock), TESTING=True)
    app.config["PROPAGATE_EXCEPTIONS"] = False  # pages of errors are pages too
    app.test_client_class = Browser
    yield app
    app.extensions["site"].database.close()


@pytest.fixture
def app(base_app: Flask) -> Flask:
    """The app on an empty database, on the first day."""
    site: Site = base_app.extensions["site"]
    with site.database.writing() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    site.clock.now = START  # type: ignore[attr-defined]
    return base_app


@pytest.fixture
def site(app: Flask) -> Iterator[Site]:
    """The running site, within an app context."""
    with app.app_context():
        yield app.extensions["site"]


@pytest.fixture
def clock(app: Flask) -> FakeClock:
    """The site's clock."""
    return app.extensions["site"].clock  # type: ignore[no-any-return]


@pytest.fixture
def browser(app: Flask) -> Any:
    """A visitor's browser."""
    return app.test_client()


@pytest.fixture
def other_browser(app: Flask) -> Any:
    """Somebody else's browser."""
    return app.test_client()


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement that the database gets, as it comes."""
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    database = app.extensions["site"].database
    engines = database.engines if database.is_sqlite else database.engines[:1]  # the reader shares its events there
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves this machine."""
    real = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test wants to reach {address}")
        real(self, address)

    monkeypatch.setattr(socket.socket, "connect", only_here)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    need(found, "Chromium")
    return str(found)


def _migrate(url: str) -> None:
    database = Database(url)
    migrate(database)
    database.close()
