"""From answers to a result: scores, bands, what goes well, what can be better, and what changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from tiptrack.content import Band, PillarPage, Questionnaire, Signal, Statement

Answers = Mapping[str, int]
Earlier = Mapping[tuple[str, str | None], int]
HIGHLIGHTS = 3


@dataclass(frozen=True)
class Score:
    """A score of 0-100 for a pillar or a theme, with its band and the change since the scan before (None: no scan)."""

    slug: str
    value: int
    band: Band
    change: int | None = None


@dataclass(frozen=True)
class ThemeScore(Score):
    """A theme's score; `points` is the favourable answer on the scale (1 is least), for use in sentences."""

    pillar: str = ""
    points: int = 0
    strong: str = ""
    weak: str = ""


@dataclass(frozen=True)
class PillarScore(Score):
    """A pillar's score: the mean of its themes."""

    text: str = ""
    themes: tuple[ThemeScore, ...] = ()


@dataclass(frozen=True)
class Result:
    """A finished scan, as its owner sees it."""

    questionnaire: Questionnaire
    pillars: tuple[PillarScore, ...]
    signals: tuple[Signal, ...]

    @cached_property
    def themes(self) -> tuple[ThemeScore, ...]:
        """All themes, in the order of the scan."""
        return tuple(theme for pillar in self.pillars for theme in pillar.themes)

    @cached_property
    def by_pillar(self) -> dict[str, PillarScore]:
        """The pillars by slug: their order in the content may change."""
        return {pillar.slug: pillar for pillar in self.pillars}

    @cached_property
    def values(self) -> tuple[tuple[str, int], ...]:
        """Slug and score of each pillar, for a chart."""
        return tuple((pillar.slug, pillar.value) for pillar in self.pillars)

    @cached_property
    def strongest(self) -> tuple[ThemeScore, ...]:
        """At most three themes that go best, best first; none that is in the lowest band."""
        good = [theme for theme in self.themes if theme.band is not self.questionnaire.bands[0]]
        return tuple(sorted(good, key=lambda theme: -theme.value)[:HIGHLIGHTS])

    @cached_property
    def weakest(self) -> tuple[ThemeScore, ...]:
        """At most three themes that can be better, lowest first; none in the highest band, and no strongest one."""
        strongest = {theme.slug for theme in self.strongest}
        low = [t for t in self.themes if t.band is not self.questionnaire.bands[-1] and t.slug not in strongest]
        return tuple(sorted(low, key=lambda theme: theme.value)[:HIGHLIGHTS])


@dataclass(frozen=True)
class FinishedScan:
    """A result with its id and the moment it was finished."""

    id: int
    finished_at: datetime
    result: Result


def series(scans: Iterable[FinishedScan], pillars: Iterable[str]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """For each pillar its scores over these scans, for a chart."""
    scans = tuple(scans)
    return tuple((slug, tuple(scan.result.by_pillar[slug].value for scan in scans)) for slug in pillars)


def favourable(questionnaire: Questionnaire, statement: Statement, value: int) -> int:
    """The answer on a scale where more is better."""
    return len(questionnaire.scale) + 1 - value if statement.reverse else value


def missing(questionnaire: Questionnaire, answers: Answers) -> tuple[str, ...]:
    """The ids of statements without an answer, in order."""
    return tuple(id for id in questionnaire.statements if id not in answers)


def first_unfinished(questionnaire: Questionnaire, answers: Answers) -> PillarPage | None:
    """The first page that lacks an answer, or None when the scan is complete."""
    return next((page for page in questionnaire.pages if any(s.id not in answers for s in page.statements)), None)


def progress(questionnaire: Questionnaire, answers: Answers) -> int:
    """How many statements have an answer."""
    return sum(id in answers for id in questionnaire.statements)


def only_valid(questionnaire: Questionnaire, answers: Mapping[str, object]) -> dict[str, int]:
    """The answers that this questionnaire knows and its scale allows."""
    known = questionnaire.statements
    return {id: v for id, v in answers.items() if id in known and isinstance(v, int) and v in questionnaire.values}


def score(questionnaire: Questionnaire, answers: Answers, before: Result | None = None) -> Result:
    """The result of a complete set of answers, compared with the result before; raises KeyError when one is missing.

    A statement is worth 0 (least favourable) to 100; a theme is the mean of its statements, a pillar of its themes.
    """
    earlier = _earlier(before) if before else {}
    pillars = tuple(_pillar(questionnaire, page, answers, earlier) for page in questionnaire.pages)
    return Result(questionnaire, pillars, tuple(_signals(questionnaire, answers)))


def history(scans: Iterable[tuple[int, datetime, Questionnaire, Answers]]) -> tuple[FinishedScan, ...]:
    """Finished scans, oldest first, each compared with the one before it."""
    found: list[FinishedScan] = []
    for id, finished_at, questionnaire, answers in scans:
        before = found[-1].result if found else None
        found.append(FinishedScan(id, finished_at, score(questionnaire, answers, before)))
    return tuple(found)


def _pillar(questionnaire: Questionnaire, page: PillarPage, answers: Answers, earlier: Earlier) -> PillarScore:
    themes = tuple(
        _theme(questionnaire, page, slug, _mean(questionnaire, group, answers), earlier.get((page.pillar, slug)))
        for slug, group in page.themes.items()
    )
    value = round(sum(theme.value for theme in themes) / len(themes))
    band = questionnaire.band(value)
    change = _change(value, earlier.get((page.pillar, None)))
    return PillarScore(page.pillar, value, band, change, page.texts[band.slug], themes)


def _mean(questionnaire: Questionnaire, group: Iterable[Statement], answers: Answers) -> float:
    points = [favourable(questionnaire, statement, answers[statement.id]) for statement in group]
    return sum(points) / len(points)


def _theme(questionnaire: Questionnaire, page: PillarPage, slug: str, mean: float, before: int | None) -> ThemeScore:
    value = round(100 * (mean - 1) / (len(questionnaire.scale) - 1))
    first = page.themes[slug][0]
    band, change = questionnaire.band(value), _change(value, before)
    return ThemeScore(slug, value, band, change, page.pillar, round(mean), first.strong, first.weak)


def _change(value: int, before: int | None) -> int | None:
    return None if before is None else value - before


def _earlier(before: Result) -> Earlier:
    known: dict[tuple[str, str | None], int] = {(pillar.slug, None): pillar.value for pillar in before.pillars}
    return known | {(theme.pillar, theme.slug): theme.value for theme in before.themes}


def _signals(questionnaire: Questionnaire, answers: Answers) -> Iterable[Signal]:
    statements = questionnaire.statements
    for signal in questionnaire.signals:
        points = [favourable(questionnaire, statements[e.statement], answers[e.statement]) for e in signal.when]
        if all(point <= limit.at_most for point, limit in zip(points, signal.when, strict=True)):
            yield signal
