"""Registering, signing in and sessions, on both databases."""

from functools import partial

import pytest

from tests.conftest import FakeClock
from tests.support.browser import PASSWORD
from tests.support.builders import at_once, make_person
from tiptrack.accounts import actions
from tiptrack.accounts.actions import EmailTaken, WrongCredentials
from tiptrack.accounts.store import people, sessions
from tiptrack.database import NotFound
from tiptrack.site import Site


def test_an_address_has_one_account_in_any_spelling(site: Site) -> None:
    person_id = actions.register(site, "Sanne@Voorbeeld.nl", PASSWORD)
    with pytest.raises(EmailTaken):
        actions.register(site, " sanne@voorbeeld.NL", "een ander wachtwoord")
    assert actions.check_password(site, "SANNE@voorbeeld.nl", PASSWORD) == person_id


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("sanne@voorbeeld.nl", PASSWORD.upper()),
        ("sanne@voorbeeld.nl", ""),
        ("ali@voorbeeld.nl", PASSWORD),
        ("", ""),
    ],
)
def test_wrong_credentials_open_nothing(site: Site, email: str, password: str) -> None:
    actions.register(site, "sanne@voorbeeld.nl", PASSWORD)
    with pytest.raises(WrongCredentials):
        actions.check_password(site, email, password)


def test_neither_password_nor_token_is_stored(site: Site) -> None:
    person = make_person(site)
    with site.database.reading() as connection:
        rows = [*connection.execute(people.select()), *connection.execute(sessions.select())]
    assert PASSWORD not in str(rows)
    assert person.token not in str(rows)
    assert person.token.partition(".")[2].encode() not in rows[1].token_hash


def test_a_session_in_use_goes_on_and_an_idle_one_ends(site: Site, clock: FakeClock) -> None:
    token = make_person(site).token
    for _time in range(3):
        clock.forward(minutes=29)
        assert actions.find_person(site, token)
    clock.forward(minutes=30)
    assert actions.find_person(site, token) is None


def test_no_session_outlives_half_a_day(site: Site, clock: FakeClock) -> None:
    token = make_person(site).token
    for _time in range(71):
        clock.forward(minutes=10)
        assert actions.find_person(site, token)
    clock.forward(minutes=10)
    assert actions.find_person(site, token) is None


@pytest.mark.parametrize("token", ["", ".", "1.x", "-1.x", "x.y", "9" * 40 + ".x", "\x00.x", "１２.x", "²."])
def test_a_made_up_token_is_nobody(site: Site, token: str) -> None:
    make_person(site)
    assert actions.find_person(site, token) is None


def test_a_token_with_another_person_in_front_is_nobody(site: Site) -> None:
    sanne, ali = make_person(site), make_person(site, "ali")
    assert actions.find_person(site, f"{ali.id}.{sanne.token.partition('.')[2]}") is None


def test_a_new_password_ends_all_sessions(site: Site) -> None:
    person = make_person(site)
    other = actions.start_session(site, person.id, "Safari op iPhone")
    actions.change_password(site, person.id, PASSWORD, "zes blauwe trage treinen")
    assert actions.find_person(site, person.token) is None
    assert actions.find_person(site, other) is None
    with pytest.raises(WrongCredentials):
        actions.check_password(site, person.email, PASSWORD)
    assert actions.check_password(site, person.email, "zes blauwe trage treinen") == person.id


def test_a_wrong_old_password_changes_nothing(site: Site) -> None:
    person = make_person(site)
    with pytest.raises(WrongCredentials):
        actions.change_password(site, person.id, "niet het wachtwoord", "zes blauwe trage treinen")
    assert actions.check_password(site, person.email, PASSWORD) == person.id
    assert actions.find_person(site, person.token)


def test_a_person_sees_and_ends_own_sessions_only(site: Site, clock: FakeClock) -> None:
    sanne, ali = make_person(site), make_person(site, "ali")
    clock.forward(minutes=5)
    phone = actions.start_session(site, sanne.id, "Safari op iPhone")
    lines = actions.list_sessions(site, sanne.id, sanne.token)
    assert [(line.device, line.is_this) for line in lines] == [
        ("Safari op iPhone", False),
        ("Firefox op Android", True),
    ]
    with pytest.raises(NotFound):
        actions.end_session_by_id(site, ali.id, lines[0].id)
    assert actions.find_person(site, phone)
    actions.end_session_by_id(site, sanne.id, lines[0].id)
    assert actions.find_person(site, phone) is None
    actions.end_session(site, sanne.id, sanne.token)
    assert actions.list_sessions(site, sanne.id, sanne.token) == ()
    assert actions.find_person(site, ali.token)


def test_old_sessions_are_forgotten(site: Site, clock: FakeClock) -> None:
    person = make_person(site)
    clock.forward(days=31)
    actions.start_session(site, person.id, "Firefox op Linux")
    with site.database.reading() as connection:
        assert len(connection.execute(sessions.select()).all()) == 1


def test_two_clicks_at_once_make_one_account(site: Site) -> None:
    outcomes = at_once(*[partial(actions.register, site, "sanne@voorbeeld.nl", PASSWORD)] * 2)
    assert {type(outcome) for outcome in outcomes} == {int, EmailTaken}
