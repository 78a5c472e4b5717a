"""docs/api.md is what the program says now."""

import followthrough as ft
from docs.api import PATH, written


def test_the_page_shows_what_the_prompt_and_the_docstrings_say() -> None:
    shown = PATH.read_text(encoding="utf-8")
    assert written(shown) == shown, "if that is meant, run: ./check docs"


def test_every_public_name_has_a_section() -> None:
    shown = PATH.read_text(encoding="utf-8")
    for name in ft.__all__:
        assert f"\n#### {name}" in shown, name
