"""letters/*.txt: drafts of letters, read line by line so that every placeholder keeps its place.

A draft may begin with a head of lines `To: ...` and `Subject: ...`, ended by an empty line; what follows is the
letter, in paragraphs with empty lines between them.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

import msgspec

from followthrough.errors import Place, Problem, did_you_mean
from followthrough.format.model import PLACEHOLDER, Letter
from followthrough.format.vocabulary import Vocabulary
from followthrough.format.words import Word, plain_text, quoted

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


def resolve_draft(draft: Draft | None, words: Vocabulary, goals: Iterable[str]) -> Letter | None:
    """Look up the names in a draft; note those that are unknown."""
    if draft is None:
        return None
    known = [value for goal in goals for value in words.concepts[goal].values]
    if known and draft.name not in known and not words.torn.intersection(("base", "concepts")):
        wrong = f"no goal has the value {quoted(draft.name)}, after which the letter is named"
        words.note(draft.name.at, wrong, did_you_mean(draft.name, known))
    for line in (*draft.head.values(), *(line for paragraph in draft.paragraphs for line in paragraph)):
        _check_placeholders(line, words)
    return Letter(
        name=str(draft.name),
        to=str(draft.head.get("To", "")),
        subject=str(draft.head.get("Subject", "")),
        paragraphs=tuple("\n".join(paragraph) for paragraph in draft.paragraphs),
        place=draft.name.at,
    )


def _check_placeholders(line: Word, words: Vocabulary) -> None:
    """Note what stands in braces and is no fact, where it stands."""

    def at(offset: int) -> Place:
        return Place(line.at.file, line.at.line, line.at.column + offset)

    for match in PLACEHOLDER.finditer(line):
        words.mentions.find("fact", [match[1]])
        if match[1] not in words.facts():
            name = Word(match[1], at(match.start(1)))
            words.unknown(name, "fact in braces", words.facts(), "questions", "concepts")
    rest = PLACEHOLDER.sub(lambda match: " " * len(match[0]), line)
    if brace := re.search("[{}]", rest):
        words.note(at(brace.start()), "has a brace without its other half", "write {fact}, or leave the brace out")
