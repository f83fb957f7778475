"""The scan: answering statements, the result, and what changed since the last time."""

from tiptrack.scan.actions import (
    SCAN,
    Scans,
    find_newest_result_on,
    finish_scan,
    get_scans_on,
    list_scans,
    save_answers,
)
from tiptrack.scan.rules import FinishedScan, Result, ThemeScore, score, series
from tiptrack.scan.store import PERSONAL_DATA
from tiptrack.scan.visitor import find_result as find_visitor_result

__all__ = [
    "PERSONAL_DATA",
    "SCAN",
    "FinishedScan",
    "Result",
    "Scans",
    "ThemeScore",
    "find_newest_result_on",
    "find_visitor_result",
    "finish_scan",
    "get_scans_on",
    "list_scans",
    "save_answers",
    "score",
    "series",
]
