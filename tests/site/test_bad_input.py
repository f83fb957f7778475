"""Input that no page sends: never a crash, never shown back unescaped, always an answer in Dutch."""

import io
from typing import Any
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.page import HTML, Page, check_page
from tiptrack.web.cookies import fernet

MARKUP = '"><svg onload=1>'
ODD = {
    "NUL": "rust\x00regelmaat",
    "half a character": "rust\ud800regelmaat",
    "beyond 64 bits": str(2**63),
    "below zero": "-1",
    "very long": "rust " * 4_000,
    "right to left": "\u202erust\u200f",
    "a formula": "=cmd()",
    "markup": MARKUP,
    "a header": "%0d%0aBcc: joris@voorbeeld.nl",
    "a line end": "sanne@voorbeeld.nl\r\nBcc: joris@voorbeeld.nl",
}
ENGLISH = ("Not a valid", "This field", "Invalid", "Bad Request", "required", "must be")


def pages_with_forms(resident: Any) -> list[Page]:
    """Every page on which this person, or a visitor, can fill something in."""
    goal, browser = f"/doelen/{resident.goal_id}", resident.browser
    visitor = browser.application.test_client()
    mine = (
        "/doelen/nieuw",
        goal,
        f"{goal}/wijzigen",
        f"{goal}/anders",
        "/scan/werk",
        "/scan/werk-prive",
        "/scan/van-wie",
    )
    mine += ("/tips/loop-vijf-minuten-naar-buiten", "/account/instellingen", "/account/privacy")
    return [browser.page(path) for path in mine] + [
        visitor.page(path) for path in ("/account/inloggen", "/account/registreren")
    ]


def fields_of(form: Element) -> dict[str, str]:
    """What the browser would send if nothing were typed; the first button is pressed."""
    found: dict[str, str] = {}
    for field in form.iter():
        name = field.get("name")
        if name and field.tag == f"{HTML}textarea":
            found[name] = field.text or ""
        elif name and (field.get("type") != "radio" or "checked" in field.attrib):
            found.setdefault(name, field.get("value", ""))
        elif name:
            found.setdefault(name, "")
    return found


def forms_on(pages: list[Page]) -> dict[str, dict[str, str]]:
    """The fields of every form that can be sent, by where it goes."""
    forms = [form for page in pages for form in page.all("form") if form.get("method") == "post"]
    return {form.get("action", ""): fields_of(form) for form in forms}


def send_raw(browser: Any, path: str, fields: dict[str, str]) -> Any:
    """Sends these fields as bytes, also those that are no text. The page that comes back is checked as any other."""
    body, kind = urlencode(fields, errors="surrogatepass"), "application/x-www-form-urlencoded"
    answer = FlaskClient.open(browser, path, method="POST", data=body, content_type=kind)
    if MARKUP not in fields.values():  # that one may be shown back, escaped
        check_page(answer)
    return answer


def test_every_form_of_the_site_is_swept(app: Flask, resident: Any) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or set())}
    places = app.url_map.bind("localhost")
    swept = {places.match(path, method="POST")[0] for path in forms_on(pages_with_forms(resident))}
    assert routes - swept == {
        "scan.answer_one",
        "scan.forget",
        "journey.confirm_plan",
        "journey.resume_goal",
    }  # nothing to fill in


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_text_in_any_field_never_breaks_a_page(resident: Any, odd: str) -> None:
    forms = forms_on(pages_with_forms(resident))
    forms["/scan/werk/antwoord"] = forms["/scan/werk"]
    token = {"csrf_token": resident.browser.csrf("/doelen/nieuw")}
    for path, fields in forms.items():
        for name in fields:
            answer = send_raw(resident.browser, path, {**fields, **token, name: odd})
            assert answer.status_code < 500, (path, name)
            text = answer.get_data(as_text=True)
            assert "<svg onload" not in text, (path, name)
            assert not [word for word in ENGLISH if word in text], (path, name)
            assert "\n" not in (answer.location or ""), (path, name)


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_odd_text_is_shown_back_as_it_was_typed(resident: Any, odd: str) -> None:
    fields = forms_on([resident.browser.page("/doelen/nieuw")])["/doelen/nieuw"]
    answer = send_raw(
        resident.browser, "/doelen/nieuw", {**fields, "wens": odd, "als": "Als ik eet", "dan": "dan rust ik"}
    )
    assert answer.status_code == 422  # the confidence is not filled in
    shown = next(field.get("value", "") for field in Page(answer).all("input") if field.get("name") == "wens")
    assert shown[:4] == odd[:4]


@pytest.mark.parametrize("odd", [*ODD.values(), "//boos.voorbeeld", "https://boos.voorbeeld"])
@pytest.mark.parametrize("path", ["/tips?toon=", "/tips?pijler=", "/tips?modus=", "/doelen/nieuw?tip="])
def test_odd_text_in_an_address_is_left_out(resident: Any, path: str, odd: str) -> None:
    address, _, name = path.partition("?")
    answer = resident.browser.get(f"{address}?{urlencode({name[:-1]: odd}, errors='surrogatepass')}")
    assert answer.status_code == 200
    assert "<svg onload" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "odd",
    ["//boos.voorbeeld", "https://boos.voorbeeld", "/\\boos.voorbeeld", "javascript:alert(1)", "/\t/boos.voorbeeld"],
)
def test_signing_in_never_leads_to_another_site(browser: Any, odd: str) -> None:
    assert browser.register(verder=odd).location == "/"
    assert browser.get(f"/account/inloggen?{urlencode({'verder': odd})}").location == "/"


@pytest.mark.parametrize(
    "path",
    [
        "/resultaten/0",
        "/resultaten/-1",
        "/resultaten/abc",
        f"/resultaten/{2**53}",
        f"/doelen/{2**64}",
        "/doelen/" + "9" * 400,
        "/doelen/%00",
        "/tips/%ED%A0%80",
        "/scan/%22%3E%3Csvg%20onload=1%3E",
        "/" + "a" * 2_000,
    ],
)
def test_an_address_that_cannot_be_ours_is_not_found(resident: Any, path: str) -> None:
    answer = resident.browser.get(path)
    assert answer.status_code == 404
    assert Page(answer).h1 == "Deze pagina is er niet"


def _cut_off(sealed: str) -> str:
    return sealed[:-10]


def _one_letter_changed(sealed: str) -> str:
    return sealed[:50] + ("A" if sealed[50] != "A" else "B") + sealed[51:]


def _with_another_key(sealed: str) -> str:
    return fernet("somebody else's secret", "cookie").encrypt(b'{"_user_id": "1.a"}').decode()


def _readable(sealed: str) -> str:
    return '{"_user_id": "1.a"}'


def _rubbish(sealed: str) -> str:
    return "tiptrack=;,\x7f"


def _no_ascii(sealed: str) -> str:
    return "é"


def _no_ascii_in_two_bytes(sealed: str) -> str:
    return "é".encode().decode("latin-1")


@pytest.mark.parametrize(
    "tamper", [_cut_off, _one_letter_changed, _with_another_key, _readable, _rubbish, _no_ascii, _no_ascii_in_two_bytes]
)
def test_a_tampered_cookie_is_no_cookie(resident: Any, tamper: Any) -> None:
    sealed = resident.browser.get_cookie("tiptrack").value
    answer = resident.browser.get("/", headers={"Cookie": f"tiptrack={sealed}"})
    assert Page(answer).h1 == "Welkom terug"
    stranger = resident.browser.application.test_client(use_cookies=False)
    answer = stranger.get("/", environ_overrides={"HTTP_COOKIE": f"tiptrack={tamper(sealed)}"})
    assert answer.status_code == 200
    assert Page(answer).h1 == "Hoe gaat het met je werk en je leven?"


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("value", ["0", "6", "abc", "1.5", "-1", str(2**63), "1e0"])
def test_an_answer_outside_the_scale_is_named_at_its_statement(browser: Any, signed_in: bool, value: str) -> None:
    if signed_in:
        browser.register()
    answer = browser.answer("werk", 4, **{"werk-zin": value})
    assert answer.status_code == 422
    page = Page(answer)
    problem = next(part for part in page.all("p") if part.get("id") == "werk-zin-fout")
    assert "Kies een van de antwoorden die er staan." in page.text_of(problem)
    assert "werk-zin-4" not in [field.get("id") for field in page.all("input") if "checked" in field.attrib]


def test_no_answer_is_named_at_its_statement(browser: Any) -> None:
    answer = browser.answer("werk", 4, **{"werk-zin": ""})
    assert answer.status_code == 422
    problem = next(part for part in Page(answer).all("p") if part.get("id") == "werk-zin-fout")
    assert "Kies een antwoord bij deze zin." in Page(answer).text_of(problem)


TOO_MUCH = {
    "one megabyte": {"data": {"wens": "a" * 1_000_000}},
    "ten thousand fields": {"data": {f"f{number}": "" for number in range(10_000)}},
    "ten thousand times a field": {"data": {"f": [""] * 10_000}},
    "more than a thousand parts": {
        "data": {f"f{number}": "" for number in range(1_001)},
        "content_type": "multipart/form-data",
    },
}


@pytest.mark.parametrize("path", ["/account/inloggen", "/scan/werk", "/doelen/nieuw", "/account/uitloggen"])
@pytest.mark.parametrize("sent", TOO_MUCH.values(), ids=TOO_MUCH)
def test_too_much_is_refused_with_a_page(resident: Any, path: str, sent: dict[str, Any]) -> None:
    answer = resident.browser.post(path, **sent)
    assert answer.status_code == 413
    assert Page(answer).h1 == "Dit is te veel tekst"


def test_a_file_where_text_belongs_is_no_text(resident: Any) -> None:
    token = resident.browser.csrf("/doelen/nieuw")
    answer = resident.browser.post(
        "/doelen/nieuw",
        data={"csrf_token": token, "wens": (io.BytesIO(b"Ik wil rust"), "wens.txt")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422


def test_json_where_a_form_belongs_is_refused(resident: Any) -> None:
    assert resident.browser.post("/doelen/nieuw", json={"wens": "Ik wil rust"}).status_code == 400


@pytest.mark.parametrize("body", [b'{"wens": "Ik wil rust"}', b"[1]", b"{", b"\xff", b""])
@pytest.mark.parametrize(
    "path",
    [
        "/account/inloggen",
        "/account/registreren",
        "/account/wachtwoord",
        "/account/verwijderen",
        "/doelen/nieuw",
        "/doelen/{goal}/wijzigen",
        "/doelen/{goal}/anders",
        "/doelen/{goal}/check-in",
        "/doelen/{goal}/stappen",
        "/doelen/{goal}/afronden",
        "/scan/werk",
        "/tips/loop-vijf-minuten-naar-buiten/merken",
    ],
)
def test_json_with_a_good_token_is_no_filled_in_form(resident: Any, path: str, body: bytes) -> None:
    token = {"X-CSRFToken": resident.browser.csrf("/doelen/nieuw")}
    path = path.format(goal=resident.goal_id)
    answer = resident.browser.post(path, data=body, content_type="application/json", headers=token)
    assert 400 <= answer.status_code < 500
    assert Page(answer).h1


def test_finishing_a_scan_twice_makes_one_result(browser: Any) -> None:
    browser.register()
    for pillar in ("werk", "ontwikkeling", "gezondheid", "geld"):
        browser.answer(pillar, 4)
    fields = forms_on([browser.page("/scan/werk-prive")])["/scan/werk-prive"]
    fields |= {name: "4" for name, value in fields.items() if value == ""}
    first, second = (send_raw(browser, "/scan/werk-prive", fields) for _ in range(2))
    assert first.location.startswith("/resultaten/")
    assert second.location == first.location
    assert len([link for link in browser.page("/resultaten").links() if link.startswith("/resultaten/")]) == 1
    assert "Start de scan" in browser.page("/scan").text  # and no scan is left open


def test_finishing_a_scan_twice_from_a_page_of_before_it_began_makes_one_result(browser: Any) -> None:
    browser.register()
    fields = forms_on([browser.page("/scan/werk-prive")])["/scan/werk-prive"]
    fields |= {name: "4" for name, value in fields.items() if value == ""}
    for pillar in ("werk", "ontwikkeling", "gezondheid", "geld"):
        browser.answer(pillar, 4)
    first, second = (send_raw(browser, "/scan/werk-prive", fields) for _ in range(2))
    assert second.location == first.location
    assert "Start de scan" in browser.page("/scan").text


def test_finishing_a_visitors_scan_twice_leads_to_the_same_result(browser: Any) -> None:
    browser.scan(4)
    before = browser.page("/scan/resultaat").text
    assert browser.answer("werk-prive", 4).location == "/scan/resultaat"
    assert browser.page("/scan/resultaat").text == before


def test_sending_a_goal_twice_makes_one_goal(browser: Any) -> None:
    browser.register()
    fields = forms_on([browser.page("/doelen/nieuw")])["/doelen/nieuw"]
    fields |= {"wens": "Ik wil rust", "als": "Als ik eet", "dan": "dan rust ik", "vertrouwen": "8"}
    first, second = (send_raw(browser, "/doelen/nieuw", fields) for _ in range(2))
    assert second.location == first.location
    assert browser.page("/doelen").text.count("Ik wil rust") == 1


def test_the_last_check_in_of_a_day_counts(resident: Any) -> None:
    path = f"/doelen/{resident.goal_id}"
    for said in ("gelukt", "gelukt", "niet"):
        resident.browser.send(f"{path}/check-in", {"hoe": said}, form_on="/doelen/nieuw")
    lines = resident.browser.page(path).text.split("2 maart 2026: ")[1:]
    assert len(lines) == 1
    assert lines[0].startswith("niet gelukt")


def test_a_smaller_step_sent_twice_is_one_step(resident: Any) -> None:
    path = f"/doelen/{resident.goal_id}"
    for _ in range(2):
        resident.browser.send(f"{path}/anders", {"stap": "Eén minuut naar buiten"})
    assert resident.browser.page(path).text.count("Eén minuut naar buiten") == 1


def test_a_token_from_an_older_page_says_the_text_is_still_there(browser: Any) -> None:
    browser.register()
    answer = browser.post("/doelen/nieuw", data={"csrf_token": "oud", "wens": "Ik wil vaker naar buiten"})
    assert answer.status_code == 400
    page = Page(answer)
    assert page.h1 == "Wat je typte, is er nog"
    assert "Ik wil vaker naar buiten" in page.text
