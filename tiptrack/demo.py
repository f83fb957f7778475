"""Demo people with a history of months, made by the real actions on an earlier clock."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from tiptrack.accounts import Person, register
from tiptrack.accounts.actions import KnownPerson
from tiptrack.accounts.store import people
from tiptrack.advice import Mark, mark_tip
from tiptrack.clock import local_date
from tiptrack.content import Tip
from tiptrack.database import new_id
from tiptrack.journey import actions as journey
from tiptrack.journey.rules import Ending, Outcome, Plan, Step
from tiptrack.privacy import Seal, person_keys
from tiptrack.scan import SCAN, finish_scan
from tiptrack.site import Site

PASSWORD_FILE = "demo.password"  # noqa: S105 - a file's name
DOMAIN = "demo.voorbeeld.nl"


@dataclass(frozen=True)
class DemoPerson:
    """Somebody to show the site with: scans as (days ago, answer per pillar), and what they did in between."""

    name: str
    about: str
    scans: tuple[tuple[int, tuple[int, int, int, int, int]], ...]
    goals: tuple[tuple[int, str, tuple[str, ...]], ...] = ()


DEMO_PEOPLE = (
    DemoPerson(
        "samira",
        "drie scans, een doel dat ze volhoudt en een doel dat ze haalde",
        ((190, (2, 3, 2, 3, 2)), (95, (3, 3, 3, 3, 3)), (4, (4, 4, 3, 4, 4))),
        ((185, "gezondheid", ("gelukt", "deels", "gelukt", "gelukt")), (90, "werk", ("niet", "deels", "gelukt"))),
    ),
    DemoPerson("kees", "één scan van vier maanden geleden, nog geen doel", ((120, (3, 2, 4, 2, 4)),)),
    DemoPerson("noor", "net begonnen, nog geen scan", ()),
)


def add_demo_people(site: Site) -> None:
    """Fills a new database, with one fresh password for all demo people."""
    password = secrets.token_urlsafe(9)
    path = site.settings.instance / PASSWORD_FILE
    path.touch(mode=0o600)
    path.write_text(password)
    for demo in DEMO_PEOPLE:
        _live(site, demo, password)


def demo_sign_ins(site: Site) -> list[str]:
    """Lines with address, password and story; empty when this installation has no demo people."""
    path = site.settings.instance / PASSWORD_FILE
    with site.database.reading() as connection:
        known = set(connection.scalars(select(people.c.email).where(people.c.email.endswith(f"@{DOMAIN}"))))
    if not path.exists() or not known:
        return []
    addresses = ((f"{demo.name}@{DOMAIN}", demo.about) for demo in DEMO_PEOPLE)
    return [f"{address}  {path.read_text()}   {about}" for address, about in addresses if address in known]


def _live(site: Site, demo: DemoPerson, password: str) -> None:
    now = site.clock()
    born = at(site, now - timedelta(days=max((ago for ago, _answers in demo.scans), default=0)))
    person = _person(site, register(born, f"{demo.name}@{DOMAIN}", password))
    for ago, levels in demo.scans:
        then = at(site, now - timedelta(days=ago))
        finish_scan(then, person, new_id(), _answers(then, levels))
    for number, (ago, pillar, outcomes) in enumerate(demo.goals):
        tip = next(tip for tip in site.library.tips.values() if tip.pillar == pillar)
        _pursue(site, person, tip, now - timedelta(days=ago), outcomes, reached=number == 0)


def _pursue(site: Site, person: Person, tip: Tip, start: datetime, outcomes: tuple[str, ...], *, reached: bool) -> None:
    then, goal_id = at(site, start), new_id()
    journey.make_goal(then, person, goal_id, plan_from(tip, start))
    journey.confirm_plan(then, person, goal_id)
    journey.mark_step(at(site, start + timedelta(days=2)), person, goal_id, tip.steps[0], done=True)
    for week, outcome in enumerate(outcomes, start=1):
        journey.check_in(at(site, start + timedelta(weeks=week)), person, goal_id, Outcome(outcome))
    if reached:
        end = at(site, start + timedelta(weeks=len(outcomes), days=1))
        journey.end_goal(end, person, goal_id, Ending.REACHED)
        mark_tip(end, person, tip.slug, Mark.HELPED)


def plan_from(tip: Tip, start: datetime) -> Plan:
    """A plan as somebody would take it from the tip without changing a word."""
    return Plan(
        wish=tip.title,
        obstacle=tip.obstacles[0],
        when=tip.plans[0].when,
        then=tip.plans[0].then,
        steps=tuple(Step(text) for text in tip.steps),
        starts_on=local_date(start),
        confidence=8,
        tip=tip.slug,
        pillars=frozenset({tip.pillar}),
    )


def _answers(site: Site, levels: tuple[int, ...]) -> Mapping[str, int]:
    """Answers around a level per pillar, a little higher and lower in turn."""
    made = site.library.current(SCAN)
    return {
        statement.id: min(5, max(1, level + (0, 1, -1, 0, 1)[place % 5]))
        for page, level in zip(made.pages, levels, strict=True)
        for place, statement in enumerate(page.statements)
    }


def at(site: Site, moment: datetime) -> Site:
    """The site as it was at this moment."""
    return replace(site, clock=lambda: moment)


def _person(site: Site, person_id: int) -> Person:
    with site.database.reading() as connection:
        row = connection.execute(select(person_keys).where(person_keys.c.person_id == person_id)).one()
    seal = Seal(site.vault.unwrap(row.master_key, row.wrapped, person_id))
    return Person(KnownPerson(person_id, "", seal), "")
