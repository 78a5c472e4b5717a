"""Whether the cases, laws, and checks of a base would notice that a rule was changed by a slip.

Every mutant is compared with the base over all possible leads. If some lead is advised differently, a case should
notice it, or else a law or a check; a mutant that none of them notices survives, with a lead that tells it from the
base. Where no lead is advised differently, the mutant is equivalent: there is nothing to notice. Of what changes no
advice on a lead, but the lead after or a day, only laws and checks can speak.

The leads of the cases, and others that are known, are looked at first, all at once; most mutants are told from the base
there. For the rest a lead is looked for, or proved not to exist, rule by rule. Laws and checks are tried on what no
case notices; where cases are few that is much, and in a large base only the first mutants are tried on these.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from itertools import groupby
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from followthrough.advising.advice_json import answers_json
from followthrough.authoring.checks import NOT_OF_CASES, Finding, each_finding
from followthrough.authoring.known_leads import KnownLeads, Noticed, lead_of
from followthrough.authoring.law_trials import LawReach, LawTrials
from followthrough.authoring.mutants import Mutant, mutants, unadvised
from followthrough.authoring.slip_proofs import SlipProofs, ToldApart
from followthrough.errors import NotSettled
from followthrough.format.conditions import Value
from followthrough.format.expectations import Case, Expectation
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.diagrams import NumberedAnswers
from followthrough.readings.prove.drawn import drawn_leads
from followthrough.readings.prove.limits import is_over
from followthrough.readings.prove.space import LeadSpace

DRAWN = 2_000
"""So many leads are drawn at random to begin with, in less time than a single proof takes."""

LAW_TRIALS = 200_000
"""So many mutants are tried on laws, divided by the number of rules: each takes a millisecond or so a rule."""

CHECK_TRIALS = 500_000
"""So many mutants are tried on checks, divided by the square of the number of rules, as the time that checks take."""

FEW = 32
"""So many leads that were found are no matter for those that are known."""

SIMPLEST = 100
"""At most so many survivors are shown by the simplest lead there is, the others by the first one that was found."""

SIMPLEST_TRIALS = 10_000
"""In a large base as many as this, divided by the number of rules: each takes dozens of proofs."""

Fate = Literal["a case", "a law", "a check", "equivalent", "survived", "unchecked", "not settled"]
"""What notices a mutant; or that there is nothing to notice, that nothing does, that no case does and laws or checks
were not tried any more, or that a proof took too long."""

FATES: tuple[Fate, ...] = ("a case", "a law", "a check", "equivalent", "survived", "unchecked", "not settled")


class MutantOutcome(msgspec.Struct, frozen=True):
    """What became of a mutant: its fate, and by which case, law, or finding.

    `apart` is a case that would have noticed it; of those that survived, or are unchecked, only, and None where no case
    could.
    """

    mutant: Mutant
    fate: Fate
    by: str = ""
    apart: Case | None = None


def mutate(
    base: KnowledgeBase, *, effort: int = 1, done: Callable[[int, int], None] = lambda number, of: None
) -> Iterator[MutantOutcome]:
    """Yield what becomes of every mutant of a base, in the order of their places, as soon as it is known.

    Proofs may take, and laws and checks are tried on, `effort` times as much as otherwise before the rest is left.
    `done` is called at first and after each, with how many there are so far, and in all. Where all work has to end
    (`limits.within`), no more outcomes come. A case that does not hold in the base itself notices nothing.
    """
    changed, of_laws = list(mutants(base)), list(unadvised(base))
    of = len(changed) + len(of_laws)
    done(0, of)
    for number, outcome in enumerate(_outcomes(_Trial(base, changed, of_laws, effort), changed, of_laws), 1):
        yield outcome
        done(number, of)


def _outcomes(trial: "_Trial", changed: Sequence[Mutant], of_laws: Sequence[Mutant]) -> Iterator[MutantOutcome]:
    for _, alike in groupby(changed, key=lambda one: (one.name, one.sum is None)):
        slips = list(alike)
        if is_over():
            return
        yield from trial.outcomes(slips)
    for mutant in of_laws:
        outcome = trial.settled(mutant, trial.outcome_of_laws)
        if outcome is None:
            return
        yield outcome


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
            if one.fate in ("survived", "unchecked")
        ],
        "laws": [
            {"law": one.law.name, "file": one.law.place.file, "line": one.law.place.line, "removed": list(one.rules)}
            | ({} if one.changes is None else {"changed": one.changes})
            for one in laws
        ],
    }


class _Trial:
    """A base, what is known of some leads, and every mutant of it, over the same leads."""

    def __init__(self, base: KnowledgeBase, changed: Sequence[Mutant], of_laws: Sequence[Mutant], effort: int) -> None:
        self.base = base
        self.of_laws = of_laws
        self.cut = _cut_by(base, changed)
        self.space = LeadSpace(self.cut)
        self.sides = {counsel: self.space.side(base, counsel) for counsel in base.counsels}
        self.side = self.sides[base.default_counsel]
        cases = [lead_of(self.space, base, case) for case in base.cases]
        drawn = drawn_leads(self.space, self.side, DRAWN)
        self.known = KnownLeads(self.space, self.sides, [*cases, *drawn], base.cases)
        self.found: list[ToldApart] = []
        self.found_now: list[NumberedAnswers] = []
        self.known_since = self.known_now = KnownLeads(self.space, self.sides, [])
        self.proofs = SlipProofs(self.space, base, self.sides, effort)
        rules = max(1, len(base.rules))
        self.law_trials, self.check_trials = effort * LAW_TRIALS // rules, effort * CHECK_TRIALS // rules**2
        self.simplest = min(SIMPLEST, SIMPLEST_TRIALS // rules)
        self.findings: dict[str, frozenset[str]] = {}

    # What becomes of mutants

    def outcomes(self, slips: Sequence[Mutant]) -> Iterator[MutantOutcome]:
        """Yield what becomes of the mutants of one rule; no more of them where all work has to end."""
        noticed = [self.noticed(mutant) for mutant in slips]
        open_ones = [number for number, (_, apart) in enumerate(noticed) if apart is None]
        proved = self.proofs.found([(slips[number], self.having(slips[number])) for number in open_ones])
        self.learn([one for one in proved if isinstance(one, ToldApart)])
        later = dict(zip(open_ones, proved, strict=True))
        for number, mutant in enumerate(slips):
            case, apart = noticed[number]
            outcome = self.settled(mutant, partial(self.outcome, case=case, apart=later.get(number, apart)))
            if outcome is None:
                return
            yield outcome

    def settled(self, mutant: Mutant, outcome: Callable[[Mutant], MutantOutcome]) -> MutantOutcome | None:
        """Return what becomes of a mutant; None where all work has to end."""
        try:
            return outcome(mutant)
        except NotSettled:
            return None if is_over() else MutantOutcome(mutant, "not settled")

    def having(self, mutant: Mutant) -> tuple[str, ...]:
        """Name the counsels that have what a mutant changes."""
        if mutant.sum is not None:
            return tuple(self.base.counsels)
        return self.base.counsels_with(self.base.rules[mutant.name].counsel)

    def noticed(self, mutant: Mutant) -> tuple[Case | None, ToldApart | None]:
        """Return the first case that a mutant does not meet, and a known lead that it advises otherwise."""
        by = {counsel: self.known.noticed(mutant, counsel) for counsel in self.having(mutant)}
        unmet = min((_first(one.unmet) for one in by.values() if one.unmet), default=None)
        apart = _apart(self.known, by)
        if apart is None:
            apart = _apart(self.known_since, {one: self.known_since.noticed(mutant, one) for one in by})
        return (None if unmet is None else self.base.cases[unmet]), apart

    def learn(self, found: Sequence[ToldApart]) -> None:
        """Keep leads that were found, to try later mutants on, whenever they have become twice as many."""
        self.found += found
        if len(self.found) > 2 * len(self.known_since) + FEW:
            self.known_since = KnownLeads(self.space, self.sides, sorted({one.lead for one in self.found}))
        self.found_now = [one.lead for one in found]

    def outcome(self, mutant: Mutant, case: Case | None, apart: ToldApart | NotSettled | None) -> MutantOutcome:
        """Return what becomes of a mutant. Raises NotSettled where a proof takes too long."""
        if isinstance(apart, NotSettled):
            raise apart
        if apart is None:
            return MutantOutcome(mutant, "equivalent")
        if case is not None:
            return MutantOutcome(mutant, "a case", case.name)
        noticed = self.noticed_otherwise(mutant)
        if noticed.fate in ("survived", "unchecked"):
            return replace(noticed, apart=self.ready_case(mutant, apart))
        return noticed

    def outcome_of_laws(self, mutant: Mutant) -> MutantOutcome:
        """Return what becomes of a mutant that changes no advice on a lead. Raises NotSettled as `outcome` does."""
        if not any(one is mutant for one in self.differing):
            return MutantOutcome(mutant, "equivalent")
        return self.noticed_otherwise(mutant)

    def noticed_otherwise(self, mutant: Mutant) -> MutantOutcome:
        """Return by which law, or else check, a mutant is noticed that no case notices."""
        if self.base.laws:
            self.law_trials -= 1
            if self.law_trials < 0:
                return MutantOutcome(mutant, "unchecked")
            law = self.laws.noticing(mutant)
            if law is not None:
                return MutantOutcome(mutant, "a law", law.name)
        self.check_trials -= 1
        if self.check_trials < 0:
            return MutantOutcome(mutant, "unchecked")
        findings = each_finding(mutant.of(self.base), illustrated=False, only=NOT_OF_CASES)
        new = next((one for one in findings if _is_noticed(one) and _said(one) not in self.said(one.code)), None)
        if is_over():
            raise NotSettled("not settled before all work had to end")
        return MutantOutcome(mutant, "survived") if new is None else MutantOutcome(mutant, "a check", new.code)

    @cached_property
    def laws(self) -> LawTrials:
        """The laws, to be tried on mutants that no case notices."""
        return LawTrials(self.base, self.cut)

    @cached_property
    def differing(self) -> list[Mutant]:
        """Those mutants that change no advice, and make any difference that a law could notice."""
        return self.laws.differing(self.of_laws)

    def said(self, code: str) -> frozenset[str]:
        """Return what a check says of the base itself."""
        if code not in self.findings:
            self.findings[code] = frozenset(map(_said, each_finding(self.base, illustrated=False, only={code})))
        return self.findings[code]

    # A case that would notice it

    def ready_case(self, mutant: Mutant, apart: ToldApart) -> Case:
        """Make a case of a lead that tells a mutant from the base: what the base advises there now."""
        self.simplest -= 1
        if self.simplest >= 0:
            with suppress(NotSettled):
                apart = self.proofs.simplest(mutant, self.having(mutant)) or apart
        values = self.knowing(apart.lead).advised(mutant, apart.counsel, apart.lead)
        expectation = Expectation(apart.counsel, values, (), (), (), mutant.place)
        lead: dict[str, Value] = {**self.unknown(apart.lead), **self.space.answers(apart.lead)}
        ordered = {one.fact: lead[one.fact] for one in self.space.variables if one.fact in lead}
        return Case(f"{mutant.name}, {mutant.done}", ordered, (expectation,), mutant.place)

    def knowing(self, lead: NumberedAnswers) -> KnownLeads:
        """Return known leads of which a lead is one: those just found for the same rule are made known together."""
        for one in (self.known, self.known_since, self.known_now):
            if lead in one:
                return one
        self.known_now = KnownLeads(self.space, self.sides, sorted({lead, *self.found_now}))
        return self.known_now

    def unknown(self, lead: NumberedAnswers) -> dict[str, Value]:
        """Name the questions that a lead is asked and has no answer to."""
        table = self.space.table([lead])
        return {
            variable.fact: None
            for variable, number in zip(self.space.variables, lead, strict=True)
            if not number and table.of(self.side.applies[variable.question.name])
        }


def _first(bits: int) -> int:
    """Return the number of the first lead among some."""
    return (bits & -bits).bit_length() - 1


def _apart(known: KnownLeads, noticed: Mapping[str, Noticed]) -> ToldApart | None:
    """Return a known lead that is advised otherwise, under the first counsel under which there is one."""
    return next(
        (ToldApart(one, known.leads[_first(where.differs)]) for one, where in noticed.items() if where.differs), None
    )


def _is_noticed(finding: Finding) -> bool:
    return finding.settled and finding.accepted is None


def _said(finding: Finding) -> str:
    return f"{finding.code} {finding.wrong}"
