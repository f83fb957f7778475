"""How long a session lasts, what a good password is, and what a device is called."""

from datetime import datetime, timedelta

IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)  # OWASP Session Management: low-risk application
SEEN_EVERY = timedelta(minutes=1)
PASSWORD_MIN, PASSWORD_MAX = 12, 128


def session_lives(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a session may still be used."""
    return now - seen_at < IDLE and now - created_at < ABSOLUTE


def should_note(seen_at: datetime, now: datetime) -> bool:
    """Whether it is time to write down that the session is in use; not on every page, since writing costs."""
    return now - seen_at >= SEEN_EVERY


def is_weak(password: str, email: str) -> bool:
    """Whether a password is easy to guess: few different characters, a row of keys, or the e-mail address in it."""
    simple = password.casefold()
    rows = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "01234567890123456789")
    name = email.partition("@")[0].casefold()
    known = ("wachtwoord", "password", "welkom", "tiptrack")
    rest = simple
    for word in (*known, *([name] if len(name) > 3 else [])):
        rest = rest.replace(word, "")
    in_a_row = any(part in row or part in row[::-1] for part in (simple, rest) for row in rows)
    return len(set(simple)) < 5 or len(rest) < 6 or in_a_row


def device_name(user_agent: str) -> str:
    """Browser and system, as far as a person would recognise them: "Firefox op Android"."""
    browsers = (
        ("CriOS", "Chrome"),
        ("FxiOS", "Firefox"),
        ("Edg", "Edge"),
        ("OPR", "Opera"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    )
    systems = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac", "Mac"))
    browser = next((name for mark, name in browsers if mark in user_agent), "Browser")
    system = next((name for mark, name in (*systems, ("Linux", "Linux")) if mark in user_agent), "")
    return f"{browser} op {system}" if system else browser


def normal_email(email: str) -> str:
    """One spelling per address."""
    return email.strip().casefold()
