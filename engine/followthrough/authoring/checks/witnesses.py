"""Leads that proofs have found: what they show of the rules need not be proved again."""

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_

from followthrough.readings.prove.worlds import Activity


class Witnesses:
    """The leads found so far under one counsel, as sets of the `rules` that fire and that apply in each.

    Sets are bits of numbers, since a thousand rules have half a million pairs.
    """

    def __init__(self, rules: Iterable[str]) -> None:
        self._names = list(rules)
        self._bit = {name: 1 << place for place, name in enumerate(self._names)}
        self._all = (1 << len(self._names)) - 1
        self._leads: list[tuple[int, int]] = []
        self._applying: dict[str, list[tuple[int, int]]] = {name: [] for name in self._names}
        self._always = dict.fromkeys(self._names, self._all)
        self._ever = dict.fromkeys(self._names, 0)

    def add(self, found: Activity) -> None:
        """Take in a lead that was found."""
        fired = self.bits(found.fired)
        lead = fired, self.bits(found.applied)
        self._leads.append(lead)
        for name in found.applied:
            self._applying[name].append(lead)
        for name in found.fired:
            self._always[name] &= fired
            self._ever[name] |= fired

    def show(self, fired: Sequence[str], applied: Sequence[str], silent: Iterable[str]) -> bool:
        """Return whether in some lead these rules fire, these apply, and these do not fire."""
        fire, apply, not_fire = self.bits(fired), self.bits(applied), self.bits(silent)
        among = min((self._applying[name] for name in (*fired, *applied)), key=len, default=self._leads)
        return any(
            fire & ~firing == 0 and apply & ~applying == 0 and not_fire & firing == 0
            for firing, applying in reversed(among)
        )

    def always_with(self, rule: str) -> int:
        """Return the rules that fire in every lead in which a rule does; all, if it does in none."""
        return self._always[rule]

    def ever_with(self, rule: str) -> int:
        """Return the rules that fire in some lead in which a rule does."""
        return self._ever[rule]

    def bits(self, rules: Iterable[str]) -> int:
        """Return a set of rules as the bits of a number."""
        return reduce(or_, (self._bit[name] for name in rules), 0)

    def named(self, rules: int) -> Iterator[str]:
        """Name the rules of a set, in order."""
        while rules:
            lowest = rules & -rules
            yield self._names[lowest.bit_length() - 1]
            rules ^= lowest
