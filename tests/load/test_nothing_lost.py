"""Workers are killed while people answer: what was acknowledged is in the database afterwards."""

import os
import random
import secrets
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import create_engine, text

from tests.load.client import Connection
from tests.load.pages import savings
from tests.load.running import prepare_site, serve_site
from tests.load.seed import SignedIn, add_people
from tests.support.postgres import VARIABLE
from tiptrack import make_site
from tiptrack.scan.actions import get_open_scan
from tiptrack.settings import load_settings
from tiptrack.site import Site

PEOPLE, ROUNDS = 8, 20


class Answering:
    """A person who answers without pause; knows for each statement which answers the database may hold by now."""

    def __init__(self, port: int, person: SignedIn) -> None:
        self.person, self.port = person.person, port
        self.turns = cycle(savings(port, person.cookie))
        self.possible: dict[str, set[int | None]] = {}
        self.acknowledged = 0

    def answer(self, stop: Event) -> bool:
        """Goes on until told to stop, or until the connection breaks: then False."""
        with Connection(self.port) as connection:
            for turn in self.turns:
                before = self.possible.setdefault(turn.statement, {None})
                before.add(turn.value)  # not acknowledged: it may be there, or not
                try:
                    assert connection.ask(turn.request).status in {200, 303}
                except OSError:
                    return False
                self.possible[turn.statement] = {turn.value}
                self.acknowledged += 1
                if stop.is_set():
                    return True
        return True

    def compare(self, site: Site) -> None:
        """Everything that was acknowledged is there, with the value that was acknowledged last."""
        stored = get_open_scan(site, self.person).answers
        wrong = {s: (stored.get(s), may_be) for s, may_be in self.possible.items() if stored.get(s) not in may_be}
        assert not wrong
        self.possible = {statement: {stored.get(statement)} for statement in self.possible}


@pytest.fixture
def environ(database_url: str, tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """An installation of its own, on a new database of the same kind."""
    if database_url.startswith("sqlite"):
        yield {"TIPTRACK_INSTANCE": str(tmp_path)}
        return
    address, name = os.environ[VARIABLE], f"nothing_lost_{os.getpid()}"
    engine = create_engine(address, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = address.replace("/postgres?", f"/{name}?")
    yield {"TIPTRACK_INSTANCE": str(tmp_path), "TIPTRACK_DATABASE_URL": url}
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.mark.xdist_group("server")
def test_killing_all_workers_loses_no_acknowledged_answer(environ: Mapping[str, str], tmp_path: Path) -> None:
    seed = secrets.randbits(32)
    print(f"moments of killing: seed {seed}")
    moments = random.Random(seed)  # noqa: S311 - not for secrets, and to be repeated
    prepare_site(environ)
    people = add_people(environ, PEOPLE, history=False)
    site = make_site(load_settings(environ))
    broken = 0
    with serve_site(environ, tmp_path / "log") as server, ThreadPoolExecutor(PEOPLE) as pool:
        everybody = [Answering(server.port, person) for person in people]
        for _round in range(ROUNDS):
            before, stop = sum(one.acknowledged for one in everybody), Event()
            running = [pool.submit(one.answer, stop) for one in everybody]
            stop.wait(moments.uniform(0.03, 0.3))
            server.kill_workers()
            stop.set()
            broken += sum(not future.result() for future in running)
            for one in everybody:
                one.compare(site)
            assert sum(one.acknowledged for one in everybody) > before
    site.database.close()
    assert broken > ROUNDS  # the killing did hit people who were waiting for an answer
