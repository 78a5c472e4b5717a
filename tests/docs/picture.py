"""The picture of the README, which `./check docs` takes anew, with Chromium."""

import sys
import tempfile
from pathlib import Path
from urllib.parse import urlencode

from web.chromium import NONE, browser
from web.visiting import SILENCE, served


def take(path: Path) -> None:
    """Take a picture of the advice on three weeks of silence."""
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder) / "leads.sqlite") as address,
        browser() as started,
    ):
        if started is None:
            print(f"{path} stays as it is: {NONE}", file=sys.stderr)  # noqa: T201  a script's word to who runs it
            return
        page = started.new_page(base_url=address, viewport={"width": 1120, "height": 1150}, reduced_motion="reduce")
        page.goto(f"/?{urlencode(SILENCE)}")
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement.blur()")
        page.screenshot(path=path, animations="disabled")


if __name__ == "__main__":
    take(Path(sys.argv[1]))
