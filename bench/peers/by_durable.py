"""durable_rules: facts of a session, and rules in phases, which assert further facts.

Priorities alone do not settle the order: an action that waits is not withdrawn when a fact comes that its `none` rules
out. So each rule waits for the phase in which all it rests on is settled.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import count, product
from typing import Any

from bench.peers.translation import Answer, Said, in_order, layers, plan

from followthrough.format.conditions import AllOf, Between, FactTest, Is, Known, OneOf, OtherThan, Test, Unknown
from followthrough.format.model import KnowledgeBase, Rule

Advise = Callable[[Mapping[str, Answer]], tuple[Said, list[str]]]

_RULESETS = count()


def build(base: KnowledgeBase, counsel: str) -> Advise:
    """Define a set of rules; its trace names the rules that fired, as each notes in its action."""
    from durable import lang

    name = f"{counsel}{next(_RULESETS)}"
    noted: list[Rule] = []
    with lang.ruleset(name):
        _Writer(base, counsel, lang, noted).write()
    # Its threads look for waiting actions in all sets of this list, and trip over a session that is being deleted. None
    # waits here, since each lead is worked through before the next.
    lang.get_host()._ruleset_list.clear()
    sessions = count(1)

    def advise(lead: Mapping[str, Answer]) -> tuple[Said, list[str]]:
        noted.clear()
        session = str(next(sessions))
        facts = [{"sid": session, "fact": n, "value": v} for n, v in lead.items() if v is not None]
        lang.assert_facts(name, [*facts, {"sid": session, "fact": "phase", "value": 0}])
        said = [(f["fact"], f["value"]) for f in lang.get_facts(name, session) if f["fact"] in base.concepts]
        lang.delete_state(name, session)
        return in_order(base, said), list(dict.fromkeys(rule.name for rule in noted))

    return advise


class _Writer:
    """Writes the rules, one for each combination of the alternatives."""

    def __init__(self, base: KnowledgeBase, counsel: str, lang: Any, noted: list[Rule]) -> None:
        self.plan, self.lang, self.noted = plan(base, counsel), lang, noted
        self.facts = lang.m

    def write(self) -> None:
        for number, layer in enumerate(layers(self.plan)):
            begun = (self.facts.fact == "phase") & (self.facts.value == number)
            for part in layer:
                if isinstance(part, Rule):
                    for patterns in self.conjunctions(part):
                        self.lang.when_all(self.lang.pri(1), begun, *patterns)(self.firing(part))
                elif part.otherwise is not None:
                    none = self.lang.none(self.facts.fact == part.name)
                    said = {"fact": part.name, "value": part.otherwise}
                    self.lang.when_all(self.lang.pri(1), begun, none)(self.asserting([said]))
            self.lang.when_all(self.lang.pri(2), begun)(self.asserting([{"fact": "phase", "value": number + 1}]))
        # A fact that no rule is about is refused.
        self.lang.when_all(self.lang.pri(3), +self.facts.fact)(lambda session: None)

    def conjunctions(self, rule: Rule) -> Iterator[list[Any]]:
        for patterns in self.patterns(rule.conditions):
            if rule.unless is not None:
                (silenced,) = self.patterns(rule.unless)
                (one,) = silenced
                patterns = [*patterns, self.lang.none(one)]
            if self.plan.rivals[rule.name]:
                defeated = (self.facts.fact == "defeated") & (self.facts.value == rule.name)
                patterns = [*patterns, self.lang.none(defeated)]
            yield patterns

    def patterns(self, conditions: AllOf) -> Iterator[list[Any]]:
        """Give the disjunctive normal form."""
        parts = [
            [[self.pattern(part.fact, part.test)]]
            if isinstance(part, FactTest)
            else [one for alternative in part.alternatives for one in self.patterns(alternative)]
            for part in conditions.parts
        ]
        for chosen in product(*parts):
            yield [pattern for patterns in chosen for pattern in patterns]

    def pattern(self, fact: str, test: Test) -> Any:
        of = self.facts.fact == fact
        return (
            self.lang.none(of)
            if isinstance(test, Unknown)
            else of
            if isinstance(test, Known)
            else of & self.value(test)
        )

    def value(self, test: Test) -> Any:
        value = self.facts.value
        if isinstance(test, OneOf):
            first, *others = map(self.value, test.tests)
            for one in others:
                first = first | one
            return first
        if isinstance(test, Is):
            return value == test.value
        if isinstance(test, OtherThan):
            return value != test.value
        assert isinstance(test, Between)
        if test.low is None:
            return value <= test.high
        return value >= test.low if test.high is None else (value >= test.low) & (value <= test.high)

    def firing(self, rule: Rule) -> Callable[[Any], None]:
        said = [(one.concept, one.value) for one in rule.then] + [("defeated", name) for name in rule.overrides]
        # A fact that is there already is refused, and the rest of the action is not done: `by` makes each another.
        conclude = self.asserting([{"fact": fact, "value": value, "by": rule.name} for fact, value in said])

        def fire(session: Any) -> None:
            self.noted.append(rule)
            conclude(session)

        return fire

    @staticmethod
    def asserting(facts: list[dict[str, str | int]]) -> Callable[[Any], None]:
        def conclude(session: Any) -> None:
            for fact in facts:
                session.assert_fact(dict(fact))

        return conclude
