"""Encryption with a key per person, so that erasing the key erases what it sealed.

Each person has a data key of 256 bits. It is stored wrapped by a master key, which lives outside the database.
AES-256-GCM throughout; what a sealed value belongs to is authenticated with it, so that it can't be moved elsewhere.
"""

import fcntl
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES, KEY_BYTES = 12, 32
BLOCK_BYTES = 128  # sealed values come in steps of this, so that a length tells nothing


class Unreadable(Exception):
    """A sealed value does not open: it was changed, moved, or its key is gone."""


class Seal:
    """One person's key, ready for use."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._cipher = AESGCM(key)

    def close(self, document: Any, belongs_to: str) -> bytes:
        """The document (anything JSON holds), sealed; it opens only for the same `belongs_to`."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        padded = plain.ljust(-(-len(plain) // BLOCK_BYTES) * BLOCK_BYTES)  # JSON may end in spaces
        return nonce + self._cipher.encrypt(nonce, padded, belongs_to.encode())

    def open(self, sealed: bytes, belongs_to: str) -> Any:
        """The document that was sealed; raises Unreadable."""
        try:
            return json.loads(self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], belongs_to.encode()))
        except (InvalidTag, ValueError):
            raise Unreadable(f"a sealed value of {belongs_to} does not open") from None

    def pseudonym(self, word: str) -> bytes:
        """A name for the word that only this key can make: finds a row without telling what it is about."""
        return hmac.digest(self._key, word.encode(), hashlib.sha256)[:16]


class Vault:
    """Wraps and unwraps data keys with the master keys of a file: one per line, `id:hex`, newest first."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._keys = read_master_keys(path)

    def wrap(self, key: bytes, person_id: int) -> tuple[str, bytes]:
        """The newest master key's id, and the data key wrapped with it for this person.

        Reads the file afresh: a worker that missed a rotation must not wrap with a key that is gone.
        """
        self._keys = read_master_keys(self._path)
        master_id, master = next(iter(self._keys.items()))
        nonce = secrets.token_bytes(NONCE_BYTES)
        return master_id, nonce + AESGCM(master).encrypt(nonce, key, _owner(person_id))

    def unwrap(self, master_id: str, wrapped: bytes, person_id: int) -> bytes:
        """The data key; raises Unreadable when it was wrapped for somebody else or its master key is gone."""
        if master_id not in self._keys:  # rotated while this worker was running
            self._keys = read_master_keys(self._path)
        if master_id not in self._keys:
            raise Unreadable(f"master key {master_id} is not in {self._path}")
        try:
            return AESGCM(self._keys[master_id]).decrypt(
                wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _owner(person_id)
            )
        except InvalidTag:
            raise Unreadable(f"the key of person {person_id} does not open") from None


def new_key() -> bytes:
    """A fresh data key."""
    return secrets.token_bytes(KEY_BYTES)


def add_master_key(path: Path) -> str:
    """Puts a fresh master key on top of the file (readable by its owner only) and returns its id."""
    master_id = secrets.token_hex(4)
    older = path.read_text() if path.exists() else ""
    _write_privately(path, f"{master_id}:{secrets.token_hex(KEY_BYTES)}\n{older}")
    return master_id


def drop_master_keys(path: Path, in_use: Collection[str]) -> None:
    """Drops the master keys that nothing is wrapped with, except for the newest one."""
    newest, *older = path.read_text().split()
    kept = [newest, *(line for line in older if line.partition(":")[0] in in_use)]
    _write_privately(path, "\n".join(kept) + "\n")


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Nobody else changes the file of master keys meanwhile."""
    with path.with_name(path.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def read_master_keys(path: Path) -> dict[str, bytes]:
    """Master keys by id, newest first."""
    pairs = (line.split(":") for line in path.read_text().split())
    return {master_id: bytes.fromhex(key) for master_id, key in pairs}


def _write_privately(path: Path, text: str) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    with fresh.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())  # no key may be in use that a power cut can take away
    fresh.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _owner(person_id: int) -> bytes:
    return f"person:{person_id}".encode()
