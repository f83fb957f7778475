"""The menu, and the way from the first page to every other page by links alone."""

from collections import deque
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Map

from tests.support.builders import set_goal
from tests.support.page import Page

NO_LINK_LEADS_HERE = {
    "health.healthz",  # for machines
    "accounts.register",  # for who has no account yet
    "accounts.sign_in",
    "scan.whose",  # for who signs in with answers from before in the browser
    "scan.visitor_result",  # for who has no account yet; leads on to the newest result
}
FOR_VISITORS = {
    "journey.home",
    "scan.start",
    "scan.page",
    "advice.tips",
    "advice.tip",
    "accounts.who_sees_what",
    "accounts.register",
    "accounts.sign_in",
    "journey.new_goal",  # asks to sign in first
}


def walk(browser: Any, urls: Map, start: str = "/") -> set[str]:
    """The endpoints that links lead to; of each endpoint a few pages are opened."""
    places, opened = urls.bind("localhost"), dict[str, int]()
    waiting, seen = deque([start]), {start}
    while waiting:
        path = waiting.popleft()
        endpoint, _values = places.match(path.partition("?")[0])
        opened[endpoint] = opened.get(endpoint, 0) + 1
        answer = browser.get(path, follow_redirects=True)
        assert answer.status_code == 200, path
        for link in Page(answer).links():
            if link.startswith("/") and link not in seen and opened.get(_endpoint(urls, link), 0) < 3:
                seen.add(link)
                waiting.append(link)
    return set(opened)


def _endpoint(urls: Map, link: str) -> str:
    return str(urls.bind("localhost").match(link.partition("?")[0])[0])


def readable(app: Flask) -> set[str]:
    """Every endpoint that can be opened."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set())}


def test_links_lead_to_every_page(app: Flask, resident: Any) -> None:
    with app.app_context():
        set_goal(app.extensions["site"], resident.person, confidence=5)  # unsure, and not read back: may be smaller
    assert walk(resident.browser, app.url_map) == readable(app) - NO_LINK_LEADS_HERE


def test_links_lead_a_visitor_to_what_is_for_everybody(app: Flask, browser: Any) -> None:
    assert walk(browser, app.url_map) == FOR_VISITORS


def test_a_visitor_sees_a_short_menu(browser: Any) -> None:
    assert menu(browser.page("/")) == ["Scan", "Tips", "Inloggen"]


def test_a_signed_in_person_sees_the_whole_menu(browser: Any) -> None:
    browser.register()
    assert menu(browser.page("/")) == ["Scan", "Uitslag", "Tips", "Doelen", "Voortgang", "Account"]


@pytest.mark.parametrize("path", ["/scan", "/resultaten", "/tips", "/doelen", "/voortgang", "/account/instellingen"])
def test_the_menu_says_where_you_are(browser: Any, path: str) -> None:
    browser.register()
    here = [link.get("href") for link in browser.page(path).all("a") if link.get("aria-current") == "page"]
    assert here == [path]


def menu(page: Page) -> list[str]:
    """The words in the menu."""
    lists = [part for part in page.all("ul") if part.get("class") == "menu"]
    return [page.text_of(link) for link in lists[0].iter("{http://www.w3.org/1999/xhtml}a")]
