"""Getting in and out, as a person meets it; and what a stolen cookie or a guessed password is worth: nothing."""

import io
import json
import zipfile
from typing import Any

import pytest
from flask import Flask

from tests.support.browser import PASSWORD
from tests.support.page import Page

FORM = "/doelen/nieuw"  # a page with a form, for whoever is signed in
NEW = "drie blauwe stoelen buiten"
MISMATCH = "Dit e-mailadres en wachtwoord horen niet bij elkaar. Probeer het nog een keer."


def signed_in(browser: Any) -> bool:
    """Whether this browser may see private pages."""
    return bool(browser.get("/doelen").status_code == 200)


def copy_of(browser: Any) -> Any:
    """Another browser with a copy of the cookie."""
    copy = browser.application.test_client()
    copy.set_cookie("tiptrack", browser.get_cookie("tiptrack").value)
    return copy


def change_password(browser: Any, old: str = PASSWORD, new: str = NEW) -> Any:
    """Sends the form of a new password."""
    return browser.send("/account/wachtwoord", {"wachtwoord": old, "nieuw_wachtwoord": new}, form_on=FORM)


def test_registering_signs_in(browser: Any) -> None:
    answer = browser.register()
    assert "Je account is klaar." in browser.page(answer.location).text
    assert "sanne@voorbeeld.nl" in browser.page("/account/instellingen").text


@pytest.mark.parametrize(
    ("email", "password", "message"),
    [
        ("", PASSWORD, "Vul je e-mailadres in, bijvoorbeeld naam@voorbeeld.nl."),
        ("sanne", PASSWORD, "Vul een heel e-mailadres in, bijvoorbeeld naam@voorbeeld.nl."),
        ("sanne@voorbeeld.nl", "", "Kies een wachtwoord."),
        ("sanne@voorbeeld.nl", "kort", "Maak je wachtwoord langer: minstens 12 tekens."),
        (
            "sanne@voorbeeld.nl",
            "aaaaaaaaaaaaaa",
            "Dit wachtwoord is makkelijk te raden. Neem drie of vier losse woorden.",
        ),
        (
            "sanne@voorbeeld.nl",
            "wachtwoord123",
            "Dit wachtwoord is makkelijk te raden. Neem drie of vier losse woorden.",
        ),
        ("sanne@voorbeeld.nl", "sanne12345678" * 10, "Kies een wachtwoord van hoogstens 128 tekens."),
    ],
)
def test_an_account_form_says_what_to_do(browser: Any, email: str, password: str, message: str) -> None:
    answer = browser.register(email, wachtwoord=password)
    assert answer.status_code == 422
    page = Page(answer)
    assert page.text.count(message) == 2  # at the field, and in the summary that leads there
    assert page.text_of(page.all("title")[0]).startswith("Fout:")
    assert password == "" or password not in page.html


def test_an_address_has_one_account(browser: Any, other_browser: Any) -> None:
    browser.register()
    answer = other_browser.register("SANNE@voorbeeld.nl ")
    assert answer.status_code == 422
    assert "Heb je al een account? Log dan in." in Page(answer).text


def test_signing_in_leads_to_where_somebody_was_heading(browser: Any, other_browser: Any) -> None:
    browser.register()
    asked = other_browser.get("/voortgang")
    page = other_browser.page(asked.location)
    assert page.h1 == "Inloggen"
    assert other_browser.sign_in(verder=page.hidden("verder")).location == "/voortgang"


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(browser: Any, other_browser: Any) -> None:
    browser.register()
    answers = [
        other_browser.sign_in(email, password="paarse trein zonder bel")
        for email in ("sanne@voorbeeld.nl", "niemand@voorbeeld.nl")
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    known, unknown = (Page(answer) for answer in answers)
    assert MISMATCH in known.text
    assert known.text == unknown.text
    assert dict(answers[0].headers).keys() == dict(answers[1].headers).keys()


def test_signing_out_ends_the_session_wherever_the_cookie_went(browser: Any) -> None:
    browser.register()
    copy = copy_of(browser)
    assert signed_in(copy)
    answer = browser.send("/account/uitloggen", form_on=FORM)
    assert "Je bent uitgelogd." in browser.page(answer.location).text
    assert not signed_in(browser)
    assert not signed_in(copy)


def test_a_new_password_ends_all_other_sessions(browser: Any, other_browser: Any) -> None:
    browser.register()
    other_browser.sign_in()
    copy, own_copy = copy_of(other_browser), copy_of(browser)
    assert change_password(browser).location == "/account/instellingen"
    assert signed_in(browser)
    assert not signed_in(other_browser)
    assert not signed_in(copy)
    assert not signed_in(own_copy)  # a cookie from before is worth nothing, also of this device
    assert other_browser.sign_in().status_code == 422
    assert other_browser.sign_in(password=NEW).status_code == 303


def test_a_new_password_is_told_by_mail_without_the_password(browser: Any, app: Flask) -> None:
    outbox = app.extensions["mailman"].outbox = []
    browser.register()
    change_password(browser)
    assert [mail.to for mail in outbox] == [["sanne@voorbeeld.nl"]]
    assert "is net veranderd" in outbox[0].body
    assert NEW not in outbox[0].body


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("niet mijn wachtwoord", NEW, "Dit is niet je wachtwoord van nu. Typ het nog een keer."),
        (PASSWORD, "kort", "Maak je wachtwoord langer: minstens 12 tekens."),
        ("", NEW, "Vul je wachtwoord in."),
    ],
)
def test_a_password_that_is_not_changed_says_why(browser: Any, old: str, new: str, message: str) -> None:
    browser.register()
    answer = change_password(browser, old, new)
    assert answer.status_code == 422
    assert message in Page(answer).text


def test_a_session_can_be_ended_from_another_device(browser: Any, other_browser: Any) -> None:
    browser.register()
    other_browser.sign_in()
    page = browser.page("/account/instellingen")
    assert page.text.count("dit apparaat") == 1
    ending = [form.get("action") for form in page.all("form") if "/sessies/" in form.get("action", "")]
    assert len(ending) == 1
    browser.send(ending[0], form_on=FORM)
    assert signed_in(browser)
    assert not signed_in(other_browser)


def test_nobody_ends_somebody_elses_session(browser: Any, other_browser: Any) -> None:
    browser.register()
    third = browser.application.test_client()
    third.sign_in()
    page = browser.page("/account/instellingen")
    ending = next(form.get("action") for form in page.all("form") if "/sessies/" in form.get("action", ""))
    other_browser.register("joris@voorbeeld.nl")
    assert other_browser.send(ending, form_on=FORM).status_code == 404
    assert signed_in(third)


@pytest.mark.parametrize(("minutes", "lives"), [(29, True), (30, False), (600, False)])
def test_a_session_ends_after_half_an_hour_without_use(browser: Any, clock: Any, minutes: int, lives: bool) -> None:
    browser.register()
    clock.forward(minutes=minutes)
    assert signed_in(browser) is lives
    assert signed_in(copy_of(browser)) is lives


def test_a_session_ends_after_twelve_hours_of_use(browser: Any, clock: Any) -> None:
    browser.register()
    for _ in range(28):
        clock.forward(minutes=25)
        assert signed_in(browser)
    clock.forward(minutes=20)
    assert not signed_in(browser)


def test_signing_in_gives_a_session_that_nobody_knew(browser: Any, other_browser: Any) -> None:
    browser.register()
    other_browser.get("/account/inloggen")
    planted = copy_of(other_browser)
    other_browser.sign_in()
    assert signed_in(other_browser)
    assert not signed_in(planted)


def typed_goal(browser: Any) -> Any:
    """Sends a filled-in goal form."""
    token = browser.csrf(FORM)
    fields = {"nummer": "4242", "wens": "Ik wil vaker naar buiten", "plan": "eigen", "als": "Als ik gegeten heb"}
    fields |= {"dan": "dan loop ik een rondje", "start": "2026-03-02", "vertrouwen": "8"}
    return lambda: browser.post("/doelen/nieuw", data={"csrf_token": token, **fields})


def sign_in_on(browser: Any, page: Page, email: str) -> Any:
    """Signs in on the page that a form led to, with all that this page holds."""
    kept = {name: page.hidden(name) for name in ("csrf_token", "bewaard", "verder")}
    return browser.post("/account/inloggen", data={**kept, "email": email, "wachtwoord": PASSWORD})


def test_what_was_typed_survives_signing_in_again(browser: Any, clock: Any) -> None:
    browser.register()
    send = typed_goal(browser)
    clock.forward(minutes=31)
    answer = send()
    assert answer.status_code == 401
    page = Page(answer)
    assert "wat je typte, gaat niet verloren" in page.text
    assert "Ik wil vaker naar buiten" not in page.html
    page = Page(sign_in_on(browser, page, "sanne@voorbeeld.nl"))
    assert page.h1 == "Wat je typte, is er nog"
    assert "Ik wil vaker naar buiten" in page.text
    form = page.all("form")[0]
    hidden = {str(field.get("name")): field.get("value", "") for field in page.all("input")}
    goal = browser.post(form.get("action"), data=hidden)
    assert goal.location == "/doelen/4242"
    assert browser.page(goal.location).h1 == "Ik wil vaker naar buiten"


def test_what_was_typed_is_not_for_who_signs_in_next(browser: Any, other_browser: Any, clock: Any) -> None:
    other_browser.register("joris@voorbeeld.nl")
    browser.register()
    send = typed_goal(browser)
    clock.forward(minutes=31)
    answer = sign_in_on(browser, Page(send()), "joris@voorbeeld.nl")
    assert answer.location == "/"
    assert "Ik wil vaker naar buiten" not in browser.page("/").html
    assert "Ik wil vaker naar buiten" not in browser.page("/doelen").html


def test_a_password_never_travels_along(browser: Any, clock: Any) -> None:
    browser.register()
    token = browser.csrf(FORM)
    clock.forward(minutes=31)
    answer = browser.post("/account/wachtwoord", data={"csrf_token": token, "wachtwoord": PASSWORD})
    assert answer.status_code == 401
    assert not Page(answer).hidden("bewaard")


def test_everything_can_be_downloaded(browser: Any) -> None:
    browser.scan(2)
    browser.register(verder="/scan/resultaat")
    answer = browser.send("/account/downloaden", form_on=FORM)
    assert answer.headers["Content-Disposition"] == "attachment; filename=mijn-gegevens.zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.data))
    everything = json.loads(archive.read("alles.json"))
    assert everything["Account"][0]["email"] == "sanne@voorbeeld.nl"
    assert everything["Uitslagen"][0]["werk-plezier"] == 2
    assert "werk-plezier" in archive.read("uitslagen.csv").decode()


@pytest.mark.parametrize(("password", "message"), [("", "Vul je wachtwoord in."), (NEW, "Er is niets verwijderd.")])
def test_leaving_needs_the_password(browser: Any, password: str, message: str) -> None:
    browser.register()
    answer = browser.send("/account/verwijderen", {"wachtwoord": password}, form_on=FORM)
    assert answer.status_code == 422
    assert message in Page(answer).text
    assert signed_in(browser)


def test_leaving_is_at_once_and_everywhere(browser: Any, other_browser: Any) -> None:
    browser.register()
    other_browser.sign_in()
    answer = browser.send("/account/verwijderen", {"wachtwoord": PASSWORD}, form_on=FORM)
    assert "Je account en alles wat je bewaarde, is verwijderd." in browser.page(answer.location).text
    assert not signed_in(browser)
    assert not signed_in(other_browser)
    assert browser.sign_in().status_code == 422
    assert browser.register().status_code == 303  # the address is free again
