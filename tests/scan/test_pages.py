"""The scan as a visitor and as a signed-in person meet it."""

from typing import Any

import pytest

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


def table(page: Page) -> dict[str, str]:
    """The table with a score per pillar: what stands beside each name."""
    lines = [[page.text_of(cell) for cell in row] for row in page.all("tr")]
    return {name: " ".join(rest) for name, *rest in lines[1:]}


def checked(page: Page) -> list[str]:
    """The ids of the answers that are chosen on a page."""
    return [str(field.get("id")) for field in page.all("input") if "checked" in field.attrib]


def test_the_scan_says_what_it_is_how_long_it_takes_and_who_sees_it(browser: Any) -> None:
    page = browser.page("/scan")
    assert "25 korte zinnen" in page.text
    assert "ongeveer vijf minuten" in page.text
    assert "je werkgever krijgt ze nooit" in page.text
    assert "Zonder account staan je antwoorden alleen in deze browser." in page.text


def test_pages_lead_on_and_back(browser: Any) -> None:
    assert browser.answer("werk", 4).location == "/scan/ontwikkeling"
    assert browser.answer("ontwikkeling", 4, naar="terug").location == "/scan/werk"
    assert browser.answer("gezondheid", None, naar="terug").location == "/scan/ontwikkeling"
    assert browser.answer("geld", None, naar="later").location == "/scan"


def test_progress_counts_what_has_an_answer(browser: Any) -> None:
    browser.answer("werk", 4)
    shown = browser.page("/scan/ontwikkeling").all("progress")[0]
    assert (shown.get("value"), shown.get("max")) == ("5", "25")
    assert "Je hebt al 5 van de 25 zinnen beantwoord." in browser.page("/scan").text


def test_an_open_scan_goes_on_where_it_was(browser: Any) -> None:
    browser.answer("werk", 4)
    assert "/scan/ontwikkeling" in browser.page("/scan").links()
    assert len(checked(browser.page("/scan/werk"))) == 5


def test_an_open_scan_goes_on_at_another_device(browser: Any, other_browser: Any) -> None:
    browser.register()
    browser.answer("werk", 2)
    other_browser.sign_in()
    assert checked(other_browser.page("/scan/werk")) == checked(browser.page("/scan/werk"))
    for pillar in ("ontwikkeling", "gezondheid", "geld", "werk-prive"):
        last = other_browser.answer(pillar, 2)
    assert last.location.startswith("/resultaten/")
    assert browser.get(last.location).status_code == 200


def test_an_open_scan_moves_in_when_somebody_signs_in(browser: Any) -> None:
    browser.answer("werk", 2)
    browser.register()
    assert len(checked(browser.page("/scan/werk"))) == 5
    assert "Je scan is nog niet af." in browser.page("/").text


@pytest.mark.parametrize("signed_in", [False, True])
def test_answers_can_be_wiped(browser: Any, signed_in: bool) -> None:
    if signed_in:
        browser.register()
    browser.answer("werk", 4)
    answer = browser.send("/scan/wissen", form_on="/scan/werk")
    assert "Je antwoorden zijn gewist." in browser.page(answer.location).text
    assert not checked(browser.page("/scan/werk"))


@pytest.mark.parametrize("signed_in", [False, True])
def test_one_answer_is_saved_as_it_is_given(browser: Any, signed_in: bool) -> None:
    if signed_in:
        browser.register()
    page = browser.page("/scan/werk")
    sent = {"csrf_token": page.hidden("csrf_token"), "scan": page.hidden("scan"), "werk-zin": "2"}
    assert browser.post("/scan/werk/antwoord", data=sent).status_code == 200
    assert checked(browser.page("/scan/werk")) == ["werk-zin-2"]
    assert browser.post("/scan/werk/antwoord", data={**sent, "werk-zin": "9"}).status_code == 422
    assert checked(browser.page("/scan/werk")) == ["werk-zin-2"]


def test_a_page_left_open_leads_to_the_finished_result(browser: Any) -> None:
    browser.register()
    browser.answer("werk", 4)
    old = browser.page("/scan/ontwikkeling")
    sent = {"csrf_token": old.hidden("csrf_token"), "scan": old.hidden("scan"), "ontwikkeling-leren": "1"}
    result = browser.scan(4).location
    assert browser.post("/scan/ontwikkeling", data=sent).location == result
    assert browser.post("/scan/ontwikkeling/antwoord", data=sent).status_code == 409
    assert table(browser.page(result))["Ontwikkeling"].startswith("75 van 100")
    assert not checked(browser.page("/scan/ontwikkeling"))


def test_the_last_page_names_what_is_missing(browser: Any) -> None:
    browser.answer("werk", 4)
    answer = browser.answer("werk-prive", 4)
    assert answer.location == "/scan/ontwikkeling"
    assert "Nog 15 zinnen hebben geen antwoord." in browser.page(answer.location).text


def test_a_result_says_the_same_in_chart_table_and_words(browser: Any) -> None:
    browser.register()
    page = browser.page(browser.scan(1, 2, 3, 4, 5).location)
    assert list(page.root.iter("{http://www.w3.org/2000/svg}svg"))
    for name, words in (("Werk", "0 van 100: kan beter"), ("Geld", "75 van 100: gaat goed")):
        assert table(page)[name].casefold().startswith(words)
        assert page.text.casefold().count(words) == 2
    assert "Dit gaat goed" in page.text
    assert "Dit kan beter" in page.text


def test_a_result_shows_the_change_since_the_last_one(browser: Any, clock: Any) -> None:
    browser.register()
    first = browser.scan(3).location
    clock.forward(minutes=10)
    second = browser.scan(4, 2, 3, 3, 3).location
    page = browser.page(second)
    changes = {name: line.split()[-1] for name, line in table(page).items()}
    assert (changes["Werk"], changes["Ontwikkeling"], changes["Geld"]) == ("+25", "−25", "0")
    assert "Verschil met vorige keer" not in browser.page(first).text


def test_low_answers_point_to_help_with_care(browser: Any) -> None:
    browser.scan(1)
    page = browser.page("/scan/resultaat")
    assert any(part.get("class") == "signals" for part in page.all("aside"))
    assert any(link.startswith("https://") for link in page.links())
    browser.scan(5)
    assert not browser.page("/scan/resultaat").all("aside")


def test_a_result_is_no_verdict(browser: Any) -> None:
    browser.scan(1)
    assert "Deze scores zijn geen oordeel en geen medisch advies." in browser.page("/scan/resultaat").text


@pytest.mark.parametrize("signed_in", [False, True])
def test_no_result_leads_to_the_scan(browser: Any, signed_in: bool) -> None:
    if signed_in:
        browser.register()
    assert browser.get("/scan/resultaat").location == "/scan"


def test_a_kept_result_leaves_nothing_in_the_browser(browser: Any) -> None:
    browser.scan(4)
    browser.register()
    browser.send("/account/uitloggen", form_on="/doelen/nieuw")
    assert browser.get("/scan/resultaat").location == "/scan"


def test_keeping_a_result_by_signing_in_adds_it_to_the_others(browser: Any, other_browser: Any, clock: Any) -> None:
    browser.register()
    browser.scan(2)
    clock.forward(days=1)
    other_browser.scan(4)
    other_browser.sign_in()
    assert other_browser.send("/scan/van-wie", {"van": "mij", "verder": "/resultaten"}).location == "/resultaten"
    assert "Scan van 2 maart 2026" in other_browser.page("/resultaten").text
    assert "Scan van 3 maart 2026" in other_browser.page("/resultaten").text
    assert "+50" in other_browser.page("/scan/resultaat").text


def test_a_second_person_sees_nothing_of_the_first(browser: Any, other_browser: Any) -> None:
    browser.register()
    result = browser.scan(2).location
    other_browser.register("joris@voorbeeld.nl")
    assert other_browser.get(result).status_code == 404
    assert "Je hebt nog geen uitslag." in other_browser.page("/resultaten").text
    assert not checked(other_browser.page("/scan/werk"))


def test_a_scan_from_before_signing_in_waits_until_somebody_says_whose_it_is(browser: Any, other_browser: Any) -> None:
    browser.register()
    other_browser.scan(4)
    other_browser.sign_in()
    asked = other_browser.get("/resultaten")
    assert asked.location == "/scan/van-wie?verder=/resultaten"
    page = other_browser.page(asked.location)
    assert page.h1 == "Is deze scan van jou?"
    assert page.hidden("verder") == "/resultaten"
    assert "Je hebt nog geen uitslag." in browser.page("/resultaten").text


def test_a_scan_of_somebody_else_is_forgotten(browser: Any, other_browser: Any) -> None:
    browser.register()
    other_browser.scan(4)
    other_browser.sign_in()
    answer = other_browser.send("/scan/van-wie", {"van": "ander", "verder": "/resultaten"})
    page = other_browser.page(answer.location)
    assert "De scan is gewist." in page.text
    assert "Je hebt nog geen uitslag." in page.text
    assert other_browser.get("/").status_code == 200


def test_who_registers_after_a_scan_is_not_asked_whose_it_is(browser: Any) -> None:
    browser.scan(4)
    browser.register()
    assert browser.get("/resultaten").status_code == 200


@pytest.mark.parametrize("path", ["/scan/werk", "/scan/werk/antwoord", "/scan/wissen"])
def test_answers_after_the_session_ended_wait_for_signing_in(browser: Any, clock: Any, path: str) -> None:
    browser.register()
    token = browser.csrf("/scan/werk")
    clock.forward(minutes=31)
    answer = browser.post(path, data={"csrf_token": token, "scan": "11", "werk-zin": "2"})
    assert answer.status_code == 401
    assert Page(answer).h1 == "Inloggen"
    browser.sign_in()
    assert not checked(browser.page("/scan/werk"))
