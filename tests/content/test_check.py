"""`tiptrack content check`: each thing that an editor can get wrong is named with its file and field, all at once."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tiptrack.content import ContentErrors, Mode, load_library
from tiptrack.content.check import Problem, check_content, publish

TIP = "tips/geld/kies-een-vast-geldmoment.yaml"
SCAN = "scans/di-scan.yaml"
Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content to spoil."""
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


def change(folder: Path, file: str, edit: Change) -> None:
    """Edits a file's fields."""
    path = folder / file
    fields = yaml.safe_load(path.read_text())
    edit(fields)
    path.write_text(yaml.safe_dump(fields, allow_unicode=True, sort_keys=False))


def setting(field: str, value: object) -> Change:
    """Gives a field another value."""
    return lambda fields: fields.update({field: value})


def without(field: str) -> Change:
    """Leaves a field out."""
    return lambda fields: fields.pop(field)


def statement(field: str, value: object) -> Change:
    """Gives a field of the first statement another value."""
    return lambda fields: fields["pijlers"][0]["stellingen"][0].update({field: value})


def signal(**values: object) -> Change:
    """Gives fields of the first signal another value."""
    return lambda fields: fields["signalen"][0].update(values)


def has(problems: tuple[Problem, ...], file: str, field: str, words: str = "") -> bool:
    """Whether a problem with this file and field is among them, in these words."""
    return any(p.file == file and p.field.startswith(field) and words in p.message for p in problems)


HARD = (
    "Organisatieveranderingen veroorzaken onvermijdelijk verantwoordelijkheidsverschuivingen tussen leidinggevenden, "
    "personeelsfunctionarissen en medezeggenschapsvertegenwoordigers binnen samenwerkingsverbanden. "
) * 4
CHANGES = {
    "a missing field": (TIP, without("waarom"), TIP, "waarom", "ontbreekt"),
    "an unknown field": (TIP, setting("kleur", "rood"), TIP, "kleur", "is geen bekend veld"),
    "an unknown mode": (TIP, setting("modus", "soms"), TIP, "modus", "moet een van deze zijn"),
    "a number as text": (TIP, setting("minuten", "lang"), TIP, "minuten", ""),
    "one plan": (TIP, setting("plannen", [{"als": "Als ik", "dan": "dan ik"}]), TIP, "plannen", "te weinig"),
    "a plan without if": (TIP, setting("plannen", [{"als": "Soms", "dan": "dan ik"}] * 2), TIP, "plannen.0.als", ""),
    "an unknown theme": (TIP, setting("themas", ["maan"]), TIP, "themas", "maan is geen thema van geld"),
    "another pillar's theme": (TIP, setting("themas", ["slaap"]), TIP, "themas", "slaap is geen thema van geld"),
    "an unknown source": (TIP, setting("bronnen", ["maan"]), TIP, "bronnen", "maan bestaat niet in bronnen.yaml"),
    "unknown help": (TIP, setting("hulp", ["maan"]), TIP, "hulp", "maan bestaat niet in hulp.yaml"),
    "hard text": (TIP, setting("doen", HARD), TIP, "tip", "leest te moeilijk"),
    "an unknown theme in the scan": (SCAN, statement("thema", "maan"), SCAN, "werk-plezier", "maan is geen thema"),
    "a statement twice": (SCAN, statement("id", "werk-zin"), SCAN, "", "dubbele id werk-zin"),
    "a signal about nothing": (
        SCAN,
        signal(als=[{"stelling": "maan", "hoogstens": 2}]),
        SCAN,
        "signalen.geldzorgen",
        "stelling maan bestaat niet",
    ),
    "a signal to unknown help": (SCAN, signal(hulp=["maan"]), SCAN, "hulp", "maan bestaat niet in hulp.yaml"),
    "a band without text": (SCAN, lambda f: f["pijlers"][0]["teksten"].pop("sterk"), SCAN, "werk.teksten", ""),
    "bands that go down": (SCAN, lambda f: f["banden"].reverse(), SCAN, "", "'vanaf' moet oplopen"),
    "a help page that is no link": (
        "hulp.yaml",
        lambda f: f["hulp"]["nibud"].update(url="nibud"),
        "hulp.yaml",
        "hulp.nibud.url",
        "",
    ),
    "help that nobody uses": (
        "hulp.yaml",
        lambda f: f["hulp"].update(maan=f["hulp"]["nibud"]),
        "hulp.yaml",
        "maan",
        "wordt nergens gebruikt",
    ),
    "no level for a kind of text": (
        "leesniveau.yaml",
        lambda f: f["minstens"].pop("tip"),
        "leesniveau.yaml",
        "minstens.tip",
        "ontbreekt",
    ),
    "a level that is no number": (
        "leesniveau.yaml",
        lambda f: f["minstens"].update(tip="hoog"),
        "leesniveau.yaml",
        "minstens.tip",
        "",
    ),
    "pillars that are no list": ("pijlers.yaml", setting("pijlers", 5), "pijlers.yaml", "pijlers", ""),
    "a theme twice": (
        "pijlers.yaml",
        lambda f: f["pijlers"][0]["themas"].append(f["pijlers"][1]["themas"][0]),
        "pijlers.yaml",
        "ontwikkeling",
        "thema leren bestaat al",
    ),
    "a pillar twice": (
        "pijlers.yaml",
        lambda f: f["pijlers"].append(f["pijlers"][0]),
        "pijlers.yaml",
        "",
        "bestaat al",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_mistake_is_named_with_file_and_field(folder: Path, what: str) -> None:
    file, edit, named, field, words = CHANGES[what]
    change(folder, file, edit)
    problems = check_content(folder)
    assert has(problems, named, field, words), problems


@pytest.mark.parametrize(
    ("words", "is_claim"),
    [
        ("Zo slaapt 20% van de mensen beter.", True),
        ("Zo slaapt 20 procent van de mensen beter.", True),
        ("Van de mensen slapen er 2 op de 3 beter.", True),
        ("Uit onderzoek weten we dat dit werkt.", True),
        ("Dat bleek uit 138 onderzoeken.", True),
        ("Drink om 16.30 uur thee en wacht 5 minuten.", False),
    ],
)
def test_a_figure_needs_a_source(folder: Path, words: str, is_claim: bool) -> None:
    change(folder, TIP, lambda tip: tip.update(doen="Doe dit deze week een keer.", waarom=words * 2, bronnen=[]))
    assert has(check_content(folder), TIP, "bronnen", "geen bron") is is_claim


@pytest.mark.parametrize("text", ["titel: [open", "- een lijst", "", "titel: a: b", b"titel: \xff\xfe"])
def test_a_broken_file_is_named(folder: Path, text: str | bytes) -> None:
    (folder / TIP).write_bytes(text if isinstance(text, bytes) else text.encode())
    named = [problem for problem in check_content(folder) if problem.file == TIP]
    assert any("YAML" in problem.message or "velden" in problem.message for problem in named), named


def test_a_slug_that_is_there_twice_in_a_file_is_named(folder: Path) -> None:
    with (folder / "hulp.yaml").open("a") as file:
        file.write('  nibud: {titel: Nibud, url: "https://www.nibud.nl/anders", wat: "Nog eens hetzelfde."}\n')
    assert any(problem.file == "hulp.yaml" and "nibud" in str(problem) for problem in check_content(folder))


def test_a_tip_in_the_wrong_folder_is_named(folder: Path) -> None:
    (folder / TIP).rename(folder / "tips/werk/kies-een-vast-geldmoment.yaml")
    assert has(check_content(folder), "tips/werk/kies-een-vast-geldmoment.yaml", "pijler", "staat in de map werk")


def test_other_mistakes_of_a_tip_in_the_wrong_folder_are_named_there(folder: Path) -> None:
    change(folder, TIP, setting("hulp", ["maan"]))
    (folder / TIP).rename(folder / "tips/werk/kies-een-vast-geldmoment.yaml")
    assert has(check_content(folder), "tips/werk/kies-een-vast-geldmoment.yaml", "hulp", "maan")


def test_a_tip_that_is_there_twice_is_named(folder: Path) -> None:
    shutil.copy(folder / TIP, folder / "tips/werk/")
    assert has(check_content(folder), "tips/werk/kies-een-vast-geldmoment.yaml", "slug", "bestaat al in pijler geld")


@pytest.mark.parametrize("file", ["kladje.txt", "tips/los.yaml", "tips/geld/oud/tip.yaml", "scans/scan.yml"])
def test_a_file_that_nothing_reads_is_named(folder: Path, file: str) -> None:
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).touch()
    assert check_content(folder) == (Problem(file, "", "wordt nergens gelezen"),)


@pytest.mark.parametrize("file", ["pijlers.yaml", "bronnen.yaml", "hulp.yaml", "leesniveau.yaml", "gepubliceerd.yaml"])
def test_a_file_that_is_gone_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert has(check_content(folder), file, "")


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("theme", ["overzicht", "rondkomen", "buffer", "later", "geldrust"])
def test_a_theme_without_a_tip_in_some_mode_is_named(folder: Path, theme: str, mode: Mode) -> None:
    for path in (folder / "tips/geld").iterdir():
        tip = yaml.safe_load(path.read_text())
        if theme in tip["themas"] and tip["modus"] == mode:
            path.unlink()
    assert has(check_content(folder), "tips", theme, f"heeft geen tip met modus {mode}")


@pytest.mark.parametrize(
    "edit",
    [
        statement("tekst", "Op mijn werk is er iets leuks."),
        statement("omgekeerd", True),
        lambda fields: fields["banden"][1].update(vanaf=40),
        lambda fields: fields["schaal"][0].update(label="Niet waar"),
        lambda fields: fields["pijlers"][0]["stellingen"].pop(),
    ],
)
def test_a_published_scan_may_not_change(folder: Path, edit: Change) -> None:
    change(folder, SCAN, edit)
    assert has(check_content(folder), "gepubliceerd.yaml", "di-scan-1", "mag niet veranderen")


def test_a_published_scan_may_not_go(folder: Path) -> None:
    (folder / SCAN).unlink()
    assert has(check_content(folder), "gepubliceerd.yaml", "di-scan-1", "mag niet weg")


def test_a_new_version_is_to_be_published_once(folder: Path) -> None:
    shutil.copy(folder / SCAN, folder / "scans/di-scan-2.yaml")
    change(folder, "scans/di-scan-2.yaml", setting("versie", 2))
    assert check_content(folder) == (
        Problem("gepubliceerd.yaml", "di-scan-2", "is nog niet gepubliceerd; doe: tiptrack content publish"),
    )
    assert publish(folder) == ["di-scan-2"]
    assert not check_content(folder)
    assert load_library(folder).current("di-scan").version == 2
    assert not publish(folder)


def test_all_mistakes_are_named_at_once(folder: Path) -> None:
    change(folder, TIP, setting("themas", ["maan"]))
    change(folder, SCAN, signal(hulp=["maan"]))
    (folder / "tips/werk/kapot.yaml").write_text("titel: [")
    (folder / "kladje.txt").touch()
    problems = check_content(folder)
    assert {TIP, "tips/werk/kapot.yaml", "kladje.txt"} <= {problem.file for problem in problems}
    assert any("maan bestaat niet in hulp.yaml" in problem.message for problem in problems)
    assert list(problems) == sorted(problems)


NOT_SERVED = [
    "a missing field",
    "an unknown theme",
    "an unknown source",
    "unknown help",
    "an unknown theme in the scan",
    "a signal about nothing",
    "a signal to unknown help",
    "a band without text",
    "a theme twice",
    "a pillar twice",
]


@pytest.mark.parametrize("what", NOT_SERVED)
def test_content_that_does_not_hold_together_is_not_served(folder: Path, what: str) -> None:
    change(folder, *CHANGES[what][:2])
    with pytest.raises(ContentErrors):
        load_library(folder)


@pytest.mark.parametrize("gone", [SCAN, "scans", "tips", "pijlers.yaml", "hulp.yaml"])
def test_half_a_content_folder_is_not_served(folder: Path, gone: str) -> None:
    path = folder / gone
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(ContentErrors):
        load_library(folder)


def test_the_errors_at_the_start_name_every_problem(folder: Path) -> None:
    change(folder, TIP, without("waarom"))
    change(folder, "tips/werk/zoek-wat-je-plezier-kost.yaml", without("kort"))
    with pytest.raises(ContentErrors, match=r"(?s)geldmoment.yaml: waarom: ontbreekt.*werk.*: kort: ontbreekt"):
        load_library(folder)


def test_an_unknown_scan_has_no_newest_version(folder: Path) -> None:
    with pytest.raises(KeyError):
        load_library(folder).current("maan")
