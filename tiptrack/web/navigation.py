"""The menu: each room declares its entries, `create_app` puts them in order."""

from dataclasses import dataclass

from flask import Flask
from flask_babel import LazyString


@dataclass(frozen=True)
class MenuEntry:
    """A link in the menu, for everybody or for signed-in people only."""

    endpoint: str
    label: LazyString
    signed_in_only: bool = False


def init_app(app: Flask, *entries: MenuEntry) -> None:
    """Gives templates `menu`: the entries in order."""
    app.jinja_env.globals["menu"] = entries
