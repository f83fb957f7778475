"""All templates: they parse, share one base, say everything through gettext, and escape what they show."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

ROOT = Path(__file__).parent.parent.parent / "tiptrack"
FILES = sorted(path for path in ROOT.rglob("templates/**/*") if path.is_file())
PAGES = [path for path in FILES if path.suffix == ".html" and path.parent.name not in {"components", "base"}]
INCLUDED = {name for path in FILES for name in re.findall(r"{% include '([^']+)'", path.read_text())}
PARTS = {path for path in FILES if path.name == "parts.html" or path.as_posix().endswith(tuple(INCLUDED))}  # no pages
TRANSLATED = {"_", "gettext", "ngettext"}
READ_BY_PEOPLE = {"alt", "aria-label", "title", "placeholder", "data-saved", "data-failed", "data-speak", "content"}
NOT_DUTCH = {"width=device-width, initial-scale=1", "light dark"}
JINJA = Environment(extensions=["jinja2.ext.do"], autoescape=True)


def name(path: Path) -> str:
    """The path within the package."""
    return str(path.relative_to(ROOT))


class Words(HTMLParser):
    """Collects the text that a template holds itself: between tags, and in attributes that people read or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes."""
        self.found += [value for key, value in attrs if key in READ_BY_PEOPLE and value and value not in NOT_DUTCH]

    def handle_data(self, data: str) -> None:
        """Text."""
        self.found.append(data)


def words_outside_gettext(source: str) -> list[str]:
    """Texts of the template that no translation would reach."""
    tree, words = JINJA.parse(source), Words()
    words.feed("".join(part.data for part in tree.find_all(nodes.TemplateData)))
    texts = [re.sub(r'[a-z-]+="[^"]*"', "", text) for text in words.found]  # a macro may give just attributes
    loose = [text for text in texts if re.search(r"[^\W\d_]", text)]
    return loose + [text for text in _strings(tree) if re.search(r"[^\W\d_]{2,} [^\W\d_]+|\b[A-Z][a-z]{2,}", text)]


def _strings(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in TRANSLATED:
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    for child in node.iter_child_nodes():
        yield from _strings(child)


def test_there_are_templates() -> None:
    assert len(PAGES) > 10


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_template_parses(base_app: Flask, path: Path) -> None:
    base_app.jinja_env.parse(path.read_text())


@pytest.mark.parametrize("path", [path for path in PAGES if path not in PARTS], ids=name)
def test_every_page_extends_the_base_and_has_a_title(path: Path) -> None:
    tree = JINJA.parse(path.read_text())
    bases = [part.template.value for part in tree.find_all(nodes.Extends) if isinstance(part.template, nodes.Const)]
    assert bases in (["base/page.html"], ["base/plain.html"])
    assert {"title", "main"} <= {block.name for block in tree.find_all(nodes.Block)}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_nothing_is_called_safe_or_shown_raw(path: Path) -> None:
    tree = JINJA.parse(path.read_text())
    assert "safe" not in {used.name for used in tree.find_all(nodes.Filter)}
    assert not list(tree.find_all((nodes.ScopedEvalContextModifier, nodes.MarkSafe)))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_every_text_goes_through_gettext(path: Path) -> None:
    assert words_outside_gettext(path.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hallo</p>",
        '<img alt="Een kaart">',
        "<p>{{ _('Dag') }}</p> en",
        "{{ 'Nog niet' if x else '' }}",
        "{% set t = 'Klaar' %}",
    ],
)
def test_a_text_outside_gettext_would_be_found(source: str) -> None:
    assert words_outside_gettext(source)


def test_what_is_shown_is_escaped(base_app: Flask) -> None:
    autoescape = base_app.jinja_env.autoescape
    assert callable(autoescape)
    assert all(autoescape(path.name) for path in FILES if path.suffix == ".html")


def test_what_is_rendered_once_has_a_name_of_its_own() -> None:
    names = [name for path in FILES for name in re.findall(r"{% macro (\w+)", path.read_text())]
    once = {name for path in FILES for name in re.findall(r"once\((\w+)", path.read_text())}
    aliases = dict(re.findall(r"import (\w+) as (\w+)", "".join(path.read_text() for path in FILES)))
    rendered = once - set(aliases.values()) | {name for name, alias in aliases.items() if alias in once}
    assert rendered
    assert {name for name in rendered if names.count(name) != 1} == set()
