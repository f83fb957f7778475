"""The ground under every form: plain texts that both databases can hold, and Dutch messages that say what to do."""

import re
from typing import Any
from urllib.parse import urlsplit

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class Form(FlaskForm):
    """A form. Its CSRF token is written by the template and checked by CSRFProtect before any view runs."""

    class Meta(FlaskForm.Meta):
        csrf = False
        locales = False  # every message is our own

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """What was sent as text; files have no place in our forms."""
            return _readable(request.form) if formdata is not None and form.is_submitted() else None


def strip(text: str | None) -> str | None:
    """The text without spaces around it and with one kind of line end."""
    return text.strip().replace("\r\n", "\n") if text else text


def _readable(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """The texts, with a mark in place of characters that no keyboard makes and no page may hold."""
    return MultiDict([(name, UNREADABLE.sub(REPLACEMENT, value)) for name, value in sent.items(multi=True)])


def no_control_characters(form: Form, field: StringField) -> None:
    """Refuses characters that could not be read; they come from broken copies and break exports."""
    if REPLACEMENT in (field.data or ""):
        raise ValidationError(str(_l("Hier staat een teken in dat we niet kunnen bewaren. Typ de tekst opnieuw.")))


def text_field(label: Any, *, most: int, needed: Any = None, area: bool = False, **options: Any) -> Any:
    """A text of at most `most` characters; `needed` is the message when it is left empty."""
    validators = [
        *([DataRequired(message=needed)] if needed else []),
        Length(max=most, message=_l("Maak deze tekst korter: hoogstens %(max)d tekens.")),
        no_control_characters,
    ]
    return (TextAreaField if area else StringField)(label, filters=[strip], validators=validators, **options)


def safe_path(target: str | None, default: str = "/") -> str:
    """The target when it is a path on this site, else the default: a link can't send people elsewhere."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc or any(ord(c) < 33 for c in target) else target
