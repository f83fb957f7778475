"""What the files in `content/` say, as values. Dutch keys become English names here, and nowhere else."""

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, StringConstraints, model_validator

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=300)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, min_length=20, max_length=3_000)]


class Part(BaseModel):
    """A piece of content: immutable, with no keys but the declared ones."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, arbitrary_types_allowed=True)


class Mode(StrEnum):
    """What a tip is for: repair what goes badly, keep what goes well enough, or strengthen what goes well."""

    CURATIVE = "curatief"
    PREVENTIVE = "preventief"
    AMPLIFYING = "amplitief"


class Theme(Part):
    """One subject within a pillar."""

    slug: Slug
    title: Line = Field(alias="titel")
    explanation: Line = Field(alias="uitleg")


class Pillar(Part):
    """One of the five parts of a working life that the scan asks about."""

    slug: Slug
    title: Line = Field(alias="titel")
    icon: Slug = Field(alias="icoon")
    intro: Line
    sensitive: bool = Field(alias="gevoelig")
    themes: tuple[Theme, ...] = Field(alias="themas", min_length=1)


class ScalePoint(Part):
    """One answer that can be given."""

    value: int = Field(alias="waarde", ge=1, le=10)
    label: Line


class Band(Part):
    """What a score is called, from `floor` (0-100) up to the next band."""

    slug: Slug
    floor: int = Field(alias="vanaf", ge=0, le=100)
    title: Line = Field(alias="titel")
    text: Line = Field(alias="tekst")


class Statement(Part):
    """One sentence to agree or disagree with. `reverse` marks one where agreeing is unfavourable."""

    id: Slug
    theme: Slug = Field(alias="thema")
    text: Line = Field(alias="tekst")
    easy: Line = Field(alias="makkelijk")
    help: Line = Field(alias="hulp")
    strong: Line = Field(alias="goed")
    weak: Line = Field(alias="beter")
    reverse: bool = Field(default=False, alias="omgekeerd")


class PillarPage(Part):
    """The statements about one pillar: one page of the scan."""

    pillar: Slug = Field(alias="pijler")
    intro: Line
    texts: dict[Slug, Line] = Field(alias="teksten")
    statements: tuple[Statement, ...] = Field(alias="stellingen", min_length=1)

    @cached_property
    def themes(self) -> dict[str, tuple[Statement, ...]]:
        """The statements by theme, in order."""
        slugs = dict.fromkeys(statement.theme for statement in self.statements)
        return {slug: tuple(s for s in self.statements if s.theme == slug) for slug in slugs}


class Limit(Part):
    """Holds when the answer to a statement is worth `at_most` points or less."""

    statement: Slug = Field(alias="stelling")
    at_most: int = Field(alias="hoogstens", ge=1)


class Signal(Part):
    """A combination of answers that deserves a calm pointer to help."""

    id: Slug
    when: tuple[Limit, ...] = Field(alias="als", min_length=1)
    text: Line = Field(alias="tekst")
    help: tuple[str, ...] = Field(alias="hulp", min_length=1)


class Questionnaire(Part):
    """A published set of statements. It never changes: a changed one gets a new `version`."""

    file: str
    kind: Slug = Field(alias="soort")
    slug: Slug
    version: int = Field(alias="versie", ge=1)
    title: Line = Field(alias="titel")
    intro: tuple[Line, ...] = Field(min_length=3, max_length=3)
    minutes: int = Field(alias="minuten", ge=1, le=60)
    scale: tuple[ScalePoint, ...] = Field(alias="schaal", min_length=2)
    bands: tuple[Band, ...] = Field(alias="banden", min_length=2)
    pages: tuple[PillarPage, ...] = Field(alias="pijlers", min_length=1)
    signals: tuple[Signal, ...] = Field(alias="signalen", default=())

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """All statements by id, in the order in which they are asked."""
        return {statement.id: statement for page in self.pages for statement in page.statements}

    @cached_property
    def values(self) -> frozenset[int]:
        """The answers that the scale knows."""
        return frozenset(point.value for point in self.scale)

    @cached_property
    def _pages(self) -> dict[str, PillarPage]:
        return {page.pillar: page for page in self.pages}

    def find_page(self, pillar: str) -> PillarPage | None:
        """The page about this pillar, or None."""
        return self._pages.get(pillar)

    def band(self, score: int) -> Band:
        """The band in which a score of 0-100 falls."""
        return next(band for band in reversed(self.bands) if score >= band.floor)

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        floors = [band.floor for band in self.bands]
        ids = [statement.id for page in self.pages for statement in page.statements]
        if floors != sorted(set(floors)) or floors[0] != 0:
            raise ValueError("banden: 'vanaf' moet oplopen en beginnen bij 0")
        if [point.value for point in self.scale] != list(range(1, len(self.scale) + 1)):
            raise ValueError("schaal: de waarden moeten 1, 2, 3, … zijn")
        if twice := sorted({id for id in ids if ids.count(id) > 1}):
            raise ValueError(f"stellingen: dubbele id {', '.join(twice)}")
        return self


class IfThen(Part):
    """A ready-made plan: a moment, and what one then does."""

    when: Annotated[Line, StringConstraints(pattern=r"^Als ")] = Field(alias="als")
    then: Annotated[Line, StringConstraints(pattern=r"^dan ")] = Field(alias="dan")


class Tip(Part):
    """Something a person can do this week, at no cost."""

    slug: Slug
    file: str
    title: Annotated[Line, StringConstraints(max_length=70)] = Field(alias="titel")
    pillar: Slug = Field(alias="pijler")
    themes: tuple[Slug, ...] = Field(alias="themas", min_length=1)
    mode: Mode = Field(alias="modus")
    minutes: int = Field(alias="minuten", ge=1, le=240)
    summary: Annotated[Line, StringConstraints(max_length=170)] = Field(alias="kort")
    what: Prose = Field(alias="doen")
    steps: tuple[Line, ...] = Field(alias="stappen", min_length=2, max_length=4)
    why: Prose = Field(alias="waarom")
    plans: tuple[IfThen, ...] = Field(alias="plannen", min_length=2)
    smaller: Line = Field(alias="kleiner")
    obstacles: tuple[Line, ...] = Field(alias="obstakels", min_length=1)
    sources: tuple[str, ...] = Field(alias="bronnen", default=())
    help: tuple[str, ...] = Field(alias="hulp", default=())


class Source(Part):
    """Where a fact comes from."""

    title: Line = Field(alias="titel")
    year: int | None = Field(alias="jaar", default=None, ge=1900, le=2100)
    url: HttpUrl | None = None


class Help(Part):
    """An official place that helps for free."""

    title: Line = Field(alias="titel")
    url: HttpUrl
    what: Line = Field(alias="wat")


class Library(Part):
    """All content of the site."""

    pillars: dict[str, Pillar]
    themes: dict[str, Theme]
    questionnaires: dict[tuple[str, int], Questionnaire]
    tips: dict[str, Tip]
    sources: dict[str, Source]
    help: dict[str, Help]

    def current(self, slug: str) -> Questionnaire:
        """The newest version of a questionnaire; raises KeyError for an unknown one."""
        return self.questionnaires[
            slug, max((version for known, version in self.questionnaires if known == slug), default=0)
        ]
