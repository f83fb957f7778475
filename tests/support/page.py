"""What must hold for every page that any test fetches; the words of a failure say what is wrong and where."""

import itertools
import re
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.test import TestResponse

HTML = "{http://www.w3.org/1999/xhtml}"
VOID_CHECKED = {"input", "select", "textarea"}


class Page:
    """A parsed page with the questions that tests ask."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.html = response.get_data(as_text=True)
        parser = html5lib.HTMLParser(namespaceHTMLElements=True, strict=True)
        self.root: Element = parser.parse(self.html)

    def all(self, tag: str) -> list[Element]:
        """Every element with this name."""
        return list(self.root.iter(f"{HTML}{tag}"))

    def text_of(self, element: Element) -> str:
        """All text in an element, with single spaces."""
        return " ".join("".join(element.itertext()).split())

    @property
    def text(self) -> str:
        """The words on the page, without its head."""
        return self.text_of(self.all("body")[0])

    @property
    def h1(self) -> str:
        """The heading."""
        return self.text_of(self.all("h1")[0])

    def hidden(self, name: str) -> str:
        """The value of a hidden field."""
        return next(field.get("value", "") for field in self.all("input") if field.get("name") == name)

    def links(self) -> list[str]:
        """Where the page leads to."""
        return [link.get("href", "") for link in self.all("a")]


def check_page(response: TestResponse) -> Page | None:
    """Parses an HTML answer and checks it; None for anything else."""
    check_headers(response)
    if response.mimetype != "text/html" or not response.data or response.status_code in {301, 302, 303, 308}:
        return None
    page = Page(response)
    where = f"{response.request.method} {response.request.path}"
    _check_head(page, where)
    _check_ids(page, where)
    _check_words(page, where)
    _check_forms(page, where)
    _check_scripts(page, where)
    return page


def check_headers(response: TestResponse) -> None:
    """Security headers on everything, errors included (trust S3)."""
    headers, where = response.headers, response.request.path
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'", where
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'", where
    assert "unsafe" not in headers["Content-Security-Policy"], where
    assert headers["X-Content-Type-Options"] == "nosniff", where
    assert headers["Referrer-Policy"] == "same-origin", where
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", where
    assert "no-store" in headers["Cache-Control"] or where.startswith("/static/"), where


def _check_head(page: Page, where: str) -> None:
    assert page.root.get("lang") == "nl", f"{where}: <html> without lang"
    titles, headings = page.all("title"), page.all("h1")
    assert len(headings) == 1, f"{where}: {len(headings)} h1"
    title = page.text_of(titles[0])
    assert title.partition(" · ")[0].strip(), f"{where}: empty title"
    levels = [
        int(e.tag[-1]) for e in page.root.iter() if isinstance(e.tag, str) and re.fullmatch(rf"{HTML}h[1-6]", e.tag)
    ]
    jumps = [(a, b) for a, b in itertools.pairwise(levels) if b > a + 1]
    assert not jumps, f"{where}: headings jump {jumps}"


def _check_ids(page: Page, where: str) -> None:
    ids = [element.get("id") for element in page.root.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), f"{where}: double ids {sorted({i for i in ids if ids.count(i) > 1})}"
    for element in page.root.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "for"):
            for id in (element.get(attribute) or "").split():
                assert id in ids, f"{where}: {attribute}={id} points nowhere"
    for link in page.links():
        assert not link.startswith("#") or link[1:] in ids, f"{where}: link to {link} points nowhere"


def _check_words(page: Page, where: str) -> None:
    for link in page.all("a") + page.all("button"):
        assert page.text_of(link) or link.get("aria-label"), f"{where}: <{link.tag}> without text"
    for wrong in (" None", "Undefined", "lazy_gettext", "%(", "&amp;lt;"):
        assert wrong not in page.html.replace("SameSite=None", ""), f"{where}: {wrong!r} on the page"
    assert "duurzame inzetbaarheid" not in page.text.casefold(), f"{where}: a term that users don't know"


def _check_forms(page: Page, where: str) -> None:
    labelled = {label.get("for") for label in page.all("label")}
    wrapped = {id(field) for label in page.all("label") for field in label.iter()}
    for tag in VOID_CHECKED:
        for field in page.all(tag):
            if field.get("type") == "hidden" or field.get("aria-label"):
                continue
            assert field.get("id") in labelled or id(field) in wrapped, f"{where}: {field.attrib} without label"
    for form in page.all("form"):
        assert form.get("action"), f"{where}: form without action"
        names = {field.get("name") for field in form.iter(f"{HTML}input")}
        assert form.get("method") != "post" or "csrf_token" in names, f"{where}: form without CSRF token"


def _check_scripts(page: Page, where: str) -> None:
    policy = page.response.headers["Content-Security-Policy"]
    for script in page.all("script"):
        assert f"'nonce-{script.get('nonce')}'" in policy, f"{where}: script without this answer's nonce"
    for element in page.root.iter():
        inline = [name for name in element.attrib if name == "style" or name.startswith("on")]
        assert not inline, f"{where}: inline {inline} on {element.tag}"


__all__ = ["Page", "check_page"]
