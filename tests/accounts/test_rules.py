"""How long a session lasts, which passwords are too easy, and what a device is called."""

from datetime import UTC, datetime, timedelta

import pytest

from tiptrack.accounts.rules import device_name, is_weak, normal_email, session_lives, should_note

NOW = datetime(2026, 3, 2, 20, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HALF_HOUR, HALF_DAY = timedelta(minutes=30), timedelta(hours=12)


@pytest.mark.parametrize(
    ("age", "unused", "lives"),
    [
        (timedelta(), timedelta(), True),
        (HALF_HOUR - SECOND, HALF_HOUR - SECOND, True),
        (HALF_HOUR, HALF_HOUR, False),
        (HALF_DAY - SECOND, timedelta(), True),
        (HALF_DAY, timedelta(), False),
        (timedelta(days=400), timedelta(days=399), False),
    ],
)
def test_a_session_ends_after_half_an_hour_unused_or_half_a_day(age: timedelta, unused: timedelta, lives: bool) -> None:
    assert session_lives(NOW - age, NOW - unused, NOW) is lives


@pytest.mark.parametrize(("ago", "note"), [(timedelta(), False), (59 * SECOND, False), (60 * SECOND, True)])
def test_use_is_noted_once_a_minute(ago: timedelta, note: bool) -> None:
    assert should_note(NOW - ago, NOW) is note


@pytest.mark.parametrize(
    ("password", "weak"),
    [
        ("vier losse gele fietsen", False),
        ("Tr0ub4dor&3xyz", False),
        ("пароль от дома", False),
        ("wachtwoord van de buren", False),
        ("aaaaaaaaaaaa", True),
        ("abababababab", True),
        ("121212343434", True),
        ("qwertyuiopas", True),
        ("Lkjhgfdsapoi", True),
        ("123456789012", True),
        ("abcdefghijkl", True),
        ("Wachtwoord12", True),
        ("password2026", True),
        ("welkom123456", True),
        ("sanne.bakker", True),
        ("Sanne.Bakker1!", True),
    ],
)
def test_easy_passwords_are_refused(password: str, weak: bool) -> None:
    assert is_weak(password, "sanne.bakker@voorbeeld.nl") is weak


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox op Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox op Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36", "Chrome op Linux"),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome op Android",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge op Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 OPR/120.0", "Opera op Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari op iPhone"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140.0 Safari/604.1", "Chrome op iPhone"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) FxiOS/140.0 Safari/604.1", "Firefox op iPhone"),
        ("Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148 Safari/604.1", "Safari op iPad"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15", "Safari op Mac"),
        ("curl/8.5.0", "Browser"),
        ("", "Browser"),
    ],
)
def test_a_device_gets_a_name_that_its_owner_knows(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name


@pytest.mark.parametrize("typed", ["sanne@voorbeeld.nl", " Sanne@Voorbeeld.NL\n"])
def test_an_address_has_one_spelling(typed: str) -> None:
    assert normal_email(typed) == "sanne@voorbeeld.nl"
