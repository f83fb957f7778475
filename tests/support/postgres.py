"""Runs a command with a private PostgreSQL cluster beside it: `python -m tests.support.postgres pytest …`.

The cluster lives in a temporary folder, listens on a Unix socket only, and is gone afterwards.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "TIPTRACK_TEST_POSTGRES"


def find_binaries() -> Path | None:
    """The folder with initdb and pg_ctl of the newest PostgreSQL here."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    candidates = [*folders, *([Path(on_path).parent] if on_path else [])]
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


@contextmanager
def cluster(binaries: Path) -> Iterator[str]:
    """A running cluster's address; stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="tiptrack-pg-"))
    user = _ordinary_user()
    shutil.chown(folder, user)
    data, log = folder / "data", folder / "log"
    settings = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c max_connections=200"
    _run_as(user, [binaries / "initdb", "-D", data, "-U", "tiptrack", "-A", "trust", "-E", "UTF8", "--no-sync"])
    _run_as(user, [binaries / "pg_ctl", "-D", data, "-l", log, "-w", "-o", settings, "start"])
    try:
        yield f"postgresql+psycopg://tiptrack@/postgres?host={folder}"
    finally:
        _run_as(user, [binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"])
        shutil.rmtree(folder, ignore_errors=True)


def _ordinary_user() -> str:
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _run_as(user: str, command: list[str | Path]) -> None:
    become = ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]
    words = [str(word) for word in command]
    subprocess.run(words if os.geteuid() != 0 else [*become, *words], check=True, cwd="/", stdout=subprocess.DEVNULL)


def main() -> int:
    """Runs the command in the arguments; its exit code."""
    command = sys.argv[1:]
    binaries = find_binaries()
    if os.environ.get(VARIABLE):
        return subprocess.run(command).returncode
    if binaries is None:
        print("PostgreSQL is not installed: tests on it are skipped (TIPTRACK_TEST_ALL=1 makes that a failure).")
        return subprocess.run(command).returncode
    with cluster(binaries) as address:
        return subprocess.run(command, env={**os.environ, VARIABLE: address}).returncode


if __name__ == "__main__":
    sys.exit(main())
