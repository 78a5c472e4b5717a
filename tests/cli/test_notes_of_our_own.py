"""A counsel that does not advise: its rules stand for those who follow it, and are always shown as its own."""

import json

import pytest

from bases.reset import BASES
from cli.running import followthrough

NOTES = ("--base", str(BASES / "good" / "notes-of-our-own"))
SOAKED = ("-a", "rice=white", "-a", "soaked=yes", "-a", "stove=induction")
BROWN = ("-a", "rice=brown", "-a", "soaked=yes", "-a", "stove=induction")


def test_advice_by_a_note_names_whose_note_it_is() -> None:
    result = followthrough("advise", *SOAKED, *NOTES)
    assert "(the kitchen o2)" in result.out
    assert "(c1," in result.out  # what the cook says beside it
    steps = json.loads(followthrough("advise", *SOAKED, *NOTES, "--json").out)["trace"]
    assert {(step["counsel"], *step["source"]) for step in steps} == {("ours", "o1"), ("ours", "o2")}


def test_a_rule_that_cites_a_note_beside_a_passage_of_its_own_says_whose_each_is() -> None:
    assert "(the packet p2, citing the kitchen o2)" in followthrough("advise", *BROWN, *NOTES).out
    shown = followthrough("rules", "show", "brown-rice-takes-more", *NOTES).out
    assert "p2 of the packet: Brown rice takes more." in shown
    assert "o2 of the kitchen: Soaked rice has drunk already." in shown
    assert "the kitchen o2 (soaked-rice-takes-less)" in followthrough("why", "water", *BROWN, *NOTES).out


def test_where_two_disagree_the_notes_are_named_as_nobodys_but_their_own() -> None:
    said = followthrough("rules", "disagree", *NOTES).out
    assert "the packet: soaked-rice-takes-less (the kitchen o2)" in said
    assert "the cook: soaking-changes-nothing (c1, citing the packet p1)" in said
    assert "o2 of the kitchen: Soaked rice has drunk already." in said


@pytest.mark.parametrize(
    ("counsel", "said"),
    [
        ("ours", "ours gives no advice of its own; name a counsel that follows it: packet or cook"),
        ("stranger", "stranger gives no advice of its own; name a counsel that advises: packet or cook"),
        ("ou", "unknown counsel 'ou'; write one of: 'packet', 'cook'"),
    ],
)
@pytest.mark.parametrize(
    "command",
    [("advise", *SOAKED, "--counsel"), ("rules", "graph", "--counsel"), ("rules", "disagree", "cook")],
)
def test_notes_are_never_asked_for_advice(command: tuple[str, ...], counsel: str, said: str) -> None:
    result = followthrough(*command, counsel, *NOTES)
    assert (result.status, result.out, result.err) == (2, "", f"counsel: {said}\n")


def test_the_rules_of_the_notes_are_listed_and_can_be_added_to() -> None:
    assert followthrough("rules", "list", "--counsel", "ours", *NOTES).out.count(" ours ") == 2
    refused = followthrough("rules", "list", "--counsel", "our", *NOTES)
    assert refused.err == "rules list: unknown counsel 'our'; did you mean 'ours'?\n"
    made = followthrough(
        *("rules", "new", "rule", "salted-on-gas", "--counsel", "ours", "--source", "o1", "--if", "stove=gas"),
        *("--then", "care=salt", *NOTES),
    )
    assert "counsel: ours" in made.out


def test_a_base_with_notes_is_complete_without_a_decision_of_the_notes_alone() -> None:
    checked = followthrough("rules", "check", *NOTES)
    assert (checked.status, checked.out) == (
        0,
        "Cooking rice: 4 counsels, 6 passages, 3 questions, 2 concepts, 6 rules, 2 cases;\nno problem found.\n",
    )
    assert "the kitchen" not in followthrough("rules", "test", *NOTES).out


def test_a_picture_under_a_follower_colors_the_rules_of_the_notes_as_theirs() -> None:
    drawn = followthrough("rules", "graph", "water", "--format", "svg", *NOTES).out
    assert "the kitchen (ours)" in drawn
    assert "packet p2, citing ours o2" in drawn
