"""Sentences that once stood in the knowledge, and that no American editor would let pass, do not come back."""

import pytest

from docs.sessions import ROOT

ODD = [
    "speaks for you",
    "do they read their mail",
    "with which name",
    "before you blame their silence",
    "enthusiasm has its measure",
    "courtship goes on",
    "wish you a good choice",
    "this lead is one of few",
    "make this one unimportant",
    "your contacts pile up",
    "put it to use for you",
    "stopover",
    "the thought of working at",
    "I am glad to answer",
    "I have often thought of our conversation",
    "before a choice like yours",
    "all you need at hand",
    "I tell you so at once",
    "the right person for it",
    "with kind regards",
    "that makes my day",
    "a great many conversations",
    "have you enough",
    "that it will not be me",
    "run after people",
    "has to follow up a job",
    "whoever knows when they will decide",
    "whoever thinks little of you",
    "that you must try so hard",
    "ask what two letters did not bring",
]


def odd_in(text: str) -> list[str]:
    """Return which of the odd sentences a text has, in any case and across the ends of lines."""
    flat = " ".join(text.split()).casefold()
    return [odd for odd in ODD if odd.casefold() in flat]


@pytest.mark.parametrize(
    "path", sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "knowledge").rglob("*.*"))
)
def test_no_odd_sentence_remains(path):
    assert odd_in((ROOT / path).read_text(encoding="utf-8")) == []


def test_a_sentence_is_found_across_the_ends_of_lines_and_in_capitals():
    assert odd_in("because: >-\n  Whoever THINKS\n  little of you") == ["whoever thinks little of you"]
