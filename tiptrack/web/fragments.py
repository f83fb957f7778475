"""`once(macro, …)`: a piece of a page that follows from content and a few small values is rendered once per worker.

Arguments are slugs, numbers and texts of our own: never what a person typed, and never who it is for.
"""

from collections.abc import Hashable
from typing import Any

from flask import Flask
from jinja2.runtime import Macro
from markupsafe import Markup

MOST = 8_000  # fragments of some 300 bytes


class Fragments:
    """The pieces that were rendered before, by macro and arguments; starts afresh when there are too many."""

    def __init__(self) -> None:
        self._rendered: dict[Any, Markup] = {}

    def once(self, macro: Macro, *args: Hashable) -> Markup:
        """What the macro makes of these arguments."""
        key = (macro.name, args)
        if key not in self._rendered:
            if len(self._rendered) >= MOST:
                self._rendered.clear()
            self._rendered[key] = Markup(macro(*args))  # noqa: S704 - a macro of ours, which escapes
        return self._rendered[key]


def init_app(app: Flask) -> None:
    """Gives templates `once`."""
    app.jinja_env.globals["once"] = Fragments().once
