"""From a result to tips that fit, each with the reason why. Deterministic; nothing here knows who it is for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from tiptrack.content import Mode, Tip
from tiptrack.scan import Result, ThemeScore

CURATIVE_BELOW, AMPLIFYING_FROM = 50, 75  # the bands' own limits: "kan beter" and "gaat goed"
SAME_PILLAR, SAME_THEME = 0.75, 0.5  # each tip already chosen makes the next one of its pillar or theme weigh less
HELPED, DID_NOT_HELP = 1.15, 0.8


@dataclass(frozen=True)
class TipState:
    """What a person did with a tip. `helped` is None until they say so."""

    saved: bool = False
    done: bool = False
    dismissed: bool = False
    helped: bool | None = None


@dataclass(frozen=True)
class Advice:
    """A tip with its reason: the theme of the person's own result that it fits."""

    tip: Tip
    reason: ThemeScore


def mode_for(score: int) -> Mode:
    """What a score of 0-100 asks for."""
    if score < CURATIVE_BELOW:
        return Mode.CURATIVE
    return Mode.AMPLIFYING if score >= AMPLIFYING_FROM else Mode.PREVENTIVE


def advise(result: Result, tips: Iterable[Tip], states: Mapping[str, TipState]) -> tuple[Advice, ...]:
    """The tips that fit the result, best first. Done and dismissed ones stay away.

    A tip fits when its mode is what the score of one of its themes asks for. Low scores weigh most; a theme where
    something helped before weighs more, one where it did not weighs less; and the order mixes pillars and themes.
    """
    asked = {theme.slug: (mode_for(theme.value), theme) for theme in result.themes}
    rated = _rated_themes(tips := tuple(tips), states)
    fitting = [advice for tip in tips if not _is_over(states.get(tip.slug)) and (advice := _fit(tip, asked))]
    return tuple(_mixed([(_need(advice, rated), advice) for advice in fitting]))


def _mixed(weighed: Iterable[tuple[float, Advice]]) -> Iterator[Advice]:
    """The advice by weight, each choice making what resembles it weigh less.

    Weights only go down, so the heaviest by its old weight is the next one if its new weight still comes first.
    """
    heap = [(-need, advice.tip.slug, need, advice) for need, advice in weighed]
    heapify(heap)
    pillars: Counter[str] = Counter()
    themes: Counter[str] = Counter()
    while heap:
        _old, slug, need, advice = heappop(heap)
        now = -need * SAME_PILLAR ** pillars[advice.tip.pillar] * SAME_THEME ** themes[advice.reason.slug]
        if heap and (now, slug) > heap[0][:2]:
            heappush(heap, (now, slug, need, advice))
            continue
        pillars[advice.tip.pillar] += 1
        themes[advice.reason.slug] += 1
        yield advice


def _is_over(state: TipState | None) -> bool:
    return state is not None and (state.done or state.dismissed)


def _fit(tip: Tip, asked: Mapping[str, tuple[Mode, ThemeScore]]) -> Advice | None:
    fitting = [asked[slug][1] for slug in tip.themes if slug in asked and asked[slug][0] is tip.mode]
    return Advice(tip, min(fitting, key=lambda theme: theme.value)) if fitting else None


def _rated_themes(tips: Iterable[Tip], states: Mapping[str, TipState]) -> dict[str, float]:
    said = [(theme, states[tip.slug].helped) for tip in tips if tip.slug in states for theme in tip.themes]
    helped, not_helped = (Counter(theme for theme, answer in said if answer is wanted) for wanted in (True, False))
    return {theme: HELPED ** helped[theme] * DID_NOT_HELP ** not_helped[theme] for theme, _answer in said}


def _need(advice: Advice, rated: Mapping[str, float]) -> float:
    theme = advice.reason
    need = 105 - theme.value if advice.tip.mode is not Mode.AMPLIFYING else theme.value / 5
    return need * rated.get(theme.slug, 1.0)
