"""The menu: each room declares its entries, `create_app` puts them in order."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from flask import Flask, url_for
from flask_babel import LazyString, get_locale


@dataclass(frozen=True)
class MenuEntry:
    """A link in the menu, for everybody or for signed-in people only."""

    endpoint: str
    label: LazyString
    signed_in_only: bool = False


@dataclass(frozen=True)
class MenuLink:
    """A menu entry with its address, in one language."""

    address: str
    label: str
    signed_in_only: bool


def init_app(app: Flask, *entries: MenuEntry) -> None:
    """Gives templates `menu()`: the entries in order."""
    app.jinja_env.globals["menu"] = _menu(entries)


def _menu(entries: tuple[MenuEntry, ...]) -> Callable[[], tuple[MenuLink, ...]]:
    @lru_cache
    def in_language(_locale: str) -> tuple[MenuLink, ...]:
        return tuple(MenuLink(url_for(e.endpoint), str(e.label), e.signed_in_only) for e in entries)

    return lambda: in_language(str(get_locale()))
