"""Flows that others published, with their routing: our interview comes to the same, and never asks more."""

from pathlib import Path
from shutil import copytree

import pytest
from flows import main, measure, table, told, walk
from recorded_flows import BASE, FLOW, read_flow, untaken, ways

from bases.reset import BASES
from followthrough.authoring.cases import run_cases
from followthrough.authoring.checks import check
from followthrough.errors import KnowledgeError
from followthrough.format.load import load

FLOWS = BASES / "flows"
NAMES = sorted(folder.name for folder in FLOWS.iterdir() if folder.is_dir())
MOST = 10_000


ASKED = {
    "ankle-xray": (459, 383),
    "birth-pay": (1362, 991),
    "building-safety": (891, 483),
    "dependents": (1078, 1078),
    "faulty-goods": (316, 268),
    "intestacy": (216, 216),
    "overtime": (641, 641),
    "sick-pay": (1037, 391),
    "simplified-expenses": (933, 213),
    "sore-throat": (451, 419),
    "student-finance": (1336, 434),
    "towing": (89, 89),
}
"""On all paths of each flow together, how many questions it asks, and how many our interview asks at most."""

# What the flows show


@pytest.mark.parametrize("name", NAMES)
def test_a_published_flow_is_followed_to_its_end_on_every_path_and_nobody_is_asked_more(name: str) -> None:
    result = walk(read_flow(FLOWS / name), MOST)
    assert not result.is_cut
    assert [one.way for one in result.paths if not one.is_right] == []
    longer = [(one.way, one.longest.asked) for one in result.paths if one.is_longer]
    assert longer == []
    theirs = sum(len(one.way.asked) for one in result.paths)
    ours = sum(len(one.longest.asked) for one in result.paths)
    assert theirs == ASKED[name][0]
    assert ours <= ASKED[name][1]


def test_on_average_a_third_fewer_questions_are_asked_than_published_flows_ask() -> None:
    assert sorted(ASKED) == NAMES
    assert sum(ours for _, ours in ASKED.values()) <= sum(theirs for theirs, _ in ASKED.values()) * 2 / 3


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_in_the_base_of_a_flow_and_its_cases_hold(name: str) -> None:
    base = load(FLOWS / name / BASE)
    assert [found for found in check(base) if found.accepted is None] == []
    assert run_cases(base).differences == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_base_has_a_case_for_every_end_of_its_flow(name: str) -> None:
    flow = read_flow(FLOWS / name)
    expected = [one.values for case in flow.base.cases for one in case.expectations]
    assert [end for end, goals in flow.ends.items() if not any(goals.items() <= one.items() for one in expected)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_flow_names_the_address_of_its_source(name: str) -> None:
    for file in (FLOW, f"{BASE}/base.yaml"):
        assert "# https://" in (FLOWS / name / file).read_text(encoding="utf-8")


# How they are written down and measured


def test_the_flow_in_the_docs_can_be_walked(tmp_path: Path) -> None:
    text = (BASES.parents[1] / "docs" / "flows.md").read_text(encoding="utf-8")
    copytree(FLOWS / "towing" / BASE, tmp_path / BASE)
    (tmp_path / FLOW).write_text(text.split("```yaml")[1].split("```")[0], encoding="utf-8")
    flow = read_flow(tmp_path)
    found = [*ways(flow)]
    assert {way.end for way in found} == {*flow.ends}
    assert untaken(flow, found) == []


WASTEFUL = """
flow: A boiler that stays cold, with what decides at the end
steps:
  display:
    answers: {no: breaker}
    next: code
  code:
    answers: {low pressure: leak}
    next: gas_smell
  leak: {next: gas_smell}
  breaker: {next: gas_smell}
  gas_smell:
    routes:
      - {if: {gas_smell: yes}, to: gas}
      - {if: {code: low pressure, leak: no}, to: water}
      - {if: {breaker: yes}, to: switch}
    next: engineer
ends:
  gas: {remedy: leave the house}
  water: {remedy: top up the water}
  switch: {remedy: reset the breaker}
  engineer: {remedy: call an engineer}
"""


def recorded(folder: Path, base: str, flow: str) -> Path:
    """Make a recorded flow in a folder, beside one of the good bases."""
    copytree(BASES / "good" / base, folder / BASE)
    (folder / FLOW).write_text(flow, encoding="utf-8")
    return folder


def test_a_path_is_as_long_as_the_longest_interview_that_its_answers_leave_open(tmp_path: Path) -> None:
    result = walk(read_flow(recorded(tmp_path, "boiler-flow", WASTEFUL)), MOST)
    ends = {(*one.way.facts.values(),): one for one in result.paths}
    assert len(ends) == 14
    at_once = ends["no", "yes", "yes"]
    assert at_once.way.asked == ("display", "breaker", "gas_smell")
    assert (at_once.longest.asked, at_once.is_right) == (("gas_smell",), True)
    unsaid = ends["yes", "ignition", "no"]  # the flow leaves open whether the gas is prepaid
    assert {len(one.asked) for one in unsaid.interviews} == {4, 5}
    assert unsaid.longest.asked == ("gas_smell", "display", "code", "cooker", "prepaid")
    assert (unsaid.is_longer, unsaid.is_right) == (True, False)


def test_wrong_and_longer_paths_are_told_with_what_the_interview_asked(tmp_path: Path) -> None:
    lines = [*told(walk(read_flow(recorded(tmp_path / "boiler", "boiler-flow", WASTEFUL)), MOST))]
    assert "boiler: display: yes, code: ignition, gas_smell: no; ends in engineer" in lines
    assert "    the interview: remedy: buy gas" in lines
    assert "    the flow asks 3, the interview 5: gas_smell, display, code, cooker, prepaid" in lines


def test_numbers_are_walked_where_the_rules_or_the_routing_tell_them_apart(tmp_path: Path) -> None:
    flow = """
flow: By weight
steps:
  dangerous: {answers: {yes: nothing}, next: weight}
  weight: {answers: {at least 50: nothing}, next: nothing}
ends: {nothing: {service: unknown}}
"""
    found = [way.facts for way in ways(read_flow(recorded(tmp_path, "parcel-flow", flow)))]
    assert found == [{"dangerous": "yes"}, *({"dangerous": "no", "weight": n} for n in (0, 3, 31, 50))]


def test_days_are_walked_by_their_counts_and_what_never_is_together_is_no_path(tmp_path: Path) -> None:
    flow = """
flow: By day
steps:
  lent_on: {answers: {less than 14: asked}, next: asked}
  asked: {next: calm}
ends: {calm: {step: wait}}
"""
    folder = recorded(tmp_path, "lent-book", flow)
    with (folder / BASE / "questions.yaml").open("a", encoding="utf-8") as questions:
        questions.write("- never: {asked: yes, days_away: less than 7}\n  because: They would be rude.\n")
    read = read_flow(folder)
    assert {way.facts["days_away"] for way in ways(read) if way.facts["asked"] == "yes"} == {7, 14, 30, 40}
    assert {way.facts["days_away"] for way in ways(read) if way.facts["asked"] == "no"} == {0, 7, 14, 30, 40}


def test_only_so_many_paths_are_walked_and_that_is_said(tmp_path: Path) -> None:
    result = walk(read_flow(recorded(tmp_path / "boiler", "boiler-flow", WASTEFUL)), 5)
    assert (len(result.paths), result.is_cut) == (5, True)
    assert next(told(result)) == "boiler: has more paths; the first 5 were walked"


def test_every_run_prints_the_same_but_for_the_times(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(FLOWS / "towing"), "--skip-times"]) == 0
    assert capsys.readouterr().out == table([walk(read_flow(FLOWS / "towing"), MOST)], with_times=False) + "\n"


# Flows that cannot be read

FAULTS = {
    "flow: What": ("flw: What", "flow.yaml:4:1: unknown key 'flw'; did you mean 'flow'?"),
    "asks: age\n    answers: {less than 18": (
        "asks: agee\n    answers: {less than 18",
        "flow.yaml:31:11: unknown question 'agee'; did you mean 'age'?",
    ),
    "large: large_licence": (
        "large: large_license",
        "flow.yaml:11:14: there is no step or end 'large_license'; did you mean 'large_licence'?",
    ),
    "answers: {yes: towing_since, no: licence_since}": (
        "{}",
        "flow.yaml:14:3: nothing follows 'towing_licence'; add `answers`, `routes`, or `next`",
    ),
    "{yes: large by licence, no: age for large}": (
        "{yes: large by licence}",
        "flow.yaml:34:3: nothing follows where large_licence is no; add it under `answers`, or a `next` for all others",
    ),
    "{before 2013: car and trailer, since 2013: any trailer}": (
        "{before 2013: car and trailer, since 2013: vehicle}",
        "flow.yaml:7:3: a path comes back to this step; no path may ask it twice",
    ),
    "before 2013: small trailer before 1997": (
        "before 2014: small trailer before 1997",
        "flow.yaml:19:15: 'licence_since' has no value 'before 2014'; did you mean 'before 2013'?",
    ),
    "less than 18: too young": (
        "less than 12: too young",
        "flow.yaml:32:15: 'less than 12' is outside the range 16 to 110; test a number within it",
    ),
    "less than 21: too young, at least 21: provisional for bus": (
        "less than 21: too young, less than 20: too young, at least 21: provisional for bus",
        "flow.yaml:53:54: no path goes from 'age for bus' this way; correct the routing, or remove it",
    ),
    "\nends:": (
        "\n  bus stop: {asks: age, next: too young}\nends:",
        "flow.yaml:55:3: no path comes to the step 'bus stop'; correct the routing, or remove it",
    ),
    "answers: {yes: bus by licence, no": (
        "answers: {yes: age for large, no",
        "flow.yaml:73:3: no path comes to the end 'bus by licence'; correct the routing, or remove it",
    ),
    "  too young: {towing: too young}": (
        "  too young: {towing: too old}",
        "flow.yaml:64:23: unknown value of towing 'too old'; did you mean 'too young'?",
    ),
    "  provisional: {towing: provisional}": (
        "  provisional: {}",
        "flow.yaml:66:16: is an empty mapping; fill it in, or remove it",
    ),
    "  included with medium: {towing: included}": (
        "  included with medium: {towed: included}",
        "flow.yaml:62:3: the end 'included with medium' does not say towing; add it\n"
        "flow.yaml:62:26: 'towed' is not a goal; write one of: 'towing'",
    ),
    "  too young: {towing": (
        "  vehicle: {towing: too young}\n  too young: {towing",
        "flow.yaml:64:3: 'vehicle' is a step and an end; give one of them another name",
    ),
    "\nsteps:": ("\ncounsel: nobody\nsteps:", "flow.yaml:6:10: unknown counsel 'nobody'; write one of: 'service'"),
}


@pytest.mark.parametrize("old", FAULTS)
def test_what_is_wrong_with_a_flow_is_said_with_its_place(tmp_path: Path, old: str) -> None:
    new, expected = FAULTS[old]
    copytree(FLOWS / "towing", tmp_path / "towing")
    file = tmp_path / "towing" / FLOW
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    assert measure([tmp_path], MOST)[0] == []
    said = "\n".join(map(str, measure([tmp_path], MOST)[1]))
    assert said.replace(f"{tmp_path.as_posix()}/towing/", "") == expected


def test_a_flow_that_asks_next_to_nothing_is_compared_with_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow = "flow: F\nsteps: {leak: {next: end}}\nends:\n  end: {remedy: buy gas}\n"
    monkeypatch.setattr("flows.MOST_INTERVIEWS", 10)
    with pytest.raises(KnowledgeError, match=r"flow\.yaml:4:3: a path to this end leaves more than 10 interviews open"):
        walk(read_flow(recorded(tmp_path, "boiler-flow", flow)), MOST)


@pytest.mark.parametrize(
    ("content", "expected"), [(b"", "is empty; write down the routing"), (b"\xff", "is not UTF-8")]
)
def test_a_file_that_is_no_flow_is_said(tmp_path: Path, content: bytes, expected: str) -> None:
    folder = recorded(tmp_path, "boiler-flow", WASTEFUL)
    (folder / FLOW).write_bytes(content)
    with pytest.raises(KnowledgeError, match=expected):
        read_flow(folder)


def test_no_fewer_than_one_path_can_be_walked(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--most", "0"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.endswith("--most has to be 1 or more\n")


def test_a_folder_without_a_flow_is_said_and_so_is_all_that_is_wrong_with_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copytree(FLOWS / "towing", tmp_path / "towing")
    (tmp_path / "towing" / BASE / "base.yaml").unlink()
    assert main([str(tmp_path / "nothing"), str(tmp_path / "towing" / BASE), str(tmp_path)]) == 2
    said = capsys.readouterr().err.replace(f"{tmp_path.as_posix()}/", "").splitlines()
    assert said[:2] == [
        "nothing: is not a folder; name a folder of recorded flows",
        "towing/base: has no recorded flow, a folder with flow.yaml; name a folder of recorded flows",
    ]
    assert said[2:] == ["towing/base/base.yaml: is missing; add it: every knowledge base has one"]


def test_a_base_with_days_between_two_dates_cannot_be_beside_a_flow(tmp_path: Path) -> None:
    folder = recorded(tmp_path, "days-between", "flow: F\nsteps: {a: {next: b}}\nends: {b: {c: d}}\n")
    with pytest.raises(KnowledgeError, match="no flow can go by days between two dates; count days since each of them"):
        read_flow(folder)
