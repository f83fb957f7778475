"""The scan as a visitor and as a signed-in person meet it."""

from typing import Any

from tests.support.page import Page


def test_a_visitor_sees_a_result_without_anything_stored(browser: Any, statements: list[str]) -> None:
    statements.clear()
    assert browser.scan(2).location == "/scan/resultaat"
    page = browser.page("/scan/resultaat")
    assert "Dit kan beter" in page.text
    assert not statements


def test_keeping_a_result_makes_an_account_and_moves_it_in(browser: Any) -> None:
    browser.scan(4)
    answer = browser.register(verder="/scan/resultaat")
    page = Page(browser.get(answer.location, follow_redirects=True))
    assert page.h1 == "Jouw uitslag"
    assert "Scan van 2 maart 2026" in page.text


def test_a_missing_answer_is_named_and_nothing_is_lost(browser: Any) -> None:
    page = browser.page("/scan/werk")
    sent = {"csrf_token": page.hidden("csrf_token"), "scan": page.hidden("scan"), "naar": "verder"}
    answer = browser.post("/scan/werk", data={**sent, "werk-plezier": "5"})
    assert answer.status_code == 422
    assert Page(answer).text.count("Kies een antwoord bij deze zin.") == 4
    again = browser.page("/scan/werk")
    assert [f.get("id") for f in again.all("input") if "checked" in f.attrib] == ["werk-plezier-5"]
