"""The everyday words of a base as phrases that may stand in a sentence."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

import msgspec

from followthrough.format.model import KnowledgeBase
from followthrough.leads.tables.words import is_slip
from followthrough.leads.told.clauses import DAY
from followthrough.leads.told.grammar import EMPTY, NEGATIONS, OTHERS
from followthrough.leads.told.spelling import words_of

_SHORT = 6
"""A word with fewer letters is too easily another one: it is no phrase by itself, and no slip of it is forgiven."""
_MOST = 8
"""The most words of a phrase."""

PhraseMeanings = Mapping[str, tuple[str, ...]]


class Match(msgspec.Struct, frozen=True):
    """A phrase in a clause: from which word to before which, and what it means. `slip` is what it was taken for."""

    begin: int
    end: int
    meanings: PhraseMeanings
    slip: str = ""


class Phrases:
    """The phrases of a base for choices, and for days that a question is about."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self.choices: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {}
        self.days: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {}
        self.mine: set[tuple[str, ...]] = set()
        """The phrases that say `my` themselves."""
        names = Counter(choice for question in base.questions.values() for choice in question.choices)
        for question in base.questions.values():
            for choice in question.choices:
                own = [choice] if names[choice] == 1 and _is_telling(choice) else []
                for word in (*own, *question.choice_words.get(choice, ())):
                    self._add(self.choices, word, question.name, choice)
            for word in question.also if question.kind == "date" else ():
                if len(words_of(word)) > 1:
                    self._add(self.days, word, question.name, "")

    @cached_property
    def _by_initials(self) -> dict[str, list[tuple[str, ...]]]:
        found: dict[str, list[tuple[str, ...]]] = {}
        for words in self.choices:
            found.setdefault(_initials(words), []).append(words)
        return found

    def _add(
        self, to: dict[tuple[str, ...], dict[str, tuple[str, ...]]], text: str, question: str, choice: str
    ) -> None:
        words = tuple(words_of(text))
        if not words or (len(words) == 1 and (len(words[0]) < _SHORT or words[0] in EMPTY)):
            return
        if "my" in text.split():
            self.mine.add(words)
        own = to.setdefault(words, {})
        own[question] = tuple(dict.fromkeys([*own.get(question, ()), choice]))

    def is_another(self, words: Sequence[str], match: Match) -> bool:
        """Return whether words are an everyday word of another choice of a question that a phrase answers."""
        return any(
            tuple(words_of(word)) == tuple(words)
            for question, choices in match.meanings.items()
            for choice in self.base.questions[question].choices
            for word in (choice, *self.base.questions[question].choice_words.get(choice, ()))
            if choice not in choices
        )

    def find(self, words: Sequence[str]) -> list[Match]:
        """Return the phrases in a clause, the longest first where several begin or overlap."""
        found: list[Match] = []
        taken: set[int] = set()
        for match in [*sorted(self._exact(words), key=lambda match: _weight(words, match)), *self._slips(words)]:
            span = set(range(match.begin, match.end))
            if not span & taken:
                found.append(match)
                taken |= span
        return sorted(found, key=lambda one: one.begin)

    def without_day(self, words: Sequence[str], match: Match) -> Match:
        """Return a phrase with its day as the phrase alone, if that has a meaning too."""
        said = tuple(words[match.begin : match.end - 1])
        return Match(match.begin, match.end - 1, self.choices.get(said, {}))

    def _exact(self, words: Sequence[str]) -> Iterator[Match]:
        for length in range(min(_MOST, len(words)), 0, -1):
            for begin in range(len(words) - length + 1):
                said, end = tuple(words[begin : begin + length]), begin + length
                if said in self.days and end < len(words) and words[end] == DAY:
                    yield Match(begin, end + 1, self.days[said])
                elif said in self.choices and (said[-1] not in NEGATIONS or end == len(words)):
                    yield Match(begin, end, self.choices[said])  # `they said no` is not in `they said no decision yet`

    def _slips(self, words: Sequence[str]) -> Iterator[Match]:
        for length in range(min(_MOST, len(words)), 0, -1):
            for begin in range(len(words) - length + 1):
                said = words[begin : begin + length]
                like = [
                    known
                    for known in self._by_initials.get(_initials(said), ())
                    if list(known) != list(said)
                    and all(_is_like(a, b) for a, b in zip(said, known, strict=True))
                    and is_slip(" ".join(said), " ".join(known))
                ]
                if len({tuple(self.choices[one].items()) for one in like}) == 1:
                    yield Match(begin, begin + length, self.choices[like[0]], " ".join(like[0]))


@lru_cache(maxsize=16)
def phrases_of(base: KnowledgeBase) -> Phrases:
    """Return the phrases of a base, gathered once: that takes far longer than to read a sentence."""
    return Phrases(base)


def _initials(words: Sequence[str]) -> str:
    """Return the first letter of each word: a slip of the pen keeps them."""
    return " ".join(word[0] for word in words)


def _weight(words: Sequence[str], match: Match) -> tuple[int, int]:
    """Return what comes first of phrases that overlap: the longest, and then the one that leaves the least open."""
    length = match.end - match.begin - (words[match.end - 1] == DAY)
    return -length, max(map(len, match.meanings.values()))


def _is_telling(name: str) -> bool:
    """Return whether the name of a choice is a phrase by itself: neither a denial nor only a word for somebody else."""
    words = words_of(name)
    return len(words) > 1 and not {*words} & (NEGATIONS | OTHERS)


def _is_like(said: str, known: str) -> bool:
    """Return whether a word is the known one, or so long that it can be only a slip of it."""
    if said == known:
        return True
    return min(len(said), len(known)) >= _SHORT - 1 and said[0] == known[0] and not {said, known} & NEGATIONS
