"""The meaning of the rules in the plainest words: what every reading of them is compared with.

It follows the format's text, not the engine: each concept is worked out when it is asked for, by looking at all
rules that could conclude it. Slow, and easy to believe.
"""

from collections.abc import Collection, Mapping
from datetime import date
from math import inf

from followthrough.format.conditions import AllOf, Between, FactTest, Is, Known, OneOf, OtherThan, Test, Unknown, Value
from followthrough.format.counts import SLACK
from followthrough.format.expectations import CASE_DAY
from followthrough.format.model import KnowledgeBase, Rule


class Reference:
    """All that follows from the facts of one lead under one counsel."""

    def __init__(self, base: KnowledgeBase, counsel: str, facts: Mapping[str, Value]) -> None:
        self.base = base
        self.facts = dict(facts)
        self.rules = [rule for rule in base.rules.values() if rule.counsel in base.lineage(counsel)]
        self.conflicts: set[str] = set()
        self.values = {name: self.value(name) for name in (*base.concepts, *base.sums)}
        self.fired = {rule.name for rule in self.rules if self.fires(rule)}
        self.defeated = {rule.name for rule in self.rules if self.applies(rule) and not self.fires(rule)}

    def value(self, fact: str) -> Value:
        if fact in self.facts:
            return self.facts[fact]
        if fact in self.base.sums:
            parts = self.base.sums[fact].parts
            return sum(part.points for part in parts if self.holds(part.test, self.value(part.fact)))
        concept = self.base.concepts[fact]
        said = {
            conclusion.value
            for rule in self.rules
            for conclusion in rule.then
            if conclusion.concept == fact and self.fires(rule)
        }
        if len(said) > 1 and not concept.many:
            self.conflicts.add(fact)
            return None
        if not said and concept.otherwise is not None:
            said = {concept.otherwise}
        if concept.many:
            return tuple(value for value in concept.values if value in said)
        return next(iter(said), None)

    def fires(self, rule: Rule) -> bool:
        overriding = [other for other in self.rules if rule.name in other.overrides]
        return self.applies(rule) and not any(self.fires(other) for other in overriding)

    def applies(self, rule: Rule) -> bool:
        return self.all_hold(rule.conditions) and not (rule.unless is not None and self.all_hold(rule.unless))

    def all_hold(self, conditions: AllOf) -> bool:
        return all(
            self.holds(part.test, self.value(part.fact))
            if isinstance(part, FactTest)
            else any(self.all_hold(alternative) for alternative in part.alternatives)
            for part in conditions.parts
        )

    def holds(self, test: Test, value: Value) -> bool:
        if isinstance(test, OneOf):
            return any(self.holds(one, value) for one in test.tests)
        if isinstance(test, Unknown):
            return value in (None, ())
        if value in (None, ()):
            return False
        if isinstance(test, Known):
            return True
        if isinstance(test, Between):
            assert isinstance(value, int)
            numbers = range(-(10**6) if test.low is None else test.low, (10**6 if test.high is None else test.high) + 1)
            return int(value) in numbers
        has = test.value in value if isinstance(value, tuple) else test.value == value
        if isinstance(test, Is):
            return has
        assert isinstance(test, OtherThan)
        return not has


def days_are_told(base: KnowledgeBase) -> bool:
    """Whether leads tell days themselves, since one number does not: some have several, or are counted from others."""
    return bool(base.spans) or len({count.of for count in base.counts.values()}) < len(base.counts)


def days_counted(base: KnowledgeBase, facts: Mapping[str, Value], today: date) -> dict[str, Value]:
    """What is counted from the days that are known: days since, until, and from one to another, never out of bounds."""
    found: dict[str, Value] = {}
    for name, count in base.counts.items():
        if isinstance(day := facts.get(count.of), date):
            days = (today - day).days if count.direction == "since" else (day - today).days
            found[name] = count.low if days < count.low else count.high if days > count.high else days
    for name, span in base.spans.items():
        first, last = facts.get(span.first), facts.get(span.last)
        if isinstance(first, date) and isinstance(last, date):
            days = (last - first).days
            found[name] = span.low if days < span.low else span.high if days > span.high else days
    return found


def days_fit(
    base: KnowledgeBase,
    facts: Mapping[str, Value],
    today: date = CASE_DAY,
    *,
    ranges: Mapping[str, range] | None = None,
    any_days: Collection[str] = (),
) -> bool:
    """Whether days are as the format says: in their order, and not after today where that is not allowed.

    A count of days may be any number of its `ranges`, and a date of `any_days` any day. Each day is somewhere between
    so many days ago and so many, fewer if it lies ahead. What comes later is never longer ago: what has to be at least
    so long ago is made so, until nothing changes; and then some day must be left for each.
    """
    shortest, longest = dict[str, float](), dict[str, float]()
    for name, question in base.questions.items():
        count = next((one for one in base.counts.values() if one.of == name), None)
        number = facts.get(count.name) if count else None
        if days_are_told(base):
            if not isinstance(day := facts.get(name), date):
                continue
            ago = ((today - day).days,) * 2
        elif count and isinstance(number, int):
            among = (ranges or {}).get(count.name, range(number, number + 1))
            first, last = among[0], among[-1]
            first -= SLACK if first == count.low else 0
            last += SLACK if last == count.high else 0
            ago = (first, last) if count.direction == "since" else (-last, -first)
        elif count is None and isinstance(day := facts.get(name), date):
            ago = ((today - day).days,) * 2 if name not in any_days else (-inf, inf)
        else:
            continue
        counts = [one for one in base.counts.values() if one.of == name]
        counted_from_0 = any(one.direction == "since" and one.low >= 0 for one in counts)
        passed = counted_from_0 or (question.not_before and not question.ahead)
        shortest[name], longest[name] = max(ago[0], 0) if passed else ago[0], ago[1]
    for _ in base.questions:
        for later, earlier in ((one, other) for one in shortest for other in base.questions[one].not_before):
            if earlier in shortest:
                shortest[earlier] = max(shortest[earlier], shortest[later])
    return all(shortest[name] <= longest[name] for name in shortest)
