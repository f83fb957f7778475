"""Whether the content holds together: everything that refers to something refers to something that is there."""

from collections.abc import Iterable, Iterator
from typing import Any

from tiptrack.content.models import Library, Questionnaire, Tip
from tiptrack.content.problems import Problem


def broken_links(library: Library) -> Iterator[Problem]:
    """Every reference to something unknown, and what is missing altogether. The site does not start with any."""
    if not library.questionnaires:
        yield Problem("scans", "", "heeft geen scan")
    if not library.tips:
        yield Problem("tips", "", "heeft geen tips")
    for tip in library.tips.values():
        yield from _tip(library, tip)
    for made in library.questionnaires.values():
        yield from _pages(library, made)
        yield from _signals(library, made)


def _tip(library: Library, tip: Tip) -> Iterator[Problem]:
    yield from _unknown(tip.file, "bronnen", tip.sources, library.sources)
    yield from _unknown(tip.file, "hulp", tip.help, library.help)
    if tip.pillar not in library.pillars:
        yield Problem(tip.file, "pijler", f"{tip.pillar} bestaat niet in pijlers.yaml")
        return
    yield from _themes_elsewhere(library, tip.file, "themas", tip.pillar, tip.themes)


def _pages(library: Library, made: Questionnaire) -> Iterator[Problem]:
    bands = {band.slug for band in made.bands}
    for page in made.pages:
        if page.pillar not in library.pillars:
            yield Problem(made.file, page.pillar, "is geen pijler uit pijlers.yaml")
            continue
        if page.texts.keys() != bands:
            needed = ", ".join(sorted(bands))
            yield Problem(made.file, f"{page.pillar}.teksten", f"moet precies deze banden hebben: {needed}")
        for statement in page.statements:
            yield from _themes_elsewhere(library, made.file, statement.id, page.pillar, (statement.theme,))


def _signals(library: Library, made: Questionnaire) -> Iterator[Problem]:
    for signal in made.signals:
        yield from _unknown(made.file, "hulp", signal.help, library.help)
        for limit in signal.when:
            if limit.statement not in made.statements:
                yield Problem(made.file, f"signalen.{signal.id}", f"stelling {limit.statement} bestaat niet")


def _themes_elsewhere(library: Library, file: str, field: str, pillar: str, themes: Iterable[str]) -> Iterator[Problem]:
    own = {theme.slug for theme in library.pillars[pillar].themes}
    for theme in themes:
        if theme not in own:
            yield Problem(file, field, f"{theme} is geen thema van {pillar}")


def _unknown(file: str, field: str, slugs: Iterable[str], known: dict[str, Any]) -> Iterator[Problem]:
    for slug in slugs:
        if slug not in known:
            yield Problem(file, field, f"{slug} bestaat niet in {field}.yaml")
