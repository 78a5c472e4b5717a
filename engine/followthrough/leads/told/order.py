"""What one clause does to another: it completes it, takes it back, or leaves open whether it is still so."""

from collections.abc import Sequence
from typing import NamedTuple

from followthrough.format.model import KnowledgeBase
from followthrough.leads.told.actors import is_act
from followthrough.leads.told.clauses import Clause
from followthrough.leads.told.grammar import LEADS_IN, ME, SAID, THEM, TURNS
from followthrough.leads.told.phrases import Phrases
from followthrough.leads.told.spelling import words_of


class Read(NamedTuple):
    """A clause as it was read: `ways` to answer, whether one may rely on them, and the words that are left.

    A frame only says how one knows the rest. `is_ahead` says that its day is not one on which something happened, and
    `is_vague` that it says more about when it was than the answers hold.
    """

    ways: tuple[dict[str, str], ...] = ()
    is_sure: bool = False
    left: tuple[str, ...] = ()
    slip: str = ""
    is_frame: bool = False
    is_ahead: bool = False
    is_vague: bool = False


def with_commas_joined(clauses: Sequence[Clause], phrases: Phrases) -> list[Clause]:
    """Return the clauses with those made one that are a phrase together: `called, left a message`."""
    found: list[Clause] = []
    for clause in clauses:
        if found and clause.words[0] not in LEADS_IN | ME | THEM:
            first = found[-1]
            words = (*first.words, "and", *clause.words)
            at = len(first.words)
            if any(match.begin < at < match.end - 1 and not match.slip for match in phrases.find(words)):
                days = (*first.days, *clause.days)
                found[-1] = Clause(f"{first.text}, {clause.text}", words, days, first.sentence)
                continue
        found.append(clause)
    return found


def taken_back(clauses: Sequence[Clause], read: Sequence[Read]) -> list[Read]:
    """Return the clauses as they were read; one is only asked about if the next may take it back, or what it is about.

    `called, no answer` has an answer to the call, and none about what they have said.
    """
    found = list(read)
    for at in range(1, len(found)):
        if not found[at].ways and not found[at].is_frame and {*clauses[at].words[:1]} & (TURNS | {"not"}):
            found[:at] = [one._replace(is_sure=False) for one in found[:at]]
        before, words = {*clauses[at - 1].words}, {*clauses[at].words}
        if before & SAID and not before & THEM and not words & (ME | THEM) and not found[at - 1].is_sure:
            found[at] = found[at]._replace(is_sure=False)
    return found


def settled_later(base: KnowledgeBase, told: Sequence[tuple[Clause, Read]]) -> list[tuple[Clause, Read]]:
    """Return the clauses of a text; what one leaves open (`not yet`) a later one may have settled.

    If the later one answers the same question, it counts for both. If it is not understood, the first is asked about.
    """
    found = list(told)
    for at, (clause, read) in enumerate(found):
        opened = _opened(base, read)
        for then in range(at + 1, len(found) if opened else 0):
            later, answer = found[then]
            if opened is not None and _settles(base, opened, later, answer):
                found[then] = Clause(f"{clause.text}; {later.text}", later.words, later.days, later.sentence), answer
                found[at] = clause, Read(is_frame=True)
                break
            if not answer.ways and not answer.is_frame and _does_something(later):
                found[at] = clause, read._replace(is_sure=False)
    return found


def _opened(base: KnowledgeBase, read: Read) -> str | None:
    """Return the question that a clause alone answers with something that is still to do."""
    way = read.ways[0] if read.is_sure and len(read.ways) == 1 else {}
    return next((question for question, value in way.items() if _is_open(base, question, value)), None)


def _is_open(base: KnowledgeBase, question: str, value: str) -> bool:
    return "yet" in words_of(base.questions[question].choices.get(value, ""))


def _settles(base: KnowledgeBase, opened: str, clause: Clause, read: Read) -> bool:
    way = read.ways[0] if read.is_sure and len(read.ways) == 1 else {}
    is_mine = bool({*clause.words} & ME) or not {*clause.words} & THEM
    return is_mine and opened in way and not _is_open(base, opened, way[opened])


def _does_something(clause: Clause) -> bool:
    """Return whether the person may have done something by a clause, and not only felt it."""
    words = clause.words
    if not {*words} & ME:
        return is_act(words[0])
    feels = words[words.index(next(word for word in words if word in ME)) + 1 :][:1] == ("am",)
    return not feels or any(word.endswith("ing") for word in words)
