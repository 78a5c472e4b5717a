"""experta's two extension points, used well: which rules can fire, and which fires next.

experta's own RETE matcher looks at every rule's activations after each firing. Here patterns are indexed by the field
they are about and the values they accept, and each rule counts how many of its patterns are not yet met and how many of
its NOTs are; so the work of a new fact is that of the patterns it meets (the counting algorithm of J. Yan and H.
Garcia-Molina, "Index structures for selective dissemination of information", ACM TODS 19(2), 1994).

It serves productions of one form: conjunctions of patterns, and NOTs of single patterns, where each pattern is about
one field of its fact: its value, or a predicate of it. That is what `inference` writes; anything else is refused. No
two facts at a time may meet the same pattern, which a count could not tell from two patterns.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable
from operator import attrgetter
from typing import Any, NamedTuple

from followthrough.productions import NOT, Activation, Agenda, DefFacts, Fact, KnowledgeEngine, Matcher, P, Strategy

MAX_VALUES = 1_000
"""Most values of one field of which it is remembered which predicates they meet; numbers and days have no end."""


class _Met(NamedTuple):
    """The productions in which a value meets a pattern, and those in which it meets a pattern under a NOT."""

    plain: list[int]
    negated: list[int]


_NOTHING = _Met([], [])


class _Field:
    """The patterns about one field of one kind of fact: those that ask for a value, and those with a predicate."""

    def __init__(self) -> None:
        self.values: dict[object, _Met] = {}
        self.predicates: list[tuple[int, bool, P]] = []
        self.met_by: dict[object, _Met] = {}

    def add(self, number: int, negated: bool, test: object) -> None:
        """Add a pattern of a production."""
        if isinstance(test, P):
            self.predicates.append((number, negated, test))
        else:
            self.values.setdefault(test, _Met([], []))[negated].append(number)

    def met(self, value: object) -> _Met:
        """Tell which patterns a value meets."""
        if not self.predicates:
            return self.values.get(value, _NOTHING)
        if value not in self.met_by:
            if len(self.met_by) >= MAX_VALUES:
                self.met_by.clear()
            plain, negated = map(list, self.values.get(value, _NOTHING))
            for number, is_negated, test in self.predicates:
                if test.match(value):
                    (negated if is_negated else plain).append(number)
            self.met_by[value] = _Met(plain, negated)
        return self.met_by[value]


class CountingMatcher(Matcher):  # type: ignore[misc]  # experta is untyped
    """Counts for every production the patterns that are missing and the NOTs that are violated."""

    def __init__(self, engine: Any) -> None:
        super().__init__(engine)
        self.kinds: defaultdict[type, defaultdict[object, _Field]] = defaultdict(lambda: defaultdict(_Field))
        self.needed: list[int] = []
        self.activations: list[Any] = []
        for number, rule in enumerate(engine.get_rules()):
            # A copy, as RETE makes it: a rule found on the engine is bound to it and would get it passed twice.
            production = rule.new_conditions(*rule)
            activation = Activation(production, ())
            activation.key = production.salience
            self.activations.append(activation)
            patterns = [(element, False) for element in production if not isinstance(element, NOT)]
            patterns += [(element[0], True) for element in production if isinstance(element, NOT)]
            for pattern, negated in patterns:
                name, test = _field_of(pattern)
                self.kinds[type(pattern)][name].add(number, negated, test)
            self.needed.append(sum(not negated for _, negated in patterns))
        self.always = [number for number, needed in enumerate(self.needed) if not needed]
        self.reset()

    def reset(self) -> None:
        """Forget all facts."""
        self.missing = list(self.needed)
        self.violated = [0] * len(self.needed)
        self.active: set[int] = set()
        self.fresh = True

    def changes(self, adding: Iterable[Any] = (), deleting: Iterable[Any] = ()) -> tuple[list[Any], list[Any]]:
        """Take in new and retracted facts; give the activations that come and those that go."""
        missing, violated, active = self.missing, self.violated, self.active
        touched: set[int] = set()
        if self.fresh:
            self.fresh = False
            touched.update(self.always)
        for facts, change in ((deleting, -1), (adding, 1)):
            for fact in facts:
                for met in self._met(fact):
                    for number in met.plain:
                        missing[number] -= change
                    for number in met.negated:
                        violated[number] += change
                    touched.update(met.plain, met.negated)
        added, removed = [], []
        for number in touched:
            if missing[number] or violated[number]:
                if number in active:
                    active.remove(number)
                    removed.append(self.activations[number])
            elif number not in active:
                active.add(number)
                added.append(self.activations[number])
        return added, removed

    def _met(self, fact: Any) -> Iterable[_Met]:
        fields = self.kinds.get(type(fact))
        return [fields[name].met(value) for name, value in fact.items() if name in fields] if fields else ()


class SalienceStrategy(Strategy):  # type: ignore[misc]
    """Fires the production of greatest salience; no two may have the same, so the order is total."""

    def _update_agenda(self, agenda: Agenda, added: Iterable[Any], removed: Iterable[Any]) -> None:
        waiting = agenda.activations
        for activation in removed:
            place = bisect_left(waiting, activation.key, key=_key)
            if place < len(waiting) and waiting[place] is activation:
                del waiting[place]
        for activation in added:
            insort(waiting, activation, key=_key)


class CountingEngine(KnowledgeEngine):  # type: ignore[misc]
    """experta's engine with our matcher and strategy."""

    __matcher__ = CountingMatcher
    __strategy__ = SalienceStrategy

    def get_deffacts(self) -> list[DefFacts]:
        """Give the facts to start with, looked for once: experta looks through all attributes at every reset."""
        if not hasattr(self, "_deffacts"):
            self._deffacts: list[DefFacts] = super().get_deffacts()
        return self._deffacts


_key = attrgetter("key")


def _field_of(pattern: Any) -> tuple[object, Any]:
    """Give the field that a pattern is about, and what it asks of it: a value, or a predicate."""
    if not isinstance(pattern, Fact):
        raise TypeError(f"{type(pattern).__name__} is not a pattern of one fact")
    if len(pattern) != 1:
        raise TypeError(f"{pattern!r} must be about one field")
    ((field, test),) = pattern.items()
    return field, test
