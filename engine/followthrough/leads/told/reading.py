"""What a person says of a lead, as answers, as doubts for the person to settle, and as a note."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from followthrough.format.conditions import FactTest, Is, Truth
from followthrough.format.days import NotADay, SeveralDays, day_of
from followthrough.format.model import KnowledgeBase
from followthrough.leads.told.clauses import DAY, Clause, Sentence, sentences
from followthrough.leads.told.grammar import (
    DOUBTS,
    EMPTY,
    FUTURE,
    GAINED,
    ME,
    NEGATIONS,
    ONE_OF_THEM,
    OTHERS,
    PASSIVE,
    QUOTES,
    SAID,
    THEM,
    TO_COME,
    TURNS,
)
from followthrough.leads.told.phrases import Match, Phrases

_FEW = 2
"""With so many words that are not understood, one may still ask whether the others mean what they seem to."""


class Understood(msgspec.Struct, frozen=True):
    """What some words answer. `slip` is the phrase that they were taken for if they are written otherwise."""

    words: str
    answers: Mapping[str, str]
    slip: str = ""


class UnclearWords(msgspec.Struct, frozen=True):
    """Words that may mean one thing or another: each way is what it would answer. None of them may be meant."""

    words: str
    ways: tuple[Mapping[str, str], ...]


class Understanding(msgspec.Struct, frozen=True):
    """What was understood, what is in doubt, and what is left as a note ('' for nothing).

    `day` is the one on which it happened, if one is named and no other.
    """

    understood: tuple[Understood, ...]
    doubts: tuple[UnclearWords, ...]
    note: str
    day: date | None = None

    @property
    def answers(self) -> dict[str, str]:
        """All answers that were understood."""
        return {question: value for one in self.understood for question, value in one.answers.items()}


class _Read(NamedTuple):
    """A clause as it was read: `ways` to answer, whether one may rely on them, and the words that are left."""

    ways: tuple[dict[str, str], ...] = ()
    is_sure: bool = False
    left: tuple[str, ...] = ()
    slip: str = ""
    is_frame: bool = False


def understand(
    base: KnowledgeBase,
    said: str,
    *,
    today: date,
    before: Mapping[str, str] | None = None,
    settled: Mapping[str, Mapping[str, str] | None] | None = None,
) -> Understanding:
    """Return what a text says of a lead that has the answers `before`.

    `settled` has what the person says of doubts, by their words: one of the ways, or None for a note.
    """
    reader = _SentenceReader(base, today, before or {})
    understood: list[Understood] = []
    doubts: list[UnclearWords] = []
    notes: list[str] = []
    days: set[date | None] = set()
    for sentence in sentences(said, today):
        whole = reader.sentence(sentence)
        if not any(clause.days for clause in sentence.clauses) and any(read.ways for _, read in whole):
            days.add(None)  # the day of another sentence need not be that of this one
        is_note = all(read.is_frame for _, read in whole)  # `they called` alone tells nothing else
        for clause, read in whole:
            days |= reader.past_days(clause)
            if clause.text in (settled or {}) and read.ways:
                chosen = (settled or {})[clause.text]
                is_note = is_note or chosen is None or bool(read.left)
                understood += [Understood(clause.text, chosen)] if chosen is not None else []
            elif read.is_sure and len(read.ways) == 1:
                understood.append(Understood(clause.text.strip(), read.ways[0], read.slip))
            elif read.ways:
                doubts.append(UnclearWords(clause.text, read.ways))
                is_note = True
            else:
                is_note = is_note or not read.is_frame
        if is_note:
            notes.append(sentence.text)
    return _without_contradictions(understood, doubts, notes, days, said, settled or {})


def _without_contradictions(
    understood: list[Understood],
    doubts: list[UnclearWords],
    notes: list[str],
    days: set[date | None],
    said: str,
    settled: Mapping[str, Mapping[str, str] | None],
) -> Understanding:
    """Return what was told; of answers to one question that differ, the person has to say which is meant."""
    values: dict[str, set[str]] = {}
    for one in understood:
        for question, value in one.answers.items():
            values.setdefault(question, set()).add(value)
    torn = {question for question, several in values.items() if len(several) > 1}
    if torn:
        about = [one for one in understood if torn & one.answers.keys()]
        understood = [one for one in understood if one not in about]
        words, notes = "; ".join(one.words for one in about), [said.strip()]
        chosen = settled.get(words)
        understood += [Understood(words, chosen)] if chosen is not None else []
        doubts = [] if words in settled else [*doubts, UnclearWords(words, tuple(one.answers for one in about))]
    day = next(iter(days)) if len(days) == 1 and understood else None
    return Understanding(tuple(understood), tuple(doubts), "\n".join(notes), day)


class _SentenceReader:
    """Reads the sentences about one lead."""

    def __init__(self, base: KnowledgeBase, today: date, before: Mapping[str, str]) -> None:
        self.base, self.today, self.before = base, today, before
        self.phrases = Phrases(base)
        self.given = {
            (question, then)
            for concept in base.concepts.values()
            for changes in concept.does.values()
            for question, change in changes.items()
            for then in ([change] if isinstance(change, str) else change.values())
        }
        """The answers that doing a step gives: they are about what the person does, whatever the question is about."""

    def sentence(self, sentence: Sentence) -> list[tuple[Clause, _Read]]:
        """Read the clauses of a sentence; none of them says anything if it asks or doubts."""
        clauses = sentence.clauses
        days = [day for clause in clauses if self._is_frame(clause) for day in clause.days]
        read: list[_Read] = []
        is_denied = False
        matches = [self.phrases.find(clause.words) for clause in clauses]
        outside = [_outside(clause.words, found) for clause, found in zip(clauses, matches, strict=True)]
        if sentence.asks or any(DOUBTS & set(words) - TO_COME for words in outside):
            return []
        for clause, found, left in zip(clauses, matches, outside, strict=True):
            has_actor = bool({*clause.words} & (ME | THEM))
            is_denied = bool(NEGATIONS & set(left)) or (is_denied and not has_actor)
            read.append(_Read(left=tuple(left)) if is_denied else self._clause(clause, found, left, days))
        return list(zip(clauses, _taken_back(clauses, read), strict=True))

    def _clause(self, clause: Clause, found: Sequence[Match], outside: Sequence[str], days: list[str]) -> _Read:
        if self._is_frame(clause):
            return _Read(is_frame=True)
        found = [match for match in found if self._is_own(clause.words, match)]
        to_come = any(clause.words[match.end - 1] == DAY for match in found)
        left = _outside(clause.words, found)
        unknown = [word for word in left if word not in EMPTY | ME | THEM | {DAY}]
        if to_come and not {*clause.words[: found[0].begin]} & ME:
            unknown = [word for word in unknown if word not in TO_COME]
        if not found or {*unknown} & (FUTURE | OTHERS | NEGATIONS | DOUBTS) or len(unknown) > _FEW:
            return _Read(left=tuple(left))
        ways = self._ways(clause, found, days, is_future="will" in clause.words)
        unknown += [sign for sign in QUOTES if sign in clause.sentence]
        unknown += re.findall(
            r"\b(?:my|our|his|her|(?:she|he)(?: is|'s))\b", clause.text.casefold()
        )  # `my first choice`
        if not {*clause.words} & (ME | {"me", "us"}):
            unknown += sorted(ONE_OF_THEM & {*clause.words})
        slip = next((match.slip for match in found if match.slip), "")
        return _Read(ways, not unknown and not self._is_a_step_back(ways), tuple(unknown), slip)

    def _is_frame(self, clause: Clause) -> bool:
        """Return whether a clause only says how one knows what others say: `they called yesterday`."""
        words = {*clause.words} - {DAY}
        return bool(words & SAID) and bool(words & THEM) and words <= SAID | THEM | {"me", "us", "and", "on", "at"}

    def _is_own(self, words: Sequence[str], match: Match) -> bool:
        """Return whether what a phrase says is done by those who do it by the question: the person, or the others."""
        said = words[match.begin : match.end]
        if {*said} & (ME | THEM):
            return True
        actors = [at for at in range(match.begin) if words[at] in ME | THEM]
        if not actors:
            return True
        is_me, between = words[actors[-1]] in ME, {*words[actors[-1] + 1 : match.begin]}
        if not is_me and "me" not in words and {*between, *said} & GAINED:
            return False
        is_verb = said[0].endswith("ed") or said[0] in ("withdrew", "sent", "turned", "said")
        if self._is_mine(match):
            return is_me and not (is_verb and between & PASSIVE)
        if not is_verb:
            return True
        return bool(between & PASSIVE) if is_me else not between & PASSIVE

    def _is_mine(self, match: Match) -> bool:
        """Return whether a phrase tells of what the person who speaks does."""
        return any(
            self.base.questions[question].can_become or self.given & {(question, choice) for choice in choices}
            for question, choices in match.meanings.items()
        )

    def _is_a_step_back(self, ways: Sequence[Mapping[str, str]]) -> bool:
        """Return whether an answer is only where a question begins, though the lead is further: that is asked."""
        return any(
            question in self.before and self.before[question] != value and self._begins(question, value)
            for way in ways
            for question, value in way.items()
        )

    def _begins(self, question: str, value: str) -> bool:
        return value == next(iter(self.base.questions[question].choices), None)

    # What the phrases of a clause answer

    def _ways(
        self, clause: Clause, found: Sequence[Match], days: list[str], *, is_future: bool
    ) -> tuple[dict[str, str], ...]:
        ways: list[dict[str, str]] = [{}]
        for match in found:
            own = self._of_days(clause, match, is_future) if clause.words[match.end - 1] == DAY else self._of(match)
            ways = _joined(ways, own)
        used = any(clause.words[match.end - 1] == DAY for match in found)
        written = () if used else clause.days or tuple(days)
        is_mine = bool(clause.days) and not {*clause.words} & (THEM | PASSIVE | {"received"})
        for day in written[:1]:
            ways = [{**way, **one} for way in ways for one in self._dated(way, day, is_mine=is_mine)]
        return tuple(way for way in ways if way)

    def _of(self, match: Match) -> list[dict[str, str]]:
        """Return what a phrase may mean; of an earlier question that the lead has answered, nothing new."""
        ways: list[dict[str, str]] = [{}]
        last = [question for question in self.base.questions if question in match.meanings][-1]
        for question, choices in match.meanings.items():
            if question == last or self.before.get(question) not in choices:
                ways = [{**way, question: choice} for way in ways for choice in choices]
        return ways

    def _of_days(self, clause: Clause, match: Match, is_future: bool) -> list[dict[str, str]]:
        """Return what a phrase with its day may mean, with the answers without which there is no such day."""
        written = clause.days[clause.words[: match.end].count(DAY) - 1]
        ways: list[dict[str, str]] = []
        for name in match.meanings:
            question = self.base.questions[name]
            implied = {
                part.fact: str(part.test.value)
                for part in question.only_if.parts
                if isinstance(part, FactTest) and isinstance(part.test, Is) and part.fact in self.base.questions
            }
            new = {key: value for key, value in implied.items() if self.before.get(key) != value}
            ways += [{**new, name: str(day)} for day in self._days(written, question.passed, is_future)]
        return ways

    def _dated(self, way: Mapping[str, str], written: str, *, is_mine: bool) -> list[dict[str, str]]:
        """Return the days of the questions that ask when that was which a clause answers."""
        answered = [question for question in self.base.questions if question in way][-1:]
        if is_mine and not any(self.base.questions[question].can_become for question in answered):
            return [{}]  # the day on which I answered them is not the one on which they said something
        about = [
            name
            for name, question in self.base.questions.items()
            if question.kind == "date" and not question.ahead and _asks_when(question.only_if.parts, way, answered)
        ]
        if len(about) != 1:
            return [{}]
        return [{about[0]: str(day)} for day in self._days(written, True, False)]

    def _days(self, written: str, passed: bool, is_future: bool) -> Sequence[date]:
        earliest, latest = self.today if is_future else date.min, self.today if passed else date.max
        try:
            return [day_of(written, self.today, earliest=earliest, latest=latest)]
        except SeveralDays as several:
            return several.days

    def past_days(self, clause: Clause) -> set[date | None]:
        """Return the days of a clause that have passed; None for one that could be several, or is yet to come."""
        found: set[date | None] = set()
        for written in clause.days:
            try:
                day = day_of(written, self.today, latest=self.today)
            except NotADay:
                found.add(None)
                continue
            found |= {day} if day <= self.today else set()
        return found


def _asks_when(parts: Iterable[object], way: Mapping[str, str], answered: Sequence[str]) -> bool:
    return any(
        isinstance(part, FactTest) and part.fact in answered and part.outcome(way) is Truth.TRUE for part in parts
    )


def _joined(ways: Sequence[dict[str, str]], others: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return the ways to mean both; if these contradict one another, each of them by itself."""
    both = [{**one, **other} for one in ways for other in others if all(one.get(q, v) == v for q, v in other.items())]
    return [dict(way) for way in dict.fromkeys(tuple(way.items()) for way in both or (*ways, *others))]


def _outside(words: Sequence[str], found: Iterable[Match]) -> list[str]:
    inside = {at for match in found for at in range(match.begin, match.end)}
    return [word for at, word in enumerate(words) if at not in inside]


def _taken_back(clauses: Sequence[Clause], read: Sequence[_Read]) -> list[_Read]:
    """Return the clauses as they were read; one is only asked about if the next may take it back."""
    found = list(read)
    for at in range(1, len(found)):
        if not found[at].ways and not found[at].is_frame and {*clauses[at].words[:1]} & (TURNS | {"not"}):
            found[:at] = [one._replace(is_sure=False) for one in found[:at]]
    return found
