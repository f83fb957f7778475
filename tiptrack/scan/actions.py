"""What a person does with a scan: answer, finish, look back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from tiptrack.accounts import Person, hold_person
from tiptrack.database import NotFound
from tiptrack.scan import store
from tiptrack.scan.rules import FinishedScan, Result, history, missing, only_valid
from tiptrack.site import Site

SCAN = "di-scan"


class AlreadyFinished(Exception):
    """The scan that this answer belongs to became a result before."""

    def __init__(self, scan_id: int) -> None:
        super().__init__(f"scan {scan_id} is finished")
        self.scan_id = scan_id


@dataclass(frozen=True)
class Scans:
    """Finished scans, oldest first, each compared with the one before; and whether one is open."""

    finished: tuple[FinishedScan, ...]
    one_is_open: bool


@dataclass(frozen=True)
class Unfinished:
    """A scan can't be finished yet: these statements have no answer."""

    statements: tuple[str, ...]


def get_open_scan(site: Site, person: Person) -> store.OpenScan:
    """The scan that the person is in the middle of; without answers when there is none.

    The next scan has its id before it begins, so that every page opened beforehand belongs to the same one.
    """
    made = site.library.current(SCAN)
    with site.database.reading() as connection:
        scan = store.get_open_scan(connection, person.id, person.seal, made.slug, made.version)
        if scan.id is None:
            return store.OpenScan(_next_id(person, store.count_results(connection, person.id)), {})
    return scan


def save_answers(site: Site, person: Person, scan_id: int, answers: Mapping[str, int]) -> None:
    """Stores answers in the open scan, or opens one with this id.

    Raises AlreadyFinished when the scan with this id is a result by now: a double click, or a page left open.
    """
    with site.database.writing() as connection:
        _save(connection, site, person, scan_id, answers)


def finish_scan(site: Site, person: Person, scan_id: int, answers: Mapping[str, int]) -> int | Unfinished:
    """Stores these last answers and turns the open scan into a result, whose id is returned.

    When answers are missing they are named, and the scan stays open. Raises AlreadyFinished.
    """
    made = site.library.current(SCAN)
    with site.database.writing() as connection:
        _save(connection, site, person, scan_id, answers)
        scan = store.get_open_scan(connection, person.id, person.seal, made.slug, made.version)
        lacking = missing(made, scan.answers)
        if lacking or scan.id is None:
            return Unfinished(lacking)
        return _finish(connection, site, person, scan.id, scan.answers)


def keep_visitor_scan(site: Site, person: Person, scan_id: int, answers: Mapping[str, object]) -> int | None:
    """Takes over what somebody answered before signing in; returns the result's id when it was complete.

    Taking the same scan over twice changes nothing. A complete one leaves the person's own open scan alone.
    """
    made = site.library.current(SCAN)
    valid = only_valid(made, answers)
    with site.database.writing() as connection:
        hold_person(connection, person.id)
        finished, _open_id = store.get_standing(connection, person.id, made.slug, made.version, scan_id)
        if finished:
            return scan_id
        if missing(made, valid):
            _save(connection, site, person, scan_id, valid)
            return None
        store.add_result(connection, person.id, person.seal, made.slug, made.version, scan_id, valid, site.clock())
        return scan_id


def forget_open_scan(site: Site, person: Person) -> None:
    """Throws the answers of the open scan away."""
    with site.database.writing() as connection:
        store.delete_open_scan(connection, person.id, SCAN)


def list_scans(site: Site, person: Person) -> tuple[FinishedScan, ...]:
    """The person's finished scans, oldest first, each with the change since the one before."""
    with site.database.reading() as connection:
        return get_scans_on(connection, site, person).finished


def get_scans_on(connection: Connection, site: Site, person: Person) -> Scans:
    """The person's scans, on a connection that is open already."""
    overview = _overview(connection, site, person)
    return Scans(_scored(site, overview.finished), overview.open_id is not None)


def get_scan(site: Site, person: Person, scan_id: int) -> FinishedScan:
    """One finished scan, compared with the one before; raises NotFound, also for somebody else's."""
    with site.database.reading() as connection:
        stored = _overview(connection, site, person).finished
    at = next((n for n, row in enumerate(stored) if row.id == scan_id), None)
    if at is None:
        raise NotFound(f"no result {scan_id}")
    return _scored(site, stored[max(at - 1, 0) : at + 1])[-1]


def find_newest_result_on(connection: Connection, site: Site, person: Person) -> Result | None:
    """The result of the newest scan, without a comparison; None when there is none."""
    stored = _overview(connection, site, person).finished
    return _scored(site, stored[-1:])[-1].result if stored else None


def _overview(connection: Connection, site: Site, person: Person) -> store.Overview:
    version = site.library.current(SCAN).version
    return store.get_overview(connection, person.id, person.seal, SCAN, version)


def _next_id(person: Person, finished: int) -> int:
    return int.from_bytes(person.seal.pseudonym(f"scan {finished + 1}")) % 2**53 or 1


def _scored(site: Site, stored: Iterable[store.StoredResult]) -> tuple[FinishedScan, ...]:
    made = site.library.questionnaires
    return history((row.id, row.finished_at, made[SCAN, row.version], row.answers) for row in stored)


def _save(connection: Connection, site: Site, person: Person, scan_id: int, answers: Mapping[str, int]) -> None:
    made = site.library.current(SCAN)
    hold_person(connection, person.id)
    finished, open_id = store.get_standing(connection, person.id, made.slug, made.version, scan_id)
    if finished:
        raise AlreadyFinished(scan_id)
    valid, now = only_valid(made, answers), site.clock()
    store.set_answers(connection, person.id, person.seal, made.slug, made.version, open_id or scan_id, valid, now)


def _finish(connection: Connection, site: Site, person: Person, scan_id: int, answers: Mapping[str, int]) -> int:
    made = site.library.current(SCAN)
    store.add_result(connection, person.id, person.seal, made.slug, made.version, scan_id, answers, site.clock())
    store.delete_open_scan(connection, person.id, made.slug)
    return scan_id
