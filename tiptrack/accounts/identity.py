"""Who is there: Flask-Login on sessions that live in the database, so that ending one ends it everywhere."""

from typing import cast

from blinker import Signal
from flask import Flask, Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from tiptrack.accounts import actions
from tiptrack.accounts.forms import SignInForm
from tiptrack.accounts.rules import device_name
from tiptrack.privacy import Seal
from tiptrack.site import current_site
from tiptrack.web.access import Permission
from tiptrack.web.resume import seal_typed

user_registered = Signal("somebody made an account, and is signed in")


class Person(UserMixin):
    """A signed-in person, with the key that opens what they stored."""

    permissions = frozenset({Permission.KEEP_OWN_DATA})

    def __init__(self, known: actions.KnownPerson, token: str) -> None:
        self.id = known.id
        self.email = known.email
        self.seal: Seal = known.seal
        self.token = token

    def get_id(self) -> str:
        """What the browser keeps: the session's token, not the person's id."""
        return self.token


def init_app(app: Flask) -> None:
    """Loads the person of each request that asks for one, and says where to sign in."""
    manager = LoginManager(app)
    manager.session_protection = None  # a phone changes networks; the token is what counts
    manager.user_loader(_load)
    manager.unauthorized_handler(_ask_to_sign_in)


def current_person() -> Person:
    """The signed-in person; only for views that `allow` nobody else."""
    return cast(Person, current_user._get_current_object())


def find_current_person() -> Person | None:
    """The signed-in person, or None for a visitor."""
    return current_person() if current_user.is_authenticated else None


def enter(person_id: int) -> None:
    """Signs the person in on this browser, with a token and a CSRF token that were never seen before."""
    site, before = current_site(), session.get("_user_id", "")
    if owner := actions.owner_of(before):
        actions.end_session(site, owner, before)
    token = actions.start_session(site, person_id, device_name(request.user_agent.string))
    session.pop("csrf_token", None)
    login_user(_load(token))


def was_signed_in() -> bool:
    """Whether this browser was signed in until its session ended: who sends something then is no visitor."""
    return "_user_id" in session and not current_user.is_authenticated


def leave() -> Response:
    """Signs out, here and on the server, and has the browser forget what it held of this site."""
    actions.end_session(current_site(), current_person().id, current_person().token)
    logout_user()
    session.clear()
    response = cast(Response, redirect(url_for("journey.home"), 303))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _load(token: str) -> Person | None:
    known = actions.find_person(current_site(), token)
    return Person(known, token) if known else None


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method == "GET":
        return redirect(url_for("accounts.sign_in", verder=request.full_path.rstrip("?")), 303)
    owner = actions.owner_of(session.get("_user_id", ""))
    form = SignInForm(formdata=None, bewaard=seal_typed(owner) if owner else "")
    message = _("Je was te lang weg. Log opnieuw in.")
    if form.bewaard.data:
        message = _("Je was te lang weg. Log opnieuw in: wat je typte, gaat niet verloren.")
    return make_response(render_template("accounts/sign_in.html", form=form, message=message), 401)
