"""A person who has something of everything, so that a sweep over all pages has something to find."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.support.builders import live_a_little, scan_once, set_goal
from tiptrack.accounts import Person
from tiptrack.accounts.actions import find_person, list_sessions
from tiptrack.database import new_id
from tiptrack.journey.actions import check_in, confirm_plan
from tiptrack.journey.rules import Outcome
from tiptrack.scan import save_answers
from tiptrack.site import Site

TIP = "loop-vijf-minuten-naar-buiten"


@dataclass(frozen=True)
class Resident:
    """A signed-in person with scans, an open scan, goals, check-ins, marked tips and a second session."""

    browser: Any
    email: str
    person: Person
    scan_id: int
    goal_id: int
    session_id: str
    wish: str

    @property
    def address_parts(self) -> dict[str, Any]:
        """What fills the variables in an address with this person's own things."""
        ids = {"scan_id": self.scan_id, "goal_id": self.goal_id, "session_id": self.session_id}
        return {**ids, "slug": TIP, "pijler": "werk"}

    def address(self, rule: Rule) -> str:
        """An address by this rule, with this person's own things in it."""
        built = rule.build({name: self.address_parts[name] for name in rule.arguments})
        assert built
        return str(built[1])


@pytest.fixture
def settle(app: Flask) -> Callable[[str], Resident]:
    """Makes a resident with this e-mail address."""

    def make(email: str) -> Resident:
        browser = app.test_client()
        browser.register(email)
        browser.get("/")  # and has read that the account is there
        with browser.session_transaction() as session:
            token = session["_user_id"]
        site: Site = app.extensions["site"]
        with app.app_context():
            return _settle(site, browser, email, token)

    return make


@pytest.fixture
def resident(settle: Callable[[str], Resident]) -> Resident:
    """Sanne."""
    return settle("sanne@voorbeeld.nl")


@pytest.fixture
def neighbour(settle: Callable[[str], Resident]) -> Resident:
    """Somebody else."""
    return settle("joris@voorbeeld.nl")


def _settle(site: Site, browser: Any, email: str, token: str) -> Resident:
    known = find_person(site, token)
    assert known
    person, name = Person(known, token), email.partition("@")[0].capitalize()
    live_a_little(site, person)
    wish = f"{name} wil vaker naar buiten"
    goal_id = set_goal(site, person, wish=wish, confidence=5, tip=TIP)
    confirm_plan(site, person, goal_id)
    check_in(site, person, goal_id, Outcome.PARTLY)
    other = next(line.id for line in list_sessions(site, person.id, token) if not line.is_this)
    scan_id = scan_once(site, person)
    save_answers(site, person, new_id(), {"werk-zin": 3})
    return Resident(browser, email, person, scan_id, goal_id, other, wish)


__all__ = ["TIP", "Resident"]
