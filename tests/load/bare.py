"""The bare Flask app that the site is measured against behind the same server.

`python -m tests.load.bare FOLDER PORT` serves (a) a rendered page without database, (b) one indexed read and that page,
(c) one durable insert and a redirect.
"""

import sys
import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import DictLoader
from pysqlite3 import dbapi2 as sqlite

from tiptrack.database import Database
from tiptrack.serve import serve

PEOPLE = 1_000
PAGE = """<!doctype html>
<html lang="nl"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1>
{% for line in lines %}<p class="line"><a href="/page/{{ loop.index }}">{{ line }}</a></p>
{% endfor %}</body></html>
"""
LINE = "A line of text with a “quoted” word & some more, as pages have."


def make_app(path: Path) -> Flask:
    """The bare app on the database in this file."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"page.html": PAGE})
    mine = threading.local()

    def connection() -> Any:
        if not hasattr(mine, "connection"):
            mine.connection = _connect(path)
        return mine.connection

    @app.get("/empty")
    def empty() -> ResponseReturnValue:
        return "", 200

    @app.get("/page/<int:size>")
    def page(size: int) -> ResponseReturnValue:
        return render_template("page.html", title="Page", lines=_lines(size))

    @app.get("/read/<int:person>/<int:size>")
    def read(person: int, size: int) -> ResponseReturnValue:
        row = connection().execute("SELECT name FROM people WHERE id = ?", (person,)).fetchone()
        return render_template("page.html", title=row[0], lines=_lines(size))

    @app.post("/answer")
    def answer() -> ResponseReturnValue:
        database = connection()
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO answers (answer) VALUES (?)", (request.form["answer"],))
        database.execute("COMMIT")
        return redirect("/page/1000", 303)

    return app


def prepare(path: Path) -> None:
    """Makes the tables, with people to read."""
    database = _connect(path)
    database.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT")
    database.execute("CREATE TABLE answers (id INTEGER PRIMARY KEY, answer TEXT NOT NULL) STRICT")
    database.execute("BEGIN IMMEDIATE")
    database.executemany("INSERT INTO people VALUES (?, ?)", [(n, f"Person {n}") for n in range(PEOPLE)])
    database.execute("COMMIT")
    database.close()


def _connect(path: Path) -> Any:
    connection = sqlite.connect(str(path), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


@lru_cache
def _lines(size: int) -> list[str]:
    """As many lines as make a page of this many bytes."""
    made = len(f'<p class="line"><a href="/page/10">{LINE}</a></p>\n'.encode()) + len("&amp;") - 1
    return [LINE] * max(1, round((size - 150) / made))


def main() -> None:
    """Serves the bare app."""
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    path = folder / "bare.db"
    prepare(path)
    serve(make_app(path), Database(f"sqlite:///{path}"), "127.0.0.1", port, workers=2)


if __name__ == "__main__":
    main()
