"""The forms about an account."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField
from wtforms.validators import Email, InputRequired, Length, ValidationError

from tiptrack.accounts.rules import PASSWORD_MAX, PASSWORD_MIN, is_weak
from tiptrack.web.forms import Form, text_field

_HINT = _l("Minstens 12 tekens. Bijvoorbeeld drie of vier woorden achter elkaar.")


def _email() -> Any:
    field = text_field(
        _l("E-mailadres"),
        most=200,
        needed=_l("Vul je e-mailadres in, bijvoorbeeld naam@voorbeeld.nl."),
        render_kw={"type": "email", "autocomplete": "username", "inputmode": "email", "spellcheck": "false"},
    )
    field.kwargs["validators"].append(Email(message=_l("Vul een heel e-mailadres in, bijvoorbeeld naam@voorbeeld.nl.")))
    return field


def _password(label: Any, autocomplete: str, **options: Any) -> PasswordField:
    new = autocomplete == "new-password"
    needed = InputRequired(message=_l("Kies een wachtwoord.") if new else _l("Vul je wachtwoord in."))
    return PasswordField(
        label,
        validators=[needed, Length(max=PASSWORD_MAX, message=_l("Kies een wachtwoord van hoogstens 128 tekens."))],
        render_kw={"autocomplete": autocomplete},
        **options,
    )


class SignInForm(Form):
    """Sign in; `bewaard` carries what was typed before the session ended."""

    email = _email()
    wachtwoord = _password(_l("Wachtwoord"), "current-password")
    bewaard = HiddenField()
    verder = HiddenField()


class RegisterForm(Form):
    """Make an account."""

    email = _email()
    wachtwoord = _password(_l("Kies een wachtwoord"), "new-password", description=_HINT)
    verder = HiddenField()

    def validate_wachtwoord(self, field: PasswordField) -> None:
        """Long and not easy to guess."""
        _check_strength(field, self.email.data or "")


class PasswordForm(Form):
    """Change the password."""

    wachtwoord = _password(_l("Je wachtwoord van nu"), "current-password")
    nieuw_wachtwoord = _password(_l("Je nieuwe wachtwoord"), "new-password", description=_HINT)

    def __init__(self, email: str) -> None:
        super().__init__()
        self._email = email

    def validate_nieuw_wachtwoord(self, field: PasswordField) -> None:
        """Long and not easy to guess."""
        _check_strength(field, self._email)


class DeleteForm(Form):
    """Delete the account."""

    wachtwoord = _password(_l("Je wachtwoord"), "current-password")


class PlainForm(Form):
    """A button: nothing but the CSRF token."""


def _check_strength(field: PasswordField, email: str) -> None:
    password = field.data or ""
    if len(password) < PASSWORD_MIN:
        raise ValidationError(str(_l("Maak je wachtwoord langer: minstens 12 tekens.")))
    if is_weak(password, email):
        raise ValidationError(str(_l("Dit wachtwoord is makkelijk te raden. Neem drie of vier losse woorden.")))
