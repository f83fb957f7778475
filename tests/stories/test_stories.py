"""Whole journeys in real Chromium: from a first scan to a change that shows, by mouse, by finger and by keyboard."""

import re
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from playwright.sync_api import expect
from werkzeug.wsgi import ClosingIterator

from tests.stories.conftest import WIDTHS, Live, Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
OUTLINE = "one => getComputedStyle(one).outlineStyle === 'none' ? 0 : parseFloat(getComputedStyle(one).outlineWidth)"
SANNE, OMAR = "sanne@voorbeeld.nl", "omar@voorbeeld.nl"


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
@pytest.mark.parametrize("width", WIDTHS)
def test_from_a_first_scan_to_a_change_that_shows(
    somebody: Callable[..., Person], live: Live, width: int, script: bool
) -> None:
    sanne = somebody(width, script=script)
    result = keeps_a_result(sanne)
    goal = makes_a_goal_of_a_tip(sanne)
    works_on_the_goal(sanne)
    live.clock.forward(days=91)
    comes_back(sanne, goal)
    sees_the_change(sanne)
    finds_nothing_of_another(somebody(width, script=script), (result, goal))


def keeps_a_result(person: Person) -> str:
    """A visitor scans, and keeps the result in a new account; returns the result's address."""
    person.goes_to("/")
    person.follows("Start de scan")
    person.sees("25 korte zinnen", "ongeveer vijf minuten", "je werkgever krijgt ze nooit")
    person.takes_the_scan(werk=2)
    person.sees("Dit gaat goed", "Dit kan beter", "25 van 100", "75 van 100")
    person.follows("Bewaar mijn uitslag")
    person.registers(SANNE)
    person.sees("Je account is klaar.", "Scan van 2 maart 2026")
    return person.page.url


def makes_a_goal_of_a_tip(person: Person) -> str:
    """A tip that fits says why, and becomes a goal with a ready-made plan; returns the goal's address."""
    person.follows("Bekijk tips die bij je passen")
    person.is_at("Tips")
    first = person.page.locator(".tip-card").first
    reason = first.locator(".reason").inner_text()
    assert re.fullmatch(r"Waarom deze tip\? Je gaf bij .+ 2 van de 5\.", reason)
    title = first.get_by_role("heading").inner_text()
    first.get_by_role("link").click()
    person.is_at(title)
    person.sees(reason, "Dit kun je doen", "Waarom dit kan helpen")
    person.follows("Maak hier mijn doel van")
    person.is_at("Maak een doel")
    plan = person.page.locator("label.choice").first
    plan.click()
    planned = plan.inner_text().strip().rstrip(".").split(", ", 1)[1]
    person.page.locator("label.number").nth(7).click()
    person.presses("Bewaar mijn plan")
    person.is_at(title)
    person.sees(planned, "Lees je plan nu één keer rustig terug")
    return person.page.url


def works_on_the_goal(person: Person) -> None:
    """Reads the plan back, does a step, and says how it went."""
    person.presses("Ja, dit is mijn plan")
    person.sees("Je plan staat.")
    person.presses("Gedaan")
    person.sees("Mooi, die stap is gedaan.", "Gedaan op 2 maart 2026")
    person.presses("Gelukt")
    person.sees("Genoteerd.", "2 maart 2026: gelukt")


def comes_back(person: Person, goal: str) -> None:
    """Signs in again after three months, and is asked how it went, and then to scan again."""
    person.goes_to("/voortgang")
    person.signs_in(SANNE)
    person.is_at("Je voortgang")
    person.follows("Vertel hoe het gaat")
    expect(person.page).to_have_url(f"{goal}#check-in")
    person.presses("Deels gelukt")
    person.sees("1 juni 2026: deels gelukt", "2 maart 2026: gelukt")
    person.goes_to("/voortgang")
    person.sees("Je laatste scan is al een tijd geleden.", "2 check-ins")
    person.follows("Doe de scan opnieuw")
    person.is_at("Jouw scan")


def sees_the_change(person: Person) -> None:
    """The second scan is compared with the first, on the result and over time."""
    person.takes_the_scan(werk=4, geld=3)
    person.sees("Scan van 1 juni 2026")
    row = person.page.get_by_role("row")
    expect(row.filter(has_text="Werk75")).to_contain_text("+50")
    expect(row.filter(has_text="Geld")).to_contain_text("−25")
    person.goes_to("/voortgang")
    work = person.page.get_by_role("region", name="Scores per scan").get_by_role("row").filter(has_text="Werk")
    expect(work.first).to_contain_text("75 (+50)")
    expect(work.first).to_contain_text("25")
    expect(person.page.get_by_role("img", name="Grafiek van je scores per scan")).to_be_visible()


def finds_nothing_of_another(person: Person, addresses: tuple[str, ...]) -> None:
    """A second person finds no trace of the first, also not at the first one's own addresses."""
    for address in addresses:
        person.goes_to(address)
        person.is_at("Inloggen")
    person.goes_to("/account/registreren")
    person.registers(OMAR)
    person.sees("Je account is klaar.")
    for address in addresses:
        assert person.goes_to(address) == 404
        person.is_at("Deze pagina is er niet")
    for path, nothing in {
        "/resultaten": "Je hebt nog geen uitslag.",
        "/doelen": "Je hebt nu geen doel.",
        "/tips": "Doe eerst de scan.",
        "/voortgang": "Begin met de scan.",
    }.items():
        person.goes_to(path)
        person.sees(nothing)


def test_an_answer_is_saved_as_it_is_given_and_goes_on_elsewhere(somebody: Callable[..., Person]) -> None:
    phone, laptop = somebody(320), somebody()
    phone.goes_to("/account/registreren")
    phone.registers(SANNE)
    phone.goes_to("/scan/werk")
    for statement in phone.statements()[:3]:
        with phone.page.expect_response("**/antwoord") as saved:
            statement.locator("label").nth(1).click()
        assert saved.value.status == 200
        expect(phone.page.get_by_role("status")).to_have_text("Bewaard")
    expect(phone.page.get_by_label("Beantwoorde zinnen")).to_have_js_property("value", 3)

    laptop.goes_to("/scan")
    laptop.page.get_by_role("link", name="Inloggen").click()
    laptop.signs_in(SANNE)
    laptop.goes_to("/scan")
    laptop.sees("Je hebt al 3 van de 25 zinnen beantwoord.")
    laptop.follows("Ga verder met de scan")
    laptop.is_at("Werk")
    assert laptop.page.locator("input:checked").evaluate_all("all => all.map(one => one.value)") == ["2", "2", "2"]


class SlowSaves:
    """A network on which the answer to a save arrives only after the next page was asked for."""

    def __init__(self, app: Any) -> None:
        self.app, self.asked, self.sent = app, Event(), Event()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        body = self.app(environ, start_response)
        if environ["PATH_INFO"].endswith("/antwoord"):
            self.asked.wait(2)
            return ClosingIterator(body, self.sent.set)
        if environ["PATH_INFO"] == "/scan/ontwikkeling":
            self.asked.set()
            self.sent.wait(2)
        return body


def test_a_late_save_does_not_undo_what_a_visitor_sent(
    somebody: Callable[..., Person], live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = somebody()
    visitor.goes_to("/scan/werk")
    monkeypatch.setattr(live.app, "wsgi_app", SlowSaves(live.app.wsgi_app))
    visitor.answers(5)
    visitor.presses("Verder")
    visitor.sees("Deel 2 van 5")
    visitor.goes_to("/scan/werk")
    expect(visitor.page.locator("input:checked")).to_have_count(5)


def test_the_first_stop_of_the_tab_key_skips_the_menu(somebody: Callable[..., Person]) -> None:
    person = somebody()
    person.goes_to("/tips")
    person.page.keyboard.press("Tab")
    skip = person.page.get_by_role("link", name="Naar de inhoud")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    person.page.keyboard.press("Enter")
    expect(person.page.get_by_role("main")).to_be_focused()
    person.page.keyboard.press("Tab")
    expect(person.page.get_by_role("main").get_by_role("link").first).to_be_focused()


def test_a_page_of_the_scan_can_be_done_by_keyboard_alone(somebody: Callable[..., Person]) -> None:
    person = somebody()
    person.goes_to("/scan/werk")
    for number, _statement in enumerate(person.statements()):
        tab_to(person, "input[type=radio]")
        press(person, "ArrowDown", "ArrowDown" if number % 2 else "Space")
    tab_to(person, "button[value=verder]")
    press(person, "Enter")
    person.sees("Deel 2 van 5")
    person.goes_to("/scan/werk")
    checked = person.page.locator("input:checked").evaluate_all("all => all.map(one => one.value)")
    assert checked == ["2", "3", "2", "3", "2"]


def test_signing_in_can_be_done_by_keyboard_alone(somebody: Callable[..., Person]) -> None:
    person = somebody()
    person.goes_to("/account/registreren")
    person.registers(SANNE)
    person.sees("Welkom terug")
    person.context.clear_cookies()
    person.goes_to("/")
    tab_to(person, ".menu li:last-child a")
    press(person, "Enter")
    person.is_at("Inloggen")
    tab_to(person, "#email")
    person.page.keyboard.type(SANNE)
    tab_to(person, "#wachtwoord")
    person.page.keyboard.type("vier losse gele fietsen")
    press(person, "Enter")
    person.is_at("Welkom terug")


def tab_to(person: Person, selector: str) -> None:
    """Tabs until the focus is on something like this that it was not on before; on every stop the focus shows."""
    focus = person.page.locator(":focus")
    for _stop in range(40):
        person.page.keyboard.press("Tab")
        expect(focus).to_be_in_viewport()
        assert focus.evaluate(OUTLINE) >= 2, focus.evaluate("one => one.outerHTML")
        if focus.and_(person.page.locator(selector)).count():
            return
    raise AssertionError(f"no {selector} after forty stops")


def press(person: Person, *keys: str) -> None:
    """Presses keys, one after another."""
    for key in keys:
        person.page.keyboard.press(key)
