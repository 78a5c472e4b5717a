"""What is released has one version and one day, wherever they are written."""

import re
import tomllib
from datetime import date

import yaml
from packaging.version import Version

from docs.sessions import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
RELEASES = re.findall(r"^## (\d\S*) - (\d{4}-\d\d-\d\d)\n\nTag `(\S+)`\.", CHANGELOG, re.MULTILINE)


def test_every_section_of_the_changelog_is_a_release_with_its_day_and_tag_or_what_is_unreleased():
    headings = re.findall(r"^## (.+)$", CHANGELOG, re.MULTILINE)
    assert headings == ["Unreleased", *(f"{version} - {day}" for version, day, _ in RELEASES)]
    assert all(tag == f"v{version}" for version, _, tag in RELEASES)


def test_releases_stand_in_the_changelog_with_the_newest_first():
    order = [(Version(version), date.fromisoformat(day)) for version, day, _ in RELEASES]
    assert order == sorted(order, reverse=True)
    assert len(order) == len({version for version, _ in order})


def test_the_project_the_citation_and_the_guide_name_the_newest_release():
    version, day, tag = RELEASES[0]
    assert PROJECT["version"] == version
    assert (CITATION["version"], CITATION["date-released"]) == (version, date.fromisoformat(day))
    assert f"rev: {tag}\n" in (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")


def test_the_citation_says_what_the_project_says_of_itself():
    assert CITATION["cff-version"] == "1.2.0"
    assert CITATION["title"] == PROJECT["name"]
    assert CITATION["license"] == PROJECT["license"]
    assert CITATION["keywords"] == PROJECT["keywords"]
    assert CITATION["message"]
    assert CITATION["authors"] == [{"name": "The followthrough contributors"}]
    assert "the followthrough contributors" in (ROOT / "LICENSE").read_text(encoding="utf-8")
