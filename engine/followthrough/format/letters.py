"""letters/*.txt: drafts of letters, read line by line so that every placeholder keeps its place.

A draft may begin with a head of lines `To: ...` and `Subject: ...`, ended by an empty line; what follows is the
letter, in paragraphs with empty lines between them.
"""

import re
from collections.abc import Sequence
from itertools import groupby

import msgspec

from followthrough.errors import Place, Problem
from followthrough.format.words import Word, plain_text

_HEAD = re.compile(r"(To|Subject):[ \t]*(.*)")


class Draft(msgspec.Struct, frozen=True):
    """A file of a letter: the lines of its head, by their key, and of its paragraphs."""

    name: Word
    head: dict[str, Word]
    paragraphs: tuple[tuple[Word, ...], ...]


def read_draft(raw: bytes, file: str, problems: list[Problem]) -> Draft | None:
    """Read a draft; None, with a problem, if there is no letter in it."""
    text = plain_text(raw, file, problems)
    if text is None:
        return None
    lines = [Word(line.rstrip(), Place(file, number, 1)) for number, line in enumerate(text.split("\n"), start=1)]
    head, body = _split(lines, problems)
    paragraphs = tuple(tuple(group) for is_text, group in groupby(body, key=bool) if is_text)
    if not paragraphs:
        problems.append(Problem(Place(file), "has no letter in it", "remove it, or write the letter below its head"))
        return None
    return Draft(Word(file.rpartition("/")[2].removesuffix(".txt"), Place(file)), head, paragraphs)


def _split(lines: Sequence[Word], problems: list[Problem]) -> tuple[dict[str, Word], Sequence[Word]]:
    """Part the head from the letter."""
    head: dict[str, Word] = {}
    for number, line in enumerate(lines):
        match = _HEAD.fullmatch(line)
        if match is None:
            return head, lines[number:]
        if match[1] in head:
            problems.append(Problem(line.at, f"has `{match[1]}:` twice", "remove one of the two"))
        head[match[1]] = Word(match[2], Place(line.at.file, line.at.line, match.start(2) + 1))
    return head, ()
