"""Nothing typed is lost: when a form can't be taken now, what was typed travels along, sealed."""

import json
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from flask import Flask, Response, current_app, make_response, render_template, request

from tiptrack.web.cookies import LIFETIME, fernet

FIELD = "bewaard"
_NEVER_KEPT = {"csrf_token", FIELD}
_MOST_BYTES = 40_000


@dataclass(frozen=True)
class Typed:
    """What somebody typed in a form: where it was going, and whose it is (None for a visitor)."""

    path: str
    fields: tuple[tuple[str, str], ...]
    person_id: int | None

    @property
    def readable(self) -> tuple[str, ...]:
        """The longer texts, to show that they are still there; a hidden number or slug is no text."""
        return tuple(value for _name, value in self.fields if len(value) > 15 and " " in value)


def init_app(app: Flask, secret: str) -> None:
    """Keeps the key that seals typed texts."""
    app.extensions["typed_texts"] = fernet(secret, "typed")


def seal_typed(person_id: int | None) -> str:
    """The form of this request, sealed for this person; empty when there is nothing to keep, or too much."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if _may_be_kept(name)]
    packed = json.dumps({"path": request.full_path.rstrip("?"), "fields": fields, "person": person_id}).encode()
    if not fields or len(packed) > _MOST_BYTES:
        return ""
    return str(current_app.extensions["typed_texts"].encrypt(packed).decode())


def open_typed(sealed: str, person_id: int) -> Typed | None:
    """What was typed before, if it opens and belongs to this person."""
    try:
        kept = json.loads(current_app.extensions["typed_texts"].decrypt(sealed.encode(), ttl=LIFETIME))
    except (InvalidToken, UnicodeEncodeError):
        return None
    typed = Typed(kept["path"], tuple((name, value) for name, value in kept["fields"]), kept["person"])
    return typed if typed.person_id == person_id else None


def offer_to_send_again(typed: Typed, status: int) -> Response:
    """A page with what was typed and one button to send it after all."""
    return make_response(render_template("errors/send_again.html", typed=typed), status)


def typed_now() -> Typed:
    """The form of this request, for a page that offers to send it again."""
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if _may_be_kept(name))
    return Typed(request.full_path.rstrip("?"), fields, None)


def _may_be_kept(name: str) -> bool:
    return name not in _NEVER_KEPT and "wachtwoord" not in name
