"""`rules`: what a researcher does with a knowledge base."""

import json
from shutil import copytree

import pytest

from bases.reset import BASES
from cli.running import followthrough
from followthrough.format.json_schema import schemas
from followthrough.format.load import built_in


@pytest.fixture
def copy(tmp_path):
    return copytree(built_in(), tmp_path / "knowledge")


def test_the_list_has_every_rule_with_its_passage():
    out = followthrough("rules", "list").out
    assert "second-letter" in out
    data = json.loads(followthrough("rules", "list", "--counsel", "jobfairy", "--json").out)
    assert {rule["counsel"] for rule in data["rules"]} == {"jobfairy"}


def test_a_rule_is_read_aloud_with_what_it_overrides_and_yields_to():
    out = " ".join(followthrough("rules", "show", "second-letter").out.split())
    assert "if stage is waiting for word, and word is silence" in out
    assert "yields to do-not-cross-the-line, do-not-cross-the-line-on-some-day, no-second-letter," in out
    assert "p13 of Rayne Wolfe:" in out
    assert "fed by in-their-hands" in out
    assert "feeds a-letter-is-brief, annotate-the-resume, enclose-what-speaks-for-you" in out
    assert "cases a week of silence;" in out
    assert json.loads(followthrough("rules", "show", "second-letter", "--json").out)["rule"]["source"] == ["p13"]


def test_check_is_quiet_about_the_shipped_base():
    done = followthrough("rules", "check")
    assert (done.status, "no problem found" in done.out) == (0, True)


def test_check_finds_every_problem_and_exits_with_one(copy):
    (copy / "rules" / "stance.yaml").write_text("- rule: Bad Name\n  counsel: wolf\n")
    done = followthrough("rules", "check", "--base", copy)
    assert done.status == 1
    assert "has no 'because'; add 'because:'" in done.out
    findings = json.loads(followthrough("rules", "check", "--base", copy, "--json").out)["findings"]
    assert len(findings) == len(done.out.splitlines())


def test_the_schema_of_each_kind_is_printed_and_written(tmp_path):
    for kind, schema in schemas().items():
        assert json.loads(followthrough("rules", "schema", kind).out) == schema
    assert followthrough("rules", "schema", "--to", tmp_path / "schema").status == 0
    assert sorted(path.stem for path in (tmp_path / "schema").iterdir()) == sorted(schemas())


def test_the_schemas_of_a_base_go_into_its_folder_and_a_file_that_names_none_is_told(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    followthrough("rules", "new", "base", "umbrella")
    assert followthrough("rules", "schema", "--base", "umbrella").err == "7 schemas written to umbrella/schema\n"
    written = (tmp_path / "umbrella" / "schema" / "rules.json").read_text()
    assert "rain-wants-an-umbrella" in written
    assert followthrough("rules", "schema", "rules", "--base", "umbrella").out == written
    for name in ("hiker", "poet"):
        (tmp_path / "umbrella" / "rules" / f"{name}.yaml").write_text("")
    (tmp_path / "umbrella" / "rules" / "hiker.yaml").unlink()
    (tmp_path / "umbrella" / "rules" / "poet.yaml").write_text(
        (tmp_path / "umbrella" / "rules" / "umbrella.yaml").read_text().partition("\n")[2]
    )
    (tmp_path / "umbrella" / "rules" / "umbrella.yaml").unlink()
    said = " ".join(followthrough("rules", "schema", "--base", "umbrella", "--to", "elsewhere").err.split())
    line = "# yaml-language-server: $schema=../../elsewhere/rules.json"
    assert said == (
        f"7 schemas written to elsewhere umbrella/rules/poet.yaml names no schema; begin it with the line `{line}`"
    )


def test_a_rule_that_is_started_is_known_to_editors_at_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    followthrough("rules", "new", "base", "umbrella")
    followthrough("rules", "schema", "--base", "umbrella")
    rule = ("wet-hair", "--counsel", "neighbor", "--source", "n1", "--if", "rain=soon")
    more = ("--then", "reminder=wear a hood", "--base", "umbrella", "--to", "umbrella/rules/umbrella.yaml")
    assert followthrough("rules", "new", "rule", *rule, *more).status == 0
    assert "wet-hair" in (tmp_path / "umbrella" / "schema" / "rules.json").read_text()


def test_a_rule_is_shown_with_what_the_step_that_it_advises_changes() -> None:
    steps = ("--base", str(BASES / "good" / "steps"))
    shown = " ".join(followthrough("rules", "show", "remind-them", *steps).out.split())
    assert "once done called becomes once if it is no or voicemail, more than once if it is once;" in shown
    assert "once done" not in followthrough("rules", "show", "give-them-time", *steps).out
    written = json.loads(followthrough("rules", "show", "write-first", "--json", *steps).out)
    assert written["rule"]["does"] == {"step": {"wrote": "yes", "wrote_on": "today"}}


def test_a_sum_is_shown_with_all_that_it_adds_up_and_what_tests_it():
    shown = followthrough("rules", "show", "worth", "--base", str(BASES / "good" / "points")).out
    assert "worth: a sum from -2 to 5 points" in shown
    assert "adds       +3 if loved is yes" in shown
    assert "tested by  not-worth-it, worth-it" in shown
