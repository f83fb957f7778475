"""A light HTTP/1.1 client: keep-alive connections driven by one loop, so that the server gets the processor's time."""

import re
import select
import socket
from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass, field
from time import perf_counter, process_time
from urllib.parse import urlencode

PATIENCE = 20  # seconds without an answer
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


class Refused(Exception):
    """An answer that a script did not count on, or none at all."""


@dataclass(frozen=True)
class Answer:
    """What the server said. `head` ends before the empty line."""

    head: bytes
    body: bytes

    @property
    def status(self) -> int:
        """The status code."""
        return int(self.head[9:12])

    @property
    def is_last(self) -> bool:
        """Whether the server closes the connection after it."""
        return b"\nconnection: close" in self.head.lower()

    @property
    def size(self) -> int:
        """Bytes over the wire."""
        return len(self.head) + 4 + len(self.body)

    def header(self, name: str) -> str:
        """The first header with this name; empty when there is none."""
        found = re.search(rf"(?im)^{name}: *([^\r\n]*)".encode(), self.head)
        return found[1].decode() if found else ""


Script = Generator[bytes, Answer, None]


def get(path: str, cookie: str = "", **headers: str) -> bytes:
    """A GET request."""
    return _request("GET", path, cookie, headers)


def post(path: str, fields: Mapping[str, object], cookie: str = "") -> bytes:
    """A POST request with a form."""
    body = urlencode(fields).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    return _request("POST", path, cookie, headers) + body


def _request(method: str, path: str, cookie: str, headers: Mapping[str, str]) -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        *(f"{n.replace('_', '-')}: {v}" for n, v in headers.items()),
    ]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Connection:
    """One keep-alive connection that waits for each answer, and is made anew when the server closed it."""

    def __init__(self, port: int) -> None:
        self._port, self._socket = port, connect(port)

    def ask(self, request: bytes) -> Answer:
        """The answer to this request; raises OSError when the connection breaks."""
        self._socket.sendall(request)
        received = bytearray()
        while (answer := _parse(received)) is None:
            data = self._socket.recv(262_144)
            if not data:
                raise ConnectionResetError("the server closed the connection")
            received += data
        if answer.is_last:
            self.close()
            self._socket = connect(self._port)
        return answer

    def close(self) -> None:
        """Ends the connection."""
        self._socket.close()

    def __enter__(self) -> "Connection":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


def connect(port: int) -> socket.socket:
    """A connection that waits for at most 20 seconds."""
    made = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def ask(port: int, request: bytes) -> Answer:
    """The answer to one request on a connection of its own."""
    with Connection(port) as connection:
        return connection.ask(request)


@dataclass
class Load:
    """What driving a few scripts showed. `busy` is the share of the time that the client itself was working."""

    seconds: float = 0.0
    busy: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """The latency, in milliseconds, that this share of the answers stayed within."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def repeat(requests: Iterable[bytes], seconds: float, expected: int) -> Script:
    """A script that sends these requests, over and over, for so many seconds."""
    waiting, until = list(requests), perf_counter() + seconds
    while True:
        for request in waiting:
            answer = yield request
            if answer.status != expected:
                raise Refused(f"{answer.status} in place of {expected} for {request[:80]!r}")
            if perf_counter() > until:
                return


def drive(port: int, scripts: Iterable[Script]) -> Load:
    """Runs the scripts at once, each on a connection of its own, until all have ended."""
    load, poll = Load(), select.epoll()
    started, worked = perf_counter(), process_time()
    waiting = dict(_Client(port, script).start(poll) for script in scripts)
    while waiting:
        for number, _event in poll.poll(PATIENCE) or _nothing_came():
            client = waiting.pop(number)
            load.latencies += client.receive()
            if not client.ended:
                waiting |= [client.start(poll)] if client.is_new else [(number, client)]
    load.seconds = perf_counter() - started
    load.busy = (process_time() - worked) / load.seconds
    poll.close()
    return load


def _nothing_came() -> list[tuple[int, int]]:
    raise Refused(f"no answer within {PATIENCE} seconds")


class _Client:
    """A script and its connection."""

    def __init__(self, port: int, script: Script) -> None:
        self._port, self._script, self._received, self._sent = port, script, bytearray(), 0.0
        self._request: bytes = next(script)
        self.ended, self.is_new = False, True

    def start(self, poll: select.epoll) -> "tuple[int, _Client]":
        """Sends the request on a new connection."""
        self._sent = perf_counter()
        self._socket, self.is_new = connect(self._port), False
        poll.register(self._socket, select.EPOLLIN)
        self._socket.sendall(self._request)
        return self._socket.fileno(), self

    def receive(self) -> list[float]:
        """Reads what came. When that makes the answer complete: the seconds it took, and the next request is sent."""
        data = self._socket.recv(262_144)
        if not data:
            raise Refused("the server closed the connection")
        self._received += data
        answer = _parse(self._received)
        if answer is None:
            return []
        took = perf_counter() - self._sent
        self._received.clear()
        try:
            self._request = self._script.send(answer)
        except StopIteration:
            self.ended = True
        if self.ended or answer.is_last:
            self._socket.close()
            self.is_new = True
        else:
            self._sent = perf_counter()
            self._socket.sendall(self._request)
        return [took]


def _parse(received: bytearray) -> Answer | None:
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return None
    head = bytes(received[:end])
    length = 0
    if found := _LENGTH.search(head):
        length = int(found[1])
    elif b"chunked" in head.lower():
        raise Refused("chunked answers are not read here")
    if len(received) < end + 4 + length:
        return None
    return Answer(head, bytes(received[end + 4 : end + 4 + length]))
