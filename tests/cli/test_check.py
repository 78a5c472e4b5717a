"""`rules check`: what it prints about a base that can be read, and with which status it ends."""

import json
import re
from pathlib import Path
from shutil import copytree

import pytest
from jsonschema import validate

from bases.checks.reset import BASES
from cli.running import followthrough
from followthrough.errors import NotSettled
from followthrough.format.codes import CODES
from followthrough.readings.prove.worlds import Worlds
from followthrough_cli.rules.finding_formats import MOST_LINES


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
        "    whatever the other answers are, such as late: yes",
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


def accept(folder, code, reason):
    """Let the first rule of a bad base accept something."""
    path = Path(folder) / "rules" / "more.yaml"
    path.write_text(path.read_text().replace("  counsel:", f"  accepted: {{{code}: {reason}}}\n  counsel:", 1))


def test_what_is_accepted_is_counted_and_does_not_matter_to_the_status(bad):
    folder = bad("FT012")
    assert followthrough("rules", "check", "--base", folder).status == 1
    accept(folder, "FT012", "told twice")
    done = followthrough("rules", "check", "--base", folder)
    assert done.status == 0
    assert done.out.replace("\n", " ").endswith("no problem found, 1 finding accepted. ")
    (finding,) = json.loads(followthrough("rules", "check", "--json", "--base", folder).out)["findings"]
    assert (finding["code"], finding["accepted"]) == ("FT012", "told twice")


def test_what_is_accepted_is_counted_below_what_is_not(bad):
    folder = bad("FT012")
    accept(folder, "FT012", "told twice")
    Path(folder, "sources.yaml").write_text("elder: {e1: dry, e2: wet}\nyounger: {y1: late}\n")
    lines = followthrough("rules", "check", "--base", folder).out.splitlines()
    assert lines[0].startswith("base/sources.yaml:1:18: FT018 ")
    assert lines[1:] == ["1 finding accepted."]


def test_a_circle_has_a_code_though_the_base_cannot_be_read(bad):
    folder = bad("FT016")
    assert " FT016 rules depend on themselves: " in followthrough("rules", "check", "--base", folder).out
    assert json.loads(followthrough("rules", "check", "--json", "--base", folder).out)["findings"][0]["code"] == "FT016"


# Other formats


def test_github_gets_a_command_for_each_finding_that_is_not_accepted(bad):
    folder = bad("FT001")
    done = followthrough("rules", "check", "--format", "github", "--base", folder)
    assert done.status == 1
    assert done.out == (
        "::error file=base/rules/more.yaml,line=1,col=9,title=FT001::late-stays and go fire together, and conclude "
        "'stay' and 'go' for verdict; let one override the other, or test something more%0A"
        "for example under younger: wet: no, late: yes%0Asee also base/rules/rules.yaml:1:9\n"
    )


def test_github_gets_nothing_where_all_is_accepted(bad):
    folder = bad("FT012")
    accept(folder, "FT012", "told twice")
    assert followthrough("rules", "check", "--format", "github", "--base", folder) == (0, "", "")


def test_what_has_a_meaning_to_github_is_written_otherwise(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    copytree(BASES / "ground", tmp_path / "50%, or so: a base")
    Path("50%, or so: a base", "sources.yaml").write_text("100%: {e1: dry}\n")
    lines = followthrough("rules", "check", "--format", "github", "--base", "50%, or so: a base").out.splitlines()
    assert lines[0].startswith("::error file=50%25%2C or so%3A a base/")
    assert "unknown counsel '100%25'" in lines[-1]


LOCATION = {
    "required": ["artifactLocation"],
    "properties": {
        "artifactLocation": {"required": ["uri"], "properties": {"uri": {"pattern": "^[^ %]*(%[0-9A-F]{2}[^ %]*)*$"}}},
        "region": {
            "required": ["startLine", "startColumn"],
            "properties": {"startLine": {"minimum": 1}, "startColumn": {"minimum": 1}},
        },
    },
}
TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
DESCRIPTOR = {
    "required": ["id", "shortDescription", "fullDescription", "help", "defaultConfiguration"],
    "properties": {
        "id": {"type": "string"},
        "shortDescription": TEXT,
        "fullDescription": TEXT,
        "help": TEXT,
        "defaultConfiguration": {"properties": {"level": LEVEL}, "additionalProperties": False},
    },
    "additionalProperties": False,
}
RESULT = {
    "required": ["message", "level", "locations"],
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": LEVEL,
        "message": TEXT,
        "locations": {"minItems": 1, "items": {"properties": {"physicalLocation": LOCATION}}},
        "relatedLocations": {
            "items": {
                "properties": {"id": {"type": "integer"}, "message": TEXT, "physicalLocation": LOCATION},
                "additionalProperties": False,
            }
        },
        "suppressions": {
            "items": {
                "required": ["kind"],
                "properties": {"kind": {"enum": ["inSource", "external"]}, "justification": {"type": "string"}},
                "additionalProperties": False,
            }
        },
        "properties": {"type": "object"},
    },
    "additionalProperties": False,
}
RUN = {
    "required": ["tool", "results"],
    "properties": {
        "tool": {
            "required": ["driver"],
            "properties": {
                "driver": {"required": ["name"], "properties": {"rules": {"uniqueItems": True, "items": DESCRIPTOR}}}
            },
        },
        "invocations": {
            "items": {"required": ["executionSuccessful"], "properties": {"executionSuccessful": {"type": "boolean"}}}
        },
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "results": {"type": "array", "items": RESULT},
    },
    "additionalProperties": False,
}
SARIF = {
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "items": RUN},
    },
    "additionalProperties": False,
}
"""What the standard says of the parts that are used."""


def sarif(folder):
    log = json.loads(followthrough("rules", "check", "--format", "sarif", "--base", folder).out)
    validate(log, SARIF)
    return log["runs"][0]


def test_sarif_describes_every_kind_and_gives_a_finding_with_both_places(bad):
    run = sarif(bad("FT001"))
    (result,) = run["results"]
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert [one["id"] for one in run["tool"]["driver"]["rules"]] == list(CODES)
    assert rule["id"] == result["ruleId"] == "FT001"
    assert rule["shortDescription"]["text"].startswith("Finds two rules that both stand")
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "base/rules/more.yaml"},
        "region": {"startLine": 1, "startColumn": 9},
    }
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "base/rules/rules.yaml"
    assert result["properties"]["witness"] == {"wet": "no", "late": "yes"}


def test_the_places_of_the_tests_that_cannot_hold_together_are_given_in_every_format(bad):
    folder = bad("FT003")
    text = followthrough("rules", "check", "--base", folder).out.splitlines()
    (data,) = json.loads(followthrough("rules", "check", "--json", "--base", folder).out)["findings"]
    (result,) = sarif(folder)["results"]
    columns = [place["column"] for place in data["also"]]
    assert text[1:] == [f"    see also base/rules/more.yaml:4:{column}" for column in columns]
    regions = [place["physicalLocation"]["region"] for place in result["relatedLocations"]]
    assert regions == [{"startLine": 4, "startColumn": column} for column in columns]
    assert (len(columns), data["other"], data["witness"]) == (3, None, None)


def test_sarif_has_what_is_accepted_as_suppressed(bad):
    folder = bad("FT012")
    accept(folder, "FT012", "told twice")
    (result,) = sarif(folder)["results"]
    assert result["suppressions"] == [{"kind": "inSource", "justification": "told twice"}]


def test_sarif_has_what_was_met_while_reading_as_well(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    copytree(BASES / "ground", tmp_path / "a base")
    Path("a base", "sources.yaml").write_text("elder: {e2: dry}\nyounger: {y1: late, Y: 1}\n")
    results = sarif("a base")["results"]
    assert [result.get("ruleId") for result in results] == ["FT017", "FT017", None]
    assert results[2]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20base/sources.yaml"


def test_json_is_the_same_under_both_of_its_names(bad):
    folder = bad("FT001")
    by_option = followthrough("rules", "check", "--json", "--base", folder)
    assert by_option == followthrough("rules", "check", "--format", "json", "--base", folder)


def test_the_data_of_a_problem_met_while_reading_has_the_same_keys_and_no_code(bad):
    folder = bad("FT001")
    findings = json.loads(followthrough("rules", "check", "--json", "--base", folder).out)["findings"]
    with open(f"{folder}/rules/more.yaml", "a") as file:
        file.write("- rule: Bad Name\n")
    problems = json.loads(followthrough("rules", "check", "--json", "--base", folder).out)["findings"]
    assert problems[0].keys() == findings[0].keys()
    assert {problem["code"] for problem in problems} == {None}


@pytest.fixture
def wrong_in_many_places(bad):
    """Put forty concepts that nothing concludes or uses into a base."""
    folder = Path(bad("FT009"))
    values = ", ".join(f"v{number}: value {number}." for number in range(2))
    concepts = "".join(f"- {{concept: c{number}, means: a thing, values: {{{values}}}}}\n" for number in range(40))
    with (folder / "concepts.yaml").open("a") as file:
        file.write(concepts)
    return str(folder)


def test_of_very_many_findings_some_of_each_kind_are_printed_and_the_rest_are_counted(wrong_in_many_places):
    done = followthrough("rules", "check", "--base", wrong_in_many_places)
    findings = json.loads(followthrough("rules", "check", "--json", "--base", wrong_in_many_places).out)["findings"]
    printed = done.out.splitlines()
    assert len(findings) > 100
    assert len(printed) <= MOST_LINES
    assert {one["code"] for one in findings} == {code for code in CODES if any(f" {code} " in line for line in printed)}
    shown, rest = " ".join(printed).split(f"Not shown of {len(findings)} findings: ")
    assert rest.endswith(". Use --json to see them all.")
    counted = [int(number) for number in re.findall(r"(\d+) of FT", rest)]
    assert sum(counted) + shown.count(": FT") == len(findings)


def test_a_proof_that_is_given_up_is_a_finding(bad, monkeypatch):
    def out_of_time(self, known, *claims):
        raise NotSettled("not settled", "seconds")

    monkeypatch.setattr(Worlds, "possible", out_of_time)
    done = followthrough("rules", "check", "--seconds", "0.5", "--base", bad("FT001"))
    assert done.status == 1
    assert "base/base.yaml: FT001 not proved within 0.5 seconds, looking for two rules" in done.out


def test_a_check_that_takes_too_long_in_all_is_a_finding(bad):
    done = followthrough("rules", "check", "--in-all", "1e-9", "--base", bad("FT001"))
    assert done.status == 1
    assert "base/base.yaml: FT001 not proved within all the time there was, looking for two rules" in done.out
    assert done.err == ""


def interrupting(monkeypatch, code):
    """Let Ctrl-C come when a check begins."""
    from followthrough.authoring import checks
    from followthrough.authoring.checks.possible_leads import PossibleLeads

    look = checks._look

    def looked(one, leads: PossibleLeads, *rest):
        if one.code == code:
            raise KeyboardInterrupt
        return look(one, leads, *rest)

    monkeypatch.setattr(checks, "_look", looked)


def test_ctrl_c_prints_what_was_found_by_then_and_says_that_it_is_not_all(bad, monkeypatch):
    folder = bad("FT001")
    interrupting(monkeypatch, "FT003")
    done = followthrough("rules", "check", "--base", folder)
    assert (done.status, done.err) == (130, "stopped after 9 checks; run it again for the rest\n")
    assert done.out.startswith("base/rules/more.yaml:1:9: FT001 late-stays and go fire together")
    data = json.loads(followthrough("rules", "check", "--json", "--base", folder).out)
    assert (data["complete"], [one["code"] for one in data["findings"]]) == (False, ["FT001"])


def test_where_nothing_was_found_by_then_no_base_is_said_to_be_sound(bad, monkeypatch):
    folder = bad("FT012")
    interrupting(monkeypatch, "FT003")
    assert "no problem found so far." in " ".join(followthrough("rules", "check", "--base", folder).out.split())


def test_a_check_that_came_to_its_end_is_complete(bad):
    assert json.loads(followthrough("rules", "check", "--json", "--base", bad("FT001")).out)["complete"] is True
