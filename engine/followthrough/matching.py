"""experta's two extension points, used well: which rules can fire, and which fires next.

experta's own RETE matcher looks at every rule's activations after each firing. Here patterns are indexed by the fact
they are about, and each rule counts how many of its patterns are not yet met and how many of its NOTs are; so the work
of a new fact is that of the patterns about it (the counting algorithm of J. Yan and H. Garcia-Molina, "Index
structures for selective dissemination of information", ACM TODS 19(2), 1994).

It serves productions of one form: conjunctions of patterns, and NOTs of single patterns, where each pattern fixes the
first field of its fact and may put a predicate to another. That is what `inference` writes; anything else is refused.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from followthrough.productions import NOT, Activation, Agenda, Fact, KnowledgeEngine, Matcher, P, Strategy

Key = tuple[type, object]
"""A kind of fact and the value of its first field."""


class _Use(msgspec.Struct, frozen=True):
    """A pattern in a production: what it asks of a fact with its key, and whether it stands under a NOT."""

    production: int
    negated: bool
    field: str
    accepts: Callable[[Any], bool] | None


class CountingMatcher(Matcher):  # type: ignore[misc]  # experta is untyped
    """Counts for every production the patterns that are missing and the NOTs that are violated."""

    def __init__(self, engine: Any) -> None:
        super().__init__(engine)
        # Copies, as RETE makes them: a rule found on the engine is bound to it and would get it passed twice.
        self.productions = [production.new_conditions(*production) for production in engine.get_rules()]
        self.uses: dict[Key, list[_Use]] = {}
        self.needed: list[int] = []
        for number, production in enumerate(self.productions):
            patterns = [(element, False) for element in production if not isinstance(element, NOT)]
            patterns += [(element[0], True) for element in production if isinstance(element, NOT)]
            for pattern, negated in patterns:
                key, use = _use(number, pattern, negated)
                self.uses.setdefault(key, []).append(use)
            self.needed.append(sum(not negated for _, negated in patterns))
        self.reset()

    def reset(self) -> None:
        """Forget all facts."""
        self.missing = list(self.needed)
        self.violated = [0] * len(self.needed)
        self.active: dict[int, Any] = {}
        self.fresh = True

    def changes(self, adding: Iterable[Any] = (), deleting: Iterable[Any] = ()) -> tuple[list[Any], list[Any]]:
        """Take in new and retracted facts; give the activations that come and those that go."""
        touched: dict[int, None] = {}
        if self.fresh:
            self.fresh = False
            touched.update((number, None) for number, needed in enumerate(self.needed) if not needed)
        for facts, change in ((deleting, -1), (adding, 1)):
            for fact in facts:
                for use in self.uses.get(_key(fact), ()):
                    if use.accepts is None or use.accepts(fact[use.field]):
                        if use.negated:
                            self.violated[use.production] += change
                        else:
                            self.missing[use.production] -= change
                        touched[use.production] = None
        added, removed = [], []
        for number in touched:
            holds = not self.missing[number] and not self.violated[number]
            if holds and number not in self.active:
                self.active[number] = Activation(self.productions[number], ())
                added.append(self.active[number])
            elif not holds and number in self.active:
                removed.append(self.active.pop(number))
        return added, removed


class SalienceStrategy(Strategy):  # type: ignore[misc]
    """Fires the production of greatest salience; no two may have the same, so the order is total."""

    def _update_agenda(self, agenda: Agenda, added: Iterable[Any], removed: Iterable[Any]) -> None:
        waiting = agenda.activations
        for activation in removed:
            place = bisect_left(waiting, activation.rule.salience, key=_salience)
            if place < len(waiting) and waiting[place] is activation:
                del waiting[place]
        for activation in added:
            insort(waiting, activation, key=_salience)


class CountingEngine(KnowledgeEngine):  # type: ignore[misc]
    """experta's engine with our matcher and strategy."""

    __matcher__ = CountingMatcher
    __strategy__ = SalienceStrategy


def _salience(activation: Any) -> int:
    return int(activation.rule.salience)


def _key(fact: Any) -> Key:
    """Give the kind of a fact and the value of its first field."""
    return type(fact), next(iter(fact.values()), None)


def _use(number: int, pattern: Any, negated: bool) -> tuple[Key, _Use]:
    if not isinstance(pattern, Fact):
        raise TypeError(f"{type(pattern).__name__} is not a pattern of one fact")
    (_, fixed), *rest = pattern.items()
    if isinstance(fixed, P) or len(rest) > 1 or not all(isinstance(test, P) for _, test in rest):
        raise TypeError(f"{pattern!r} must fix its first field, and may test one more")
    field, accepts = (rest[0][0], rest[0][1].match) if rest else ("", None)
    return (type(pattern), fixed), _Use(number, negated, field, accepts)
