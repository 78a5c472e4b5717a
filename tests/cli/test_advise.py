"""`advise` and `why`, as a person with a lead uses them."""

import json
import os
import subprocess
import sys

import pytest

from bases.reset import BASES
from bases_in_memory import CONTESTED, written
from cli.running import EXAMPLES, ROOT, followthrough
from followthrough import load

ON = ("--on", "2026-11-22")
SILENCE = EXAMPLES / "three-weeks-of-silence.yaml"


def advice_json(*arguments: object) -> dict:
    done = followthrough("advise", *arguments, *ON, "--json")
    assert done.status == 0, done.err
    return json.loads(done.out)


def test_the_advice_leads_and_the_reasons_follow():
    out = followthrough("advise", SILENCE, *ON, "--counsel", "wolfe").out
    parts = ("Pursue it", "When", "How to do it", "What to beware of", "Why", "JobFairy.com differs")
    positions = [out.index(part) for part in parts]
    assert positions == sorted(positions)


def test_under_the_two_counsels_the_next_steps_differ_and_each_names_its_rule_and_passage():
    wolfe = advice_json(SILENCE, "--counsel", "wolfe")
    jobfairy = advice_json(SILENCE, "--counsel", "jobfairy")
    assert wolfe["advice"]["next_step"]["value"] == "write a second letter"
    assert jobfairy["advice"]["next_step"]["value"] == "find more leads"
    steps = {step["rule"]: step for step in wolfe["trace"]}
    assert steps[wolfe["advice"]["next_step"]["by"][0]]["source"] == ["p13"]
    steps = {step["rule"]: step for step in jobfairy["trace"]}
    assert steps[jobfairy["advice"]["stance"]["by"][0]]["source"] == ["n1", "n2"]
    assert steps["turn-elsewhere"]["defeated_by"] == ["more-leads-first"]


def test_second_choice_stays_with_the_author_and_goes_with_the_editors():
    lead = EXAMPLES / "second-choice.yaml"
    wolfe = advice_json(lead, "--counsel", "wolfe")
    assert wolfe["advice"]["stance"]["value"] == "wait"
    assert "take-heart" in wolfe["advice"]["manner"][0]["by"]
    jobfairy = advice_json(lead)
    assert jobfairy["advice"]["stance"]["value"] == "drop"
    why = followthrough("why", "stance", lead, *ON).out
    assert "n3 of JobFairy.com" in why
    assert "n5 of JobFairy.com" in why
    assert "defeats    Rayne Wolfe p16 (take-heart), which says of how to do it: “Take" in why


@pytest.mark.parametrize(
    ("example", "stance", "next_step"),
    [
        ("three-weeks-of-silence", "drop", "find more leads"),
        ("the-day-after", "pursue", "write a thank-you letter"),
        ("second-choice", "drop", "turn to other leads"),
        ("invited-back", "pursue", "prepare for the next interview"),
        ("not-wanted", "drop", "turn to other leads"),
        ("before-the-interview", "pursue", "ask for their timeline"),
    ],
)
def test_every_example_is_advised(example, stance, next_step):
    advice = advice_json(EXAMPLES / f"{example}.yaml")["advice"]
    assert (advice["stance"]["value"], advice["next_step"]["value"]) == (stance, next_step)


def test_the_json_has_what_the_contract_says():
    data = advice_json(SILENCE)
    contract = ["followthrough", "base", "counsel", "on", "lead", "advice", "trace", "conflicts", "dissent"]
    assert list(data) == [*contract, "unsettled", "open", "open_days", "turns_on"]
    assert data["turns_on"]["wolfe"]["stance"] == ["heard_back"]
    assert data["followthrough"] == 1
    assert data["base"] == {"title": "After the interview", "hash": load().hash}
    assert (data["counsel"], data["on"]) == ("jobfairy", "2026-11-22")
    assert data["lead"]["days_since_interview"] == 21
    assert data["lead"]["others_being_seen"] == "unknown"
    assert set(data["advice"]) == {"stance", "next_step", "manner", "caution"}
    assert {"value", "says", "by", "due"} == set(data["advice"]["stance"])
    assert isinstance(data["advice"]["caution"], list)
    step = data["trace"][0]
    assert {"rule", "counsel", "source", "file", "line", "premises", "concludes", "because"} <= set(step)
    assert {"defeats", "defeated_by"} <= set(step)
    assert {"fact", "value", "test", "from"} == set(step["premises"][0])
    assert data["dissent"]["wolfe"]["next_step"]["by"] == ["second-letter"]


def test_the_json_is_the_same_under_eight_hash_seeds():
    printed = set()
    for seed in range(8):
        environment = {**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": os.pathsep.join(["engine", "cli"])}
        script = "from followthrough_cli.main import main; main()"
        command = [sys.executable, "-c", script, "advise", str(SILENCE), *ON, "--json"]
        printed.add(subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, check=True).stdout)
    assert len(printed) == 1


def test_a_step_is_due_on_a_day_and_overdue_is_said_so():
    lead = EXAMPLES / "the-day-after.yaml"
    assert "today, Sunday 22 November 2026" in followthrough("advise", lead, *ON).out
    arguments = ("advise", SILENCE, *ON, "--counsel", "wolfe")
    overdue = " ".join(followthrough(*arguments).out.split())
    assert "today, Sunday 22 November 2026 (due since Monday 9 November 2026, 13 days ago)" in overdue
    early = ("days_since_interview=4", "thanked_on=3 days ago", "material=sent")
    waiting = followthrough(*arguments, *(part for answer in early for part in ("-a", answer)))
    assert "Thursday 26 November 2026, in 4 days" in waiting.out


def test_answers_come_from_a_file_standard_input_and_options():
    typed = SILENCE.read_text(encoding="utf-8")
    from_file = followthrough("advise", SILENCE, *ON)
    assert followthrough("advise", "-", *ON, typed=typed) == from_file
    as_json = json.dumps(advice_json(SILENCE)["lead"])
    assert followthrough("advise", "-", *ON, typed=as_json) == from_file
    changed = followthrough("advise", SILENCE, *ON, "-a", "want_it=no", "--json")
    assert json.loads(changed.out)["advice"]["stance"]["by"][0] == "not-for-you"


def test_a_date_given_on_the_command_line_replaces_the_days_in_the_file():
    data = advice_json(SILENCE, "-a", "interviewed_on=3 days ago", "-a", "thanked_on=yesterday")
    assert "days_since_interview" not in data["lead"]
    assert data["lead"]["interviewed_on"] == "2026-11-19"


def test_missing_facts_are_named_and_the_status_is_three():
    done = followthrough("advise", "-a", "interview=done", "-a", "want_it=yes", *ON)
    assert (done.status, done.err) == (3, "")
    assert (
        "On what day was the interview? If there were several, give the last one.\n    -a interviewed_on=…: a day"
        in done.out
    )


@pytest.mark.parametrize("depth", ["sentence", "rule", "tree"])
def test_why_goes_as_deep_as_asked(depth):
    done = followthrough("why", "next_step", SILENCE, *ON, "--depth", depth)
    assert done.status == 0
    assert ("because" in done.out) == (depth != "sentence")
    assert ("in-their-hands" in done.out) == (depth == "tree")
    assert "You have too few other leads" in done.out


def test_why_without_a_concept_explains_the_goals_and_reaches_the_answers():
    done = followthrough("why", SILENCE, *ON, "--depth", "tree")
    assert "What to do with this lead: " in done.out
    assert "The one step to take next: " in done.out
    assert "How many days ago the interview was: 21 (at least 7, as answered)" in done.out


def test_why_explains_an_answer_too():
    assert "as answered" in followthrough("why", "want_it", SILENCE, *ON).out


def test_why_as_json_nests_down_to_the_answers():
    data = json.loads(followthrough("why", "stance", SILENCE, *ON, "--json").out)
    reason = data["why"][0]["reasons"][0]
    assert reason["rule"] == "one-letter-is-enough"
    assert [passage["passage"] for passage in reason["passages"]] == ["n1", "n2"]
    (chance,) = [premise for premise in reason["premises"] if premise["fact"] == "chance"]
    (inner,) = chance["reasons"]
    assert {premise["fact"]: premise["from"] for premise in inner["premises"]}["thank_you"] == "answer"


def test_a_misspelt_concept_is_reported_with_the_near_one():
    done = followthrough("why", "stanc", SILENCE, *ON)
    assert (done.status, done.err) == (
        2,
        "why: unknown concept 'stanc'; did you mean “What to do with this lead” (stance)?\n",
    )


def imported_by(folder, *arguments):
    """Return which modules a second command like the first one imports, as both keep what they make in a folder."""
    script = (
        "import sys; from followthrough_cli.main import run; "
        f"run(['advise', *{[str(one) for one in arguments]!r}]); print(*sys.modules, file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "engine"), str(ROOT / "cli")])}
    environment["FOLLOWTHROUGH_CACHE"] = str(folder)
    subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=True)
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_nothing_the_program_does_not_need_is_imported(tmp_path):
    ours = ("followthrough.readings.prove.worlds", "followthrough.advising.explain", "followthrough.authoring.cases")
    others = ("clingo", "tabulate", "yaml", "calendar", "difflib", "hashlib", "pathlib", "shutil")
    assert imported_by(tmp_path, SILENCE, "--json").isdisjoint((*ours, *others))


def test_a_lead_with_answers_missing_needs_no_solver_where_diagrams_are_kept(tmp_path):
    imported = imported_by(tmp_path, "-a", "interview=done", "-a", "want_it=yes", *ON)
    assert "followthrough.readings.prove.kept_diagrams" in imported
    assert "clingo" not in imported


# What contradicts, and what is defeated


@pytest.fixture
def contested(tmp_path):
    return ("-a", "wet=yes", "-a", "late=yes", "--base", written(tmp_path / "base", CONTESTED), *ON)


def said(*arguments: object) -> str:
    done = followthrough(*arguments)
    assert (done.status, done.err) == (0, "")
    return " ".join(done.out.split())


@pytest.mark.parametrize("depth", ["sentence", "rule", "tree"])
def test_why_names_the_rules_that_contradict_each_other_at_every_depth(contested, depth):
    out = said("why", "mood", *contested, "--depth", depth)
    conflict = "the rules contradict each other: they say “bad” and “good”"
    assert out.startswith(f"How it feels: undecided, because {conflict}.")
    assert "Rain is sad." in out
    assert "Sleep is good." in out
    assert "nobody has said" not in out


@pytest.mark.parametrize("depth", ["sentence", "rule", "tree"])
def test_why_names_what_was_defeated_and_by_whom_at_every_depth(contested, depth):
    out = said("why", "verdict", *contested, "--depth", depth)
    assert "undecided, because every rule that would decide it is overruled by another." in out
    assert "Who can tell." in out
    assert "Rain keeps us in." in out


def test_why_says_of_a_premise_that_it_is_open_for_a_contradiction(contested):
    out = said("why", "verdict", *contested, "--counsel", "elder")
    assert "How it feels: not known, because the rules contradict each other: they say “bad” and “good”" in out
    assert "conflict The elder e1 says “bad”" in said("why", "verdict", *contested, "--depth", "tree")


@pytest.mark.parametrize("depth", ["sentence", "rule", "tree"])
def test_each_of_many_values_stands_beside_its_own_reasons(contested, depth):
    out = said("why", "remark", *contested, "--depth", depth)
    quick, quiet = out.split("What else: quietly")
    assert quick.startswith("What else: quickly")
    assert "It is late." in quick
    assert "Rain keeps us in." in quick
    assert "It is late." not in quiet
    assert "Rain keeps us in." in quiet


def test_advice_that_contradicts_itself_says_so_once_and_gives_both_reasons(contested):
    out = said("advise", *contested)
    assert "How it feels: undecided, because the rules contradict each other: they say “bad” and “good”." in out
    assert "What to do: undecided, because every rule that would decide it is overruled by another." in out
    assert "Defeated by the younger y1: Rain keeps us in." in out
    assert "no day is set" not in out


def test_a_side_that_is_undecided_says_why_in_the_table(contested):
    rows = followthrough("advise", *contested).out.partition("the elder differs")[2]
    assert "undecided, because" in rows


POINTS = ("--base", str(BASES / "good" / "points"), "--on", "2026-11-22")


def test_a_shown_sum_is_told_with_its_points_one_by_one():
    answers = ("-a", "loved=yes", "-a", "rust=frame", "-a", "flats=2", "-a", "brakes=yes", "-a", "bought_on=unknown")
    told = followthrough("advise", *POINTS, *answers).out
    assert "What speaks for it: 2 points" in told
    assert "+3 Is it loved? yes" in told
    assert "-2 What is wrong with it: 4 (at least 3)" in told


def test_a_sum_that_is_open_is_told_with_the_fewest_and_the_most_that_it_can_come_to():
    told = followthrough("advise", *POINTS, "-a", "loved=yes", "-a", "rust=frame").out
    assert "What speaks for it: 1 to 4 points" in told
    assert "It hinges on" in told
    explained = followthrough("why", "worth", *POINTS, "-a", "loved=yes", "-a", "rust=frame").out
    assert "What speaks for it: 1 to 4 points" in explained


@pytest.mark.parametrize("command", ["why-not", "what-if"])
def test_a_sum_has_no_values_to_ask_for(command):
    done = followthrough(command, "worth", "3", *POINTS, "-a", "loved=yes")
    assert "worth is a sum of points; write one of: 'missing', 'verdict'" in done.err
