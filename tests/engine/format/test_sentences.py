"""What authors wrote is put together with every full stop in its place."""

import re

import pytest

from followthrough.format.sentences import ended, inside, is_sentence, listed

WRONG = re.compile(r"[.!?][,;:.](?!\.)")
"""A full stop with a comma, a semicolon, a colon or another full stop behind it."""
PHRASES = ("go", "stay here, please", "at once")
SENTENCES = ("Go.", "Stay; it is late.", "Is it late?", "One of few. Look for more.", "Wait!")


@pytest.mark.parametrize("text", ["Go.", "Ready?", "Now!", "Well...", 'He said "go."', "(Go.)", "\u884c\u304f\u3002"])
def test_a_sentence_is_known_by_its_end_and_not_ended_twice(text):
    assert is_sentence(text)
    assert ended(text) == text


@pytest.mark.parametrize("text", ["go", "", "go on;", "1.5 km"])
def test_a_phrase_is_ended(text):
    assert not is_sentence(text)
    assert ended(text) == f"{text}."


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("Go.", "Go"),
        ("Well...", "Well..."),
        ("at 8 a.m.", "at 8 a.m."),
        ("Ready?", "Ready?"),
        ("One. Two.", "One. Two"),
    ],
)
def test_inside_a_sentence_a_full_stop_goes_and_nothing_else(text, within):
    assert inside(text) == within


def test_names_are_listed_with_a_word_before_the_last():
    assert [listed([]), listed(["a"]), listed(("a", "b"))] == ["", "a", "a and b"]
    assert listed(["a", "b", "c"], "or") == "a, b or c"


VERDICT = "- {concept: verdict, means: what to do, values: {go: Go., stay: Stay.}}\n"
BASE = """\
title: a test
goals: [verdict]
counsels: {elder: {name: the elder, work: a book}}
default counsel: elder
"""
