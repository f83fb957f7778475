"""The scan of somebody without an account: in the browser's sealed cookie, nothing on the server."""

from collections.abc import Mapping

from flask import session

from tiptrack.accounts import Person
from tiptrack.scan import actions
from tiptrack.scan.rules import Result, missing, only_valid, score
from tiptrack.scan.store import OpenScan
from tiptrack.site import Site

KEY = "scan"


def get_open_scan(site: Site) -> OpenScan:
    """The visitor's answers so far."""
    kept = session.get(KEY) or {}
    answers = only_valid(site.library.current(actions.SCAN), kept.get("answers", {}))
    return OpenScan(kept.get("id") if answers else None, answers)


def save_answers(site: Site, scan_id: int, answers: Mapping[str, int]) -> OpenScan:
    """Adds answers to the cookie and returns all of them."""
    before = get_open_scan(site)
    kept = OpenScan(before.id or scan_id, {**before.answers, **answers})
    session[KEY] = {"id": kept.id, "answers": dict(kept.answers)}
    return kept


def forget() -> None:
    """Empties the visitor's scan."""
    session.pop(KEY, None)


def find_result(site: Site) -> Result | None:
    """The visitor's result, or None while answers are missing."""
    made = site.library.current(actions.SCAN)
    answers = get_open_scan(site).answers
    return None if missing(made, answers) else score(made, answers)


def is_waiting(site: Site) -> bool:
    """Whether this browser holds answers that nobody's account has yet."""
    return KEY in session and bool(get_open_scan(site).answers)


def hand_over(site: Site, person: Person) -> None:
    """Moves the visitor's answers into the person's account."""
    scan = get_open_scan(site)
    if scan.id:
        actions.keep_visitor_scan(site, person, scan.id, scan.answers)
    forget()
