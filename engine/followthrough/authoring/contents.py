"""What an entry of a base means, and its wording: what two versions of it are compared by, besides its name.

Whatever an entry has is part of what it means, unless it is listed here as its wording, or as no part of it.
"""

from collections.abc import Mapping, Set
from typing import Any

import msgspec
from msgspec.structs import asdict, replace

from followthrough.errors import Place
from followthrough.format.counts import Count, Span
from followthrough.format.expectations import Law
from followthrough.format.model import Concept, Counsel, Never, Passage, Question, Rule
from followthrough.format.sums import Sum

Contents = tuple[object, object]
"""What an entry means, and its wording."""


def of_counsel(one: Counsel) -> Contents:
    """Read a counsel."""
    return _contents(one, "person", "work", "in_short", "read_at")


def of_passage(one: Passage) -> Contents:
    """Read a passage, whose counsel is part of its name."""
    return _contents(replace(one, counsel=""), "gist", "text")


def of_question(one: Question) -> Contents:
    """Read a question."""
    means, says = _contents(one, "ask", "why", "choices", "unit", "also", "choice_words")
    return (means, tuple(one.choices)), says


def of_count(one: Count | Span) -> Contents:
    """Read a count of days."""
    return _contents(one, "means")


def of_concept(one: Concept) -> Contents:
    """Read a concept."""
    means, says = _contents(one, "means", "values")
    return (means, tuple(one.values)), says


def of_sum(one: Sum) -> Contents:
    """Read a sum; the order of what it adds up does not matter."""
    parts = tuple(sorted(one.parts, key=lambda part: (part.fact, str(part.test), part.points)))
    return _contents(replace(one, parts=parts), "means", "unit")


def of_rule(one: Rule, there: Set[str]) -> Contents:
    """Read a rule; that a row comes before others that are new, or gone, is no edit of the row."""
    overrides = sorted(name for name in one.overrides if one.row is None or name in there)
    return _contents(replace(one, overrides=tuple(overrides), row=None), "because", "sources", "inferred")


def of_law(one: Law) -> Contents:
    """Read a law."""
    return _contents(replace(one, counsels=tuple(sorted(one.counsels))), "because")


def of_never(one: Never) -> Contents:
    """Read answers that exclude each other, which are named by their tests."""
    return _contents(one, "because")


def _contents(one: msgspec.Struct, *wording: str) -> Contents:
    parts = {name: without_places(part) for name, part in asdict(one).items() if name not in ("name", "place")}
    says = {name: parts.pop(name) for name in wording}
    return parts, says


def without_places(value: Any) -> Any:
    """Return a value without the places in it, for comparing what files say that are written differently."""
    if isinstance(value, Place):
        return None
    if isinstance(value, msgspec.Struct):
        return type(value).__name__, {name: without_places(part) for name, part in asdict(value).items()}
    if isinstance(value, Mapping):
        return {key: without_places(part) for key, part in value.items()}
    return [without_places(part) for part in value] if isinstance(value, tuple) else value
