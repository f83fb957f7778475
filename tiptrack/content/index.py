"""The search index over the tips: an SQLite file that sqlite-utils makes from the library, and that may be deleted.

Trigrams over a folded text, since Dutch glues words together: `druk` must find *werkdruk*, and `energie` *energieën*.
"""

import hashlib
import os
import threading
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tiptrack.content.models import Library, Tip

if TYPE_CHECKING:
    from sqlite_utils import Database

SHORTEST_TERM = 3  # a trigram has three letters
TABLE = "tips"


class Index:
    """Finds tips by words. The file is made when somebody searches first, and again when the content changed."""

    def __init__(self, folder: Path, library: Library) -> None:
        self._folder, self._library = folder, library
        self._path: Path | None = None

    def search(self, words: str) -> tuple[str, ...]:
        """The slugs of tips that hold all these words, best first; none for nothing."""
        terms = fold(words).split()
        if not terms:
            return ()
        with _open(self._ready()) as database:
            found = [self._holding(database, term) for term in terms]
        return tuple(slug for slug in found[0] if all(slug in others for others in found[1:]))

    def _holding(self, database: "Database", term: str) -> list[str]:
        table = database.table(TABLE)
        if len(term) < SHORTEST_TERM:
            return [row["slug"] for row in table.rows_where("instr(title, ?) > 0", [term])]
        return [row["slug"] for row in table.search(term, columns=["slug"], quote=True)]

    def _ready(self) -> Path:
        if self._path is None or not self._path.exists():
            rows = [_row(tip) for tip in self._library.tips.values()]
            self._path = self._folder / f"search-{_mark(rows)}.db"
            if not self._path.exists():
                _build(self._path, rows)
        return self._path


def fold(text: str) -> str:
    """The text in small letters without accents, so that `cafe` finds *café*."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if letter.isprintable() and not unicodedata.combining(letter))


def _row(tip: Tip) -> dict[str, str]:
    said = (tip.summary, tip.what, *tip.steps, *tip.themes, tip.pillar)
    return {"slug": tip.slug, "title": fold(tip.title), "text": fold(" ".join(said))}


def _mark(rows: list[dict[str, str]]) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:12]


def _build(path: Path, rows: list[dict[str, str]]) -> None:
    from sqlite_utils import Database  # 3 MB, for whoever searches

    fresh = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.new")
    with Database(fresh) as database, database.atomic():
        database[TABLE].insert_all(rows, pk="slug")
        database[TABLE].enable_fts(["title", "text"], tokenize="trigram")
    fresh.replace(path)
    for older in set(path.parent.glob("search-*.db")) - {path}:
        older.unlink(missing_ok=True)


def _open(path: Path) -> Any:
    from sqlite_utils import Database
    from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined] # the one it uses itself

    return Database(sqlite3.connect(f"file:{path}?mode=ro", uri=True))
