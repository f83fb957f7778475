"""Real people in real Chromium: the site on a port, a browser, and somebody who reads, clicks and types."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Locator, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.conftest import START, FakeClock
from tests.support.browser import PASSWORD, Browser
from tiptrack import create_app, make_site
from tiptrack.database import metadata
from tiptrack.database.migrate import migrate
from tiptrack.settings import Settings

WIDTHS = (320, 768, 1280)
QUIET = ("disable-gpu", "disable-quic", "no-first-run", "disable-background-networking", "disable-component-update")
LAUNCH = ["--no-sandbox", "--disable-sync", *(f"--{flag}" for flag in QUIET)]
PILLARS = ("werk", "ontwikkeling", "gezondheid", "geld", "werk-prive")
EXPECTED_ERROR = re.compile(r"status of 4\d\d")


@dataclass(frozen=True)
class Live:
    """The site on a port, with a clock that tests set."""

    address: str
    app: Flask
    clock: FakeClock

    def empty(self) -> None:
        """Back to the first day, with nobody there."""
        with self.app.extensions["site"].database.writing() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
        self.clock.now = START


class Quiet(WSGIRequestHandler):
    """Keeps no list of requests."""

    def log_request(self, *_args: Any) -> None:
        """Nothing."""


@contextmanager
def serve(settings: Settings, database: Path) -> Iterator[Live]:
    """Serves the site with a database of its own, in a thread, until the end of the block."""
    clock = FakeClock()
    site = make_site(replace(settings, database_url=f"sqlite:///{database}"), clock)
    migrate(site.database)
    app = create_app(site)
    app.test_client_class = Browser
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Live(f"http://127.0.0.1:{server.port}", app, clock)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        site.database.close()


@pytest.fixture(scope="session")
def chrome(chromium: str) -> Iterator[Chromium]:
    """One Chromium for all stories."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=LAUNCH)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def story_site(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The site that all stories share; `live` empties it for each."""
    with serve(settings, tmp_path_factory.mktemp("stories") / "stories.db") as live:
        yield live


@pytest.fixture
def live(story_site: Live) -> Live:
    """The site on its first day, with nobody there."""
    story_site.empty()
    return story_site


class Person:
    """Somebody with a device: what they do has their words, and a script that breaks or is refused fails the story."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        if message.type == "error" and not EXPECTED_ERROR.search(message.text):
            self.complaints.append(message.text)

    def goes_to(self, path: str) -> int:
        """Opens an address; its status."""
        answer = self.page.goto(path)
        assert answer
        return answer.status

    def presses(self, name: str) -> None:
        """Presses the first button with this name."""
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def follows(self, name: str) -> None:
        """Follows the first link in the page's own content with this name."""
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()

    def types(self, **fields: str) -> None:
        """Types in fields, by their names."""
        for name, text in fields.items():
            self.page.locator(f"[name={name}]").fill(text)

    def sees(self, *texts: str | re.Pattern[str]) -> None:
        """Waits for these words in the page's own content."""
        for text in texts:
            expect(self.page.get_by_role("main")).to_contain_text(text)

    def is_at(self, heading: str | re.Pattern[str]) -> None:
        """Waits for the page with this heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def statements(self) -> list[Locator]:
        """The statements on a page of the scan."""
        return self.page.locator("fieldset.statement").all()

    def answers(self, value: int) -> None:
        """Taps the same answer at every statement of this page; at once, as what stands still needs no waiting for."""
        for statement in self.statements():
            statement.locator("label").nth(value - 1).click(force=True)

    def takes_the_scan(self, **values: int) -> None:
        """Walks through the scan from its start; `werk=2` answers that page with 2, all others get a 4."""
        self.goes_to("/scan")
        self.follows("Start de scan")
        for number, pillar in enumerate(PILLARS, start=1):
            self.sees(f"Deel {number} van 5")
            self.answers(values.get(pillar, 4))
            self.presses("Verder" if number < 5 else "Bekijk mijn uitslag")
        self.is_at("Jouw uitslag")

    def registers(self, email: str) -> None:
        """Fills in the form for an account."""
        self.types(email=email, wachtwoord=PASSWORD)
        self.presses("Maak mijn account")

    def signs_in(self, email: str) -> None:
        """Fills in the form to sign in."""
        self.is_at("Inloggen")
        self.types(email=email, wachtwoord=PASSWORD)
        self.presses("Log in")


@pytest.fixture
def somebody(chrome: Chromium, live: Live) -> Iterator[Callable[..., Person]]:
    """Makes a person with a device of their own; at the end nobody's browser may have complained."""
    people: list[Person] = []

    def make(width: int = 1280, *, script: bool = True, **options: Any) -> Person:
        options |= {"viewport": {"width": width, "height": 800}, "java_script_enabled": script}
        context = chrome.new_context(base_url=live.address, locale="nl-NL", **options)
        people.append(Person(context))
        return people[-1]

    yield make
    for person in people:
        person.context.close()
    assert [person.complaints for person in people] == [[]] * len(people)


@pytest.fixture(scope="session")
def screenshots() -> Path | None:
    """Where to keep pictures of the pages, when TIPTRACK_SCREENSHOTS names a folder."""
    folder = os.environ.get("TIPTRACK_SCREENSHOTS")
    if not folder:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder)
