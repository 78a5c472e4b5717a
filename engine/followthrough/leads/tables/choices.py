"""What a cell says about the choices of questions: by their names and texts, by everyday words, and by emoji."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

import msgspec

from followthrough.format.choices import UNKNOWN, choice_meant
from followthrough.format.model import KnowledgeBase, Question
from followthrough.leads.tables.words import marks, nearest_word, plain

Meanings = Mapping[str, tuple[str, ...]]
"""The choices that a cell may mean, by question: one for each question that is decided, and several that are left."""

_YES = frozenset(["yes", "y", "true", "x", "ja", "done", "ok"]) | {"✓", "✔", "✅", "☑", "👍"}
_NO = frozenset(["no", "n", "false", "nein"]) | {"✗", "✘", "❌", "✖", "☐", "🚫", "👎", "not yet"}
_OF_A_COLUMN = frozenset(["date", "day", "on", "at", "when", "yet", "received", "sent"])
"""What the name of a column has besides the status that it is about."""
_PARTS = re.compile(r"\s*(?:[/,;|+()\[\]\n]|->|→|>|\s[-\u2013\u2014]\s|:\s)\s*")
"""What stands between several statuses in one cell."""


def parts_of(text: str) -> list[str]:
    """Return what a cell says, and what each of several statuses in it says, in plain words.

    >>> parts_of("Offer -> Accepted!")
    ['offer accepted', 'offer', 'accepted']
    """
    return list(dict.fromkeys(word for part in (text, *_PARTS.split(text)) if (word := plain(part))))


def says_yes(text: str) -> bool | None:
    """Return whether a cell says yes or no; None if it says something else.

    >>> says_yes("Y"), says_yes("\u2610"), says_yes("maybe")
    (True, False, None)
    """
    said = {plain(text)} if plain(text) else {*marks(text)}
    return True if said and said <= _YES else False if said and said <= _NO else None


class CellChoices(msgspec.Struct, frozen=True):
    """What a cell means: choices by question, and the word that it was taken for if that is not what it says."""

    meanings: Meanings = {}
    taken_for: str = ""


class ChoiceWords:
    """The words of a base for choices."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self._read: dict[tuple[str, str], CellChoices] = {}

    def of(self, question: str, text: str) -> CellChoices:
        """Return what a cell of a column for one question means; for no question ('') it is a status."""
        if (question, text) not in self._read:
            self._read[question, text] = self._of(question, text)
        return self._read[question, text]

    def _of(self, question: str, text: str) -> CellChoices:
        if question:
            own = self._own(self.base.questions[question], text)
            if own:
                return CellChoices({question: own})
        return self._status(text)

    def _own(self, question: Question, text: str) -> tuple[str, ...]:
        """Return the choices of a column's own question that a cell may mean."""
        if (meant := choice_meant(text, question.choices, question.choices)) is not None and (
            meant != UNKNOWN or question.unknown_allowed
        ):
            return (meant,)
        word = plain(text)
        found = [choice for choice in question.choices if word and word in self._words(question, choice)]
        if (not found and word in _YES | _NO) or (not word and marks(text)):
            said = word or marks(text)[0]
            found = [choice for choice in question.choices if said in self._sayings(question, choice)][:1]
        if not found and (slip := nearest_word(word, self._long(question))) is not None:
            found = [choice for choice in question.choices if slip in self._words(question, choice)]
        return tuple(found)

    def _words(self, question: Question, choice: str) -> set[str]:
        """Return the words for a choice of the column's own question."""
        also = question.choice_words.get(choice, ())
        return {plain(word) for word in (choice, question.choices[choice], *also)}

    def _sayings(self, question: Question, choice: str) -> frozenset[str]:
        """Return the ways to say yes or no that mean a choice, and its own emoji."""
        words, own = (
            self._words(question, choice),
            {mark for word in question.choice_words.get(choice, ()) for mark in marks(word)},
        )
        yes = _YES if "yes" in words else frozenset()
        return yes | (_NO if words & {"no", "not yet"} else frozenset()) | frozenset(own)

    def _long(self, question: Question) -> list[str]:
        return [word for choice in question.choices for word in self._words(question, choice)]

    def named_by(self, name: str) -> str:
        """Return the status by which a column is named, as in `Rejected?` or `Offer date`; '' if by none.

        One that only says how a lead begins, with the first choice of a question, says nothing once it has been so.
        """
        words = [word for word in plain(name).split() if word not in _OF_A_COLUMN]
        meanings = self._statuses.get(" ".join(words), {})
        begins = all(choices[0] == next(iter(self.base.questions[one].choices)) for one, choices in meanings.items())
        return "" if begins else " ".join(words)

    # A status, which may answer any question

    def _status(self, text: str) -> CellChoices:
        word = plain(text)
        if word:
            if word in self._statuses:
                return CellChoices(self._statuses[word])
            parts = [plain(part) for part in _PARTS.split(text) if plain(part)]
            if len(parts) > 1 and all(part in self._statuses for part in parts):
                return CellChoices(_joined(self._statuses[part] for part in parts))
            slip = nearest_word(word, self._statuses)
            return CellChoices(self._statuses[slip], slip) if slip is not None else CellChoices()
        signs = [sign for sign in marks(text) if sign in self._signs]
        return CellChoices(_joined(self._signs[sign] for sign in signs)) if signs else CellChoices()

    @cached_property
    def _statuses(self) -> dict[str, Meanings]:
        """The choices by the words that mean them wherever they stand: everyday words, and names of one choice only."""
        found: dict[str, dict[str, dict[str, None]]] = {}
        for question, choice, word in self._everyday():
            if (said := plain(word)) and said not in _YES | _NO:
                found.setdefault(said, {}).setdefault(question.name, {})[choice] = None
        names: dict[str, list[tuple[str, str]]] = {}
        for question in self.base.questions.values():
            for choice, says in question.choices.items():
                for name in {plain(choice), plain(says)} - _YES - _NO - {"", "none", "unknown"}:
                    names.setdefault(name, []).append((question.name, choice))
        for name, [(of, choice), *others] in names.items():
            if not others:
                found.setdefault(name, {}).setdefault(of, {})[choice] = None
        return {word: {name: tuple(one) for name, one in meant.items()} for word, meant in found.items()}

    @cached_property
    def _signs(self) -> dict[str, Meanings]:
        found: dict[str, dict[str, dict[str, None]]] = {}
        for question, choice, word in self._everyday():
            if not plain(word):
                for sign in marks(word):
                    found.setdefault(sign, {}).setdefault(question.name, {})[choice] = None
        return {sign: {name: tuple(one) for name, one in meant.items()} for sign, meant in found.items()}

    def _everyday(self) -> Iterator[tuple[Question, str, str]]:
        for question in self.base.questions.values():
            for choice, words in question.choice_words.items():
                yield from ((question, choice, word) for word in words)


def _joined(meanings: Iterator[Meanings]) -> Meanings:
    """Return what several parts of a cell mean together: of one question, the choices that all of them leave."""
    found: dict[str, tuple[str, ...]] = {}
    for one in meanings:
        for question, choices in one.items():
            left = tuple(choice for choice in found.get(question, choices) if choice in choices)
            found[question] = left or (*found[question], *choices)
    return found
