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
from collections.abc import Iterable, Sequence
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeAlias

from followthrough.readings.run.experta import (
    NOT,
    Activation,
    Agenda,
    Fact,
    Matcher,
    P,
    Strategy,
)

MAX_VALUES = 1_000
"""Cache the predicates met by at most this many values per field, since there is no end of numbers and days."""


Numbers: TypeAlias = "array[int]"
"""Productions, by their place among all. An array keeps them close together in memory, which saves most of the time."""


class _Field(dict[object, Numbers]):
    """The productions that have a pattern of one field which a value meets, by that value, worked out once for each."""

    def __init__(self) -> None:
        super().__init__()
        self.plain: dict[object, Numbers] = {}
        self.predicates: dict[P, Numbers] = {}

    def numbers(self, test: object) -> Numbers:
        """Return the productions that have a pattern of the field with a test."""
        tests: dict[Any, Numbers] = self.predicates if isinstance(test, P) else self.plain
        return tests.setdefault(test, array("I"))

    def __missing__(self, value: object) -> Numbers:
        if len(self) >= MAX_VALUES:
            self.clear()
        met = array("I", self.plain.get(value, ()))
        for test, numbers in self.predicates.items():
            if test.match(value):
                met.extend(numbers)
        self[value] = met
        return met


class _Index:
    """The patterns of productions, by the kind of fact and the field that they are about."""

    def __init__(self) -> None:
        self.kinds: defaultdict[type, defaultdict[object, _Field]] = defaultdict(lambda: defaultdict(_Field))
        self.known: dict[int, Numbers] = {}

    def add(self, pattern: Any, number: int) -> None:
        """Add a pattern of a production; raises TypeError if it is not about one field of a fact."""
        if id(pattern) not in self.known:  # the productions keep their patterns, which many of them share
            self.known[id(pattern)] = self.numbers(pattern)
        self.known[id(pattern)].append(number)

    def numbers(self, pattern: Any) -> Numbers:
        """Return the productions that have a pattern."""
        if not isinstance(pattern, Fact):
            raise TypeError(f"{type(pattern).__name__} is not a pattern of one fact")
        if len(pattern) != 1:
            raise TypeError(f"{pattern!r} must be about one field")
        ((field, test),) = pattern.items()
        return self.kinds[type(pattern)][field].numbers(test)

    def met(self, facts: Iterable[Any]) -> list[Numbers]:
        """Return the productions that have a pattern which a fact meets, once for each such pattern."""
        met: list[Numbers] = []
        for fact in facts:
            fields = self.kinds.get(type(fact))
            if fields is not None:
                met += [fields[name][value] for name, value in fact.items() if name in fields]
        return met


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
        self.waits = self.needed.copy()
        self.fresh = True

    def changes(self, adding: Sequence[Any] = (), deleting: Sequence[Any] = ()) -> tuple[list[Any], list[Any]]:
        """Take in new and retracted facts, and return the activations to add and those to remove."""
        started = self.always.copy() if self.fresh else []
        self.fresh = False
        stopped = self._stopped([*self.unwanted.met(adding), *self.wanted.met(deleting)])
        started += self._started([*self.wanted.met(adding), *self.unwanted.met(deleting)])
        if stopped:
            started, stopped = [*{*started} - {*stopped}], [*{*stopped} - {*started}]
        activations = self.activations
        return [activations[number] for number in started], [activations[number] for number in stopped]

    def _stopped(self, patterns: Iterable[Numbers]) -> list[int]:
        """Count more that productions wait for, and return those that waited for nothing."""
        stopped, waits = [], self.waits
        for numbers in patterns:
            for number in numbers:
                if not waits[number]:
                    stopped.append(number)
                waits[number] += 1
        return stopped

    def _started(self, patterns: Iterable[Numbers]) -> list[int]:
        """Count less that productions wait for, and return those that wait for nothing more."""
        started, waits = [], self.waits
        for numbers in patterns:
            for number in numbers:
                waits[number] = left = waits[number] - 1
                if not left:
                    started.append(number)
        return started


class SalienceStrategy(Strategy):  # type: ignore[misc]
    """Fires the production of greatest salience; no two may have the same, so the order is total."""

    def update_agenda(self, agenda: Agenda, added: Sequence[Any], removed: Sequence[Any]) -> None:
        """Take activations off the agenda and put others onto it. experta's own looks first whether to log them."""
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

    _update_agenda = update_agenda
    """experta's name for this, which a strategy must have."""


_key = attrgetter("key")
