"""A test client that behaves like a person's browser: it follows redirects, sends forms, and checks every page."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.page import Page, check_page

PASSWORD = "vier losse gele fietsen"


class Browser(FlaskClient):
    """`get` and `send` return pages; `open` checks each answer on the way."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Any request, its answer checked."""
        response = super().open(*args, **kwargs)
        check_page(response)
        return response

    def page(self, path: str) -> Page:
        """The page at this address, after redirects."""
        return Page(self.get(path, follow_redirects=True))

    def csrf(self, path: str = "/account/registreren") -> str:
        """A CSRF token that goes with this browser's session, from a page with a form."""
        found = re.search(
            r'name="csrf_token" value="([^"]+)"', self.get(path, follow_redirects=True).get_data(as_text=True)
        )
        assert found, f"no form on {path}"
        return found[1]

    def send(self, path: str, data: dict[str, Any] | None = None, *, form_on: str | None = None) -> TestResponse:
        """Sends a form with its CSRF token, taken from `form_on` (or the path itself); does not follow redirects."""
        token = self.csrf(form_on or path)
        return self.post(path, data={"csrf_token": token, **(data or {})})

    def register(self, email: str = "sanne@voorbeeld.nl", **fields: str) -> TestResponse:
        """Makes an account and is signed in."""
        return self.send("/account/registreren", {"email": email, "wachtwoord": PASSWORD, **fields})

    def sign_in(self, email: str = "sanne@voorbeeld.nl", password: str = PASSWORD, **fields: str) -> TestResponse:
        """Signs in."""
        return self.send("/account/inloggen", {"email": email, "wachtwoord": password, **fields})

    def answer(self, pillar: str, value: int | None = 4, **fields: Any) -> TestResponse:
        """Answers every statement of a page with the same value (None: leaves them open)."""
        page = Page(self.get(f"/scan/{pillar}"))
        names = {f.get("name") for f in page.all("input") if f.get("type") == "radio"}
        answers = {name: value for name in names if value is not None and name}
        sent = {"csrf_token": page.hidden("csrf_token"), "scan": page.hidden("scan"), "naar": "verder"}
        return self.post(f"/scan/{pillar}", data={**sent, **answers, **fields})

    def scan(self, *values: int) -> TestResponse:
        """A whole scan: one value for all pillars, or one per pillar. Returns the last answer: to the result."""
        pillars = ("werk", "ontwikkeling", "gezondheid", "geld", "werk-prive")
        every = values if len(values) == 5 else (values or (4,)) * 5
        return [self.answer(pillar, value) for pillar, value in zip(pillars, every, strict=True)][-1]
