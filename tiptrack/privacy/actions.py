"""What a person can do with all their data at once: take it along, or have it gone."""

import io
import logging
import zipfile

from tiptrack.database import hold_person
from tiptrack.privacy.rules import as_csv, as_json
from tiptrack.privacy.store import erase_rows, list_master_keys, list_rows, rewrap_keys
from tiptrack.privacy.vault import Seal, Vault, add_master_key, alone_with, drop_master_keys
from tiptrack.site import Site

log = logging.getLogger(__name__)


def export_person(site: Site, person_id: int, seal: Seal) -> bytes:
    """A zip with everything that is stored about the person: one JSON file, and a CSV file per table."""
    with site.database.reading() as connection:
        tables = {str(data.title): list_rows(connection, data.table, person_id, seal) for data in site.personal_data}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("alles.json", as_json(tables))
        for title, rows in tables.items():
            archive.writestr(f"{title.lower().replace(' ', '-')}.csv", as_csv(rows))
    return packed.getvalue()


def erase_person(site: Site, person_id: int) -> None:
    """Deletes the person, at once and for good: the key, every row, and the traces in SQLite's log."""
    with site.database.writing() as connection:
        hold_person(connection, person_id)
        erase_rows(connection, [data.table for data in site.personal_data], person_id)
    if not site.database.forget_deleted():
        log.warning("deleted rows stay in the write-ahead log until the next checkpoint")


def rotate_keys(site: Site) -> tuple[str, int]:
    """Makes a new master key, wraps everybody's key with it, drops the older ones.

    Returns the new key's id and the number of people. Stopping halfway loses nothing: the old keys stay until the end.
    """
    path = site.settings.master_keys
    with alone_with(path):
        master_id = add_master_key(path)
        with site.database.writing() as connection:
            people = rewrap_keys(connection, Vault(path))
        with site.database.reading() as connection:
            drop_master_keys(path, list_master_keys(connection))
    return master_id, people
