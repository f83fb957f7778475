"""Personal data as a whole: the keys that seal it, what is kept, how it is handed over, how it is erased."""

from tiptrack.privacy.actions import erase_person, export_person, rotate_keys
from tiptrack.privacy.rules import PersonalData, belongs_to
from tiptrack.privacy.store import add_key, person_keys
from tiptrack.privacy.vault import Seal, Unreadable, Vault, add_master_key

__all__ = [
    "PersonalData",
    "Seal",
    "Unreadable",
    "Vault",
    "add_key",
    "add_master_key",
    "belongs_to",
    "erase_person",
    "export_person",
    "person_keys",
    "rotate_keys",
]
