"""The open scan, answer by answer, and finished results. What was answered is sealed with the person's key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    Text,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
)

from tiptrack.database import Id, UTCDateTime, personal_table, upsert
from tiptrack.privacy import PersonalData, Seal, belongs_to

scan_answers = personal_table(
    "scan_answers",
    Column("questionnaire", Text, primary_key=True, info={"holds": "personal"}),
    Column("statement", Text, primary_key=True, info={"holds": "personal"}),
    Column("version", Integer, nullable=False, info={"holds": "personal"}),
    Column("scan_id", Id, nullable=False, info={"holds": "none"}),
    Column("answered_at", UTCDateTime, nullable=False, info={"holds": "personal"}),
    Column("answer", LargeBinary, nullable=False, info={"holds": "sensitive"}),
)
results = personal_table(
    "results",
    Column("id", Id, primary_key=True, autoincrement=False, info={"holds": "none"}),
    Column("questionnaire", Text, nullable=False, info={"holds": "personal"}),
    Column("version", Integer, nullable=False, info={"holds": "personal"}),
    Column("finished_at", UTCDateTime, nullable=False, info={"holds": "personal"}),
    Column("answers", LargeBinary, nullable=False, info={"holds": "sensitive"}),
)

PERSONAL_DATA = (
    PersonalData(scan_answers, _l("Open scan"), _l("De antwoorden die je al gaf, zodat je later verder kunt.")),
    PersonalData(results, _l("Uitslagen"), _l("Je antwoorden per scan, zodat je ziet wat er verandert.")),
)


@dataclass(frozen=True)
class OpenScan:
    """A scan that is not finished: its id (None when nothing was answered yet) and the answers so far."""

    id: int | None
    answers: Mapping[str, int]


@dataclass(frozen=True)
class StoredResult:
    """A finished scan as it was stored."""

    id: int
    version: int
    finished_at: datetime
    answers: Mapping[str, int]


@dataclass(frozen=True)
class Overview:
    """Finished scans, oldest first, and the id of the scan that is open, if any."""

    finished: tuple[StoredResult, ...]
    open_id: int | None


_SAVE = upsert(scan_answers)
_OPEN = select(scan_answers.c.scan_id, scan_answers.c.statement, scan_answers.c.answer).where(
    scan_answers.c.person_id == bindparam("person_id"),
    scan_answers.c.questionnaire == bindparam("questionnaire"),
    scan_answers.c.version == bindparam("version"),
)
_EXISTS = select(results.c.id).where(results.c.person_id == bindparam("person_id"), results.c.id == bindparam("id"))
_HAS_ANSWERS = (
    select(scan_answers.c.scan_id)
    .where(
        scan_answers.c.person_id == bindparam("person_id"),
        scan_answers.c.questionnaire == bindparam("questionnaire"),
        scan_answers.c.version == bindparam("version"),
    )
    .limit(1)
)
_STANDING = select(_EXISTS.exists(), _HAS_ANSWERS.scalar_subquery())
_COUNT = select(func.count()).select_from(results).where(results.c.person_id == bindparam("person_id"))
_ONE_ROW = select(literal_column("1").label("one")).subquery()
_OVERVIEW = (
    select(_HAS_ANSWERS.scalar_subquery().label("open_id"), results)
    .select_from(_ONE_ROW)
    .outerjoin(
        results,
        and_(
            results.c.person_id == bindparam("person_id"),
            results.c.questionnaire == bindparam("questionnaire"),
        ),
    )
    .order_by(results.c.finished_at, results.c.id)
)


def get_open_scan(connection: Connection, person_id: int, seal: Seal, questionnaire: str, version: int) -> OpenScan:
    """The answers given so far to this version; answers to an older version don't count."""
    found = connection.execute(
        _OPEN, {"person_id": person_id, "questionnaire": questionnaire, "version": version}
    ).all()
    answers = {
        row.statement: seal.open(row.answer, belongs_to("scan_answers", person_id, questionnaire, row.statement))
        for row in found
    }
    return OpenScan(found[0].scan_id if found else None, answers)


def get_standing(
    connection: Connection, person_id: int, questionnaire: str, version: int, scan_id: int
) -> tuple[bool, int | None]:
    """Whether this scan was finished already, and the id of the scan that is open, if any: in one statement."""
    asked = {"person_id": person_id, "questionnaire": questionnaire, "version": version, "id": scan_id}
    finished, open_id = connection.execute(_STANDING, asked).one()
    return bool(finished), open_id


def set_answers(
    connection: Connection,
    person_id: int,
    seal: Seal,
    questionnaire: str,
    version: int,
    scan_id: int,
    answers: Mapping[str, int],
    now: datetime,
) -> None:
    """Stores these answers, each over an earlier one to the same statement."""
    rows = [
        {
            "person_id": person_id,
            "questionnaire": questionnaire,
            "statement": statement,
            "version": version,
            "scan_id": scan_id,
            "answered_at": now,
            "answer": seal.close(value, belongs_to("scan_answers", person_id, questionnaire, statement)),
        }
        for statement, value in answers.items()
    ]
    if rows:
        connection.execute(_SAVE[connection.dialect.name], rows)


def delete_open_scan(connection: Connection, person_id: int, questionnaire: str) -> None:
    """Empties the open scan."""
    mine = (scan_answers.c.person_id == person_id, scan_answers.c.questionnaire == questionnaire)
    connection.execute(delete(scan_answers).where(*mine))


def add_result(
    connection: Connection,
    person_id: int,
    seal: Seal,
    questionnaire: str,
    version: int,
    scan_id: int,
    answers: Mapping[str, int],
    now: datetime,
) -> None:
    """A finished scan."""
    sealed = seal.close(dict(answers), belongs_to("results", person_id, scan_id))
    row = {"person_id": person_id, "id": scan_id, "questionnaire": questionnaire, "version": version}
    connection.execute(insert(results), row | {"finished_at": now, "answers": sealed})


def get_overview(connection: Connection, person_id: int, seal: Seal, questionnaire: str, version: int) -> Overview:
    """The person's finished scans (of any version) and the open one (of this version), in one statement."""
    asked = {"person_id": person_id, "questionnaire": questionnaire, "version": version}
    rows = connection.execute(_OVERVIEW, asked).all()
    finished = tuple(
        StoredResult(
            row.id, row.version, row.finished_at, seal.open(row.answers, belongs_to("results", person_id, row.id))
        )
        for row in rows
        if row.id
    )
    return Overview(finished, rows[0].open_id)


def count_results(connection: Connection, person_id: int) -> int:
    """How many scans the person finished."""
    return connection.execute(_COUNT, {"person_id": person_id}).scalar_one()
