"""Getting in and out: registering, signing in, changing the password, ending sessions."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy.exc import IntegrityError

from tiptrack.accounts import store
from tiptrack.accounts.rules import normal_email, session_lives, should_note
from tiptrack.database import DatabaseBusy, NotFound, new_id
from tiptrack.privacy import Seal, Unreadable, add_key
from tiptrack.site import Site

FORGET_SESSIONS_AFTER = timedelta(days=30)


class WrongCredentials(Exception):
    """No such address with this password; which of the two is wrong is not said."""


class EmailTaken(Exception):
    """There is an account with this address already."""


@dataclass(frozen=True)
class SessionLine:
    """A session as its owner sees it."""

    id: str
    device: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True)
class KnownPerson:
    """What the session's row says about who is there."""

    id: int
    email: str
    seal: Seal


def register(site: Site, email: str, password: str) -> int:
    """Makes an account and returns the person's id; raises EmailTaken."""
    person_id, hashed = new_id(), _hasher(site.settings.password_memory_kib).hash(password)
    try:
        with site.database.writing() as connection:
            store.add_person(connection, person_id, normal_email(email), hashed, site.clock())
            add_key(connection, site.vault, person_id)
    except IntegrityError:
        raise EmailTaken from None
    return person_id


def check_password(site: Site, email: str, password: str) -> int:
    """The id of the person with this address and password; raises WrongCredentials, in the same time for any cause."""
    hasher = _hasher(site.settings.password_memory_kib)
    with site.database.reading() as connection:
        row = store.find_by_email(connection, normal_email(email))
    hashed = row.password_hash if row else _nobodys_hash(site.settings.password_memory_kib)
    if not _matches(hasher, hashed, password) or not row:
        raise WrongCredentials
    if hasher.check_needs_rehash(hashed):
        with site.database.writing() as connection:
            store.set_password_hash(connection, row.id, hasher.hash(password), before=hashed)
    return int(row.id)


def warm_up(site: Site) -> None:
    """Makes the hash that an unknown address is checked against, so that the first one takes no longer either."""
    _nobodys_hash(site.settings.password_memory_kib)


def start_session(site: Site, person_id: int, device: str) -> str:
    """A new session's token, for the browser to keep: `person.random`. Old sessions of the person are forgotten."""
    token, now = f"{person_id}.{secrets.token_urlsafe(32)}", site.clock()
    with site.database.writing() as connection:
        store.delete_sessions_before(connection, person_id, now - FORGET_SESSIONS_AFTER)
        store.add_session(connection, person_id, store.hash_token(token), now, device)
    return token


def find_person(site: Site, token: str) -> KnownPerson | None:
    """Who this session's token belongs to; None when the session ended or expired."""
    person_id, token_hash, now = owner_of(token), store.hash_token(token), site.clock()
    if person_id is None:
        return None
    with site.database.reading() as connection:
        row = store.find_session(connection, person_id, token_hash)
    if row is None or not session_lives(row.created_at, row.seen_at, now):
        return None
    if should_note(row.seen_at, now):
        _note_seen(site, person_id, token_hash, now)
    try:
        return KnownPerson(row.id, row.email, Seal(site.vault.unwrap(row.master_key, row.wrapped, row.id)))
    except Unreadable:
        return None


def _note_seen(site: Site, person_id: int, token_hash: bytes, now: datetime) -> None:
    try:
        with site.database.writing(patience=0.1) as connection:
            store.set_seen(connection, person_id, token_hash, now)
    except DatabaseBusy:
        return  # a later page notes it; reading must not wait for a writer


def owner_of(token: str) -> int | None:
    """The person that a token was made for, whether or not its session still lives."""
    owner = token.partition(".")[0]
    return int(owner) if owner.isdecimal() and len(owner) < 17 else None


def change_password(site: Site, person_id: int, old: str, new: str) -> None:
    """Sets a new password and ends all sessions, this one too: a copied cookie is worth nothing afterwards.

    Raises WrongCredentials when the old password is wrong.
    """
    before = confirm_password(site, person_id, old)
    hashed = _hasher(site.settings.password_memory_kib).hash(new)
    with site.database.writing() as connection:
        store.set_password_hash(connection, person_id, hashed, before=before)
        store.delete_sessions(connection, person_id)


def confirm_password(site: Site, person_id: int, password: str) -> str:
    """The stored hash of the person's password; raises WrongCredentials unless this is that password."""
    with site.database.reading() as connection:
        hashed = store.find_password_hash(connection, person_id)
    if not hashed or not _matches(_hasher(site.settings.password_memory_kib), hashed, password):
        raise WrongCredentials
    return hashed


def list_sessions(site: Site, person_id: int, token: str) -> tuple[SessionLine, ...]:
    """The person's sessions that still live, the last one used first."""
    with site.database.reading() as connection:
        rows = store.list_sessions(connection, person_id)
    alive = [row for row in rows if session_lives(row.created_at, row.seen_at, site.clock())]
    this = store.hash_token(token)
    return tuple(_line(row, this) for row in alive)


def end_session(site: Site, person_id: int, token: str) -> None:
    """Signs out: the token is worth nothing from now on, wherever it was copied to."""
    with site.database.writing() as connection:
        store.delete_session(connection, person_id, store.hash_token(token))


def end_session_by_id(site: Site, person_id: int, session_id: str) -> None:
    """Ends one of the person's own sessions, by the id that the list shows; raises NotFound."""
    with site.database.writing() as connection:
        hashes = [row.token_hash for row in store.list_sessions(connection, person_id)]
        found = next((token_hash for token_hash in hashes if _public_id(token_hash) == session_id), None)
        if found is None:
            raise NotFound(f"no session {session_id}")
        store.delete_session(connection, person_id, found)


def _line(row: Any, this: bytes) -> SessionLine:
    return SessionLine(_public_id(row.token_hash), row.device, row.created_at, row.seen_at, row.token_hash == this)


def _public_id(token_hash: bytes) -> str:
    return hashlib.sha256(token_hash).hexdigest()[:16]


@lru_cache
def _hasher(memory_kib: int) -> PasswordHasher:
    return PasswordHasher(time_cost=1, memory_cost=memory_kib, parallelism=1)


@lru_cache
def _nobodys_hash(memory_kib: int) -> str:
    """Checked when the address is unknown, so that the answer takes just as long."""
    return _hasher(memory_kib).hash(secrets.token_urlsafe(16))


def _matches(hasher: PasswordHasher, hashed: str, password: str) -> bool:
    try:
        return hasher.verify(hashed, password)
    except (Argon2Error, InvalidHashError):
        return False
