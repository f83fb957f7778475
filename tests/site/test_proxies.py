"""Behind a proxy the real server counts per address that the proxy names; without one nobody can name another."""

import re
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.load.running import prepare_site, serve_site

PATH = "/account/registreren"


def tries_left(port: int, address: str) -> int:
    """How many tries are left after one more form that was not filled in, by somebody at this address."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    forwarded = {"X-Forwarded-For": address}
    connection.request("GET", PATH, headers=forwarded)
    asked = connection.getresponse()
    found = re.search(r'name="csrf_token" value="([^"]+)"', asked.read().decode())
    assert found
    sent = {
        "Cookie": asked.headers["Set-Cookie"].partition(";")[0],
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", PATH, urlencode({"csrf_token": found[1]}), {**forwarded, **sent})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 422
    return int(answer.headers["X-RateLimit-Remaining"])


@pytest.mark.xdist_group("server")
@pytest.mark.parametrize(("proxies", "counted_apart"), [("1", True), ("0", False)])
def test_two_addresses_have_limits_of_their_own_behind_a_proxy_only(
    tmp_path: Path, proxies: str, counted_apart: bool
) -> None:
    environ = {"TIPTRACK_INSTANCE": str(tmp_path), "TIPTRACK_PROXIES": proxies}
    prepare_site(environ)
    with serve_site(environ, tmp_path / "log") as server:
        first, second = (tries_left(server.port, "203.0.113.7") for _time in range(2))
        other = tries_left(server.port, "203.0.113.8")
    assert second == first - 1
    assert other == (first if counted_apart else first - 2)
