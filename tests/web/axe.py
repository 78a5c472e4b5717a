"""What axe-core finds on a page."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

COLORS = "color-contrast"
"""The one rule of axe-core about colors."""

COLORED_LIKE_OTHERS = """
known => {
  const VALUED = ["class", "style", "type"];
  const seen = new Set(known), fresh = new Map(), others = [];
  const look = (one, within) => {
    const attributes = [...one.attributes].map(({ name, value }) => name + (VALUED.includes(name) ? `=${value}` : ""));
    const kind = `${within} ${one.localName}[${attributes}]`, isFirst = one.checkVisibility() && !seen.has(kind);
    if (isFirst) seen.add(kind);
    const parts = [...one.children].map((part) => look(part, kind));
    fresh.set(one, isFirst || parts.includes(true));
    return fresh.get(one);
  };
  const gather = (one) => fresh.get(one) ? [...one.children].forEach(gather) : others.push(one);
  look(document.documentElement, "");
  gather(document.documentElement);
  window.coloredLikeOthers = others;
  return [...seen];
}
"""
"""Find what has its colors from the same lines of a style sheet as something seen, here or on a page before."""


class Faint:
    """What cannot be read for its colors, on pages that share a style sheet: each kind of thing is looked at once."""

    def __init__(self) -> None:
        self._known: list[str] = []

    def come_to(self, page: Page) -> None:
        """Mark what is of a kind that was on a page before."""
        self._known = page.evaluate(COLORED_LIKE_OTHERS, self._known)

    def found(self, page: Page) -> list[str]:
        """Return what is too faint, in the colors that the page has now, of what is not marked."""
        if page.evaluate("coloredLikeOthers.includes(document.documentElement)"):
            return []
        return violations(page, COLORS, but="coloredLikeOthers")


def all_violations(page: Page, faint: Faint) -> list[str]:
    """Return what axe-core finds by all its rules."""
    faint.come_to(page)
    return [*violations(page), *faint.found(page)]


def violations(page: Page, *rules: str, but: str = "[]") -> list[str]:
    """Return what axe-core finds by some rules, or by all but that of colors, leaving out what a script names."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    only: dict[str, Any] = (
        {"runOnly": {"type": "rule", "values": rules}} if rules else {"rules": {COLORS: {"enabled": False}}}
    )
    options = {"resultTypes": ["violations"], "preload": False, **only}
    found = page.evaluate(f"options => axe.run({{exclude: {but}}}, options)", options)["violations"]
    return [f"{one['id']} at {node['target']}: {node['failureSummary']}" for one in found for node in one["nodes"][:3]]
