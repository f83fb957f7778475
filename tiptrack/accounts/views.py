"""Pages about an account: making one, getting in and out, and what is stored."""

from email_validator import EmailNotValidError  # noqa: F401 - WTForms' Email needs this package; fail at start, not at use
from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from tiptrack.accounts import actions
from tiptrack.accounts.forms import DeleteForm, PasswordForm, PlainForm, RegisterForm, SignInForm
from tiptrack.accounts.identity import current_person, enter, leave, user_registered
from tiptrack.accounts.rules import normal_email
from tiptrack.privacy import erase_person, export_person
from tiptrack.site import current_site
from tiptrack.web.access import Permission, allow
from tiptrack.web.forms import safe_path
from tiptrack.web.limits import caller, limiter, nameless
from tiptrack.web.mail import send
from tiptrack.web.resume import offer_to_send_again, open_typed

blueprint = Blueprint("accounts", __name__, url_prefix="/account", template_folder="templates")


def _typed_address() -> str:
    return nameless("account", normal_email(request.form.get("email", ""))[:200])


def _address_from_here() -> str:
    return nameless("account", normal_email(request.form.get("email", ""))[:200], caller())


def _this_person() -> str:
    return nameless("person", current_user.id) if current_user.is_authenticated else caller()


def _failed(response: Response) -> bool:
    """Only failures count: who signs in often is no attacker, and nobody can tell when somebody else signed in."""
    return response.status_code == 422


@blueprint.get("/registreren")
@allow(Permission.VISIT)
def register() -> ResponseReturnValue:
    """The form for a new account."""
    if current_user.is_authenticated:
        return redirect(safe_path(request.args.get("verder")), 303)
    return render_template("accounts/register.html", form=RegisterForm(verder=request.args.get("verder", "")))


@blueprint.post("/registreren")
@allow(Permission.VISIT)
@limiter.limit("20 per hour", deduct_when=lambda response: not _failed(response))
@limiter.limit("60 per hour")
def register_now() -> ResponseReturnValue:
    """Makes the account and signs in."""
    form = RegisterForm()
    if not form.validate():
        return make_response(render_template("accounts/register.html", form=form), 422)
    try:
        person_id = actions.register(current_site(), form.email.data or "", form.wachtwoord.data or "")
    except actions.EmailTaken:
        form.email.errors = [
            _("Met dit e-mailadres kun je geen nieuw account maken. Heb je al een account? Log dan in.")
        ]
        return make_response(render_template("accounts/register.html", form=form), 422)
    enter(person_id)
    user_registered.send(current_app._get_current_object(), person=current_person())  # type: ignore[attr-defined]
    flash(_("Je account is klaar."))
    return redirect(safe_path(form.verder.data), 303)


@blueprint.get("/inloggen")
@allow(Permission.VISIT)
def sign_in() -> ResponseReturnValue:
    """The form to sign in."""
    if current_user.is_authenticated:
        return redirect(safe_path(request.args.get("verder")), 303)
    return render_template("accounts/sign_in.html", form=SignInForm(verder=request.args.get("verder", "")))


@blueprint.post("/inloggen")
@allow(Permission.VISIT)
@limiter.limit("10 per 5 minutes", key_func=_address_from_here, deduct_when=_failed)
@limiter.limit("50 per 5 minutes", key_func=_typed_address, deduct_when=_failed)
@limiter.limit("100 per 5 minutes", deduct_when=_failed)
def sign_in_now() -> ResponseReturnValue:
    """Signs in; goes on with what was typed before, or where the person was heading."""
    form = SignInForm()
    if not form.validate():
        return make_response(render_template("accounts/sign_in.html", form=form), 422)
    try:
        person_id = actions.check_password(current_site(), form.email.data or "", form.wachtwoord.data or "")
    except actions.WrongCredentials:
        form.wachtwoord.errors = [_("Dit e-mailadres en wachtwoord horen niet bij elkaar. Probeer het nog een keer.")]
        return make_response(render_template("accounts/sign_in.html", form=form), 422)
    enter(person_id)
    if form.bewaard.data and (typed := open_typed(form.bewaard.data, person_id)):
        return offer_to_send_again(typed, 200)
    return redirect(safe_path(form.verder.data), 303)


@blueprint.post("/uitloggen")
@allow(Permission.KEEP_OWN_DATA)
def sign_out() -> ResponseReturnValue:
    """Ends this session."""
    response = leave()
    flash(_("Je bent uitgelogd."))
    return response


@blueprint.get("/wie-ziet-wat")
@allow(Permission.VISIT)
def who_sees_what() -> ResponseReturnValue:
    """For everybody, before they begin: what is kept, and who can see it."""
    return render_template("accounts/who_sees_what.html", personal_data=current_site().personal_data)


@blueprint.get("/privacy")
@allow(Permission.KEEP_OWN_DATA)
def privacy() -> ResponseReturnValue:
    """What is stored about you, who can see it, and how to take it along or have it gone."""
    return _privacy_page(DeleteForm())


@blueprint.get("/instellingen")
@allow(Permission.KEEP_OWN_DATA)
def settings() -> ResponseReturnValue:
    """Password and sessions."""
    return _settings_page(PasswordForm(current_person().email))


@blueprint.post("/wachtwoord")
@allow(Permission.KEEP_OWN_DATA)
@limiter.limit("10 per 5 minutes", key_func=_this_person)
def change_password() -> ResponseReturnValue:
    """Sets a new password, and ends the sessions on other devices."""
    person, form = current_person(), PasswordForm(current_person().email)
    if not form.validate():
        return _settings_page(form, 422)
    try:
        old, new = form.wachtwoord.data or "", form.nieuw_wachtwoord.data or ""
        actions.change_password(current_site(), person.id, old, new)
    except actions.WrongCredentials:
        form.wachtwoord.errors = [_("Dit is niet je wachtwoord van nu. Typ het nog een keer.")]
        return _settings_page(form, 422)
    enter(person.id)
    send(person.email, _("Je wachtwoord is veranderd"), render_template("accounts/mail_password.txt"))
    flash(_("Je wachtwoord is veranderd. Op andere apparaten ben je uitgelogd."))
    return redirect(url_for("accounts.settings"), 303)


@blueprint.post("/sessies/<string(length=16):session_id>/stoppen")
@allow(Permission.KEEP_OWN_DATA)
def end_session(session_id: str) -> ResponseReturnValue:
    """Signs out on another device."""
    actions.end_session_by_id(current_site(), current_person().id, session_id)
    flash(_("Je bent op dat apparaat uitgelogd."))
    return redirect(url_for("accounts.settings"), 303)


@blueprint.post("/downloaden")
@allow(Permission.KEEP_OWN_DATA)
@limiter.limit("20 per hour", key_func=_this_person)
def download() -> ResponseReturnValue:
    """Everything that is stored about you, as a zip."""
    person = current_person()
    packed = export_person(current_site(), person.id, person.seal)
    headers = {"Content-Disposition": "attachment; filename=mijn-gegevens.zip"}
    return Response(packed, mimetype="application/zip", headers=headers)


@blueprint.post("/verwijderen")
@allow(Permission.KEEP_OWN_DATA)
@limiter.limit("10 per 5 minutes", key_func=_this_person)
def delete() -> ResponseReturnValue:
    """Deletes the account, at once and for good."""
    person, form = current_person(), DeleteForm()
    if not form.validate():
        return _privacy_page(form, 422)
    try:
        actions.confirm_password(current_site(), person.id, form.wachtwoord.data or "")
    except actions.WrongCredentials:
        form.wachtwoord.errors = [_("Dit is niet je wachtwoord. Er is niets verwijderd.")]
        return _privacy_page(form, 422)
    erase_person(current_site(), person.id)
    response = leave()
    flash(_("Je account en alles wat je bewaarde, is verwijderd."))
    return response


def _settings_page(form: PasswordForm, status: int = 200) -> Response:
    person = current_person()
    lines = actions.list_sessions(current_site(), person.id, person.token)
    page = render_template("accounts/settings.html", form=form, sessions=lines, plain=PlainForm())
    return make_response(page, status)


def _privacy_page(form: DeleteForm, status: int = 200) -> Response:
    page = render_template(
        "accounts/privacy.html", form=form, plain=PlainForm(), personal_data=current_site().personal_data
    )
    return make_response(page, status)
