"""A base's own laws: prove them, and show what is advised on a lead that breaks one."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal

from followthrough.advising.advice import Advice, advise_lead
from followthrough.advising.advice_json import answers_json, value_json
from followthrough.errors import NotSettled, RanOut
from followthrough.format.conditions import (
    AllOf,
    AnyOf,
    FactTest,
    IsDue,
    SameAs,
    SimpleTest,
    Truth,
    Value,
    simple_tests,
)
from followthrough.format.expectations import CASE_DAY, Law
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.laws import LawProofs, day_after
from followthrough.readings.prove.solver import SECONDS
from followthrough.short_repr import Result

State = Literal["kept", "broken", "not met", "not followed", "not settled"]
"""What becomes of a law under a counsel: proved; broken by a lead; its `if` met by no lead, or by none that another
follows on; or its proof came to a limit."""


class ConcludedInLaw(Result, frozen=True):
    """What is concluded for a concept that a law tests, in the lead before or after.

    `by` names the undefeated rules that decide it. `due` tells whether one of them sets a day; it is None where the law
    does not test that.
    """

    after: bool
    counsel: str
    concept: str
    value: Value
    by: tuple[str, ...]
    due: bool | None = None


class BrokenLaw(Result, frozen=True):
    """The simplest lead that breaks a law under a counsel, and the lead `after` it, if the law speaks of one.

    Both have the known answers, by question or count. `core` has those of the lead before that suffice to break the
    law, None for a missing one. `between` tells what lies between the leads, as the law writes it. `concluded` has, for
    both leads, all that the law tests of concepts. `failed` has the parts of the claim that do not hold or, of a
    `never`, all of them, as they do.
    """

    before: Mapping[str, Value]
    between: str
    after: Mapping[str, Value] | None
    core: Mapping[str, Value]
    concluded: tuple[ConcludedInLaw, ...]
    failed: tuple[str, ...]

    def deciding(self) -> tuple[str, ...]:
        """Name the rules that decide what the law tests, in the lead after if there is one."""
        last = self.after is not None
        return tuple(dict.fromkeys(rule for one in self.concluded if one.after is last for rule in one.by))

    def changed(self) -> dict[str, Value]:
        """Return the answers that are other ones in the lead after, None for one that it does not have."""
        if self.after is None:
            return {}
        facts = dict.fromkeys((*self.before, *self.after))
        return {fact: self.after.get(fact) for fact in facts if self.before.get(fact) != self.after.get(fact)}


class LawOutcome(Result, frozen=True):
    """What becomes of a law under one of its counsels.

    `broken` shows how it is broken, if it is; `limit` tells what the proof ran out of, if it is not settled.
    """

    law: Law
    counsel: str
    state: State
    broken: BrokenLaw | None = None
    limit: RanOut | None = None


def prove_laws(base: KnowledgeBase, *, seconds: float = SECONDS) -> Iterator[LawOutcome]:
    """Prove every law of a base under each of its counsels. No single question may take longer than `seconds`."""
    proofs = LawProofs(base, seconds=seconds)
    for law in base.laws:
        for counsel in law.counsels:
            try:
                yield outcome(base, proofs, law, counsel)
            except NotSettled as error:
                yield LawOutcome(law, counsel, "not settled", limit=error.limit)


def outcome(base: KnowledgeBase, proofs: LawProofs, law: Law, counsel: str) -> LawOutcome:
    """Prove a law under a counsel. Raises NotSettled when that takes too long."""
    breaker = proofs.breaker(law, counsel)
    if breaker is None:
        return LawOutcome(law, counsel, _kept(proofs, law, counsel))
    leads = [_AdvisedLead(base, breaker.before)]
    if breaker.after is not None:
        leads.append(_AdvisedLead(base, breaker.after, day_after(base, law.after)))
    broken = BrokenLaw(
        before=breaker.before,
        between=str(law.after or ""),
        after=breaker.after,
        core=breaker.core,
        concluded=tuple(_concluded(law, counsel, leads)),
        failed=tuple(leads[-1].failed(law, counsel)),
    )
    return LawOutcome(law, counsel, "broken", broken)


def _kept(proofs: LawProofs, law: Law, counsel: str) -> State:
    """Return what is to be said of a law that no lead breaks."""
    verdict = proofs.verdict(law, counsel)
    return "kept" if verdict.followed else "not followed" if verdict.met else "not met"


class _AdvisedLead:
    """The advice on a lead, under whatever counsel is asked for."""

    def __init__(self, base: KnowledgeBase, answers: Mapping[str, Value], today: date = CASE_DAY) -> None:
        self.base, self.today = base, today
        self.lead = read_lead(base, answers, today)
        self.advices: dict[str, Advice] = {}

    def advice(self, counsel: str) -> Advice:
        if counsel not in self.advices:
            self.advices[counsel] = advise_lead(self.base, self.lead, counsel=counsel, today=self.today)
        return self.advices[counsel]

    def failed(self, law: Law, counsel: str) -> Iterator[str]:
        """Yield the parts of the claim that break the law."""
        return (str(part) for part in law.claim.parts if self.holds(part, counsel) is law.never)

    def holds(self, part: FactTest | AnyOf | AllOf, counsel: str) -> bool:
        """Return whether tests of a law are true of the lead under a counsel."""
        if isinstance(part, AllOf):
            return all(self.holds(one, counsel) for one in part.parts)
        if isinstance(part, AnyOf):
            return any(self.holds(one, counsel) for one in part.alternatives)
        return any(self.is_true(part.fact, test, counsel) for test in simple_tests(part.test))

    def is_true(self, fact: str, test: SimpleTest, counsel: str) -> bool:
        if isinstance(test, IsDue):
            return self.is_due(fact, counsel)
        value = self.advice(counsel).proof.facts[fact]
        if isinstance(test, SameAs):
            return value == self.advice(test.counsel).proof.facts[fact]
        return test.outcome(value) is Truth.TRUE

    def is_due(self, concept: str, counsel: str) -> bool:
        """Return whether a rule that decides a concept sets a day."""
        advice = self.advice(counsel)
        decided = advice.proof.facts[concept] not in (None, ())
        return decided and any(step.due is not None for step in advice.proof.deciding(concept))


def _concluded(law: Law, counsel: str, leads: list[_AdvisedLead]) -> Iterator[ConcludedInLaw]:
    """Yield what is concluded in each lead for all that the law tests of concepts, each once."""
    tests = [*law.conditions.tests(), *law.claim.tests()]
    for number, lead in enumerate(leads):
        seen: set[tuple[str, str]] = set()
        for part in tests:
            others = (test.counsel for test in simple_tests(part.test) if isinstance(test, SameAs))
            for one in (counsel, *others):
                if part.fact in lead.base.concepts and (one, part.fact) not in seen:
                    seen.add((one, part.fact))
                    dated = any(IsDue() in simple_tests(other.test) for other in tests if other.fact == part.fact)
                    yield _conclusion(lead, one, part.fact, after=number > 0, dated=dated)


def _conclusion(lead: _AdvisedLead, counsel: str, concept: str, *, after: bool, dated: bool) -> ConcludedInLaw:
    proof = lead.advice(counsel).proof
    return ConcludedInLaw(
        after=after,
        counsel=counsel,
        concept=concept,
        value=proof.facts[concept],
        by=tuple(step.rule for step in proof.deciding(concept)),
        due=lead.is_due(concept, counsel) if dated else None,
    )


# As data


def outcome_json(one: LawOutcome) -> dict[str, Any]:
    """Return what becomes of a law as data."""
    law, broken = one.law, one.broken
    return {
        "law": law.name,
        "file": law.place.file,
        "line": law.place.line,
        "counsel": one.counsel,
        "state": one.state.replace(" ", "_"),
        **({} if broken is None else broken_json(broken)),
    }


def broken_json(broken: BrokenLaw) -> dict[str, Any]:
    """Return how a law is broken as data."""
    return {
        "before": answers_json(broken.before),
        "between": broken.between,
        "after": None if broken.after is None else answers_json(broken.after),
        "core": answers_json(broken.core),
        "failed": list(broken.failed),
        "concluded": [
            {
                "lead": "after" if one.after else "before",
                "counsel": one.counsel,
                "concept": one.concept,
                "value": value_json(one.value),
                "by": list(one.by),
                "due": one.due,
            }
            for one in broken.concluded
        ],
    }
