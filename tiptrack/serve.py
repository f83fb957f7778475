"""The production server: waitress in a few processes that share one socket.

Why waitress, and with what figures: docs/decisions/0001-server.md.
"""

import ctypes
import gc
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any, NoReturn

import waitress
from flask import Flask

from tiptrack.database import Database
from tiptrack.web.templating import day

THREADS = 1  # per worker: more of them only fight for the interpreter (docs/decisions/0001-server.md)
MAX_BODY = 8 * 1024 * 1024  # bytes; the site itself takes far less, and says so in Dutch
SPOOL_FROM = 64 * 1024  # a body that comes in slowly waits on disk from here
BACKLOG = 1024


def serve(
    app: Flask,
    database: Database,
    host: str,
    port: int,
    workers: int,
    *,
    announce: Callable[[], None] = lambda: None,
    behind_proxy: bool = False,
) -> None:
    """Serves until SIGTERM or SIGINT, and replaces a worker that dies.

    `announce` is called when the port is ours. Only `behind_proxy` the app gets to see the headers in which a proxy
    says for whom it asks.
    """
    listening = _listen(host, port)
    announce()
    _warm_up(app)
    gc.collect()
    database.close()
    gc.freeze()  # what was loaded before the fork stays shared between the workers
    alive: set[int] = set()
    stopping = False

    def stop(_signal: int, _frame: Any) -> None:
        nonlocal stopping
        stopping = True
        for pid in alive:
            _signal_worker(pid)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    for _ in range(workers):
        alive.add(_start_worker(app, database, listening, behind_proxy))
    while alive:
        pid, _status = os.wait()
        alive.discard(pid)
        if not stopping:
            time.sleep(0.05)  # a worker that can't start must not make this loop spin
            alive.add(_start_worker(app, database, listening, behind_proxy))


def _warm_up(app: Flask) -> None:
    """Loads templates and fills caches once, before the fork, so that the workers share them."""
    for name in app.jinja_env.list_templates(extensions=["html"]):
        app.jinja_env.get_template(name)
    day(date(2000, 1, 1))  # loads the names of months, 4 MB
    visitor = app.test_client()
    for path in ("/", "/scan", "/tips", "/account/inloggen"):
        visitor.get(path)


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        sys.exit(f"Can't listen on {host}:{port} ({error.strerror}). Choose another port: PORT=8123 make run")
    listening.listen(BACKLOG)
    listening.setblocking(False)
    return listening


def _start_worker(app: Flask, database: Database, listening: socket.socket, behind_proxy: bool) -> int:
    pid = os.fork()
    if pid == 0:
        _work(app, database, listening, behind_proxy)
    return pid


def _work(app: Flask, database: Database, listening: socket.socket, behind_proxy: bool) -> NoReturn:
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it speaks up at each request that waits
    signal.signal(signal.SIGTERM, _leave)
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent says when to stop
    database.after_fork()
    waitress.serve(
        app,
        sockets=[listening],
        threads=THREADS,
        channel_timeout=60,
        connection_limit=2000,
        max_request_body_size=MAX_BODY,
        inbuf_overflow=SPOOL_FROM,
        clear_untrusted_proxy_headers=not behind_proxy,
        asyncore_use_poll=True,
        ident="",
        _quiet=True,
    )
    os._exit(0)


def _die_with_parent() -> None:
    """A worker whose parent was killed would go on serving with nobody to replace it (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # 1: PR_SET_PDEATHSIG


def _leave(_signal: int, _frame: Any) -> NoReturn:
    raise SystemExit(0)


def _signal_worker(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return
