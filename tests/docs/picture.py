"""The pictures of the documents, which `./check docs` takes anew, with Chromium: the README's, and those of a visit."""

import sys
import tempfile
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from playwright.sync_api import Browser, ViewportSize

from web.chromium import NONE, browser
from web.visiting import SILENCE, served

Scheme = Literal["light", "dark"]

ADVICE = f"/?{urlencode(SILENCE)}"
QUESTION = f"/?{urlencode({name: SILENCE[name] for name in ('interview', 'want_it', 'interviewed_on', 'heard_back')})}"
DESKTOP: ViewportSize = {"width": 960, "height": 680}
TELEPHONE: ViewportSize = {"width": 390, "height": 844}
VISIT: dict[str, tuple[str, ViewportSize]] = {
    "start": ("/start", DESKTOP),
    "question": (QUESTION, DESKTOP),
    "advice": (ADVICE, {"width": 960, "height": 634}),
    "advice-phone": (ADVICE, TELEPHONE),
}
"""What somebody sees who follows the author of the article: each picture's address and size."""
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


def take_all(folder: Path) -> None:
    """Take the advice on three weeks of silence for the README, and a visit in light and dark colors."""
    with (
        tempfile.TemporaryDirectory() as log,
        served(Path(log) / "leads.sqlite") as address,
        browser() as started,
    ):
        if started is None:
            print(f"the pictures stay as they are: {NONE}", file=sys.stderr)  # noqa: T201  a script's word to who runs it
            return
        take(started, address + ADVICE, {"width": 1120, "height": 1150}, folder / "page.png")
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


if __name__ == "__main__":
    take_all(Path(sys.argv[1]))
