"""The laws in the plainest words: every lead, day by day, with every lead that can follow on it.

Days are named, not counted: a lead is read today, and again after the days of a law have passed. What a step changes is
what `format.doing` says of one lead. Slow, and easy to believe; what proofs say of laws is compared with it.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from itertools import combinations, islice

from followthrough.errors import LeadError
from followthrough.format.conditions import AllOf, FactTest, IsDue, OneOf, SameAs, SimpleTest, Truth, Value, values_of
from followthrough.format.doing import done
from followthrough.format.expectations import CASE_DAY, DaysPass, DoingStep, Law
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase, Question, Rule
from random_bases import asking_order
from reference import Reference, days_are_told, days_counted

Answers = Mapping[str, Value]
"""An answer to every question that applies, texts aside; None for "I don't know"."""


class LawReference:
    """All possible leads of a base, and what its laws make of them; days are tried `beyond` the bounds of counts.

    Of a base that has more leads than `most`, the first of them are there, one more than that.
    """

    def __init__(self, base: KnowledgeBase, beyond: int = 3, most: int | None = None) -> None:
        self.base = base
        self.beyond = beyond
        self.leads = list(islice(self.completions({}, CASE_DAY), None if most is None else most + 1))
        self.known = lru_cache(maxsize=None)(self._known)
        self.following = lru_cache(maxsize=None)(self._following)

    def broken(self, law: Law, counsel: str, before: Answers) -> bool | None:
        """Return whether a lead breaks a law; None if the law does not speak of it."""
        if not self.holds(law.conditions, counsel, before, CASE_DAY):
            return None
        after = list(self.after(law, counsel, before))
        return (
            any(self.holds(law.claim, counsel, one, self.day_after(law)) is law.never for one in after)
            if after
            else None
        )

    def is_met(self, law: Law, counsel: str, before: Answers) -> bool:
        return self.holds(law.conditions, counsel, before, CASE_DAY)

    def after(self, law: Law, counsel: str, before: Answers) -> Iterator[Answers]:
        """Yield every lead that a law's claim is about."""
        if law.after is None:
            yield before
        elif isinstance(law.after, DoingStep):
            goal = law.after.concept
            for value in values_of(self.concluded(counsel, before, CASE_DAY).values[goal]):
                if value in self.base.concepts[goal].does:
                    yield from self.following(_told(done(self.base, goal, value, before, CASE_DAY)), CASE_DAY, False)
        else:
            yield from self.following(_told(before), self.day_after(law), True)

    def _following(self, given: tuple[tuple[str, Value], ...], today: date, only_what_applies: bool) -> list[Answers]:
        return list(self.completions(dict(given), today, only_what_applies=only_what_applies))

    def day_after(self, law: Law) -> date:
        """Return the day of the lead after."""
        return CASE_DAY + timedelta(days=law.after.days if isinstance(law.after, DaysPass) else 0)

    def completions(self, given: Answers, today: date, *, only_what_applies: bool = False) -> Iterator[Answers]:
        """Yield every possible lead with these answers, in which no other question of theirs is answered anew."""
        order = [question for question in asking_order(self.base) if question.kind != "text"]

        def extended(answers: dict[str, Value], number: int) -> Iterator[Answers]:
            if number == len(order):
                if self.is_possible(answers, today):
                    yield answers
                return
            question = order[number]
            applies = question.only_if.outcome(self.facts(answers, today)) is Truth.TRUE
            if not applies:
                if only_what_applies or given.get(question.name) is None:
                    yield from extended(answers, number + 1)
                return
            for value in [given[question.name]] if question.name in given else self.possible(question, today):
                yield from extended({**answers, question.name: value}, number + 1)

        return extended({}, 0)

    def possible(self, question: Question, today: date) -> list[Value]:
        found: list[Value] = [None] if question.unknown_allowed else []
        if question.kind == "date":
            return [*found, *self.days(question, today)]
        if question.many:
            choices = [one for one in question.choices if one != "none"]
            sets = (one for size in range(1, len(choices) + 1) for one in combinations(choices, size))
            return [*found, *sets, ("none",)]
        return [*found, *(question.choices or range(question.low, question.high + 1))]

    def days(self, question: Question, today: date) -> list[date]:
        count = self.base.count_of(question.name)
        if days_are_told(self.base):
            ends = [max(abs(one.low), abs(one.high)) for one in (*self.base.counts.values(), *self.base.spans.values())]
            return [today - timedelta(days=age) for age in range(-max(ends) - self.beyond, 2 * max(ends) + self.beyond)]
        if count is None:
            return [today - timedelta(days=age) for age in (-1, 0, 1)]
        low, high = count.low - self.beyond, count.high + self.beyond
        ages = range(low, high + 1) if count.direction == "since" else range(-high, -low + 1)
        return [today - timedelta(days=age) for age in ages]

    def is_possible(self, answers: Answers, today: date) -> bool:
        try:
            return not read_lead(self.base, answers, today).missing
        except LeadError:
            return False

    def facts(self, answers: Answers, today: date) -> Mapping[str, Value]:
        facts = dict(answers)
        for count in self.base.counts.values():
            day = answers.get(count.of)
            facts[count.name] = count.days(day, today) if isinstance(day, date) else None
        days = days_counted(self.base, answers, today) if self.base.spans else {}
        return {**facts, **dict.fromkeys(self.base.spans), **days}

    def concluded(self, counsel: str, answers: Answers, today: date) -> Reference:
        texts = (name for name, question in self.base.questions.items() if question.kind == "text")
        facts = {**dict.fromkeys((*self.base.questions, *texts)), **self.facts(answers, today)}
        return self.known(counsel, _told(facts))

    def _known(self, counsel: str, facts: tuple[tuple[str, Value], ...]) -> Reference:
        return Reference(self.base, counsel, dict(facts))

    def holds(self, conditions: AllOf, counsel: str, answers: Answers, today: date) -> bool:
        return all(
            any(self.is_true(part.fact, one, counsel, answers, today) for one in _simple(part))
            if isinstance(part, FactTest)
            else any(self.holds(one, counsel, answers, today) for one in part.alternatives)
            for part in conditions.parts
        )

    def is_true(self, fact: str, test: SimpleTest, counsel: str, answers: Answers, today: date) -> bool:
        world = self.concluded(counsel, answers, today)
        if isinstance(test, IsDue):
            return world.values[fact] not in (None, ()) and any(
                self.has_day(rule, world)
                for rule in map(self.base.rules.__getitem__, world.fired)
                if any(conclusion.concept == fact for conclusion in rule.then)
            )
        if isinstance(test, SameAs):
            return world.values[fact] == self.concluded(test.counsel, answers, today).values[fact]
        return world.holds(test, world.value(fact))

    def has_day(self, rule: Rule, world: Reference) -> bool:
        if rule.due is None:
            return False
        return not rule.due.days or any(world.facts[count] is not None for count, _ in rule.due.days)


def _told(facts: Mapping[str, Value]) -> tuple[tuple[str, Value], ...]:
    """Return facts as what is kept is found by."""
    return tuple(sorted(facts.items()))


def _simple(part: FactTest) -> tuple[SimpleTest, ...]:
    return part.test.tests if isinstance(part.test, OneOf) else (part.test,)
