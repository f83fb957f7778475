"""Every page as people see it: axe, big targets, nothing wider than the screen, light and dark; and on paper."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect

from tests.stories.conftest import Live, Person, serve
from tests.support.axe import problems_on
from tiptrack.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
TIP = "vraag-wat-mag-blijven-liggen"
PLAN = {"wens": "Elke dag naar buiten", "obstakel": "Ik heb het druk", "plan": "eigen", "start": "2026-03-02"}
PLAN |= {"als": "Als ik mijn jas ophang", "dan": "dan loop ik een rondje", "stappen": "Zet je schoenen klaar\nLoop"}
EDGE = {"als": "Als " + "dienstroosterwijzigingsformulier" * 3, "vertrouwen": "3"}  # a long word, and little confidence


def press(name: str) -> Callable[[Page], None]:
    """Sends a form as it is."""
    return lambda page: page.get_by_role("button", name=name, exact=True).first.click()


def clear(field: str, button: str) -> Callable[[Page], None]:
    """Sends a form after emptying a field."""

    def act(page: Page) -> None:
        page.locator(f"[name={field}]").fill("")
        press(button)(page)

    return act


def send_with_an_old_token(page: Page) -> None:
    """Sends a goal from a page that stood open for too long."""
    page.locator("form [name=csrf_token]").last.evaluate("field => { field.value = 'old' }")
    page.locator("[name=wens]").fill("Elke dag een kwartier naar buiten")
    press("Bewaar mijn plan")(page)


def open_all(page: Page) -> None:
    """Opens what can be folded out."""
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")


@dataclass(frozen=True)
class View:
    """A page to look at: whose it is, its address, and what to do there first."""

    name: str
    who: str
    path: str
    act: Callable[[Page], None] | None = None
    status: int = 200


VIEWS = (
    View("home", "stranger", "/"),
    View("who-sees-what", "stranger", "/account/wie-ziet-wat"),
    View("scan-start", "stranger", "/scan"),
    View("scan-page", "stranger", "/scan/werk", open_all),
    View("scan-problem", "stranger", "/scan/geld", press("Verder"), 422),
    View("all-tips", "stranger", "/tips"),
    View("register", "stranger", "/account/registreren"),
    View("register-problem", "stranger", "/account/registreren", press("Maak mijn account"), 422),
    View("sign-in", "stranger", "/account/inloggen"),
    View("sign-in-problem", "stranger", "/account/inloggen", press("Log in"), 422),
    View("not-found", "stranger", "/nergens", status=404),
    View("visitor-result", "visitor", "/scan/resultaat"),
    View("visitor-tips", "visitor", "/tips"),
    View("visitor-tip", "visitor", f"/tips/{TIP}"),
    View("scan-resume", "visitor", "/scan"),
    View("welcome-new", "newcomer", "/"),
    View("results-none", "newcomer", "/resultaten"),
    View("tips-none", "newcomer", "/tips?toon=bewaard"),
    View("goals-none", "newcomer", "/doelen"),
    View("progress-none", "newcomer", "/voortgang"),
    View("welcome", "sanne", "/"),
    View("results", "sanne", "/resultaten"),
    View("result", "sanne", "/resultaten/{result}"),
    View("tips", "sanne", "/tips?pijler=werk"),
    View("tip", "sanne", f"/tips/{TIP}", open_all),
    View("tip-done", "sanne", "/tips/{done}"),
    View("goals", "sanne", "/doelen"),
    View("goal-new", "sanne", "/doelen/nieuw"),
    View("goal-from-tip", "sanne", f"/doelen/nieuw?tip={TIP}"),
    View("goal-problem", "sanne", "/doelen/nieuw", press("Bewaar mijn plan"), 422),
    View("goal-too-late", "sanne", "/doelen/nieuw", send_with_an_old_token, 400),
    View("goal-unread", "sanne", "/doelen/{unread}"),
    View("goal", "sanne", "/doelen/{goal}"),
    View("goal-ended", "sanne", "/doelen/{ended}"),
    View("goal-change", "sanne", "/doelen/{goal}/wijzigen"),
    View("goal-change-problem", "sanne", "/doelen/{goal}/wijzigen", clear("wens", "Bewaar mijn plan"), 422),
    View("otherwise", "sanne", "/doelen/{goal}/anders"),
    View("otherwise-problem", "sanne", "/doelen/{goal}/anders", clear("stap", "Neem deze stap"), 422),
    View("progress", "sanne", "/voortgang"),
    View("settings", "sanne", "/account/instellingen"),
    View("settings-problem", "sanne", "/account/instellingen", press("Verander mijn wachtwoord"), 422),
    View("privacy", "sanne", "/account/privacy"),
    View("privacy-problem", "sanne", "/account/privacy", press("Verwijder mijn account"), 422),
)


@dataclass(frozen=True)
class Town:
    """The site with people on it: each one's cookies, and the numbers in the addresses of what Sanne made."""

    live: Live
    browsers: dict[str, Any]
    numbers: dict[str, str]

    def context(self, chrome: Chromium, who: str, **options: Any) -> BrowserContext:
        """A browser in which this person is signed in."""
        context = chrome.new_context(base_url=self.live.address, locale="nl-NL", reduced_motion="reduce", **options)
        for cookie in self.browsers[who]._cookies.values():
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.live.address}])
        return context

    def show(self, page: Page, view: View) -> None:
        """Brings a page to this view."""
        answers = [page.goto(view.path.format(**self.numbers))]
        page.on("response", lambda answer: answers.append(answer) if answer.request.is_navigation_request() else None)
        if view.act:
            view.act(page)
            page.wait_for_load_state()
        assert answers[-1]
        assert answers[-1].status == view.status


@pytest.fixture(scope="module")
def town(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A visitor with a result, somebody without anything, and Sanne, who did it all."""
    with serve(settings, tmp_path_factory.mktemp("town") / "town.db") as live:
        people: dict[str, Any] = {name: live.app.test_client() for name in ("stranger", "visitor", "newcomer", "sanne")}
        people["visitor"].scan(2)
        numbers = _live_a_life(people["sanne"], live)
        people["newcomer"].register("nieuw@voorbeeld.nl")
        yield Town(live, people, numbers)


def _live_a_life(sanne: Any, live: Live) -> dict[str, str]:
    """Two scans with three months in between, a goal of every kind, and tips with every mark."""

    def send(page: str, to: str = "", **fields: str) -> None:
        assert sanne.send(page + to, fields, form_on=page).status_code == 303

    numbers = {"goal": "11", "unread": "12", "ended": "13", "done": "word-maatje-van-een-nieuwe-collega"}
    sanne.register()
    sanne.scan(2)
    for number, fields in (("11", {}), ("12", EDGE), ("13", {})):
        send("/doelen/nieuw", **{"nummer": number, **PLAN, "vertrouwen": "8", **fields})
    send("/doelen/11", "/gelezen")
    send("/doelen/11", "/stappen", gedaan="ja", stap="Zet je schoenen klaar")
    send("/doelen/11", "/check-in", hoe="gelukt")
    send("/doelen/13", "/afronden", hoe="gehaald")
    send(f"/tips/{TIP}", "/merken", merk="bewaren")
    send(f"/tips/{numbers['done']}", "/merken", merk="hielp")
    live.clock.forward(days=91)
    sanne.sign_in()
    send("/doelen/11", "/check-in", hoe="deels")
    numbers["result"] = str(sanne.scan(1, 5, 3, 1, 4).location).rpartition("/")[2]
    return numbers


@pytest.fixture(scope="module")
def inspected(chrome: Chromium, town: Town) -> Iterator[dict[str, BrowserContext]]:
    """A browser per person that lets axe in: the policy of the pages refuses every script but their own."""
    contexts = {who: town.context(chrome, who, bypass_csp=True) for who in town.browsers}
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_everybody_can_use_the_page(
    town: Town, inspected: dict[str, BrowserContext], view: View, screenshots: Path | None
) -> None:
    with inspected[view.who].new_page() as page:
        town.show(page, view)
        problems = problems_on(page, view.name, screenshots)
    assert not problems, "\n".join(problems)


def test_the_way_back_after_a_session_ended_is_for_everybody(
    somebody: Callable[..., Person], live: Live, screenshots: Path | None
) -> None:
    """A form that is sent too late: sign in, and send it again."""
    late = somebody(bypass_csp=True)
    late.goes_to("/account/registreren")
    late.registers("laat@voorbeeld.nl")
    late.sees("Je account is klaar.")
    late.goes_to(f"/doelen/nieuw?tip={TIP}")
    late.types(wens="Elke dag een kwartier naar buiten")
    live.clock.forward(hours=13)
    late.presses("Bewaar mijn plan")
    late.is_at("Inloggen")
    problems = problems_on(late.page, "signed-out", screenshots)
    late.signs_in("laat@voorbeeld.nl")
    late.is_at("Wat je typte, is er nog")
    expect(late.page.locator("blockquote")).to_have_text(["Elke dag een kwartier naar buiten", re.compile("^Maak een")])
    problems += problems_on(late.page, "send-again", screenshots)
    assert not problems, "\n".join(problems)


def test_no_page_asks_for_what_its_own_policy_refuses(chrome: Chromium, town: Town) -> None:
    refused: list[str] = []
    for who in town.browsers:
        context = town.context(chrome, who)
        page = context.new_page()
        page.on("console", lambda message: refused.append(message.text) if "Policy" in message.text else None)
        for view in VIEWS:
            if view.who == who and view.status != 400:
                page.goto(view.path.format(**town.numbers))
        context.close()
    assert not refused


def test_the_policy_refuses_what_is_not_the_sites_own(chrome: Chromium, town: Town) -> None:
    context = town.context(chrome, "stranger")
    page = context.new_page()
    page.goto("/")
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        page.evaluate("document.body.setAttribute('style', 'display: none')")
    assert page.get_by_role("heading", level=1).is_visible()
    context.close()


@pytest.mark.parametrize("colour", ["light", "dark"])
@pytest.mark.parametrize("who", ["visitor", "sanne"])
def test_a_result_prints_on_one_page_in_ink(
    town: Town, inspected: dict[str, BrowserContext], who: str, colour: Any
) -> None:
    path = "/scan/resultaat" if who == "visitor" else f"/resultaten/{town.numbers['result']}"
    with inspected[who].new_page() as page:
        page.emulate_media(media="print", color_scheme=colour)
        page.goto(path)
        margin: Any = dict.fromkeys(("top", "right", "bottom", "left"), "1cm")
        paper = page.pdf(format="A4", margin=margin)
        ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
    assert max(int(part) for part in re.findall(r"\d+", ink)[:3]) < 100
