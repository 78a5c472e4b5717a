"""Files of leads as people and programs write them, well or badly, and what must come of each whatever is in it."""

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import polars as pl

from bases_in_memory import QUESTIONS, base_of
from followthrough.advising.files import advise_file
from followthrough.errors import LeadError
from followthrough.format.model import KnowledgeBase
from followthrough.readings.scale.files.dialect import dialect_of
from random_bases import TODAY

RULES = """\
- rule: soaked
  counsel: elder
  source: e1
  if: {wet: yes, days_since_seen: at least 2}
  then: {verdict: go}
  because: it is wet
"""
CONCEPTS = """\
- {concept: days_since_seen, counts: days since seen_on, from: 0, to: 9}
- {concept: verdict, means: what to do, values: {go: Go., stay: Stay.}, otherwise: stay}
- {concept: remark, means: what else, many: yes, values: {quick: quickly, quiet: quietly}}
"""
WEIGHT = (
    "- {question: weight, ask: How heavy is it?, kind: number, from: 1, to: 9, unknown: allowed, why: it matters}\n"
)

OWN = ["mine", "reason", "row", "given 0", "followthrough row", "followthrough given x", "a;b", 'c"d', "Ünter", "1"]
ANSWERS = ["wet", "late", "seen_on", "days_since_seen", "weight", "Wet", " LATE "]
WORDS = ["yes", "no", "Yes", "true", "FALSE", "unknown", "", " ", "maybe", "2025-12-30", "yesterday", "05/12/2025", "3"]
ODD = [
    "007",
    "3.0",
    "4,0",
    "x;y",
    "a,b",
    'say "so"',
    "two\nlines",
    "tab\there",
    "é😀",
    "1e5",
    "NaN",
    "\x00",
    "a\rb",
    "|",
]


class Expected(NamedTuple):
    """A file: its ending, what is in it, and how many leads, None if that cannot be known as it is damaged."""

    ending: str
    content: bytes
    rows: int | None


def random_file(random: Random) -> Expected:
    """Make a file of one of the three kinds; one in three is damaged."""
    ending, content, rows = random.choice([_csv, _json_lines, _parquet])(random)
    if random.random() < 0.33:
        return Expected(ending, _damaged(content, random), None)
    return Expected(ending, content, rows)


def small_base() -> KnowledgeBase:
    """Make a base with all kinds of answers."""
    return base_of(RULES, questions=QUESTIONS + WEIGHT, concepts=CONCEPTS)


def _names(random: Random) -> list[str]:
    names = random.sample(ANSWERS, random.randint(1, 5)) + random.sample(OWN, random.randint(0, 3))
    random.shuffle(names)
    return names


def _csv(random: Random) -> Expected:
    names = _names(random)
    separator, line_end = random.choice(",;\t|"), random.choice(["\n", "\r\n", "\r"])
    table = [[random.choice(WORDS + ODD) for _ in names] for _ in range(random.randint(0, 6))]

    def line(cells: list[str]) -> str:
        return separator.join(_in_quotes(cell) if set(cell) & set(',;\t|"\r\n') else cell for cell in cells)

    lines = ["My leads"] * random.choice([0, 0, 0, 1]) + [line(names)]
    for row in table:
        lines += [""] * random.choice([0, 0, 0, 1]) + [line(row)]
    text = line_end.join(lines) + random.choice(["", line_end])
    rows = sum(any(row) for row in table)
    return Expected(".csv", text.encode(random.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16"])), rows)


def _in_quotes(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _json_lines(random: Random) -> Expected:
    names = _names(random)
    others: list[Any] = [True, False, None, 3, 3.0, 2.5, 10**30, -1, [], ["a"], {"b": 1}, {"b": {"c": [1]}}, [[{}]]]
    lines = []
    for _ in range(random.randint(0, 6)):
        there = [name for name in names if random.random() < 0.8]
        lead = {name: random.choice(WORDS + ODD + others if random.random() < 0.5 else WORDS) for name in there}
        lines.append(json.dumps(lead, ensure_ascii=random.random() < 0.5))
    text = "".join(line + random.choice(["\n", "\r\n", "\n\n"]) for line in lines)
    return Expected(".jsonl", random.choice([b"", b"\xef\xbb\xbf"]) + text.encode(), len(lines))


def _parquet(random: Random) -> Expected:
    height = random.randint(0, 6)
    columns = [_column(name, height, random) for name in _names(random)]
    file = io.BytesIO()
    pl.DataFrame(columns).write_parquet(file)
    return Expected(".parquet", file.getvalue(), height)


def _column(name: str, height: int, random: Random) -> pl.Series:
    makers: list[tuple[pl.DataType, Callable[[], Any]]] = [
        (pl.String(), lambda: random.choice(WORDS + ODD)),
        (pl.String(), lambda: random.choice(WORDS)),
        (pl.Categorical(), lambda: random.choice(WORDS)),
        (pl.Boolean(), lambda: random.random() < 0.5),
        (pl.Int8(), lambda: random.randint(-1, 9)),
        (pl.UInt64(), lambda: random.choice([3, 2**64 - 1])),
        (pl.Float64(), lambda: random.choice([3.0, 2.5, float("nan"), float("inf")])),
        (pl.Decimal(10, 2), lambda: random.choice([Decimal("3.00"), Decimal("2.50")])),
        (pl.Date(), lambda: TODAY - timedelta(days=random.randint(-1, 12))),
        (pl.Datetime("us"), lambda: _a_day_at(time(14, 30), random)),
        (pl.Datetime("ms", "UTC"), lambda: _a_day_at(time(23, 30), random)),
        (pl.Duration("us"), lambda: timedelta(hours=24 * random.randint(0, 9) + random.choice([0, 0, 6]))),
        (pl.Time(), lambda: time(9)),
        (pl.List(pl.String()), lambda: [random.choice(WORDS)]),
        (pl.Struct({"a": pl.Int64()}), lambda: {"a": 1}),
        (pl.Binary(), lambda: b"\xff"),
        (pl.Null(), lambda: None),
    ]
    fitting = {"seen_on": makers[8:11], "days_since_seen": makers[4:8], "weight": makers[4:8]}.get(name, makers[:4])
    dtype, make = random.choice(fitting if random.random() < 0.8 else makers)
    return pl.Series(name, [make() if random.random() < 0.8 else None for _ in range(height)], dtype)


def _a_day_at(clock: time, random: Random) -> datetime:
    return datetime.combine(TODAY - timedelta(days=random.randint(-1, 8)), clock)


def _damaged(content: bytes, random: Random) -> bytes:
    """Cut a file, or put a few bytes in."""
    if random.random() < 0.3:
        return content[: random.randint(0, len(content))]
    for _ in range(random.randint(1, 3)):
        at = random.randint(0, len(content))
        noise = random.choice([b'"', b"\n", b",", b"\xff", b"\x00", b"{", b"]", b":", b'""', b"\\ud800", b"\r"])
        content = content[:at] + noise + content[at + random.choice([0, 0, 1]) :]
    return content


# What must come of it

OURS = re.compile(
    "|".join(
        [
            r"is empty$",
            r"is (not a Parquet file|a Parquet file|an encrypted Parquet file|compressed|a workbook|a page|JSON$)",
            r"is not (UTF-8 text|text in UTF-8 or UTF-16)$",
            r"cannot be read as (CSV|JSON lines|Parquet): it is damaged, or of a kind that cannot be read$",
            r"two columns are named '.*'$",
            r"columns \d+ .* have no name$",
            r"the columns '.*' and '.*' could both be \w+$",
            r"none is named after a question$",
            r"has no columns|has the columns? '.*",
            r"has (a quote|\d+ cells?,|the key|half of a|-?NaN|-?Infinity|a number that|something after)",
            r"opens a quote",
            r"rows? .* too (many|few) cells",
            r"[\d,]+ (of [\d,]+ rows are faulty|lines are not leads|rows have too)",
            r"is (nested more|a list and not|not an object|not JSON( at|$)|one JSON text)",
            r"ends before its object does$",
            r"no one type of column can hold what is in",
            r"(CSV|JSON lines|Parquet) cannot hold the column",
            r"the column .* holds (whole|decimal) numbers|the column .* holds",
            r"\w+(, in the column '.*',)? (cannot be|is not answered|is possible only|is unknown, but|is \d+, but)",
            r"the answer to \w+ has (a control character|more than)",
            r"\w+ is a column of the advice$",
            r"these answers cannot occur together",
        ]
    )
)
"""How our messages begin, or what is in them."""


def outcome(expected: Expected, base: KnowledgeBase, folder: Path, random: Random) -> str:
    """Advise on a file, and look at what comes of it; returns `advised`, or `refused`."""
    source = folder / f"in{expected.ending}"
    source.write_bytes(expected.content)
    target = folder / f"out{random.choice(['.csv', '.jsonl', '.parquet'])}"
    aside = folder / f"aside{random.choice(['.csv', '.jsonl', '.parquet'])}" if random.random() < 0.6 else None
    try:
        done = advise_file(base, source, target, today=TODAY, set_aside=aside)
    except LeadError as error:
        for problem in error.problems:
            assert OURS.search(problem.wrong), problem
            assert problem.remedy, problem
            if expected.rows is not None and (told := re.match("([0-9]+) of ([0-9]+) rows are faulty", problem.wrong)):
                assert int(told[2]) == expected.rows
        return "refused"
    rows = expected.rows if expected.rows is not None else _counted(source)
    assert done.advised + done.set_aside == rows, f"{done} of {rows}"
    assert _counted(target) == done.advised
    if aside is not None:
        assert _counted(aside) == done.set_aside
    return "advised"


def _counted(path: Path) -> int:
    """Count the leads of a file by another reader."""
    if path.suffix == ".parquet":
        return pl.read_parquet(path).height
    raw = path.read_bytes()
    if path.suffix == ".jsonl":
        return sum(
            1 for line in raw.decode("utf-8-sig").split("\n") if line.strip() and isinstance(json.loads(line), dict)
        )
    dialect = dialect_of(path, ANSWERS)
    below = raw.decode(dialect.encoding).encode()[dialect.skip :].decode()
    rows = csv.reader(io.StringIO(below, newline=""), delimiter=dialect.separator)
    return sum(any(row) for row in rows)
