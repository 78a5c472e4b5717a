"""Checks of the advice as a whole: there is some, one of a kind, for every possible lead."""

from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heapreplace
from itertools import islice

from followthrough.authoring.checks.findings import Fault
from followthrough.authoring.checks.possible_leads import MOST_LEADS, PossibleLeads
from followthrough.format.model import Concept, KnowledgeBase, Rule
from followthrough.format.phrases import is_beside
from followthrough.format.sentences import listed

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
    seen: set[tuple[str, str]] = set()
    for counsel in leads.worlds:
        for concept in leads.base.concepts.values():
            pairs = [pair for pair in _conflicting_pairs(leads, counsel, concept) if pair not in seen]
            seen.update(pairs)
            for one, others in sorted(_grouped(leads.base, pairs), key=lambda grouped: grouped[0].place):
                fault = _conflicting(leads.base, one, others, concept.name)
                yield fault.shown_by(leads.together(counsel, fired=(one.name, others[0].name)))


def _conflicting_pairs(leads: PossibleLeads, counsel: str, concept: Concept) -> Iterator[tuple[str, str]]:
    """Yield all pairs of rules that fire together in some lead and conclude different values for a concept.

    Each lead that is found shows many of them, and the next one has to show another.
    """
    worlds, witnesses = leads.worlds[counsel], leads.witnesses(counsel)
    if concept.many or not worlds.possible({}, worlds.conflict(concept.name)):
        return
    rules = sorted(leads.rules_of(counsel), key=lambda rule: rule.place)
    rules = [rule for rule in rules if _concluded(rule, concept.name) is not None]
    at_odds = _at_odds(rules, concept.name)
    left = {one.name: _open(leads, counsel, one, at_odds[one.name]) for one in rules}
    pairs = ((one.conditions, other.conditions) for one in rules for other in left[one.name])
    witnesses.draw(list(islice(pairs, MOST_LEADS)))
    for one in rules:
        open_still = _open(leads, counsel, one, left[one.name])
        while open_still and leads.find(counsel, one.name, [other.name for other in open_still]):
            open_still = _open(leads, counsel, one, open_still)
        together = witnesses.ever(one.name, (other.name for other in at_odds[one.name]))
        yield from ((one.name, other.name) for other in at_odds[one.name] if other.name in together)


def _grouped(base: KnowledgeBase, pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[Rule, list[Rule]]]:
    """Yield what has one cause: a rule with all that it contradicts if these are many, or else with one of them."""
    against: dict[str, dict[str, None]] = {}
    for one, other in pairs:
        against.setdefault(one, {})[other] = None
        against.setdefault(other, {})[one] = None
    worst_first = [(-len(others), number, name) for number, (name, others) in enumerate(against.items())]
    heapify(worst_first)
    while worst_first and -worst_first[0][0] > FEW_CONFLICTS:
        most, number, worst = worst_first[0]
        if -most > len(against[worst]):  # some of what it contradicted has gone since
            heapreplace(worst_first, (-len(against[worst]), number, worst))
            continue
        heappop(worst_first)
        others = against.pop(worst)
        for other in others:
            del against[other][worst]
        yield base.rules[worst], sorted((base.rules[name] for name in others), key=lambda rule: rule.place)
    left = ((one, other) for one, other in pairs if other in against.get(one, ()))
    yield from ((base.rules[one], [base.rules[other]]) for one, other in left)


def _open(leads: PossibleLeads, counsel: str, one: Rule, others: Sequence[Rule]) -> list[Rule]:
    """Return the rules of which neither a lead shows that they fire with one, nor a test that they cannot."""
    together = leads.witnesses(counsel).ever(one.name, (other.name for other in others))
    return [other for other in others if other.name not in together and not leads.apart.sees(one, other)]


def _at_odds(rules: Sequence[Rule], concept: str) -> dict[str, list[Rule]]:
    """Return for each rule the later ones with another value for a concept, unless they are rows of which one holds."""
    values = {rule.name: _concluded(rule, concept) for rule in rules}
    return {
        one.name: [
            other
            for other in rules[place + 1 :]
            if values[other.name] != values[one.name] and not (one.row and _is_unique(one, other))
        ]
        for place, one in enumerate(rules)
    }


def _conflicting(base: KnowledgeBase, one: Rule, others: Sequence[Rule], concept: str) -> Fault:
    """Return the fault of a rule that contradicts another, or many others."""
    other, *more = others
    values = _concluded(one, concept), _concluded(other, concept)
    named = listed([*(rule.name for rule in others[:FEW_CONFLICTS]), f"{len(others) - FEW_CONFLICTS} more"])
    return Fault(
        place=one.place,
        wrong=f"{one.name} contradicts {len(others)} rules that fire together with it, about {concept}: {named}"
        if more
        else f"{one.name} and {other.name} fire together, and conclude {values[0]!r} and {values[1]!r} for {concept}",
        remedy="test something more in one of them, or let a hit policy decide"
        if is_beside(base, one.name, other.name)
        else "let one override the other, or test something more",
        other=other.place,
        also=tuple(rule.place for rule in more[: FEW_CONFLICTS - 1]),
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
