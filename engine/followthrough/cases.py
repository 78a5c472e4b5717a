"""A base's own cases: run them, and see which rules they reach."""

from collections import Counter
from collections.abc import Iterator

import msgspec

from followthrough.advice import Advice, advise
from followthrough.model import Case, Expectation, KnowledgeBase
from followthrough.resolve import CASE_DAY


class Difference(msgspec.Struct, frozen=True):
    """What a case expected and what came instead.

    `about` is a concept, or a rule; `expected` and `found` are what a person would say: values, or `fired`,
    `defeated`, `silent`.
    """

    case: Case
    counsel: str
    about: str
    expected: str
    found: str


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
    differences: tuple[Difference, ...]
    reach: tuple[Reach, ...]

    def unreached(self) -> tuple[Reach, ...]:
        """Give the rules that under a counsel no case makes fire, be defeated, or stay silent on purpose."""
        return tuple(reach for reach in self.reach if not (reach.fired or reach.defeated or reach.silent))


def run_cases(base: KnowledgeBase) -> CaseReport:
    """Run every case under every counsel, and compare where something is expected.

    >>> from followthrough import load
    >>> run_cases(load()).differences
    ()
    """
    differences: list[Difference] = []
    checked = 0
    fired: Counter[tuple[str, str]] = Counter()
    defeated: Counter[tuple[str, str]] = Counter()
    silent: Counter[tuple[str, str]] = Counter()
    for case in base.cases:
        expected = {expectation.counsel: expectation for expectation in case.expectations}
        for counsel in base.counsels:
            advice = advise(base, case.lead, counsel=counsel, today=CASE_DAY)
            for step in advice.proof.steps:
                (fired if step.fired else defeated)[step.rule, counsel] += 1
            if counsel in expected:
                checked += 1
                silent.update((rule, counsel) for rule in expected[counsel].silent)
                differences.extend(_differences(case, expected[counsel], advice))
    reach = tuple(
        Reach(rule.name, counsel, *(tally[rule.name, counsel] for tally in (fired, defeated, silent)))
        for counsel in base.counsels
        for rule in base.rules.values()
        if rule.counsel in base.lineage(counsel)
    )
    return CaseReport(len(base.cases), checked, tuple(differences), reach)


def _differences(case: Case, expectation: Expectation, advice: Advice) -> Iterator[Difference]:
    for concept, wanted in expectation.values.items():
        value = advice.value(concept)
        found = value if isinstance(value, tuple) else () if value is None else (str(value),)
        if set(found) != set(wanted):
            yield Difference(case, expectation.counsel, concept, _listed(wanted), _listed(found))
    for wanted_state, rules in (
        ("fired", expectation.fired),
        ("defeated", expectation.defeated),
        ("silent", expectation.silent),
    ):
        for rule in rules:
            step = advice.proof.step(rule)
            state = "silent" if step is None else "fired" if step.fired else "defeated"
            if state != wanted_state:
                yield Difference(case, expectation.counsel, rule, wanted_state, state)


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(values) or "unknown"
