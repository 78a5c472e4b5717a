"""A rule that is inferred from its passage, and not said there, is shown as such wherever the passage is."""

import json

import pytest

from bases.reset import BASES
from cli.running import followthrough

STEPS = ("--base", str(BASES / "good" / "steps"))
WRITTEN = ("-a", "paid_back=no", "-a", "wrote=yes", "-a", "called=no")
LAST_WEEK = (*WRITTEN, "-a", "days_since_letter=7")
LAST_MONTH = (*WRITTEN, "-a", "days_since_letter=30")


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (("advise", *LAST_WEEK), "(the advice desk d2, inferred)"),
        (("why", "step", *LAST_WEEK), "d2 of the advice desk, from which this is inferred: Two"),
        (("why", "step", *LAST_WEEK, "--depth", "sentence"), "[the advice desk d2, inferred]"),
        (
            ("why", "step", *LAST_WEEK, "--depth", "tree"),
            "d2 of the advice desk, from which this is inferred: Two weeks later",
        ),
        (("why-not", "step", "wait", *LAST_MONTH), "d2 of the advice desk, from which this is inferred: Two"),
        (("rules", "show", "give-them-time"), "d2 of the advice desk, from which this is inferred: Two"),
        (("rules", "list"), "d2, inferred"),
        (("rules", "graph", "--format", "svg"), "desk d2, inferred"),
    ],
)
def test_what_is_inferred_is_said_to_be(command: tuple[str, ...], said: str) -> None:
    shown = followthrough(*command, *STEPS)
    assert said in " ".join(shown.out.split())


@pytest.mark.parametrize(
    "command",
    [
        ("advise", *LAST_MONTH),
        ("why", "step", *LAST_MONTH),
        ("rules", "show", "remind-them"),
        ("rules", "show", "money-is-there"),
    ],
)
def test_what_a_passage_says_is_not_said_to_be_inferred(command: tuple[str, ...]) -> None:
    assert "inferred" not in followthrough(*command, *STEPS).out


def test_the_data_of_every_rule_has_it() -> None:
    def data(*command: str) -> dict[str, object]:
        found = json.loads(followthrough(*command, "--json", *STEPS).out)
        assert isinstance(found, dict)
        return found

    inferred = {"write-first": False, "give-them-time": True, "remind-them": False, "money-is-there": False}
    assert [step["inferred"] for step in data("advise", *LAST_WEEK)["trace"]] == [True]
    assert [step["inferred"] for step in data("advise", *LAST_MONTH)["trace"]] == [False]
    assert '"inferred": true' in followthrough("why", "step", *LAST_WEEK, "--json", *STEPS).out
    assert '"inferred": true' in followthrough("why-not", "step", "wait", *LAST_MONTH, "--json", *STEPS).out
    assert {rule["rule"]: rule["inferred"] for rule in data("rules", "list")["rules"]} == inferred
    graph = json.loads(followthrough("rules", "graph", "--format", "json", *STEPS).out)
    assert {node["name"]: node["inferred"] for node in graph["nodes"] if node["kind"] == "rule"} == inferred


def test_a_new_rule_can_be_started_as_inferred() -> None:
    made = followthrough(
        *("rules", "new", "rule", "stay-friendly", "--counsel", "desk", "--source", "d2", "--inferred"),
        *("--if", "called=voicemail", "--then", "tone=friendly", *STEPS),
    )
    assert "  source: d2\n  inferred: yes\n  if:\n" in made.out
