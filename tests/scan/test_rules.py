"""From answers to a result: what holds for any questionnaire, and for the real one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import (
    answers_by_chance,
    answers_to,
    di_scan,
    make_questionnaire,
    questionnaires,
)
from tiptrack.content import Questionnaire
from tiptrack.scan.rules import Result, favourable, first_unfinished, missing, only_valid, progress, score


@st.composite
def answered(draw: st.DrawFn) -> tuple[Questionnaire, dict[str, int]]:
    """A questionnaire with all its answers."""
    made = draw(questionnaires())
    return made, draw(answers_by_chance(made))


def _values(result: Result) -> dict[tuple[str, str], int]:
    pillars = {("pillar", pillar.slug): pillar.value for pillar in result.pillars}
    return pillars | {("theme", theme.slug): theme.value for theme in result.themes}


@given(answered())
def test_scores_stay_within_0_and_100(scan: tuple[Questionnaire, dict[str, int]]) -> None:
    made, answers = scan
    result = score(made, answers)
    assert all(0 <= value <= 100 for value in _values(result).values())
    assert all(1 <= theme.points <= len(made.scale) for theme in result.themes)
    assert all(one.band == made.band(one.value) for one in (*result.pillars, *result.themes))


@given(answered(), st.data())
def test_one_better_answer_never_lowers_a_score(
    scan: tuple[Questionnaire, dict[str, int]], data: st.DataObject
) -> None:
    made, answers = scan
    id = data.draw(st.sampled_from(sorted(answers)))
    statement = made.statements[id]
    now = favourable(made, statement, answers[id])
    better = [value for value in made.values if favourable(made, statement, value) >= now]
    before, after = score(made, answers), score(made, answers | {id: data.draw(st.sampled_from(better))})
    assert all(value >= _values(before)[what] for what, value in _values(after).items())
    others = [theme for theme in before.themes if theme.slug != statement.theme]
    assert others == [theme for theme in after.themes if theme.slug != statement.theme]


@given(answered(), st.data())
def test_the_order_of_answers_makes_no_difference(
    scan: tuple[Questionnaire, dict[str, int]], data: st.DataObject
) -> None:
    made, answers = scan
    shuffled = data.draw(st.permutations(list(answers.items())))
    assert score(made, dict(shuffled)) == score(made, answers)


@given(answered())
def test_no_theme_is_both_strong_and_weak(scan: tuple[Questionnaire, dict[str, int]]) -> None:
    result = score(*scan)
    strong, weak = ({theme.slug for theme in some} for some in (result.strongest, result.weakest))
    assert not strong & weak
    assert max(len(strong), len(weak)) <= 3
    assert min((t.value for t in result.strongest), default=100) >= max((t.value for t in result.weakest), default=0)


@given(st.data())
def test_change_is_the_difference_with_the_scan_before(data: st.DataObject) -> None:
    made = data.draw(questionnaires())
    before = score(made, data.draw(answers_by_chance(made)))
    after = score(made, data.draw(answers_by_chance(made)), before)
    for now, then in zip((*after.pillars, *after.themes), (*before.pillars, *before.themes), strict=True):
        assert now.change == now.value - then.value
        assert then.change is None


def test_a_theme_with_the_name_of_its_pillar_has_a_change_of_its_own() -> None:
    made = make_questionnaire(("geld", [("geld", False), ("later", False)]))
    before = score(made, {"geld-0": 1, "geld-1": 5})
    after = score(made, {"geld-0": 1, "geld-1": 5}, before)
    assert [one.change for one in (*after.pillars, *after.themes)] == [0, 0, 0]


@pytest.mark.parametrize(
    ("reverse", "answer", "value", "points"),
    [(False, 1, 0, 1), (False, 3, 50, 3), (False, 5, 100, 5), (True, 1, 100, 5), (True, 5, 0, 1), (True, 2, 75, 4)],
)
def test_a_statement_is_worth_0_to_100(reverse: bool, answer: int, value: int, points: int) -> None:
    (theme,) = score(make_questionnaire(("werk", [("zin", reverse)])), {"werk-0": answer}).themes
    assert (theme.value, theme.points) == (value, points)


@pytest.mark.parametrize(("value", "band"), [(0, 0), (49, 0), (50, 1), (74, 1), (75, 2), (100, 2)])
def test_bands_begin_at_their_floor(value: int, band: int) -> None:
    assert di_scan().band(value) == di_scan().bands[band]


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ({}, set()),
        ({"geld_rondkomen": 2}, set()),
        ({"geld_rondkomen": 2, "geld_geldrust": 3}, set()),
        ({"geld_rondkomen": 2, "geld_geldrust": 2}, {"geldzorgen"}),
        (
            {"geld_rondkomen": 1, "geld_geldrust": 1, "werk_zin": 1, "werk_plezier": 2},
            {"geldzorgen", "werk-past-minder"},
        ),
    ],
)
def test_help_is_shown_when_all_its_answers_are_low(answers: dict[str, int], shown: set[str]) -> None:
    result = score(di_scan(), answers_to(di_scan(), 4, **answers))
    assert {signal.id for signal in result.signals} == shown


def test_what_is_missing_is_known() -> None:
    made = make_questionnaire(("werk", [("zin", False)]), ("geld", [("later", False), ("buffer", False)]))
    some = {"werk-0": 3, "geld-1": 3}
    assert missing(made, some) == ("geld-0",)
    assert first_unfinished(made, some) == made.find_page("geld")
    assert first_unfinished(made, some | {"geld-0": 1}) is None
    assert progress(made, some) == 2
    with pytest.raises(KeyError):
        score(made, some)


@pytest.mark.parametrize("answer", [0, 6, -1, 2.5, "3", None, [3], 10**30])
def test_an_answer_outside_the_scale_does_not_count(answer: object) -> None:
    made = make_questionnaire(("werk", [("zin", False)]))
    assert only_valid(made, {"werk-0": answer, "onbekend": 3}) == {}
