"""What holds for all pages: errors, health, what a browser may keep, and how often one may try."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.support.browser import Browser
from tests.support.page import Page
from tiptrack import create_app, make_site
from tiptrack.accounts.store import people
from tiptrack.settings import Settings
from tiptrack.web.limits import counters


def test_healthz_says_that_all_is_well(browser: Any) -> None:
    answer = browser.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok"}


def test_an_error_page_leads_back(browser: Any) -> None:
    page = Page(browser.get("/bestaat-niet"))
    assert page.status == 404
    assert "Misschien is het adres veranderd of verkeerd getypt." in page.text
    assert "/" in page.links()


@pytest.mark.parametrize(("method", "path"), [("POST", "/voortgang"), ("PUT", "/doelen"), ("DELETE", "/")])
def test_a_page_takes_only_what_it_is_for(browser: Any, method: str, path: str) -> None:
    answer = browser.open(path, method=method)
    assert answer.status_code == 405
    assert Page(answer).h1 == "Dat kan hier niet"


def test_a_private_page_asks_to_sign_in_and_remembers_the_way(browser: Any) -> None:
    answer = browser.get("/tips/loop-vijf-minuten-naar-buiten/merken", follow_redirects=True)
    assert answer.status_code == 405
    answer = browser.get("/doelen/nieuw?tip=kijk-een-half-uur-mee")
    assert answer.status_code == 303
    page = browser.page(answer.location)
    assert page.hidden("verder") == "/doelen/nieuw?tip=kijk-een-half-uur-mee"


def test_a_page_loads_nothing_from_elsewhere(browser: Any) -> None:
    page = browser.page("/scan/werk")
    loaded = [link.get("href", "") for link in page.all("link")] + [part.get("src", "") for part in page.all("script")]
    assert loaded
    assert all(path.startswith("/static/") for path in loaded)


@pytest.mark.parametrize("path", ["/", "/scan", "/scan/werk", "/tips", "/account/inloggen", "/account/registreren"])
def test_every_page_says_who_sees_what_you_fill_in(browser: Any, path: str) -> None:
    assert "Alleen jij ziet wat je hier invult. Je werkgever ziet het nooit." in browser.page(path).text


def test_a_page_of_a_visitor_and_of_a_person_is_not_kept(browser: Any) -> None:
    browser.register()
    for path in ("/", "/tips", "/doelen"):
        assert browser.get(path).headers["Cache-Control"] == "no-store"


# Rate limits


@pytest.fixture
def limited(app: Flask, settings: Settings) -> Iterator[Any]:
    """Makes an instance of the site that counts tries, on the database of this test."""
    url = app.extensions["site"].database.url.render_as_string(hide_password=False)
    made: list[Flask] = []

    def make() -> Any:
        site = make_site(replace(settings, database_url=url, rate_limits=True), app.extensions["site"].clock)
        made.append(create_app(site, TESTING=True))
        made[-1].test_client_class = Browser
        return made[-1].test_client()

    yield make
    for one in made:
        one.extensions["site"].database.close()


def guess(browser: Any, email: str, times: int) -> list[int]:
    """Tries wrong passwords; the statuses."""
    return [browser.sign_in(email, password="verkeerde gok met woorden").status_code for _ in range(times)]


def test_the_eleventh_try_for_an_account_has_to_wait(browser: Any, limited: Any) -> None:
    browser.register()
    browser.application.test_client().register("joris@voorbeeld.nl")
    guesser = limited()
    assert guess(guesser, "sanne@voorbeeld.nl", 10) == [422] * 10
    answer = guesser.sign_in("sanne@voorbeeld.nl")  # the right password comes too late
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 300
    assert Page(answer).h1 == "Even wachten"
    assert guesser.sign_in(" SANNE@voorbeeld.nl").status_code == 429
    assert guesser.sign_in("joris@voorbeeld.nl").status_code == 303


def test_two_instances_count_together(browser: Any, limited: Any) -> None:
    browser.register()
    assert guess(limited(), "sanne@voorbeeld.nl", 10) == [422] * 10
    assert guess(limited(), "sanne@voorbeeld.nl", 1) == [429]  # made after the counting: it knows by the database alone


def test_an_unknown_address_has_to_wait_as_well(limited: Any) -> None:
    assert guess(limited(), "niemand@voorbeeld.nl", 11) == [*[422] * 10, 429]


def test_what_is_counted_tells_nobody_whose_it_is(browser: Any, limited: Any) -> None:
    browser.register()
    guesser = limited()
    guess(guesser, "sanne@voorbeeld.nl", 2)
    guesser.sign_in()
    guesser.send("/account/downloaden", form_on="/doelen/nieuw")
    with browser.application.extensions["site"].database.reading() as connection:
        keys = connection.scalars(select(counters.c.key)).all()
        owner = connection.scalars(select(people.c.id)).one()
    assert len(keys) > 2
    for word in ("sanne", "voorbeeld", "@", "127.0.0.1", str(owner)):
        assert not [key for key in keys if word in key], word


def test_guessing_a_password_to_delete_an_account_has_to_wait(browser: Any, limited: Any) -> None:
    guesser = limited()
    guesser.register()
    sent = [
        guesser.send("/account/verwijderen", {"wachtwoord": "verkeerde gok"}, form_on="/doelen/nieuw")
        for _ in range(11)
    ]
    assert [answer.status_code for answer in sent] == [*[422] * 10, 429]
    assert guesser.get("/doelen").status_code == 200
