"""What a client reads from the pages of the scan, and what it sends back."""

import re
from dataclasses import dataclass

from tests.load.client import Answer, Connection, get, post

PILLARS = ("werk", "ontwikkeling", "gezondheid", "geld", "werk-prive")


@dataclass(frozen=True)
class Saving:
    """A request that saves one answer."""

    statement: str
    value: int
    request: bytes


def savings(port: int, cookie: str) -> list[Saving]:
    """Every answer that a signed-in person can give to every statement: all statements, then all with another value."""
    forms: list[tuple[str, str, dict[str, object]]] = []
    with Connection(port) as connection:
        for pillar in PILLARS:
            page = connection.ask(get(f"/scan/{pillar}", cookie))
            cookie = newest_cookie(page, cookie)
            forms += [(pillar, statement, hidden(page)) for statement in statements(page)]
    return [
        Saving(statement, value, post(f"/scan/{pillar}/antwoord", {**fields, statement: value}, cookie))
        for value in range(1, 6)
        for pillar, statement, fields in forms
    ]


def filled_in(page: Answer) -> dict[str, object]:
    """The form of a page, with an answer to each statement."""
    return {**hidden(page), "naar": "verder", **dict.fromkeys(statements(page), 4)}


def hidden(page: Answer) -> dict[str, object]:
    """The hidden fields of the form."""
    found = re.findall(rb'<input[^>]*name="(csrf_token|scan)"[^>]*value="([^"]+)"', page.body)
    return {name.decode(): value.decode() for name, value in found}


def statements(page: Answer) -> list[str]:
    """The ids of the statements on a page."""
    return [name.decode() for name in re.findall(rb'name="([^"]+)" id="[^"]+" value="1"', page.body)]


def newest_cookie(answer: Answer, before: str) -> str:
    """The cookie that this answer sets, or the one from before."""
    return answer.header("Set-Cookie").partition(";")[0] or before
