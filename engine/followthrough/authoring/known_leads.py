"""Slips tried on leads that are known already, all at once: those of the cases, some drawn, and some found before."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from followthrough.authoring.mutants import Mutant
from followthrough.authoring.slip_effects import SlipEffects, advised_otherwise, with_slip
from followthrough.format.conditions import Is
from followthrough.format.expectations import CASE_DAY, Case, Expectation
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.format.numbers import fixed, written_number
from followthrough.format.order import settled_order
from followthrough.readings.meaning import Meaning, Passing
from followthrough.readings.prove.bits import Bits, LeadBits, TruthTable
from followthrough.readings.prove.diagrams import NumberedAnswers
from followthrough.readings.prove.lead import PossibleLead
from followthrough.readings.prove.space import LeadSpace


class Noticed(msgspec.Struct, frozen=True):
    """The known leads in which a slip makes a difference: to the advice, and to what a case expects."""

    differs: Bits
    unmet: Bits


class KnownLeads:
    """Some possible leads, those of the `cases` first, with what each counsel concludes in them."""

    def __init__(
        self,
        space: LeadSpace,
        sides: Mapping[str, PossibleLead],
        leads: Sequence[NumberedAnswers],
        cases: Sequence[Case] = (),
    ) -> None:
        self.leads = leads
        self._places = {lead: place for place, lead in enumerate(leads)}
        table, bits = space.table(leads), LeadBits(len(leads))
        self._under: dict[str, SlipEffects[Bits, Noticed]] = {}
        for counsel, side in sides.items():
            order = settled_order(side.base, counsel)
            meaning = Meaning(bits, order, _answered(side, table))
            wanted = _Wanted(bits, side.base, meaning, counsel, cases)
            self._under[counsel] = SlipEffects(bits, side.base, meaning, wanted.noticed)

    def __len__(self) -> int:
        return len(self.leads)

    def __contains__(self, lead: NumberedAnswers) -> bool:
        return lead in self._places

    def noticed(self, mutant: Mutant, counsel: str) -> Noticed:
        """Return where a slip makes a difference under a counsel that has the rule."""
        where, noticed = self._under[counsel].of(mutant)
        return Noticed(where & noticed.differs, where & noticed.unmet)

    def advised(self, mutant: Mutant, counsel: str, lead: NumberedAnswers) -> dict[str, tuple[str, ...]]:
        """Return what is advised in one of the leads without a slip, as far as it is something else with it."""
        number = self._places[lead]
        was = self._under[counsel].meaning
        base, then = self._under[counsel].base, with_slip(was, mutant)
        held = {name: [_held(base, meaning, name, number) for meaning in (was, then)] for name in _shown(base)}
        return {name: one for name, (one, other) in held.items() if one != other}


def _shown(base: KnowledgeBase) -> list[str]:
    return [*base.shown(), *base.shown_sums]


def _held(base: KnowledgeBase, meaning: Meaning[Bits], name: str, number: int) -> tuple[str, ...]:
    """Return the values that a concept has in a lead, or what a sum comes to."""
    if name in base.sums:
        total = sum(points for held, points in meaning.sums[name] if held >> number & 1)
        return (str(fixed(total, base.sums[name].decimals)),)
    return tuple(value for value in base.concepts[name].values if meaning.values[name, value] >> number & 1)


def _answered(side: PossibleLead, table: TruthTable) -> Passing[Bits]:
    return lambda fact, test: table.of(side.passes(fact, test))


class _Wanted:
    """What cases expect of a counsel: for each fact and rule the leads in which a statement is to hold, or not to hold.

    A case that does not hold in the base itself expects nothing.
    """

    def __init__(
        self, bits: LeadBits, base: KnowledgeBase, meaning: Meaning[Bits], counsel: str, cases: Sequence[Case]
    ) -> None:
        self._bits = bits
        self._base = base
        self._meaning = meaning
        self._held: dict[tuple[bool, str], dict[str, tuple[Bits, Bits]]] = {}
        for number, case in enumerate(cases):
            for expectation in case.expectations:
                if expectation.counsel == counsel:
                    self._take(1 << number, list(self._expected(expectation)))

    def _take(self, lead: Bits, expected: Sequence[tuple[tuple[bool, str], str, bool]]) -> None:
        """Take in what is expected in a lead, if all of it is so."""
        if all(bool(self._where(self._meaning, about, said) & lead) is holds for about, said, holds in expected):
            for about, said, holds in expected:
                among = self._held.setdefault(about, {})
                held, failed = among.get(said, (0, 0))
                among[said] = (held | lead, failed) if holds else (held, failed | lead)

    def _expected(self, expectation: Expectation) -> Iterator[tuple[tuple[bool, str], str, bool]]:
        """Yield what an expectation is about, what is said of it, and whether that is to hold."""
        for name, values in expectation.values.items():
            among = values if name in self._base.sums else self._base.concepts[name].values
            yield from (((False, name), value, value in values) for value in among)
        for state, applied, fired in (("fired", True, True), ("defeated", True, False), ("silent", False, False)):
            for rule in getattr(expectation, state):
                yield (True, rule), "applied", applied
                yield (True, rule), "fired", fired

    def _where(self, meaning: Meaning[Bits], about: tuple[bool, str], said: str) -> Bits:
        """Return where something is said with truth."""
        is_rule, name = about
        if is_rule:
            return (meaning.applied if said == "applied" else meaning.fired).get(name, 0)
        if name in meaning.sums:
            return meaning.passes(name, Is(written_number(said, self._base.sums[name].decimals)))
        return meaning.values[name, said]

    def noticed(self, then: Meaning[Bits]) -> Noticed:
        """Return where the advice differs, and where something is not as a case expects it."""
        unmet = 0
        for part in then.differing:
            about = isinstance(part, Rule), part.name
            for said, (held, failed) in self._held.get(about, {}).items():
                holds = self._where(then, about, said)
                unmet |= held & ~holds | failed & holds
        return Noticed(advised_otherwise(self._bits, self._base, self._meaning, then), unmet)


def lead_of(space: LeadSpace, base: KnowledgeBase, case: Case) -> NumberedAnswers:
    """Return the answers of a case by their numbers."""
    facts = read_lead(base, case.lead, CASE_DAY).facts
    return tuple(
        next((n for n, cell in enumerate(one.cells, 1) if cell.includes(facts[one.fact])), 0) for one in space.variables
    )
