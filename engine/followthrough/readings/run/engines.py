"""experta's engine: as it is but for its productions, and without what takes it longest.

`PlainEngine` is experta's own, given its productions; ours is compared with it. `CountingEngine` has our matcher and
our strategy, and does what experta's loop does, without its log and what only its own matcher needs: it takes in what
changed, brings the agenda up to date, and fires what is next.
"""

from collections.abc import Callable, Iterator, Sequence
from inspect import Signature
from math import inf
from typing import Any

from followthrough.readings.run.experta import Agenda, Fact, FactList, InitialFact, KnowledgeEngine, Production
from followthrough.readings.run.matching import CountingMatcher, SalienceStrategy

Action = Callable[[Any, Any], None]
"""What a production does, with the engine and the production's subject."""


class PlainProduction(Production):  # type: ignore[misc]  # experta is untyped
    """A production whose action takes the engine and a subject, so that experta need not inspect any signature."""

    def __new__(cls, action: Action, subject: Any, *patterns: Any, salience: int) -> "PlainProduction":
        """Make a production from an action, which is called with the engine and the subject, and patterns."""
        production: PlainProduction = super().__new__(cls, *patterns, salience=salience)
        production.action, production.subject = action, subject
        production.__name__, production._wrapped_args = action.__name__, ()
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


class Facts(FactList):  # type: ignore[misc]
    """Working memory that takes a fact as it is; experta's looks through each for whether it is there already."""

    last_index: int

    def declare(self, fact: Any) -> Any:
        """Give a fact its number, keep it, and return it."""
        dict.__setitem__(fact, "__factid__", self.last_index)
        self[self.last_index] = fact
        self.last_index += 1
        self.added.append(fact)
        return fact

    def retract(self, fact: Any) -> int:
        """Take a fact out, given by itself or its number, and return its number."""
        number: int = fact if isinstance(fact, int) else fact.__factid__
        self.removed.append(self.pop(number))
        return number


class CountingEngine(PlainEngine):
    """A plain engine with our matcher and strategy. No fact may be declared that is there already."""

    __matcher__ = CountingMatcher
    __strategy__ = SalienceStrategy

    def reset(self) -> None:
        """Forget all facts, and what waits to fire. Our matcher needs no initial fact."""
        self.agenda, self.facts = Agenda(), Facts()
        self.matcher.reset()
        self.running = False

    def declare(self, *facts: Any) -> Any:
        """Take in facts, and return the last one."""
        for fact in facts:
            self.facts.declare(fact)
        if not self.running:
            self.strategy.update_agenda(self.agenda, *self.get_activations())
        return facts[-1]

    def run(self, steps: float = inf) -> None:
        """Fire what is on the agenda, and what comes onto it, until nothing is left, or after so many steps."""
        self.running = True
        agenda, facts, matcher, update_agenda = self.agenda, self.facts, self.matcher, self.strategy.update_agenda
        while steps > 0 and self.running:
            if facts.added or facts.removed or matcher.fresh:
                update_agenda(agenda, *matcher.changes(*facts.changes))
            activation = agenda.get_next()
            if activation is None:
                break
            steps -= 1
            activation.rule(self)
        self.running = False
