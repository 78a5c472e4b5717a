"""The pictures of the documents are small, and each is shown."""

from pathlib import Path

from docs.picture import SCHEMES, VISIT

DOCS = Path(__file__).parents[2] / "docs"
LARGEST = 100_000
"""In bytes: a page of the documents is read over a telephone, too."""


def test_every_picture_of_a_visit_is_shown_and_none_is_large() -> None:
    taken = {f"{name}-{scheme}.png" for name in VISIT for scheme in SCHEMES}
    assert {path.name for path in (DOCS / "pictures").iterdir()} == taken
    shown = (DOCS / "browser.md").read_text(encoding="utf-8")
    assert [name for name in sorted(taken) if f"(pictures/{name})" not in shown] == []
    pictures = [*(DOCS / "pictures").iterdir(), DOCS / "published.png"]
    assert [path.name for path in pictures if path.stat().st_size >= LARGEST] == []
