"""Looks at a page in Chromium as people see it: each width, light and dark. Every problem is one line of text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

WIDTHS = (320, 768, 1280)
SMALLEST_TARGET = 24
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]

RUN_AXE = "only => axe.run({resultTypes: ['violations'], runOnly: only}).then(found => found.violations)"
SMALL_TARGETS = """smallest => {
  const inSentence = one => getComputedStyle(one).display === 'inline'
    && [...one.parentNode.childNodes].some(node => node.nodeType === 3 && /\\w/.test(node.data));
  const sizes = one => [one, ...(one.labels || [])].map(part => part.getBoundingClientRect())
    .map(box => Math.min(box.width, box.height));
  return [...document.querySelectorAll('a, button, input, select, textarea, summary')]
    .filter(one => one.checkVisibility() && !inSentence(one) && Math.max(...sizes(one)) < smallest - .01)
    .map(one => `${one.outerHTML.slice(0, 90)} (${Math.max(...sizes(one)).toFixed(1)} px)`);
}"""


def problems_on(page: Page, name: str, screenshots: Path | None = None) -> list[str]:
    """What is wrong with this page at each width, in light and in dark. Needs a context with `bypass_csp`."""
    page.evaluate(AXE_FILE_PATH.read_text(encoding="utf-8"))
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found += [f"{width}: {problem}" for problem in _shape_problems(page)]
        for colour in ("light", "dark"):
            page.emulate_media(color_scheme=colour)
            only = {"type": "tag", "values": TAGS} if colour == "light" else {"type": "rule", "values": COLOUR_RULES}
            found += [f"{width} {colour}: {problem}" for problem in _axe_problems(page, only)]
            if screenshots:
                page.screenshot(path=screenshots / f"{width}-{colour}-{name}.png", full_page=True)
    return found


def _shape_problems(page: Page) -> Iterator[str]:
    wide = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    if wide > 0:
        yield f"scrolls sideways by {wide} px"
    for target in page.evaluate(SMALL_TARGETS, SMALLEST_TARGET):
        yield f"too small to hit: {target}"


def _axe_problems(page: Page, only: dict[str, Any]) -> Iterator[str]:
    for violation in page.evaluate(RUN_AXE, only):
        for node in violation["nodes"]:
            yield f"{violation['id']}: {node['html'][:120]} {node['failureSummary']}"
