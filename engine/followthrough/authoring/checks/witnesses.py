"""Leads that were drawn, or that proofs have found: what they show of the rules need not be proved again."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property, reduce
from operator import and_, or_
from random import Random

from followthrough.authoring.checks.aims import Aims
from followthrough.format.conditions import AllOf
from followthrough.format.model import Rule
from followthrough.readings.prove.bits import Bits
from followthrough.readings.prove.diagrams import NumberedAnswers
from followthrough.readings.prove.drawn import DrawnLeads, draw
from followthrough.readings.prove.worlds import Activity, Claim, Worlds

DRAWN_AT_ONCE = 4_096
"""So many leads are followed at once, which keeps the memory that they take in bounds."""


class Witnesses:
    """The leads seen so far under one counsel: for each of its `rules`, as bits, in which it fires and applies.

    So a thousand rules are looked up in thousands of leads in no time. What holds in the leads that were drawn first is
    kept apart as well: most of what any lead shows, one of these does.
    """

    def __init__(self, worlds: Worlds, rules: Sequence[Rule]) -> None:
        self._worlds = worlds
        self._rules = rules
        self._random = Random(0)
        self._aims = Aims(worlds.base, rules, worlds.variables, self._random)
        self._fired = {rule.name: 0 for rule in rules}
        self._applied = dict(self._fired)
        self._fired_early = dict(self._fired)
        self._size = 0
        self._possible: Bits = 0
        self._drawn: list[tuple[int, DrawnLeads, Mapping[str, Bits]]] = []
        self._found: dict[int, Activity] = {}
        self._firing: dict[int, tuple[str, ...]] = {}

    def add(self, found: Activity) -> None:
        """Take in a lead that was found."""
        for seen, names in ((self._fired, found.fired), (self._applied, found.applied)):
            for name in names:
                seen[name] |= 1 << self._size
        self._possible |= 1 << self._size
        self._found[self._size] = found
        self._size += 1

    def add_leads(self, found: Sequence[NumberedAnswers]) -> None:
        """Take in some leads that were found, by the numbers of their answers."""
        self._add_drawn(DrawnLeads(self._worlds.space, self._worlds.side, list(zip(*found, strict=True))))

    def draw(self, aimed_at: Sequence[Sequence[AllOf]], *, alike: int = 1) -> None:
        """Draw leads for each of several conditions, which may hold together in them, and take in those possible.

        So many are drawn `alike`, with one aim: to aim takes longer than to draw.
        """
        at_once = DRAWN_AT_ONCE // alike
        for start in range(0, len(aimed_at), at_once):
            aimed = (self._aims.at(*conditions) for conditions in aimed_at[start : start + at_once])
            aims = [aim for aim in aimed for _ in range(alike)]
            numbers = draw(self._worlds.space, self._worlds.side, aims, self._random)
            self._add_drawn(DrawnLeads(self._worlds.space, self._worlds.side, numbers))

    def _add_drawn(self, drawn: DrawnLeads) -> None:
        meaning, of, possible, size = self._worlds.side.meaning, drawn.table.of, drawn.possible, self._size
        fired = {name: of(meaning.fired[name]) & possible for name in self._fired}
        for name, leads in fired.items():
            self._fired[name] |= leads << size
            self._applied[name] |= (of(meaning.applied[name]) & possible) << size
        self._possible |= possible << size
        if not size:
            self._fired_early = dict(self._fired)
        self._drawn.append((size, drawn, fired))
        self._size += drawn.table.leads

    def showing(self, fired: Sequence[str], applied: Sequence[str], silent: Iterable[str]) -> int:
        """Return, as bits, leads in which these rules fire, these apply, and these do not; none if there is none."""
        leads = self._possible
        for seen, names in ((self._fired, fired), (self._applied, applied)):
            leads = reduce(and_, (seen[name] for name in names), leads)
        not_firing = frozenset(silent)
        if not_firing and leads and not self._any_fires_in_first(leads, not_firing):
            return leads & -leads
        for name in not_firing:
            leads &= ~self._fired[name]
            if not leads:
                break
        return leads

    def ever_unlike(self, one: Claim, other: Claim) -> bool:
        """Return whether in some lead that was drawn one claim holds and the other does not."""
        return any((drawn.table.of(one) ^ drawn.table.of(other)) & drawn.possible for _, drawn, _ in self._drawn)

    def ever_hold(self, claims: Sequence[Claim]) -> bool:
        """Return whether all of some claims hold in some lead that was drawn."""
        return any(reduce(and_, map(drawn.table.of, claims), drawn.possible) for _, drawn, _ in self._drawn)

    def ever(self, rule: str, others: Iterable[str]) -> set[str]:
        """Name those of some others that fire in some lead in which a rule does."""
        leads, early, fired = self._fired[rule], self._fired_early[rule], self._fired_early
        return {name for name in others if early & fired[name] or leads & self._fired[name]}

    def always_with(self, rule: str) -> set[str] | None:
        """Name the other rules that fire in every lead in which a rule does; None if it does in none."""
        leads, early = self._fired[rule], self._fired_early[rule]
        if not leads:
            return None
        first = _first(leads)
        among = self._firing_first.get(first) or self.fired_in(first)
        always = (name for name in among if name != rule and not early & ~self._fired_early[name])
        return {name for name in always if not leads & ~self._fired[name]}

    def _any_fires_in_first(self, leads: int, names: Set[str]) -> bool:
        """Return whether any of some rules fires in the first of some leads, as mostly none does that is asked for."""
        first = _first(leads)
        if first in self._firing_first:
            return not names.isdisjoint(self._firing_first[first])
        return any(self._firing_among(first, names))

    @cached_property
    def _firing_first(self) -> Mapping[int, Collection[str]]:
        """Name the rules that fire in those leads that are the first for any of them, by the places of these."""
        firsts = reduce(or_, (leads & -leads for leads in self._fired.values()), 0)
        firing: dict[int, list[str]] = {}
        for name, leads in self._fired.items():
            among = leads & firsts
            while among:
                lowest = among & -among
                firing.setdefault(lowest.bit_length() - 1, []).append(name)
                among ^= lowest
        return {place: frozenset(names) for place, names in firing.items()}

    def silent(self) -> set[str]:
        """Name the rules that fire in none of the leads."""
        return {name for name, leads in self._fired.items() if not leads}

    def lead(self, place: int) -> NumberedAnswers:
        """Return the lead at a place, by the numbers of its answers."""
        if place in self._found:
            return self._found[place].lead
        start, drawn, _ = self._drawn_with(place)
        return drawn.lead(place - start)

    def fired_in(self, place: int) -> tuple[str, ...]:
        """Name the rules that fire in the lead at a place."""
        if place not in self._firing:
            self._firing[place] = tuple(self._firing_among(place, self._fired))
        return self._firing[place]

    def _firing_among(self, place: int, names: Iterable[str]) -> Iterator[str]:
        """Name those of some rules that fire in the lead at a place."""
        if place in self._found:
            fired = self._found[place].fired
            yield from (name for name in names if name in fired)
            return
        start, _, fired_in = self._drawn_with(place)
        lead = 1 << (place - start)
        yield from (name for name in names if fired_in[name] & lead)

    def _drawn_with(self, place: int) -> tuple[int, DrawnLeads, Mapping[str, Bits]]:
        """Return the leads drawn at once with the one at a place, where the first stands, and where each rule fires."""
        return next(one for one in reversed(self._drawn) if one[0] <= place)


def _first(leads: int) -> int:
    """Return the place of the first of some leads."""
    return (leads & -leads).bit_length() - 1
