"""letters/*.txt: drafts of letters, read line by line so that every placeholder keeps its place.

A draft may start with a head of lines `To: ...`, `Subject: ...`, and `If: FACT: TEST`, and an empty line. The letter
follows, in paragraphs with empty lines between them. A paragraph may start with lines of `If:`, too, and with a `+` if
it continues the one above it.
"""

import re
from collections.abc import Sequence
from itertools import groupby

import msgspec
from msgspec.structs import replace

from followthrough.errors import Place, Problem
from followthrough.format.filling import fill
from followthrough.format.forms import Conditions
from followthrough.format.words import Word, plain_text, quoted

_HEAD = re.compile(r"(To|Subject|If):[ \t]*(.*)", re.IGNORECASE)


_IF = re.compile(r"If:[ \t]*(.*)")
_MORE = re.compile(r"\+[ \t]+")


class DraftParagraph(msgspec.Struct, frozen=True):
    """A paragraph: the tests of each `If:` above it, its lines, and whether it continues the paragraph above it."""

    conditions: tuple[Conditions, ...]
    lines: tuple[Word, ...]
    continues: bool = False


class Draft(msgspec.Struct, frozen=True):
    """The file of a letter: the lines of its head by key, the tests of each `If:` there, and its paragraphs."""

    name: Word
    head: dict[str, Word]
    conditions: tuple[Conditions, ...]
    paragraphs: tuple[DraftParagraph, ...]


def read_draft(raw: bytes, file: str, problems: list[Problem]) -> Draft | None:
    """Read a draft. Return None and note a problem if it contains no letter."""
    text = plain_text(raw, file, problems)
    if text is None:
        return None
    lines = [Word(line.rstrip(), Place(file, number, 1)) for number, line in enumerate(text.split("\n"), start=1)]
    head, conditions, body = _split(lines, problems)
    paragraphs = tuple(_paragraph(list(group), problems) for is_text, group in groupby(body, key=bool) if is_text)
    if not paragraphs:
        problems.append(Problem(Place(file), "contains no letter", "remove it, or write a letter in it"))
        return None
    return Draft(Word(file.rpartition("/")[2].removesuffix(".txt"), Place(file)), head, conditions, paragraphs)


def _paragraph(lines: Sequence[Word], problems: list[Problem]) -> DraftParagraph:
    """Separate the `If:` lines of a paragraph from the others."""
    conditions: list[Conditions] = []
    for number, line in enumerate(lines):
        match = _IF.fullmatch(line)
        if match is None:
            more = _MORE.match(line)
            first = line if more is None else Word(line[more.end() :], replace(line.at, column=more.end() + 1))
            return DraftParagraph(tuple(conditions), (first, *lines[number + 1 :]), more is not None)
        conditions.append(_conditions(_value(line, match, 1), problems))
    problems.append(Problem(lines[-1].at, "has an `If:` with nothing under it", "write a paragraph under it"))
    return DraftParagraph(tuple(conditions), ())


def _split(
    lines: Sequence[Word], problems: list[Problem]
) -> tuple[dict[str, Word], tuple[Conditions, ...], Sequence[Word]]:
    """Separate the head and its conditions from the letter."""
    head: dict[str, Word] = {}
    conditions: list[Conditions] = []
    for number, line in enumerate(lines):
        match = _HEAD.fullmatch(line)
        if match is None:
            return head, tuple(conditions), lines[number:]
        key = match[1].capitalize()
        if match[1] != key:
            problems.append(Problem(line.at, f"has the key {quoted(match[1])}", f"write `{key}:`"))
        value = _value(line, match, 2)
        if key == "If":
            conditions.append(_conditions(value, problems))
            continue
        if key in head:
            problems.append(Problem(line.at, f"has `{key}:` twice", "remove one of the two"))
        head[key] = value
    return head, tuple(conditions), ()


def _value(line: Word, match: re.Match[str], group: int) -> Word:
    """Return what stands after the key of a line."""
    return Word(match[group], Place(line.at.file, line.at.line, match.start(group) + 1))


def _conditions(value: Word, problems: list[Problem]) -> Conditions:
    """Read the tests after an `If:` as those of a rule are read. Return none and note a problem if they cannot be."""
    from followthrough.format.yaml_words import read  # only a draft with conditions needs it

    at, before = value.at, len(problems)
    # what stands before them in the file is replaced by space, so that everything keeps its place
    node = read(("\n" * (at.line - 1) + " " * (at.column - 1) + value).encode(), at.file, problems)
    if node is not None and node != "":
        filled: Conditions = fill(node, Conditions, problems)
        return filled
    if len(problems) == before:
        problems.append(Problem(at, "has an `If:` without a test", "write `If: FACT: TEST`"))
    return Conditions()
