"""Chromium without a screen, where there is one."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless", "--no-sandbox", "--no-zygote", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESKTOP = {"width": 1200, "height": 900}
PATIENCE = 60_000
"""How long a page may take to show something, in milliseconds: far longer than it does, as others may be working."""
NONE = "there is no Chromium on this machine (Debian: apt-get install chromium)"


def found() -> str | None:
    """Find a Chromium; None if this machine has none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def browser() -> Iterator[Browser | None]:
    """Start Chromium with an empty profile; None where there is none."""
    path = found()
    expect.set_options(timeout=PATIENCE)
    if path is None:
        yield None
        return
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


def opened(chromium: Browser, address: str, **options: Any) -> Page:
    """Open an empty page at an address; faults that the browser tells are noted on its context."""
    context = chromium.new_context(base_url=address, viewport=DESKTOP, reduced_motion="reduce", **options)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE)
    context.faults = []  # type: ignore[attr-defined]
    page = context.new_page()
    page.on("pageerror", lambda error: context.faults.append(str(error)))  # type: ignore[attr-defined]
    page.on("console", lambda said: context.faults.append(said.text) if said.type == "error" else None)  # type: ignore[attr-defined]
    return page


def photograph(page: Page, path: Path, *, whole: bool = True) -> None:
    """Keep a picture of a page, in colours and without what moves."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=whole, animations="disabled")
