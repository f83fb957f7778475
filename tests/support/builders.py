"""Makes what tests start from: content as values or by chance, people who lived a little, goals and scans."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from threading import Barrier
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from tests.conftest import ROOT
from tests.support.browser import PASSWORD
from tiptrack.accounts import Person, register
from tiptrack.accounts.actions import find_person, start_session
from tiptrack.advice import Mark, mark_tip
from tiptrack.content import Library, Mode, Questionnaire, Tip, load_library
from tiptrack.database import new_id
from tiptrack.journey import actions as journey
from tiptrack.journey.rules import CheckIn, Ending, Goal, Outcome, Plan, Step
from tiptrack.scan import SCAN, finish_scan, save_answers
from tiptrack.site import Site

settings.register_profile("tiptrack", deadline=None, database=None, max_examples=100)
settings.load_profile("tiptrack")

DAY = date(2026, 3, 2)
WISH, OBSTACLE = "Ik wil van mijn schulden af", "De rekeningen maken me bang"


# Values


@cache
def library() -> Library:
    """The real content."""
    return load_library(ROOT / "content")


def di_scan() -> Questionnaire:
    """The real scan."""
    return library().current(SCAN)


def answers_to(made: Questionnaire, value: int = 4, **other: int) -> dict[str, int]:
    """One answer to every statement, except for the ones that are named: `werk_zin=1` is statement werk-zin."""
    named = {id.replace("_", "-"): answer for id, answer in other.items()}
    return {id: named.get(id, value) for id in made.statements}


def make_questionnaire(
    *pages: tuple[str, list[tuple[str, bool]]], scale: int = 5, floors: tuple[int, ...] = (0, 50, 75)
) -> Questionnaire:
    """A questionnaire of pages `(pillar, [(theme, reverse), …])`."""
    bands = [{"slug": f"vanaf-{floor}", "floor": floor, "title": "Naam", "text": "Zin"} for floor in floors]
    texts = {f"vanaf-{floor}": "Een tekst." for floor in floors}
    said = {"text": "Zin", "easy": "Zin", "help": "Zin", "strong": "Goed", "weak": "Beter"}
    made = [
        {
            "pillar": pillar,
            "intro": "Zin",
            "texts": texts,
            "statements": [
                {"id": f"{pillar}-{number}", "theme": theme, "reverse": reverse, **said}
                for number, (theme, reverse) in enumerate(statements)
            ],
        }
        for pillar, statements in pages
    ]
    return Questionnaire(
        file="scans/kleine-scan.yaml",
        kind="scan",
        slug="kleine-scan",
        version=1,
        title="Scan",
        intro=("Een", "Twee", "Drie"),
        minutes=5,
        scale=[{"value": value, "label": "Punt"} for value in range(1, scale + 1)],
        bands=bands,
        pages=made,
    )


def make_tip(slug: str, pillar: str = "werk", themes: tuple[str, ...] = ("zin",), mode: Mode = Mode.CURATIVE) -> Tip:
    """A tip with just enough in it."""
    return Tip(
        file=f"tips/{pillar}/{slug}.yaml",
        slug=slug,
        title="Een tip",
        pillar=pillar,
        themes=themes,
        mode=mode,
        minutes=5,
        summary="In het kort.",
        what="Doe dit deze week een keer.",
        steps=("Stap een", "Stap twee"),
        why="Omdat het bij je past, en meer niet.",
        plans=({"when": "Als het kan", "then": "dan doe ik het"},) * 2,
        smaller="Nog kleiner.",
        obstacles=("Geen tijd.",),
    )


def make_plan(**changes: Any) -> Plan:
    """A plan of a person who has debts."""
    usual: dict[str, Any] = {
        "wish": WISH,
        "obstacle": OBSTACLE,
        "when": "Als ik de post open",
        "then": "dan leg ik de rekeningen apart",
        "steps": (Step("Drie brieven openen"), Step("Nibud bellen")),
        "starts_on": DAY,
        "confidence": 8,
        "pillars": frozenset({"geld"}),
    }
    return Plan(**usual | changes)


def make_goal(id: int = 1, *, check_ins: dict[int, Outcome] | None = None, **changes: Any) -> Goal:
    """A goal made on DAY, with check-ins by the number of days after it; changes to its plan go by name too."""
    own = {key: changes.pop(key) for key in ("read_on", "ended_on", "ending") if key in changes}
    kept = tuple(CheckIn(DAY + timedelta(days=days), outcome) for days, outcome in (check_ins or {}).items())
    return Goal(id, DAY, make_plan(**changes), check_ins=kept, **own)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call returns or raises when all start together."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        gate.wait(30)
        try:
            return call()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


# By chance

SLUGS = st.sampled_from(["aa", "bb", "cc", "dd", "ee", "ff", "gg"])


@st.composite
def small_questionnaires(draw: st.DrawFn) -> Questionnaire:
    """Some pillars with some themes each, any length of scale, any bands, some statements in reverse."""
    pages = []
    for number in range(draw(st.integers(1, 3))):
        themes = st.sampled_from([f"p{number}-{letter}" for letter in "abc"])
        pages.append((f"p{number}", draw(st.lists(st.tuples(themes, st.booleans()), min_size=1, max_size=5))))
    floors = draw(st.sets(st.integers(1, 100), min_size=1, max_size=3))
    return make_questionnaire(*pages, scale=draw(st.integers(2, 10)), floors=(0, *sorted(floors)))


def questionnaires() -> st.SearchStrategy[Questionnaire]:
    """A small questionnaire, or the real scan."""
    return small_questionnaires() | st.builds(di_scan)


def answers_by_chance(made: Questionnaire) -> st.SearchStrategy[dict[str, int]]:
    """Any complete set of answers."""
    return st.fixed_dictionaries({id: st.sampled_from(sorted(made.values)) for id in made.statements})


# People


def make_person(site: Site, name: str = "sanne") -> Person:
    """Somebody who registered and is signed in."""
    token = start_session(site, register(site, f"{name}@voorbeeld.nl", PASSWORD), "Firefox op Android")
    known = find_person(site, token)
    assert known
    return Person(known, token)


def scan_once(site: Site, person: Person, value: int = 4, **other: int) -> int:
    """A finished scan with one answer to every statement, except for the ones that are named; its id."""
    done = finish_scan(site, person, new_id(), answers_to(site.library.current(SCAN), value, **other))
    assert isinstance(done, int)
    return done


def set_goal(site: Site, person: Person, **changes: Any) -> int:
    """A goal with a plan; its id."""
    goal_id = new_id()
    journey.make_goal(site, person, goal_id, make_plan(**changes))
    return goal_id


def live_a_little(site: Site, person: Person) -> None:
    """Two of everything that can be stored about a person."""
    scan_once(_later(site, days=-90), person, 2)
    scan_once(site, person, 4)
    save_answers(site, person, new_id(), {"geld-rondkomen": 1, "werk-zin": 5})
    mark_tip(site, person, "open-drie-brieven-over-geld", Mark.SAVE)
    mark_tip(site, person, "kies-een-vast-geldmoment", Mark.DID_NOT_HELP)
    set_goal(site, person)
    goal_id = set_goal(site, person)
    journey.check_in(site, person, goal_id, Outcome.PARTLY)
    journey.check_in(_later(site, days=7), person, goal_id, Outcome.NOT)
    journey.confirm_plan(site, person, goal_id)
    journey.end_goal(site, person, goal_id, Ending.REACHED)
    start_session(site, person.id, "Safari op iPhone")


def _later(site: Site, **by: float) -> Site:
    moment = site.clock() + timedelta(**by)
    return replace(site, clock=lambda: moment)


__all__ = [
    "DAY",
    "OBSTACLE",
    "SLUGS",
    "WISH",
    "answers_by_chance",
    "answers_to",
    "at_once",
    "di_scan",
    "library",
    "live_a_little",
    "make_goal",
    "make_person",
    "make_plan",
    "make_questionnaire",
    "make_tip",
    "questionnaires",
    "scan_once",
    "set_goal",
    "small_questionnaires",
]
