"""Tips as a visitor and as a signed-in person meet them: with a reason that is true, on the shelf where they belong."""

import re
from typing import Any

import pytest

from tests.support.page import Page

REASON = re.compile(r"Waarom deze tip\? Je gaf bij ([\w \-’']+?) (\d) van de 5\.")
TIP = "vraag-wat-mag-blijven-liggen"
TITLE = "Vraag wat mag blijven liggen"
SHELVES = ("voor-mij", "alle", "bewaard", "gedaan", "niet-voor-mij")


def titles(browser: Any, query: str = "") -> list[str]:
    """The tips on a page, in order."""
    page = browser.page(f"/tips?{query}")
    lists = [part for part in page.all("ul") if "tips" in (part.get("class") or "").split()]
    return [page.text_of(heading) for heading in lists[0].iter("{http://www.w3.org/1999/xhtml}h2")]


def shelves_with(browser: Any, title: str, pillar: str = "werk") -> set[str]:
    """Where the tip is to be found."""
    return {shelf for shelf in SHELVES if title in titles(browser, f"toon={shelf}&pijler={pillar}&meer=ja")}


def mark(browser: Any, said: str, slug: str = TIP, **fields: str) -> Any:
    """Presses a button under a tip."""
    return browser.send(f"/tips/{slug}/merken", {"merk": said, **fields}, form_on="/doelen/nieuw")


def test_a_visitor_without_a_scan_sees_all_tips_and_no_reason(browser: Any) -> None:
    page = browser.page("/tips")
    assert "Doe eerst de scan. Dan zie je welke tips bij je passen, en waarom." in page.text
    assert "Waarom deze tip?" not in page.text
    assert titles(browser)


@pytest.mark.parametrize("signed_in", [False, True])
def test_every_tip_says_a_true_reason(browser: Any, signed_in: bool) -> None:
    if signed_in:
        browser.register()
    given = {"werk": 1, "ontwikkeling": 2, "gezondheid": 3, "geld": 4, "werk-prive": 5}
    browser.scan(*given.values())
    library = browser.application.extensions["site"].library
    pages = library.current("di-scan").pages
    asked = {library.themes[s.theme].title.lower(): (page.pillar, s.reverse) for page in pages for s in page.statements}
    reasons = REASON.findall(browser.page("/tips").text)
    assert len(reasons) == len(titles(browser)) > 5
    for theme, points in reasons:
        pillar, reverse = asked[theme]
        assert int(points) == (6 - given[pillar] if reverse else given[pillar]), theme


def test_a_tip_page_repeats_the_reason(browser: Any) -> None:
    browser.scan(2)
    assert "Waarom deze tip? Je gaf bij haalbare werkdruk 2 van de 5." in browser.page(f"/tips/{TIP}").text


def test_a_tip_page_says_what_to_do_why_and_where_it_comes_from(browser: Any) -> None:
    page = browser.page(f"/tips/{TIP}")
    assert page.h1 == TITLE
    for heading in ("Dit kun je doen", "Waarom dit kan helpen", "Gratis hulp", "Bronnen", "Maak hier mijn doel van"):
        assert heading in page.text


def test_a_visitor_marks_nothing(browser: Any) -> None:
    assert "Bewaar deze tip" not in browser.page(f"/tips/{TIP}").text


@pytest.mark.parametrize(
    ("said", "message", "shelves"),
    [
        (["bewaren"], "De tip is bewaard.", {"voor-mij", "alle", "bewaard"}),
        (["bewaren", "niet-bewaren"], "De tip is niet meer bewaard.", {"voor-mij", "alle"}),
        (["gedaan"], "De tip staat nu bij Gedaan.", {"alle", "gedaan"}),
        (["bewaren", "niet-voor-mij"], "Deze tip laten we niet meer zien.", {"alle", "niet-voor-mij"}),
        (["niet-voor-mij", "terughalen"], "De tip staat weer tussen je tips.", {"voor-mij", "alle"}),
        (["gedaan", "hielp"], "Fijn dat het hielp.", {"alle", "gedaan"}),
        (["gedaan", "hielp-niet"], "Daar houden we rekening mee.", {"alle", "gedaan"}),
        (["gedaan", "terughalen"], "De tip staat weer tussen je tips.", {"voor-mij", "alle"}),
    ],
)
def test_a_mark_moves_a_tip_between_shelves(browser: Any, said: list[str], message: str, shelves: set[str]) -> None:
    browser.register()
    browser.scan(2)
    assert shelves_with(browser, TITLE) == {"voor-mij", "alle"}
    answer = [mark(browser, word) for word in said][-1]
    assert answer.location == f"/tips/{TIP}"
    assert message in browser.page(answer.location).text
    assert shelves_with(browser, TITLE) == shelves


def test_saying_it_twice_is_harmless(browser: Any) -> None:
    browser.register()
    browser.scan(2)
    for _ in range(2):
        assert mark(browser, "bewaren").status_code == 303
    assert titles(browser, "toon=bewaard") == [TITLE]


def test_whether_it_helped_is_remembered(browser: Any) -> None:
    browser.register()
    browser.scan(2)
    mark(browser, "gedaan")
    assert "Hielp dit?" in browser.page(f"/tips/{TIP}").text
    mark(browser, "hielp-niet")
    assert "Jij zei: dit hielp niet." in browser.page(f"/tips/{TIP}").text
    mark(browser, "hielp")
    assert "Jij zei: dit hielp." in browser.page(f"/tips/{TIP}").text


@pytest.mark.parametrize(("said", "status"), [("", 400), ("weggooien", 400)])
def test_a_mark_that_does_not_exist_is_refused(browser: Any, said: str, status: int) -> None:
    browser.register()
    answer = mark(browser, said)
    assert answer.status_code == status
    assert Page(answer).h1 == "Dit kunnen we niet lezen"


def test_a_tip_that_does_not_exist_is_not_marked(browser: Any) -> None:
    browser.register()
    assert mark(browser, "bewaren", slug="bestaat-niet").status_code == 404


@pytest.mark.parametrize(
    ("back", "location"), [("/tips?toon=alle", "/tips?toon=alle"), ("//boos.voorbeeld", f"/tips/{TIP}")]
)
def test_marking_leads_back_within_the_site(browser: Any, back: str, location: str) -> None:
    browser.register()
    assert mark(browser, "bewaren", terug=back).location == location


@pytest.mark.parametrize("query", ["toon=onzin", "pijler=onzin", "modus=onzin", "toon=&pijler=&modus=", "onzin=1"])
def test_nonsense_in_a_filter_is_left_out(browser: Any, query: str) -> None:
    browser.scan(2)
    assert titles(browser, query) == titles(browser)


def test_a_filter_keeps_one_pillar(browser: Any) -> None:
    page = browser.page("/tips?toon=alle&pijler=geld&meer=ja")
    cards = [part for part in page.all("li") if "tip-card" in (part.get("class") or "")]
    assert len(cards) >= 10
    assert {str(card.get("class")) for card in cards} == {"tip-card geld"}


def test_a_filter_keeps_one_mode(browser: Any) -> None:
    tips = browser.application.extensions["site"].library.tips.values()
    repairing = {tip.title for tip in tips if tip.mode.value == "curatief"}
    assert set(titles(browser, "toon=alle&modus=curatief")) <= repairing


def test_a_visitor_has_no_shelf_of_their_own(browser: Any) -> None:
    browser.scan(2)
    assert titles(browser, "toon=bewaard") == []


def test_a_second_person_sees_nothing_of_the_first(browser: Any, other_browser: Any) -> None:
    browser.register()
    browser.scan(2)
    mark(browser, "gedaan")
    other_browser.register("joris@voorbeeld.nl")
    assert titles(other_browser, "toon=gedaan") == []
    assert "Je deed deze tip." not in other_browser.page(f"/tips/{TIP}").text
