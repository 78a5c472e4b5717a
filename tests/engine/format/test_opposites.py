"""A suggestion names what was nearly typed, and never its opposite."""

import re
from collections.abc import Iterator

import pytest

from followthrough import load
from followthrough.format.hints import near_value
from followthrough.format.model import Question
from followthrough_cli.replies import choice_typed

CHOICES = [one for one in load().questions.values() if one.choices]


def words_of(question: Question) -> dict[str, set[str]]:
    """Return all words for each choice of a question."""
    return {choice: {choice, says, *question.choice_words.get(choice, ())} for choice, says in question.choices.items()}


def slips_of(word: str) -> list[str]:
    """Return what people type who mean a word."""
    return [word.replace(" ", "-"), word[:-1], word[:1] + word[2:], f"{word} it", word + word[-1:]]


def suggested(question: Question, typed: str) -> Iterator[str | None]:
    """Yield the choice that each face suggests, or takes, for what was typed."""
    found = re.fullmatch(r"did you mean '(.*)'\?", near_value(typed, question.choices, question.choice_words))
    yield found[1] if found else None
    by_text = {f"'{text}'": choice for choice, text in question.choices.items()}
    try:
        yield choice_typed(question.choices, typed, question.choice_words)
    except ValueError as error:
        yield next((choice for text, choice in by_text.items() if str(error).endswith(f"did you mean {text}?")), None)


@pytest.mark.parametrize("question", CHOICES, ids=lambda one: one.name)
def test_of_all_words_for_one_choice_and_their_slips_none_is_suggested_or_taken_as_another_choice(
    question: Question,
) -> None:
    words = words_of(question)
    for choice, own in words.items():
        for place, word in enumerate(sorted(own)):
            typed = slips_of(word)[place % 5]
            meant = {None, *(other for other, others in words.items() if word in others)}
            assert {*suggested(question, typed)} <= meant, f"{typed!r} means {choice!r}"


@pytest.mark.parametrize(
    ("typed", "opposite"),
    [("letter sent", "not sent"), ("sure", "unsure"), ("was sent", "not sent"), ("they said", "not said"),
     ("undone", "done"), ("isn't on hold", "on hold"), ("told", "not told")],
)  # fmt: skip
def test_what_says_no_is_never_suggested_for_what_does_not_nor_the_other_way_round(typed: str, opposite: str) -> None:
    for question in CHOICES:
        assert opposite not in suggested(question, typed)


def test_a_slip_of_what_says_no_is_still_understood() -> None:
    for typed in ("not-told", "not tlod", "nto told"):
        assert near_value(typed, ["first", "not told"]) == "did you mean 'not told'?"
