"""The browser's own session, encrypted: a visitor's answers stay with the visitor, unreadable to anyone between."""

import base64
import hashlib
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SessionInterface

# Seconds. A browser drops the cookie when it closes; whether somebody is signed in, their session says.
LIFETIME = 7 * 24 * 60 * 60


def fernet(secret: str, purpose: str) -> Fernet:
    """A key of its own for each purpose, made from the installation's secret."""
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(f"{purpose}:{secret}".encode()).digest()))


class SealedSessions(SessionInterface):
    """Flask's session in a cookie that only this site can read or make."""

    def __init__(self, secret: str) -> None:
        self._fernet = fernet(secret, "cookie")

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """The session in the cookie; an empty one when there is none, or it was tampered with, or too old."""
        sealed = request.cookies.get(self.get_cookie_name(app))
        if not sealed:
            return SecureCookieSession()
        try:
            return SecureCookieSession(json.loads(self._fernet.decrypt(sealed, ttl=LIFETIME)))
        except (InvalidToken, ValueError):
            return SecureCookieSession()

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Sends a new cookie when something changed; the browser drops it when it closes."""
        name = self.get_cookie_name(app)
        options: dict[str, Any] = {"path": "/", "secure": app.config["SESSION_COOKIE_SECURE"], "httponly": True}
        if session.accessed:
            response.vary.add("Cookie")
        if not session.modified:
            return
        if not session:
            response.delete_cookie(name, samesite="Lax", **options)
            return
        sealed = self._fernet.encrypt(json.dumps(dict(session)).encode())
        response.set_cookie(name, sealed.decode(), samesite="Lax", **options)


def init_app(app: Flask, secret: str, *, https: bool) -> None:
    """Puts the sealed session in place of Flask's readable one."""
    app.config.update(SESSION_COOKIE_SECURE=https, SESSION_COOKIE_NAME="__Host-tiptrack" if https else "tiptrack")
    app.session_interface = SealedSessions(secret)
