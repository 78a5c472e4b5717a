"""Holds a consultation as far as the answers go, and takes further answers."""

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

import msgspec

from followthrough.advising.advise import advise
from followthrough.advising.branches import branch_text
from followthrough.advising.interview import WhyAsked, next_in_order, next_question, why_asked
from followthrough.errors import LeadError, NotSettled, Problem
from followthrough.format.applicability import names_of
from followthrough.format.choices import UNKNOWN, Refused, written
from followthrough.format.conditions import Value
from followthrough.format.fitting import history_of
from followthrough.format.lead import Lead, RefusedDays, read_answer, read_lead, revised
from followthrough.format.model import KnowledgeBase
from followthrough.leads.log.aside import Aside, brought_back, put_aside
from followthrough_web.address import Address, as_texts, tried
from followthrough_web.talk import SECONDS, AnswerOutcome, Asked, CounselSide, LetterPage, Talk


def talk(base: KnowledgeBase, address: Address, answers: Mapping[str, str], follows: str, today: date) -> Talk:
    """Hold a consultation as far as the answers go, with the counsel that the person `follows` first.

    Raises LeadError if an answer is not possible.
    """
    lead = read_lead(base, tried(base, answers, address.trying), today, partial=True)
    names = [follows, *(name for name in base.counsels if name != follows)]
    sides = tuple(_side(base, lead.answers, name, today) for name in names)
    hear = address.hear if address.hear in base.counsels else follows
    asking = next(side for side in sides if side.counsel == hear)
    again = address.again if address.again in base.questions else ""
    asked = None if address.trying else _asked(base, lead, asking, again, today)
    return Talk(base, address, today, lead, sides, asking.counsel, asked)


def letter_in(talk: Talk, step: str) -> LetterPage:
    """Return the letter of a step for the lead of a talk. Raises LeadError if the address names no draft of it."""
    from followthrough.leads import letters

    base, named, answers = talk.base, talk.address.draft, talk.lead.answers
    facts = {**talk.first.so_far.proof.facts, **talk.lead.facts}
    draft = letters.draft_of(base, step, facts, named)
    first = letters.deciding(base, step, facts, answers, named)
    lacking = letters.unanswered(base, draft, facts, answers)
    is_whole = all(base.questions[name].unknown_allowed for name in lacking)
    return LetterPage(
        step,
        draft.label,
        tuple(one.name for one in letters.other_drafts(base, draft, facts)),
        tuple(base.questions[name] for name in dict.fromkeys((*first, *lacking))),
        letters.write(base, draft, facts, answers, talk.today) if is_whole else None,
    )


def _side(base: KnowledgeBase, answers: Mapping[str, Value], counsel: str, today: date) -> CounselSide:
    try:
        found = next_question(base, answers, counsel=counsel, today=today, seconds=SECONDS)
    except NotSettled:
        found = next_in_order(base, answers, today)
    return CounselSide(counsel, found, advise(base, answers, counsel=counsel, today=today, seconds=SECONDS))


def _asked(base: KnowledgeBase, lead: Lead, side: CounselSide, again: str, today: date) -> Asked | None:
    name = again or side.next.question
    if name is None:
        return None
    own = names_of(base, name)
    others = {fact: value for fact, value in lead.answers.items() if fact not in own}
    is_answered = bool(own & lead.answers.keys())
    places = list(lead.answers)
    number = 1 + (min(places.index(fact) for fact in own if fact in places) if is_answered else len(places))
    most = side.next.open_goals if side.next.phase == "goals" else side.next.open
    known = _why(base, others, name, side.counsel, today)
    return Asked(
        base.questions[name],
        None if not is_answered else written(lead.facts[name]),
        number,
        most if is_answered else most - 1,
        known.hinges if known is not None else (),
        tuple(_outcomes(base, known)) if known is not None else (),
    )


def _why(base: KnowledgeBase, others: Mapping[str, Value], name: str, counsel: str, today: date) -> WhyAsked | None:
    """Return why a question is asked; None if that takes too long, or if only a letter needs it."""
    try:
        return why_asked(base, others, name, counsel=counsel, today=today, seconds=SECONDS)
    except (NotSettled, KeyError):
        return None


def _outcomes(base: KnowledgeBase, known: WhyAsked) -> Iterator[AnswerOutcome]:
    """Group the answers that leave the same values possible."""
    together: dict[tuple[tuple[str | None, ...], ...], list[str]] = {}
    for branch in known.branches:
        left = tuple(branch.possible[goal] for goal in base.goals)
        together.setdefault(left, []).append(branch_text(base, known.question, branch))
    for left, answers in together.items():
        yield AnswerOutcome(tuple(answers), dict(zip(base.goals, left, strict=True)))


class Answered(msgspec.Struct, frozen=True):
    """All answers after some were given: the names of those that no longer fit, and of those that came back.

    `aside` has the answers that are put aside by now.
    """

    answers: Mapping[str, Value]
    dropped: tuple[str, ...]
    back: tuple[str, ...]
    aside: Mapping[str, Aside]


def answer(
    base: KnowledgeBase,
    answers: Mapping[str, Value],
    given: Mapping[str, str],
    today: date,
    known_on: Mapping[str, date] = MappingProxyType({}),
    aside: Mapping[str, Aside] = MappingProxyType({}),
) -> Answered:
    """Take answers to questions, for the first time or again. Raises LeadError.

    What no longer fits, or has become history by a new day, is put `aside`. It comes back when an answer is changed
    back. `known_on` has the days on which answers became known.
    """
    kept: dict[str, Value] = dict(answers)
    put = dict(aside)
    dropped: tuple[str, ...] = ()
    problems: list[Problem] = []
    for name, text in given.items():
        try:
            changed, gone = _with_answer(base, kept, name, text, today, known_on)
            kept = dict(read_lead(base, changed, today, partial=True).answers)
        except LeadError as error:
            problems += error.problems
            continue
        put |= put_aside(as_texts(answers), [name], [one for one in answers if one in gone])
        dropped = (*dropped, *(one for one in answers if one in gone))
    if problems:
        raise LeadError(problems)
    back = brought_back(base, as_texts(kept), given, put, today)
    kept = dict(read_lead(base, {**as_texts(kept), **back}, today, partial=True).answers)
    return Answered(kept, dropped, tuple(back), {name: one for name, one in put.items() if name not in kept})


def _with_answer(
    base: KnowledgeBase,
    kept: Mapping[str, Value],
    name: str,
    text: str,
    today: date,
    known_on: Mapping[str, date],
) -> tuple[dict[str, Value], set[str]]:
    """Return the answers with one more, and the names of those that it drops. Raises LeadError."""
    counts = {count.name for count in base.counts_of(name)}
    before = {one: said for one, said in kept.items() if one not in counts}
    others = {one: said for one, said in before.items() if base.question_of(one) != name}
    history = history_of(base, {name: text.strip()}, others, today, known_on)
    before = {one: said for one, said in before.items() if one not in history}
    changed, gone = revised(base, before, name, None if text == UNKNOWN else text.strip(), today)
    return changed, {*history, *gone}


def possible_days(base: KnowledgeBase, name: str, text: str, today: date) -> tuple[date, ...]:
    """Return the days that an answer may mean, if it may mean more than one."""
    try:
        read_answer(base, base.questions[name], text, today)
    except RefusedDays as error:
        return error.days
    except Refused:
        pass
    return ()


def possible_together(base: KnowledgeBase, answers: Mapping[str, str], today: date) -> dict[str, str]:
    """Return the answers that are possible together, each to a question that applies; earlier answers win."""
    kept: dict[str, str] = {}
    left = dict(answers)
    while left:
        found = next((name for name in left if _are_possible(base, {**kept, name: left[name]}, today)), None)
        if found is None:
            break
        kept[found] = left.pop(found)
    return kept


def _are_possible(base: KnowledgeBase, answers: Mapping[str, str], today: date) -> bool:
    try:
        read_lead(base, answers, today)
    except LeadError:
        return False
    return True
