"""Checks of the cases: each holds, and each is about a lead of its own."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from followthrough.authoring.cases import listed, run_cases
from followthrough.authoring.checks.findings import Fault
from followthrough.authoring.checks.possible_leads import PossibleLeads
from followthrough.errors import Place
from followthrough.format.conditions import Value
from followthrough.format.expectations import CASE_DAY, Case
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase


def repeated_case(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a case about the same lead as another one.

    ## What it does

    Compares what is known in the leads of all cases. A day and the count of days since it are the same.

    ## Why it matters

    The second case tests nothing new. It may have been meant to differ in an answer that was forgotten.

    ## Example

    ```yaml
    - case: a dry day
      lead: {wet: no, late: no}
      expect: {elder: {verdict: go}}
    - case: a dry day, and late
      lead: {wet: no, late: no}
      expect: {younger: {verdict: go}}
    ```

    ## Instead

    Change the answer that was meant to differ, or join the two.

    ```yaml
    - case: a dry day
      lead: {wet: no, late: no}
      expect:
        elder: {verdict: go}
        younger: {verdict: go}
    ```
    """
    first: dict[frozenset[tuple[str, Value]], Case] = {}
    for case in leads.base.cases:
        known = frozenset(_known(leads.base, case).items())
        if known in first:
            yield Fault(
                place=case.place,
                wrong=f"the case {case.name!r} has the same lead as {first[known].name!r}",
                remedy="change the answer that was meant to differ, or join the two",
                other=first[known].place,
                witness=case.lead,
            )
        first.setdefault(known, case)


def _known(base: KnowledgeBase, case: Case) -> Mapping[str, Value]:
    """Return what is known in the lead of a case."""
    facts = read_lead(base, case.lead, CASE_DAY).facts
    return {name: value for name, value in facts.items() if value is not None}


def broken_case(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a case that no longer holds.

    ## What it does

    Runs all cases, as `rules test` does. Each case that expects something else under a counsel is a finding.

    ## Why it matters

    Either a rule was changed and now gives somebody other advice than intended, or the case describes rules that no
    longer exist.

    ## Example

    ```yaml
    - rule: go
      if: {wet: no}
      then: {verdict: go}
    ...
    - case: a dry day
      lead: {wet: no, late: no}
      expect: {elder: {verdict: stay}}
    ```

    ## Instead

    Correct the rule, or change what the case expects.

    ```yaml
    - case: a dry day
      lead: {wet: no, late: no}
      expect: {elder: {verdict: go}}
    ```
    """
    differences = run_cases(leads.base).differences
    for (_, counsel), grouped in groupby(differences, key=lambda one: (one.case.name, one.counsel)):
        unmet = list(grouped)
        case = unmet[0].case
        found = ", and ".join(f"{one.about} to be {listed(one.expected)}, not {listed(one.found)}" for one in unmet)
        yield Fault(
            place=_place(case, counsel),
            wrong=f"the case {case.name!r} expects {found}",
            remedy="correct the rules, or the case",
            counsel=counsel,
            witness=case.lead,
        )


def _place(case: Case, counsel: str) -> Place:
    """Find where a case says what it expects under a counsel."""
    return next(expectation.place for expectation in case.expectations if expectation.counsel == counsel)
