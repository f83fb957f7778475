"""The real content: complete, in order, and what was promised of it."""

from collections import Counter

import pytest

from tests.conftest import ROOT
from tests.support.builders import di_scan, library
from tiptrack.content import Mode
from tiptrack.content.check import check_content


def test_the_content_is_in_order() -> None:
    assert not check_content(ROOT / "content")


def test_the_five_pillars_are_the_agreed_ones() -> None:
    assert list(library().pillars) == ["werk", "ontwikkeling", "gezondheid", "geld", "werk-prive"]


def test_the_scan_has_a_statement_for_each_theme() -> None:
    assert [page.pillar for page in di_scan().pages] == list(library().pillars)
    assert [len(page.statements) for page in di_scan().pages] == [5] * 5
    assert [statement.theme for statement in di_scan().statements.values()] == list(library().themes)
    assert di_scan().values == {1, 2, 3, 4, 5}


def test_every_pillar_has_fifteen_tips() -> None:
    tips = Counter(tip.pillar for tip in library().tips.values())
    assert all(tips[pillar] >= 15 for pillar in library().pillars), tips


@pytest.mark.parametrize("mode", Mode)
def test_every_theme_has_a_tip_in_each_mode(mode: Mode) -> None:
    assert {theme for tip in library().tips.values() if tip.mode is mode for theme in tip.themes} == set(
        library().themes
    )


@pytest.mark.parametrize("slug", sorted(library().tips))
def test_a_tip_can_be_done_this_week(slug: str) -> None:
    tip = library().tips[slug]
    assert len({(plan.when, plan.then) for plan in tip.plans}) >= 2
    assert all(not plan.then.endswith(".") and not plan.when.endswith(",") for plan in tip.plans)
    assert "duurzame inzetbaarheid" not in f"{tip.title} {tip.summary} {tip.what} {tip.why}".casefold()


def test_help_and_sources_are_on_secure_sites() -> None:
    places = [*library().help.values(), *(source for source in library().sources.values() if source.url)]
    assert {place.url.scheme for place in places if place.url} == {"https"}


def test_titles_tell_tips_apart() -> None:
    twice = [title for title, times in Counter(tip.title for tip in library().tips.values()).items() if times > 1]
    assert not twice
