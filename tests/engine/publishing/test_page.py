"""The page of a published base, as a file."""

import re
import subprocess
from datetime import date
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bases_in_memory import base_of
from followthrough import load
from followthrough.publishing import page
from followthrough.publishing.published import published
from page_reader import NO_NODE, node

DAY = date(2026, 11, 27)
MOST_BYTES = 250_000
RULE = "- {rule: stay, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: it is wet}"
STYLE = Path(__file__).parents[3] / "web" / "followthrough_web" / "static" / "style.css"


@cache
def shipped() -> str:
    return page.html(published(load(), DAY, "1"))


def code() -> str:
    """The program without its comments."""
    return re.sub(r"/\*.*?\*/", "", page.program(), flags=re.DOTALL)


def test_the_page_of_the_shipped_base_is_small(record_property: Any) -> None:
    assert len(shipped().encode()) < MOST_BYTES
    record_property("counted", f"the page of the shipped base: {len(shipped().encode()):,} bytes")


def test_the_page_holds_what_was_published_and_the_same_base_makes_the_same_page() -> None:
    assert page.html(page.unpacked(shipped())) == shipped()
    twice = [page.html(published(base_of(RULE), DAY, "1")) for _ in range(2)]
    assert twice[0] == twice[1]


def test_the_page_names_no_other_file() -> None:
    found: list[tuple[str, str]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(
                (tag, name) for name, value in attrs if name in ("src", "href") and not (value or "").startswith("#")
            )

    Reader().feed(shipped())
    assert found == []
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|import\()", code())
    assert "default-src 'none'" in shipped()


def test_the_program_never_writes_markup() -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", page.program()
    )
    assert "</script" not in page.program()
    assert "</style" not in (page.FOLDER / "page.css").read_text(encoding="utf-8")


def test_the_page_is_ascii_alone_which_browsers_read_sooner() -> None:
    assert (page.program() + (page.FOLDER / "page.css").read_text(encoding="utf-8")).isascii()
    made = page.html({**published(base_of(RULE), DAY, "1"), "title": "Caf\u00e9"})
    assert made.isascii()
    assert "<title>Caf&#233;</title>" in made


def test_a_title_is_a_text_and_no_markup() -> None:
    data = {**published(base_of(RULE), DAY, "1"), "title": "<script>alert(1)</script> {data}"}
    made = page.html(data)
    assert "<script>alert" not in made
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {data}" in made


def test_it_has_the_colors_of_our_other_pages() -> None:
    def colors(text: str) -> list[str]:
        return re.findall(r"--[a-z-]+: #[0-9a-f]{6}", text)

    assert colors((page.FOLDER / "page.css").read_text(encoding="utf-8")) == colors(STYLE.read_text(encoding="utf-8"))


def test_the_styles_name_no_class_that_the_page_never_makes() -> None:
    styles = re.sub(r"/\*.*?\*/", "", (page.FOLDER / "page.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = " ".join(re.findall(r"([^{};]+)\{", styles))
    made = " ".join(re.findall(r'"([^"\n]*)"', page.program() + shipped()))
    assert set(re.findall(r"\.([a-z][a-z-]*)", selectors)) <= set(made.split())


def test_the_modules_of_the_program_can_stand_in_one_script(tmp_path: Path) -> None:
    found = node()
    if found is None:
        pytest.skip(NO_NODE)
    assert not re.search(r"^(import|export)\b", page.program(), re.MULTILINE)
    script = tmp_path / "program.js"
    script.write_text(page.program(), encoding="utf-8")
    assert subprocess.run([found, "--check", script], capture_output=True, text=True, check=False).stderr == ""
