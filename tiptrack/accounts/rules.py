"""How long a session lasts, what a good password is, and what a device is called."""

import unicodedata
from datetime import datetime, timedelta

IDLE, ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)  # OWASP Session Management: low-risk application
SEEN_EVERY = timedelta(minutes=1)
PASSWORD_MIN, PASSWORD_MAX = 12, 128
KNOWN_WORDS = (
    *("wachtwoord", "password", "passwort", "welkom", "welcome", "tiptrack", "iloveyou", "ikhouvanjou", "geheim"),
    *("lente", "zomer", "herfst", "winter", "nederland", "amsterdam", "rotterdam", "feyenoord", "ajax", "admin"),
    *("qwerty", "azerty", "asdf", "zxcv", "letmein", "princess", "football", "voetbal", "dragon", "monkey"),
)
KEY_ROWS = tuple(
    row[::step]
    for row in (
        "abcdefghijklmnopqrstuvwxyz",
        "qwertyuiopasdfghjklzxcvbnm",
        "1q2w3e4r5t6y7u8i9o0p",
        "qazwsxedcrfvtgbyhnujm",
    )
    for step in (1, -1)
)


def session_lives(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a session may still be used."""
    return now - seen_at < IDLE and now - created_at < ABSOLUTE


def should_note(seen_at: datetime, now: datetime) -> bool:
    """Whether it is time to write down that the session is in use; not on every page, since writing costs."""
    return now - seen_at >= SEEN_EVERY


def is_weak(password: str, email: str) -> bool:
    """Whether a password is easy to guess: known words, rows of keys and the e-mail address do not count."""
    rest = password.casefold()
    local, _at, domain = email.casefold().partition("@")
    for known in (email.casefold(), local, domain, domain.partition(".")[0], *KNOWN_WORDS):
        rest = rest.replace(known, "") if len(known) > 2 else rest
    for row in KEY_ROWS:
        for start in range(len(row) - 3):
            rest = rest.replace(row[start : start + 4], "")
    letters = "".join(letter for letter in rest if letter.isalpha())
    return len(letters) < 6 or len(set(letters)) < 5


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
    return unicodedata.normalize("NFC", email.strip()).lower()
