"""`why-not` and `what-if` at the command line."""

import json

import pytest

from bases_in_memory import CONTESTED, written
from cli.running import EXAMPLES, followthrough

ON = ("--on", "2026-11-22")
SILENCE = EXAMPLES / "three-weeks-of-silence.yaml"
SECOND = EXAMPLES / "second-choice.yaml"
DAY_AFTER = EXAMPLES / "the-day-after.yaml"
NOT_WANTED = EXAMPLES / "not-wanted.yaml"


def said(*arguments: object) -> str:
    done = followthrough(*arguments, *ON)
    assert done.status == 0, done.err
    return " ".join(done.out.split())


def test_why_not_shows_each_condition_as_held_failed_or_unknown_and_who_would_defeat_the_rule():
    out = said("why-not", "next_step", "telephone", SILENCE)
    assert "held How many days ago the interview was: 14 to 27 — 21 (as answered)" in out
    assert "failed Have you sent a second letter or e-mail since then? yes — no (as answered)" in out
    unknown = said("why-not", "regard", "clear", SILENCE, "-a", "interest_shown=unknown")
    assert "unknown How interested in you did they seem? very interested — not known (as nobody has said)" in unknown
    assert "defeated it would be, by JobFairy.com n6 (silence-speaks)" in unknown


def test_why_not_about_the_advice_itself_points_to_why():
    assert "`followthrough why stance` explains why" in said("why-not", "stance", "drop", SILENCE)


def test_why_not_says_so_when_no_rule_concludes_the_value():
    out = said("why-not", "regard", "poor", SILENCE, "--counsel", "wolfe")
    assert "Not “they do not think enough of you” (poor), but:" in out
    assert "No rule that Rayne Wolfe accepts concludes that, whatever the answers are." in out


def test_why_not_of_a_contradiction_or_a_defeat_gives_both_rules_with_their_passages(tmp_path):
    lead = ("-a", "wet=yes", "-a", "late=yes", "--base", written(tmp_path / "base", CONTESTED))
    mood = said("why-not", "mood", "bad", *lead)
    assert mood.startswith(
        "Not “bad”, nor anything else, because the rules contradict each other: they say “bad” and “good”."
    )
    assert "by the elder e1 (sleep-is-good), which says of how it feels: “good” because Sleep is good." in mood
    verdict = said("why-not", "verdict", "go", *lead)
    assert (
        "defeated by the younger y1 (not-in-the-rain), which says of what else: “quickly” and of what else: “quietly”"
        in verdict
    )
    assert "because Rain keeps us in. passage y1 of the younger: the younger's passage" in verdict
    assert "held How it feels: not known (as the rules contradict each other" in verdict


def test_why_not_as_json():
    asked = ("why-not", "next_step", "turn to other leads", SILENCE, *ON, "--json")
    found = json.loads(followthrough(*asked).out)["why_not"]
    assert (found["asked"], found["value"]) == ("turn to other leads", "find more leads")
    assert found["candidates"][0]["defeated_by"] == ["more-leads-first"]


def test_what_if_tells_what_is_in_your_hands_from_what_is_not():
    out = said("what-if", "stance", "drop", DAY_AFTER)
    yours, others = out.split("This would lead there, but it is not in your hands: ")
    assert "It would be “Let it go: your time is worth more elsewhere” (drop), and that is in your hands:" in yours
    assert "and that is in your hands: if Do you want this job? no, and I have told them so (now: yes) then" in yours
    assert others.startswith("if Do you want this job? no (now: yes) or What is the last thing you have heard")
    others = said("what-if", "stance", "pursue", SECOND)
    assert "Nothing in your hands leads to “Pursue it: there is something to do" in others
    heard = "What is the last thing you have heard from them since that interview?"
    assert f"but it is not in your hands: if {heard} that they want to see me again" in others
    assert "No possible lead gets there" in said("what-if", "next_step", "telephone", SILENCE)


def test_what_if_promises_no_step_that_only_a_letter_of_some_days_ago_would_bring():
    out = said("what-if", "next_step", "telephone", SILENCE, "--counsel", "wolfe")
    assert "Nothing in your hands leads to “Call the person who interviewed you” (telephone)." in out
    letter = "Have you sent a second letter or e-mail since then? yes (now: no)"
    assert f"if {letter}; and How many days ago the second letter went out: 7 to 13 (now: not known) or" in out
    assert "then Call the person who interviewed you. How to do it and what to beware of change too." in out


def test_what_if_with_answers_only_prints_what_changes():
    sent = ("what-if", "-a", "second_letter=sent", "-a", "second_letter_on=1 week ago", SILENCE, "--counsel", "wolfe")
    out = said(*sent)
    assert "Call the person who" in out
    assert "What to do with this lead" not in out
    assert said("what-if", "-a", "forgot_something=yes", SILENCE) == "Nothing changes."
    changes = json.loads(followthrough(*sent, *ON, "--json").out)["changes"]
    assert set(changes) == {"next_step", "manner", "caution"}


def test_what_if_as_json():
    found = json.loads(followthrough("what-if", "stance", "pursue", SECOND, *ON, "--json").out)["what_if"]
    assert (found["now"], found["yours"]) == ("drop", [])
    assert {change["fact"] for change in found["others"][0]} == {"heard_back", "days_since_word"}
    assert len(found["others_become"]) == len(found["others"])
    assert found["others_become"][0]["next_step"]["value"] == "prepare for the next interview"
    assert found["yours_become"] == []


LOST = """\
- {rule: lost-track, counsel: elder, source: e1, if: {letter: unknown}, then: {verdict: ask}, because: so}
- {rule: keep-quiet, counsel: elder, source: e1, if: {letter: sent}, then: {remark: quiet}, because: so}
"""
LETTER = """\
- question: letter
  ask: Have you written?
  kind: choice
  choices: {sent: I have., not sent: Not yet.}
  unknown: allowed
  can become: sent
  why: it matters
"""
VERDICTS = """\
- {concept: verdict, means: what to do, values: {wait: Wait., ask: Ask them.}, otherwise: wait}
- {concept: remark, means: what else, many: yes, values: {quiet: Be quiet.}}
"""


def test_what_if_never_offers_to_forget_or_to_undo_and_says_what_the_advice_becomes(tmp_path):
    base = written(tmp_path / "base", LOST, questions=LETTER, concepts=VERDICTS)
    assert said("what-if", "verdict", "ask", "-a", "letter=sent", "--base", base) == (
        "Now: Wait. Nothing in your hands leads to “Ask them” (ask). "
        "This would lead there, but it is not in your hands: "
        "if Have you written? not known (now: I have) then Ask them. What else changes too."
    )
    back = said("what-if", "verdict", "wait", "-a", "letter=unknown", "--base", base)
    assert "in your hands: if Have you written? I have (now: not known) then Wait. What else changes too." in back
    assert "not in your hands: if Have you written? Not yet (now: not known) then Wait." in back


def test_what_if_gives_what_leads_to_the_same_together():
    out = said("what-if", "stance", NOT_WANTED)
    want = "Do you want this job?"
    assert f"if {want} yes (now: no) or {want} I am not sure (now: no) then" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("what-if",), "name a CONCEPT, or a LEAD and the answers to change with -a"),
        (("what-if", SILENCE), "name a CONCEPT, or a LEAD and the answers to change with -a"),
        (
            ("what-if", "stanc", "pursue", SILENCE),
            "unknown concept 'stanc'; did you mean “What to do with this lead” (stance)?",
        ),
        (
            ("what-if", "stance", "persue", SILENCE),
            "cannot be 'persue'; did you mean “Pursue it: there is something to do",
        ),
        (("why-not", "stance"), "missing argument 'VALUE'; see `followthrough why-not --help`"),
        (
            ("why-not", "stance", "persue", SILENCE),
            "cannot be 'persue'; did you mean “Pursue it: there is something to do",
        ),
    ],
)
def test_bad_usage_gets_one_line(arguments, message):
    done = followthrough(*arguments)
    assert done.status == 2
    assert message in done.err
    assert done.err.count("\n") == 1
