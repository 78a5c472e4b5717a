"""`rules check`: what it prints about a base that can be read, and with which status it ends."""

import json
from shutil import copytree
from time import perf_counter

import pytest

from bases.checks.reset import BASES
from cli.running import followthrough
from followthrough.errors import NotSettled
from followthrough.worlds import Worlds


@pytest.fixture
def bad(tmp_path, monkeypatch):
    """Put the bad base of a check where the person stands."""
    monkeypatch.chdir(tmp_path)

    def put(code):
        copytree(BASES / "ground", tmp_path / "base")
        copytree(BASES / code / "bad", tmp_path / "base", dirs_exist_ok=True)
        return "base"

    return put


def test_a_finding_is_a_line_with_its_place_its_code_a_lead_that_shows_it_and_the_other_rule(bad):
    done = followthrough("rules", "check", "--base", bad("FT001"))
    assert done.status == 1
    assert done.out.splitlines() == [
        "base/rules/more.yaml:1:9: FT001 late-stays and go fire together, and conclude 'stay' and 'go' for verdict; "
        "let one override the other, or test something more",
        "    for example under younger: wet: no, late: yes",
        "    see also base/rules/rules.yaml:1:9",
    ]


def test_the_answers_that_suffice_come_before_those_that_only_complete_the_lead(bad):
    lines = followthrough("rules", "check", "--base", bad("FT002")).out.splitlines()
    assert lines[1:] == [
        "    for example under elder: wet: unknown",
        "    whatever else is answered, such as late: yes",
    ]


def test_a_warning_ends_with_one_as_well(bad):
    assert followthrough("rules", "check", "--base", bad("FT009")).status == 1


def test_the_data_of_a_finding_has_its_code_and_its_witness(bad):
    done = followthrough("rules", "check", "--json", "--base", bad("FT001"))
    finding = json.loads(done.out)["findings"][0]
    assert done.status == 1
    assert (finding["file"], finding["line"], finding["column"]) == ("base/rules/more.yaml", 1, 9)
    assert (finding["code"], finding["severity"], finding["settled"]) == ("FT001", "error", True)
    assert (finding["counsel"], finding["witness"]) == ("younger", {"wet": "no", "late": "yes"})
    assert finding["core"] == {"wet": "no", "late": "yes"}
    assert finding["other"] == {"file": "base/rules/rules.yaml", "line": 1, "column": 9}


def test_the_data_of_a_problem_met_while_reading_has_the_same_keys_and_no_code(bad):
    folder = bad("FT001")
    findings = json.loads(followthrough("rules", "check", "--json", "--base", folder).out)["findings"]
    with open(f"{folder}/rules/more.yaml", "a") as file:
        file.write("- rule: Bad Name\n")
    problems = json.loads(followthrough("rules", "check", "--json", "--base", folder).out)["findings"]
    assert problems[0].keys() == findings[0].keys()
    assert {problem["code"] for problem in problems} == {None}


def test_a_proof_that_is_given_up_is_a_finding(bad, monkeypatch):
    def out_of_time(self, known, *claims):
        raise NotSettled("not settled")

    monkeypatch.setattr(Worlds, "possible", out_of_time)
    done = followthrough("rules", "check", "--seconds", "0.5", "--base", bad("FT001"))
    assert done.status == 1
    assert "base/base.yaml: FT001 not proved within 0.5 seconds, looking for two rules" in done.out


def test_a_shipped_base_is_checked_in_a_few_seconds():
    began = perf_counter()
    done = followthrough("rules", "check")
    assert (done.status, "no problem found" in done.out) == (0, True)
    assert perf_counter() - began < 5
