"""What a researcher writes out of habit, and what the message says to write instead."""

import pytest

from bases_in_memory import base_of
from followthrough.errors import KnowledgeError
from followthrough.format.conditions import number_test as read_number_test
from followthrough.format.hints import near_value, negated, number_test, value_test

RAIN = ["now", "soon", "none"]


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        (">= 40", "at least 40"),
        (">=40", "at least 40"),
        ("\u2265 40", "at least 40"),
        ("40+", "at least 40"),
        ("40 or more", "at least 40"),
        ("min 40", "at least 40"),
        ("no less than 40", "at least 40"),
        ("> 40", "more than 40"),
        ("over 40", "more than 40"),
        ("above 40", "more than 40"),
        ("more then 40", "more than 40"),
        ("<= 40", "at most 40"),
        ("max. 40".replace(".", ""), "at most 40"),
        ("up to 40", "at most 40"),
        ("40 or less", "at most 40"),
        ("no more than 40", "at most 40"),
        ("< 40", "less than 40"),
        ("under 40", "less than 40"),
        ("fewer than 40", "less than 40"),
        ("between 40 and 60", "40 to 60"),
        ("from 40 to 60", "40 to 60"),
        ("40-60", "40 to 60"),
        ("40 \u2013 60", "40 to 60"),
        ("40..60", "40 to 60"),
        ("at least 40 and at most 60", "40 to 60"),
        (">= 40 and <= 60", "40 to 60"),
        (">40, <60", "41 to 59"),
        ("40 <= wind <= 60", "40 to 60"),
        ("!= 40", "other than 40"),
        ("not 40", "other than 40"),
        ("is not 40", "other than 40"),
        ("= 40", "40"),
        ("exactly 40", "40"),
        ("40 km/h", "40"),
        ("at least 40 km/h", "at least 40"),
        ("at least 1,000", "at least 1000"),
        ("at least two", "at least 2"),
        ("atleast 40", "at least 40"),
        ("atmost 40", "at most 40"),
        ("at least forty", "at least 40"),
        ("twenty to forty-five", "20 to 45"),
        ("Over 40", "more than 40"),
        ("any", "known"),
        ("not known", "unknown"),
        ("null", "unknown"),
    ],
)
def test_a_test_of_a_number_is_said_in_words(written: str, instead: str) -> None:
    assert number_test(written) == f"write `{instead}`"
    if instead not in ("known", "unknown"):
        read_number_test(instead, 0, 10_000)


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("40 or 50", "[40, 50]"),
        ("40, 50", "[40, 50]"),
        ("<= 40 or >= 60", "[at most 40, at least 60]"),
        ("not between 40 and 60", "[less than 40, more than 60]"),
    ],
)
def test_alternatives_of_a_number_are_a_list(written: str, instead: str) -> None:
    assert number_test(written) == f"write a list: {instead}"
    for one in instead.strip("[]").split(", "):
        read_number_test(one, 0, 100)


def test_weeks_are_days_where_days_are_counted() -> None:
    assert number_test("at least 2 weeks", days=True) == "write `at least 14`"
    assert number_test("over three weeks", days=True) == "write `more than 21`"
    assert number_test("7 days", days=True) == "write `7`"


def test_what_is_no_test_of_a_number_in_any_words_is_told_the_forms_there_are() -> None:
    assert number_test("lots") == "write 7, 7 to 13, at least 7, or at most 7"
    assert number_test("at least 1.5") == "write whole numbers"


@pytest.mark.parametrize(
    "written",
    ["not now", "!= now", "!now", "isn't now", "is not now", "not: now", "except now", "anything but now", "not nwo"],
)
def test_what_denies_a_value_is_written_other_than(written: str) -> None:
    assert value_test(written, RAIN) == "write `other than now`"


@pytest.mark.parametrize("written", ["now or soon", "now, soon", "either now or soon", "now/soon", "[now, soon]"])
def test_alternatives_are_a_list(written: str) -> None:
    assert value_test(written, RAIN) == "write a list: [now, soon]"


@pytest.mark.parametrize("written", ["not now or soon", "neither now nor soon", "other than now or soon"])
def test_of_several_values_denied_what_is_left_is_written(written: str) -> None:
    assert value_test(written, RAIN) == "write what it may be: none"


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("not yes", "write `other than yes`"),
        ("true", "write `yes`"),
        ("False", "write `no`"),
        ("yes or no", "write a list: [yes, no]"),
        ("no or unknown", "write a list: [no, unknown]"),
        ("not known", "write `unknown`"),
        ("not unknown", "write `known`"),
        ("== yes", "write `yes`"),
        ("yess", "did you mean 'yes'?"),
    ],
)
def test_a_yes_or_no_is_tested_in_these_words(written: str, instead: str) -> None:
    assert value_test(written, ["yes", "no"]) == instead


@pytest.mark.parametrize("written", ["not yes", "!yes", "isn't yes", "never yes"])
def test_nobody_is_asked_whether_they_mean_what_they_deny(written: str) -> None:
    for said in (value_test(written, ["yes", "no"]), near_value(written, ["yes", "no", "unsure"])):
        assert "did you mean 'yes'" not in said
    assert near_value(written, ["yes", "no"]) == "write one of: 'no'"


def test_a_value_that_begins_like_a_denial_is_still_guessed() -> None:
    assert near_value("not yett", ["not yet", "yes"]) == "did you mean 'not yet'?"
    assert negated("nothing") is None
    assert negated("note") is None


def problems_of(rule: str) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        base_of(rule)
    return [f"{one.wrong}; {one.remedy}" for one in caught.value.problems]


@pytest.mark.parametrize(
    ("tests", "said"),
    [
        ("wet: not yes", "'wet' has no value 'not yes'; write `other than yes`"),
        ("wet: other than yess", "'wet' has no value 'yess'; did you mean 'yes'?"),
        ("wet: other than unknown", "'wet' has no value 'unknown'; write `known`"),
        ("days_since_seen: over 7", "'over 7' is not a test of a number; write `more than 7`"),
        ("days_since_seen: a week", "'a week' is not a test of a number; write 7, 7 to 13, at least 7, or at most 7"),
        ("days_since_seen: 2 weeks", "'2 weeks' is not a test of a number; write `14`"),
        ("or: [wet: yes, late: yes]", "unknown key 'or' among tests; write `any of:` with a list, or"),
        ("any_of: [wet: yes, late: yes]", "unknown key 'any_of' among tests; write `any of:` with a list"),
        ("Any Of: [wet: yes, late: yes]", "unknown key 'Any Of' among tests; did you mean 'any of'?"),
        ("and: [wet: yes, late: yes]", "unknown key 'and' among tests; leave it out: all tests listed together"),
        ("all of: {wet: yes}", "unknown key 'all of' among tests; leave it out"),
        ("not: {wet: yes}", "unknown key 'not' among tests; write `fact: other than VALUE`"),
        ("if not: {wet: yes}", "unknown key 'if not' among tests; write `fact: other than VALUE`"),
        ("none of: [wet: yes]", "unknown key 'none of' among tests; write `fact: other than VALUE`"),
        ("else: {wet: yes}", "unknown key 'else' among tests; write a separate rule for it"),
        ("when: {wet: yes}", "unknown key 'when' among tests; leave it out"),
        ("unless: {wet: yes}", "unknown key 'unless' among tests; indent it as far as the rule's `if:`"),
        ("not: wet", "unknown fact 'not'; write `fact: other than VALUE`"),
    ],
)
def test_what_stands_among_tests_out_of_habit_gives_one_message_with_what_to_write(tests: str, said: str) -> None:
    (found,) = problems_of(
        f"- rule: r\n  counsel: elder\n  source: e1\n  if: {{{tests}}}\n  then: {{verdict: stay}}\n  because: b"
    )
    assert found.startswith(said)


@pytest.mark.parametrize(
    ("key", "line", "meant"),
    [
        ("if", "when: {wet: yes}", "if"),
        ("because", "reason: b", "because"),
        ("then", "conclude: {verdict: stay}", "then"),
        ("counsel", "author: elder", "counsel"),
        ("source", "passage: e1", "source"),
    ],
)
def test_a_key_that_other_formats_have_is_taken_for_ours(key: str, line: str, meant: str) -> None:
    keys = {
        "rule": "rule: r",
        "counsel": "counsel: elder",
        "source": "source: e1",
        "if": "if: {wet: yes}",
        "then": "then: {verdict: stay}",
        "because": "because: b",
    }
    rule = "- " + "\n  ".join((keys | {key: line}).values())
    (found,) = problems_of(rule)
    assert found == f"unknown key '{line.partition(':')[0]}'; did you mean '{meant}'?"


@pytest.mark.parametrize(("key", "said"), [("if not", "unless"), ("except", "unless"), ("defeats", "overrides")])
def test_a_key_that_may_stand_besides_is_named(key: str, said: str) -> None:
    value = "{late: yes}" if said == "unless" else "s"
    other = "- {rule: s, counsel: elder, source: e1, if: {wet: no}, then: {verdict: go}, because: b}\n"
    rule = "- {rule: r, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: b"
    (found,) = problems_of(f"{other}{rule}, {key}: {value}}}")
    assert found == f"unknown key '{key}'; did you mean '{said}'?"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("{days_since_seen: >= 4}", "'>= 4' is not a test of a number; write `at least 4`"),
        ("{days_since_seen: > 4, wet: yes}", "'> 4' is not a test of a number; write `more than 4`"),
        ("{days_since_seen: >= 4 and <= 9}", "'>= 4 and <= 9' is not a test of a number; write `4 to 9`"),
        ("{days_since_seen: [> 4, unknown]}", "'> 4' is not a test of a number; write `more than 4`"),
        ("\n    days_since_seen: >= 4", "'>= 4' is not a test of a number; write `at least 4`"),
        ("{wet: != yes}", "has a ! that means not (yes); write `other than yes`, or put the text in quotes"),
        ("\n    wet: !yes", "has a ! that means not (yes); write `other than yes`, or put the text in quotes"),
    ],
)
def test_a_sign_that_yaml_takes_for_its_own_is_told_as_the_test_it_was_meant_to_be(value: str, said: str) -> None:
    rule = f"- rule: r\n  counsel: elder\n  source: e1\n  if: {value}\n  then: {{verdict: stay}}\n  because: b\n"
    assert problems_of(rule) == [said]
