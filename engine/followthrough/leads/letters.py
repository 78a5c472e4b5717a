"""Letters: a draft filled in from the facts of a lead.

A paragraph in which a fact stands that does not apply, or that the person does not know, is left out; so a draft says
nothing about a forgotten point where nothing was forgotten, and needs no other way to choose. Nothing is ever sent.
"""

import re
from collections.abc import Mapping
from textwrap import fill
from urllib.parse import quote

import msgspec

from followthrough.advising.advice import Advice
from followthrough.errors import LeadError, MissingFacts, Place, Problem, did_you_mean
from followthrough.format.conditions import Truth, Value
from followthrough.format.model import PLACEHOLDER, KnowledgeBase, Letter
from followthrough.format.words import composed

WIDTH = 72
"""Widest line of a letter, in characters: it fits a page and a mail."""

_FULL_STOP = re.compile(rf"{PLACEHOLDER.pattern}(\.?)")
"""A placeholder and the full stop after it, which goes where the answer ends in one."""


class Written(msgspec.Struct, frozen=True):
    """A letter to somebody: `to` is a mail address, empty where none is known.

    `left_out` names the questions whose answers would add a paragraph, in the author's order.
    """

    name: str
    to: str
    subject: str
    paragraphs: tuple[str, ...]
    left_out: tuple[str, ...]

    def text(self) -> str:
        """Give the letter as plain text, its lines wrapped."""
        return "\n\n".join(
            "\n".join(fill(line, WIDTH, break_long_words=False, break_on_hyphens=False) for line in one.split("\n"))
            for one in self.paragraphs
        )

    def mailto(self) -> str:
        """Give a link that opens the letter in a mail program (RFC 6068), empty where no address is known."""
        if not self.to:
            return ""
        body = "\r\n\r\n".join(paragraph.replace("\n", "\r\n") for paragraph in self.paragraphs)
        return f"mailto:{quote(self.to, safe='@')}?subject={quote(self.subject, safe='')}&body={quote(body, safe='')}"


def called_for(advice: Advice) -> Letter | None:
    """Give the letter that the advice calls for; None if it calls for none."""
    values = {advice.value(goal) for goal in advice.base.goals}
    return next((letter for name, letter in advice.base.letters.items() if name in values), None)


def goals_of_letters(base: KnowledgeBase) -> tuple[str, ...]:
    """Name the goals with a value that calls for a letter; all goals of a base without letters."""
    found = tuple(goal for goal in base.goals if base.letters.keys() & base.concepts[goal].values.keys())
    return found or base.goals


def named(base: KnowledgeBase, name: str) -> Letter:
    """Give the letter of a name; raises LeadError if there is none."""
    name = composed(name)
    if name not in base.letters:
        raise LeadError([Problem(Place("letter"), f"unknown letter {name!r}", did_you_mean(name, base.letters))])
    return base.letters[name]


def unanswered(base: KnowledgeBase, letter: Letter, facts: Mapping[str, Value], told: Mapping[str, Value]) -> list[str]:
    """Name the questions that would fill in more of a letter and that nobody has answered, in the author's order.

    `told` has the answers, "I don't know" among them. An address is used where it is known, and not asked for.
    """
    found = {name for text in (letter.subject, *letter.paragraphs) for name in _open(text, base, facts, told) or ()}
    return [name for name in base.questions if name in found]


def write(base: KnowledgeBase, letter: Letter, facts: Mapping[str, Value], told: Mapping[str, Value]) -> Written:
    """Fill in a letter.

    Raises MissingFacts when an answer is lacking that is not allowed to be unknown, LeadError when the address is none.
    """
    optional = {name for name, question in base.questions.items() if question.unknown_allowed}
    needed = {
        name
        for text in (letter.subject, *letter.paragraphs)
        if not optional.intersection(names := _open(text, base, facts, told) or ())
        for name in names
    }
    if needed:
        raise MissingFacts([name for name in base.questions if name in needed], what="letter")
    return Written(
        name=letter.name,
        to=_address(base, letter, facts),
        subject=_filled(letter.subject, base, facts) or "",
        paragraphs=tuple(text for one in letter.paragraphs if (text := _filled(one, base, facts)) is not None),
        left_out=tuple(name for name in unanswered(base, letter, facts, told) if name in optional),
    )


def _open(
    text: str, base: KnowledgeBase, facts: Mapping[str, Value], told: Mapping[str, Value]
) -> frozenset[str] | None:
    """Name the questions whose answers a text waits for; None if it is left out whatever they are."""
    waiting = set()
    for fact in PLACEHOLDER.findall(text):
        if facts.get(fact) in (None, ()):
            name = base.question_of(fact)
            question = base.questions.get(name)
            if question is None or name in told or question.only_if.outcome(facts) is not Truth.TRUE:
                return None
            waiting.add(name)
    return frozenset(waiting)


def _filled(text: str, base: KnowledgeBase, facts: Mapping[str, Value]) -> str | None:
    """Fill in a text; None if a fact in it is not known."""
    if any(facts.get(fact) in (None, ()) for fact in PLACEHOLDER.findall(text)):
        return None

    def said(match: re.Match[str]) -> str:
        words = base.says(match[1], facts[match[1]])
        return words if words.endswith((".", "!", "?")) else words + match[2]

    return _FULL_STOP.sub(said, text)


def _address(base: KnowledgeBase, letter: Letter, facts: Mapping[str, Value]) -> str:
    """Give the address a mail would go to; raises LeadError if it is none."""
    address = _filled(letter.to, base, facts) or ""
    if address and not re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+", address):
        wrong = f"{address!r} is no mail address"
        raise LeadError([Problem(Place("letter"), wrong, "write one such as name@example.org")])
    return address
