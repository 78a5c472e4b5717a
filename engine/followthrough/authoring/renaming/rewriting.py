"""Write a new name in every place of a file where an entry is mentioned, as the file writes words there.

A word keeps its quotes, and gets some where it would be read as something else without them.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

import msgspec
import yaml

from followthrough.authoring.renaming.mentions import Mention
from followthrough.authoring.renaming.spots import LOADER, FileText, Piece, Scalar
from followthrough.errors import Place
from followthrough.format.table_forms import IN_YAML_ONLY, OF_A_ROW
from followthrough.format.table_lines import ShownWord
from followthrough.format.words import composed


class NameChange(msgspec.Struct, frozen=True, order=True):
    """A name that is replaced by another: where it begins, and both."""

    place: Place
    before: str
    after: str


def rewritten(file: str, raw: bytes, found: Sequence[Mention], old: str, new: str) -> tuple[bytes, list[NameChange]]:
    """Return a file with a new name in the place of each of these mentions of an entry, and what changed."""
    at: dict[tuple[int, int], list[Mention]] = {}
    for mention in found:
        at.setdefault((mention.word.at.line, mention.word.at.column), []).append(mention)
    if file.endswith(".xlsx"):
        return _in_a_workbook(file, raw, at, old, new)
    text = FileText(file, raw)
    rewriter = _Rewriter(text, old, new)
    pieces = [piece for mentions in at.values() for piece in rewriter.pieces(mentions)]
    return text.with_pieces(pieces), sorted(NameChange(text.place(piece.name), old, new) for piece in pieces)


def _in_a_workbook(
    file: str, raw: bytes, at: Mapping[tuple[int, int], Sequence[Mention]], old: str, new: str
) -> tuple[bytes, list[NameChange]]:
    """Return a workbook with a new name in its cells, by row and column, and what changed."""
    from followthrough.format.xlsx.editing import with_cells
    from followthrough.format.xlsx.reading import read_lines

    lines = read_lines(raw, file, []) or []
    cells = {(cell.at.line, cell.at.column): cell for line in lines for cell in line}
    texts = {place: _cell(_written_as(cells.get(place, "")), mentions, old, new) for place, mentions in at.items()}
    return with_cells(raw, texts), sorted(NameChange(Place(file, *place), old, new) for place in texts)


def _written_as(cell: str) -> str:
    """Return what a cell shows as one writes it in a table of text."""
    return cell.plain if isinstance(cell, ShownWord) else str(cell)


class _Rewriter:
    """Writes a new name into the words of one file."""

    def __init__(self, file: FileText, old: str, new: str) -> None:
        self.file, self.old, self.new = file, old, new
        self.scalars: Mapping[tuple[int, int], Scalar] = file.scalars() if file.name.endswith(".yaml") else {}

    def pieces(self, mentions: Sequence[Mention]) -> Iterator[Piece]:
        """Yield what is written in the places of all mentions in one word."""
        word, how = mentions[0].word, mentions[0].how
        at = word.at.line, word.at.column
        if self.file.name.endswith(".csv"):
            yield from self.in_a_cell(mentions)
        elif self.file.name.endswith(".txt") and how == "text":
            start = self.file.offset(*at)
            yield from self.in_braces(start, start + len(self.file.lines[word.at.line - 1]) - word.at.column + 1)
        elif self.file.name.endswith(".txt"):
            yield self.in_yaml(self.file.scalars_of_conditions(word.at.line)[at], mentions)
        elif how == "text":
            yield from self.in_a_text(self.scalars[at], mentions[0])
        else:
            yield self.in_yaml(self.scalars[at], mentions)

    # Texts

    def in_braces(self, start: int, end: int) -> Iterator[Piece]:
        """Yield the new name in the place of each old one in braces, between two characters."""
        for match in re.finditer(re.escape(f"{{{self.old}}}"), self.file.text[start:end]):
            begin = start + match.start() + 1
            yield Piece(begin, begin + len(self.old), self.new, begin)

    def in_a_text(self, scalar: Scalar, mention: Mention) -> Iterator[Piece]:
        """Yield the new name in the braces of a text; all of the text anew where the name is written with escapes."""
        pieces = list(self.in_braces(scalar.start, scalar.end))
        if len(pieces) == mention.word.count(f"{{{self.old}}}"):
            yield from pieces
        else:
            text = mention.word.replace(f"{{{self.old}}}", f"{{{self.new}}}")
            yield Piece(scalar.start, scalar.end, json.dumps(text, ensure_ascii=False), scalar.start)

    # YAML

    def in_yaml(self, scalar: Scalar, mentions: Sequence[Mention]) -> Piece:
        """Return a word, a test, or an answer of several parts, with the new name."""
        text = str(mentions[0].word)
        for mention in sorted(mentions, key=lambda one: -one.start):
            text = text[: mention.start] + self.new + ("" if mention.end is None else text[mention.end :])
        name = max(0, self.file.text[scalar.start : scalar.end].find(self.old)) if text != self.new else 0
        return Piece(scalar.start, scalar.end, _written(text, scalar), scalar.start + name)

    # CSV

    def in_a_cell(self, mentions: Sequence[Mention]) -> Iterator[Piece]:
        """Yield a cell of a table with the new name."""
        place = mentions[0].word.at
        start, end = self.file.cell(place.line, place.column)
        if mentions[0].how == "text":
            yield from self.in_braces(start, end)
            return
        raw = self.file.text[start:end]
        cell = raw[1:-1].replace('""', '"') if raw.startswith('"') else raw
        yield Piece(
            start, end, self.cell(_cell(cell, mentions, self.old, self.new), is_quoted=raw.startswith('"')), start
        )

    def cell(self, text: str, *, is_quoted: bool) -> str:
        """Return a cell as it is written, in quotes if it needs some."""
        needs = '"' in text or self.file.separator in text or text != text.strip()
        return '"' + text.replace('"', '""') + '"' if is_quoted or needs else text


# Cells of tables


def _cell(cell: str, mentions: Sequence[Mention], old: str, new: str) -> str:
    """Return a cell with a new name wherever it mentions an old one."""
    for mention in dict.fromkeys(mentions):
        if mention.how == "text":
            cell = cell.replace(f"{{{old}}}", f"{{{new}}}")
        else:
            cell = _column(cell, old, new) if mention.how == "column" else _part(cell, mention, new)
    return cell


def _column(cell: str, old: str, new: str) -> str:
    """Return the name of a column with the new name, marked as a fact where it would be read as something else."""
    marked = ":" in cell
    named = cell[: len(cell) - len(old)] + new
    return f"if: {named}" if not marked and new in (*OF_A_ROW, *IN_YAML_ONLY) else named


def _part(cell: str, mention: Mention, new: str) -> str:
    """Return a cell with the new name in one of its parts, which commas separate."""
    if not mention.word:
        return new
    spaced = r"\s+".join(map(re.escape, mention.word.split()))
    part = re.compile(rf"((?:^|,|^[^:,]*:)\s*){spaced}(?=\s*(?:,|$))")  # a setting has its key before it
    renamed = mention.word[: mention.start] + new
    for text in (cell, composed(cell)):
        if part.search(text):
            return part.sub(lambda match: match[1] + renamed, text)
    return cell


# Words of YAML


def _written(text: str, scalar: Scalar) -> str:
    """Return a text as a scalar in the place of another, with its quotes if it has any."""
    if scalar.style == '"':
        return json.dumps(text, ensure_ascii=False)
    if scalar.style == "'" or not _is_plain(text, in_brackets=scalar.in_brackets):
        return "'" + text.replace("'", "''") + "'"
    return text


@cache
def _is_plain(text: str, *, in_brackets: bool) -> bool:
    """Return whether YAML reads a text without quotes as it is: as a key, as a value, and in a list."""
    written = f"{{{text}: [{text}, {text}]}}" if in_brackets else f"{text}:\n- {text}\n- {text}\n"
    try:
        events = list(yaml.parse(written, Loader=LOADER))
    except yaml.YAMLError:
        return False
    scalars = [event for event in events if isinstance(event, yaml.NodeEvent)]
    found = [(event.value, event.anchor, event.tag) for event in scalars if isinstance(event, yaml.ScalarEvent)]
    return len(scalars) == 5 and found == [(text, None, None)] * 3
