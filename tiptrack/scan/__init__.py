"""The scan: answering statements, the result, and what changed since the last time."""

from tiptrack.scan.actions import (
    SCAN,
    find_newest_result_on,
    finish_scan,
    has_open_scan_on,
    list_scans,
    list_scans_on,
    save_answers,
)
from tiptrack.scan.rules import FinishedScan, Result, ThemeScore, score
from tiptrack.scan.store import PERSONAL_DATA
from tiptrack.scan.visitor import find_result as find_visitor_result

__all__ = [
    "PERSONAL_DATA",
    "SCAN",
    "FinishedScan",
    "Result",
    "ThemeScore",
    "find_newest_result_on",
    "find_visitor_result",
    "finish_scan",
    "has_open_scan_on",
    "list_scans",
    "list_scans_on",
    "save_answers",
    "score",
]
