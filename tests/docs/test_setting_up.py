"""What sets the project up, on this day and a year from now: pinned versions, used wherever something is installed."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from docs.sessions import ROOT

PINS = {
    canonicalize_name(line.partition("==")[0]): line.partition("==")[2]
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
WANTED = [
    *PROJECT["build-system"]["requires"],
    *PROJECT["project"]["dependencies"],
    *(line for extra in EXTRAS.values() for line in extra if not line.startswith("followthrough[")),
]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
INSTALLING = [
    line
    for document in DOCUMENTS
    for line in document.read_text(encoding="utf-8").splitlines()
    if "pip install" in line and not line.startswith("#")
]


def test_constraints_are_names_and_versions_and_nothing_else():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    odd = [line for line in lines if not re.fullmatch(r"#.*|[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line)]
    assert odd == []
    assert not any("://" in line for line in lines)


@pytest.mark.parametrize("line", WANTED)
def test_what_the_project_needs_is_pinned_within_its_range(line):
    wanted = Requirement(line)
    assert PINS[canonicalize_name(wanted.name)] in wanted.specifier


def test_what_builds_the_project_has_an_upper_bound():
    assert all("<" in line for line in PROJECT["build-system"]["requires"])


def test_both_commands_of_the_readme_install_the_pinned_versions():
    commands = [line for line in INSTALLING if line.startswith("python3 -m venv .venv")]
    assert len(commands) == 2
    assert all("PIP_CONSTRAINT=constraints.txt .venv/bin/python -m pip install" in line for line in commands)


@pytest.mark.parametrize("line", INSTALLING)
def test_what_a_document_tells_to_install_is_in_the_clone(line):
    """The package is in no registry: what `pip install followthrough` would bring is not ours."""
    assert re.search(r"pip install (--\w+ )*'?\.", line)


def test_what_pip_cannot_install_is_pinned_where_a_registry_has_many_versions():
    script = (ROOT / ".ci" / "install-what-tests-need").read_text(encoding="utf-8")
    (packages,) = re.findall(r"^packages=\((.*)\)$", script, re.MULTILINE)
    pins = [package.rpartition("@") for package in packages.split()]
    assert {name for name, _, _ in pins} == {"yaml-language-server", "typescript", "@types/node"}
    assert all(re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version) for _, _, version in pins)
