"""Searching tips: Dutch compounds, accents, odd input, and an index that may be thrown away."""

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tiptrack.content import Index, Library, load_library


@pytest.fixture(scope="module")
def library() -> Library:
    return load_library(ROOT / "content")


@pytest.fixture(scope="module")
def index(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Index:
    return Index(tmp_path_factory.mktemp("index"), library)


@pytest.mark.parametrize("words", ["pensioen", "PENSIOEN", "pensioén", "ensioe", "pensioen kijk", "  pensioen  "])
def test_a_word_is_found_as_people_type_it(index: Index, words: str) -> None:
    assert "kijk-een-keer-naar-je-pensioen" in index.search(words)


def test_all_words_must_be_there(index: Index, library: Library) -> None:
    both = set(index.search("slaap rooster"))
    assert both == set(index.search("slaap")) & set(index.search("rooster"))
    assert index.search("pensioen qqqqq") == ()


@pytest.mark.parametrize("words", ["", "  ", '"', "C.A.O.", "a OR", "NEAR(", "%", "_", "\0", "'; drop table", "🙂"])
def test_odd_words_find_something_or_nothing_but_never_fail(index: Index, words: str) -> None:
    assert isinstance(index.search(words), tuple)


def test_a_short_word_is_looked_up_in_titles(index: Index, library: Library) -> None:
    assert all("je" in library.tips[slug].title.casefold() for slug in index.search("je"))


def test_an_index_that_was_thrown_away_comes_back(library: Library, tmp_path: Path) -> None:
    index = Index(tmp_path, library)
    before = index.search("slaap")
    for file in tmp_path.iterdir():
        file.unlink()
    assert before
    assert index.search("slaap") == before
    assert len(list(tmp_path.glob("search-*.db"))) == 1
