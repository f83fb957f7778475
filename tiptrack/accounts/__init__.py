"""People, how they get in and out, and who is there now."""

from tiptrack.accounts.actions import register, warm_up
from tiptrack.accounts.identity import Person, current_person, find_current_person, was_signed_in
from tiptrack.accounts.store import PERSONAL_DATA, hold_person

__all__ = [
    "PERSONAL_DATA",
    "Person",
    "current_person",
    "find_current_person",
    "hold_person",
    "register",
    "warm_up",
    "was_signed_in",
]
