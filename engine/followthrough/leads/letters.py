"""Letters: a draft filled in from the facts of a lead.

A paragraph is left out if it contains a fact that does not apply or that the person does not know. So a draft says
nothing about a forgotten point if nothing was forgotten, and needs no other conditions. Nothing is ever sent.
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
"""Widest line of a letter, in characters, which fits a page and an email."""

_FULL_STOP = re.compile(rf"{PLACEHOLDER.pattern}(\.?)")
"""A placeholder and the period after it, which is dropped if the answer ends in one."""


class Written(msgspec.Struct, frozen=True):
    """A letter to somebody: `to` is an email address, empty if none is known.

    `left_out` names the questions whose answers would add a paragraph, in the author's order.
    """

    name: str
    to: str
    subject: str
    paragraphs: tuple[str, ...]
    left_out: tuple[str, ...]

    def text(self) -> str:
        """Return the letter as plain text with wrapped lines."""
        return "\n\n".join(
            "\n".join(fill(line, WIDTH, break_long_words=False, break_on_hyphens=False) for line in one.split("\n"))
            for one in self.paragraphs
        )

    def mailto(self) -> str:
        """Return a link that opens the letter in an email program (RFC 6068); empty if no address is known."""
        if not self.to:
            return ""
        body = "\r\n\r\n".join(paragraph.replace("\n", "\r\n") for paragraph in self.paragraphs)
        return f"mailto:{quote(self.to, safe='@')}?subject={quote(self.subject, safe='')}&body={quote(body, safe='')}"


def called_for(advice: Advice) -> Letter | None:
    """Return the letter that the advice calls for; None if it calls for none, or that is not settled."""
    values = {advice.known(goal) for goal in advice.base.goals}
    return next((letter for name, letter in advice.base.letters.items() if name in values), None)


def goals_of_letters(base: KnowledgeBase) -> tuple[str, ...]:
    """Return the goals with a value that calls for a letter; all goals if the base has no letters."""
    found = tuple(goal for goal in base.goals if base.letters.keys() & base.concepts[goal].values.keys())
    return found or base.goals


def named(base: KnowledgeBase, name: str) -> Letter:
    """Return the letter with this name. Raises LeadError if there is none."""
    name = composed(name)
    if name not in base.letters:
        raise LeadError([Problem(Place("letter"), f"unknown letter {name!r}", did_you_mean(name, base.letters))])
    return base.letters[name]


def unanswered(
    base: KnowledgeBase, letter: Letter, facts: Mapping[str, Value], answers: Mapping[str, Value]
) -> list[str]:
    """Return the unanswered questions that would fill in more of a letter, in the author's order.

    `answers` includes answers of "I don't know". An address is used if it is known, but not asked for.
    """
    found = {name for text in (letter.subject, *letter.paragraphs) for name in _open(text, base, facts, answers) or ()}
    return [name for name in base.questions if name in found]


def write(base: KnowledgeBase, letter: Letter, facts: Mapping[str, Value], answers: Mapping[str, Value]) -> Written:
    """Fill in a letter.

    Raises MissingFacts if an answer is missing that must not be unknown, and LeadError if the address is invalid.
    """
    optional = {name for name, question in base.questions.items() if question.unknown_allowed}
    needed = {
        name
        for text in (letter.subject, *letter.paragraphs)
        if not optional.intersection(names := _open(text, base, facts, answers) or ())
        for name in names
    }
    if needed:
        raise MissingFacts([name for name in base.questions if name in needed], what="letter")
    return Written(
        name=letter.name,
        to=_address(base, letter, facts),
        subject=_filled(letter.subject, base, facts) or "",
        paragraphs=tuple(text for one in letter.paragraphs if (text := _filled(one, base, facts)) is not None),
        left_out=tuple(name for name in unanswered(base, letter, facts, answers) if name in optional),
    )


def _open(
    text: str, base: KnowledgeBase, facts: Mapping[str, Value], answers: Mapping[str, Value]
) -> frozenset[str] | None:
    """Return the questions whose answers a text needs; None if it is left out whatever the answers are."""
    waiting = set()
    for fact in PLACEHOLDER.findall(text):
        if facts.get(fact) in (None, ()):
            name = base.question_of(fact)
            question = base.questions.get(name)
            if question is None or name in answers or question.only_if.outcome(facts) is not Truth.TRUE:
                return None
            waiting.add(name)
    return frozenset(waiting)


def _filled(text: str, base: KnowledgeBase, facts: Mapping[str, Value]) -> str | None:
    """Return the text filled in, or None if a fact in it is not known."""
    if any(facts.get(fact) in (None, ()) for fact in PLACEHOLDER.findall(text)):
        return None

    def said(match: re.Match[str]) -> str:
        words = base.says(match[1], facts[match[1]])
        return words if words.endswith((".", "!", "?")) else words + match[2]

    return _FULL_STOP.sub(said, text)


def _address(base: KnowledgeBase, letter: Letter, facts: Mapping[str, Value]) -> str:
    """Return the email address of the letter. Raises LeadError if it is not valid."""
    address = _filled(letter.to, base, facts) or ""
    if address and not re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+", address):
        wrong = f"{address!r} is not an email address"
        raise LeadError([Problem(Place("letter"), wrong, "write one such as name@example.org")])
    return address
