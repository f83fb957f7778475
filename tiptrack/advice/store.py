"""What a person did with each tip. Which tip it is, is sealed too: a tip about debt says something about a person."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import Column, Connection, LargeBinary, bindparam, select

from tiptrack.advice.rules import TipState
from tiptrack.database import UTCDateTime, personal_table, upsert
from tiptrack.privacy import PersonalData, Seal, belongs_to

tip_states = personal_table(
    "tip_states",
    Column("tip_key", LargeBinary, primary_key=True, info={"holds": "none"}),
    Column("changed_at", UTCDateTime, nullable=False, info={"holds": "personal"}),
    Column("state", LargeBinary, nullable=False, info={"holds": "sensitive"}),
)

PERSONAL_DATA = (PersonalData(tip_states, _l("Tips"), _l("Welke tips je bewaarde, deed of niet wilde, en wat hielp.")),)

_SAVE = upsert(tip_states)
_MINE = select(tip_states.c.tip_key, tip_states.c.changed_at, tip_states.c.state).where(
    tip_states.c.person_id == bindparam("person_id")
)


def list_states(connection: Connection, person_id: int, seal: Seal) -> dict[str, tuple[TipState, datetime]]:
    """The state of each tip that the person did something with, and since when."""
    found = {}
    for row in connection.execute(_MINE, {"person_id": person_id}):
        tip, state = _opened(seal, row.state, person_id, row.tip_key)
        found[tip] = (state, row.changed_at)
    return found


def find_state(connection: Connection, person_id: int, seal: Seal, tip: str) -> TipState:
    """The state of one tip."""
    key = seal.pseudonym(tip)
    mine = (tip_states.c.person_id == person_id, tip_states.c.tip_key == key)
    sealed = connection.execute(select(tip_states.c.state).where(*mine)).scalar_one_or_none()
    return _opened(seal, sealed, person_id, key)[1] if sealed else TipState()


def set_state(connection: Connection, person_id: int, seal: Seal, tip: str, state: TipState, now: datetime) -> None:
    """Replaces the state of a tip."""
    key = seal.pseudonym(tip)
    sealed = seal.close({"tip": tip, **vars(state)}, _place(person_id, key))
    row = {"person_id": person_id, "tip_key": key, "changed_at": now, "state": sealed}
    connection.execute(_SAVE[connection.dialect.name], row)


def _opened(seal: Seal, sealed: bytes, person_id: int, key: bytes) -> tuple[str, TipState]:
    document = seal.open(sealed, _place(person_id, key))
    tip = document.pop("tip")
    return tip, TipState(**document)


def _place(person_id: int, key: bytes) -> str:
    return belongs_to("tip_states", person_id, key.hex())
