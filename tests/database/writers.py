"""What several processes do at once to one database; light to import, since each of them starts anew."""

from threading import Barrier

from sqlalchemy import select, update

from tiptrack.database import Database
from tiptrack.web.limits import DatabaseStorage, counters


def increment(url: str, gate: Barrier, times: int) -> None:
    """Reads a number and writes one more, many times."""
    database = Database(url)
    gate.wait(60)
    for _time in range(times):
        with database.writing() as connection:
            hits = connection.execute(select(counters.c.hits).with_for_update()).scalar_one()
            connection.execute(update(counters).values(hits=hits + 1))
    database.close()


def hit(url: str, gate: Barrier, times: int) -> None:
    """Counts a hit on one new key after another, each together with the others."""
    database = Database(url)
    storage = DatabaseStorage(database=database)
    for number in range(times):
        gate.wait(60)
        storage.incr(f"key {number}", 3600)
    database.close()
