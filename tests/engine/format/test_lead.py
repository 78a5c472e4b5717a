"""From what a person typed to the facts of a lead."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bases.reset import BASES
from cli.running import EXAMPLES
from followthrough.errors import LeadError, MissingFacts, Place, Problem
from followthrough.format.applicability import may_apply
from followthrough.format.choices import Refused, choice_meant
from followthrough.format.conditions import Truth
from followthrough.format.days import day_of
from followthrough.format.lead import MAX_TEXT, Lead, RefusedDays, complete, read_answer, read_lead, read_plainly
from followthrough.format.load import load
from followthrough.format.model import KnowledgeBase
from followthrough.format.words import Word
from followthrough.format.yaml_words import read

TODAY = date(2026, 11, 22)
PLANT = {"soil": "dry", "leaves": "firm", "season": "growing", "cactus": "no"}
UMBRELLA = {"forecast": "dry", "sky": "blue", "minutes": 3, "windy": "no"}


@cache
def base(name: str) -> KnowledgeBase:
    return load(BASES / "good" / name)


def lead_of(name: str, given: Mapping[Any, object], *, partial: bool = False, today: date = TODAY) -> Lead:
    return read_lead(base(name), given, today, partial=partial)


def problems_of(name: str, given: Mapping[Any, object], *, partial: bool = False, today: date = TODAY) -> list[str]:
    with pytest.raises(LeadError) as caught:
        lead_of(name, given, partial=partial, today=today)
    return list(map(str, caught.value.problems))


# What is read


def test_every_question_and_count_becomes_a_fact_with_its_origin() -> None:
    lead = lead_of("days", {"borrowed": "yes", "borrowed_on": "a week ago", "waited_for": "no"})
    assert lead.answers == {"borrowed": "yes", "borrowed_on": date(2026, 11, 15), "waited_for": "no"}
    assert lead.facts == {**lead.answers, "closes_on": None, "days_since_borrowed": 7, "days_until_closing": None}
    assert lead.origins == {
        "borrowed": "answer",
        "borrowed_on": "answer",
        "closes_on": "nothing",
        "waited_for": "answer",
        "days_since_borrowed": "counted",
        "days_until_closing": "nothing",
    }
    assert lead.missing == ()


def test_a_date_follows_from_its_count_as_the_count_does_from_it() -> None:
    by_count = lead_of("days", {"borrowed": "yes", "days_since_borrowed": 2, "days_until_closing": -1})
    by_date = lead_of("days", {"borrowed": "yes", "borrowed_on": "2 days ago", "closes_on": "yesterday"})
    assert by_count.facts == by_date.facts
    assert by_count.facts["closes_on"] == date(2026, 11, 21)
    assert by_count.origins["closes_on"] == by_date.origins["days_until_closing"] == "counted"


def test_a_date_and_its_count_may_both_be_given_when_they_agree() -> None:
    lead = lead_of("days", {"borrowed": "yes", "borrowed_on": "2026-11-20", "days_since_borrowed": "2"})
    assert lead.origins["borrowed_on"] == lead.origins["days_since_borrowed"] == "answer"


@pytest.mark.parametrize("unknown", [None, "unknown", Word("unknown", Place("lead.yaml", 1, 1))])
def test_unknown_can_be_said_in_words_or_with_none(unknown: object) -> None:
    lead = lead_of("unknowns", {**UMBRELLA, "sky": unknown})
    assert lead.answers["sky"] is None
    assert lead.facts["sky"] is None
    assert lead.origins["sky"] == "nothing"


@pytest.mark.parametrize("number", [3, "3", "03", "-0", 0, "6"])
def test_a_number_may_be_written_in_digits(number: object) -> None:
    assert lead_of("unknowns", {**UMBRELLA, "minutes": number}).facts["minutes"] == int(str(number))


@pytest.mark.parametrize("day", [date(2026, 11, 15), "2026-11-15", "a week ago", "Last Sunday"])
def test_a_day_may_be_a_date_or_said(day: object) -> None:
    lead = lead_of("days", {"borrowed": "yes", "borrowed_on": day, "waited_for": "no"})
    assert lead.facts["days_since_borrowed"] == 7


def test_answers_are_plain_values_wherever_they_were_read() -> None:
    words = {Word("owner", Place("f", 1, 1)): Word("Robin", Place("f", 1, 8))}
    found = next(iter(lead_of("many", {**words, "nights": 0, "packed": "all"}).answers.items()))
    assert found == ("owner", "Robin")
    assert list(map(type, found)) == [str, str]


def test_a_text_is_kept_as_it_is() -> None:
    lead = lead_of("many", {"owner": " O'Neill & søn {sky} ", "nights": 1, "packed": "all"})
    assert lead.facts["owner"] == " O'Neill & søn {sky} "


def test_the_order_of_answers_never_matters() -> None:
    answers = {"borrowed": "yes", "borrowed_on": "a week ago", "waited_for": "no", "closes_on": "tomorrow"}
    there, back = lead_of("days", answers), lead_of("days", dict(reversed(answers.items())))
    assert (there.facts, there.origins, there.missing) == (back.facts, back.origins, back.missing)


# What is missing


def test_questions_that_apply_and_were_not_answered_are_missing_in_the_authors_order() -> None:
    assert lead_of("two-counsels", {}).missing == ("soil", "leaves", "season", "cactus")
    assert lead_of("two-counsels", {"cactus": "no", "leaves": "firm"}).missing == ("soil", "season")


def test_a_question_that_may_stay_unknown_or_does_not_apply_is_not_missing() -> None:
    assert lead_of("unknowns", {}).missing == ()
    assert lead_of("days", {"borrowed": "no"}).missing == ()
    assert lead_of("days", {"borrowed": "yes"}).missing == ("borrowed_on",)
    assert lead_of("days", {"borrowed": "yes", "days_since_borrowed": 2}).missing == ()
    assert lead_of("days", {"borrowed": "yes", "days_since_borrowed": 3}).missing == ("waited_for",)


def test_a_text_is_never_missing() -> None:
    assert lead_of("many", {"nights": 1, "packed": "all"}).missing == ()


def test_a_lead_with_missing_facts_is_not_complete() -> None:
    whole = lead_of("two-counsels", PLANT)
    assert complete(whole) is whole
    with pytest.raises(MissingFacts, match="no advice without an answer to: season, cactus") as caught:
        complete(lead_of("two-counsels", {"soil": "dry", "leaves": "firm"}))
    assert caught.value.questions == ("season", "cactus")


# What cannot be


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("two-counsels", {"siol": "dry"}, "unknown question 'siol'; did you mean 'soil'?"),
        (
            "two-counsels",
            {"xyzzy": "dry"},
            "unknown question 'xyzzy'; write one of: 'soil', 'leaves', 'season', 'cactus'",
        ),
        ("two-counsels", {"": "dry"}, "unknown question ''; write one of: 'soil', 'leaves', 'season', 'cactus'"),
        ("two-counsels", {7: "dry"}, "unknown question '7'; write one of: 'soil', 'leaves', 'season', 'cactus'"),
        (
            "two-counsels",
            {"water": "none"},
            "'water' is concluded by rules; remove it, or answer the questions it depends on",
        ),
        ("two-counsels", {"soil": "dyr"}, "soil cannot be 'dyr'; did you mean 'dry'?"),
        ("two-counsels", {"soil": "Dryy"}, "soil cannot be 'Dryy'; did you mean 'dry'?"),
        ("two-counsels", {"soil": ""}, "soil cannot be ''; write one of: 'dry', 'damp', 'wet'"),
        ("two-counsels", {"soil": "dry; wet"}, "soil cannot be 'dry; wet'; write one of: 'dry', 'damp', 'wet'"),
        ("two-counsels", {"soil": 7}, "soil cannot be '7'; write one of: 'dry', 'damp', 'wet'"),
        ("two-counsels", {"soil": "unknown"}, "soil cannot be unknown; write one of: 'dry', 'damp', 'wet'"),
        ("two-counsels", {"soil": None}, "soil cannot be unknown; write one of: 'dry', 'damp', 'wet'"),
        ("two-counsels", {"cactus": "1"}, "cactus cannot be '1'; write one of: 'yes', 'no'"),
        ("two-counsels", {"cactus": "t"}, "cactus cannot be 't'; write one of: 'yes', 'no'"),
        ("two-counsels", {"cactus": 1.0}, "cactus cannot be '1'; write one of: 'yes', 'no'"),
        ("two-counsels", {"soil": True}, "soil cannot be 'true'; write one of: 'dry'"),
        ("two-counsels", {"cactus": ["yes"]}, "cactus cannot be a list; give text, a whole number, or a date"),
        ("two-counsels", {"cactus": {}}, "cactus cannot be a dict; give text, a whole number, or a date"),
        ("two-counsels", {"cactus": b"yes"}, "cactus cannot be a bytes; give text, a whole number, or a date"),
        ("unknowns", {"sky": "pink"}, "sky cannot be 'pink'; write one of: 'dark', 'grey', 'blue', 'unknown'"),
        ("unknowns", {"minutes": 7}, "minutes cannot be 7; write a whole number from 0 to 6 (minutes)"),
        ("unknowns", {"minutes": -1}, "minutes cannot be -1; write a whole number from 0 to 6 (minutes)"),
        ("unknowns", {"minutes": "3.5"}, "minutes cannot be '3.5'; write a whole number from 0 to 6 (minutes)"),
        ("unknowns", {"minutes": 3.5}, "minutes cannot be '3.5'; write a whole number from 0 to 6 (minutes)"),
        ("unknowns", {"minutes": "three"}, "minutes cannot be 'three'; write a whole number from 0 to 6 (minutes)"),
        ("unknowns", {"minutes": "\u0663"}, "minutes cannot be '\u0663'; write a whole number from 0 to 6 (minutes)"),
        ("unknowns", {"minutes": "1e0"}, "minutes cannot be '1e0'; write a whole number from 0 to 6 (minutes)"),
        (
            "unknowns",
            {"minutes": "3.000"},
            "minutes cannot be read: '3.000' can mean 3000 or 3.000; write a whole number",
        ),
        ("unknowns", {"minutes": timedelta(hours=30)}, "minutes cannot be '1 day, 6:00:00'; write a whole number "),
        ("unknowns", {"minutes": "+3"}, "minutes cannot be '+3'; write a whole number from 0 to 6 (minutes)"),
        ("unknowns", {"minutes": False}, "minutes cannot be 'false'; write a whole number from 0 to 6 (minutes)"),
        ("unknowns", {"minutes": TODAY}, "minutes cannot be '2026-11-22'; write a whole number from 0 to 6 (minutes)"),
        ("days", {"closes_on": "soon"}, "closes_on cannot be read: 'soon' is not a day; write 2026-11-01, today, "),
        (
            "days",
            {"closes_on": "2026-02-29"},
            "closes_on cannot be read: '2026-02-29' is not a day of the calendar; write",
        ),
        ("days", {"closes_on": 7}, "closes_on cannot be read: '7' is not a day; write 2026-11-01, today, "),
        ("days", {"closes_on": "a; b"}, "closes_on cannot be read: 'a; b' is not a day; write 2026-11-01, today, "),
        (
            "days",
            {"closes_on": "Friday"},
            "closes_on cannot be read: 'Friday' could be Friday 20 November 2026 or Friday 27 November 2026; write "
            "2026-11-20 or 2026-11-27",
        ),
        ("days", {"closes_on": "2062-11-28"}, "closes_on cannot be 2062-11-28: that is 13,155 days ahead; check the"),
        ("days", {"closes_on": "2006-11-28"}, "closes_on cannot be 2006-11-28: that is 7,299 days ago; check the"),
        ("days", {"days_until_closing": 6}, "days_until_closing cannot be 6; write a whole number from -3 to 5 (days)"),
        (
            "days",
            {"days_until_closing": "soon"},
            "days_until_closing cannot be 'soon'; write a whole number from -3 to 5",
        ),
        ("many", {"owner": ""}, "the answer to owner is empty; write an answer, or leave the question out"),
        ("many", {"owner": " \u3000"}, "the answer to owner is empty; write an answer, or leave the question out"),
        ("many", {"owner": "unknown"}, "owner cannot be unknown; answer it: Whose bag is it?"),
        ("many", {"owner": "x" * (MAX_TEXT + 1)}, "the answer to owner has more than 200 characters; shorten it"),
        ("many", {"owner": 10**5_000}, "the answer to owner has more than 200 characters; shorten it"),
        ("unknowns", {"minutes": -(10**5_000)}, "the answer to minutes has more than 200 characters; shorten it"),
        (
            "unknowns",
            {"minutes": "9" * 200},
            "minutes cannot be '999999999999999999999999999999999999999999999999999999",
        ),
        ("many", {"owner": "Robin\x1b[2J"}, "the answer to owner has a control character; remove it: it is invisible"),
        ("many", {"owner": "Robin\nHood"}, "the answer to owner has a control character; remove it: it is invisible"),
        ("many", {"owner": "Robin\u202e"}, "the answer to owner has a control character; remove it: it is invisible"),
        ("many", {"owner": "Robin\udcff"}, "the answer to owner has a control character; remove it: it is invisible"),
    ],
    ids=lambda part: ascii(part)[:40] if isinstance(part, str) else "",
)
def test_an_answer_that_cannot_be(name: str, given: dict[Any, object], said: str) -> None:
    (found,) = problems_of(name, given)
    assert found.startswith(f"answer '{next(iter(given))}': {said}")


@pytest.mark.parametrize(
    ("name", "given", "meant"),
    [
        ("two-counsels", {"soil": " Dry "}, "dry"),
        ("two-counsels", {"cactus": "TRUE"}, "yes"),
        ("two-counsels", {"cactus": "N"}, "no"),
        ("two-counsels", {"cactus": False}, "no"),
        ("unknowns", {"minutes": " 3"}, 3),
        ("unknowns", {"minutes": "3.0"}, 3),
        ("unknowns", {"minutes": "3,00"}, 3),
        ("unknowns", {"minutes": 3.0}, 3),
        ("unknowns", {"minutes": Decimal("3.00")}, 3),
        ("unknowns", {"minutes": "Unknown"}, None),
        ("days", {"days_since_borrowed": timedelta(days=2)}, 2),
    ],
)
def test_an_answer_written_otherwise_is_read_where_it_can_mean_one_thing_only(
    name: str, given: dict[Any, object], meant: object
) -> None:
    (question,) = given
    assert lead_of(name, given, partial=True).answers[question] == meant


def test_of_choices_that_differ_in_capitals_only_each_is_meant_by_its_own() -> None:
    assert [choice_meant(text, ["May", "may"]) for text in ("May", "may", "MAY")] == ["May", "may", None]


def test_a_text_may_be_as_long_as_the_limit() -> None:
    assert lead_of("many", {"owner": "x" * MAX_TEXT, "nights": 0, "packed": "all"}).facts["owner"] == "x" * MAX_TEXT


def test_a_question_with_an_impossible_name_is_shown_safely_and_shortly() -> None:
    (found,) = problems_of("many", {"\x1b[2J" + "x" * 10_000: "yes"})
    assert found.isprintable()
    assert len(found) < 300


def test_what_comes_from_a_file_is_reported_at_its_place() -> None:
    node = read(
        b"borrowed: yes\nborrowed_on: [a week ago]\nclosed_on: tomorrow\nwaited_for:\n  no: yes\n", "lead.yaml", []
    )
    assert isinstance(node, dict)
    assert problems_of("days", node) == [
        "lead.yaml:2:14: borrowed_on cannot be a list; give text, a whole number, or a date",
        "lead.yaml:3:12: unknown question 'closed_on'; did you mean 'closes_on'?",
        "lead.yaml:5:3: waited_for cannot be a mapping; give text, a whole number, or a date",
    ]


PLAIN = st.sampled_from(
    ["a: b", "b_2: 3 weeks ago", "c: 2026-11-01", "c: not said", "d: no", "", "#", "# e: f", "g: y"]
)
OTHER = st.sampled_from(
    ["a: b ", " # g", "h:", "i:j", "k: - l", "m: 'n'", "o: p # q", "r: s: t", " u: v", "---", "w: é"]
)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.lists(PLAIN | OTHER, max_size=5) | st.lists(PLAIN), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_what_is_read_plainly_is_what_yaml_says(lines: list[str], end: str, marked: bool) -> None:
    raw = ("\ufeff" * marked + end.join(lines)).encode()
    plain = read_plainly(raw, "lead.yaml")
    problems: list[Problem] = []
    node = read(raw, "lead.yaml", problems)
    if plain is not None:
        assert isinstance(node, dict)
        assert [(key, key.at, plain[key].at) for key in plain] == [(key, key.at, word.at) for key, word in node.items()]
        assert (plain, problems) == (node, [])


def test_the_examples_are_written_plainly() -> None:
    for path in sorted(EXAMPLES.glob("*.yaml")):
        assert read_plainly(path.read_bytes(), path.name), path.name


@pytest.mark.parametrize("text", ["", "# a comment", "a: b\na: c", "a: [b]", "a: " + "b" * MAX_TEXT, "a: \x1b"])
def test_what_is_not_written_plainly_is_left_to_yaml(text: str) -> None:
    assert read_plainly(text.encode(), "lead.yaml") is None


def test_all_problems_are_reported_at_once() -> None:
    found = problems_of(
        "two-counsels", {"soil": "dyr", "leaves": 7, "season": None, "cactus": "so", "water": "x", "y": 1}
    )
    assert len(found) == 6


def test_an_answer_may_be_read_alone() -> None:
    minutes = base("unknowns").questions["minutes"]
    assert read_answer(base("unknowns"), minutes, "4", TODAY) == 4
    assert read_answer(base("unknowns"), minutes, "unknown", TODAY) is None
    with pytest.raises(Refused) as caught:
        read_answer(base("unknowns"), minutes, "4; 5", TODAY)
    assert caught.value.wrong == "minutes cannot be '4; 5'"
    assert str(caught.value) == f"{caught.value.wrong}; {caught.value.remedy}"


# Dates and counts


def test_a_date_and_its_count_that_differ_are_a_problem_of_the_count() -> None:
    assert problems_of("days", {"borrowed": "yes", "borrowed_on": "2026-11-20", "days_since_borrowed": 3}) == [
        "answer 'days_since_borrowed': days_since_borrowed is 3, but borrowed_on 2026-11-20 makes it 2 on 2026-11-22; "
        "keep one of the two answers"
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"closes_on": None, "days_until_closing": 3}, "closes_on is unknown, but follows from days_until_closing"),
        ({"closes_on": TODAY, "days_until_closing": None}, "days_until_closing is unknown, but follows from closes_on"),
    ],
)
def test_a_date_cannot_be_unknown_when_its_count_is_known(given: dict[str, object], said: str) -> None:
    (found,) = problems_of("days", {"borrowed": "no", **given})
    assert found.endswith(f": {said}; keep one of the two answers")


def test_a_date_and_its_count_may_both_be_unknown() -> None:
    lead = lead_of("days", {"borrowed": "no", "closes_on": None, "days_until_closing": "unknown"})
    assert lead.facts["closes_on"] is lead.facts["days_until_closing"] is None


def test_a_day_to_come_cannot_have_passed() -> None:
    assert problems_of("days", {"borrowed": "yes", "borrowed_on": "tomorrow"}) == [
        "answer 'borrowed_on': borrowed_on cannot be 2026-11-23: that is after today, 2026-11-22; "
        "give a day that has passed"
    ]


@pytest.mark.parametrize(
    ("given", "counted"),
    [
        ({"borrowed_on": "12 days ago"}, 12),
        ({"borrowed_on": "2 weeks ago"}, 12),
        ({"borrowed_on": "2 years ago"}, 12),
        ({"borrowed_on": "2 weeks ago", "days_since_borrowed": 12}, 12),
        ({"closes_on": "in 6 days"}, 5),
        ({"closes_on": "next year"}, 5),
        ({"closes_on": "4 days ago"}, -3),
        ({"closes_on": "last year", "days_until_closing": -3}, -3),
    ],
)
def test_a_count_stops_at_its_bound_and_its_date_stays(given: dict[str, object], counted: int) -> None:
    (name,) = given.keys() & {"borrowed_on", "closes_on"}
    facts = lead_of("days", {"borrowed": "yes" if name == "borrowed_on" else "no", **given}).facts
    assert facts[name] == day_of(str(given[name]), TODAY)
    assert facts[{"borrowed_on": "days_since_borrowed", "closes_on": "days_until_closing"}[name]] == counted


def test_a_count_at_its_bound_is_said_to_be_that_or_more() -> None:
    assert base("days").says("days_since_borrowed", 12) == "12 or more"
    assert base("days").says("days_since_borrowed", 0) == "0"
    assert base("days").says("days_until_closing", 5) == "5 or more"
    assert base("days").says("days_until_closing", -3) == "-3 or less"
    assert base("days").says("days_until_closing", -2) == "-2"


def test_of_a_time_the_day_counts() -> None:
    facts = lead_of("days", {"borrowed": "no", "closes_on": datetime(2026, 11, 23, 23, 59)}).facts
    assert (facts["closes_on"], facts["days_until_closing"]) == (date(2026, 11, 23), 1)


def test_the_question_tells_which_of_several_days_is_meant() -> None:
    passed = lead_of("days", {"borrowed": "yes", "borrowed_on": "Friday"})
    assert passed.facts["borrowed_on"] == date(2026, 11, 20)
    with pytest.raises(RefusedDays) as caught:
        read_answer(base("days"), base("days").questions["closes_on"], "Friday", TODAY)
    assert caught.value.days == (date(2026, 11, 20), date(2026, 11, 27))


@pytest.mark.parametrize(
    ("today", "given"),
    [
        (date(1, 1, 1), {"borrowed": "yes", "days_since_borrowed": 1}),
        (date(1, 1, 3), {"borrowed": "no", "days_until_closing": -3}),
        (date(9999, 12, 31), {"borrowed": "no", "days_until_closing": 1}),
    ],
)
def test_no_count_reaches_beyond_the_calendar(today: date, given: dict[str, object]) -> None:
    (found,) = problems_of("days", given, today=today)
    assert found.endswith("that is beyond the calendar; give fewer days")


@settings(derandomize=True, deadline=None)
@given(st.dates(date(2, 1, 1), date(9998, 12, 31)), st.integers(0, 12), st.integers(-3, 5))
def test_giving_days_or_their_dates_is_the_same_on_every_day(today: date, since: int, until: int) -> None:
    dates = {"borrowed_on": today - timedelta(days=since), "closes_on": today + timedelta(days=until)}
    counts = {"days_since_borrowed": since, "days_until_closing": until}
    by_date = lead_of("days", {"borrowed": "yes", **dates}, today=today)
    by_count = lead_of("days", {"borrowed": "yes", **counts}, today=today)
    assert by_date.facts == by_count.facts
    assert by_date.missing == by_count.missing


# What excludes what


def test_an_answer_is_possible_only_where_its_question_is_asked() -> None:
    assert problems_of("days", {"borrowed": "no", "borrowed_on": "yesterday"}) == [
        "answer 'borrowed_on': borrowed_on is possible only with borrowed: yes; remove this answer, or change borrowed"
    ]
    assert problems_of("days", {"days_since_borrowed": 1}) == [
        "answer 'days_since_borrowed': days_since_borrowed is possible only with borrowed: yes; "
        "remove this answer, or answer borrowed"
    ]
    assert problems_of("days", {"borrowed": "yes", "borrowed_on": "yesterday", "waited_for": "yes"}) == [
        "answer 'waited_for': waited_for is possible only with days_since_borrowed: at least 3; "
        "remove this answer, or change days_since_borrowed"
    ]


def test_unknown_is_no_answer_that_could_be_excluded() -> None:
    assert lead_of("unknowns", {**UMBRELLA, "storm": None}).missing == ()


def test_answers_that_never_occur_together_are_told_with_the_reason() -> None:
    assert problems_of("two-counsels", {**PLANT, "cactus": "yes", "leaves": "drooping"}) == [
        "answer 'leaves': these answers cannot occur together (cactus: yes, leaves: drooping); "
        "change one of them: a cactus has no leaves that could hang."
    ]


def test_one_wrong_answer_is_not_reported_again_for_what_depends_on_it() -> None:
    assert problems_of("days", {"borrowed": "yse", "borrowed_on": "a week ago", "waited_for": "no"}) == [
        "answer 'borrowed': borrowed cannot be 'yse'; did you mean 'yes'?"
    ]
    for wrong in ({"borrowed_on": "last wek"}, {"days_since_borrowed": 99}, {"borrowed_on": "tomorrow"}):
        (found,) = problems_of("days", {"borrowed": "yes", "waited_for": "no", **wrong})
        assert found.startswith(f"answer '{next(iter(wrong))}'")
    both = {"borrowed_on": "2026-11-20", "days_since_borrowed": 9}
    (found,) = problems_of("days", {"borrowed": "yes", "waited_for": "no", **both})
    assert "makes it 2" in found


# Partial leads


def test_in_a_partial_lead_an_open_question_may_still_make_another_one_apply() -> None:
    lead = lead_of("unknowns", {"storm": "yes"}, partial=True)
    assert lead.facts["storm"] == "yes"
    assert lead_of("days", {"waited_for": "no"}, partial=True).missing == ("borrowed",)


def test_in_a_partial_lead_an_answer_that_can_no_longer_apply_is_refused() -> None:
    for answers in ({"windy": "no", "storm": "yes"}, {"windy": None, "storm": "yes"}):
        (found,) = problems_of("unknowns", answers, partial=True)
        assert "storm is possible only with windy: yes" in found
    (found,) = problems_of("days", {"borrowed": "no", "waited_for": "no"}, partial=True)
    assert "waited_for is possible only with days_since_borrowed: at least 3" in found


def test_in_a_partial_lead_only_given_answers_exclude_each_other() -> None:
    assert lead_of("two-counsels", {"cactus": "yes"}, partial=True).facts["leaves"] is None
    (found,) = problems_of("two-counsels", {"cactus": "yes", "leaves": "drooping"}, partial=True)
    assert "cannot occur together" in found


def test_a_question_may_apply_as_long_as_what_it_needs_is_open() -> None:
    days = base("days")
    waited_for = days.questions["waited_for"]
    for answers, possible in (
        ({}, True),
        ({"borrowed": "yes"}, True),
        ({"borrowed": "no"}, False),
        ({"borrowed": "yes", "days_since_borrowed": 2}, False),
        ({"borrowed": "yes", "days_since_borrowed": 3}, True),
    ):
        lead = lead_of("days", answers, partial=True)
        assert may_apply(days, waited_for, lead.facts, lead.answers) is possible, answers


def some_answers(name: str) -> st.SearchStrategy[dict[str, object]]:
    answers: dict[str, st.SearchStrategy[object]] = {}
    for question in base(name).questions.values():
        wild = st.sampled_from([None, True, 7, "x", "unknown", TODAY])
        answers[question.name] = st.one_of(st.sampled_from([*question.choices, 3]), wild)
    for count in base(name).counts.values():
        answers[count.name] = st.integers(count.low - 1, count.high + 1)
    return st.fixed_dictionaries({}, optional=answers)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.data())
@pytest.mark.parametrize("name", ["two-counsels", "unknowns", "days", "many"])
def test_whatever_is_answered_the_lead_is_possible_or_its_problems_are_told(name: str, data: st.DataObject) -> None:
    answers = data.draw(some_answers(name))
    try:
        lead = lead_of(name, answers)
    except LeadError as error:
        told = [problem.wrong and problem.remedy and str(problem).isprintable() for problem in error.problems]
        lead = None
    else:
        told = []
    assert all(told)
    if lead is None:
        assert told
        return
    for question in base(name).questions.values():
        if lead.facts[question.name] is not None:
            assert question.only_if.outcome(lead.facts) is Truth.TRUE
    assert all(never.conditions.outcome(lead.facts) is not Truth.TRUE for never in base(name).nevers)
    assert lead_of(name, answers, partial=True).facts == lead.facts
