"""Addresses: Dutch, stable, and with variables that are checked before a view sees them."""

import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

# A public address never goes away or changes: links in mails, bookmarks and paper lead there.
PUBLIC = {
    "/",
    "/account/downloaden",
    "/account/inloggen",
    "/account/instellingen",
    "/account/privacy",
    "/account/registreren",
    "/account/sessies/<string(length=16):session_id>/stoppen",
    "/account/uitloggen",
    "/account/verwijderen",
    "/account/wachtwoord",
    "/account/wie-ziet-wat",
    "/doelen",
    "/doelen/<id:goal_id>",
    "/doelen/<id:goal_id>/afronden",
    "/doelen/<id:goal_id>/anders",
    "/doelen/<id:goal_id>/check-in",
    "/doelen/<id:goal_id>/gelezen",
    "/doelen/<id:goal_id>/hervatten",
    "/doelen/<id:goal_id>/stappen",
    "/doelen/<id:goal_id>/wijzigen",
    "/doelen/nieuw",
    "/healthz",
    "/resultaten",
    "/resultaten/<id:scan_id>",
    "/scan",
    "/scan/<pijler>",
    "/scan/<pijler>/antwoord",
    "/scan/resultaat",
    "/scan/van-wie",
    "/scan/wissen",
    "/tips",
    "/tips/<slug>",
    "/tips/<slug>/merken",
    "/voortgang",
}
LOOKED_UP = {"slug", "pijler"}  # names of content: a view looks them up and answers 404
READS = {"GET", "HEAD", "OPTIONS"}


def rules(app: Flask) -> list[Rule]:
    """Every rule of the site."""
    return list(app.url_map.iter_rules())


def test_public_addresses_are_these(base_app: Flask) -> None:
    assert {rule.rule for rule in rules(base_app)} == PUBLIC


def test_words_in_addresses_are_kebab_case(base_app: Flask) -> None:
    fixed = [part for rule in rules(base_app) for part in re.sub("<[^>]+>", "", rule.rule).split("/") if part]
    assert not [part for part in fixed if not re.fullmatch("[a-z]+(-[a-z]+)*", part)]


def test_every_variable_has_a_converter_or_is_looked_up(base_app: Flask) -> None:
    loose = {name for rule in rules(base_app) for name in re.findall(r"<(\w+)>", rule.rule)}
    assert loose <= LOOKED_UP


@pytest.mark.parametrize("address", ["/tips/bestaat-niet", "/scan/bestaat-niet", "/resultaten/12", "/tips/%00"])
def test_a_name_that_is_not_ours_is_not_found(browser: Any, address: str) -> None:
    browser.register()
    assert browser.get(address).status_code == 404


def test_no_endpoint_both_reads_and_changes(base_app: Flask) -> None:
    both = [rule.endpoint for rule in rules(base_app) if {"GET", "POST"} <= (rule.methods or set())]
    assert not both
    assert {method for rule in rules(base_app) for method in rule.methods or set()} <= READS | {"POST"}


def test_reading_what_takes_a_form_is_refused(base_app: Flask) -> None:
    sending, reading = ({r.rule for r in rules(base_app) if m in (r.methods or set())} for m in ("POST", "GET"))
    assert len(sending - reading) > 10
    for path in sending - reading - {"/scan/wissen"}:
        filled = re.sub("<id:[^>]+>", "7", re.sub("<string[^>]+>", "0123456789abcdef", path))
        filled = filled.replace("<slug>", "eet-een-keer-samen-met-collegas").replace("<pijler>", "werk")
        assert base_app.test_client().get(filled).status_code == 405, path


def test_wiping_answers_takes_a_form(browser: Any) -> None:
    assert browser.get("/scan/wissen").status_code == 404
