"""Who may enter: closed by default. A route without `@allow` answers 403 and fails a test."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.routing import IntegerConverter, Map

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
MOST_FIELDS = 200


class Permission(StrEnum):
    """What a route asks of who enters. A person holds some of them; everybody holds VISIT."""

    VISIT = "visit"
    KEEP_OWN_DATA = "keep_own_data"


def allow(permission: Permission) -> Callable[[View], View]:
    """States on a view what is needed to enter it."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


class IdConverter(IntegerConverter):
    """`<id:…>` in a route: an id that fits every database; a larger number is no address of ours."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **{**kwargs, "max": 2**53 - 1})


def init_app(app: Flask) -> None:
    """Checks each request before its view runs."""
    app.url_map.converters["id"] = IdConverter
    app.before_request(_refuse_other_sites)
    app.before_request(_guard)


def _refuse_other_sites() -> None:
    """Another site may not make a browser send something here (Fetch Metadata, with Origin for older browsers)."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    site, origin = request.headers.get("Sec-Fetch-Site", "").lower(), request.headers.get("Origin")
    if site in {"cross-site", "same-site"} or (not site and origin and origin != request.host_url.rstrip("/")):
        abort(403)
    if sum(map(len, request.form.listvalues())) > MOST_FIELDS:
        abort(413)


def _guard() -> ResponseReturnValue | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:
        return None  # no such address: Flask answers 404 or 405
    needed = getattr(view, "permission", None)
    if needed is Permission.VISIT:
        return None
    if needed is None:
        abort(403)
    if not current_user.is_authenticated:
        return current_app.login_manager.unauthorized()  # type: ignore[attr-defined, no-any-return]
    if needed not in current_user.permissions:
        abort(403)
    return None
