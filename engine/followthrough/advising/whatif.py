"""What would have to be different: the smallest sets of changed answers that lead to another advice.

Looked for among all possible leads, with clingo, from one changed answer upwards. Answers that the person can still
change (`can become`) are told apart from those that they cannot: how long ago it was, what the others said. What is
known cannot be forgotten, and what has come about is not undone.

A change may make another question apply. Its answer is the person's where the question is about what they do: it has a
`can become`, or asks for the day, which is today. Any other is not theirs to choose, so with it a set is in their hands
only if it leads there whatever the answer is. What is `harmful` is never among the changes, whatever it would lead to.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

import msgspec

from followthrough.advising.advice import Advice, advise_lead
from followthrough.advising.advice_json import concept_json, value_json
from followthrough.advising.answers_so_far import as_proved
from followthrough.advising.inquiry import Inquiry
from followthrough.errors import MissingFacts, UnknownName
from followthrough.format.applicability import names_of, unanswered
from followthrough.format.conditions import Truth, Value, values_of
from followthrough.format.day_facts import counted
from followthrough.format.day_order import FAR, by_day
from followthrough.format.days import day_or_today
from followthrough.format.lead import Lead, read_lead
from followthrough.format.model import KnowledgeBase, Question
from followthrough.format.phrases import asks
from followthrough.format.words import composed
from followthrough.readings.prove.cells import ANY_DAY, Cell, day_of_age, nearest
from followthrough.readings.prove.days import arranged
from followthrough.readings.prove.pairs import MAX_CHANGES, Pairs, pairs
from followthrough.readings.prove.solver import SECONDS
from followthrough.readings.prove.worlds import Claim
from followthrough.short_repr import Result

MAX_SETS = 50
"""Most sets of changes given: more are no help to anyone."""


class Change(msgspec.Struct, frozen=True):
    """Another answer to a question (or count of days): `then`, or a number from there to `high`.

    None is unknown, or that the question does not apply, as `applies` tells. A date that nothing counts from is today.
    """

    fact: str
    now: Value
    then: Value
    high: int | None
    applies: bool
    in_your_hands: bool


class WhatIf(Result, frozen=True):
    """What would lead to another value of a concept.

    `asked` is the value asked for, None for any other than `now`. `yours` has the smallest sets of changes that are
    all in the person's hands, `others` the smallest sets that are not; each empty if up to `most` changes do not
    suffice. It is `possible` if any lead at all leads there. `advice` is that on the lead as it is, `after` that on the
    lead with a set of changes.
    """

    counsel: str
    concept: str
    asked: str | None
    now: Value
    yours: tuple[tuple[Change, ...], ...]
    others: tuple[tuple[Change, ...], ...]
    possible: bool
    advice: Advice
    after: Mapping[tuple[Change, ...], Advice]
    most: int = MAX_CHANGES


def what_if(
    base: KnowledgeBase,
    lead: Mapping[Any, object],
    concept: str,
    value: str | None = None,
    *,
    counsel: str | None = None,
    today: date | None = None,
    seconds: float = SECONDS,
) -> WhatIf:
    """Find all smallest sets of changed answers that lead to another value of a concept, or to the one asked for.

    An open question counts as not answered, or as answered in any way that fits, where it has to be: a concept that is
    settled is the same whatever the answer is. Without a `counsel` the base's default one advises, and `today` is the
    local day.

    Raises MissingFacts, naming the questions to ask, when the concept is open; UnknownName when there is no such
    concept or value; LeadError when an answer, or the counsel, cannot be; NotSettled when a proof takes longer than
    `seconds`; TypeError when `today` is anything but a `datetime.date`.

    >>> from followthrough import load
    >>> lead = {"interview": "upcoming", "want_it": "no"}
    >>> found = what_if(load(), lead, "stance", "pursue", today=date(2026, 11, 22))
    >>> [[(change.fact, change.then) for change in changes] for changes in found.others]
    [[('want_it', 'yes')], [('want_it', 'unsure')]]
    """
    name = base.counsel_named(counsel)
    value = None if value is None else composed(value)
    _check(base, concept, value)
    day = day_or_today(today)
    given = read_lead(base, lead, day, partial=True)
    whole = _on_its_days(base, _completed(base, given, name, concept, day, seconds), day)
    advice = advise_lead(base, whole, counsel=name, today=day)
    now = advice.value(concept)
    worlds = pairs(base, name, seconds, whole.ages).on_days(whole.ages)
    search = _Search(worlds, advice, given, concept, value)
    yours = search.smallest(search.others_stay(), _is_yours)
    others = [changes for changes in search.smallest() if changes not in yours]
    possible = worlds.possible({}, *search.target)
    after = {changes: _after(advice, changes) for changes in (*yours, *others)}
    return WhatIf(name, concept, value, now, tuple(yours), tuple(others), possible, advice, after)


def as_json(found: WhatIf) -> dict[str, Any]:
    """Return the answer to "what if" as data."""
    return {
        "concept": found.concept,
        "asked": found.asked,
        "possible": found.possible,
        "now": value_json(found.now),
        "yours": [[_change_json(change) for change in changes] for changes in found.yours],
        "others": [[_change_json(change) for change in changes] for changes in found.others],
        "yours_become": [_advice_json(found.after[changes]) for changes in found.yours],
        "others_become": [_advice_json(found.after[changes]) for changes in found.others],
    }


def _advice_json(advice: Advice) -> dict[str, Any]:
    return {concept: concept_json(advice, concept) for concept in advice.shown()}


def _change_json(change: Change) -> dict[str, Any]:
    return {
        "fact": change.fact,
        "now": value_json(change.now),
        "then": value_json(change.then),
        "to": None if change.high is None else value_json(change.high),
        "applies": change.applies,
        "in_your_hands": change.in_your_hands,
    }


def _completed(base: KnowledgeBase, given: Lead, counsel: str, concept: str, today: date, seconds: float) -> Lead:
    """Complete a lead; raises MissingFacts if the concept is open."""
    if not any(unanswered(base, given.facts, given.answers)):
        return given
    inquiry = Inquiry(base, given, counsel, seconds)
    if inquiry.open_pair(concept) is not None:
        questions, _ = inquiry.asks(concept)
        raise MissingFacts(questions, concept=concept, asks=asks(base, questions))
    return read_lead(base, {**given.answers, **inquiry.completion(today)}, today)


def _on_its_days(base: KnowledgeBase, lead: Lead, today: date) -> Lead:
    """Return a lead that tells by themselves the days that count themselves, since no other change moves them."""
    dates = by_day(base)
    if not dates:
        return lead
    answers = {name: value for name, value in lead.answers.items() if base.question_of(name) not in dates}
    told = {base.question_of(name) for name in lead.answers} & dates
    return read_lead(base, {**answers, **{name: lead.facts[name] for name in base.questions if name in told}}, today)


def _check(base: KnowledgeBase, concept: str, value: str | None) -> None:
    if concept not in base.concepts:
        wrong = f"{concept} is a sum of points" if concept in base.sums else f"unknown concept {concept!r}"
        raise UnknownName("what-if", wrong, concept, base.concepts)
    if value is not None and value not in base.concepts[concept].values:
        raise UnknownName("what-if", f"unknown value {value!r}", value, base.concepts[concept].values)


def _target(worlds: Pairs, concept: str, value: str | None, now: Value) -> list[Claim]:
    """Claim on the second side the value asked for, or any known one but those that hold now."""
    if value is not None:
        return [worlds.value_then(concept, value)]
    held = now if isinstance(now, tuple) else (now,)
    return [worlds.differs(concept), *(-worlds.value_then(concept, one) for one in {*map(_text, held), None})]


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _is_yours(changes: Iterable[Change]) -> bool:
    return all(change.in_your_hands for change in changes)


def _facts(base: KnowledgeBase, lead: Lead, changed: Mapping[str, Value], today: date) -> dict[str, Value]:
    """Return the facts of a lead with other answers; where days are counted anew, any date stands for the date."""
    facts = dict(lead.facts)
    for fact, value in changed.items():
        facts.update(dict.fromkeys(names_of(base, fact), None if value is None else today))
        facts[fact] = value
    dates = by_day(base)
    counts = counted(base, facts, today) if dates else {}
    return {**facts, **{name: days for name, days in counts.items() if dates.issuperset(base.questions_of(name))}}


def _after(advice: Advice, changes: Sequence[Change]) -> Advice:
    """Advise on the lead with changes; answers to what then no longer applies go with them."""
    base, lead, today = advice.base, advice.lead, advice.on
    facts = _facts(base, lead, {change.fact: change.then for change in changes}, today)
    gone = {name for change in changes for name in names_of(base, change.fact)}
    kept = {name: value for name, value in lead.answers.items() if name not in gone}
    answers = {**kept, **{change.fact: change.then for change in changes}}
    fitting = {
        name: value
        for name, value in answers.items()
        if base.questions[base.question_of(name)].only_if.outcome(facts) is Truth.TRUE
    }
    return advise_lead(base, read_lead(base, fitting, today), counsel=advice.counsel, today=today)


class _Search:
    """Looks for changes of the lead that was advised on, with which a concept has the value that is asked for.

    What was `given` of the lead is what is told of it.
    """

    def __init__(self, worlds: Pairs, advice: Advice, given: Lead, concept: str, value: str | None) -> None:
        self.advice = advice
        self.concept = concept
        self.given = given
        self.base = advice.base
        self.worlds = worlds
        self.lead = advice.lead
        self.today = advice.on
        self.target = _target(worlds, concept, value, advice.value(concept))
        self.asked = [variable for variable in worlds.variables if variable.asked]
        self.facts: dict[str, Value] = {}
        for variable in worlds.variables:
            self.facts.update(as_proved(self.lead, variable))

    def smallest(
        self, claims: Iterable[Claim] = (), wanted: Callable[[tuple[Change, ...]], bool] | None = None
    ) -> list[tuple[Change, ...]]:
        """Return all wanted sets of the smallest size with which the claims hold too, in the author's order."""
        together = [*self.target, *claims, *self.new_days_known(), *self.nothing_harmful()]
        for size in range(MAX_CHANGES + 1):
            cells = list(islice(self.worlds.changes(self.facts, size, *together), MAX_SETS))
            found = [changes for changes in map(self.changes, cells) if wanted is None or wanted(changes)]
            if found:
                return sorted(self.on_nearest_days(found), key=self.order)
        return []

    def on_nearest_days(self, found: Iterable[tuple[Change, ...]]) -> list[tuple[Change, ...]]:
        """Keep of sets that differ only in a day, and lead to the same, those with the day nearest to that of now."""
        dates, kept = by_day(self.base), dict[object, tuple[int, tuple[Change, ...]]]()
        for changes in found:
            days = [change for change in changes if change.fact in dates and isinstance(change.then, date)]
            then = tuple((change.fact, "a day" if change in days else change.then) for change in changes)
            alike = (then, _after(self.advice, changes).value(self.concept) if days else None)
            kept[alike] = min(kept.get(alike, (FAR, ())), (sum(map(self.moved, days)), changes), key=lambda one: one[0])
        return [changes for _, changes in kept.values()]

    def moved(self, change: Change) -> int:
        """Return by how many days a date is moved, or from today if it had none."""
        assert isinstance(change.then, date), "it is moved to a day"
        now = change.now if isinstance(change.now, date) else self.today
        return abs((change.then - now).days)

    def others_stay(self) -> Iterator[Claim]:
        """Claim that of the questions that apply no answer changes but in a way that is in the person's hands."""
        for variable in self.asked:
            if self.applies(variable.question):
                yield -self.worlds.forgotten(variable.question.name)
                for cell in variable.cells:
                    if not cell.includes(self.facts.get(variable.fact)) and not self.is_yours(variable.fact, cell):
                        yield from (-claim for claim in self.worlds.answered_then({variable.fact: cell.value}))

    def nothing_harmful(self) -> Iterator[Claim]:
        """Claim that no answer changes to one that no one is told to bring about."""
        for variable in self.asked:
            harmful, now = {*variable.question.harmful}, self.facts.get(variable.fact)
            for cell in variable.cells if harmful else ():
                if harmful & {*values_of(cell.value)} - {*values_of(now)}:
                    yield from (-claim for claim in self.worlds.answered_then({variable.fact: cell.value}))

    def new_days_known(self) -> Iterator[Claim]:
        """Claim that a day from which days are counted is known where it is the day of what is newly done."""
        for variable in self.asked:
            question = variable.question
            is_counted = self.base.counts_of(question.name) or self.base.spans_of(question.name)
            if self.applies(question) or not is_counted:
                continue
            if any(self.is_today(question, cell) for cell in variable.cells):
                yield -self.worlds.unknown_then(question.name)

    def applies(self, question: Question) -> bool:
        """Return whether a question applies to the lead as it is."""
        return question.only_if.outcome(self.lead.facts) is Truth.TRUE

    def is_yours(self, fact: str, cell: Cell) -> bool:
        """Return whether the person can bring an answer about."""
        question = self.base.questions[self.base.question_of(fact)]
        if self.applies(question):
            now = self.lead.facts[fact]
            return question.is_in_your_hands(now, nearest(question, cell, now))
        return bool(question.can_become) or self.is_today(question, cell)

    def is_today(self, question: Question, cell: Cell) -> bool:
        """Return whether a date that is newly asked for may be today, when the person does what makes it apply."""
        count = self.base.count_of(question.name)
        if cell.ages is not None:
            return cell.ages.least <= 0 <= cell.ages.most
        return question.kind == "date" and (count is None or (count.direction == "since" and cell.includes(0)))

    def changes(self, cells: Mapping[str, Cell]) -> tuple[Change, ...]:
        """Describe a set of changes."""
        fixed = {fact: cell.ages.least for fact, cell in cells.items() if cell.ages is not None}
        changed = self.in_order({fact: self.nearest(fact, cell) for fact, cell in cells.items() if fact not in fixed})
        changed |= {fact: day_of_age(age, self.today) for fact, age in fixed.items()}
        changed = {fact: changed[fact] for fact in cells}
        then = _facts(self.base, self.lead, changed, self.today)
        found = tuple(self.change(fact, cell, changed[fact], then) for fact, cell in cells.items())
        if not _is_yours(found) and self.is_certain(found, cells):
            return tuple(msgspec.structs.replace(change, in_your_hands=True) for change in found)
        return found

    def nearest(self, fact: str, cell: Cell) -> Value:
        """Return the answer of a cell that is nearest to that of the lead."""
        return nearest(self.base.questions[self.base.question_of(fact)], cell, self.facts[fact])

    def in_order(self, changed: Mapping[str, Value]) -> dict[str, Value]:
        """Return changed answers whose days are in order with those that stay."""
        stays = {name: ages for name, ages in self.lead.ages.items() if not names_of(self.base, name) & changed.keys()}
        answers = {fact: value for fact, value in {**self.facts, **changed}.items() if fact not in self.base.spans}
        found = arranged([self.base], self.worlds.variables, answers, exactly=stays, today=self.today)
        return {fact: found[fact] for fact in changed}

    def change(self, fact: str, cell: Cell, value: Value, then: Mapping[str, Value]) -> Change:
        """Describe one change, given all facts as they are then."""
        applies = self.base.questions[self.base.question_of(fact)].only_if.outcome(then) is Truth.TRUE
        value = self.today if value == ANY_DAY else value
        yours = not applies or self.is_yours(fact, cell)
        return Change(fact, self.given.facts[fact], value, cell.high, applies, yours)

    def is_certain(self, changes: Iterable[Change], cells: Mapping[str, Cell]) -> bool:
        """Tell whether changes lead there whatever is answered to new questions that are not in the person's hands."""
        given = {change.fact for change in changes if not change.in_your_hands}
        if any(self.applies(self.base.questions[self.base.question_of(fact)]) for fact in given):
            return False
        worlds = self.worlds
        own = {fact: cell.value for fact, cell in cells.items() if fact not in given}
        same = [-worlds.differs(variable.question.name) for variable in self.asked if variable.fact not in cells]
        claims = [*worlds.answered(self.facts), *worlds.answered_then(own), *same]
        return not any(worlds.possible({}, *claims, -claim) for claim in self.target)

    def order(self, changes: tuple[Change, ...]) -> list[tuple[int, int]]:
        """Order sets of changes by question, then by answer, each as the author has them."""
        places = {variable.fact: place for place, variable in enumerate(self.worlds.variables)}
        found = []
        for change in changes:
            cells = self.worlds.variables[places[change.fact]].cells
            holding = (number for number, cell in enumerate(cells) if cell.includes(change.then))
            found.append((places[change.fact], next(holding, len(cells))))
        return found
