"""A base's own cases: run them, and see what differs from what they expect."""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from followthrough.advising.advice import Advice, advise_lead
from followthrough.format.conditions import Truth
from followthrough.format.expectations import CASE_DAY, Case, Expectation
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase


class Run(msgspec.Struct, frozen=True):
    """The advice for the lead of a case under a counsel; `expected` is what the case expects of it, if anything."""

    case: Case
    expected: Expectation | None
    advice: Advice

    @property
    def counsel(self) -> str:
        """The counsel that advised."""
        return self.advice.counsel


class UnmetExpectation(msgspec.Struct, frozen=True):
    """What a case expected under a counsel, and what came instead.

    `about` is a concept, and `expected` and `found` have its values, none if it is unknown; or it is a rule, and they
    have what becomes of it: `fired`, `defeated`, or `silent`. `by` names the rules that decided what was found: those
    that concluded the concept, or defeated the rule. `failed` has the conditions for which a rule was silent.
    """

    case: Case
    counsel: str
    about: str
    expected: tuple[str, ...]
    found: tuple[str, ...]
    by: tuple[str, ...] = ()
    failed: tuple[str, ...] = ()


class Reach(msgspec.Struct, frozen=True):
    """How often, over all cases, a rule fired, was defeated, or was silent on purpose under a counsel.

    It is silent on purpose where a case expects it to be.
    """

    rule: str
    counsel: str
    fired: int
    defeated: int
    silent: int


class CaseReport(msgspec.Struct, frozen=True):
    """What running the cases showed: how many expectations were checked, what differs, what was reached."""

    cases: int
    checked: int
    differences: tuple[UnmetExpectation, ...]
    reach: tuple[Reach, ...]

    def unreached(self) -> tuple[Reach, ...]:
        """Return the rules that under a counsel no case makes fire, be defeated, or stay silent on purpose."""
        return tuple(reach for reach in self.reach if not (reach.fired or reach.defeated or reach.silent))


def run_cases(base: KnowledgeBase) -> CaseReport:
    """Run every case under every counsel, and compare where something is expected.

    >>> from followthrough import load
    >>> run_cases(load()).differences
    ()
    """
    return report(base, runs(base))


def runs(base: KnowledgeBase) -> Iterator[Run]:
    """Advise on the lead of every case under every counsel."""
    for case in base.cases:
        yield from runs_of(base, case)


def runs_of(base: KnowledgeBase, case: Case) -> Iterator[Run]:
    """Advise on the lead of one case under every counsel."""
    lead = read_lead(base, case.lead, CASE_DAY)
    expected = {expectation.counsel: expectation for expectation in case.expectations}
    for counsel in base.counsels:
        yield Run(case, expected.get(counsel), advise_lead(base, lead, counsel=counsel, today=CASE_DAY))


def report(base: KnowledgeBase, ran: Iterable[Run]) -> CaseReport:
    """Compare what came with what was expected."""
    differences: list[UnmetExpectation] = []
    checked = 0
    fired: Counter[tuple[str, str]] = Counter()
    defeated: Counter[tuple[str, str]] = Counter()
    silent: Counter[tuple[str, str]] = Counter()
    for run in ran:
        for step in run.advice.proof.steps:
            (fired if step.fired else defeated)[step.rule, run.counsel] += 1
        if run.expected is not None:
            checked += 1
            silent.update((rule, run.counsel) for rule in run.expected.silent)
            differences.extend(_differences(run.case, run.expected, run.advice))
    reach = tuple(
        Reach(rule.name, counsel, *(tally[rule.name, counsel] for tally in (fired, defeated, silent)))
        for counsel in base.counsels
        for rule in base.rules.values()
        if rule.counsel in base.lineage(counsel)
    )
    return CaseReport(len(base.cases), checked, tuple(differences), reach)


def _differences(case: Case, expectation: Expectation, advice: Advice) -> Iterator[UnmetExpectation]:
    counsel, proof = expectation.counsel, advice.proof
    for concept, wanted in expectation.values.items():
        value = advice.value(concept)
        found = value if isinstance(value, tuple) else () if value is None else (str(value),)
        if set(found) != set(wanted):
            by = tuple(step.rule for step in proof.deciding(concept))
            yield UnmetExpectation(case, counsel, concept, wanted, found, by)
    for wanted_state, rules in (
        ("fired", expectation.fired),
        ("defeated", expectation.defeated),
        ("silent", expectation.silent),
    ):
        for rule in rules:
            step = proof.step(rule)
            state = "silent" if step is None else "fired" if step.fired else "defeated"
            if state != wanted_state:
                by = step.defeated_by if step else ()
                failed = () if step else tuple(_failed(advice, rule))
                yield UnmetExpectation(case, counsel, rule, (wanted_state,), (state,), by, failed)


def _failed(advice: Advice, name: str) -> Iterator[str]:
    """Write what kept a rule silent: the parts of its `if` that did not hold, or its `unless`."""
    rule, facts = advice.base.rules.get(name), advice.proof.facts
    if rule is None:  # a slip deleted it, and the cases of the base still speak of it
        return
    yield from (str(part) for part in rule.conditions.parts if part.outcome(facts) is not Truth.TRUE)
    if rule.unless is not None and rule.unless.outcome(facts) is Truth.TRUE:
        yield f"unless {rule.unless}"


def listed(values: tuple[str, ...]) -> str:
    """Write values as a case does: `unknown` if there are none."""
    return ", ".join(values) or "unknown"
