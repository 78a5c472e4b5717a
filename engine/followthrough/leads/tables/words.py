"""The words by which a base, and the log, know the columns of a table and what stands in them.

Texts are compared without capitals, punctuation, and emoji; a slip of the pen is forgiven if the word is long enough to
be no other. Emoji are words of their own.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal
from unicodedata import category, normalize

import msgspec

from followthrough.format.model import KnowledgeBase

Use = Literal["name", "start", "status", "question", "note", "skip"]
"""What a column is for: the name of the lead, the day on which it came up, a status that may answer any question, the
answer to certain questions, a note, or nothing."""

LEAD_WORDS: Mapping[Use, tuple[str, ...]] = {
    "name": (
        *("lead", "called", "company", "employer", "organization", "lead name", "name"),
        *("card name", "card title", "task name", "item name"),
    ),
    "start": (
        *("applied", "date applied", "applied on", "applied date", "application date", "date of application"),
        *(
            "applied at",
            "date submitted",
            "submitted on",
            "application sent",
            "beworben am",
            "bewerbung am",
            "bewerbungsdatum",
        ),
        *("date added", "added on", "added", "created", "created at", "date created", "created time"),
        *("date sent", "sent on", "sent", "candidature"),
    ),
    "status": (
        *("status", "stage", "state", "phase", "application status", "current status", "current stage", "progress"),
        *("list", "id list", "list name", "column", "stand", "pipeline stage", "statut", "étape", "estado"),
    ),
    "note": (
        *("note", "notes", "comment", "comments", "remark", "remarks", "description", "desc", "details"),
        *("notiz", "notizen", "bemerkung", "bemerkungen", "kommentar"),
    ),
}
"""What the log itself keeps of a lead, as people call it, the likeliest first. All else stands in the base."""

SLIP = 90.0
"""How alike two long texts must be to be the same but for a slip, in hundredths."""
_SHORT = 6
"""A word with fewer letters is too easily another one to forgive a slip."""
_LINKS = frozenset(
    (
        *("a", "an", "the", "of", "on", "at", "in", "for", "to", "my", "is", "was"),
        *("am", "der", "die", "das", "den", "dem", "von", "vom", "des", "de", "du"),
    )
)
_OF_A_DAY = frozenset(["date", "day", "when"])
"""What the name of a column of days may have besides what happened on them."""
_VARIATION = re.compile("[\ufe0e\ufe0f\u200d\u20e3\U0001f3fb-\U0001f3ff]")
"""What only changes how an emoji looks."""


def plain(text: str) -> str:
    """Return the words of a text, without capitals, punctuation, and emoji.

    >>> plain("dateApplied"), plain("\u274c Rejected!"), plain("Salary/Rate")
    ('date applied', 'rejected', 'salary rate')
    """
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", normalize("NFKC", text))
    return " ".join(re.findall(r"[^\W_]+", parted.casefold()))


def marks(text: str) -> tuple[str, ...]:
    """Return the emoji and other signs of a text.

    >>> marks("\u274c Rejected"), marks("R&D")
    (('\u274c',), ())
    """
    return tuple(one for one in _VARIATION.sub("", text) if category(one) == "So" or one in "✓✔✗✘✖")


class ColumnMeaning(msgspec.Struct, frozen=True, order=True):
    """What the name of a column may mean: a use, and a question if it is one."""

    use: Use
    question: str = ""
    rank: int = 0


class TableWords:
    """The words of a base for columns: names, questions, and everyday words; and those of the log itself."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self._known: dict[str, bool] = {}

    def is_known(self, name: str) -> bool:
        """Return whether the name of a column means anything."""
        if name not in self._known:
            self._known[name] = bool(self.meanings(name))
        return self._known[name]

    def meanings(self, name: str) -> list[ColumnMeaning]:
        """Return what the name of a column may mean: exactly, or else but for a slip."""
        text = plain(name)
        if not text:
            return []
        forms = (text, _core(text), _core(text, _LINKS | _OF_A_DAY))
        found = next((self._by_word[form] for form in forms if form in self._by_word), None) or self._like(text)
        is_a_name = any(plain(one.name) == text and one.kind != "text" for one in self.base.questions.values())
        return [one for one in found or () if one.use == "question" or not is_a_name]

    @cached_property
    def _by_word(self) -> dict[str, dict[ColumnMeaning, None]]:
        words: dict[str, dict[ColumnMeaning, None]] = {}

        def add(text: str, meaning: ColumnMeaning) -> None:
            for form in dict.fromkeys((plain(text), _core(plain(text)))):
                if form:
                    words.setdefault(form, {})[meaning] = None

        for use, known in LEAD_WORDS.items():
            for rank, word in enumerate(known):
                add(word, ColumnMeaning(use, rank=rank))
        for question in self.base.questions.values():
            for word in (question.name, question.ask, *question.also):
                add(word, ColumnMeaning("question", question.name))
        return words

    def _like(self, text: str) -> dict[ColumnMeaning, None] | None:
        word = nearest_word(text, self._by_word)
        return None if word is None else self._by_word[word]


def _core(text: str, links: frozenset[str] = _LINKS) -> str:
    """Return the words that carry the meaning, in alphabetical order: `date of interview` as `date interview`."""
    return " ".join(sorted(word for word in text.split() if word not in links))


def nearest_word(text: str, known: Iterable[str]) -> str | None:
    """Return the known text that another one is but for a slip of the pen; None if there is none, or several."""
    from rapidfuzz import fuzz, process

    if len(text) < _SHORT:
        return None
    long = [one for one in known if len(one) >= _SHORT]
    found = process.extract(text, long, scorer=fuzz.ratio, score_cutoff=SLIP, limit=2)
    if not found or (len(found) > 1 and found[0][1] == found[1][1]):
        return None
    return str(found[0][0])


def is_slip(text: str, known: str) -> bool:
    """Return whether a text is the known one but for a slip of the pen.

    >>> is_slip("secnd choice", "second choice"), is_slip("third choice", "second choice")
    (True, False)
    """
    from rapidfuzz import fuzz

    return len(text) >= _SHORT and fuzz.ratio(text, known) >= SLIP
