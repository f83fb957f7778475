"""Advice: tips that fit a result, each with its reason, and what a person did with them."""

from tiptrack.advice.actions import Mark, get_shelf, list_states_on, make_shelf, mark_tip
from tiptrack.advice.rules import Advice, TipState
from tiptrack.advice.store import PERSONAL_DATA

__all__ = [
    "PERSONAL_DATA",
    "Advice",
    "Mark",
    "TipState",
    "get_shelf",
    "list_states_on",
    "make_shelf",
    "mark_tip",
]
