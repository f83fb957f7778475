"""From a scan to a goal and back again after three months, as a person meets it."""

from typing import Any

import pytest

from tests.support.page import HTML, Page

TIP = "vraag-wat-mag-blijven-liggen"
OWN = {"wens": "Ik wil rust", "als": "Als ik eet", "dan": "dan leg ik mijn telefoon weg", "vertrouwen": "8"}


def filled(page: Page) -> dict[str, str]:
    """What a browser would send of the goal form, with everything as it stands on the page."""
    sent: dict[str, str] = {}
    for field in page.all("input"):
        if field.get("name") and (field.get("type") != "radio" or "checked" in field.attrib):
            sent[str(field.get("name"))] = field.get("value", "")
    areas = {str(area.get("name")): (area.text or "").strip("\n") for area in page.all("textarea")}
    return sent | areas


def make_goal(browser: Any, query: str = "", **fields: str) -> Any:
    """Fills in the form of a new goal and sends it."""
    page = browser.page(f"/doelen/nieuw{query}")
    return browser.post("/doelen/nieuw", data={**filled(page), **fields})


def press(browser: Any, path: str, **fields: str) -> Page:
    """Sends the form with this address, and follows where it leads."""
    return Page(browser.get(browser.send(path, fields, form_on="/doelen/nieuw").location))


def table(page: Page, number: int = 0) -> dict[str, str]:
    """A table: what stands beside each name."""
    rows = page.all("table")[number].iter(f"{HTML}tr")
    lines = [[page.text_of(cell) for cell in row] for row in rows]
    return {name: " ".join(rest) for name, *rest in lines[1:]}


def reached(page: Page) -> list[str]:
    """The stages that the progress page says are reached."""
    path = next(part for part in page.all("ol") if part.get("class") == "path")
    return [page.text_of(line).split()[0] for line in path if line.get("class") == "reached"]


def test_from_a_scan_to_a_goal_and_a_change_that_shows(browser: Any, clock: Any) -> None:
    # A visitor scans, and keeps the result.
    assert browser.scan(2).location == "/scan/resultaat"
    assert "Bewaar mijn uitslag" in browser.page("/scan/resultaat").text
    browser.register(verder="/scan/resultaat")
    first = browser.page("/scan/resultaat")
    assert "25 van 100" in first.text
    assert "Verschil met vorige keer" not in first.text

    # Tips say why; one becomes a goal, and its plan is read back.
    assert "Waarom deze tip? Je gaf bij haalbare werkdruk 2 van de 5." in browser.page(f"/tips/{TIP}").text
    path = make_goal(browser, f"?tip={TIP}", vertrouwen="8").location
    goal = browser.page(path)
    assert goal.h1 == "Vraag wat mag blijven liggen"
    assert "Als ik merk dat ik mijn pauze oversla, dan schrijf ik op wat er allemaal ligt." in goal.text
    assert "Lees je plan nu één keer rustig terug" in goal.text
    assert "Je plan staat." in press(browser, f"{path}/gelezen").text
    assert reached(browser.page("/voortgang")) == ["Inzicht", "Intentie"]

    # A step, and check-ins on three days.
    step = browser.page(path).hidden("stap")
    assert "Gedaan op 2 maart 2026" in press(browser, f"{path}/stappen", stap=step, gedaan="ja").text
    assert reached(browser.page("/voortgang")) == ["Inzicht", "Intentie", "Actie"]
    for days, said in ((1, "gelukt"), (7, "deels"), (8, "gelukt")):
        clock.forward(days=days)
        browser.sign_in()
        assert "Genoteerd. Elke keer telt mee." in press(browser, f"{path}/check-in", hoe=said).text
    assert reached(browser.page("/voortgang")) == ["Inzicht", "Intentie", "Actie", "Volhouden"]
    assert press(browser, f"{path}/check-in", hoe="niet").h1 == "Wat past beter?"

    # Three months later the site proposes a scan, and shows what changed.
    press(browser, f"{path}/afronden", hoe="gehaald")
    clock.forward(days=90)
    browser.sign_in()
    assert "Je laatste scan is al een tijd geleden." in browser.page("/").text
    result = browser.page(browser.scan(4).location)
    assert "Verschil met vorige keer" in result.text
    assert len(table(result)) == 5
    assert all("75 van 100" in line and "+50" in line for line in table(result).values())
    assert "75 (+50)" in browser.page("/voortgang").text
    assert "Scan van 16 juni 2026" in browser.page("/resultaten").text


def test_a_second_person_sees_nothing_of_the_first(browser: Any, other_browser: Any) -> None:
    browser.register()
    result = browser.scan(2).location
    goal = make_goal(browser, **OWN).location
    other_browser.register("joris@voorbeeld.nl")
    for path in (result, goal, f"{goal}/wijzigen", f"{goal}/anders"):
        assert browser.get(path).status_code == 200
        assert other_browser.get(path).status_code == 404
    for path in ("/", "/voortgang", "/doelen", "/resultaten", "/tips"):
        assert "Ik wil rust" not in other_browser.page(path).text
        assert result not in other_browser.page(path).links()


@pytest.mark.parametrize("action", ["gelezen", "check-in", "anders", "afronden", "stappen", "hervatten", "wijzigen"])
def test_a_second_person_changes_nothing_of_the_first(browser: Any, other_browser: Any, action: str) -> None:
    browser.register()
    goal = make_goal(browser, stappen="Klein beginnen", **OWN).location
    before = browser.page(goal).text
    other_browser.register("joris@voorbeeld.nl")
    sent = {**OWN, "nummer": "1", "plan": "eigen", "start": "2026-03-02", "stap": "Klein beginnen"}
    sent["hoe"] = "gehaald" if action == "afronden" else "gelukt"
    assert other_browser.send(f"{goal}/{action}", sent, form_on="/doelen/nieuw").status_code == 404
    assert browser.page(goal).text == before


def test_a_goal_in_own_words(browser: Any) -> None:
    browser.register()
    page = browser.page(make_goal(browser, obstakel="Ik ben moe", stappen="Een\n\nTwee\nEen", **OWN).location)
    assert "Als ik eet, dan leg ik mijn telefoon weg." in page.text
    assert "Dit kan in de weg zitten: Ik ben moe" in page.text
    assert page.text.count("Gedaan") == 2  # a step that is there twice counts once


def test_a_ready_made_plan_can_be_chosen(browser: Any) -> None:
    browser.register()
    page = browser.page(make_goal(browser, f"?tip={TIP}", plan="1", vertrouwen="8").location)
    assert "Als iemand mij er werk bij geeft, dan vraag ik wat er dan mag blijven liggen." in page.text


@pytest.mark.parametrize(("confidence", "smaller"), [("6", True), ("7", False)])
def test_who_is_unsure_is_offered_a_smaller_step(browser: Any, confidence: str, smaller: bool) -> None:
    browser.register()
    page = browser.page(make_goal(browser, **{**OWN, "vertrouwen": confidence}).location)
    assert ("Een kleinere stap lukt vaak beter." in page.text) is smaller


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("wens", "", "Schrijf op wat je wilt"),
        ("wens", "   ", "Schrijf op wat je wilt"),
        ("wens", "a" * 301, "Maak deze tekst korter: hoogstens 300 tekens."),
        ("als", "", "Schrijf op wanneer je het doet"),
        ("dan", "", "Schrijf op wat je dan doet"),
        ("plan", "7", "Kies een van de plannen, of schrijf zelf een plan."),
        ("vertrouwen", "", "Kies een cijfer van 1 tot en met 10."),
        ("vertrouwen", "11", "Kies een cijfer van 1 tot en met 10."),
        ("start", "", "Kies de dag waarop je begint."),
        ("start", "morgen", "Kies een dag, bijvoorbeeld 2026-12-31."),
        ("start", "2036-03-02", "Kies een dag binnen een jaar van vandaag."),
        ("stappen", "\n".join(map(str, range(21))), "Schrijf hoogstens twintig korte stappen"),
    ],
)
def test_a_goal_form_says_what_to_do_and_keeps_the_rest(browser: Any, field: str, value: str, message: str) -> None:
    browser.register()
    answer = make_goal(browser, obstakel="Ik ben moe", **{**OWN, field: value})
    assert answer.status_code == 422
    page = Page(answer)
    assert page.text.count(message) == 2  # at the field, and in the summary that leads there
    assert filled(page)["obstakel"] == "Ik ben moe"


def test_a_plan_can_be_changed_and_is_then_read_back_again(browser: Any) -> None:
    browser.register()
    path = make_goal(browser, stappen="Een\nTwee", **OWN).location
    press(browser, f"{path}/gelezen")
    press(browser, f"{path}/stappen", stap="Een", gedaan="ja")
    answer = browser.post(
        f"{path}/wijzigen", data={**filled(browser.page(f"{path}/wijzigen")), "wens": "Ik wil slapen"}
    )
    assert answer.location == path
    page = browser.page(path)
    assert page.h1 == "Ik wil slapen"
    assert "Lees je plan nu één keer rustig terug" in page.text
    assert "Gedaan op 2 maart 2026" in page.text


def test_a_step_can_be_taken_back(browser: Any) -> None:
    browser.register()
    path = make_goal(browser, stappen="Een", **OWN).location
    press(browser, f"{path}/stappen", stap="Een", gedaan="ja")
    assert "De stap staat weer open." in press(browser, f"{path}/stappen", stap="Een", gedaan="nee").text
    assert "Gedaan op" not in browser.page(path).text


def test_a_step_that_is_not_there_is_not_found(browser: Any) -> None:
    browser.register()
    path = make_goal(browser, stappen="Een", **OWN).location
    assert browser.send(f"{path}/stappen", {"stap": "Twee", "gedaan": "ja"}, form_on="/doelen/nieuw").status_code == 404


def test_what_did_not_work_out_gets_a_smaller_step(browser: Any) -> None:
    browser.register()
    path = make_goal(browser, f"?tip={TIP}", vertrouwen="8").location
    press(browser, f"{path}/gelezen")
    page = press(browser, f"{path}/check-in", hoe="niet")
    assert page.h1 == "Wat past beter?"
    assert filled(page)["stap"] == "Kies vandaag één klusje dat tot morgen kan wachten."
    page = press(browser, f"{path}/anders", stap="Kies vandaag één klusje.")
    assert "Je kleinere stap staat nu bij je stappen." in page.text
    steps = next(part for part in page.all("ol"))
    assert page.text_of(steps).startswith("Kies vandaag één klusje.")


def test_a_smaller_step_is_not_empty(browser: Any) -> None:
    browser.register()
    path = make_goal(browser, **OWN).location
    answer = browser.send(f"{path}/anders", {"stap": " "}, form_on="/doelen/nieuw")
    assert answer.status_code == 422
    assert "Schrijf een kleine stap op" in Page(answer).text


@pytest.mark.parametrize(
    ("how", "said", "later"),
    [
        ("gehaald", "Je doel is gehaald. Knap gedaan!", "gehaald"),
        ("gestopt", "Je bent met dit doel gestopt.", "gestopt"),
    ],
)
def test_a_goal_ends_without_blame(browser: Any, how: str, said: str, later: str) -> None:
    browser.register()
    path = make_goal(browser, **OWN).location
    page = press(browser, f"{path}/afronden", hoe=how)
    assert said in page.text
    assert f"{later}, 2 maart 2026" in page.text
    assert "Hoe ging het?" not in browser.page(path).text


@pytest.mark.parametrize(("action", "said"), [("check-in", ""), ("check-in", "prima"), ("afronden", "weg")])
def test_a_word_that_is_no_choice_is_refused(browser: Any, action: str, said: str) -> None:
    browser.register()
    path = make_goal(browser, **OWN).location
    answer = browser.send(f"{path}/{action}", {"hoe": said}, form_on="/doelen/nieuw")
    assert answer.status_code == 400
    assert Page(answer).h1 == "Dit kunnen we niet lezen"


def test_the_first_page_names_one_thing_to_do(browser: Any, clock: Any) -> None:
    browser.register()
    assert "Begin met de scan." in browser.page("/").text
    browser.answer("werk", 4)
    assert "Je scan is nog niet af." in browser.page("/").text
    browser.scan(4)
    assert "Kies één tip en maak er een doel van." in browser.page("/").text
    path = make_goal(browser, stappen="Een", **OWN).location
    assert "Lees je plan nog één keer." in browser.page("/").text
    press(browser, f"{path}/gelezen")
    assert "Doe je volgende kleine stap." in browser.page("/").text
    press(browser, f"{path}/stappen", stap="Een", gedaan="ja")
    assert "Je hoeft nu niets te doen." in browser.page("/").text
    clock.forward(days=1)
    browser.sign_in()
    assert "Hoe gaat het met je doel?" in browser.page("/").text


def test_progress_shows_stages_per_pillar(browser: Any) -> None:
    browser.register()
    browser.scan(2)
    make_goal(browser, f"?tip={TIP}", vertrouwen="8")
    lines = table(browser.page("/voortgang"))
    assert lines["Werk"].replace("–", "") == "ja ja nog niet nog niet"
    assert lines["Geld"].replace("–", "") == "ja nog niet nog niet nog niet"


def test_progress_without_anything_says_where_to_begin(browser: Any) -> None:
    browser.register()
    page = browser.page("/voortgang")
    assert "Begin met de scan." in page.text
    assert reached(page) == []


@pytest.mark.parametrize(
    ("when", "then", "said"),
    [
        ("ik thuiskom", "ga ik zitten", "Als ik thuiskom, dan ga ik zitten."),
        ("als ik thuiskom,", "dan ga ik zitten.", "Als ik thuiskom, dan ga ik zitten."),
        ("ALS ik thuiskom", " Dan ga ik zitten. ", "Als ik thuiskom, dan ga ik zitten."),
        ("alsnog", "dansen", "Als alsnog, dan dansen."),
    ],
)
def test_a_plan_in_own_words_reads_as_one_sentence(browser: Any, when: str, then: str, said: str) -> None:
    browser.register()
    path = make_goal(browser, **{**OWN, "als": when, "dan": then}).location
    assert said in browser.page(path).text
    browser.post(f"{path}/wijzigen", data=filled(browser.page(f"{path}/wijzigen")))
    assert said in browser.page(path).text


@pytest.mark.parametrize(("chosen", "pillars"), [("geld", ["Geld"]), ("iets-anders", []), ("weet-niet", [])])
def test_a_goal_in_own_words_counts_for_the_chosen_pillar_only(browser: Any, chosen: str, pillars: list[str]) -> None:
    browser.register()
    path = make_goal(browser, **OWN, onderwerp=chosen).location
    assert [name for name, line in table(browser.page("/voortgang")).items() if "ja" in line.split()] == pillars
    form = browser.page(f"{path}/wijzigen")
    browser.post(f"{path}/wijzigen", data={**filled(form), "onderwerp": "werk"})
    assert [name for name, line in table(browser.page("/voortgang")).items() if "ja" in line.split()] == ["Werk"]


def test_a_goal_that_ended_can_be_taken_up_again(browser: Any) -> None:
    browser.register()
    path = make_goal(browser, **OWN).location
    press(browser, f"{path}/afronden", hoe="gestopt")
    assert f"{path}/hervatten" in [form.get("action") for form in browser.page(path).all("form")]
    page = press(browser, f"{path}/hervatten")
    assert "Je doel loopt weer." in page.text
    assert f"{path}/afronden" in [form.get("action") for form in page.all("form")]
