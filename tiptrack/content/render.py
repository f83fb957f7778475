"""Markdown from the content, as safe HTML."""

from functools import lru_cache

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markupsafe import Markup

_TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "br"}


@lru_cache(maxsize=2_000)
def markdown(text: str) -> Markup:
    """The text as HTML with paragraphs, lists, emphasis and links; anything else is dropped."""
    html = MarkdownIt("commonmark").render(text)
    return Markup(nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, url_schemes={"https"}))  # noqa: S704 - cleaned


def init_app(app: Flask) -> None:
    """Gives templates the filter `markdown`."""
    app.jinja_env.filters["markdown"] = markdown
