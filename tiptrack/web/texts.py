"""Interface texts are looked up when a template is compiled, not on every page: half of a page's time went there.

`{{ _('…') }}` becomes the translated text itself, or a format with its variables. One environment speaks one language.
"""

from collections.abc import Callable
from typing import Any, cast

from flask import Flask
from flask.templating import Environment
from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

Translate = Callable[[str], str]


def source_text(text: str) -> str:
    """Dutch is the source language: a text is its own translation."""
    return text


class TranslatedEnvironment(Environment):
    """Jinja's environment with its texts filled in at compile time."""

    translate: Translate = staticmethod(source_text)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        is_html = name is None or name.endswith(".html")
        return cast(nodes.Template, _FillIn(self.translate).visit(template)) if is_html else template


class _FillIn(NodeTransformer):
    """Replaces `_('text')` by the text, and `_('text %(name)s', name=…)` by a format that escapes what it fills in."""

    def __init__(self, translate: Translate) -> None:
        self._translate = translate

    def visit_Call(self, node: nodes.Call) -> Any:
        """A call of `_` with a text; any other call stays."""
        node = self.generic_visit(node)  # type: ignore[assignment]
        if not isinstance(node.node, nodes.Name) or node.node.name != "_" or not isinstance(node.args[0], nodes.Const):
            return node
        text = Markup(self._translate(node.args[0].value))  # noqa: S704 - texts come from our templates and catalogues
        if not node.kwargs:
            return nodes.Const(text % {}, lineno=node.lineno)
        filled = [nodes.Pair(nodes.Const(word.key), word.value) for word in node.kwargs]
        return nodes.Mod(nodes.Const(text), nodes.Dict(filled), lineno=node.lineno)


def init_app(app: Flask) -> None:
    """Call before anything touches `app.jinja_env`, which is made once."""
    app.jinja_environment = TranslatedEnvironment
