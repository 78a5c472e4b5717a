"""The pictures of the documents, which `./check docs` takes anew, with Chromium: the README's, and those of a visit."""

import sys
import tempfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from playwright.sync_api import Browser, ViewportSize

from followthrough import __version__, load
from followthrough.publishing.page import html
from followthrough.publishing.published import published
from web.chromium import NONE, browser
from web.visiting import SILENCE, served

Scheme = Literal["light", "dark"]

ADVICE = f"/?{urlencode(SILENCE)}"
QUESTION = f"/?{urlencode({name: SILENCE[name] for name in ('interview', 'want_it', 'interviewed_on', 'heard_back')})}"
DESKTOP: ViewportSize = {"width": 960, "height": 680}
TELEPHONE: ViewportSize = {"width": 390, "height": 844}
PUBLISHED_ON = date(2026, 11, 22)
VISIT: dict[str, tuple[str, ViewportSize]] = {
    "start": ("/start", DESKTOP),
    "question": (QUESTION, DESKTOP),
    "advice": (ADVICE, {"width": 960, "height": 634}),
    "advice-phone": (ADVICE, TELEPHONE),
}
"""What somebody sees who follows the author of the article: each picture's address and size."""
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def take_all(folder: Path) -> None:
    """Take the advice on three weeks of silence for the README, of both kinds, and a visit in light and dark."""
    with (
        tempfile.TemporaryDirectory() as log,
        served(Path(log) / "leads.sqlite") as address,
        browser() as started,
    ):
        if started is None:
            print(f"the pictures stay as they are: {NONE}", file=sys.stderr)  # noqa: T201  a script's word to who runs it
            return
        take(started, address + ADVICE, {"width": 1120, "height": 1150}, folder / "page.png")
        take_published(started, folder / "published.png")
        for name, (path, size) in VISIT.items():
            for scheme in SCHEMES:
                take(started, address + path, size, folder / "pictures" / f"{name}-{scheme}.png", scheme, "wolfe")


def take(
    started: Browser, address: str, size: ViewportSize, path: Path, scheme: Scheme = "light", follows: str = "jobfairy"
) -> None:
    """Take a picture of a page as somebody sees it who follows a counsel."""
    context = started.new_context(viewport=size, color_scheme=scheme, reduced_motion="reduce")
    context.add_cookies([{"name": "follows", "value": follows, "url": address}])
    page = context.new_page()
    page.goto(address)
    page.mouse.move(0, 0)
    page.evaluate("document.activeElement.blur()")
    page.screenshot(path=path, animations="disabled")
    context.close()


def take_published(started: Browser, path: Path) -> None:
    """Take a picture of the base as one file, on a phone, with the advice on the same silence."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "advice.html"
        file.write_text(html(published(load(), PUBLISHED_ON, __version__)), encoding="utf-8")
        page = started.new_page(viewport=TELEPHONE)
        page.clock.set_fixed_time(datetime.combine(PUBLISHED_ON, time(12)))
        page.goto(f"{file.as_uri()}#{urlencode({'.counsel': 'jobfairy', **SILENCE})}")
        page.wait_for_selector("#do-this")
        page.screenshot(path=path, animations="disabled")
        page.close()


if __name__ == "__main__":
    take_all(Path(sys.argv[1]))
