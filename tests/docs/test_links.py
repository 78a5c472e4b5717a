"""A reader finds every page, from the README on, and no link leads nowhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.sessions import ROOT

FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
PAGES = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part.startswith(".") or part in {"build", "dist"} for part in path.relative_to(ROOT).parts)
)
NAMED = re.compile(r"`([\w./-]+(?:\.(?:py|md|toml|txt|cff)|/))`")
"""A file or a folder, as pages name them."""
TELLING_WHERE = {"CONTRIBUTING.md", "README.md"}
ENGINE = ROOT / "engine" / "followthrough"
README_LINES = 220
"""The README is read in one sitting."""


def prose(page: Path) -> str:
    """Return the text of a page without its blocks of code."""
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Return what a link can have behind `#`, as GitHub makes it from headings."""
    headings = HEADING.findall(prose(page))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """Yield where the relative links of a page lead: the file or folder, and what stands behind `#`."""
    for link in LINK.findall(prose(page)):
        if "://" not in link and not link.startswith("mailto:"):
            place, _, anchor = link.partition("#")
            yield (page.parent / place).resolve() if place else page, anchor


@pytest.mark.parametrize("page", PAGES, ids=[path.relative_to(ROOT).as_posix() for path in PAGES])
def test_every_link_of_a_page_leads_somewhere(page):
    nowhere = [
        f"{target}#{anchor}"
        for target, anchor in links(page)
        if not target.exists() or (anchor and anchor not in anchors(target))
    ]
    assert nowhere == []


def test_every_page_of_the_docs_is_reached_from_the_readme():
    reached, open_ = {ROOT / "README.md"}, [ROOT / "README.md"]
    while open_:
        for target, _ in links(open_.pop()):
            if target.suffix == ".md" and target not in reached:
                reached.add(target)
                open_.append(target)
    assert {*(ROOT / "docs").glob("*.md")} <= reached


def test_the_readme_is_read_in_one_sitting():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= README_LINES


@pytest.mark.parametrize("page", [path.relative_to(ROOT).as_posix() for path in PAGES if path.name in TELLING_WHERE])
def test_a_page_that_tells_where_things_are_names_what_is_there(page):
    places = [
        (ROOT / page).parent,
        ROOT,
        ENGINE,
        ROOT / "cli" / "followthrough_cli",
        ROOT / "web" / "followthrough_web",
    ]
    if page.endswith("/README.md"):  # of a package: it names its own files
        del places[1:]
    named = NAMED.findall(prose(ROOT / page))
    assert named
    assert [name for name in named if not any((place / name).exists() for place in places)] == []


def test_every_package_of_the_engine_opens_with_a_page():
    packages = [path.parent for path in ENGINE.glob("*/__init__.py")]
    assert packages
    assert [str(package) for package in packages if not (package / "README.md").exists()] == []
