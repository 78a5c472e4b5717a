"""A text cut into sentences and clauses, with the days in it taken out first, since they have commas and dots too."""

import re
from collections.abc import Sequence
from datetime import date

import msgspec

from followthrough.format.days import MONTHS, WEEKDAYS, NotADay, SeveralDays, day_of
from followthrough.leads.told.spelling import words_of

DAY = "\u241e"
"""Stands for a day among the words of a clause."""

_LONGEST = 6
"""How many words a day is written with at most, as in `the day before yesterday in the afternoon`."""
_NAMES = "|".join([*(f"{day}|{day[:4]}" for day in WEEKDAYS), "tues", "thurs", "mon", "tue", "wed", "thu", "fri"])
_MONTHS = "|".join(f"{month}|{month[:3]}" for month in [*MONTHS, "sept"])
_OF_A_DAY = re.compile(
    rf"\b(?:{_NAMES}|today|yesterday|yday|tonight|tomorrow|ago|morning|afternoon|evening|night)\b"
    r"|\b(?:with)?in \w+ (?:days?|weeks?)\b"
    rf"|\b(?:{_MONTHS})\b\.?.*[0-9]|[0-9].*\b(?:{_MONTHS})\b|[0-9]+[./-][0-9]+",
    re.IGNORECASE,
)
"""What a text must have to be taken for a day; `may` and `second` are words like any other."""
_NO_BEGINNING = frozenset(
    ["on", "by", "before", "until", "till", "since", "from", "at", "and", "i", "they", "was", "of"]
)
_QUESTION = re.compile(
    r"(?:(?:and|so|but|or) )?(?:(?:when|why|how|what|who|where|which)\b"
    r"|(?:is|are|was|were|will|would|should|can|could) (?:i|they|we|you|she|he|it|there|the|my|their|hr|any\w+)\b"
    r"|(?:am|do|does|did|have|has|had) (?:i|they|we|you|she|he|it|hr|any\w+)\b)",
    re.IGNORECASE,
)
"""How a clause begins that asks, with or without a mark."""
_ORDINAL = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th)[.,;!?]*$", re.IGNORECASE)
_AFTER_A_DAY = frozenset(["and", "but", "so", "i", "they", "we", "she", "he", "at", "that"])
_SENTENCE = re.compile(r"(?<=[.!?;])(?<!\b(?:Mr|Ms|Dr)\.)(?<!\bMrs\.)\s+|\n+")
_CLAUSE = re.compile(
    r"\s*[,;:()\[\]\"\u201c\u201d]\s*|\s+[-\u2013\u2014]+\s+|\u2014|"
    r"\s+(?=but\b|so\b(?! far)|because\b|though\b|although\b|however\b)"
    r"|\s+and\s+(?=(?:i|we|they|she|he|it|there)\b)",
    re.IGNORECASE,
)


class Clause(msgspec.Struct, frozen=True):
    """The words of a clause, with `DAY` for each of its `days` as they are written."""

    text: str
    words: tuple[str, ...]
    days: tuple[str, ...]
    sentence: str = ""


class Sentence(msgspec.Struct, frozen=True):
    """A sentence as it was typed, and its clauses."""

    text: str
    clauses: tuple[Clause, ...]

    @property
    def asks(self) -> bool:
        """Whether it is a question."""
        is_marked = self.text.rstrip("\"'\u201d) ").endswith("?")
        return is_marked or any(_QUESTION.match(clause.text) for clause in self.clauses)


def sentences(text: str, today: date) -> list[Sentence]:
    """Cut a text into sentences and clauses."""
    marked, days = _without_days(text.replace(DAY, " "), today)
    found, at = [], 0
    for one in _SENTENCE.split(marked):
        number = one.count(DAY)
        if one.strip():
            found.append(_sentence(one, days[at : at + number]))
        at += number
    return found


def _sentence(marked: str, days: list[str]) -> Sentence:
    clauses, at = [], 0
    for part in _CLAUSE.split(marked):
        number = part.count(DAY)
        words = [word for piece in re.split(f"({DAY})", part) for word in ([DAY] if piece == DAY else words_of(piece))]
        if words:
            clauses.append(
                Clause(_with_days(part, days[at:]).strip(" .!"), tuple(words), tuple(days[at : at + number]), marked)
            )
        at += number
    return Sentence(_with_days(marked, days).strip(), tuple(clauses))


def _with_days(marked: str, days: list[str]) -> str:
    left = iter(days)
    return re.sub(DAY, lambda _: next(left), marked)


def _without_days(text: str, today: date) -> tuple[str, list[str]]:
    """Return a text with a mark for each day, and the days as they are written."""
    parts, days, at = re.findall(r"\S+|\s+", text), [], 0
    kept: list[str] = []
    while at < len(parts):
        length = 3 if _is_ordinal(parts, at) else _length_of_day(parts[at : at + 2 * _LONGEST - 1], today)
        if length:
            written = "".join(parts[at : at + length])
            day = written.rstrip(".,;:!?)\"'")
            days.append(day)
            kept.append(DAY + written[len(day) :])
            at += length
        else:
            kept.append(parts[at])
            at += 1
    return "".join(kept), days


def _is_ordinal(parts: Sequence[str], at: int) -> bool:
    """Return whether a day is written as in `on the 20th`, and not as in `on the 2nd interview`."""
    if parts[at].casefold() != "the" or not _ORDINAL.match("".join(parts[at + 2 : at + 3])):
        return False
    before, after = "".join(parts[max(at - 2, 0) : at - 1]), "".join(parts[at + 4 : at + 5])
    is_last = not after or parts[at + 2][-1] in ".,;!?" or after.casefold() in _AFTER_A_DAY
    return before.casefold() in ("on", "by", "until") and is_last


def _length_of_day(parts: list[str], today: date) -> int:
    """Return how many of the parts, from the first on, are a day; 0 if it begins none."""
    if not parts or parts[0].isspace() or parts[0].casefold() in _NO_BEGINNING:
        return 0
    for length in range(len(parts) - (len(parts) + 1) % 2, 0, -2):
        written = "".join(parts[:length]).rstrip(".,;:!?)\"'")
        if _OF_A_DAY.search(written) and _is_a_day(written, today):
            return length
    return 0


def _is_a_day(written: str, today: date) -> bool:
    try:
        day_of(written, today)
    except SeveralDays:
        return True
    except NotADay:
        return False
    return True
