"""People and their sessions. Of a session's token only the hash is kept."""

import hashlib
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Column, Connection, LargeBinary, Row, Text, bindparam, delete, insert, select, update

from tiptrack import database
from tiptrack.database import Id, NotFound, UTCDateTime, personal_table, site_table
from tiptrack.privacy import PersonalData, person_keys

people = site_table(
    "people",
    Column("id", Id, primary_key=True, autoincrement=False, info={"holds": "none"}),
    Column("email", Text, nullable=False, unique=True, info={"holds": "personal"}),
    Column("password_hash", Text, nullable=False, info={"holds": "none"}),
    Column("created_at", UTCDateTime, nullable=False, info={"holds": "personal"}),
)
sessions = personal_table(
    "sessions",
    Column("token_hash", LargeBinary, primary_key=True, info={"holds": "none"}),
    Column("created_at", UTCDateTime, nullable=False, info={"holds": "personal"}),
    Column("seen_at", UTCDateTime, nullable=False, info={"holds": "personal"}),
    Column("device", Text, nullable=False, info={"holds": "personal"}),
)

PERSONAL_DATA = (
    PersonalData(people, _l("Account"), _l("Je e-mailadres, zodat je kunt inloggen."), is_sealed=False),
    PersonalData(
        sessions,
        _l("Waar je bent ingelogd"),
        _l("Je apparaten en wanneer je er was, zodat je daar kunt uitloggen."),
        is_sealed=False,
    ),
)

_SESSION = (
    select(
        people.c.id,
        people.c.email,
        sessions.c.created_at,
        sessions.c.seen_at,
        person_keys.c.master_key,
        person_keys.c.wrapped,
    )
    .join_from(sessions, people, people.c.id == sessions.c.person_id)
    .join(person_keys, person_keys.c.person_id == people.c.id)
    .where(sessions.c.person_id == bindparam("person_id"), sessions.c.token_hash == bindparam("token_hash"))
)


def hash_token(token: str) -> bytes:
    """What is stored of a session's token."""
    return hashlib.sha256(token.encode()).digest()


def find_session(connection: Connection, person_id: int, token_hash: bytes) -> Row[*tuple[Any, ...]] | None:
    """The session with its person and the person's wrapped key."""
    return connection.execute(_SESSION, {"person_id": person_id, "token_hash": token_hash}).one_or_none()


def find_by_email(connection: Connection, email: str) -> Row[Any] | None:
    """The person with this (normal) address."""
    return connection.execute(select(people).where(people.c.email == email)).one_or_none()


def find_password_hash(connection: Connection, person_id: int) -> str | None:
    """The hash of a person's password."""
    return connection.execute(select(people.c.password_hash).where(people.c.id == person_id)).scalar_one_or_none()


def add_person(connection: Connection, person_id: int, email: str, password_hash: str, now: datetime) -> None:
    """A new person; raises IntegrityError when the address is taken."""
    row = {"id": person_id, "email": email, "password_hash": password_hash, "created_at": now}
    connection.execute(insert(people), row)


def hold_person(connection: Connection, person_id: int) -> None:
    """Call before looking and then writing; raises NotFound when the account was deleted meanwhile."""
    if not database.hold_person(connection, person_id):
        raise NotFound(f"no person {person_id}")


def set_password_hash(connection: Connection, person_id: int, password_hash: str, *, before: str) -> None:
    """Replaces the hash of a person's password, unless it is another than `before` by now."""
    same = (people.c.id == person_id, people.c.password_hash == before)
    connection.execute(update(people).where(*same).values(password_hash=password_hash))


def add_session(connection: Connection, person_id: int, token_hash: bytes, now: datetime, device: str) -> None:
    """A new session, seen now."""
    row = {"person_id": person_id, "token_hash": token_hash, "created_at": now, "seen_at": now, "device": device}
    connection.execute(insert(sessions), row)


def set_seen(connection: Connection, person_id: int, token_hash: bytes, now: datetime) -> None:
    """Notes that a session is in use."""
    connection.execute(update(sessions).where(*_is(person_id, token_hash)).values(seen_at=now))


def list_sessions(connection: Connection, person_id: int) -> tuple[Row[Any], ...]:
    """A person's sessions, the last one used first."""
    mine = select(sessions).where(sessions.c.person_id == person_id)
    return tuple(connection.execute(mine.order_by(sessions.c.seen_at.desc())))


def delete_session(connection: Connection, person_id: int, token_hash: bytes) -> None:
    """Ends one session."""
    connection.execute(delete(sessions).where(*_is(person_id, token_hash)))


def delete_sessions(connection: Connection, person_id: int) -> None:
    """Ends all sessions of a person."""
    connection.execute(delete(sessions).where(sessions.c.person_id == person_id))


def delete_sessions_before(connection: Connection, person_id: int, moment: datetime) -> None:
    """Forgets a person's sessions that nobody used since this moment."""
    connection.execute(delete(sessions).where(sessions.c.person_id == person_id, sessions.c.seen_at < moment))


def _is(person_id: int, token_hash: bytes) -> tuple[Any, Any]:
    return sessions.c.person_id == person_id, sessions.c.token_hash == token_hash
