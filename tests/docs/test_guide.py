"""The researchers' guide can be followed step by step, and shows what is printed then."""

import re
from datetime import date
from shutil import copytree

import pytest
import yaml

from cli.running import followthrough
from docs.sessions import ROOT, followed
from followthrough.advising.advise import advise
from followthrough.authoring.cases import run_cases
from followthrough.authoring.checks import check
from followthrough.authoring.mutation import mutate
from followthrough.authoring.starting import starter_files
from followthrough.format.load import load

GUIDE = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """The folder in which the guide was followed, and the guide with what was printed then."""
    folder = tmp_path_factory.mktemp("guide")
    return folder, followed(GUIDE, folder)


def test_every_step_prints_what_the_guide_shows(done):
    assert done[1] == GUIDE, "if that is meant, run: ./check docs"


def test_the_first_steps_use_every_command_of_the_bench():
    for command in ("check", "test", "show", "diff", "disagree", "mutate", "graph", "new rule", "new law", "new base"):
        assert f"$ followthrough rules {command} " in GUIDE


def test_the_base_of_the_first_steps_ends_with_three_counsels_and_checks_clean(done):
    base = load(done[0] / "umbrella")
    assert list(base.counsels) == ["leaflet", "neighbor", "hiker"]
    assert check(base) == ()


def test_a_base_of_another_field_is_built_from_the_guide_alone_and_checks_tests_and_advises(done):
    folder = done[0] / "animals"
    written = set(re.findall(r"```yaml\n# (animals/\S+)\n", GUIDE))
    assert {path.relative_to(done[0]).as_posix() for path in folder.rglob("*") if path.is_file()} == written
    base = load(folder)
    assert len(base.rules) == 6
    assert check(base) == ()
    assert run_cases(base).differences == ()
    assert {outcome.fate for outcome in mutate(base)} <= {"a case", "a check", "equivalent"}
    assert advise(base, {"covering": "feathers", "swims": "yes"}, today=date(2026, 11, 22)).value("animal") == "penguin"


def test_the_pre_commit_hooks_run_our_commands_and_pass_on_a_new_base(tmp_path):
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["followthrough-check", "followthrough-test"]
    assert followthrough("rules", "new", "base", tmp_path / "base").status == 0
    broken = copytree(tmp_path / "base", tmp_path / "broken")
    rules = broken / "rules" / "umbrella.yaml"
    rules.write_text(rules.read_text().replace("{umbrella: take}", "{umbrella: leave}"))
    for hook in hooks:
        assert (hook["language"], hook["pass_filenames"]) == ("python", False)
        assert all(re.search(hook["files"], name) for name in starter_files() if name.endswith(".yaml"))
        program, *words = hook["entry"].split()
        assert program == "followthrough"
        assert followthrough(*words, "--base", tmp_path / "base").status == 0
        assert followthrough(*words, "--base", broken).status == 1
        assert f"id: {hook['id']}" in GUIDE
