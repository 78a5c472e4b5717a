"""How long a person waits for the next question on the pages: from the click to the first paint, in Chromium.

    PYTHONPATH=tests python bench/pages.py

A consultation under each counsel is answered question by question. The browser itself says how long after the click the
next page was first painted: it counts from the start of the navigation, the form and the redirect after it included.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

from web.chromium import NONE, browser
from web.visiting import SILENCE, YESTERDAY, served

PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
"""Milliseconds from the start of the navigation to the first paint of something."""


def waits(page: Page, counsel: str, answers: dict[str, str]) -> Iterator[float]:
    """Answer all questions, and yield how many milliseconds each next page took."""
    page.goto("/start")
    page.locator(f"input[value='{counsel}']").check()
    page.locator("main button").click()
    while page.locator("form [name^='answer.']").count() and not page.locator("#do-this").count():
        name = (page.locator("form [name^='answer.']").first.get_attribute("name") or "").removeprefix("answer.")
        if page.locator("#picked").count():
            page.locator("#answer").fill(answers[name])
        else:
            page.locator(f"[name='answer.{name}'][value='{answers[name]}']").check()
        page.get_by_role("button", name="Continue").click()
        page.wait_for_load_state()
        while (painted := page.evaluate(PAINTED)) is None:
            page.wait_for_timeout(10)
        yield painted


def main() -> None:
    """Print the median and the longest wait."""
    found: list[float] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder) / "leads.sqlite") as address,
        browser() as started,
    ):
        if started is None:
            sys.exit(NONE)
        page = started.new_page(base_url=address)
        for counsel in ("jobfairy", "wolfe"):
            for answers in (SILENCE, YESTERDAY):
                found += waits(page, counsel, answers)
    sys.stdout.write(f"{len(found)} pages: median {median(found):.0f} ms, most {max(found):.0f} ms\n")


if __name__ == "__main__":
    main()
