"""A database that somebody else keeps locked: reading goes on, and who sends something is told to come back."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import pysqlite3
import pytest

from tests.conftest import FakeClock
from tests.support.browser import Browser
from tests.support.page import Page
from tiptrack import create_app, make_site
from tiptrack.database.migrate import migrate
from tiptrack.settings import Settings
from tiptrack.site import Site


@pytest.fixture
def on_sqlite(settings: Settings, tmp_path: Path) -> Iterator[Site]:
    """A site with a database of its own on SQLite."""
    made = make_site(replace(settings, database_url=f"sqlite:///{tmp_path / 'own.db'}"), FakeClock())
    migrate(made.database)
    yield made
    made.database.close()


@pytest.fixture
def visiting(on_sqlite: Site) -> Any:
    """The browser of somebody who registered there."""
    app = create_app(on_sqlite, TESTING=True)
    app.test_client_class = Browser
    browser: Any = app.test_client()
    browser.register()
    return browser


def test_a_locked_database_stops_nobody_from_reading_and_says_so_to_who_writes(visiting: Any, on_sqlite: Site) -> None:
    page = visiting.page("/scan/werk")
    sent = {"csrf_token": page.hidden("csrf_token"), "scan": page.hidden("scan"), "werk-zin": "2"}
    on_sqlite.clock.forward(minutes=2)  # type: ignore[attr-defined] # time to note that the session is in use
    with closing(pysqlite3.connect(str(on_sqlite.database.url.database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        before = monotonic()
        assert Page(visiting.get("/")).h1 == "Welkom terug"
        assert monotonic() - before < 2
        answer = visiting.post("/scan/werk/antwoord", data=sent)
        other.execute("ROLLBACK")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert Page(answer).h1 == "Het is even te druk"
    assert visiting.post("/scan/werk/antwoord", data=sent).status_code == 200
