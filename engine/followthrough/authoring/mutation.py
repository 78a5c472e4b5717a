"""Whether the cases, laws, and checks of a base would notice that a rule was changed by a slip.

Every mutant is compared with the base over all possible leads. If some lead is advised differently, a case should
notice it, or else a law or a check; a mutant that none of them notices survives, with a lead that tells it from the
base. Where no lead is advised differently, the mutant is equivalent: there is nothing to notice. Of what changes no
advice on a lead, but the lead after or a day, only laws and checks can speak.

The leads of the cases are looked at first, all at once; most mutants are told from the base there. For the rest a lead
is looked for, or proved not to exist, with diagrams; they are made again when they have grown large with earlier
mutants. Where those of a single mutant do, clingo takes their place.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from followthrough.advising.advice import answers_json
from followthrough.authoring.checks import Finding, each_finding
from followthrough.authoring.law_trials import LawReach, LawTrials
from followthrough.authoring.mutants import Mutant, mutants, unadvised
from followthrough.errors import NotSettled
from followthrough.format.conditions import Is, Value
from followthrough.format.expectations import CASE_DAY, Case, Expectation
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.numbers import fixed, written_number
from followthrough.readings.prove.circuit import Literal as Statement
from followthrough.readings.prove.diagrams import NumberedAnswers
from followthrough.readings.prove.lead import PossibleLead
from followthrough.readings.prove.limits import is_over
from followthrough.readings.prove.space import LeadSpace
from followthrough.readings.prove.worlds import Worlds

MAX_NODES = 300_000
"""Most nodes of the diagrams: to look for one lead, clingo is faster than diagrams that are larger."""

MAX_ATOMS = 500_000
"""Most statements about all mutants so far, about 500 MB, before they are forgotten."""

Fate = Literal["a case", "a law", "a check", "equivalent", "survived", "not settled"]
"""What notices a mutant; or that there is nothing to notice, that nothing does, or that a proof took too long."""

FATES: tuple[Fate, ...] = ("a case", "a law", "a check", "equivalent", "survived", "not settled")


class MutantOutcome(msgspec.Struct, frozen=True):
    """What became of a mutant: its fate, and by which case, law, or finding.

    `apart` is a case that would have noticed it; of those that survived only, and None where no case could.
    """

    mutant: Mutant
    fate: Fate
    by: str = ""
    apart: Case | None = None


def mutate(
    base: KnowledgeBase, *, done: Callable[[int, int], None] = lambda number, of: None
) -> Iterator[MutantOutcome]:
    """Yield what becomes of every mutant of a base, in the order of their places.

    `done` is called at first and after each, with how many there are so far, and in all. Where all work has to end
    (`limits.within`), no more outcomes come. A case that does not hold in the base itself notices nothing.
    """
    changed, of_laws = list(mutants(base)), list(unadvised(base))
    of = len(changed) + len(of_laws)
    done(0, of)
    trial = _Trial(base, changed)
    for number, mutant in enumerate((*changed, *of_laws), 1):
        if is_over():
            return
        try:
            outcome = trial.outcome(mutant) if number <= len(changed) else trial.outcome_of_laws(mutant)
        except NotSettled:
            if is_over():
                return
            outcome = MutantOutcome(mutant, "not settled")
        yield outcome
        done(number, of)


def law_reaches(base: KnowledgeBase) -> Iterator[LawReach]:
    """Yield what each law of a base notices, in the author's order. Raises NotSettled where a proof takes too long."""
    if base.laws:
        changed = list(mutants(base))
        yield from LawTrials(base, _cut_by(base, changed)).reaches([*changed, *unadvised(base)])


def _cut_by(base: KnowledgeBase, changed: Sequence[Mutant]) -> KnowledgeBase:
    """Return a base in which all numbers are tested that some mutant tests; no rule of a file has a # in its name."""
    rules = {f"{one.name}#{number}": one.rule for number, one in enumerate(changed) if one.rule is not None}
    sums = {f"{one.name}#{number}": one.sum for number, one in enumerate(changed) if one.sum is not None}
    return replace(base, rules={**base.rules, **rules}, sums={**base.sums, **sums})


def as_json(outcomes: Sequence[MutantOutcome], left: int = 0, laws: Sequence[LawReach] = ()) -> dict[str, Any]:
    """Return what became of the mutants as data: how many had which fate, or are `left`, and those that survived.

    `laws` is what each law notices.
    """
    return {
        "mutants": len(outcomes),
        **{fate.replace(" ", "_"): sum(one.fate == fate for one in outcomes) for fate in FATES},
        "not_tried": left,
        "survivors": [
            {
                "rule": one.mutant.name,
                "file": one.mutant.place.file,
                "line": one.mutant.place.line,
                "column": one.mutant.place.column,
                "done": one.mutant.done,
                "lead": None if one.apart is None else answers_json(one.apart.lead),
            }
            for one in outcomes
            if one.fate == "survived"
        ],
        "laws": [
            {"law": one.law.name, "file": one.law.place.file, "line": one.law.place.line, "removed": list(one.rules)}
            | ({} if one.changes is None else {"changed": one.changes})
            for one in laws
        ],
    }


class _Wanted(msgspec.Struct, frozen=True):
    """What a case wants to hold, or not, in its lead; `lead` is its number among those of all cases."""

    case: Case
    lead: int
    holds: bool


_StatementKey = tuple[str, str, str | None]
"""A statement about a side: (`value`, concept or sum, value), or (`fired` or `applied`, rule, None)."""


class _Trial:
    """A base, what its cases want, and every mutant of it, over the same leads."""

    def __init__(self, base: KnowledgeBase, changed: Sequence[Mutant]) -> None:
        self.base = base
        self.cut = _cut_by(base, changed)
        self.counts = True
        self.begin()
        self.cases = [self.lead(case) for case in base.cases]
        self.table = self.space.table(self.cases)
        self.wanted = {counsel: self.wanted_under(counsel) for counsel in base.counsels}
        self._findings: frozenset[str] | None = None

    def begin(self) -> None:
        """Make the statements of the base, and no diagrams yet."""
        self.space = LeadSpace(self.cut, nodes=MAX_NODES)
        self.sides = {counsel: self.space.side(self.base, counsel) for counsel in self.base.counsels}
        self.is_possible = self.space.is_possible(self.sides[self.base.default_counsel])

    def begin_anew(self) -> None:
        """Forget all mutants so far."""
        self.begin()
        self.table = self.space.table(self.cases)

    # What the cases want

    def wanted_under(self, counsel: str) -> Mapping[_StatementKey, list[_Wanted]]:
        """Return what the cases that hold want of a counsel, by the statement that it is about."""
        wanted: dict[_StatementKey, list[_Wanted]] = {}
        for number, case in enumerate(self.base.cases):
            for expectation in case.expectations:
                expected = dict(self.expected(expectation)) if expectation.counsel == counsel else {}
                side = self.sides[counsel]
                if all(self.holds(self.statement(side, key), number) is holds for key, holds in expected.items()):
                    for key, holds in expected.items():
                        wanted.setdefault(key, []).append(_Wanted(case, number, holds))
        return wanted

    def lead(self, case: Case) -> NumberedAnswers:
        """Return the answers of a case by their numbers."""
        facts = read_lead(self.base, case.lead, CASE_DAY).facts
        return tuple(
            next((n for n, cell in enumerate(one.cells, 1) if cell.includes(facts[one.fact])), 0)
            for one in self.space.variables
        )

    def holds(self, literal: Statement, number: int) -> bool:
        """Return whether a statement holds in the lead of a case."""
        return bool(self.table.of(literal) >> number & 1)

    def expected(self, expectation: Expectation) -> Iterator[tuple[_StatementKey, bool]]:
        """Yield the statements that an expectation is about, and whether they are to hold."""
        for concept, values in expectation.values.items():
            if concept in self.base.sums:
                yield ("value", concept, values[0]), True
                continue
            for value in self.base.concepts[concept].values:
                yield ("value", concept, value), value in values
        for state, holds in (("fired", (True, True)), ("defeated", (True, False)), ("silent", (False, False))):
            for rule in getattr(expectation, state):
                yield ("applied", rule, None), holds[0]
                yield ("fired", rule, None), holds[1]

    # What becomes of a mutant

    def outcome(self, mutant: Mutant) -> MutantOutcome:
        """Return what becomes of a mutant. Raises NotSettled where a proof takes too long."""
        base = mutant.of(self.base)
        having = tuple(self.base.counsels)
        if mutant.sum is None:
            having = self.base.counsels_with(self.base.rules[mutant.name].counsel)
        if self.space.circuit.size > MAX_ATOMS:
            self.begin_anew()
        sides = {counsel: self.sides[counsel].reread(base, counsel) for counsel in having}
        case = next((case for counsel, side in sides.items() if (case := self.noticed(counsel, side))), None)
        if case is not None and any(self.table.of(self.differs(counsel, sides[counsel])) for counsel in having):
            return MutantOutcome(mutant, "a case", case.name)
        found = self.apart(base, having)
        if found is None:
            return MutantOutcome(mutant, "equivalent")
        if case is not None:
            return MutantOutcome(mutant, "a case", case.name)
        noticed = self.noticed_otherwise(mutant, base)
        if noticed is not None:
            return noticed
        return MutantOutcome(mutant, "survived", apart=self.ready_case(mutant, base, *found))

    def outcome_of_laws(self, mutant: Mutant) -> MutantOutcome:
        """Return what becomes of a mutant that changes no advice on a lead. Raises NotSettled as `outcome` does."""
        if not self.laws.differs(mutant):
            return MutantOutcome(mutant, "equivalent")
        return self.noticed_otherwise(mutant, mutant.of(self.base)) or MutantOutcome(mutant, "survived")

    def noticed_otherwise(self, mutant: Mutant, base: KnowledgeBase) -> MutantOutcome | None:
        """Return by which law, or else check, a mutant is noticed that no case notices; None if none notices it."""
        law = self.laws.noticing(mutant)
        if law is not None:
            return MutantOutcome(mutant, "a law", law.name)
        findings = each_finding(base, illustrated=False)
        new = next((one for one in findings if _is_noticed(one) and _said(one) not in self.findings), None)
        if is_over():
            raise NotSettled("not settled before all work had to end")
        return MutantOutcome(mutant, "a check", new.code) if new is not None else None

    @cached_property
    def laws(self) -> LawTrials:
        """The laws, to be tried on mutants that no case notices."""
        return LawTrials(self.base, self.cut)

    def noticed(self, counsel: str, changed: PossibleLead) -> Case | None:
        """Find a case that a mutant does not meet."""
        for key, wanted in self.wanted[counsel].items():
            literal = self.statement(changed, key)
            if literal != self.statement(self.sides[counsel], key):
                for one in wanted:
                    if self.holds(literal, one.lead) is not one.holds:
                        return one.case
        return None

    def statement(self, side: PossibleLead, key: _StatementKey) -> Statement:
        about, name, value = key
        if about == "value" and name in side.base.sums:
            return side.meaning.passes(name, Is(written_number(value or "0", side.base.sums[name].decimals)))
        if about == "value":
            return side.facts[name, value]
        truths = side.meaning.fired if about == "fired" else side.meaning.applied
        return truths.get(name, self.space.circuit.any_of([]))

    def differs(self, counsel: str, changed: PossibleLead) -> Statement:
        """Return the literal of a possible lead's being advised differently."""
        circuit, side = self.space.circuit, self.sides[counsel]
        keys = [
            (concept, value)
            for concept in dict.fromkeys((*self.base.goals, *self.base.shows))
            for value in (None, *self.base.concepts[concept].values)
        ]
        unlike = circuit.unlike([side.facts[key] for key in keys], [changed.facts[key] for key in keys])
        sums = (circuit.unlike_sums(side.meaning.sums[one], changed.meaning.sums[one]) for one in self.base.shown_sums)
        return circuit.all_of([circuit.any_of([unlike, *sums]), self.is_possible])

    def apart(self, base: KnowledgeBase, having: Sequence[str]) -> tuple[str, NumberedAnswers] | None:
        """Find a counsel and a possible lead that is advised differently by a mutant; None if there is none."""
        for counsel in having:
            lead = self.apart_under(base, counsel)
            if lead is not None:
                return counsel, lead
        return None

    def apart_under(self, base: KnowledgeBase, counsel: str) -> NumberedAnswers | None:
        """Find a possible lead that is advised differently under a counsel; None if there is none."""
        for _ in range(2 if self.counts else 0):
            try:
                return self.space.diagrams.first(
                    self.space.leads(self.differs(counsel, self.sides[counsel].reread(base, counsel)))
                )
            except NotSettled:
                if is_over():
                    raise
                self.begin_anew()
        self.counts = False
        self.begin_anew()  # clingo gets all statements that there are
        side = self.sides[counsel].reread(base, counsel)
        differs = self.differs(counsel, side)
        return Worlds(self.space, self.sides[counsel], side).simplest(differs)

    @property
    def findings(self) -> frozenset[str]:
        """What the checks say of the base itself."""
        if self._findings is None:
            self._findings = frozenset(map(_said, each_finding(self.base, illustrated=False)))
        return self._findings

    def ready_case(self, mutant: Mutant, base: KnowledgeBase, counsel: str, first: NumberedAnswers) -> Case:
        """Make a case of a lead that tells a mutant from the base: what the base advises there now."""
        side, changed = self.sides[counsel], self.sides[counsel].reread(base, counsel)
        values: dict[str, tuple[str, ...]] = {}
        for concept in (*self.base.shown(), *self.base.shown_sums):
            held = [self.held(one, concept, first) for one in (side, changed)]
            if held[0] != held[1]:
                values[concept] = held[0]
        expectation = Expectation(counsel, values, (), (), (), mutant.place)
        lead: dict[str, Value] = {**self.unknown(first), **self.space.answers(first)}
        ordered = {one.fact: lead[one.fact] for one in self.space.variables if one.fact in lead}
        return Case(f"{mutant.name}, {mutant.done}", ordered, (expectation,), mutant.place)

    def held(self, side: PossibleLead, concept: str, lead: NumberedAnswers) -> tuple[str, ...]:
        """Return the values that a concept has in a lead."""
        table = self.space.table([lead])
        if concept in self.base.sums:
            points = side.meaning.sums[concept]
            total = sum(number for literal, number in points if table.of(literal))
            return (str(fixed(total, self.base.sums[concept].decimals)),)
        return tuple(value for value in self.base.concepts[concept].values if table.of(side.facts[concept, value]))

    def unknown(self, lead: NumberedAnswers) -> dict[str, Value]:
        """Name the questions that a lead is asked and has no answer to."""
        table = self.space.table([lead])
        side = self.sides[self.base.default_counsel]
        return {
            variable.fact: None
            for variable, number in zip(self.space.variables, lead, strict=True)
            if not number and table.of(side.applies[variable.question.name])
        }


def _is_noticed(finding: Finding) -> bool:
    return finding.settled and finding.accepted is None


def _said(finding: Finding) -> str:
    return f"{finding.code} {finding.wrong}"
