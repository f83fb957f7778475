"""From the files in `content/` to a Library: all problems at once, each with its file and field."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from tiptrack.content.links import broken_links
from tiptrack.content.models import Help, Library, Pillar, Questionnaire, Source, Theme, Tip
from tiptrack.content.problems import ContentErrors, Problem
from tiptrack.content.published import PUBLISHED_FILE, changed_after_publishing

Model = TypeVar("Model", bound=BaseModel)

_DUTCH = {
    "missing": "ontbreekt",
    "extra_forbidden": "is geen bekend veld",
    "string_too_long": "is te lang (hoogstens {max_length} tekens)",
    "string_too_short": "is te kort (minstens {min_length} tekens)",
    "string_pattern_mismatch": "heeft niet de vorm {pattern}",
    "too_short": "heeft er te weinig (minstens {min_length})",
    "too_long": "heeft er te veel (hoogstens {max_length})",
    "enum": "moet een van deze zijn: {expected}",
    "int_type": "moet een heel getal zijn",
    "string_type": "moet tekst zijn (zet de tekst tussen aanhalingstekens)",
    "value_error": "{error}",
}


class _StrictLoader(yaml.CSafeLoader):
    """Refuses a key that is there twice: the second would silently replace the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """The mapping of a node."""
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]
        if twice := next((key for key in keys if keys.count(key) > 1), None):
            raise yaml.constructor.ConstructorError(None, None, f"{twice} staat er twee keer", node.start_mark)
        return super().construct_mapping(node, deep)


@dataclass
class Reader:
    """Reads files of one content folder and remembers what was wrong with them."""

    root: Path
    problems: list[Problem] = field(default_factory=list)
    files: set[Path] = field(default_factory=set)

    def name(self, path: Path) -> str:
        """The file's name as an editor knows it."""
        return str(path.relative_to(self.root))

    def complain(self, path: Path, field: str, message: str) -> None:
        """Notes a problem and goes on, so that an editor sees all of them at once."""
        self.problems.append(Problem(self.name(path), field, message))

    def mapping(self, path: Path) -> dict[str, Any]:
        """The file's keys; empty, with a problem noted, when it is no readable YAML mapping."""
        self.files.add(path)
        try:
            loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506 - a safe loader
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            self.complain(path, "", f"is geen leesbare YAML: {' '.join(str(error).split())}")
            return {}
        if not isinstance(loaded, dict):
            self.complain(path, "", "moet uit velden bestaan (naam: waarde)")
            return {}
        return loaded

    def model(self, kind: type[Model], path: Path, raw: Any, where: str = "") -> Model | None:
        """The value as a model, or None with its problems noted."""
        try:
            return kind.model_validate(raw)
        except ValidationError as error:
            for problem in error.errors():
                field = ".".join(map(str, (where, *problem["loc"]) if where else problem["loc"]))
                template = _DUTCH.get(problem["type"])
                message = template.format(**problem.get("ctx", {})) if template else problem["msg"]
                self.complain(path, field, message)
            return None

    def models(self, kind: type[Model], path: Path, key: str) -> dict[str, Model]:
        """The models of a file that maps slugs to them under one key."""
        entries = self.mapping(path).get(key) or {}
        if not isinstance(entries, dict):
            self.complain(path, key, "moet uit namen met velden bestaan")
            return {}
        made = {str(slug): self.model(kind, path, raw, f"{key}.{slug}") for slug, raw in entries.items()}
        return {slug: model for slug, model in made.items() if model}


def load_library(root: Path) -> Library:
    """All content; raises ContentErrors with every problem when any file is wrong."""
    reader = Reader(root)
    library = read_library(reader)
    published = reader.mapping(root / PUBLISHED_FILE)
    if problems := [*reader.problems, *broken_links(library), *changed_after_publishing(library, published)]:
        raise ContentErrors(problems)
    return library


def read_library(reader: Reader) -> Library:
    """What could be read; look at `reader.problems` for the rest."""
    pillars = _pillars(reader)
    return Library(
        pillars=pillars,
        themes=_themes(reader, pillars),
        questionnaires=_questionnaires(reader),
        tips=_tips(reader),
        sources=reader.models(Source, reader.root / "bronnen.yaml", "bronnen"),
        help=reader.models(Help, reader.root / "hulp.yaml", "hulp"),
    )


def _pillars(reader: Reader) -> dict[str, Pillar]:
    path = reader.root / "pijlers.yaml"
    raws = reader.mapping(path).get("pijlers") or []
    if not isinstance(raws, list):
        reader.complain(path, "pijlers", "moet een lijst zijn")
        return {}
    pillars: dict[str, Pillar] = {}
    for number, raw in enumerate(raws):
        if pillar := reader.model(Pillar, path, raw, f"pijlers.{number}"):
            if pillar.slug in pillars:
                reader.complain(path, f"pijlers.{number}.slug", f"pijler {pillar.slug} bestaat al")
            pillars[pillar.slug] = pillar
    return pillars


def _themes(reader: Reader, pillars: dict[str, Pillar]) -> dict[str, Theme]:
    themes: dict[str, Theme] = {}
    for pillar in pillars.values():
        for theme in pillar.themes:
            if theme.slug in themes:
                reader.complain(reader.root / "pijlers.yaml", pillar.slug, f"thema {theme.slug} bestaat al")
            themes[theme.slug] = theme
    return themes


def _questionnaires(reader: Reader) -> dict[tuple[str, int], Questionnaire]:
    found: dict[tuple[str, int], Questionnaire] = {}
    for path in sorted((reader.root / "scans").glob("*.yaml")):
        if made := reader.model(Questionnaire, path, {**reader.mapping(path), "file": reader.name(path)}):
            if (made.slug, made.version) in found:
                reader.complain(path, "versie", f"versie {made.version} van {made.slug} bestaat al")
            found[made.slug, made.version] = made
    return found


def _tips(reader: Reader) -> dict[str, Tip]:
    tips: dict[str, Tip] = {}
    for path in sorted((reader.root / "tips").glob("*/*.yaml")):
        tip = reader.model(Tip, path, {"slug": path.stem, **reader.mapping(path), "file": reader.name(path)})
        if not tip:
            continue
        if tip.slug in tips:
            reader.complain(path, "slug", f"tip {tip.slug} bestaat al in pijler {tips[tip.slug].pillar}")
        if tip.pillar != path.parent.name:
            reader.complain(path, "pijler", f"is {tip.pillar}, maar het bestand staat in de map {path.parent.name}")
        tips[tip.slug] = tip
    return tips
