"""What every room may use of the running site, in one value: handed to actions, never imported as a global."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import current_app

if TYPE_CHECKING:
    from tiptrack.clock import Clock
    from tiptrack.content import Index, Library
    from tiptrack.database import Database
    from tiptrack.privacy import PersonalData, Vault
    from tiptrack.settings import Settings


@dataclass(frozen=True)
class Site:
    """The running installation."""

    settings: Settings
    database: Database
    library: Library
    index: Index
    vault: Vault
    clock: Clock
    personal_data: tuple[PersonalData, ...]


def current_site() -> Site:
    """The site that serves this request or command."""
    return cast(Site, current_app.extensions["site"])
