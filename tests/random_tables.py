"""Decision tables drawn at random, in bases of one table."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from random import Random

Cells = Mapping[str, str]


def written(table: Iterable[Sequence[str]], separator: str = ",", end: str = "\n") -> bytes:
    text = StringIO()
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(table)
    return text.getvalue().encode()


def files_of(policy: str, rows: Sequence[Cells]) -> dict[str, bytes]:
    """Make a base of one table, about numbers, choices, answers that may be unknown, and a concept."""
    many = "many: yes" if policy == "collect" else "many: no"
    return {
        "base.yaml": b"title: a table\ngoals: [mood]\nshows: [fee]\ncounsels: {desk: {name: Desk, work: a sheet}}\n"
        b"default counsel: desk\n",
        "sources.yaml": b"desk: {sheet: {gist: So it stands., narrative: yes}}\n",
        "questions.yaml": b"- {question: size, ask: How large?, kind: number, from: 0, to: 9, why: x}\n"
        b"- {question: kind, ask: Which?, kind: choice, choices: {a: a, b: b, c: c}, unknown: allowed, why: x}\n"
        b"- {question: mine, ask: Mine?, kind: yes/no, why: x}\n",
        "concepts.yaml": b"- {concept: mood, means: x, values: {good: x, bad: x}, otherwise: bad}\n"
        b"- {concept: fee, means: x, values: {low: x, mid: x, high: x}, " + many.encode() + b"}\n",
        "rules/mood.yaml": b"- {rule: good, counsel: desk, source: sheet, if: {mine: yes, kind: [a, unknown]}, "
        b"then: {mood: good}, because: x}\n",
        "rules/fees.csv": written(
            [
                [policy and f"hit policy: {policy}", "source: sheet", "because: So it is.", "", ""]
                if policy
                else ["source: sheet", "because: So it is.", "", "", ""],
                list(rows[0]),
                *(list(row.values()) for row in rows),
            ]
        ),
    }


def random_rows(random: Random) -> list[Cells]:
    tests = {
        "size": ("", "-", "0", "at least 5", "at most 3", "3 to 6", "other than 4", "more than 7, 0", "at least 2"),
        "kind": ("", "a", "b, c", "other than a", "unknown", "known", "c, unknown", "other than b, unknown"),
        "mine": ("", "", "-", "yes", "no"),
        "mood": ("", "", "good", "bad", "other than good"),
    }
    return [
        {
            **{name: random.choice(cells) for name, cells in tests.items()},
            "then: fee": random.choice(("low", "mid", "high")),
        }
        for _ in range(random.randint(1, 14))
    ]
