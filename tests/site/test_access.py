"""Who may enter where: every endpoint stands in one matrix, and no form is taken that its owner did not send."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.support.browser import PASSWORD
from tiptrack import create_app
from tiptrack.web.access import Permission

PAGE, FILE, SIGN_IN, MOVED_ON = "a page", "a file", "asked to sign in", "moved on"
GONE, LOOK_AGAIN = "no such thing", "look again"

VISITORS, PRIVATE = (PAGE, PAGE, PAGE), (SIGN_IN, PAGE, PAGE)
DOING, OWNERS, OWNERS_DOING = (SIGN_IN, MOVED_ON, MOVED_ON), (SIGN_IN, PAGE, GONE), (SIGN_IN, MOVED_ON, GONE)
# What a visitor, the owner, and somebody else with the owner's ids get to see.
MATRIX = {
    ("health.healthz", "GET"): (FILE, FILE, FILE),
    ("journey.home", "GET"): VISITORS,
    ("scan.start", "GET"): VISITORS,
    ("scan.page", "GET"): VISITORS,
    ("scan.answer_page", "POST"): (MOVED_ON, MOVED_ON, MOVED_ON),
    ("scan.answer_one", "POST"): (PAGE, PAGE, PAGE),
    ("scan.forget", "POST"): (MOVED_ON, MOVED_ON, MOVED_ON),
    ("scan.visitor_result", "GET"): (MOVED_ON, MOVED_ON, MOVED_ON),
    ("scan.whose", "GET"): PRIVATE,
    ("scan.decide_whose", "POST"): DOING,
    ("scan.results", "GET"): PRIVATE,
    ("scan.result", "GET"): OWNERS,
    ("advice.tips", "GET"): VISITORS,
    ("advice.tip", "GET"): VISITORS,
    ("advice.mark", "POST"): DOING,
    ("journey.progress", "GET"): PRIVATE,
    ("journey.goals", "GET"): PRIVATE,
    ("journey.new_goal", "GET"): PRIVATE,
    ("journey.make_goal", "POST"): DOING,
    ("journey.goal", "GET"): OWNERS,
    ("journey.edit_goal", "GET"): OWNERS,
    ("journey.change_goal", "POST"): OWNERS_DOING,
    ("journey.confirm_plan", "POST"): OWNERS_DOING,
    ("journey.mark_step", "POST"): OWNERS_DOING,
    ("journey.check_in", "POST"): OWNERS_DOING,
    ("journey.try_otherwise", "GET"): OWNERS,
    ("journey.take_smaller_step", "POST"): OWNERS_DOING,
    ("journey.end_goal", "POST"): OWNERS_DOING,
    ("journey.resume_goal", "POST"): OWNERS_DOING,
    ("accounts.register", "GET"): (PAGE, MOVED_ON, MOVED_ON),
    ("accounts.register_now", "POST"): (LOOK_AGAIN, LOOK_AGAIN, LOOK_AGAIN),
    ("accounts.sign_in", "GET"): (PAGE, MOVED_ON, MOVED_ON),
    ("accounts.sign_in_now", "POST"): (LOOK_AGAIN, LOOK_AGAIN, LOOK_AGAIN),
    ("accounts.sign_out", "POST"): DOING,
    ("accounts.who_sees_what", "GET"): VISITORS,
    ("accounts.privacy", "GET"): PRIVATE,
    ("accounts.settings", "GET"): PRIVATE,
    ("accounts.change_password", "POST"): DOING,
    ("accounts.end_session", "POST"): OWNERS_DOING,
    ("accounts.download", "POST"): (SIGN_IN, FILE, FILE),
    ("accounts.delete", "POST"): DOING,
}
ANSWERS = {f"werk-{theme}": "4" for theme in ("plezier", "werkdruk", "ruimte", "samenwerken", "zin")}
PLAN = {"nummer": "12345", "wens": "Ik wil rust", "als": "Als ik eet", "dan": "dan rust ik", "plan": "eigen"}
SENT: dict[str, dict[str, str]] = {
    "scan.answer_page": ANSWERS,
    "scan.answer_one": ANSWERS,
    "advice.mark": {"merk": "bewaren"},
    "journey.make_goal": {**PLAN, "start": "2026-03-02", "vertrouwen": "8"},
    "journey.change_goal": {**PLAN, "start": "2026-03-02", "vertrouwen": "8"},
    "journey.mark_step": {"stap": "Nibud bellen"},
    "journey.check_in": {"hoe": "gelukt"},
    "journey.take_smaller_step": {"stap": "Eén minuut naar buiten"},
    "journey.end_goal": {"hoe": "gehaald"},
    "accounts.change_password": {"wachtwoord": PASSWORD, "nieuw_wachtwoord": "drie blauwe stoelen buiten"},
    "accounts.delete": {"wachtwoord": PASSWORD},
}
NEVER_READS = {"HEAD", "OPTIONS"}


def rules_of(app: Flask) -> dict[tuple[str, str], Rule]:
    """Every rule by endpoint and method."""
    return {
        (rule.endpoint, m): rule for rule in app.url_map.iter_rules() for m in (rule.methods or set()) - NEVER_READS
    }


def outcome(response: TestResponse) -> str:
    """What happened, in a word."""
    asks = response.status_code == 401 or (response.location or "").startswith("/account/inloggen")
    if asks:
        return SIGN_IN
    known = {200: PAGE, 303: MOVED_ON, 404: GONE, 422: LOOK_AGAIN}
    word = known.get(response.status_code, f"status {response.status_code}")
    return FILE if word == PAGE and response.mimetype != "text/html" else word


def go(browser: Any, address: str, endpoint: str, method: str, token: str) -> str:
    """Does what the endpoint is for, with this CSRF token."""
    if method == "GET":
        return outcome(browser.get(address))
    return outcome(browser.post(address, data={"csrf_token": token, **SENT.get(endpoint, {})}))


def test_the_matrix_names_every_endpoint(base_app: Flask) -> None:
    assert set(MATRIX) == set(rules_of(base_app))


def test_every_view_states_its_permission(base_app: Flask) -> None:
    silent = [name for name, view in base_app.view_functions.items() if not isinstance(view.permission, Permission)]
    assert not silent


@pytest.mark.parametrize(("endpoint", "method"), MATRIX)
def test_a_visitor_enters_only_what_is_for_everybody(browser: Any, resident: Any, endpoint: str, method: str) -> None:
    address = resident.address(rules_of(browser.application)[endpoint, method])
    assert go(browser, address, endpoint, method, browser.csrf()) == MATRIX[endpoint, method][0]
    assert resident.wish in resident.browser.page(f"/doelen/{resident.goal_id}").text


@pytest.mark.parametrize(("endpoint", "method"), MATRIX)
def test_owners_enter_what_is_theirs(app: Flask, resident: Any, endpoint: str, method: str) -> None:
    address, token = resident.address(rules_of(app)[endpoint, method]), resident.browser.csrf("/doelen/nieuw")
    assert go(resident.browser, address, endpoint, method, token) == MATRIX[endpoint, method][1]


@pytest.mark.parametrize(("endpoint", "method"), MATRIX)
def test_somebody_else_gets_nothing_with_the_owners_ids(
    app: Flask, resident: Any, other_browser: Any, endpoint: str, method: str
) -> None:
    other_browser.register("joris@voorbeeld.nl")
    pages = [f"/doelen/{resident.goal_id}", f"/resultaten/{resident.scan_id}", "/account/instellingen"]
    before = [resident.browser.page(path).text for path in pages]
    address, token = resident.address(rules_of(app)[endpoint, method]), other_browser.csrf("/doelen/nieuw")
    assert go(other_browser, address, endpoint, method, token) == MATRIX[endpoint, method][2]
    assert [resident.browser.page(path).text for path in pages] == before


def test_an_endpoint_that_states_nothing_lets_nobody_in(base_app: Flask) -> None:
    app = create_app(base_app.extensions["site"])
    app.add_url_rule("/vergeten", "forgotten", lambda: "secret")
    answer = app.test_client().get("/vergeten")
    assert answer.status_code == 403
    assert "Dit mag niet" in answer.get_data(as_text=True)


def _without_token(browser: Any, other: Any) -> dict[str, Any]:
    return {"data": {}}


def _with_another_sessions_token(browser: Any, other: Any) -> dict[str, Any]:
    return {"data": {"csrf_token": other.csrf()}}


def _with_a_broken_token(browser: Any, other: Any) -> dict[str, Any]:
    return {"data": {"csrf_token": browser.csrf("/doelen/nieuw")[:-2]}}


def _from_another_site(browser: Any, other: Any) -> dict[str, Any]:
    token = browser.csrf("/doelen/nieuw")
    return {"data": {"csrf_token": token}, "headers": {"Sec-Fetch-Site": "cross-site"}}


def _from_a_neighbouring_site(browser: Any, other: Any) -> dict[str, Any]:
    token = browser.csrf("/doelen/nieuw")
    return {"data": {"csrf_token": token}, "headers": {"Sec-Fetch-Site": "same-site"}}


def _from_another_origin(browser: Any, other: Any) -> dict[str, Any]:
    token = browser.csrf("/doelen/nieuw")
    return {"data": {"csrf_token": token}, "headers": {"Origin": "https://boos.voorbeeld"}}


FORGERIES = {
    _without_token: 400,
    _with_another_sessions_token: 400,
    _with_a_broken_token: 400,
    _from_another_site: 403,
    _from_a_neighbouring_site: 403,
    _from_another_origin: 403,
}


@pytest.mark.parametrize(("forge", "status"), FORGERIES.items(), ids=lambda value: getattr(value, "__name__", ""))
def test_a_forged_form_is_refused_everywhere(
    app: Flask, resident: Any, other_browser: Any, forge: Callable[..., dict[str, Any]], status: int
) -> None:
    forged = forge(resident.browser, other_browser)
    pages = [f"/doelen/{resident.goal_id}", f"/resultaten/{resident.scan_id}", "/account/instellingen", "/scan/werk"]
    before = [resident.browser.page(path).text for path in pages]
    for (endpoint, method), rule in rules_of(app).items():
        if method == "POST":
            sent = {**forged, "data": {**forged["data"], **SENT.get(endpoint, {})}}
            answer = resident.browser.post(resident.address(rule), **sent)
            assert answer.status_code == status, endpoint
    assert [resident.browser.page(path).text for path in pages] == before


def test_a_token_from_before_signing_in_is_refused(browser: Any, resident: Any) -> None:
    old = browser.csrf()
    browser.sign_in(resident.email)
    answer = browser.post("/account/uitloggen", data={"csrf_token": old})
    assert answer.status_code == 400
    assert browser.get("/doelen").status_code == 200
