"""Which rules apply in a lead that was found, read from what most of them need rather than rule by rule."""

from collections.abc import Callable, Mapping

from followthrough.readings.prove.circuit import Circuit, Disjunction, Literal


class AppliedRules:
    """Tells, of literals by name, which hold: most fall away with a few of those that they need."""

    def __init__(self, circuit: Circuit, named: Mapping[str, Literal]) -> None:
        self._names = list(named)
        needing: dict[Literal, int] = {}
        for place, literal in enumerate(named.values()):
            definition = circuit.definitions.get(literal)
            alternatives = definition.bodies if isinstance(definition, Disjunction) else ()
            for one in alternatives[0] if len(alternatives) == 1 else (literal,):
                needing[one] = needing.get(one, 0) | 1 << place
        self._needing = sorted(needing.items(), key=lambda one: -one[1].bit_count())

    def read(self, holds: Callable[[Literal], bool]) -> list[str]:
        """Name, in order, those that hold in a lead."""
        left = (1 << len(self._names)) - 1
        for literal, needing in self._needing:
            if left & needing and not holds(literal):
                left &= ~needing
        return [name for place, name in enumerate(self._names) if left >> place & 1]
