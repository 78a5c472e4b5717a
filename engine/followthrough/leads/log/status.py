"""What each lead needs on a day, and an overview of all of them, derived from the history by the rules."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec

from followthrough.advising.advise import advise
from followthrough.advising.still_open import Open
from followthrough.errors import LeadError
from followthrough.format.conditions import Value, values_of
from followthrough.format.fitting import wrong_with
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import counted
from followthrough.format.sentences import names_listed
from followthrough.leads.log.actions import given_advice
from followthrough.leads.log.conflicts import latest_that_fit
from followthrough.leads.log.history import Entry, History, leads_in
from followthrough.leads.log.whole_search import standing
from followthrough.leads.standing import as_it_stands, asked_for
from followthrough.leads.turns import Turn, Urgency, first_due


class Need(msgspec.Struct, frozen=True):
    """What a lead needs on a day: the advice as it stands, with the step that falls due first.

    `turn` is None if there can be no advice. `missing` names the questions that must be answered before all goals are
    settled. `open` has the goals and shown concepts that a missing answer can still change, even if the advice as it
    stands has a value for them. `fault` says what is wrong with the answers, if anything, and `aside` names the answers
    that are left aside because of it; one that an answer to an open question may still allow is not told.
    """

    history: History
    turn: Turn | None
    missing: tuple[str, ...] = ()
    open: Mapping[str, Open] = {}
    fault: str = ""
    aside: tuple[str, ...] = ()

    @property
    def due(self) -> date | None:
        """The day that a rule names for the step."""
        return self.turn.due if self.turn is not None else None

    @property
    def urgency(self) -> Urgency | Literal["asks"]:
        """How urgent the step is; `asks` if it is not settled, or there can be no advice."""
        if self.turn is None or (self.missing and self.turn.due is None):
            return "asks"
        return self.turn.urgency

    @property
    def to_sharpen(self) -> str | None:
        """The question to ask next about a lead with a step that its answer may change; None if there is none."""
        if self.turn is None or self.missing:
            return None
        base = self.turn.advice.base
        return next(iter(asked_for(base, self.open, base.goals)), None)

    @property
    def rank(self) -> tuple[int, date]:
        """A sort key, the most urgent first: overdue, today, no advice, later, open; each by its day."""
        return ("overdue", "today", "asks", "later", "open").index(self.urgency), self.due or date.max


class SearchAnswer(msgspec.Struct, frozen=True):
    """An answer about the whole search, its day, and how many leads were active then, and are now."""

    question: str
    answer: str
    day: date
    then: int
    now: int


class Overview(msgspec.Struct, frozen=True):
    """All active leads, the most urgent first, and the answers about the whole search.

    `standing` maps each value of the base's first goal to the names of the leads with that advice.
    """

    needs: tuple[Need, ...]
    standing: Mapping[str, tuple[str, ...]]
    said: tuple[SearchAnswer, ...]


class Shift(msgspec.Struct, frozen=True):
    """A concept whose advice differs from the last advice given, and whether rules, facts or time changed it."""

    concept: str
    then: Value
    now: Value
    by: tuple[Literal["rules", "facts", "time"], ...]


class Recheck(msgspec.Struct, frozen=True):
    """A lead whose advice has changed since it was last given.

    `facts` has the answers that have changed, and `counts` the counts of days, each as (name, then, now). `rules` names
    the rules that decided what changed, then and now.
    """

    history: History
    given: Entry
    need: Need
    shifts: tuple[Shift, ...]
    facts: tuple[tuple[str, str, str], ...]
    counts: tuple[tuple[str, Value, Value], ...]
    rules: tuple[tuple[str, ...], tuple[str, ...]]


def need(base: KnowledgeBase, history: History, *, counsel: str | None = None, today: date) -> Need:
    """Return what a lead needs on a day. What keeps it from advice is returned, not raised.

    If answers contradict one another, the last ones count, and those that do not fit them are left aside.
    """
    answers, fault = history.answers(today), ""
    known = answers
    try:
        try:
            advice = as_it_stands(base, answers, counsel=counsel, today=today)
        except LeadError as error:
            fault, known = error.problems[0].wrong, latest_that_fit(base, answers, today)
            advice = as_it_stands(base, known, counsel=counsel, today=today)
        opened = advise(base, known, counsel=counsel, today=today).open
    except LeadError as error:
        return Need(history, None, fault=fault or str(error))
    return Need(
        history,
        Turn(today, (), advice, (), *first_due(advice)),
        asked_for(base, advice.open, base.goals),
        opened,
        fault,
        aside=tuple(
            question
            for question in answers
            if question not in known and wrong_with(base, {**known, question: answers[question]}, today)
        ),
    )


def what_goes_together(entries: Iterable[Entry]) -> str:
    """Return what undoing a change to several leads removes, in words."""
    found = list(entries)
    added = [entry.value for entry in found if entry.kind == "added"]
    others = len(leads_in(found)) - len(added)
    more = [f"{len(added) - 3} more"] if len(added) > 3 else []
    named = names_listed([*added[:3], *more], "and" if more else "")
    changed = f", and what it added to {counted(others, 'other lead')}" if others else ""
    return f"This removes {counted(len(added), 'lead')}: {named}{changed}."


def what_goes(history: History) -> str:
    """Return what undoing the adding of a lead removes, in words."""
    kinds = [entry.kind for entry in history.standing]
    parts = [
        counted(kinds.count(kind), word)
        for kind, word in (("answer", "answer"), ("note", "note"), ("advised", "record of advice"))
        if kind in kinds
    ]
    parts = [part.replace("record of advices", "records of advice") for part in parts]
    together = " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
    return f"This removes {history.name}, with {together}." if parts else f"This removes {history.name}."


def overview(base: KnowledgeBase, histories: Sequence[History], *, counsel: str | None = None, today: date) -> Overview:
    """Return an overview of all active leads."""
    active = [history for history in histories if history.is_active(today)]
    needs = sorted((need(base, one, counsel=counsel, today=today) for one in active), key=lambda one: one.rank)
    standing: dict[str, list[str]] = {value: [] for value in base.concepts[base.goals[0]].values}
    for one in needs:
        for value in values_of(one.turn.advice.known(base.goals[0])) if one.turn is not None else ():
            standing[value].append(one.history.name)
    return Overview(
        tuple(needs),
        {value: tuple(names) for value, names in standing.items()},
        tuple(_about_the_search(base, histories, today)),
    )


def _about_the_search(base: KnowledgeBase, histories: Sequence[History], today: date) -> Iterator[SearchAnswer]:
    """Yield the answers about the whole search by which the rules go, with the number of leads active then and now."""
    entries = histories[0].search if histories else ()
    tested = {test.fact for test in base.tests()}
    for name, entry in standing(entries, today).items():
        if name in tested:
            then, now = (sum(one.is_active(day) for one in histories) for day in (entry.day, today))
            yield SearchAnswer(name, entry.value, entry.day, then, now)


def recheck(
    base: KnowledgeBase, histories: Iterable[History], *, counsel: str | None = None, today: date
) -> tuple[Recheck, ...]:
    """Return the active leads whose advice has changed since it was last given under a counsel, and what changed it.

    Today's rules are run on the old answers and the old day: what differs, the rules changed. Then on today's answers
    and the old day: the facts changed that. Then on today's answers and today: time changed the rest.
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
        {} if now.turn is None else given_advice(now.turn.advice).advice,
    ]
    shifts = []
    for concept in dict.fromkeys([*said.advice, *worlds[-1]]):
        values = [world.get(concept) for world in worlds]
        if values[0] != values[-1]:
            causes: tuple[Literal["rules", "facts", "time"], ...] = ("rules", "facts", "time")
            steps = zip(causes, values, values[1:], strict=False)
            shifts.append(Shift(concept, values[0], values[-1], tuple(by for by, a, b in steps if a != b)))
    changed = [shift.concept for shift in shifts]
    deciding = {} if now.turn is None else given_advice(now.turn.advice).by
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
    """Yield the counts of days that have changed since a day."""
    if now.turn is not None and now.turn.day != then:
        for count in base.counts.values():
            day = now.turn.advice.lead.facts[count.of]
            if isinstance(day, date) and (before := count.days(day, then)) != (after := count.days(day, now.turn.day)):
                yield count.name, before, after


def _values(
    base: KnowledgeBase, answers: Mapping[str, str], counsel: str, day: date
) -> Mapping[str, str | tuple[str, ...] | None]:
    """Return the values of the advice; none if there can be no advice."""
    try:
        return given_advice(as_it_stands(base, answers, counsel=counsel, today=day)).advice
    except LeadError:
        return {}
