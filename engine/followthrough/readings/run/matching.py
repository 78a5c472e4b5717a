"""Which productions there are, which can fire, and which fires next, by experta's own extension points.

experta's own RETE matcher looks at every rule's activations after each firing. Here patterns are indexed by the field
they are about and the values they accept, and each rule counts how many of its patterns are not yet met and how many of
its NOTs are; so the work of a new fact is that of the patterns it meets (the counting algorithm of J. Yan and H.
Garcia-Molina, "Index structures for selective dissemination of information", ACM TODS 19(2), 1994).

It serves productions of one form: conjunctions of patterns, and NOTs of single patterns, where each pattern is about
one field of its fact: its value, or a predicate of it. That is what `inference` writes; anything else is refused. No
two facts at a time may meet the same pattern, which a count could not tell from two patterns.
"""

from array import array
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from inspect import Signature
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeAlias

from followthrough.readings.run.experta import (
    NOT,
    Activation,
    Agenda,
    Fact,
    InitialFact,
    KnowledgeEngine,
    Matcher,
    P,
    Production,
    Strategy,
)

MAX_VALUES = 1_000
"""Cache the predicates met by at most this many values per field, since there is no end of numbers and days."""


Numbers: TypeAlias = "array[int]"
"""Productions, by their place among all. An array keeps them close together in memory, which saves most of the time."""


class _Field:
    """The patterns about one field of one kind of fact, and the productions that have them."""

    __slots__ = ("met_by", "predicates", "values")

    def __init__(self) -> None:
        self.values: dict[object, Numbers] = {}
        self.predicates: dict[P, Numbers] = {}
        self.met_by: dict[object, list[Numbers]] = {}

    def add(self, test: object, number: int) -> None:
        """Add a pattern of a production."""
        tests = self.predicates if isinstance(test, P) else self.values
        if test not in tests:
            tests[test] = array("I")
        tests[test].append(number)

    def met(self, value: object) -> list[Numbers]:
        """Return the productions that have a pattern which a value meets, for each such pattern."""
        if value not in self.met_by:
            if len(self.met_by) >= MAX_VALUES:
                self.met_by.clear()
            met = [numbers for test, numbers in self.predicates.items() if test.match(value)]
            self.met_by[value] = [*met, self.values[value]] if value in self.values else met
        return self.met_by[value]


class _Index:
    """The patterns of productions, by the kind of fact and the field that they are about."""

    def __init__(self) -> None:
        self.kinds: defaultdict[type, defaultdict[object, _Field]] = defaultdict(lambda: defaultdict(_Field))

    def add(self, pattern: Any, number: int) -> None:
        """Add a pattern of a production; raises TypeError if it is not about one field of a fact."""
        if not isinstance(pattern, Fact):
            raise TypeError(f"{type(pattern).__name__} is not a pattern of one fact")
        if len(pattern) != 1:
            raise TypeError(f"{pattern!r} must be about one field")
        ((field, test),) = pattern.items()
        self.kinds[type(pattern)][field].add(test, number)

    def met(self, facts: Iterable[Any]) -> list[Numbers]:
        """Return the productions that have a pattern which a fact meets, for each such pattern."""
        return [
            numbers
            for fact in facts
            if (fields := self.kinds.get(type(fact)))
            for name, value in fact.items()
            if name in fields
            for numbers in fields[name].met(value)
        ]


class CountingMatcher(Matcher):  # type: ignore[misc]  # experta is untyped
    """Counts what each production still waits for: patterns that are not met, and NOTs that are violated."""

    def __init__(self, engine: Any) -> None:
        super().__init__(engine)
        self.wanted, self.unwanted = _Index(), _Index()
        self.needed: list[int] = []
        self.activations: list[Any] = []
        no_facts, no_context = frozenset[Any](), MappingProxyType[str, Any]({})
        for number, production in enumerate(engine.get_rules()):
            activation = Activation(production, (), no_context)
            activation.facts, activation.key = no_facts, production.salience
            self.activations.append(activation)
            unwanted = [element[0] for element in production if isinstance(element, NOT)]
            wanted = [element for element in production if not isinstance(element, NOT)]
            for pattern in unwanted:
                self.unwanted.add(pattern, number)
            for pattern in wanted:
                self.wanted.add(pattern, number)
            self.needed.append(len(wanted))
        self.always = [number for number, needed in enumerate(self.needed) if not needed]
        self.reset()

    def reset(self) -> None:
        """Forget all facts."""
        self.waits = list(self.needed)
        self.fresh = True

    def changes(self, adding: Sequence[Any] = (), deleting: Sequence[Any] = ()) -> tuple[list[Any], list[Any]]:
        """Take in new and retracted facts, and return the activations to add and those to remove."""
        if not adding and not deleting and not self.fresh:
            return [], []
        waits = self.waits
        stopped: set[int] = set()
        started = set(self.always) if self.fresh else set()
        self.fresh = False
        for numbers in self.unwanted.met(adding) + self.wanted.met(deleting):
            for number in numbers:
                if not waits[number]:
                    stopped.add(number)
                waits[number] += 1
        for numbers in self.wanted.met(adding) + self.unwanted.met(deleting):
            for number in numbers:
                waits[number] -= 1
                if not waits[number]:
                    started.add(number)
        return (
            [self.activations[number] for number in started - stopped],
            [self.activations[number] for number in stopped - started],
        )


class SalienceStrategy(Strategy):  # type: ignore[misc]
    """Fires the production of greatest salience; no two may have the same, so the order is total."""

    def _update_agenda(self, agenda: Agenda, added: Sequence[Any], removed: Sequence[Any]) -> None:
        waiting = agenda.activations
        for activation in removed:
            place = bisect_left(waiting, activation.key, key=_key)
            if place < len(waiting) and waiting[place] is activation:
                del waiting[place]
        if len(added) > len(waiting):
            waiting.extend(added)
            waiting.sort(key=_key)
        else:
            for activation in added:
                insort(waiting, activation, key=_key)


Action = Callable[[Any, Any], None]
"""What a production does, with the engine and the production's subject."""


class PlainProduction(Production):  # type: ignore[misc]
    """A production whose action takes the engine and a subject, so that experta need not inspect any signature."""

    def __new__(cls, action: Action, subject: Any, *patterns: Any, salience: int) -> "PlainProduction":
        """Make a production from an action, which is called with the engine and the subject, and patterns."""
        production: PlainProduction = super().__new__(cls, *patterns, salience=salience)
        production.action, production.subject = action, subject
        production.__name__ = action.__name__
        return production

    def new_conditions(self, *patterns: Any) -> "PlainProduction":
        """Return a production that does the same under other conditions."""
        return PlainProduction(self.action, self.subject, *patterns, salience=self.salience)

    def __call__(self, engine: Any) -> None:
        """Act."""
        self.action(engine, self.subject)


class PlainEngine(KnowledgeEngine):  # type: ignore[misc]
    """experta's engine with given productions, which it would otherwise look for among its attributes."""

    def __init__(self, productions: Sequence[Production]) -> None:
        self.productions = productions
        super().__init__()

    def get_rules(self) -> Sequence[Production]:
        """Return the productions."""
        return self.productions

    def get_deffacts(self) -> Sequence[Callable[[], Iterator[Fact]]]:
        """Return what makes the initial facts; experta would look for it among its attributes at every reset."""
        return (_initial_facts,)


def _initial_facts() -> Iterator[Fact]:
    """Yield the fact that experta's own matcher needs for productions without patterns."""
    yield InitialFact()


# experta asks for the signature at every reset, and finding it out takes longer than all else that a reset does.
_initial_facts.__signature__ = Signature()  # type: ignore[attr-defined]


class CountingEngine(PlainEngine):
    """A plain engine with our matcher and strategy."""

    __matcher__ = CountingMatcher
    __strategy__ = SalienceStrategy


_key = attrgetter("key")
