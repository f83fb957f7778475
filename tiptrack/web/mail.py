"""Mail through Flask-Mailman; to files in the instance's outbox unless a server is named."""

import logging
from smtplib import SMTPException

from flask import Flask
from flask_mailman import EmailMessage, Mail

from tiptrack.settings import Settings

log = logging.getLogger(__name__)


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
    """Sends a plain text. A mail server that is down is noted: what the person did has been done all the same."""
    try:
        EmailMessage(subject=subject, body=body, to=[to]).send()
    except (OSError, SMTPException) as error:
        log.error("mail not sent: %s", type(error).__name__)
