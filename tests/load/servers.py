"""Compares production servers on this site: `python -m tests.load.servers`; the figures are in docs/decisions/.

gunicorn and granian are measured when they are installed beside the site; neither is needed to run it.
"""

import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import NamedTuple

from flask import Flask

from tests.load.client import PATIENCE, ask, drive, get, repeat
from tests.load.running import Running, free_port, prepare_site, running, tiptrack
from tests.load.seed import SignedIn, add_people
from tests.load.slow import BODY, HEADERS, slow_clients
from tiptrack import create_app, make_site
from tiptrack.settings import load_settings

AT_ONCE, RUNS, SECONDS, ORDINARY = 8, 5, 0.8, 10
APP = "tests.load.servers:make_app"
GRANIAN = f"granian {APP} --factory --interface wsgi --port {{port}} --workers 2 --blocking-threads"


@dataclass(frozen=True)
class Server:
    """A server with settings; `needs` is the package that it comes from."""

    name: str
    needs: str
    command: Sequence[str]


SERVERS = (
    Server("waitress, 2 × 4 threads", "waitress", tiptrack("serve", "--port", "{port}")),
    Server(
        "gunicorn gthread, 2 × 4 threads, preload",
        "gunicorn",
        f"gunicorn -b 127.0.0.1:{{port}} -w 2 --threads 4 -k gthread --preload {APP}()".split(),
    ),
    *(
        Server(
            f"granian WSGI, 2 × {threads} blocking threads",
            "granian",
            f"{GRANIAN} {threads}".split(),
        )
        for threads in (4, 128)
    ),
)


def make_app() -> Flask:
    """The site, for servers that import it."""
    return create_app(make_site(load_settings()))


def main() -> None:
    """Measures the servers that are installed: side by side in turns, then each with slow clients."""
    for server in SERVERS:
        if find_spec(server.needs) is None:
            print(f"{server.name}: {server.needs} is not installed here, so it is left out.")
    servers = [server for server in SERVERS if find_spec(server.needs) is not None]
    with tempfile.TemporaryDirectory(prefix="tiptrack-servers-") as folder:
        environ = {"TIPTRACK_INSTANCE": folder}
        prepare_site(environ)
        _compare(servers, environ, _pages(add_people(environ, AT_ONCE, history=True)))
        for server in servers:
            for name, beginning in (("slow headers", HEADERS), ("slow bodies", BODY)):
                with _started(server, environ) as started, slow_clients(started.port, beginning):
                    sleep(1)
                    print(f"{server.name:<42}{name:<14}slowest of {ORDINARY}: {_slowest(started.port)}", flush=True)


def _compare(servers: Sequence[Server], environ: Mapping[str, str], pages: Mapping[str, list[bytes]]) -> None:
    with ExitStack() as stack:
        started = {server.name: stack.enter_context(_started(server, environ)) for server in servers}
        turns: dict[tuple[str, str], list[_Turn]] = {(name, page): [] for name in started for page in pages}
        for _run in range(RUNS + 1):
            for name, page in turns:
                turns[name, page].append(_take_turn(started[name], pages[page]))
        for (name, page), taken in turns.items():
            speed, p99, cpu = (median(figure) for figure in zip(*taken[1:], strict=True))
            print(f"{name:<42}{page:<11}{speed:>6.0f} req/s   p99 {p99:>4.0f} ms   {cpu:>6.0f} µs CPU per request")
        for name, server in started.items():
            print(f"{name:<42}memory     {server.pss_mb():>6.0f} MB", flush=True)


class _Turn(NamedTuple):
    per_second: float
    p99: float
    cpu: float


def _take_turn(server: Running, requests: list[bytes]) -> _Turn:
    before = server.cpu_seconds()
    load = drive(server.port, [repeat([request], SECONDS, 200) for request in requests])
    cpu = 1e6 * (server.cpu_seconds() - before) / len(load.latencies)
    return _Turn(load.per_second, load.percentile(0.99), cpu)


def _started(server: Server, environ: Mapping[str, str]) -> AbstractContextManager[Running]:
    port = free_port()
    program, *words = (word.format(port=port) for word in server.command)
    beside = Path(sys.executable).parent / program
    found = program if Path(program).is_absolute() else str(beside if beside.exists() else shutil.which(program))
    return running([found, *words], port, environ)


def _pages(people: Sequence[SignedIn]) -> dict[str, list[bytes]]:
    return {
        "home": [get("/")] * AT_ONCE,
        "scan page": [get("/scan/geld")] * AT_ONCE,
        "result": [get(f"/resultaten/{person.result}", person.cookie) for person in people],
    }


def _slowest(port: int) -> str:
    slowest = 0.0
    for _request in range(ORDINARY):
        started = perf_counter()
        try:
            ask(port, get("/"))
        except OSError:
            return f"none within {PATIENCE} s"
        slowest = max(slowest, perf_counter() - started)
    return f"{1000 * slowest:.0f} ms"


if __name__ == "__main__":
    main()
