"""What is stored about a person: all of it declared, sealed, handed over on request, and gone when they leave."""

import io
import json
import zipfile
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, select

from tests.support.browser import PASSWORD
from tests.support.builders import OBSTACLE
from tests.support.page import Page
from tiptrack.database import metadata
from tiptrack.privacy.rules import HOLDS

KEPT_FOR_NOBODY = {"rate_counters"}
HANDED_OVER_AS = ("Account", "Waar je bent ingelogd", "Open scan", "Uitslagen", "Tips", "Doelen", "Check-ins")
PERSONAL = [table for table in metadata.sorted_tables if table.name not in KEPT_FOR_NOBODY]


def rows(app: Flask, table: Table) -> list[dict[str, Any]]:
    """Everything in a table."""
    with app.extensions["site"].database.reading() as connection:
        return [dict(row) for row in connection.execute(select(table)).mappings()]


def rows_of(app: Flask, table: Table, person_id: int) -> list[dict[str, Any]]:
    """One person's rows."""
    owner = "id" if table.name == "people" else "person_id"
    return [row for row in rows(app, table) if row[owner] == person_id]


def test_every_table_about_people_is_declared(base_app: Flask) -> None:
    declared = {data.table.name for data in base_app.extensions["site"].personal_data}
    assert declared | {"person_keys"} == {table.name for table in PERSONAL}


@pytest.mark.parametrize("table", PERSONAL, ids=str)
def test_every_table_starts_its_key_with_the_person(table: Table) -> None:
    first = next(iter(table.primary_key))
    assert first.name == ("id" if table.name == "people" else "person_id")


@pytest.mark.parametrize("table", PERSONAL, ids=str)
def test_every_column_says_what_it_holds(table: Table) -> None:
    unsaid = [column.name for column in table.columns if column.info.get("holds") not in HOLDS]
    assert not unsaid


@pytest.mark.parametrize("table", PERSONAL, ids=str)
def test_the_resident_has_something_in_every_table(app: Flask, resident: Any, table: Table) -> None:
    assert rows_of(app, table, resident.person.id)


def test_what_people_wrote_is_nowhere_in_the_clear(app: Flask, resident: Any) -> None:
    stored = repr([rows(app, table) for table in metadata.sorted_tables])
    for word in (resident.wish, OBSTACLE, "Nibud bellen", "deels", resident.person.token):
        assert word not in stored


def export(browser: Any) -> zipfile.ZipFile:
    """The person's zip."""
    return zipfile.ZipFile(io.BytesIO(browser.send("/account/downloaden", form_on="/doelen/nieuw").data))


def test_the_export_holds_everything_and_nobody_else(resident: Any, neighbour: Any) -> None:
    archive = export(resident.browser)
    everything = json.loads(archive.read("alles.json"))
    assert tuple(everything) == HANDED_OVER_AS
    assert all(everything.values())
    text = archive.read("alles.json").decode()
    for word in (resident.email, resident.wish, OBSTACLE, "Nibud bellen", "deels"):
        assert word in text
    assert neighbour.email not in text
    assert neighbour.wish not in text


def test_the_export_has_a_table_for_each_kind(resident: Any) -> None:
    archive = export(resident.browser)
    tables = {f"{title.lower().replace(' ', '-')}.csv" for title in HANDED_OVER_AS}
    assert set(archive.namelist()) == {"alles.json", *tables}
    assert resident.wish in archive.read("doelen.csv").decode()


def test_the_export_keeps_secrets_of_the_site_to_itself(resident: Any) -> None:
    text = export(resident.browser).read("alles.json").decode()
    for word in ("password", "argon2", "token", "wrapped", "master_key"):
        assert word not in text


def test_leaving_takes_every_row_and_nobody_elses(app: Flask, resident: Any, neighbour: Any) -> None:
    before = {table: rows_of(app, table, neighbour.person.id) for table in PERSONAL}
    answer = resident.browser.send("/account/verwijderen", {"wachtwoord": PASSWORD}, form_on="/doelen/nieuw")
    page = Page(resident.browser.get(answer.location))
    assert "Je account en alles wat je bewaarde, is verwijderd." in page.text
    assert {table.name: rows_of(app, table, resident.person.id) for table in PERSONAL} == {t.name: [] for t in PERSONAL}
    assert {table: rows_of(app, table, neighbour.person.id) for table in PERSONAL} == before


@pytest.mark.parametrize("path", ["/account/privacy", "/account/wie-ziet-wat"])
def test_a_page_names_everything_that_is_kept_and_who_sees_it(app: Flask, resident: Any, path: str) -> None:
    page = resident.browser.page(path)
    lines = [[page.text_of(cell) for cell in row] for row in page.all("tr")[1:]]
    assert tuple(title for title, _why, _who in lines) == HANDED_OVER_AS
    for (_title, _why, who), data in zip(lines, app.extensions["site"].personal_data, strict=True):
        is_sealed = any(column.info["holds"] == "sensitive" for column in data.table.columns)
        assert who.startswith("Alleen jij" if is_sealed else "Jij en wie de site beheert")


def test_a_visitor_reads_who_sees_what_before_beginning(browser: Any) -> None:
    page = browser.page("/account/wie-ziet-wat")
    assert "Je werkgever krijgt niets van deze site te zien" in page.text
    assert "/account/wie-ziet-wat" in browser.page("/").links()
