"""How personal data is written down for the person it belongs to."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import START
from tiptrack.privacy.rules import as_csv, as_json, belongs_to

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]))


def _read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_starts_no_formula(start: str) -> None:
    assert _read(as_csv([{"wens": f"{start}HYPERLINK(1)"}]))[1] == [f"'{start}HYPERLINK(1)"]


@given(st.lists(st.fixed_dictionaries({"een": TEXT, "twee": TEXT}), min_size=1))
def test_every_text_comes_through_in_its_own_cell(rows: list[dict[str, str]]) -> None:
    heading, *found = _read(as_csv(rows))
    for cells, row in zip(found, rows, strict=True):
        for cell, text in zip(cells, (row[name] for name in heading), strict=True):
            assert cell in (text, f"'{text}")
            assert not cell.startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize(
    ("value", "cell"),
    [(None, ""), (3, "3"), (-3, "'-3"), (["a", "é"], '["a", "é"]'), ({"a": 1}, '{"a": 1}'), (True, "True")],
)
def test_other_values_are_readable(value: Any, cell: str) -> None:
    assert _read(as_csv([{"wat": value, "slot": "x"}]))[1] == [cell, "x"]


def test_rows_with_other_columns_share_one_heading() -> None:
    assert _read(as_csv([{"a": 1}, {"b": 2}])) == [["a", "b"], ["1", ""], ["", "2"]]
    assert _read(as_csv([])) in ([], [[]])


def test_json_keeps_letters_and_moments() -> None:
    written = as_json({"Doelen": [{"wens": "één", "op": START}]})
    assert "één" in written
    assert json.loads(written) == {"Doelen": [{"wens": "één", "op": "2026-03-02 09:00:00+00:00"}]}


def test_each_row_has_a_place_of_its_own() -> None:
    places = [belongs_to("goals", 1, 23), belongs_to("goals", 12, 3), belongs_to("results", 1, 23), belongs_to("goals")]
    assert len(set(places)) == len(places)
