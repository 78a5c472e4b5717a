"""letters/*.txt: drafts of letters, read line by line so that every placeholder keeps its place.

A draft may start with a head of lines `To: ...` and `Subject: ...` and an empty line. The letter follows, in
paragraphs with empty lines between them.
"""

import re
from collections.abc import Sequence
from itertools import groupby

import msgspec

from followthrough.errors import Place, Problem
from followthrough.format.words import Word, plain_text

_HEAD = re.compile(r"(To|Subject):[ \t]*(.*)")


class Draft(msgspec.Struct, frozen=True):
    """The file of a letter: the lines of its head, by key, and the lines of its paragraphs."""

    name: Word
    head: dict[str, Word]
    paragraphs: tuple[tuple[Word, ...], ...]


def read_draft(raw: bytes, file: str, problems: list[Problem]) -> Draft | None:
    """Read a draft. Return None and note a problem if it contains no letter."""
    text = plain_text(raw, file, problems)
    if text is None:
        return None
    lines = [Word(line.rstrip(), Place(file, number, 1)) for number, line in enumerate(text.split("\n"), start=1)]
    head, body = _split(lines, problems)
    paragraphs = tuple(tuple(group) for is_text, group in groupby(body, key=bool) if is_text)
    if not paragraphs:
        problems.append(Problem(Place(file), "contains no letter", "remove it, or write a letter in it"))
        return None
    return Draft(Word(file.rpartition("/")[2].removesuffix(".txt"), Place(file)), head, paragraphs)


def _split(lines: Sequence[Word], problems: list[Problem]) -> tuple[dict[str, Word], Sequence[Word]]:
    """Separate the head from the letter."""
    head: dict[str, Word] = {}
    for number, line in enumerate(lines):
        match = _HEAD.fullmatch(line)
        if match is None:
            return head, lines[number:]
        if match[1] in head:
            problems.append(Problem(line.at, f"has `{match[1]}:` twice", "remove one of the two"))
        head[match[1]] = Word(match[2], Place(line.at.file, line.at.line, match.start(2) + 1))
    return head, ()
