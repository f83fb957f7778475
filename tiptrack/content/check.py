"""`tiptrack content check`: what the schema can't say. Links, coverage, sources, reading level, dead files."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tiptrack.content.links import broken_links
from tiptrack.content.models import Library, Mode
from tiptrack.content.parse import Reader, read_library
from tiptrack.content.problems import Problem
from tiptrack.content.published import PUBLISHED_FILE, changed_after_publishing, fingerprints

LEVELS_FILE = "leesniveau.yaml"
# 66 days, 20%, "2 op de 3": a figure that claims something. Times, prices of an example and numbered steps do not.
_FIGURE = re.compile(
    r"\d+([.,]\d+)?\s?(%|procent)|\b\d+ (op|van) de \d+\b|\bonderzoek(en|ers)?\b|\bstudies?\b", re.IGNORECASE
)


def check_content(root: Path) -> tuple[Problem, ...]:
    """Every problem in the content folder, sorted by file; empty when all is well."""
    reader = Reader(root)
    library = read_library(reader)
    levels = reader.mapping(root / LEVELS_FILE).get("minstens")
    published = reader.mapping(root / PUBLISHED_FILE)
    found = [
        *reader.problems,
        *broken_links(library),
        *_figures_without_source(library),
        *_coverage(library),
        *changed_after_publishing(library, published),
        *_not_published(library, published),
        *_reading_levels(library, levels if isinstance(levels, dict) else {}),
        *_unused(library),
        *(Problem(str(path.relative_to(root)), "", "wordt nergens gelezen") for path in _dead_files(reader)),
    ]
    return tuple(sorted(set(found)))


def publish(root: Path) -> list[str]:
    """Records the fingerprint of each questionnaire that has none yet; returns the names of the new ones."""
    reader = Reader(root)
    library = read_library(reader)
    published: dict[str, Any] = reader.mapping(root / PUBLISHED_FILE) if (root / PUBLISHED_FILE).exists() else {}
    fresh = {name: mark for name, mark in fingerprints(library).items() if name not in published}
    lines = [f"{name}: {mark}" for name, mark in sorted((published | fresh).items())]
    heading = "# Gepubliceerde vragenlijsten. Ze veranderen niet meer: maak voor een wijziging een nieuwe versie."
    (root / PUBLISHED_FILE).write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
    return sorted(fresh)


def _not_published(library: Library, published: dict[str, Any]) -> Iterator[Problem]:
    for name in fingerprints(library).keys() - published.keys():
        yield Problem(PUBLISHED_FILE, name, "is nog niet gepubliceerd; doe: tiptrack content publish")


def _figures_without_source(library: Library) -> Iterator[Problem]:
    for tip in library.tips.values():
        if _FIGURE.search(f"{tip.summary} {tip.what} {tip.why}") and not tip.sources:
            yield Problem(tip.file, "bronnen", "de tekst noemt een cijfer of onderzoek, maar geen bron")


def _coverage(library: Library) -> Iterator[Problem]:
    covered = {(theme, tip.mode) for tip in library.tips.values() for theme in tip.themes}
    for theme in library.themes:
        for mode in Mode:
            if (theme, mode) not in covered:
                yield Problem("tips", theme, f"heeft geen tip met modus {mode.value}")


def _reading_levels(library: Library, levels: dict[str, Any]) -> Iterator[Problem]:
    for file, kind, text in _texts(library):
        if not isinstance(levels.get(kind), int):
            yield Problem(LEVELS_FILE, f"minstens.{kind}", "ontbreekt, of is geen heel getal")
        elif (score := reading_ease(text)) < levels[kind]:
            yield Problem(file, kind, f"leest te moeilijk: {score:.0f}, minstens {levels[kind]} (Flesch-Douma)")


def _texts(library: Library) -> Iterator[tuple[str, str, str]]:
    for tip in library.tips.values():
        yield tip.file, "tip", " ".join((tip.what, *tip.steps, tip.why))
        yield tip.file, "plannen", " ".join(f"{plan.when}, {plan.then}." for plan in tip.plans)
    for made in library.questionnaires.values():
        for page in made.pages:
            yield made.file, "stelling", " ".join(statement.text for statement in page.statements)
            yield made.file, "makkelijk", " ".join(statement.easy for statement in page.statements)
            yield (
                made.file,
                "uitleg",
                " ".join((page.intro, *(f"{s.help} {s.strong} {s.weak}" for s in page.statements))),
            )
        for signal in made.signals:
            yield made.file, "signaal", signal.text


def reading_ease(text: str) -> float:
    """How easily a Dutch text reads: Flesch-Douma, 0 (hard) to 100 (easy)."""
    import textstat  # heavy, and only the check needs it

    textstat.set_lang("nl")
    return float(textstat.flesch_reading_ease(text))


def _unused(library: Library) -> Iterator[Problem]:
    sources = {slug for tip in library.tips.values() for slug in tip.sources}
    helps = {slug for tip in library.tips.values() for slug in tip.help}
    helps |= {slug for made in library.questionnaires.values() for signal in made.signals for slug in signal.help}
    for name, known, used in (("bronnen", library.sources, sources), ("hulp", library.help, helps)):
        for slug in known.keys() - used:
            yield Problem(f"{name}.yaml", slug, "wordt nergens gebruikt")


def _dead_files(reader: Reader) -> Iterator[Path]:
    return (path for path in sorted(reader.root.rglob("*")) if path.is_file() and path not in reader.files)
