"""People to measure with: made by the real actions, and signed in by cookies that the site itself would have set."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from flask import Flask

from tiptrack import create_app, make_site
from tiptrack.accounts import Person, register
from tiptrack.accounts.actions import find_person, start_session
from tiptrack.advice import Mark, mark_tip
from tiptrack.database import new_id
from tiptrack.demo import at, plan_from
from tiptrack.journey import actions as journey
from tiptrack.journey.rules import Outcome
from tiptrack.scan import SCAN, finish_scan
from tiptrack.settings import load_settings
from tiptrack.site import Site

SCANS, GOALS = 3, 2


@dataclass(frozen=True)
class SignedIn:
    """A person with a cookie; `result` is the newest result, 0 for somebody without a history."""

    person: Person
    cookie: str
    result: int = 0


def add_people(environ: Mapping[str, str], number: int, *, history: bool) -> tuple[SignedIn, ...]:
    """Signed-in people, with three scans, two goals with check-ins and two tips behind them, or with nothing yet."""
    site = make_site(replace(load_settings(environ), password_memory_kib=64))  # cheap: nobody signs in with a password
    app = create_app(site)
    people = tuple(_add(app, site, f"{new_id()}@voorbeeld.nl", history=history) for _ in range(number))
    site.database.close()
    return people


def _add(app: Flask, site: Site, email: str, *, history: bool) -> SignedIn:
    token = start_session(site, register(site, email, "vier losse gele fietsen"), "Firefox op Android")
    known = find_person(site, token)
    assert known is not None
    person = Person(known, token)
    result = _live(site, person) if history else 0
    return SignedIn(person, _cookie(app, token), result)


def _cookie(app: Flask, token: str) -> str:
    browser = app.test_client()
    with browser.session_transaction() as session:
        session.update(_user_id=token, _fresh=True)
    cookie = browser.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    return f"{cookie.key}={cookie.value}"


def _live(site: Site, person: Person) -> int:
    made, now, result = site.library.current(SCAN), site.clock(), 0
    for scan in range(SCANS):
        then = at(site, now - timedelta(days=90 * (SCANS - scan)))
        answers = {id: 1 + (place + scan) % 5 for place, id in enumerate(made.statements)}
        done = finish_scan(then, person, new_id(), answers)
        assert isinstance(done, int)
        result = done
    for number in range(GOALS):
        _pursue(site, person, number)
    return result


def _pursue(site: Site, person: Person, number: int) -> None:
    tip, goal_id, start = list(site.library.tips.values())[number * 40], new_id(), site.clock() - timedelta(days=60)
    journey.make_goal(at(site, start), person, goal_id, plan_from(tip, start))
    for week, outcome in enumerate(Outcome, start=1):
        journey.check_in(at(site, start + timedelta(weeks=week)), person, goal_id, outcome)
    mark_tip(site, person, tip.slug, Mark.DONE if number else Mark.SAVE)
