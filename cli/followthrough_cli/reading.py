"""Read a lead from a file or standard input."""

import os
import sys
from shlex import quote

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.choices import SEPARATOR
from followthrough.format.lead import read_plainly
from followthrough.format.words import MAX_BYTES, Entries, Word, Words, describe

_TABLES = (".csv", ".tsv", ".xlsx", ".ods")


def read_file(source: str) -> dict[Word, Word]:
    """Read a file of answers."""
    place = Place("standard input" if source == "-" else source)
    try:
        return answers_in(_bytes(source, place), place)
    except LeadError:
        if source.lower().endswith(_TABLES) and os.path.isfile(source):
            remedy = f"`followthrough leads import {quote(source)}` reads a table of leads"
            raise LeadError([Problem(place, "is no file of answers", remedy)]) from None
        raise


def answers_in(raw: bytes, place: Place) -> dict[Word, Word]:
    """Read the answers in a file's bytes. Raises LeadError."""
    if (plain := read_plainly(raw, place.file)) is not None:
        return plain
    from followthrough.format.yaml_words import read

    problems: list[Problem] = []
    node = read(raw, place.file, problems)
    if problems:
        raise LeadError(problems)
    if node is None:
        raise LeadError([Problem(place, "is empty", "write answers in it, with one `question: answer` on each line")])
    if not isinstance(node, Entries):
        raise LeadError([Problem(node.at, f"expected answers, found {describe(node)}", "write `question: answer`")])
    lead = {}
    for key, value in node.items():
        if isinstance(value, Word) and value:
            lead[key] = value
        elif isinstance(value, Words) and value and all(isinstance(one, Word) and one for one in value):
            lead[key] = Word(SEPARATOR.join(map(str, value)), value.at)
        else:
            problems.append(Problem(value.at, f"{key} is {describe(value)}", "write one answer after the colon"))
    if problems:
        raise LeadError(problems)
    return lead


def _bytes(source: str, place: Place) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with open(source, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        wrong, remedy = "there is no such file", "name a file of answers, or - for standard input"
    except IsADirectoryError:
        wrong, remedy = "is a folder", "name a file of answers in it"
    except (OSError, ValueError) as error:
        wrong, remedy = f"cannot be read ({getattr(error, 'strerror', None) or error})", "name a readable file"
    raise LeadError([Problem(place, wrong, remedy)])
