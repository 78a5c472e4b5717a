"""Several answers to one question: what people write for them, and what is refused."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bases.reset import BASES
from followthrough.errors import LeadError
from followthrough.format.choices import (
    NONE,
    bare,
    bare_ways_to_write,
    choice_meant,
    several_meant,
    ways_to_write,
    written,
)
from followthrough.format.expectations import CASE_DAY
from followthrough.format.lead import read_lead
from followthrough.format.load import load
from followthrough.format.model import Question

TOUR = load(BASES / "good" / "several-answers")
BROKEN = TOUR.questions["broken"]
ANSWERS = [(NONE,), *(one for size in (1, 2, 3) for one in combinations(list(BROKEN.choices)[:-1], size))]


def read(raw: object) -> object:
    return read_lead(TOUR, {"broken": raw}, CASE_DAY, partial=True).facts["broken"]


def refusal(raw: object) -> str:
    with pytest.raises(LeadError) as caught:
        read(raw)
    return str(caught.value)


@pytest.mark.parametrize(
    "raw",
    [
        "light; brakes",
        "brakes, light",
        " Light ;BRAKES; ",
        "brakes,light,brakes",
        ["light", "brakes"],
        ("brakes", "light"),
        {"light", "brakes"},
        ["light, brakes"],
    ],
)
def test_however_several_answers_are_written_they_stand_in_the_order_of_the_choices(raw):
    assert read(raw) == ("brakes", "light")


def test_a_comma_within_a_choice_separates_nothing():
    assert read("saddle, or its post") == ("saddle, or its post",)
    assert read("light, saddle, or its post, chain") == ("chain", "light", "saddle, or its post")


@pytest.mark.parametrize("raw", ["none", "None", "none of these", ["none"]], ids=str)
def test_none_of_the_choices_is_an_answer_as_well(raw):
    assert read(raw) == (NONE,)
    assert BROKEN.choices[NONE] == "none of these"


def test_an_author_may_word_it_that_it_is_none_of_the_choices():
    assert list(TOUR.questions["tools"].choices.items())[-1] == (NONE, "no tools at all")


@pytest.mark.parametrize("raw", [None, "unknown", ["unknown"]], ids=str)
def test_that_nobody_knows_is_not_that_it_is_none(raw):
    assert read(raw) is None


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [
        ("brakes, lihgt", "broken cannot be 'lihgt'; did you mean 'light'?"),
        ("brkes, lihgt", "broken cannot be 'brkes' or 'lihgt'; write one of: 'brakes'"),
        ("none, light", "broken cannot be 'none' and 'light' at once; keep one of the two"),
        (["light", None], "broken cannot be 'unknown' and 'light' at once; keep one of the two"),
        ([], "the answer to broken is empty; write none if it is none of the choices"),
        (" ; ", "the answer to broken is empty; write none if it is none of the choices"),
        ({"light": "yes"}, "broken cannot be a dict; give text, a whole number, or a date"),
        ([["light"]], "broken cannot be a list; give text, a whole number, or a date"),
        (date(2026, 1, 1), "broken cannot be '2026-01-01'; write one of: 'brakes'"),
        (True, "broken cannot be 'true'; write one of: 'brakes'"),
        ("x" * 5_000, "the answer to broken has more than 1200 characters; shorten it"),
        ("light\x1b", "the answer to broken has a control character; remove it"),
    ],
    ids=str,
)
def test_what_is_no_answer_is_refused_and_said(raw, wrong):
    assert wrong in refusal(raw)


def test_a_list_answers_no_question_that_has_one_answer():
    with pytest.raises(LeadError, match="rides cannot be a list"):
        read_lead(TOUR, {"rides": ["by day"]}, CASE_DAY, partial=True)


@given(st.sampled_from(ANSWERS))
def test_what_is_written_is_read_as_the_same_answer(held):
    assert several_meant("broken", [written(held)], BROKEN.choices) == held
    assert several_meant("broken", reversed(held), BROKEN.choices) == held


@given(st.text(max_size=30))
def test_any_text_is_an_answer_or_is_refused(text):
    try:
        held = read(text)
    except LeadError:
        return
    assert held is None or held in ANSWERS or len(held) > 3


@pytest.mark.parametrize(
    ("now", "then", "is_yours"),
    [
        ((NONE,), ("hex keys",), True),
        (("hex keys",), ("chain tool", "hex keys"), True),
        (("chain tool", "hex keys"), ("hex keys",), False),
        (("hex keys",), ("chain tool",), False),
        (("hex keys",), ("hex keys",), False),
        (("hex keys",), (NONE,), False),
        (None, ("hex keys",), True),
    ],
)
def test_what_can_be_added_is_in_a_persons_hands_and_what_is_there_stays(now, then, is_yours):
    tools: Question = TOUR.questions["tools"]
    assert tools.is_in_your_hands(now, then) is is_yours
    assert not BROKEN.is_in_your_hands(now, ("light",))


def test_what_a_choice_says_means_it_unless_it_is_another_choice():
    says = {"sent": "yes", "yes": "not sent", "no": "Not  yet"}
    assert choice_meant(" NOT SENT ", says, says) == "yes"
    assert choice_meant("yes", says, says) == "yes"
    assert ways_to_write("sent", says, says) == ["sent"]
    assert choice_meant("either", {"a": "either", "b": "either"}, {"a": "either", "b": "either"}) is None


@pytest.mark.parametrize("text", ["Not yet.", '"not yet"', "'NOT YET!'", "\u201cNot yet.\u201d", "not yet ..."])
def test_quotes_and_periods_around_an_answer_say_nothing(text):
    assert choice_meant(text, ["sent", "not sent"], {"sent": "yes", "not sent": "not yet"}) == "not sent"


@pytest.mark.parametrize(("text", "choice"), [("c.", "c."), ("c", "c"), ('"c"', None), ("C.!", None), ("d.", "d")])
def test_a_choice_that_has_them_is_meant_by_itself_and_what_could_be_two_is_neither(text, choice):
    assert choice_meant(text, ["c.", "c", "d"]) == choice


def test_a_question_is_no_answer():
    assert choice_meant("yes?", ["yes", "no"]) is None


def test_what_says_yes_and_what_is_unknown_may_have_a_period_too():
    assert [choice_meant(text, ["yes", "no"]) for text in ("Y.", "true!", "Unknown.")] == ["yes", "yes", "unknown"]
    assert several_meant("broken", ["'Light', bell."], BROKEN.choices) == several_meant(
        "broken", ["light; bell"], BROKEN.choices
    )
    assert several_meant("broken", ["None."], BROKEN.choices) == (NONE,)


WORDS = ("c.", "c", "d", "e!", "yes", "no", "say", "unknown")
AROUND_THEM = ("", ".", "'", '"', "!", "\u201d", ";")


@pytest.mark.parametrize(
    "choices", [{"c.": "x", "c": "e", "d": "Say."}, {"yes": "no.", "no": "d"}, {"e!": "c", "d": "c."}]
)
def test_the_ways_to_write_a_choice_are_what_means_it(choices):
    for word in WORDS:
        for before in AROUND_THEM:
            for after in AROUND_THEM:
                text = f"{before}{word}{after}"
                meant = choice_meant(text, choices, choices)
                by_ways = {
                    one
                    for one in (*choices, "unknown")
                    if text.lower() in (ways_to_write(one, choices, choices) or ())
                    or bare(text) in bare_ways_to_write(one, choices, choices)
                }
                assert by_ways == ({meant} if meant else set()), text
