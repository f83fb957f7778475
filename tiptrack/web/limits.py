"""Rate limits, counted in the database so that all workers share them."""

import hashlib
import hmac
import logging
import time
from ipaddress import ip_address, ip_network
from typing import Any

from flask import Flask, current_app, request
from flask_limiter import Limiter
from limits.storage import Storage
from sqlalchemy import Column, Integer, Text, bindparam, case, delete, select

from tiptrack.database import Database, Id, site_table, upsert
from tiptrack.site import current_site

counters = site_table(
    "rate_counters",
    Column("key", Text, primary_key=True),
    Column("hits", Integer, nullable=False),
    Column("ends_at", Id, nullable=False),
)


def _count(new: Any) -> dict[str, Any]:
    """A window that is over starts afresh; one that runs counts on. `new.ends_at - :window` is now."""
    over = counters.c.ends_at <= new.ends_at - bindparam("window")
    return {
        "hits": case((over, new.hits), else_=counters.c.hits + new.hits),
        "ends_at": case((over, new.ends_at), else_=counters.c.ends_at),
    }


_COUNT = {dialect: statement.returning(counters.c.hits) for dialect, statement in upsert(counters, _count).items()}


def nameless(*words: object) -> str:
    """A key for a counter that tells nobody, not even the log, whose it is."""
    said = ":".join(map(str, words))
    return hmac.new(current_app.config["SECRET_KEY"].encode(), said.encode(), hashlib.sha256).hexdigest()[:32]


def caller() -> str:
    """Where a request comes from; of an IPv6 address the network, since a caller has a whole one."""
    address = ip_address(request.remote_addr or "127.0.0.1")
    return nameless("caller", ip_network((address, 64), strict=False) if address.version == 6 else address)


limiter = Limiter(key_func=caller, storage_uri="tiptrack://")


class DatabaseStorage(Storage):
    """Fixed-window counters for the `limits` library."""

    STORAGE_SCHEME = ["tiptrack"]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._given: Database | None = options.get("database")

    @property
    def _database(self) -> Database:
        return self._given or current_site().database

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the library may retry on: nothing, a busy database is the site's own 503."""
        return NotImplementedError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Counts `amount` hits in the window that runs now and returns the sum; opens a window when none runs."""
        now = int(time.time())
        with self._database.writing() as connection:
            over = select(counters.c.key).where(counters.c.ends_at <= now, counters.c.key != key).limit(100)
            connection.execute(delete(counters).where(counters.c.key.in_(over.with_for_update(skip_locked=True))))
            count = _COUNT[connection.dialect.name]
            row = {"key": key, "hits": amount, "ends_at": now + expiry, "window": expiry}
            return int(connection.execute(count, row).scalar_one())

    def get(self, key: str) -> int:
        """Hits in the window that runs now."""
        row = self._running(key)
        return row[0] if row else 0

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970; now when none runs."""
        row = self._running(key)
        return row[1] if row else time.time()

    def check(self) -> bool:
        """Whether counting works."""
        return self._database.is_well()

    def reset(self) -> int | None:
        """Forgets all counts and returns how many there were."""
        with self._database.writing() as connection:
            return connection.execute(delete(counters)).rowcount

    def clear(self, key: str) -> None:
        """Forgets one count."""
        with self._database.writing() as connection:
            connection.execute(delete(counters).where(counters.c.key == key))

    def _running(self, key: str) -> tuple[int, int] | None:
        wanted = select(counters.c.hits, counters.c.ends_at).where(
            counters.c.key == key, counters.c.ends_at > int(time.time())
        )
        with self._database.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        return (row.hits, row.ends_at) if row else None


@limiter.request_filter
def _are_off() -> bool:
    return not current_site().settings.rate_limits


def init_app(app: Flask) -> None:
    """Counts in the database of the site that is asked; a test's site may switch limits off."""
    app.config["RATELIMIT_HEADERS_ENABLED"] = True
    limiter.init_app(app)
    logging.getLogger("flask-limiter").setLevel(logging.WARNING)
