"""Whether the checks and cases of a base would notice that a rule was changed by a slip.

Every mutant is compared with the base over all possible leads. If some lead is advised differently, a case should
notice, or else a check; a mutant that neither notices survives, with a lead that tells it from the base. Where no lead
is advised differently the mutant is equivalent: there is nothing to notice.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from followthrough.advice import value_json
from followthrough.answers import read_lead
from followthrough.checks import Finding, check
from followthrough.circuit import Literal as Statement
from followthrough.comparison import Readings
from followthrough.conditions import Value
from followthrough.diagrams import NOTHING, Answers, Diagram
from followthrough.model import Case, Expectation, KnowledgeBase
from followthrough.mutants import Mutant, mutants
from followthrough.resolve import CASE_DAY
from followthrough.sides import Side

Fate = Literal["a case", "a check", "equivalent", "survived"]
"""What notices a mutant, or that there is nothing to notice, or that nothing does."""

FATES: tuple[Fate, ...] = ("a case", "a check", "equivalent", "survived")


class Outcome(msgspec.Struct, frozen=True):
    """What became of a mutant: its fate, and by which case or finding.

    `apart` is a case that would have noticed it; of those that survived only.
    """

    mutant: Mutant
    fate: Fate
    by: str = ""
    apart: Case | None = None


def mutate(base: KnowledgeBase, *, done: Callable[[int, int], None] = lambda number, of: None) -> Iterator[Outcome]:
    """Tell of every mutant of a base what becomes of it, in the order of their places.

    `done` is called after each with how many there are so far, and in all. Raises NotSettled as `difference` does.
    """
    changed = list(mutants(base))
    trial = _Trial(base, changed)
    for number, mutant in enumerate(changed, 1):
        yield trial.outcome(mutant)
        done(number, len(changed))


def as_json(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Give what became of the mutants as data: how many had which fate, and those that survived."""
    return {
        "mutants": len(outcomes),
        **{fate.replace(" ", "_"): sum(one.fate == fate for one in outcomes) for fate in FATES},
        "survivors": [
            {
                "rule": one.mutant.name,
                "file": one.mutant.place.file,
                "line": one.mutant.place.line,
                "column": one.mutant.place.column,
                "done": one.mutant.done,
                "lead": {name: value_json(value) for name, value in one.apart.lead.items()},
            }
            for one in outcomes
            if one.apart is not None
        ],
    }


class _Wanted(msgspec.Struct, frozen=True):
    """What a case wants to hold, or not, in its lead."""

    case: Case
    lead: Answers
    holds: bool


_Key = tuple[str, str, str | None]
"""A statement about a side: (`value`, concept, value), or (`fired` or `applied`, rule, None)."""


class _Trial:
    """A base, what its cases want, and every mutant of it, over the same leads."""

    def __init__(self, base: KnowledgeBase, changed: Sequence[Mutant]) -> None:
        self.base = base
        # All numbers that some mutant tests must be told apart; no rule of a file has a # in its name.
        rules = {f"{one.name}#{number}": one.rule for number, one in enumerate(changed) if one.rule is not None}
        self.readings = Readings(replace(base, rules={**base.rules, **rules}))
        self.diagrams = self.readings.diagrams
        self.sides = {counsel: self.readings.side(base, counsel) for counsel in base.counsels}
        self.possible = self.readings.possible(self.sides[base.default_counsel])
        self.wanted = {counsel: self.wanted_under(counsel) for counsel in base.counsels}
        self._findings: frozenset[str] | None = None

    # What the cases want

    def wanted_under(self, counsel: str) -> Mapping[_Key, list[_Wanted]]:
        """Give what the cases want of a counsel, by the statement that it is about."""
        wanted: dict[_Key, list[_Wanted]] = {}
        for case in self.base.cases:
            for expectation in case.expectations:
                if expectation.counsel == counsel:
                    lead = self.lead(case)
                    for key, holds in self.expected(expectation):
                        wanted.setdefault(key, []).append(_Wanted(case, lead, holds))
        return wanted

    def lead(self, case: Case) -> Answers:
        """Give the answers of a case by their numbers."""
        facts = read_lead(self.base, case.lead, CASE_DAY).facts
        return tuple(
            next((n for n, cell in enumerate(one.cells, 1) if cell.includes(facts[one.fact])), 0)
            for one in self.readings.variables
        )

    def expected(self, expectation: Expectation) -> Iterator[tuple[_Key, bool]]:
        """Give the statements that an expectation is about, and whether they are to hold."""
        for concept, values in expectation.values.items():
            for value in self.base.concepts[concept].values:
                yield ("value", concept, value), value in values
        for state, holds in (("fired", (True, True)), ("defeated", (True, False)), ("silent", (False, False))):
            for rule in getattr(expectation, state):
                yield ("applied", rule, None), holds[0]
                yield ("fired", rule, None), holds[1]

    # What becomes of a mutant

    def outcome(self, mutant: Mutant) -> Outcome:
        """Tell what becomes of a mutant."""
        base = mutant.of(self.base)
        owner = self.base.rules[mutant.name].counsel
        having = [counsel for counsel in self.base.counsels if owner in self.base.lineage(counsel)]
        sides = {counsel: self.readings.side(base, counsel) for counsel in having}
        apart = {counsel: self.apart(self.sides[counsel], side) for counsel, side in sides.items()}
        if all(leads == NOTHING for leads in apart.values()):
            return Outcome(mutant, "equivalent")
        for counsel, side in sides.items():
            case = self.noticed(counsel, side)
            if case is not None:
                return Outcome(mutant, "a case", case.name)
        found = [one for one in check(base) if one.accepted is None and _said(one) not in self.findings]
        if found:
            return Outcome(mutant, "a check", found[0].code)
        return Outcome(mutant, "survived", apart=self.ready_case(mutant, base, apart))

    def apart(self, side: Side, changed: Side) -> Diagram:
        """Give the possible leads that are advised differently."""
        circuit = self.readings.circuit
        keys = [
            (concept, value)
            for concept in dict.fromkeys((*self.base.goals, *self.base.shows))
            for value in (None, *self.base.concepts[concept].values)
        ]
        unlike = circuit.unlike([side.facts[key] for key in keys], [changed.facts[key] for key in keys])
        return self.diagrams.both(self.readings.leads(unlike), self.possible)

    def noticed(self, counsel: str, changed: Side) -> Case | None:
        """Find a case that a mutant does not meet."""
        for key, wanted in self.wanted[counsel].items():
            literal = self.statement(changed, key)
            if literal != self.statement(self.sides[counsel], key):
                holds = self.readings.leads(literal)
                for one in wanted:
                    if self.diagrams.holds(holds, one.lead) is not one.holds:
                        return one.case
        return None

    def statement(self, side: Side, key: _Key) -> Statement:
        about, name, value = key
        if about == "value":
            return side.facts[name, value]
        return (side.fired if about == "fired" else side.applied).get(name, self.readings.circuit.any_of([]))

    @property
    def findings(self) -> frozenset[str]:
        """What the checks say of the base itself."""
        if self._findings is None:
            self._findings = frozenset(map(_said, check(self.base)))
        return self._findings

    def ready_case(self, mutant: Mutant, base: KnowledgeBase, apart: Mapping[str, Diagram]) -> Case:
        """Make a case of a lead that tells a mutant from the base: what the base advises there now."""
        counsel, leads = next((counsel, leads) for counsel, leads in apart.items() if leads != NOTHING)
        first = self.diagrams.first(leads)
        assert first is not None, "some lead tells them apart"
        values: dict[str, tuple[str, ...]] = {}
        for concept in dict.fromkeys((*self.base.goals, *self.base.shows)):
            held = [
                self.held(self.sides[counsel], concept, first),
                self.held(self.readings.side(base, counsel), concept, first),
            ]
            if held[0] != held[1]:
                values[concept] = held[0]
        expectation = Expectation(counsel, values, (), (), (), mutant.place)
        lead: dict[str, Value] = {**self.unknown(first), **self.readings.answers(first)}
        ordered = {one.fact: lead[one.fact] for one in self.readings.variables if one.fact in lead}
        return Case(f"{mutant.name}, {mutant.done}", ordered, (expectation,), mutant.place)

    def held(self, side: Side, concept: str, lead: Answers) -> tuple[str, ...]:
        """Give the values that a concept has in a lead."""
        values = self.base.concepts[concept].values
        return tuple(
            value for value in values if self.diagrams.holds(self.readings.leads(side.facts[concept, value]), lead)
        )

    def unknown(self, lead: Answers) -> dict[str, Value]:
        """Name the questions that a lead is asked and has no answer to."""
        side = self.sides[self.base.default_counsel]
        return {
            variable.fact: None
            for variable, number in zip(self.readings.variables, lead, strict=True)
            if not number and self.diagrams.holds(self.readings.leads(side.applies[variable.question.name]), lead)
        }


def _said(finding: Finding) -> str:
    return f"{finding.code} {finding.wrong}"
