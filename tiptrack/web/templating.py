"""What every template can use: the person, dates and numbers in Dutch, icons."""

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date
from flask import Flask
from flask_login import current_user
from markupsafe import Markup

from tiptrack.clock import local_date
from tiptrack.settings import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Filters and globals. Icons and other parts come from `templates/components/`."""
    app.jinja_env.filters.update(day=day, signed=signed)
    app.jinja_env.globals.update(site_name=settings.site_name, current_user=current_user)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def load_components(app: Flask) -> None:
    """Gives templates `forms`, `icons` and `charts`; an import in each template would cost time on each page."""
    for name in ("forms", "icons", "charts"):
        app.jinja_env.globals[name] = app.jinja_env.get_template(f"components/{name}.html").module


def day(moment: date | datetime) -> str:
    """A day as people say it: 21 november 2026."""
    return _long(local_date(moment) if isinstance(moment, datetime) else moment)


def signed(number: int) -> Markup:
    """A change with its sign, which a screen reader also reads."""
    return Markup(f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0")  # noqa: S704 - a number


@lru_cache(maxsize=2_000)
def _long(on: date) -> str:
    return format_date(on, format="d MMMM y", locale="nl")
