"""Goals and check-ins as they are stored, on both databases."""

from datetime import timedelta

from sqlalchemy import select

from tests.conftest import START
from tests.support.builders import DAY, make_person, make_plan
from tiptrack.database import new_id
from tiptrack.journey import store
from tiptrack.journey.rules import CheckIn, Ending, Goal, Outcome, Step
from tiptrack.site import Site


def test_a_goal_comes_back_as_it_was(site: Site) -> None:
    person, goal_id = make_person(site), new_id()
    plan = make_plan(wish="Ünïcode 🎯 'en' \"meer\"", tip="een-tip", steps=(Step("Een", DAY), Step("Twee")))
    with site.database.writing() as connection:
        store.add_goal(connection, person.id, person.seal, goal_id, plan, START)
        store.set_check_in(connection, person.id, person.seal, goal_id, DAY + timedelta(days=9), Outcome.DONE)
        store.set_check_in(connection, person.id, person.seal, goal_id, DAY, Outcome.NOT)
        store.set_read(connection, person.id, goal_id, START)
        store.set_ended(connection, person.id, goal_id, START + timedelta(days=20), Ending.REACHED)
        (goal,) = store.list_goals(connection, person.id, person.seal)
    check_ins = CheckIn(DAY, Outcome.NOT), CheckIn(DAY + timedelta(days=9), Outcome.DONE)
    ended_on = DAY + timedelta(days=20)
    assert goal == Goal(goal_id, DAY, plan, read_on=DAY, ended_on=ended_on, ending=Ending.REACHED, check_ins=check_ins)


def test_a_second_check_in_that_day_replaces_the_first(site: Site) -> None:
    person = make_person(site)
    with site.database.writing() as connection:
        store.add_goal(connection, person.id, person.seal, 1, make_plan(), START)
        for outcome in (Outcome.NOT, Outcome.PARTLY):
            store.set_check_in(connection, person.id, person.seal, 1, DAY, outcome)
        (goal,) = store.list_goals(connection, person.id, person.seal)
    assert goal.check_ins == (CheckIn(DAY, Outcome.PARTLY),)


def test_goals_come_back_newest_first_and_of_one_person(site: Site) -> None:
    sanne, ali = make_person(site), make_person(site, "ali")
    with site.database.writing() as connection:
        for owner, goal_id, days in ((sanne, 1, 0), (sanne, 2, 5), (ali, 3, 1)):
            made_at = START + timedelta(days=days)
            store.add_goal(connection, owner.id, owner.seal, goal_id, make_plan(), made_at)
        assert [goal.id for goal in store.list_goals(connection, sanne.id, sanne.seal)] == [2, 1]


def test_a_goal_made_just_after_midnight_is_of_the_dutch_day(site: Site) -> None:
    person, late = make_person(site), START.replace(hour=23, minute=30)
    with site.database.writing() as connection:
        store.add_goal(connection, person.id, person.seal, 1, make_plan(), late)
        (goal,) = store.list_goals(connection, person.id, person.seal)
    assert goal.made_on == DAY + timedelta(days=1)


def test_the_length_of_a_check_in_tells_nothing(site: Site) -> None:
    person = make_person(site)
    with site.database.writing() as connection:
        store.add_goal(connection, person.id, person.seal, 1, make_plan(), START)
        for days, outcome in enumerate(Outcome):
            store.set_check_in(connection, person.id, person.seal, 1, DAY + timedelta(days=days), outcome)
        stored = connection.scalars(select(store.check_ins.c.outcome)).all()
    assert len(set(stored)) == len(Outcome)
    assert len({len(sealed) for sealed in stored}) == 1
