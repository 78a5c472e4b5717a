"""Checks of the advice as a whole: there is some, one of a kind, for every possible lead."""

from collections.abc import Iterator
from itertools import combinations

from followthrough.authoring.checks.findings import Fault
from followthrough.authoring.checks.possible_leads import PossibleLeads
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.format.phrases import is_beside


def conflict(leads: PossibleLeads) -> Iterator[Fault]:
    """Find two rules that both stand and conclude different values for one concept.

    ## What it does

    Looks for a possible lead in which two undefeated rules conclude different values for a concept that holds one. Each
    such pair is a finding, with the first counsel under which it happens. Rows of a table that should never hold
    together are a finding of their own (FT023).

    ## Why it matters

    Neither rule can win: the concept stays undecided, and whoever has that lead gets no advice.

    ## Example

    ```yaml
    - rule: go-when-dry
      if: {wet: no}
      then: {verdict: go}
    - rule: stay-when-late
      if: {late: yes}
      then: {verdict: stay}
    ```

    It can be dry and late.

    ## Instead

    Decide which rule is stronger and let it override the other, or add a test to one of them.

    ```yaml
    - rule: stay-when-late
      if: {late: yes}
      then: {verdict: stay}
      overrides: go-when-dry
    ```
    """
    seen: set[tuple[str, str]] = set()
    for counsel, worlds in leads.worlds.items():
        for concept in leads.base.concepts.values():
            if concept.many or not worlds.possible({}, worlds.conflict(concept.name)):
                continue
            for one, other in combinations(sorted(leads.rules_of(counsel), key=lambda rule: rule.place), 2):
                if (one.name, other.name) in seen or not _at_odds(one, other, concept.name):
                    continue
                example = leads.simplest(counsel, worlds.fired(one.name), worlds.fired(other.name))
                if example is not None:
                    seen.add((one.name, other.name))
                    yield _conflicting(leads.base, one, other, concept.name).shown_by(example)


def _at_odds(one: Rule, other: Rule, concept: str) -> bool:
    """Return whether two rules conclude different values for a concept, and are not rows of which only one may hold."""
    values = _concluded(one, concept), _concluded(other, concept)
    return None not in values and values[0] != values[1] and not _is_unique(one, other)


def _conflicting(base: KnowledgeBase, one: Rule, other: Rule, concept: str) -> Fault:
    values = _concluded(one, concept), _concluded(other, concept)
    return Fault(
        place=one.place,
        wrong=f"{one.name} and {other.name} fire together, and conclude {values[0]!r} and {values[1]!r} for {concept}",
        remedy="test something more in one of them, or let a hit policy decide"
        if is_beside(base, one.name, other.name)
        else "let one override the other, or test something more",
        other=other.place,
    )


def _concluded(rule: Rule, concept: str) -> str | None:
    return next((conclusion.value for conclusion in rule.then if conclusion.concept == concept), None)


def _is_unique(one: Rule, other: Rule) -> bool:
    """Return whether two rules are rows of a table of which only one may hold."""
    if one.row is None or other.row is None:
        return False
    return one.row.policy == "unique" and one.row.table == other.row.table


def gap(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a goal that no rule decides for some possible lead.

    ## What it does

    Looks for a possible lead in which no rule decides a goal that has no `otherwise`. Each goal is one finding, with
    the first counsel under which it happens.

    ## Why it matters

    Whoever has that lead answers every question and gets no advice.

    ## Example

    ```yaml
    - question: wet
      kind: yes/no
      unknown: allowed
    ...
    - rule: go-when-dry
      if: {wet: no}
      then: {verdict: go}
    - rule: stay-when-wet
      if: {wet: yes}
      then: {verdict: stay}
    ```

    Those who do not know whether it is wet get no advice.

    ## Instead

    Add a rule for these leads, remove a test from an existing one, or give the goal an `otherwise`.

    ```yaml
    - rule: stay-when-nobody-knows
      if: {wet: unknown}
      then: {verdict: stay}
    ```
    """
    for goal in leads.base.goals:
        for counsel, worlds in leads.worlds.items():
            example = leads.simplest(counsel, worlds.value(goal, None), -worlds.conflict(goal))
            if example is not None:
                yield Fault(
                    place=leads.base.concepts[goal].place,
                    wrong=f"no rule decides {goal} for some possible lead",
                    remedy="add a rule for such leads, or an `otherwise`",
                ).shown_by(example)
                break
