"""YAML read as words, each with its place."""

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from followthrough.errors import Problem
from followthrough.format import yaml_words
from followthrough.format.words import Entries, Node, Noted, Word, Words, describe
from followthrough.format.yaml_words import MAX_DEPTH, read

same_every_time = settings(derandomize=True, deadline=None, max_examples=400)

TEXT = """\
# a comment
- a: one
  b:   [two, "three"]
  c:
    - 'four'
    - >-
      five
      six
- ? d
  : {e: f}
"""


def read_well(text: str) -> Node:
    problems: list[Problem] = []
    node = read(text.encode(), "f", problems)
    assert problems == []
    assert node is not None
    return node


def problems_in(text: str | bytes) -> list[str]:
    problems: list[Problem] = []
    read(text.encode() if isinstance(text, str) else text, "f", problems)
    return list(map(str, problems))


def places(node: Node) -> dict[str, str]:
    """Give the place of every word."""
    if isinstance(node, Word):
        return {str(node): str(node.at)}
    inside = [part for entry in node.items() for part in entry] if isinstance(node, Entries) else node
    return {word: place for part in inside for word, place in places(part).items()}


def test_every_word_knows_its_line_and_column() -> None:
    assert places(read_well(TEXT)) == {
        "a": "f:2:3",
        "one": "f:2:6",
        "b": "f:3:3",
        "two": "f:3:9",
        "three": "f:3:14",
        "c": "f:4:3",
        "four": "f:5:7",
        "five six": "f:6:7",
        "d": "f:9:5",
        "e": "f:10:6",
        "f": "f:10:9",
    }


def test_lists_and_mappings_know_theirs() -> None:
    root = read_well(TEXT)
    assert isinstance(root, Words)
    first, second = root
    assert isinstance(first, Entries)
    assert isinstance(second, Entries)
    inner = next(iter(second.values()))
    listed = list(first.values())
    assert [str(node.at) for node in (root, first, *listed, second, inner)] == [
        "f:2:1",
        "f:2:3",
        "f:2:6",
        "f:3:8",
        "f:5:5",
        "f:9:3",
        "f:10:5",
    ]


@pytest.mark.parametrize("scalar", ["no", "012", "0x1F", "1e3", "~", "null", "2026-11-01", "1_000", ".inf", "=", "y"])
def test_every_scalar_is_the_text_that_stands_there(scalar: str) -> None:
    assert read_well(f"{scalar}: {scalar}") == {scalar: scalar}


def test_columns_count_characters_and_not_bytes() -> None:
    assert places(read_well("{ä: €, 😀: ü}")) == {"ä": "f:1:2", "€": "f:1:5", "😀": "f:1:8", "ü": "f:1:11"}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(end: str) -> None:
    assert problems_in(f"a: b{end}c: d{end}e: \x1bf") == [
        "f:3:4: has the control character U+001B; remove it: it is invisible"
    ]
    assert problems_in(f"a: b{end}c: d{end}c: e") == ["f:3:1: repeats the key 'c' of line 2; keep one of the two"]
    assert places(read_well(f"a: b{end}c: d"))["d"] == "f:2:4"


def test_a_byte_order_mark_takes_no_column() -> None:
    problems: list[Problem] = []
    assert read(b"\xef\xbb\xbfa: b\nc: \xff", "f", problems) is None
    assert [str(problem.place) for problem in problems] == ["f:2:4"]
    assert problems_in("\ufeffa: \x1b")[0].startswith("f:1:4: ")


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment", "\ufeff"])
def test_a_text_without_a_document_is_nothing_and_no_problem(text: str) -> None:
    problems: list[Problem] = []
    assert read(text.encode(), "f", problems) is None
    assert problems == []


def test_reading_goes_on_after_what_is_refused() -> None:
    found = problems_in('- &a one\n- *a\n- !t two\n- "\\e"\n- {a: b, a: c}\n- [[x]: y]\n')
    assert [problem.split(": ")[0] for problem in found] == ["f:1:3", "f:2:3", "f:3:3", "f:4:3", "f:5:10", "f:6:4"]


def test_where_a_word_could_not_be_read_stands_a_mark_of_it() -> None:
    problems: list[Problem] = []
    node = read(b'- *a\n- "\\e"\n- c\n', "f", problems)
    assert isinstance(node, Words)
    assert [isinstance(word, Noted) for word in node] == [True, True, False]
    assert len(problems) == 2


def test_a_mapping_with_a_key_that_cannot_be_read_is_not_whole() -> None:
    for text, whole in (
        ("a: b", True),
        ("a: b\na: c", True),
        ("[a]: b", False),
        ("<<: {a: b}", False),
        ("*a : b", False),
    ):
        node = read(text.encode(), "f", [])
        assert isinstance(node, Entries)
        assert node.whole is whole, text


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
def test_nesting_is_read_as_deep_as_the_limit_and_no_deeper(opening: str) -> None:
    closing = {"[": "]", "{a: ": "}", "- ": ""}[opening]
    deepest = MAX_DEPTH - 1
    assert problems_in(opening * deepest + "x" + closing * deepest) == []
    for far_too_deep in (MAX_DEPTH, 10_000):
        (found,) = problems_in(opening * far_too_deep + "x" + closing * far_too_deep)
        assert found.endswith(": is nested more than 24 levels deep; flatten it")


@same_every_time
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_told_about(raw: bytes) -> None:
    problems: list[Problem] = []
    node = read(raw, "f", problems)
    assert node is None or isinstance(node, Word | Words | Entries)
    assert all(str(problem).isprintable() for problem in problems)


@pytest.mark.parametrize("parser", ["CLoader", "Loader"])
@same_every_time
@given(text=st.text(alphabet="ab:-[]{},'\"#&*!|>%@?\n \t\\x1.", max_size=60))
def test_any_text_is_read_or_told_about_in_our_words_by_either_parser(parser: str, text: str) -> None:
    problems: list[Problem] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_words, "_Loader", getattr(yaml, parser, yaml.Loader))
        node = read(text.encode(), "f", problems)
    assert node is None or isinstance(node, Word | Words | Entries)
    assert all(problem.wrong and problem.remedy and problem.place.file == "f" for problem in problems)
    assert [problem for problem in problems if problem.wrong == "is not YAML"] == []


@pytest.mark.parametrize(
    ("text", "said"), [("a", "the text 'a'"), ("''", "nothing"), ("[]", "an empty list"), ("{a: b}", "a mapping")]
)
def test_what_stands_there_has_a_name(text: str, said: str) -> None:
    assert describe(read_well(text)) == said
