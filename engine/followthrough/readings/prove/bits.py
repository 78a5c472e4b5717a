"""What holds in some given leads at once, as the bits of long numbers, one for each lead.

A thousand leads cost hardly more than one: a statement is true in all those of which its number has the bit.
"""

from collections.abc import Iterable, Mapping

from followthrough.readings.prove.circuit import AtLeast, Body, Circuit, Definition, Literal

Bits = int
"""The leads in which something holds: the bit n is that of lead n."""


class LeadBits:
    """The algebra of what holds in some leads."""

    def __init__(self, leads: int) -> None:
        self.everywhere: Bits = (1 << leads) - 1

    def all_of(self, truths: Iterable[Bits]) -> Bits:
        """Return the leads in which all of some truths hold."""
        held = self.everywhere
        for one in truths:
            held &= one
        return held

    def any_of(self, truths: Iterable[Bits]) -> Bits:
        """Return the leads in which one of some truths holds."""
        held = 0
        for one in truths:
            held |= one
        return held

    def two_of(self, truths: Iterable[Bits]) -> Bits:
        """Return the leads in which at least two of some truths hold."""
        once, twice = 0, 0
        for one in truths:
            twice |= once & one
            once |= one
        return twice

    def negated(self, truth: Bits) -> Bits:
        """Return the leads in which a truth does not hold."""
        return self.everywhere & ~truth

    def named(self, name: str, truth: Bits) -> Bits:
        """Return a truth as it is."""
        return truth

    def reaches(self, least: int, points: Iterable[tuple[Bits, int]]) -> Bits:
        """Return the leads in which the points of the truths that hold add up to `least` or more."""
        weighted = []
        for held, number in points:
            if number < 0:  # as many points more where it does not hold, from a start that is lower by as many
                least -= number
            weighted.append((held if number >= 0 else self.negated(held), abs(number)))
        most = sum(weight for _, weight in weighted)
        if not 0 < least <= most:
            return 0 if least > most else self.everywhere
        return self._adding_up(least, weighted, most.bit_length())

    def _adding_up(self, least: int, weighted: Iterable[tuple[Bits, int]], places: int) -> Bits:
        """Add up lead by lead, in binary: `digits[n]` has the leads whose sum has the digit 2^n."""
        digits = [0] * places
        for held, weight in weighted:
            carried = 0
            for place, digit in enumerate(digits):
                added = held if weight >> place & 1 else 0
                digits[place] = digit ^ added ^ carried
                carried = digit & added | carried & (digit ^ added)
        more, alike = 0, self.everywhere
        for place in reversed(range(places)):
            if least >> place & 1:
                alike &= digits[place]
            else:
                more |= alike & digits[place]
                alike &= ~digits[place]
        return more | alike


class TruthTable:
    """Statements of a circuit in some given leads at once.

    `held` has for every free atom the leads in which it holds; `leads` is how many leads there are.
    """

    def __init__(self, circuit: Circuit, held: Mapping[int, Bits], leads: int) -> None:
        self.circuit = circuit
        self.leads = leads
        self.bits = LeadBits(leads)
        self.everywhere = self.bits.everywhere
        self._of = dict(held)

    def let(self, atom: int, held: Bits) -> None:
        """Let a free atom hold in some leads."""
        self._of[atom] = held

    def of(self, literal: Literal) -> Bits:
        """Return the leads in which a literal holds."""
        if abs(literal) not in self._of:
            for atom in self.circuit.needed(literal, self._of):
                self._of[atom] = self._defined(self.circuit.definitions[atom])
        return self._known(literal)

    def _known(self, literal: Literal) -> Bits:
        """Return the leads in which a literal holds whose atom has been looked at."""
        return self._of[literal] if literal > 0 else self.everywhere ^ self._of[-literal]

    def _defined(self, definition: Definition) -> Bits:
        if isinstance(definition, AtLeast):
            weighted = zip(map(self._known, definition.literals), definition.weights, strict=True)
            return self.bits.reaches(definition.least, weighted)
        return self._any(definition.bodies)

    def _any(self, bodies: Iterable[Body]) -> Bits:
        """Return the leads in which all literals of one of some bodies hold; most bodies hold in few leads, or none."""
        known, everywhere, found = self._of, self.everywhere, 0
        for body in bodies:
            held = everywhere
            for literal in body:
                held &= known[literal] if literal > 0 else everywhere ^ known[-literal]
                if not held:
                    break
            else:
                found |= held
        return found
