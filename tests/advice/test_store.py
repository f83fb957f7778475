"""What a person did with tips, as it is stored, on both databases."""

from datetime import timedelta
from itertools import product

from tests.conftest import START
from tests.support.builders import make_person
from tiptrack.advice import store
from tiptrack.advice.rules import TipState
from tiptrack.site import Site


def test_every_state_comes_back_as_it_was(site: Site) -> None:
    person, yes_or_no = make_person(site), (False, True)
    states = {
        f"tip-{number}": TipState(*values)
        for number, values in enumerate(product(yes_or_no, yes_or_no, yes_or_no, (None, *yes_or_no)))
    }
    with site.database.writing() as connection:
        for tip, state in states.items():
            store.set_state(connection, person.id, person.seal, tip, state, START)
        found = store.list_states(connection, person.id, person.seal)
        assert all(store.find_state(connection, person.id, person.seal, tip) == states[tip] for tip in states)
    assert found == {tip: (state, START) for tip, state in states.items()}


def test_a_state_replaces_the_one_before(site: Site) -> None:
    person, later = make_person(site), START + timedelta(days=1)
    with site.database.writing() as connection:
        store.set_state(connection, person.id, person.seal, "een-tip", TipState(saved=True), START)
        store.set_state(connection, person.id, person.seal, "een-tip", TipState(done=True), later)
        assert store.list_states(connection, person.id, person.seal) == {"een-tip": (TipState(done=True), later)}


def test_the_same_tip_has_another_key_for_another_person(site: Site) -> None:
    people = [make_person(site, name) for name in ("sanne", "ali")]
    with site.database.writing() as connection:
        for person in people:
            store.set_state(connection, person.id, person.seal, "een-tip", TipState(saved=True), START)
        keys = connection.execute(store.tip_states.select()).all()
    assert len({row.tip_key for row in keys}) == 2
