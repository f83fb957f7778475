"""What a person sees when something can't be done: what happened, and what to do now. Never a bare code."""

import logging

from flask import Flask, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from tiptrack.database import DatabaseBusy, NotFound
from tiptrack.web.resume import offer_to_send_again, typed_now

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """One page for all errors, without the database, since that may be what failed."""
    app.register_error_handler(HTTPException, _page_for)
    app.register_error_handler(NotFound, lambda error: _page(404))
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(DatabaseBusy, _busy)
    app.register_error_handler(Exception, _unexpected)


def _texts(status: int) -> tuple[str, str]:
    known = {
        400: (_("Dit kunnen we niet lezen"), _("Ga terug naar de vorige pagina en probeer het nog een keer.")),
        403: (_("Dit mag niet"), _("Je kunt deze pagina niet openen. Ga terug naar het begin.")),
        404: (_("Deze pagina is er niet"), _("Misschien is het adres veranderd of verkeerd getypt.")),
        405: (_("Dat kan hier niet"), _("Ga terug naar het begin en probeer het nog een keer.")),
        413: (_("Dit is te veel tekst"), _("Maak je tekst korter en verstuur hem nog een keer.")),
        429: (_("Even wachten"), _("Je probeerde dit te vaak. Wacht een paar minuten en probeer het dan opnieuw.")),
        503: (
            _("Het is even te druk"),
            _("Wat je net deed, is niet bewaard. Probeer het over een halve minuut opnieuw."),
        ),
    }
    return known.get(status, (_("Er ging iets mis"), _("Dat ligt aan ons. Probeer het straks nog een keer.")))


def _page(status: int) -> Response:
    title, advice = _texts(status)
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined] # don't ask the database who
    return make_response(render_template("errors/page.html", title=title, advice=advice), status)


def _page_for(error: HTTPException) -> Response:
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    response = _page(error.code or 500)
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def _form_too_old(error: CSRFError) -> Response:
    # Nothing of value in it (a sign-in form keeps no password): start afresh rather than send half a form.
    if any("wachtwoord" in name for name in request.form):
        return _page(400)
    return offer_to_send_again(typed_now(), 400)


def _busy(error: DatabaseBusy) -> Response:
    log.warning("database busy: %s (%s %s)", error, request.method, request.endpoint)
    response = _page(503)
    response.headers["Retry-After"] = "30"
    return response


def _unexpected(error: Exception) -> Response:
    # The error's text may hold what a person typed; its kind and place are enough to find it.
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    log.error("unexpected %s at %s in %s %s", type(error).__name__, where, request.method, request.endpoint)
    return _page(500)
