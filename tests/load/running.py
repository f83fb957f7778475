"""A server in processes of its own: started on a free port, looked at through /proc, stopped."""

import os
import re
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

from tests.load.client import get

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 20  # seconds for a server to start or to stop
_TICKS = os.sysconf("SC_CLK_TCK")


class Running:
    """A started server and everything it started in turn."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process, self.port = process, port

    def workers(self) -> tuple[int, ...]:
        """The processes that the server's first process started."""
        pid = self.process.pid
        return tuple(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))

    def tree(self) -> tuple[int, ...]:
        """All processes of the server."""
        return tuple(_tree(self.process.pid))

    def cpu_seconds(self) -> float:
        """Processor time of all processes so far."""
        return sum(_cpu_seconds(pid) for pid in self.tree())

    def pss_mb(self) -> float:
        """Memory of all processes, with what they share counted once."""
        rollups = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in self.tree())
        return sum(int(re.search(r"(?m)^Pss: +(\d+) kB", text)[1]) for text in rollups) / 1000  # type: ignore[index]

    def kill_workers(self) -> None:
        """SIGKILL to all workers at once; returns when as many new ones have come."""
        killed = self.workers()
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        until = monotonic() + PATIENCE
        while len(set(self.workers()) - set(killed)) < len(killed):
            if monotonic() > until:
                raise TimeoutError("no new workers came")
            sleep(0.005)


@contextmanager
def running(
    command: Sequence[str], port: int, environ: Mapping[str, str] | None = None, log: Path | None = None
) -> Iterator[Running]:
    """Starts the server, waits for its first answer, and stops it at the end; what it says goes to `log`."""
    with (log or Path(os.devnull)).open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **(environ or {})}, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            _wait_for_answer(process, port)
            yield Running(process, port)
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def tiptrack(*words: str) -> list[str]:
    """The command line of the site."""
    return [sys.executable, "-m", "tiptrack", *words]


def prepare_site(environ: Mapping[str, str]) -> None:
    """What `make run` does before it serves."""
    for words in (("init",), ("prepare",)):
        subprocess.run(tiptrack(*words), cwd=ROOT, env={**os.environ, **environ}, check=True)


def serve_site(environ: Mapping[str, str], log: Path | None = None) -> AbstractContextManager[Running]:
    """The site itself, as `make run` serves it."""
    port = free_port()
    return running(tiptrack("serve"), port, {**environ, "PORT": str(port)}, log)


def free_port() -> int:
    """A port that nobody listens on; not one that the system hands out to clients, which may take it meanwhile."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as found, suppress(OSError):
            found.bind(("127.0.0.1", port))
            return port


def _wait_for_answer(process: subprocess.Popen[bytes], port: int) -> None:
    until = monotonic() + PATIENCE
    while monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
                connection.sendall(get("/"))
                if connection.recv(1):
                    return
        except OSError:
            sleep(0.01)
    raise TimeoutError(f"{process.args!r} does not answer")


def _tree(pid: int) -> Iterator[int]:
    yield pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield from _tree(int(child))


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
