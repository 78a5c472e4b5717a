"""What a person says of a lead, as answers, as doubts for the person to settle, and as a note."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

import msgspec

from followthrough.format.model import KnowledgeBase
from followthrough.leads.told.actors import Actors
from followthrough.leads.told.clauses import DAY, Clause, Sentence, sentences
from followthrough.leads.told.days import DaysTold
from followthrough.leads.told.grammar import (
    DOUBTS,
    FUTURE,
    LEADS_IN,
    ME,
    NEGATIONS,
    OTHERS,
    PASSIVE,
    SAID,
    THEM,
    TO_COME,
)
from followthrough.leads.told.order import Read, settled_later, taken_back, with_commas_joined
from followthrough.leads.told.phrases import Match, phrases_of
from followthrough.leads.told.unsure import is_told, is_vague, left_over, reasons_to_ask

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


def understand(
    base: KnowledgeBase,
    said: str,
    *,
    today: date,
    before: Mapping[str, str] | None = None,
    settled: Mapping[str, Mapping[str, str] | None] | None = None,
    otherwise: date | None = None,
) -> Understanding:
    """Return what a text says of a lead that has the answers `before`.

    `settled` has what the person says of doubts, by their words: one of the ways, or None for a note. What is new
    happened on the day `otherwise`, if the text names no day.
    """
    cut = sentences(said, today)
    has_day = any(clause.days for sentence in cut for clause in sentence.clauses)
    reader = _SentenceReader(base, DaysTold(base, today, before or {}, None if has_day else otherwise))
    texts = [(sentence, reader.sentence(sentence)) for sentence in cut]
    ordered = iter(settled_later(base, [one for _, whole in texts for one in whole]))
    found = _Gathered(settled or {})
    for sentence, whole in texts:
        found.add(sentence, [next(ordered) for _ in whole], reader.days)
    return found.understanding(said)


class _Gathered:
    """Gathers what the sentences of a text say."""

    def __init__(self, settled: Mapping[str, Mapping[str, str] | None]) -> None:
        self.settled = settled
        self.understood: list[Understood] = []
        self.doubts: list[UnclearWords] = []
        self.notes: list[str] = []
        self.days: set[date | None] = set()

    def add(self, sentence: Sentence, whole: Sequence[tuple[Clause, Read]], days: DaysTold) -> None:
        """Add the clauses of a sentence; it is a note as it was typed unless all of it was understood."""
        if not any(clause.days for clause in sentence.clauses) and any(read.ways for _, read in whole):
            self.days.add(None)  # the day of another sentence need not be that of this one
        is_note = all(read.is_frame for _, read in whole)  # `they called` alone tells nothing else
        for clause, read in whole:
            self.days |= set() if read.is_ahead else days.happened(clause)
            is_note = self._add_clause(clause, read) or is_note
        if is_note:
            self.notes.append(sentence.text)

    def _add_clause(self, clause: Clause, read: Read) -> bool:
        """Add a clause, and return whether there is more in it than was understood."""
        if clause.text in self.settled and read.ways:
            chosen = self.settled[clause.text]
            self.understood += [Understood(clause.text, chosen)] if chosen is not None else []
            return chosen is None or bool(read.left) or read.is_vague
        if read.is_sure and len(read.ways) == 1:
            self.understood.append(Understood(clause.text, read.ways[0], read.slip))
            return read.is_vague
        self.doubts += [UnclearWords(clause.text, read.ways)] if read.ways else []
        return not read.is_frame

    def understanding(self, said: str) -> Understanding:
        """Return what was told; of answers to one question that differ, the person has to say which is meant."""
        values: dict[str, set[str]] = {}
        for one in self.understood:
            for question, value in one.answers.items():
                values.setdefault(question, set()).add(value)
        torn = {question for question, several in values.items() if len(several) > 1}
        if torn:
            self._ask_which(torn, said)
        day = next(iter(self.days)) if len(self.days) == 1 and self.understood else None
        return Understanding(tuple(self.understood), tuple(self.doubts), "\n".join(self.notes), day)

    def _ask_which(self, torn: set[str], said: str) -> None:
        about = [one for one in self.understood if torn & one.answers.keys()]
        words = "; ".join(one.words for one in about)
        chosen = self.settled.get(words)
        self.understood = [one for one in self.understood if one not in about]
        self.understood += [Understood(words, chosen)] if chosen is not None else []
        if words not in self.settled:
            self.doubts.append(UnclearWords(words, tuple(one.answers for one in about)))
        self.notes = [said.strip()]


class _SentenceReader:
    """Reads the sentences about one lead."""

    def __init__(self, base: KnowledgeBase, days: DaysTold) -> None:
        self.base, self.days, self.before = base, days, days.before
        self.phrases = phrases_of(base)
        self.actors = Actors(base)

    def sentence(self, sentence: Sentence) -> list[tuple[Clause, Read]]:
        """Read the clauses of a sentence; none of them says anything if it asks or doubts."""
        clauses = with_commas_joined(sentence.clauses, self.phrases)
        days = [day for clause in clauses if _is_frame(clause) for day in clause.days]
        read: list[Read] = []
        is_denied = is_of_others = False
        outside = [self._outside(clause.words) for clause in clauses]
        if sentence.asks or any(DOUBTS & set(words) - TO_COME for words in outside):
            return []
        for clause, left in zip(clauses, outside, strict=True):
            has_actor = bool({*clause.words} & (ME | THEM))
            begins_anew = bool({*[word for word in clause.words if word not in LEADS_IN][:1]} & (ME | THEM))
            is_denied = bool(NEGATIONS & set(left)) or (is_denied and not has_actor)
            is_of_others = bool(OTHERS & set(left)) or (is_of_others and not begins_anew)
            is_nothing = is_denied or is_of_others
            read.append(Read(left=tuple(left)) if is_nothing else self._clause(clause, days, is_told(clauses)))
        return list(zip(clauses, taken_back(clauses, read), strict=True))

    def _clause(self, clause: Clause, days: list[str], told: bool) -> Read:
        """Read a clause as it stands, and, if it is not understood, with its day at its end."""
        if _is_frame(clause):
            return Read(is_frame=True)
        read = self._as_written(clause, days, told)
        words = _with_day_last(clause.words)
        if read.is_sure or words == clause.words:
            return read
        other = self._as_written(msgspec.structs.replace(clause, words=words), days, told)
        return other if other.ways and (other.is_sure or not read.ways) else read

    def _as_written(self, clause: Clause, days: list[str], told: bool) -> Read:
        found = [one for one in self._own(clause.words) if not self.actors.is_of_mine(clause.text, clause.words, one)]
        is_implied = not found and not {*clause.words} & (ME | THEM) and clause.words[0] not in PASSIVE
        if is_implied:  # `turned it down` may be what I did
            clause = msgspec.structs.replace(clause, words=("i", *clause.words))
            found = [match for match in self._own(clause.words) if match.begin == 0]
        has_day = any(clause.words[match.end - 1] == DAY for match in found)
        is_ahead = any(map(self.days.is_ahead, found))
        unknown = left_over(clause, found, is_ahead=is_ahead)
        if not found or {*unknown} & (FUTURE | OTHERS | NEGATIONS | DOUBTS) or len(unknown) > _FEW:
            return Read(left=tuple(unknown))
        is_due = not has_day and _has_a_deadline(clause.words)  # `they need references by Monday`
        if is_due:
            clause = msgspec.structs.replace(clause, days=())
        if self.days.is_to_come(clause) and not (has_day or is_ahead):
            return Read(left=clause.days)
        ways = self._ways(clause, found, days)
        unknown += reasons_to_ask(clause, found, self.phrases, self.actors, is_told=told, is_ahead=is_ahead)
        slip = next((match.slip for match in found if match.slip), "")
        is_sure = not unknown and not is_implied and not self._is_a_step_back(ways)
        is_more = is_due or is_vague(clause, found)
        return Read(ways, is_sure, tuple(unknown), slip, is_ahead=has_day or is_ahead or is_due, is_vague=is_more)

    def _outside(self, words: tuple[str, ...]) -> list[str]:
        """Return the words of a clause that are in none of its phrases."""
        left: list[list[str]] = []
        for one in (words, _with_day_last(words)):
            inside = {at for match in self.phrases.find(one) for at in range(match.begin, match.end)}
            left.append([word for at, word in enumerate(one) if at not in inside])
        return min(left, key=len)

    def _own(self, words: Sequence[str]) -> list[Match]:
        """Return the phrases in a clause that somebody may say of this lead as it is."""
        return [
            match
            for match in self.phrases.find(words)
            if self.actors.is_own(words, match) and not self._is_a_status(match)
        ]

    def _is_a_status(self, match: Match) -> bool:
        """Return whether a phrase is one word for where a lead begins, although it is further, as `interested` is."""
        question, choices = [*match.meanings.items()][-1]
        ways = [{question: choice} for choice in choices]
        return match.end - match.begin == 1 and self._is_a_step_back(ways)

    def _is_a_step_back(self, ways: Sequence[Mapping[str, str]]) -> bool:
        """Return whether an answer is only where a question begins, though the lead is further: that is asked."""
        return any(
            question in self.before
            and self.before[question] != value
            and value == next(iter(self.base.questions[question].choices), None)
            and value not in self.base.questions[question].can_become
            for way in ways
            for question, value in way.items()
        )

    def _ways(self, clause: Clause, found: Sequence[Match], days: list[str]) -> tuple[dict[str, str], ...]:
        """Return what the phrases of a clause answer together."""
        ways: list[dict[str, str]] = [{}]
        has_day = False
        for match in found:
            own: list[dict[str, str]] = []
            if clause.words[match.end - 1] == DAY:
                own = self.days.of_phrase(clause, match, is_future="will" in clause.words)
                has_day = has_day or bool(own)
                match = match if own else self.phrases.without_day(clause.words, match)
            ways = _joined(ways, own or self._of(match))
        if not has_day:
            ways = [{**way, **one} for way in ways for one in self.days.beside(clause, way, days)]
        return tuple(way for way in ways if way)

    def _of(self, match: Match) -> list[dict[str, str]]:
        """Return what a phrase may mean; of an earlier question that the lead has answered, nothing new."""
        ways: list[dict[str, str]] = [{}]
        last = [question for question in self.base.questions if question in match.meanings][-1:]
        for question, choices in match.meanings.items():
            if [question] == last or self.before.get(question) not in choices:
                ways = [{**way, question: choice} for way in ways for choice in choices]
        return ways


def _is_frame(clause: Clause) -> bool:
    """Return whether a clause only says how one knows what others say: `they called yesterday`."""
    words = {*clause.words} - {DAY}
    return bool(words & SAID) and bool(words & THEM) and words <= SAID | THEM | {"me", "us", "and", "on", "at", "to"}


def _with_day_last(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words with a day that stands between them at their end: `called on Friday and left a message`."""
    if words.count(DAY) != 1 or words[-1] == DAY:
        return words
    at = words.index(DAY)
    begin = at - 1 if at and words[at - 1] == "on" else at
    return (*words[:begin], *words[at + 1 :], DAY)


def _has_a_deadline(words: Sequence[str]) -> bool:
    return any(pair == ("by", DAY) for pair in pairwise(words))


def _joined(ways: Sequence[dict[str, str]], others: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return the ways to mean both; if these contradict one another, each of them by itself."""
    both = [{**one, **other} for one in ways for other in others if all(one.get(q, v) == v for q, v in other.items())]
    return [dict(way) for way in dict.fromkeys(tuple(way.items()) for way in both or (*ways, *others))]
