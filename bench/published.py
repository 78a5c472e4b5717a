"""Hold the program of published pages to the engine on 20,000 random leads, and measure how long the page takes.

    python bench/published.py          leads of random bases, in processor minutes; then the page in Chromium
    python bench/published.py --page   the page only

Of the page it measures, from a file and with the processor slowed four times: how long the first question takes to be
painted after the page is opened, in turns with a page of one word; and each next one to be ready for it after an answer
is sent, by somebody who reads each for some seconds.
"""

import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / part) for part in ("engine", "tests")]

from playwright.sync_api import Browser, Page  # noqa: E402  the tests' helpers come first

from followthrough import load  # noqa: E402
from followthrough.publishing.page import html  # noqa: E402
from followthrough.publishing.published import published  # noqa: E402
from page_reader import as_dates, cut_short, differences, page_reader  # noqa: E402
from random_bases import TODAY, random_base, random_lead  # noqa: E402
from web.chromium import browser  # noqa: E402

LEADS = 20_000
OF_A_BASE = 6
KINDS: tuple[dict[str, bool], ...] = (
    {},
    {"dues": True},
    {"days": True, "dues": True},
    {"many": True, "dues": True},
    {"sums": True},
    {"decimals": True, "dues": True},
    {"spans": True, "dues": True},
)
SLOWER = 4
TURNS = 15
"""How often each page is opened to see when it is painted."""

VISITS = 5
"""How often the page is walked through, from question to question."""

READING = 3_000
"""How many milliseconds a person looks at a question."""

PAINTED = """() => new Promise((tell) => {
  const look = () => {
    const [painted] = performance.getEntriesByName("first-contentful-paint");
    if (painted) tell(painted.startTime);
    else setTimeout(look, 50);
  };
  look();
})"""
ONE_WORD = '<!doctype html><html lang="en"><meta charset="utf-8"><title>One</title><body><p>Word</p></html>'


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def compare() -> None:
    """Compare the page's program with the engine, base after base."""
    number = unlike = seed = 0
    started = time.process_time()
    with page_reader() as reader:
        while number < LEADS:
            base, random = random_base(seed, **KINDS[seed % len(KINDS)]), Random(seed)
            seed += 1
            reader.take_up(base)
            whole = [as_dates(base, random_lead(base, random), TODAY) for _ in range(OF_A_BASE)]
            leads = [one for lead in whole for one in (lead, cut_short(base, lead, random))]
            for lead, said in zip(leads, reader.told(leads, TODAY), strict=True):
                number += 1
                found = differences(base, lead, said, TODAY)
                unlike += bool(found)
                for one in found:
                    _say(f"base {seed - 1}, {lead}: {one}")
    seconds = time.process_time() - started
    _say(f"{number:,} leads of {seed:,} random bases: {unlike} differ ({seconds:.0f} s of the processor)")


def measure() -> None:
    """Measure the page of the shipped base, from a file, on a slow processor."""
    with TemporaryDirectory() as folder, browser() as started:
        if started is None:
            _say("there is no Chromium to measure the page with")
            return
        path = Path(folder) / "advice.html"
        path.write_text(html(published(load(), date(2026, 11, 27), "bench")), encoding="utf-8")
        word = Path(folder) / "word.html"
        word.write_text(ONE_WORD, encoding="utf-8")
        first, least, following = list[float](), list[float](), list[float]()
        for _ in range(TURNS):
            for found, one in ((least, word), (first, path)):
                page = _opened(started, one)
                found.append(_painted(page))
                page.close()
        for visit in range(VISITS):
            page = _opened(started, path)
            page.wait_for_selector("[data-ready]")
            following += _walk(page, Random(visit))
            page.close()
    _say(f"first question painted: {median(first):.0f} ms, at most {max(first):.0f}, of {len(first)}")
    _say(f"a page of one word, in turns: {median(least):.0f} ms, at most {max(least):.0f}")
    _say(f"next question: {median(following):.0f} ms, at most {max(following):.0f}, of {len(following)}")


def _opened(started: Browser, path: Path) -> Page:
    page = started.new_page()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(path.as_uri())
    return page


def _painted(page: Page) -> float:
    """Return after how many milliseconds the first text was painted: on the page, the first question."""
    found: float = page.evaluate(PAINTED)
    return found


def _walk(page: Page, random: Random) -> Iterator[float]:
    """Yield how many milliseconds each next page took from the press until it was laid out, ready to be painted."""
    for _ in range(40):
        if page.locator("#do-this").count():
            return
        radios = page.locator("input[type=radio]").count()
        if page.locator("input[type=date]").count():
            page.locator(".pick button").last.click()
        elif radios:
            page.locator("input[type=radio]").nth(random.randrange(radios)).check()
        page.wait_for_timeout(READING)
        took = page.evaluate(
            """() => {
              const main = document.querySelector("main");
              const [before, start] = [main.innerText, performance.now()];
              document.querySelector("form").requestSubmit();
              document.body.getBoundingClientRect();  // lay it out
              const took = performance.now() - start;
              return main.innerText === before ? null : took;
            }"""
        )
        if took is None:  # the answer was refused
            return
        yield took


if __name__ == "__main__":
    if "--page" not in sys.argv[1:]:
        compare()
    measure()
