"""Slow clients: connections that send a byte every ten seconds and wait for nothing (slowloris)."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import socket
from threading import Event, Thread

from tests.load.client import connect

SLOW_CLIENTS, SECONDS_PER_BYTE = 200, 10
HEADERS = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
BODY = (
    b"POST /scan/werk HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 4000\r\n\r\nnaar="
)


@contextmanager
def slow_clients(port: int, beginning: bytes) -> Iterator[None]:
    """As long as this lasts, slow clients hold on; each has sent the beginning of a request."""
    clients = [connect(port) for _ in range(SLOW_CLIENTS)]
    for client in clients:
        client.sendall(beginning)
    done = Event()
    dripping = Thread(target=_drip, args=(clients, done))
    dripping.start()
    try:
        yield
    finally:
        done.set()
        dripping.join()
        for client in clients:
            client.close()


def _drip(clients: list[socket], done: Event) -> None:
    while not done.wait(SECONDS_PER_BYTE):
        for client in clients:
            with suppress(OSError):  # the server had enough of it
                client.sendall(b"a")
