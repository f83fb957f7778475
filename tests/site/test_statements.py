"""How often a page asks the database: never for a visitor, and at most five times for anybody."""

from typing import Any

import pytest
from flask import Flask

MOST = 5
NOT_COUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SAVEPOINT", "RELEASE")
PAGES = (
    "journey.home",
    "journey.progress",
    "journey.goals",
    "journey.new_goal",
    "journey.goal",
    "journey.edit_goal",
    "journey.try_otherwise",
    "scan.start",
    "scan.page",
    "scan.whose",
    "scan.results",
    "scan.result",
    "scan.visitor_result",
    "advice.tips",
    "advice.tip",
    "accounts.who_sees_what",
    "accounts.privacy",
    "accounts.settings",
    "accounts.register",
    "accounts.sign_in",
)
FOR_VISITORS = (
    "journey.home",
    "scan.start",
    "scan.page",
    "scan.visitor_result",
    "advice.tips",
    "advice.tip",
    "accounts.who_sees_what",
    "accounts.register",
    "accounts.sign_in",
)


def counted(statements: list[str]) -> list[str]:
    """The statements that read or write something."""
    return [statement for statement in statements if not statement.lstrip().upper().startswith(NOT_COUNTED)]


def address(app: Flask, resident: Any, endpoint: str) -> str:
    """Where the page is, with this person's own things in it."""
    return str(resident.address(next(r for r in app.url_map.iter_rules(endpoint) if "GET" in (r.methods or set()))))


def test_every_page_is_counted_here(base_app: Flask) -> None:
    readable = {rule.endpoint for rule in base_app.url_map.iter_rules() if "GET" in (rule.methods or set())}
    assert readable - {"health.healthz"} == set(PAGES)


@pytest.mark.parametrize("endpoint", PAGES)
def test_a_page_needs_at_most_five_statements(
    app: Flask, resident: Any, clock: Any, statements: list[str], endpoint: str
) -> None:
    clock.forward(minutes=2)  # so that the session is noted as in use, which takes a statement too
    path = address(app, resident, endpoint)
    statements.clear()
    resident.browser.get(path)
    assert 1 <= len(counted(statements)) <= MOST, counted(statements)


@pytest.mark.parametrize("endpoint", FOR_VISITORS)
def test_a_visitors_page_needs_none(
    app: Flask, browser: Any, resident: Any, statements: list[str], endpoint: str
) -> None:
    browser.scan(2)
    path = address(app, resident, endpoint)
    statements.clear()
    assert browser.get(path).status_code == 200
    assert statements == []


def test_a_visitors_answers_are_not_stored(browser: Any, statements: list[str]) -> None:
    statements.clear()
    browser.scan(2)
    assert statements == []
