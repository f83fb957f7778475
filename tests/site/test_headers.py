"""Headers on files and errors; the client of the tests checks those of every other answer."""

import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.page import Page
from tiptrack import create_app


def test_files_carry_the_headers_and_may_be_kept(browser: Any) -> None:
    page = browser.page("/")
    files = [link.get("href", "") for link in page.all("link")]
    assert files
    for path in files:
        answer = browser.get(path)
        assert answer.status_code == 200
        assert "max-age=315360000" in answer.headers["Cache-Control"]
        answer.close()


def test_every_answer_has_a_nonce_of_its_own(browser: Any) -> None:
    policies = [browser.get("/healthz").headers["Content-Security-Policy"] for _ in range(1000)]
    nonces = {re.search(r"'nonce-([\w-]{22,})'", policy)[1] for policy in policies}  # type: ignore[index]
    assert len(nonces) == 1000


@pytest.mark.parametrize(
    ("path", "status"),
    [("/bestaat-niet", 404), ("/static/bestaat-niet.css", 404), ("/account/uitloggen", 405)],
)
def test_errors_are_pages_in_dutch(browser: Any, path: str, status: int) -> None:
    answer = browser.get(path)
    assert answer.status_code == status
    assert Page(answer).h1 in {"Deze pagina is er niet", "Dat kan hier niet"}


def test_the_export_is_not_kept_by_the_browser(resident: Any) -> None:
    answer = resident.browser.send("/account/downloaden", form_on="/doelen/nieuw")
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"


def test_signing_out_clears_what_the_browser_kept(browser: Any) -> None:
    browser.register()
    answer = browser.send("/account/uitloggen", form_on="/doelen/nieuw")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


@pytest.fixture
def https_browser(base_app: Flask) -> Any:
    """A browser on a site that runs behind HTTPS."""
    site = base_app.extensions["site"]
    app = create_app(replace(site, settings=replace(site.settings, https=True)), TESTING=True)
    app.test_client_class = Browser
    return app.test_client()


def test_over_https_everything_stays_on_https(https_browser: Any) -> None:
    answer = https_browser.get("/account/inloggen", base_url="https://tiptrack.voorbeeld")
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-tiptrack=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert "Domain" not in cookie


def test_the_cookie_goes_when_the_browser_closes(browser: Any) -> None:
    cookie = browser.get("/account/inloggen").headers["Set-Cookie"]
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie
