"""Tips that fit a result: what holds for any result, any tips and anything a person did with them."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import (
    answers_by_chance,
    answers_to,
    di_scan,
    library,
    make_questionnaire,
    make_tip,
    small_questionnaires,
)
from tiptrack.advice.rules import TipState, advise, mode_for
from tiptrack.content import Mode, Tip
from tiptrack.scan import Result, score

STATES = st.builds(TipState, st.booleans(), st.booleans(), st.booleans(), st.sampled_from([None, True, False]))


@dataclass(frozen=True)
class Case:
    """What advice is made from."""

    result: Result
    tips: tuple[Tip, ...]
    states: dict[str, TipState]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A small scan with tips by chance, or the real scan with real tips; some tips were used before."""
    if draw(st.booleans()):
        made, tips = di_scan(), tuple(library().tips.values())
    else:
        made = draw(small_questionnaires())
        tips = tuple(draw(_tip(number, made.pages)) for number in range(draw(st.integers(0, 8))))
    result = score(made, draw(answers_by_chance(made)))
    known = st.sampled_from([tip.slug for tip in tips] or ["weg"])
    return Case(result, tips, draw(st.dictionaries(known, STATES, max_size=6)))


@st.composite
def _tip(draw: st.DrawFn, number: int, pages: tuple) -> Tip:  # type: ignore[type-arg]
    page = draw(st.sampled_from(pages))
    themes = sorted({statement.theme for statement in page.statements} | {"vreemd"})
    some = draw(st.lists(st.sampled_from(themes), min_size=1, max_size=3, unique=True))
    return make_tip(f"tip-{number}", page.pillar, tuple(some), draw(st.sampled_from(Mode)))


def _is_over(case: Case, tip: Tip) -> bool:
    state = case.states.get(tip.slug, TipState())
    return state.done or state.dismissed


@given(cases())
def test_every_tip_that_fits_is_shown_once_and_no_done_or_dismissed_one(case: Case) -> None:
    asked_for = {(theme.slug, mode_for(theme.value)) for theme in case.result.themes}
    fitting = {
        tip.slug
        for tip in case.tips
        if not _is_over(case, tip) and any((theme, tip.mode) in asked_for for theme in tip.themes)
    }
    shown = [advice.tip.slug for advice in advise(case.result, case.tips, case.states)]
    assert sorted(shown) == sorted(fitting)


@given(cases())
def test_the_reason_is_true_for_the_result(case: Case) -> None:
    themes = {theme.slug: theme for theme in case.result.themes}
    for tip, reason in ((advice.tip, advice.reason) for advice in advise(case.result, case.tips, case.states)):
        assert reason.slug in tip.themes
        assert (reason.points, reason.value) == (themes[reason.slug].points, themes[reason.slug].value)
        assert mode_for(reason.value) is tip.mode
        assert all(reason.value <= themes[t].value for t in tip.themes if t in themes and _fits(tip, themes[t].value))


def _fits(tip: Tip, value: int) -> bool:
    return mode_for(value) is tip.mode


@given(cases(), st.data())
def test_advice_does_not_depend_on_the_order_of_tips(case: Case, data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(case.tips))
    assert advise(case.result, shuffled, case.states) == advise(case.result, case.tips, case.states)


def test_ratings_count_the_same_in_any_order() -> None:
    result = score(make_questionnaire(("werk", [("aa", False), ("bb", False)])), {"werk-0": 1, "werk-1": 1})
    rated = [make_tip(f"al-{theme}-{n}", themes=(theme,)) for theme in ("aa", "bb") for n in range(3)]
    states = {tip.slug: TipState(done=True, helped=n % 3 == 2) for n, tip in enumerate(rated)}
    fresh = [make_tip("nieuw-aa", themes=("aa",)), make_tip("nieuw-bb", themes=("bb",))]
    mixed = [rated[2], *rated[:2], *rated[3:]], [*rated[:3], rated[5], *rated[3:5]]
    assert all(advise(result, [*some, *fresh], states) == advise(result, [*rated, *fresh], states) for some in mixed)


@pytest.mark.parametrize(
    ("score", "mode"),
    [
        (0, Mode.CURATIVE),
        (49, Mode.CURATIVE),
        (50, Mode.PREVENTIVE),
        (74, Mode.PREVENTIVE),
        (75, Mode.AMPLIFYING),
        (100, Mode.AMPLIFYING),
    ],
)
def test_the_score_says_which_mode_helps(score: int, mode: Mode) -> None:
    assert mode_for(score) is mode


def test_modes_change_where_the_bands_of_the_scan_do() -> None:
    pairs = {(di_scan().band(value).slug, mode_for(value)) for value in range(101)}
    assert len(pairs) == len(di_scan().bands) == len(Mode)


def _order(values: dict[str, int], tips: list[Tip], states: dict[str, TipState] | None = None) -> list[str]:
    made = make_questionnaire(*((pillar, [(f"{pillar}-thema", False)]) for pillar in values))
    result = score(made, {f"{pillar}-0": value for pillar, value in values.items()})
    return [advice.tip.slug for advice in advise(result, tips, states or {})]


def _about(slug: str, pillar: str, mode: Mode = Mode.CURATIVE) -> Tip:
    return make_tip(slug, pillar, (f"{pillar}-thema",), mode)


def test_the_lowest_score_comes_first() -> None:
    tips = [_about("a", "geld", Mode.PREVENTIVE), _about("b", "werk"), _about("c", "slaap", Mode.AMPLIFYING)]
    assert _order({"geld": 3, "werk": 1, "slaap": 5}, tips) == ["b", "a", "c"]


def test_pillars_take_turns() -> None:
    tips = [_about(f"{pillar}-{n}", pillar) for pillar in ("geld", "werk") for n in (1, 2)]
    assert [slug[:4] for slug in _order({"geld": 1, "werk": 1}, tips)] == ["geld", "werk", "geld", "werk"]


@pytest.mark.parametrize(("helped", "first"), [(True, "werk-2"), (None, "geld-2"), (False, "geld-2")])
def test_what_helped_before_comes_sooner(helped: bool | None, first: str) -> None:
    tips = [_about(f"{pillar}-{n}", pillar) for pillar in ("geld", "werk") for n in (1, 2)]
    done = {"werk-1": TipState(done=True, helped=helped), "geld-1": TipState(done=True)}
    assert _order({"geld": 1, "werk": 1}, tips, done)[0] == first


def test_every_result_of_the_scan_gets_advice_about_every_pillar() -> None:
    for value in di_scan().values:
        advice = advise(score(di_scan(), answers_to(di_scan(), value)), library().tips.values(), {})
        assert {one.tip.pillar for one in advice[:5]} == set(library().pillars)
