"""Checks of the advice as a whole: there is some, one of a kind, for every possible lead."""

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import suppress
from heapq import heapify, heappop, heapreplace, nsmallest
from itertools import islice

from followthrough.authoring.checks.findings import Fault
from followthrough.authoring.checks.possible_leads import MOST_LEADS, PossibleLeads
from followthrough.errors import NotSettled
from followthrough.format.model import Concept, KnowledgeBase, Rule
from followthrough.format.phrases import is_beside
from followthrough.format.sentences import listed

FEW_CONCEPTS = 8
"""So many concepts are proved undisputed at once: a proof for each starts too often anew, and one for all is hard."""

FEW_CONFLICTS = 3
"""A rule that contradicts more rules than this is one finding, which names so many of them."""


def conflict(leads: PossibleLeads) -> Iterator[Fault]:
    """Find two rules that both stand and conclude different values for one concept.

    ## What it does

    Looks for a possible lead in which two undefeated rules conclude different values for a concept that holds one. Each
    such pair is a finding, with the first counsel under which it happens; a rule that is in more than three of them is
    one finding, and the rest are looked at without it. Rows of a table that should never hold together are a finding of
    their own (FT023).

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
    seen: dict[str, set[str]] = {}
    for counsel in leads.worlds:
        undisputed = _undisputed(leads, counsel)
        for concept in (one for one in leads.base.concepts.values() if one.name not in undisputed):
            contradicted: dict[str, set[str]] = {}
            for name, others in _contradicted(leads, counsel, concept):
                contradicted[name] = others - seen.get(name, set())
                seen.setdefault(name, set()).update(others)
            for one, first, number in sorted(_grouped(leads.base, contradicted), key=lambda grouped: grouped[0].place):
                fault = _conflicting(leads.base, one, first, number, concept.name)
                yield fault.shown_by(leads.together(counsel, fired=(one.name, first[0].name)))


def _undisputed(leads: PossibleLeads, counsel: str) -> set[str]:
    """Name concepts of which rules never conclude different values, as far as that takes not too long."""
    worlds = leads.worlds[counsel]
    single = [name for name, concept in leads.base.concepts.items() if not concept.many]
    undisputed: set[str] = set()
    with suppress(NotSettled):
        for start in range(0, len(single), FEW_CONCEPTS):
            few = {name: worlds.conflict(name) for name in single[start : start + FEW_CONCEPTS]}
            left = {*few.values()}
            for _, shown in worlds.showing(left):
                left -= shown
            undisputed.update(name for name, claim in few.items() if claim in left)
    return undisputed


def _contradicted(leads: PossibleLeads, counsel: str, concept: Concept) -> Iterator[tuple[str, set[str]]]:
    """Yield rules with those later ones that fire together with them in some lead, with another value for a concept.

    Each lead that is found shows many of them, and the next one has to show another.
    """
    worlds, witnesses = leads.worlds[counsel], leads.witnesses(counsel)
    if concept.many or not worlds.possible({}, worlds.conflict(concept.name)):
        return
    rules = sorted(leads.rules_of(counsel), key=lambda rule: rule.place)
    rules = [rule for rule in rules if _concluded(rule, concept.name) is not None]
    at_odds = _at_odds(rules, concept.name)
    together = {one.name: witnesses.ever(one.name, at_odds[one.name]) for one in rules}
    left = {one.name: _left(leads, one, at_odds[one.name] - together[one.name]) for one in rules}
    pairs = ((one.conditions, leads.base.rules[name].conditions) for one in rules for name in sorted(left[one.name]))
    witnesses.draw(list(islice(pairs, MOST_LEADS)))
    for one in rules:
        waiting = left[one.name] - witnesses.ever(one.name, left[one.name])
        while waiting and leads.find(counsel, one.name, sorted(waiting)):
            waiting = waiting - witnesses.ever(one.name, waiting)
        yield one.name, together[one.name] | (left[one.name] - waiting)


def _grouped(base: KnowledgeBase, contradicted: Mapping[str, Set[str]]) -> Iterator[tuple[Rule, list[Rule], int]]:
    """Yield what has one cause: a rule with the first that it contradicts, and how many these are.

    They are many or, where no rule that is left contradicts many, one.
    """
    named = set(contradicted).union(*contradicted.values())
    order = {name: place for place, name in enumerate(sorted(named, key=lambda name: base.rules[name].place))}
    against: dict[str, set[str]] = {one: set() for one in order}
    for one, others in contradicted.items():
        against[one] |= others
        for other in others:
            against[other].add(one)
    worst_first = [(-len(others), order[name], name) for name, others in against.items()]
    heapify(worst_first)
    while worst_first and -worst_first[0][0] > FEW_CONFLICTS:
        most, number, worst = worst_first[0]
        if -most > len(against[worst]):  # some of what it contradicted has gone since
            heapreplace(worst_first, (-len(against[worst]), number, worst))
            continue
        heappop(worst_first)
        others = against.pop(worst)
        for other in others:
            against[other].remove(worst)
        first = nsmallest(FEW_CONFLICTS, others, key=order.__getitem__)
        yield base.rules[worst], [base.rules[name] for name in first], len(others)
    for one, others in contradicted.items():
        left = sorted(others & against.get(one, set()), key=order.__getitem__)
        yield from ((base.rules[one], [base.rules[other]], 1) for other in left)


def _left(leads: PossibleLeads, one: Rule, others: Set[str]) -> Set[str]:
    """Return the rules of which no test shows that they cannot fire with one."""
    return {name for name in others if not leads.apart.sees(one, leads.base.rules[name])}


def _at_odds(rules: Sequence[Rule], concept: str) -> dict[str, Set[str]]:
    """Return for each rule the later ones with another value for a concept, unless they are rows of which one holds."""
    at_odds: dict[str, Set[str]] = {}
    later: dict[str | None, set[str]] = {}
    for one in reversed(rules):
        value = _concluded(one, concept)
        unlike = set[str]().union(*(names for other, names in later.items() if other != value))
        at_odds[one.name] = unlike - {other.name for other in rules if _is_unique(one, other)} if one.row else unlike
        later.setdefault(value, set()).add(one.name)
    return at_odds


def _conflicting(base: KnowledgeBase, one: Rule, others: Sequence[Rule], number: int, concept: str) -> Fault:
    """Return the fault of a rule that contradicts so many others, of which these are the first."""
    other, *more = others
    values = _concluded(one, concept), _concluded(other, concept)
    named = listed([*(rule.name for rule in others), f"{number - FEW_CONFLICTS} more"])
    return Fault(
        place=one.place,
        wrong=f"{one.name} contradicts {number} rules that fire together with it, about {concept}: {named}"
        if more
        else f"{one.name} and {other.name} fire together, and conclude {values[0]!r} and {values[1]!r} for {concept}",
        remedy="test something more in one of them, or let a hit policy decide"
        if is_beside(base, one.name, other.name)
        else "let one override the other, or test something more",
        other=other.place,
        also=tuple(rule.place for rule in more),
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
