"""The words of a clause that nobody foresaw: with one or two of them it is asked about, with more it is a note."""

import re
from collections.abc import Iterator, Sequence

from followthrough.leads.told.actors import Actors, is_verb
from followthrough.leads.told.clauses import DAY, Clause
from followthrough.leads.told.grammar import (
    AHEAD,
    AT,
    BY_MEDIA,
    EMPTY,
    LEADS_IN,
    ME,
    MEDIA,
    ONE_OF_THEM,
    QUOTES,
    SAID,
    THEM,
    TITLES,
    TO_COME,
    VAGUE,
)
from followthrough.leads.told.phrases import Match, Phrases

_POSSESSIVE = re.compile(r"\b(?:my|our|his|her|(?:she|he)(?: is|'s))\b")
"""Whose a thing is: `my first choice` is not theirs."""
_FREE = re.compile(r"\b(?:my|our)\b")


def left_over(clause: Clause, found: Sequence[Match], *, is_ahead: bool) -> list[str]:
    """Return the words outside the phrases that add something to them."""
    words = clause.words
    inside = {at for match in found for at in range(match.begin, match.end)}
    ends = {match.end for match in found if words[match.end - 1] in ("to", "with")}
    known = EMPTY | ME | THEM | VAGUE | (AHEAD if is_ahead else frozenset())
    if any(words[match.end - 1] == DAY for match in found) and not {*words[: found[0].begin]} & ME:
        known |= TO_COME
    skipped = {at + 1 for at, word in enumerate(words[:-1]) if word in TITLES and at in ends}
    return [
        word
        for at, word in enumerate(words)
        if at not in inside | skipped
        and word not in known | {DAY}
        and not (word in TITLES and at + 1 in skipped)
        and not (at == 0 and word in LEADS_IN)
        and not (word == "interview" and words[at - 1] in AT)
        and not (word in MEDIA and words[at - 1] in BY_MEDIA)
        and not (word in BY_MEDIA and words[at + 1 : at + 2] and words[at + 1] in MEDIA)
    ]


def reasons_to_ask(
    clause: Clause, found: Sequence[Match], phrases: Phrases, actors: Actors, *, is_told: bool, is_ahead: bool
) -> Iterator[str]:
    """Yield what makes a clause doubtful although its words are known; `is_told` says that somebody told it."""
    words = clause.words
    yield from (sign for sign in QUOTES if sign in clause.sentence)
    said = [words[match.begin : match.end] for match in found]
    is_mine = all(one in phrases.mine or actors.is_mine(match.meanings) for one, match in zip(said, found, strict=True))
    text = clause.text.casefold()
    yield from _POSSESSIVE.findall(_FREE.sub("", text) if is_mine else text)
    if not {*words} & (ME | {"me", "us"}):
        yield from sorted(ONE_OF_THEM & {*words})
    if is_ahead:
        yield from sorted({"was", "were", "had", "went"} & {*words})  # `the second interview was yesterday`
    for match, one in zip(found, said, strict=True):
        before = words[: match.begin]
        if not is_told and {*before} & {"was", "were"} and {*before} & (ME | THEM) and not is_verb(match, words):
            yield "was"  # `I was second choice` need not be so any more
        if not {*before} & (ME | THEM) and one[0] not in ME | THEM and actors.needs_an_actor(words, match):
            yield "who"
        if one[-1].endswith("ing") and words[match.end : match.end + 1] == ("me",):
            yield "me"  # `they are done interviewing me`
        if one[0] == "no" and phrases.is_another(one[1:], match):
            yield "no"  # `no offer` may be `no offer yet`


def is_vague(clause: Clause, found: Sequence[Match]) -> bool:
    """Return whether a clause says when something was outside its phrases, but on no day."""
    inside = {at for match in found for at in range(match.begin, match.end)}
    return any(word in VAGUE and at not in inside for at, word in enumerate(clause.words))


def is_told(clauses: Sequence[Clause]) -> bool:
    """Return whether a sentence says that somebody told what is in it."""
    return any(SAID & {*clause.words} for clause in clauses)
