"""Decisions that others published come out as they say, in every example that they give."""

from pathlib import Path

import pytest

from bases.reset import BASES
from followthrough.authoring.cases import run_cases
from followthrough.authoring.checks import check
from followthrough.format.load import load

PUBLISHED = sorted(folder for folder in (BASES / "published").iterdir() if folder.is_dir())


@pytest.mark.parametrize("folder", PUBLISHED, ids=lambda folder: folder.name)
def test_a_published_decision_comes_out_as_its_source_says(folder: Path) -> None:
    base = load(folder)
    assert base.cases
    assert run_cases(base).differences == ()


@pytest.mark.parametrize("folder", PUBLISHED, ids=lambda folder: folder.name)
def test_nothing_is_found_in_a_published_decision(folder: Path) -> None:
    assert check(load(folder)) == ()


@pytest.mark.parametrize("folder", PUBLISHED, ids=lambda folder: folder.name)
def test_a_published_decision_names_the_address_of_its_source(folder: Path) -> None:
    assert "# https://" in (folder / "base.yaml").read_text(encoding="utf-8")
