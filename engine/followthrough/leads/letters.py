"""Letters: a draft filled in from the facts of a lead.

A paragraph is left out if its conditions do not hold, or if it contains a fact that does not apply or that the person
does not know, and so is a line that is nothing but such a fact. So a draft says nothing about a forgotten point if
nothing was forgotten. Where a step has several drafts, the first whose conditions hold is written. Nothing is sent.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date

import msgspec
from msgspec.structs import replace

from followthrough.advising.advice import Advice
from followthrough.errors import LeadError, MissingFacts, Place, Problem, did_you_mean
from followthrough.format.conditions import Truth, Value, values_of
from followthrough.format.days import MONTHS
from followthrough.format.drafts import Letter
from followthrough.format.model import PLACEHOLDER, TODAY, KnowledgeBase
from followthrough.format.naming import step_named as value_of_a_goal
from followthrough.format.phrases import asks
from followthrough.format.sentences import inside
from followthrough.format.words import composed
from followthrough.leads.mail import checked, link, message

_WITH_MARK = re.compile(rf"{PLACEHOLDER.pattern}([.,]?)")
"""A placeholder and the period or comma after it. If the answer ends in a period too, only one of the two stays."""

_ALONE = re.compile(rf"\s*{PLACEHOLDER.pattern}\s*")
"""A line that is nothing but a fact, such as a line of an address."""

_HALF_A_YEAR = 182
"""A day nearer than this many days needs no year: no other day of its name is as near."""


class Written(msgspec.Struct, frozen=True):
    """A letter to somebody: `to` is an e-mail address, empty if none is known.

    `draft` is the label of the draft that was filled in. `left_out` names the questions whose answers would add
    something, in the author's order.
    """

    step: str
    draft: str
    to: str
    subject: str
    paragraphs: tuple[str, ...]
    left_out: tuple[str, ...]

    def text(self) -> str:
        """Return the letter as plain text. No line is wrapped, so that it can be copied anywhere."""
        return "\n\n".join(self.paragraphs)

    def edited(self, text: str) -> "Written":
        """Return the letter with another text, kept as it is."""
        return replace(self, paragraphs=(text,))

    def addressed(self, to: str) -> "Written":
        """Return the letter to another address. Raises LeadError if it is none."""
        return replace(self, to=checked(to))

    def link(self) -> str:
        """Return a link that opens the letter in an e-mail program (RFC 6068), with the address if one is known."""
        return link(self.to, self.subject, self.text())

    def mailto(self) -> str:
        """Return a link that opens the letter in an e-mail program; empty if no address is known."""
        return self.link() if self.to else ""

    def eml(self) -> bytes:
        """Return the letter as the file of an e-mail that is still to be sent (RFC 5322)."""
        return message(self.to, self.subject, self.text())


def called_for(advice: Advice) -> tuple[str, ...]:
    """Return the steps that the advice calls for letters with; none also where that is not settled."""
    values = {value for goal in advice.base.goals for value in values_of(advice.known(goal))}
    return tuple(step for step in advice.base.letters if step in values)


def goals_of_letters(base: KnowledgeBase) -> tuple[str, ...]:
    """Return the goals with a value that calls for a letter; all goals if the base has no letters."""
    found = tuple(goal for goal in base.goals if base.letters.keys() & base.concepts[goal].values.keys())
    return found or base.goals


def step_named(base: KnowledgeBase, name: str) -> str:
    """Return the step of this name, or in these words, that has a letter. Raises LeadError if there is none."""
    name = value_of_a_goal(base, name)
    if name not in base.letters:
        raise LeadError([Problem(Place("letter"), f"unknown letter {name!r}", did_you_mean(name, base.letters))])
    return name


def draft_of(base: KnowledgeBase, step: str, facts: Mapping[str, Value], name: str = "") -> Letter:
    """Return the draft of a step with this name or, without one, the draft for a lead with these facts.

    Raises LeadError if there is no draft of this name.
    """
    drafts = base.letters[step]
    if not name:
        return next(draft for draft in drafts if draft.conditions.outcome(facts) is Truth.TRUE)
    found = next((draft for draft in drafts if draft.name == composed(name)), None)
    if found is None:
        remedy = did_you_mean(name, [draft.name for draft in drafts])
        raise LeadError([Problem(Place("draft"), f"{step!r} has no draft {name!r}", remedy)])
    return found


def other_drafts(base: KnowledgeBase, letter: Letter, facts: Mapping[str, Value]) -> tuple[Letter, ...]:
    """Return the other drafts of the same step, except for those that are not meant for a lead with these facts."""
    drafts = base.letters[letter.step]
    return tuple(one for one in drafts if one is not letter and one.conditions.outcome(facts) is not Truth.FALSE)


def deciding(
    base: KnowledgeBase, step: str, facts: Mapping[str, Value], answers: Mapping[str, Value], name: str = ""
) -> tuple[str, ...]:
    """Return the unanswered questions that may lead to another draft, or another paragraph, in the author's order.

    If a draft is named, only its paragraphs count.
    """
    chosen = draft_of(base, step, facts, name)
    drafts = base.letters[step][: 0 if name else base.letters[step].index(chosen) + 1]
    tested = {
        question
        for conditions in (*(one.conditions for one in drafts), *(one.conditions for one in chosen.paragraphs))
        if conditions.outcome(facts) is not Truth.FALSE
        for test in conditions.tests()
        if facts.get(test.fact) is None
        for question in base.questions_of(test.fact)
        if facts.get(question) is None
    }
    return tuple(one for one in base.questions if one in tested and _is_open(base, one, facts, answers))


def unanswered(
    base: KnowledgeBase, letter: Letter, facts: Mapping[str, Value], answers: Mapping[str, Value]
) -> tuple[str, ...]:
    """Return the unanswered questions that would fill in more of a letter, in the author's order.

    Those that it cannot do without come first. `answers` includes answers of "I don't know".
    """
    texts = (letter.to, letter.subject, *_written(letter, facts))
    found = {name for text in texts for names in _waiting(text, base, facts, answers) for name in names}
    ordered = [name for name in base.questions if name in found]
    return tuple(sorted(ordered, key=lambda name: base.questions[name].unknown_allowed))


def address_questions(base: KnowledgeBase, step: str) -> set[str]:
    """Return the questions whose answers are the e-mail address that a letter for a step goes to."""
    return {name for draft in base.letters[step] for name in _facts_in(draft.to)}


def write(
    base: KnowledgeBase, letter: Letter, facts: Mapping[str, Value], answers: Mapping[str, Value], today: date
) -> Written:
    """Fill in a letter that is written `today`.

    Raises MissingFacts if an answer is missing that must not be unknown, and LeadError if the address is invalid.
    """
    optional = {name for name, question in base.questions.items() if question.unknown_allowed}
    needed = {
        name
        for text in (letter.subject, *_written(letter, facts))
        for names in _waiting(text, base, facts, answers)
        if not optional & names
        for name in names
    }
    if needed:
        left = [name for name in base.questions if name in needed]
        raise MissingFacts(left, what="letter", asks=asks(base, left))
    return Written(
        step=letter.step,
        draft=letter.label,
        to=_address(base, letter, facts, today),
        subject=_filled(letter.subject, base, facts, today) or "",
        paragraphs=tuple(_paragraphs(base, letter, facts, today)),
        left_out=tuple(name for name in unanswered(base, letter, facts, answers) if name in optional),
    )


def day_in_words(day: date, today: date) -> str:
    """Return a day as a letter written today names it: with its year if it is far away.

    >>> day_in_words(date(2026, 11, 1), date(2026, 11, 22)), day_in_words(date(2025, 11, 1), date(2026, 11, 22))
    ('November 1', 'November 1, 2025')
    """
    said = f"{MONTHS[day.month - 1]} {day.day}"
    return said if abs((day - today).days) < _HALF_A_YEAR else f"{said}, {day.year}"


def _written(letter: Letter, facts: Mapping[str, Value]) -> Iterator[str]:
    """Yield the paragraphs whose conditions hold."""
    return (one.text for one in letter.paragraphs if one.conditions.outcome(facts) is Truth.TRUE)


def _paragraphs(base: KnowledgeBase, letter: Letter, facts: Mapping[str, Value], today: date) -> Iterator[str]:
    """Yield the paragraphs, filled in. A part joins what it continues, or begins a paragraph if that is left out."""
    parts: list[str] = []
    for one in letter.paragraphs:
        if parts and not one.continues:
            yield " ".join(parts)
            parts = []
        text = _filled(one.text, base, facts, today) if one.conditions.outcome(facts) is Truth.TRUE else None
        parts += [] if text is None else [text]
    if parts:
        yield " ".join(parts)


def _facts_in(text: str) -> list[str]:
    return [fact for fact in PLACEHOLDER.findall(text) if fact != TODAY]


def _waiting(
    text: str, base: KnowledgeBase, facts: Mapping[str, Value], answers: Mapping[str, Value]
) -> Iterator[frozenset[str]]:
    """Yield, for each part of a text that is left out as a whole, the questions whose answers it needs.

    A part that is left out whatever the answers are is passed over.
    """
    rest, alone = _parts(text)
    needed = _needed(rest, base, facts, answers)
    if needed is None:
        return
    yield needed
    for line in alone:
        own = _needed(line, base, facts, answers)
        if own is not None:
            yield needed | own


def _parts(text: str) -> tuple[str, list[str]]:
    """Separate the lines of a paragraph that are nothing but a fact from the others."""
    lines = text.split("\n")
    return "\n".join(line for line in lines if not _ALONE.fullmatch(line)), list(filter(_ALONE.fullmatch, lines))


def _needed(
    text: str, base: KnowledgeBase, facts: Mapping[str, Value], answers: Mapping[str, Value]
) -> frozenset[str] | None:
    """Return the questions whose answers a text needs; None if it is left out whatever the answers are."""
    waiting = set()
    for fact in _facts_in(text):
        if facts.get(fact) in (None, ()):
            for name in base.questions_of(fact):
                if facts.get(name) in (None, ()):
                    if not _is_open(base, name, facts, answers):
                        return None
                    waiting.add(name)
    return frozenset(waiting)


def _is_open(base: KnowledgeBase, name: str, facts: Mapping[str, Value], answers: Mapping[str, Value]) -> bool:
    """Return whether this is a question that applies and that nobody has answered."""
    question = base.questions.get(name)
    return question is not None and name not in answers and question.only_if.outcome(facts) is Truth.TRUE


def _filled(text: str, base: KnowledgeBase, facts: Mapping[str, Value], today: date) -> str | None:
    """Return the text filled in, or None if a fact in it is not known, or if no line of it is left."""

    def is_known(part: str) -> bool:
        return not any(facts.get(fact) in (None, ()) for fact in _facts_in(part))

    def said(match: re.Match[str]) -> str:
        if match[1] == TODAY:
            return f"{MONTHS[today.month - 1]} {today.day}, {today.year}{match[2]}"
        value = facts[match[1]]
        words = day_in_words(value, today) if isinstance(value, date) else base.says(match[1], value)
        if match[2] == ",":
            return f"{inside(words)},"
        return words if words.endswith((".", "!", "?")) else words + match[2]

    rest, alone = _parts(text)
    gone = {line for line in alone if not is_known(line)}
    lines = [line for line in text.split("\n") if line not in gone]
    return _WITH_MARK.sub(said, "\n".join(lines)) if is_known(rest) and lines else None


def _address(base: KnowledgeBase, letter: Letter, facts: Mapping[str, Value], today: date) -> str:
    """Return the e-mail address of the letter. Raises LeadError if it is not valid."""
    address = _filled(letter.to, base, facts, today) or ""
    return checked(address) if address else ""
