"""The ground under every form: where a link may lead, and which characters a text may hold."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tiptrack.web.forms import safe_path

HERE = "https://tiptrack.nl/account/inloggen"


@pytest.mark.parametrize("path", ["/", "/tips", "/resultaten/12?van=scan", "/doelen#een", "/?verder=https://a.nl"])
def test_a_path_on_this_site_is_followed(path: str) -> None:
    assert safe_path(path, "/anders") == path


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "tips",
        "//evil.nl",
        "///evil.nl",
        "/\\evil.nl",
        "\\\\evil.nl",
        "/tips\\..",
        "http://evil.nl",
        "https:evil.nl",
        "javascript:alert(1)",
        "/\t/evil.nl",
        "/tips\nSet-Cookie: a=b",
        " /tips",
        "/tips en meer",
        "/\x00",
    ],
)
def test_anything_else_leads_to_the_default(target: str | None) -> None:
    assert safe_path(target, "/anders") == "/anders"


@given(st.text(st.sampled_from("/\\:@.?#[]% \t\nhtpsevil") | st.characters(codec="utf-8"), max_size=20))
def test_no_target_leads_away_from_this_site(target: str) -> None:
    assert urlsplit(urljoin(HERE, safe_path(target))).netloc == "tiptrack.nl"
