"""Security headers on every answer, errors and files included (OWASP ASVS 3.4)."""

import secrets
from collections.abc import Callable
from wsgiref.headers import Headers

from flask import Flask, Response, g

POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
HSTS = "max-age=63072000; includeSubDomains"


def csp_nonce() -> str:
    """This answer's nonce: a script without it does not run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return str(g.csp_nonce)


def init_app(app: Flask, *, https: bool) -> None:
    """Adds the headers after each request, and `csp_nonce()` to templates."""
    fixed = fixed_headers(https=https)
    app.jinja_env.globals["csp_nonce"] = csp_nonce

    @app.after_request
    def _add(response: Response) -> Response:
        response.headers.extend(fixed)
        response.headers["Content-Security-Policy"] = POLICY.format(nonce=csp_nonce())
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


def fixed_headers(*, https: bool) -> dict[str, str]:
    """The headers that are the same on every answer."""
    return FIXED | ({"Strict-Transport-Security": HSTS} if https else {})


def for_files(*, https: bool) -> Callable[..., None]:
    """For WhiteNoise: the same headers on stylesheets and scripts."""
    fixed = fixed_headers(https=https) | {"Content-Security-Policy": POLICY.format(nonce=secrets.token_urlsafe(16))}

    def add(answer: Headers, _path: str, _url: str) -> None:
        for name, value in fixed.items():
            answer[name] = value

    return add
