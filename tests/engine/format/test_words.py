"""Words that may be shown, repeated and guessed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.errors import Problem, nearest
from followthrough.format.words import MAX_SHOWN, is_safe, plain_text, quoted

same_every_time = settings(derandomize=True, deadline=None, max_examples=400)


@pytest.mark.parametrize("character", [*map(chr, range(9)), "\x0b", "\x1b", "\x7f", "\x85", "\x9b"])
def test_no_control_character_is_safe(character: str) -> None:
    assert not is_safe(character)


@pytest.mark.parametrize("mark", "\u061c\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\ud800\udfff\uffff")
def test_no_mark_that_reorders_or_breaks_a_line_is_safe(mark: str) -> None:
    assert not is_safe(f"a{mark}b")


@pytest.mark.parametrize("text", ["", "a b\tc\nd", "é", "日本", "עברית", "العربية", "😀", "\ufeff", "\u200d"])
def test_what_people_write_is_safe(text: str) -> None:
    assert is_safe(text)


@same_every_time
@given(st.text())
def test_what_a_message_repeats_is_short_and_shows(text: str) -> None:
    assert quoted(text).isprintable()
    assert len(quoted(text[:MAX_SHOWN])) <= 10 * MAX_SHOWN + 2
    assert quoted(text) == quoted(text[: MAX_SHOWN + 1]) or len(text) > MAX_SHOWN


def test_the_nearest_word_is_one_that_is_near() -> None:
    assert nearest("telefone", ["telephone", "wait"]) == "telephone"
    assert nearest("xyzzy", ["telephone", "wait"]) is None
    assert nearest("x", []) is None


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("text", ["want_it: yes\n", "a: é\nb: ü\n"])
def test_a_text_in_a_wide_encoding_is_named(encoding: str, text: str) -> None:
    problems: list[Problem] = []
    assert plain_text(text.encode(encoding), "f", problems) is None
    assert [str(problem) for problem in problems] == [f"f: is {encoding[:6].upper()} text; save it as UTF-8"]


@pytest.mark.parametrize("raw", [b"", b"a", b"a: \xc3\xa9", b"\xef\xbb\xbfa: b"])
def test_a_plain_text_is_not_taken_for_a_wide_one(raw: bytes) -> None:
    problems: list[Problem] = []
    assert plain_text(raw, "f", problems) is not None
    assert problems == []
