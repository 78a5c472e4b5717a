"""What every lead needs on a day, and what all of them together tell: derived from the history by the rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

import msgspec

from followthrough.advising.settling import advise_or_name_missing
from followthrough.errors import LeadError, MissingFacts, NotSettled
from followthrough.format.conditions import Value
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import counted
from followthrough.leads.log.actions import as_given
from followthrough.leads.log.conflicts import latest_that_fit
from followthrough.leads.log.history import Entry, History
from followthrough.leads.plan import Turn, Urgency, first_due

OTHER_LEADS = "other_leads"
"""The question of the shipped base on which the other leads of a log bear; another base need not have it."""

WEEK = 7
"""Days in the week ahead, today included."""


class Need(msgspec.Struct, frozen=True):
    """What a lead needs on a day: the advice, with the step that falls due first.

    `turn` is None where there can be no advice: then `missing` names the questions that matter and have no answer.
    `fault` says what is wrong with the answers, if anything is; `aside` names those that are left aside for that.
    """

    history: History
    turn: Turn | None
    missing: tuple[str, ...] = ()
    fault: str = ""
    aside: tuple[str, ...] = ()

    @property
    def due(self) -> date | None:
        """The day that a rule names for the step."""
        return self.turn.due if self.turn is not None else None

    @property
    def urgency(self) -> Urgency | Literal["asks"]:
        """How the step stands to the day; `asks` where there can be no advice."""
        return self.turn.urgency if self.turn is not None else "asks"

    @property
    def rank(self) -> tuple[int, date]:
        """How urgent it is, the most urgent least: overdue, today, no advice, later, open; each by its day."""
        return ("overdue", "today", "asks", "later", "open").index(self.urgency), self.due or date.max


class OtherLeadsAnswer(msgspec.Struct, frozen=True):
    """What the person has said of a lead about having enough others, and how many others were, and are, active."""

    lead: str
    answer: str
    day: date
    then: int
    now: int


class Overview(msgspec.Struct, frozen=True):
    """All active leads together: the most urgent first, those with a step this week, and what was said about enough.

    `standing` has for each value of the base's first goal the names of the leads that are so advised.
    """

    needs: tuple[Need, ...]
    this_week: tuple[Need, ...]
    standing: Mapping[str, tuple[str, ...]]
    said: tuple[OtherLeadsAnswer, ...]


class Shift(msgspec.Struct, frozen=True):
    """One concept of which the advice is another than the one given last, and whether rules, facts or time did that."""

    concept: str
    then: Value
    now: Value
    by: tuple[Literal["rules", "facts", "time"], ...]


class Recheck(msgspec.Struct, frozen=True):
    """A lead of which the advice has changed since it was last given.

    `facts` has the answers that changed since, `counts` the counts of days that go on, each as (name, then, now);
    `rules` names those that decide what changed, then and now.
    """

    history: History
    given: Entry
    need: Need
    shifts: tuple[Shift, ...]
    facts: tuple[tuple[str, str, str], ...]
    counts: tuple[tuple[str, Value, Value], ...]
    rules: tuple[tuple[str, ...], tuple[str, ...]]


def need(base: KnowledgeBase, history: History, *, counsel: str | None = None, today: date) -> Need:
    """Tell what a lead needs on a day; what keeps it from advice is told, not raised.

    Answers that cannot be given together hide nothing that was said last: those that do not fit are left aside.
    """
    answers, fault = history.answers(today), ""
    known = answers
    try:
        try:
            advice = advise_or_name_missing(base, answers, counsel=counsel, today=today)
        except LeadError as error:
            fault, known = error.problems[0].wrong, latest_that_fit(base, answers, today)
            advice = advise_or_name_missing(base, known, counsel=counsel, today=today)
    except MissingFacts as error:
        return Need(history, None, error.questions, fault, _aside(answers, known))
    except (LeadError, NotSettled) as error:
        return Need(history, None, fault=fault or str(error))
    goal, step = first_due(advice)
    return Need(history, Turn(today, (), advice, (), goal, step), (), fault, _aside(answers, known))


def _aside(answers: Mapping[str, str], known: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(question for question in answers if question not in known)


def what_goes(history: History) -> str:
    """Say what goes with a lead whose adding is undone."""
    kinds = [entry.kind for entry in history.standing]
    parts = [
        counted(kinds.count(kind), word)
        for kind, word in (("answer", "answer"), ("note", "note"), ("advised", "record of advice"))
        if kind in kinds
    ]
    parts = [part.replace("record of advices", "records of advice") for part in parts]
    together = " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
    return f"{history.name} goes, with {together}." if parts else f"{history.name} goes."


def overview(base: KnowledgeBase, histories: Sequence[History], *, counsel: str | None = None, today: date) -> Overview:
    """Look at all active leads together."""
    active = [history for history in histories if history.is_active(today)]
    needs = sorted((need(base, one, counsel=counsel, today=today) for one in active), key=lambda one: one.rank)
    standing: dict[str, list[str]] = {value: [] for value in base.concepts[base.goals[0]].values}
    for one in needs:
        if one.turn is not None and (value := one.turn.advice.value(base.goals[0])):
            standing[str(value)].append(one.history.name)
    return Overview(
        tuple(needs),
        tuple(one for one in needs if one.due is not None and one.due < today + timedelta(days=WEEK)),
        {value: tuple(names) for value, names in standing.items()},
        tuple(_said(active, histories, today)),
    )


def _said(active: Iterable[History], histories: Iterable[History], today: date) -> Iterator[OtherLeadsAnswer]:
    """Find what was said about having enough other leads, and count those that were and are active beside each."""
    for history in active:
        last = None
        for entry in history.until(today, ("answer", "retracted")):
            last = entry if entry.name == OTHER_LEADS else last
        if last is not None and last.kind == "answer":
            then, now = (
                sum(1 for other in histories if other.key != history.key and other.is_active(day))
                for day in (last.day, today)
            )
            yield OtherLeadsAnswer(history.name, last.value, last.day, then, now)


def recheck(
    base: KnowledgeBase, histories: Iterable[History], *, counsel: str | None = None, today: date
) -> tuple[Recheck, ...]:
    """Find the active leads of which the advice has changed since it was last given under a counsel, and what did that.

    Today's rules are run on what was known then, on the day it was given: what differs, the rules did. Then on what is
    known now, still on that day: that the facts did. Then on today: that time did.
    """
    name = base.counsel_named(counsel)
    found = []
    for history in histories:
        given = history.last_given(today, name) if history.is_active(today) else None
        if given is not None:
            one = _rechecked(base, history, given, name, today)
            if one.shifts:
                found.append(one)
    return tuple(sorted(found, key=lambda one: one.need.rank))


def _rechecked(base: KnowledgeBase, history: History, given: Entry, counsel: str, today: date) -> Recheck:
    said = given.given()
    known_then, known_now = history.before(given).answers(given.day), history.answers(today)
    now = need(base, history, counsel=counsel, today=today)
    worlds: list[Mapping[str, Value]] = [
        said.advice,
        _values(base, known_then, counsel, given.day),
        _values(base, known_now, counsel, given.day),
        {} if now.turn is None else as_given(now.turn.advice).advice,
    ]
    shifts = []
    for concept in dict.fromkeys([*said.advice, *worlds[-1]]):
        values = [world.get(concept) for world in worlds]
        if values[0] != values[-1]:
            causes: tuple[Literal["rules", "facts", "time"], ...] = ("rules", "facts", "time")
            steps = zip(causes, values, values[1:], strict=False)
            shifts.append(Shift(concept, values[0], values[-1], tuple(by for by, a, b in steps if a != b)))
    changed = [shift.concept for shift in shifts]
    deciding = {} if now.turn is None else as_given(now.turn.advice).by
    return Recheck(
        history,
        given,
        now,
        tuple(shifts),
        tuple(
            (question, known_then.get(question, ""), known_now.get(question, ""))
            for question in dict.fromkeys([*known_then, *known_now])
            if known_then.get(question) != known_now.get(question)
        ),
        tuple(_counts(base, given.day, now)),
        (_rules(said.by, changed), _rules(deciding, changed)),
    )


def _rules(by: Mapping[str, tuple[str, ...]], concepts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule for concept in concepts for rule in by.get(concept, ())))


def _counts(base: KnowledgeBase, then: date, now: Need) -> Iterator[tuple[str, Value, Value]]:
    """Give the counts of days that have gone on since a day."""
    if now.turn is not None and now.turn.day != then:
        for count in base.counts.values():
            day = now.turn.advice.lead.facts[count.of]
            if isinstance(day, date) and (before := count.days(day, then)) != (after := count.days(day, now.turn.day)):
                yield count.name, before, after


def _values(
    base: KnowledgeBase, answers: Mapping[str, str], counsel: str, day: date
) -> Mapping[str, str | tuple[str, ...] | None]:
    """Give the values of the advice; none where there can be no advice."""
    try:
        return as_given(advise_or_name_missing(base, answers, counsel=counsel, today=day)).advice
    except (LeadError, MissingFacts, NotSettled):
        return {}
