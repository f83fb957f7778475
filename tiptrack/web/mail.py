"""Mail through Flask-Mailman; to files in the instance's outbox unless a server is named."""

from flask import Flask
from flask_mailman import EmailMessage, Mail

from tiptrack.settings import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Sets the backend: `file`, `smtp`, or `locmem` for tests."""
    app.config.update(
        MAIL_BACKEND=settings.mail_backend,
        MAIL_FILE_PATH=str(settings.instance / "outbox"),
        MAIL_SERVER=settings.mail_server,
        MAIL_PORT=settings.mail_port,
        MAIL_DEFAULT_SENDER=settings.mail_sender,
        MAIL_TIMEOUT=5,
    )
    Mail(app)


def send(to: str, subject: str, body: str) -> None:
    """Sends a plain text. Raises what the backend raises."""
    EmailMessage(subject=subject, body=body, to=[to]).send()
