"""Read JSON lines, after checking every line, since Polars silently takes the first of two equal keys.

A line is a lead. Answers are read as the texts that stand there, as in CSV. A column of the person's own is not read
where the line itself goes into the output; elsewhere its type is the narrowest that holds all its values.
"""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from io import BytesIO
from itertools import compress
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
import polars as pl

from followthrough.errors import LeadError, Problem
from followthrough.format.words import quoted
from followthrough.readings.scale.files.dialect import plainly
from followthrough.readings.scale.files.source import LINE, ROW, Row, Source, given

PART = 1 << 23
"""Read this many bytes at a time, and then to the end of the line."""
MAX_DEPTH = 100
"""Allow at most this many levels of nesting."""
MAX_TOLD = 20
"""Name at most this many lines in an error: a screenful."""

Own = Literal["lines", "texts", "types"]
"""What is done with columns that are not answers: they stay in their lines, or are read as texts or by their types."""

_KEY = re.compile(rb'"\s*:')
_HALF = re.compile(rb"\\u[dD](?:[89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|[c-fC-F][0-9a-fA-F]{2})")
_NO_NUMBER = re.compile(rb"[:\[,]\s*(-?(?:NaN|Infinity|nan|inf))\b")
_MARK = b"\xef\xbb\xbf"
_IN_INT64 = range(-(2**63), 2**63)


class Lines:
    """A file of JSON lines; `names` are its keys in order of appearance. Raises LeadError if a line is not a lead."""

    def __init__(self, source: Source, known: Collection[str], own: Own) -> None:
        self.source = source
        self.known = known
        self.answers: set[str] = set()
        self.own = own
        self.kinds: dict[str, set[str]] = {}
        self.nested: list[str] = []
        self._look()
        self.names = list(self.kinds)

    def rows(self) -> pl.LazyFrame:
        """Return a lazy frame of the file: its columns, each line, and its number."""
        types = self._types()
        read = {name: types[name] for name in self.names if name in types}
        columns = {given(number): name for number, name in enumerate(self.names) if name in types}
        line = {LINE: pl.String()} if self.own == "lines" else {}
        schema = pl.Schema({ROW: pl.Int64(), **line, **{at: read[name] for at, name in columns.items()}})
        return self.source.frame(schema, lambda: self._frames(read, columns))

    def _look(self) -> None:
        """Check every line; raises LeadError with the first lines that are not leads."""
        problems: list[Problem] = []
        faulty = 0
        for number, line in _lines(self.source.path):
            try:
                self._note(_lead(line))
            except _NoLead as error:
                faulty += 1
                if number == 1 and line in (b"[", b"{"):
                    wrong = "is one JSON text over many lines"
                    raise LeadError([self._problem(0, wrong, "write one object to a line")]) from None
                if faulty <= MAX_TOLD:
                    problems.append(self._problem(number, *error.args))
        if faulty > MAX_TOLD:
            wrong = f"{faulty:,} lines are not leads, the first {MAX_TOLD} as follows"
            problems.append(self._problem(0, wrong, "correct them"))
        if problems:
            raise LeadError(problems)

    def _problem(self, line: int, wrong: str, remedy: str) -> Problem:
        return Problem(Row(str(self.source.path), line), wrong, remedy)

    def _note(self, lead: dict[str, Any]) -> None:
        """Note the keys of a line, and the kinds of the values that are read by their types."""
        if self.own == "lines" and lead.keys() <= self.kinds.keys():
            return
        for name, value in lead.items():
            if name not in self.kinds:
                self.kinds[name] = set()
                if plainly(name) in self.known:
                    self.answers.add(name)
            if self.own != "lines" and name not in self.answers:
                self.kinds[name].add(_kind(value))

    def _types(self) -> dict[str, pl.DataType]:
        """Return the types of the columns to read."""
        types: dict[str, pl.DataType] = {}
        for name, kinds in self.kinds.items():
            kinds.discard("null")
            if kinds & {"dict", "list"}:
                if len(kinds) > 1:
                    raise LeadError([self._mixed([name])])
                self.nested.append(name)
            elif name in self.answers or self.own == "texts":
                types[name] = pl.String()
            elif self.own == "types":
                types[name] = _narrowest(kinds)
        return types | self._nested_types() if self.nested else types

    def _nested_types(self) -> dict[str, pl.DataType]:
        """Return types that hold the lists and objects of all lines."""
        seen = pl.DataFrame()
        for part in _parts(self.source.path):
            try:
                schema = pl.scan_ndjson(BytesIO(part.lines), infer_schema_length=None).collect_schema()
                there = pl.DataFrame(schema={name: schema[name] for name in self.nested if name in schema})
                seen = pl.concat([seen, there], how="diagonal_relaxed")
            except pl.exceptions.PolarsError:
                raise LeadError([self._mixed(self.nested)]) from None
        return {name: seen.schema[name] for name in self.nested}

    def _mixed(self, names: list[str]) -> Problem:
        wrong = f"no one type of column can hold what is in {' and '.join(map(quoted, names))}"
        return self._problem(0, wrong, "write to a file that ends in .jsonl: there it stays as it is")

    def _frames(self, types: dict[str, pl.DataType], columns: dict[str, str]) -> Iterator[pl.DataFrame]:
        for part in _parts(self.source.path):
            frame = [pl.Series(ROW, part.numbers, pl.Int64)]
            if self.own == "lines":
                lines = pl.Series(LINE, part.lines.decode().split("\n"), pl.String).str.strip_chars()
                frame.append(lines.filter(lines != ""))
            if columns:
                try:
                    rows = pl.read_ndjson(part.lines, schema=types)
                except pl.exceptions.PolarsError:
                    raise LeadError([self._mixed(self.nested)]) from None
                frame += [rows[name].alias(at) for at, name in columns.items()]
            yield pl.DataFrame(frame)


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, int) and not isinstance(value, bool):
        return "int" if value in _IN_INT64 else "big"
    return type(value).__name__


def _narrowest(kinds: set[str]) -> pl.DataType:
    if not kinds:
        return pl.Null()
    if kinds == {"int"}:
        return pl.Int64()
    if kinds == {"bool"}:
        return pl.Boolean()
    return pl.Float64() if kinds in ({"float"}, {"int", "float"}) else pl.String()


def _entries(value: Any) -> int:
    """Count the keys of an object and of all that it holds."""
    waiting, entries = [value], 0
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            entries += len(one)
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return entries


def _repeated(line: bytes) -> str | None:
    """Return a key that an object has twice, or None."""
    found: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        names = [name for name, _ in pairs]
        found.extend(name for name in names if names.count(name) > 1)

    json.loads(line, object_pairs_hook=look)
    return found[0] if found else None


class _NoLead(Exception):
    """Raised for a line that is not a JSON object: what is wrong, and what to do."""


def _lead(line: bytes) -> dict[str, Any]:
    """Read a line; raises _NoLead."""
    if line.count(b"[") + line.count(b"{") > MAX_DEPTH and _depth(line) > MAX_DEPTH:
        raise _NoLead(f"is nested more than {MAX_DEPTH} deep", "flatten it")
    try:
        lead = msgspec.json.decode(line)
    except UnicodeDecodeError:
        raise _NoLead("is not UTF-8 text", "save the file as UTF-8") from None
    except msgspec.DecodeError as error:
        raise _NoLead(*_no_json(line, str(error))) from None
    if isinstance(lead, list):
        raise _NoLead("is a list and not an object", "write each object on a line of its own, without brackets")
    if not isinstance(lead, dict):
        raise _NoLead("is not an object", 'write {"question": "answer", ...}')
    entries = len(lead) if line.count(b"{") == 1 else _entries(lead)
    if line.count(b":") != entries and len(_KEY.findall(line)) != entries and (twice := _repeated(line)):
        raise _NoLead(f"has the key {quoted(twice)} twice", "keep one of the two")
    return lead


def _no_json(line: bytes, said: str) -> tuple[str, str]:
    if half := _HALF.search(line):
        return f"has half of a character, {half[0].decode()}", "write both halves, or the character itself"
    if number := _NO_NUMBER.search(line):
        return f"has {number[1].decode()}, which is not a number in JSON", "write null"
    if "out of range" in said:
        return "has a number that is too large", "put it in quotes"
    if "trailing" in said:
        return "has something after its object", "write one object to a line"
    if "truncated" in said:
        return "ends before its object does", "write each object on one line, and close it with }"
    at = re.search(r"byte ([0-9]+)\)", said)
    where = f" at character {len(line[: int(at[1])].decode(errors='replace')) + 1}" if at else ""
    return f"is not JSON{where}", "write one object to a line, names and texts in double quotes"


def _depth(line: bytes) -> int:
    """Return how deeply a line is nested; brackets in texts do not count."""
    deepest = depth = 0
    for bracket in re.findall(rb'"(?:[^"\\]|\\.)*+"|[\[{\]}]', line):
        if bracket in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif bracket in b"]}":
            depth -= 1
    return deepest


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank, with their numbers."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            text = (line.removeprefix(_MARK) if number == 1 else line).strip()
            if text:
                yield number, text


class _Part(NamedTuple):
    """Some lines, and the numbers of those that are not blank."""

    lines: bytes
    numbers: Sequence[int]


def _parts(path: Path) -> Iterator[_Part]:
    first = 1
    with path.open("rb") as file:
        while lines := file.read(PART):
            lines += file.readline()
            if first == 1:
                lines = lines.removeprefix(_MARK)
            found = lines.removesuffix(b"\n").split(b"\n")
            numbers = range(first, first + len(found))
            first += len(found)
            filled = [bool(line.strip()) for line in found]
            if any(filled):
                yield _Part(lines, numbers if all(filled) else list(compress(numbers, filled)))
