"""Goals and check-ins, sealed. One check-in per goal per day: a second one that day replaces it."""

from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    ForeignKeyConstraint,
    LargeBinary,
    Row,
    Text,
    bindparam,
    func,
    insert,
    select,
    update,
)

from tiptrack.clock import local_date
from tiptrack.database import Id, StringEnum, UTCDateTime, one_of, personal_table, upsert
from tiptrack.journey.rules import CheckIn, Ending, Goal, Outcome, Plan, Step
from tiptrack.privacy import PersonalData, Seal, belongs_to

goals = personal_table(
    "goals",
    Column("id", Id, primary_key=True, autoincrement=False, info={"holds": "none"}),
    Column("made_at", UTCDateTime, nullable=False, info={"holds": "personal"}),
    Column("read_at", UTCDateTime, info={"holds": "personal"}),
    Column("ended_at", UTCDateTime, info={"holds": "personal"}),
    Column("ending", StringEnum(Ending), info={"holds": "personal"}),
    Column("plan", LargeBinary, nullable=False, info={"holds": "sensitive"}),
    one_of("ending", Ending),
    CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ended_somehow"),
)
check_ins = personal_table(
    "check_ins",
    Column("goal_id", Id, primary_key=True, info={"holds": "none"}),
    Column("on_day", Text, primary_key=True, info={"holds": "personal"}),
    Column("outcome", LargeBinary, nullable=False, info={"holds": "sensitive"}),
    ForeignKeyConstraint(["person_id", "goal_id"], ["goals.person_id", "goals.id"]),
)

PERSONAL_DATA = (
    PersonalData(goals, _l("Doelen"), _l("Je doelen en plannen, zodat je ze kunt teruglezen.")),
    PersonalData(check_ins, _l("Check-ins"), _l("Hoe het ging, zodat je je voortgang ziet.")),
)

_MINE = (
    select(goals, check_ins.c.on_day, check_ins.c.outcome)
    .outerjoin(check_ins, (check_ins.c.person_id == goals.c.person_id) & (check_ins.c.goal_id == goals.c.id))
    .where(goals.c.person_id == bindparam("person_id"))
    .order_by(goals.c.made_at.desc(), goals.c.id, check_ins.c.on_day)
)
_ONE = _MINE.where(goals.c.id == bindparam("goal_id"))
_SAVE_CHECK_IN = upsert(check_ins)


def list_goals(connection: Connection, person_id: int, seal: Seal) -> tuple[Goal, ...]:
    """The person's goals with their check-ins, newest first."""
    rows: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(_MINE, {"person_id": person_id}):
        rows.setdefault(row.id, []).append(row)
    return tuple(_goal(group, seal) for group in rows.values())


def find_goal(connection: Connection, person_id: int, seal: Seal, goal_id: int) -> Goal | None:
    """One goal of the person with its check-ins."""
    rows = connection.execute(_ONE, {"person_id": person_id, "goal_id": goal_id}).all()
    return _goal(list(rows), seal) if rows else None


def count_goals(connection: Connection, person_id: int) -> int:
    """How many goals the person ever made."""
    return connection.execute(select(func.count()).where(goals.c.person_id == person_id)).scalar_one()


def add_goal(connection: Connection, person_id: int, seal: Seal, goal_id: int, plan: Plan, now: datetime) -> None:
    """A new goal with its plan."""
    row = {"person_id": person_id, "id": goal_id, "made_at": now, "plan": _sealed(person_id, seal, goal_id, plan)}
    connection.execute(insert(goals), row)


def set_plan(connection: Connection, person_id: int, seal: Seal, goal_id: int, plan: Plan) -> None:
    """Replaces the plan of a goal."""
    _update(connection, person_id, goal_id, plan=_sealed(person_id, seal, goal_id, plan))


def set_read(connection: Connection, person_id: int, goal_id: int, now: datetime | None) -> None:
    """Notes that the plan was read back, or (None) that it is to be read again."""
    _update(connection, person_id, goal_id, read_at=now)


def set_ended(connection: Connection, person_id: int, goal_id: int, now: datetime, ending: Ending) -> None:
    """Ends a goal."""
    _update(connection, person_id, goal_id, ended_at=now, ending=ending)


def set_resumed(connection: Connection, person_id: int, goal_id: int) -> None:
    """A goal that ended runs again."""
    _update(connection, person_id, goal_id, ended_at=None, ending=None)


def set_check_in(connection: Connection, person_id: int, seal: Seal, goal_id: int, on: date, outcome: Outcome) -> None:
    """How it went on a day."""
    place = belongs_to("check_ins", person_id, goal_id, on.isoformat())
    row = {"person_id": person_id, "goal_id": goal_id, "on_day": on.isoformat()}
    sealed = seal.close({"outcome": outcome.value}, place)
    connection.execute(_SAVE_CHECK_IN[connection.dialect.name], row | {"outcome": sealed})


def _update(connection: Connection, person_id: int, goal_id: int, **values: Any) -> None:
    connection.execute(update(goals).where(goals.c.person_id == person_id, goals.c.id == goal_id).values(**values))


def _goal(rows: list[Row[Any]], seal: Seal) -> Goal:
    row = rows[0]
    return Goal(
        id=row.id,
        made_on=local_date(row.made_at),
        plan=_plan(seal.open(row.plan, belongs_to("goals", row.person_id, row.id))),
        read_on=row.read_at and local_date(row.read_at),
        ended_on=row.ended_at and local_date(row.ended_at),
        ending=row.ending,
        check_ins=tuple(_check_in(row, seal) for row in rows if row.on_day),
    )


def _check_in(row: Row[Any], seal: Seal) -> CheckIn:
    document = seal.open(row.outcome, belongs_to("check_ins", row.person_id, row.id, row.on_day))
    return CheckIn(date.fromisoformat(row.on_day), Outcome(document["outcome"]))


def _sealed(person_id: int, seal: Seal, goal_id: int, plan: Plan) -> bytes:
    document = {
        **vars(plan),
        "pillars": sorted(plan.pillars),
        "starts_on": plan.starts_on.isoformat(),
        "steps": [{"text": step.text, "done_on": step.done_on and step.done_on.isoformat()} for step in plan.steps],
    }
    return seal.close(document, belongs_to("goals", person_id, goal_id))


def _plan(document: dict[str, Any]) -> Plan:
    steps = (Step(s["text"], date.fromisoformat(s["done_on"]) if s["done_on"] else None) for s in document["steps"])
    return Plan(
        **{
            **document,
            "pillars": frozenset(document["pillars"]),
            "starts_on": date.fromisoformat(document["starts_on"]),
            "steps": tuple(steps),
        }
    )
