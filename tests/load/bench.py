"""The benchmark: this site beside a bare Flask app on the same server, in one run, as a table (`make bench`).

Everything is measured on loopback, eight at once, median of three; site and bare app take turns.
"""

import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

from tests.load.client import Answer, Load, Refused, Script, ask, drive, get, post, repeat
from tests.load.pages import PILLARS, filled_in, newest_cookie, savings
from tests.load.running import Running, free_port, prepare_site, running, serve_site
from tests.load.seed import SignedIn, add_people

AT_ONCE, RUNS, TURNS, SECONDS = 8, 3, 3, 0.6
SCANNERS = 240  # people who take one whole scan in each run
SCAN_REQUESTS = 2 * len(PILLARS) + 1
ACCEPT = "br, gzip"


@dataclass
class Race:
    """The same thing asked of the site and of the bare app: eight lists of requests each, and what came of it."""

    name: str
    goal: float
    site_requests: list[list[bytes]]
    bare_requests: list[list[bytes]]
    site_status: int = 200
    bare_status: int = 200
    site_speed: list[float] = field(default_factory=list)
    bare_speed: list[float] = field(default_factory=list)
    site_cost: list[float] = field(default_factory=list)
    bare_cost: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """The site's speed as a part of the bare app's: the median of the runs."""
        return median(site / bare for site, bare in zip(self.site_speed, self.bare_speed, strict=True))

    def run(self, site: Running, bare: Running, turns: int = TURNS) -> None:
        """One run: they take short turns, so that what else the machine does meets both."""
        ours, theirs = _Total(), _Total()
        for _turn in range(turns):
            ours.add(site, self.site_requests, self.site_status)
            theirs.add(bare, self.bare_requests, self.bare_status)
        self.site_speed.append(ours.per_second)
        self.bare_speed.append(theirs.per_second)
        self.site_cost.append(ours.cost)
        self.bare_cost.append(theirs.cost)
        self.busy.append(theirs.busy / turns)

    def forget(self) -> None:
        """Drops what was measured so far: the run that warms up."""
        for kept in (self.site_speed, self.bare_speed, self.site_cost, self.bare_cost, self.busy):
            kept.clear()


@dataclass
class _Total:
    """What one server did in the turns of a run."""

    requests: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    busy: float = 0.0

    def add(self, server: Running, requests: list[list[bytes]], status: int) -> None:
        before = server.cpu_seconds()
        load = drive(server.port, [repeat(mine, SECONDS, status) for mine in requests])
        self.cpu += server.cpu_seconds() - before
        self.requests += len(load.latencies)
        self.seconds += load.seconds
        self.busy += load.busy

    @property
    def per_second(self) -> float:
        return self.requests / self.seconds

    @property
    def cost(self) -> float:
        return 1e6 * self.cpu / self.requests


@dataclass(frozen=True)
class Finding:
    """A measured figure beside its goal."""

    name: str
    value: float
    goal: float
    unit: str = ""
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the goal was reached."""
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def __str__(self) -> str:
        sign, verdict = ("≥" if self.at_least else "≤"), ("ok" if self.is_met else "MISSED")
        return f"{self.name:<44}{self.value:>10.1f}   {sign} {self.goal:g} {self.unit:<12}{verdict}"


def main() -> None:
    """Measures and prints."""
    began, busy = perf_counter(), _busy_seconds()
    with tempfile.TemporaryDirectory(prefix="tiptrack-bench-") as name:
        folder = Path(name)
        environ = {"TIPTRACK_INSTANCE": str(folder / "instance")}
        prepare_site(environ)
        people = add_people(environ, AT_ONCE, history=True)
        scanners = add_people(environ, SCANNERS, history=False)
        with _serve_bare(folder) as bare, _start_again(environ) as (site, start):
            races = make_races(site, people)
            findings = [Finding("Second start to the first page", start, 3, "s"), *weigh_first_visit(site.port)]
            for race in races:
                race.run(site, bare, 1)
                race.forget()
            for _run in range(RUNS):
                for race in races:
                    race.run(site, bare)
            findings += measure_scans(site, scanners)
            findings.append(Finding("Memory of the server and two workers (PSS)", site.pss_mb(), 80, "MB"))
            memory, ours = bare.pss_mb(), site.cpu_seconds() + bare.cpu_seconds() + sum(os.times()[:4])
    _print(races, findings)
    took, others = perf_counter() - began, _busy_seconds() - busy - ours
    print(f"\nThe bare app takes {memory:.0f} MB.")
    print(f"Measured in {took:.0f} s; other programs took {others / took / (os.cpu_count() or 1):.0%} of the machine.")


@contextmanager
def _start_again(environ: Mapping[str, str]) -> Iterator[tuple[Running, float]]:
    """The site, started as `make run` starts it when everything is there already; and the seconds that it took."""
    began = perf_counter()
    prepare_site(environ)
    with serve_site(environ) as site:
        yield site, perf_counter() - began


@contextmanager
def _serve_bare(folder: Path) -> Iterator[Running]:
    port = free_port()
    with running([sys.executable, "-m", "tests.load.bare", str(folder), str(port)], port) as bare:
        yield bare


def make_races(site: Running, people: Iterable[SignedIn]) -> list[Race]:
    """Each page of the site beside a bare page of the same size, and saving beside a bare insert."""
    people, visitor = tuple(people), _visitor(site.port)
    return [
        _page_race(site, "Home (visitor) / (a)", 0.6, [get("/")] * AT_ONCE, "/page"),
        _page_race(site, "Scan page (visitor) / (a)", 0.6, [get("/scan/geld", visitor)] * AT_ONCE, "/page"),
        _page_race(
            site,
            "Result / (b)",
            0.5,
            [get(f"/resultaten/{person.result}", person.cookie) for person in people],
            "/read",
        ),
        _page_race(site, "Tips / (b)", 0.5, [get("/tips", person.cookie) for person in people], "/read"),
        _page_race(site, "Progress / (b)", 0.5, [get("/voortgang", person.cookie) for person in people], "/read"),
        Race(
            "Saving an answer / (c)",
            0.5,
            [[saving.request for saving in savings(site.port, person.cookie)] for person in people],
            [[post("/answer", {"csrf_token": "x" * 91, "scan": 2**52, "answer": n}) for n in range(5)]] * AT_ONCE,
            200,
            303,
        ),
    ]


def _page_race(site: Running, name: str, goal: float, requests: list[bytes], bare_path: str) -> Race:
    size = len(ask(site.port, requests[0]).body)
    paths = [f"/page/{size}" if bare_path == "/page" else f"/read/{100 * n}/{size}" for n in range(AT_ONCE)]
    return Race(f"{name}, {size / 1000:.0f} kB", goal, [[one] for one in requests], [[get(path)] for path in paths])


def _visitor(port: int) -> str:
    """The cookie of a visitor who answered the first page."""
    first = ask(port, get("/scan/werk"))
    cookie = newest_cookie(first, "")
    return newest_cookie(ask(port, post("/scan/werk", filled_in(first), cookie)), cookie)


def measure_scans(site: Running, people: tuple[SignedIn, ...]) -> list[Finding]:
    """Everybody takes a whole scan, eight at once, three times over."""
    costs, speeds, loads = [], [], list[Load]()
    for _run in range(RUNS):
        before = site.cpu_seconds()
        load = drive(site.port, [_scans(people[first::AT_ONCE]) for first in range(AT_ONCE)])
        costs.append(1000 * (site.cpu_seconds() - before) / len(people))
        speeds.append(len(people) / load.seconds)
        loads.append(load)
        if len(load.latencies) != SCAN_REQUESTS * len(people):
            raise Refused(f"{len(load.latencies)} requests for {len(people)} scans")
    return [
        Finding("Whole scan, processor time of the server", median(costs), 10, "ms"),
        Finding("Whole scans, eight at once", median(speeds), 100, "per second", at_least=True),
        Finding("Whole scan, a request, 95th percentile", median(load.percentile(0.95) for load in loads), 15, "ms"),
        Finding("Whole scan, a request, 99th percentile", median(load.percentile(0.99) for load in loads), 30, "ms"),
    ]


def _scans(people: Iterable[SignedIn]) -> Script:
    for person in people:
        yield from _scan(person.cookie)


def _scan(cookie: str) -> Script:
    path = f"/scan/{PILLARS[0]}"
    while path.startswith("/scan/"):
        page = _expect(200, (yield get(path, cookie)), path)
        cookie = newest_cookie(page, cookie)
        path = _expect(303, (yield post(path, filled_in(page), cookie)), path).header("Location")
    _expect(200, (yield get(path, cookie)), path)


def _expect(status: int, answer: Answer, path: str) -> Answer:
    if answer.status != status:
        raise Refused(f"{answer.status} in place of {status} at {path}")
    return answer


def weigh_first_visit(port: int) -> list[Finding]:
    """The home page and what it loads, as a browser with an empty cache fetches them."""
    home = ask(port, get("/", Accept_Encoding=ACCEPT))
    loaded = set(re.findall(rb'(?:src="|<link[^>]*href=")(/[^"]+)"', _body(home)))
    answers = [home, *(ask(port, get(path.decode(), Accept_Encoding=ACCEPT)) for path in loaded)]
    for answer in answers[1:]:
        if answer.status != 200 or "immutable" not in answer.header("Cache-Control"):
            raise Refused(f"not an asset that stays cached: {answer.head!r}")
    return [
        Finding("First visit, over the wire, with headers", sum(answer.size for answer in answers) / 1000, 40, "kB"),
        Finding("First visit, requests", len(answers), 5),
    ]


def _body(answer: Answer) -> bytes:
    import brotli

    encoding = answer.header("Content-Encoding")
    return bytes(brotli.decompress(answer.body)) if encoding == "br" else answer.body


def _busy_seconds() -> float:
    """Processor time that the whole machine spent since it started."""
    user, nice, system, _idle, _waiting, interrupts, soft, *_rest = map(
        int, Path("/proc/stat").read_text().split()[1:9]
    )
    return (user + nice + system + interrupts + soft) / os.sysconf("SC_CLK_TCK")


def _print(races: Iterable[Race], findings: Iterable[Finding]) -> None:
    print(
        f"\n{'':<36}{'site':>8}{'bare':>8}{'ratio':>8}{'goal':>8}{'':>9}{'site CPU':>10}{'bare CPU':>10}{'client':>8}"
    )
    print(f"{'':<36}{'req/s':>8}{'req/s':>8}{'':>25}{'µs/req':>10}{'µs/req':>10}{'busy':>8}")
    for race in races:
        verdict = "ok" if race.ratio >= race.goal else "MISSED"
        print(
            f"{race.name:<36}{median(race.site_speed):>8.0f}{median(race.bare_speed):>8.0f}{race.ratio:>8.2f}"
            f"{race.goal:>8.1f} {verdict:<8}{median(race.site_cost):>10.0f}{median(race.bare_cost):>10.0f}"
            f"{median(race.busy):>8.0%}"
        )
    print()
    for finding in findings:
        print(finding)


if __name__ == "__main__":
    main()
