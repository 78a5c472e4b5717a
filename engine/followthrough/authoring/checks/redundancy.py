"""Checks of what others do as well: whole rules, and single overrides."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec.structs import replace

from followthrough.authoring.checks.findings import Fault
from followthrough.authoring.checks.possible_leads import PossibleLeads
from followthrough.format.model import Rule


def subsumed(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a rule that adds nothing to another one.

    ## What it does

    Looks for pairs of rules of which one fires wherever the other does, under every counsel that has the other,
    concludes all that the other concludes, overrides all that the other overrides, and makes the step due on the same
    day if the other sets one. Of two rules that are the same, the later one is the finding. The lead shown is one in
    which both fire.

    ## Why it matters

    Without the rule, all advice stays the same. It may have been meant to test something else.

    ## Example

    ```yaml
    - rule: stay
      if: {wet: yes}
      then: {verdict: stay, manner: calm}
    - rule: calm-when-wet-and-late
      if: {wet: yes, late: yes}
      then: {manner: calm}
    ```

    ## Instead

    Let it test or conclude something of its own, or remove it; the other rule can cite its passage.

    ```yaml
    - rule: stay
      source: [p1, p2]
      if: {wet: yes}
      then: {verdict: stay, manner: calm}
    ```
    """
    yield from leads.even_if_stopped(lambda: leads.subsumed, lambda: _subsumed(leads))


def _subsumed(leads: PossibleLeads) -> Iterator[Fault]:
    """Yield the faults of the rules that are known so far to add nothing to another one."""
    for rule in leads.base.rules.values():
        other = leads.subsumed_so_far.get(rule.name)
        if other is not None:
            yield Fault(
                place=rule.place,
                wrong=f"{rule.name} adds nothing: wherever it fires, {other.name} does, and says as much",
                remedy="let it test or conclude something of its own, or remove it",
                other=other.place,
            ).shown_by(leads.firing(rule))


def covered(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a rule that adds nothing to several others together.

    ## What it does

    Checks for each rule whether, wherever it fires, others that fire too do all that it does, under every counsel that
    has it: conclude each value that it concludes, with the step due on the same day if it sets one, and override each
    rule that it overrides and that applies there. These need not be the same rules in every lead. A value that comes
    about by `otherwise` does not count: nobody would see a reason for it. Of rules that cover each other, the later one
    is the finding. The lead shown is one in which the rule fires, with those that do as much there.

    ## Why it matters

    Without the rule, all advice stays the same. It may have been meant to test or conclude something else.

    ## Example

    ```yaml
    - rule: calm-when-wet
      if: {wet: yes}
      then: {manner: calm}
    - rule: calm-when-dry
      if: {wet: no}
      then: {manner: calm}
    - rule: calm-when-early
      if: {late: no}
      then: {manner: calm}
    ```

    It is either wet or dry for those who are early.

    ## Instead

    Let it test or conclude something of its own, or remove it; the others can cite its passage.

    ```yaml
    - rule: calm-when-wet
      if: {wet: yes}
      then: {manner: calm}
    - rule: calm-when-dry
      source: [p1, p2]
      if: {wet: no}
      then: {manner: calm}
    ```
    """
    yield from leads.even_if_stopped(lambda: _covered(leads), lambda: _covered_so_far(leads))


def _covered_so_far(leads: PossibleLeads) -> Iterator[Fault]:
    """Yield the faults of the rules that are known so far to add nothing to several others."""
    gone = {*leads.subsumed_so_far, *leads.covered_so_far}
    for name in reversed(leads.covered_so_far):
        yield _adding_nothing(leads, leads.base.rules[name], gone)


def _adding_nothing(leads: PossibleLeads, rule: Rule, gone: set[str]) -> Fault:
    """Return the fault of a rule that adds nothing to others, with those, of all that are not gone, in one lead."""
    fault = Fault(
        place=rule.place,
        wrong=f"{rule.name} adds nothing: wherever it fires, others together say as much",
        remedy="let it test or conclude something of its own, or remove it",
    )
    example = leads.firing(rule)
    if example is None:
        return fault
    others = [leads.base.rules[one] for one in example.fired if one not in gone]
    helping = [other for other in others if _shares(rule, other)]
    wrong = f"{fault.wrong}, here {' and '.join(other.name for other in helping)}"
    return replace(fault, wrong=wrong, also=tuple(other.place for other in helping)).shown_by(example)


@lru_cache(maxsize=1)
def _covered(leads: PossibleLeads) -> tuple[str, ...]:
    """Name the rules that add nothing to all others together, but not to a single one; they can go all at once."""
    gone = set(leads.subsumed)
    covered = leads.covered_so_far
    for rule in leads.backwards():
        if rule.name in gone or rule.name not in leads.effective:
            continue
        if all(_is_covered(leads, counsel, rule, gone) for counsel, _ in leads.having(rule)):
            gone.add(rule.name)
            covered.append(rule.name)
    return tuple(covered)


def _is_covered(leads: PossibleLeads, counsel: str, rule: Rule, gone: set[str]) -> bool:
    """Return whether all that a rule does under a counsel is done by others wherever it fires."""
    lineage = leads.base.lineage(counsel)

    def names(rules: Iterable[Rule]) -> list[str]:
        return [one.name for one in rules if one != rule and one.counsel in lineage and one.name not in gone]

    for conclusion in rule.then:
        saying = (one for one in leads.concluding[conclusion] if rule.due in (None, one.due))
        if leads.ever(counsel, fired=(rule.name,), silent=names(saying)):
            return False
    return not any(
        leads.ever(counsel, fired=(rule.name,), applied=(name,), silent=names(leads.overriding[name]))
        for name in rule.overrides
    )


def _overriding(rules: Sequence[Rule], name: str) -> list[Rule]:
    return [rule for rule in rules if name in rule.overrides]


def _shares(one: Rule, other: Rule) -> bool:
    """Return whether two rules conclude, or override, something that is the same."""
    return bool({*one.then} & {*other.then} or {*one.overrides} & {*other.overrides})


def needless_override(leads: PossibleLeads) -> Iterator[Fault]:
    """Find an override that other rules always make needless.

    ## What it does

    Checks for each rule, and each rule that it overrides, whether a third rule overrides the same one in every possible
    lead in which the first fires and the second applies, under every counsel that has both. It need not be the same
    third rule in every lead. Of overrides that make each other needless, the later one is the finding. The lead shown
    is one in which both override it. Rules that add nothing at all are findings of their own and skipped here.

    ## Why it matters

    Without the override, all advice stays the same. It may have been meant for another rule.

    ## Example

    ```yaml
    - rule: hurry
      if: {wet: yes, late: yes}
      then: {verdict: go}
      overrides: stay
    - rule: quick-when-soaked
      if: {wet: yes, late: yes}
      then: {manner: quick}
      overrides: stay
    ```

    ## Instead

    Leave the override to the rule that decides instead.

    ```yaml
    - rule: quick-when-soaked
      if: {wet: yes, late: yes}
      then: {manner: quick}
    ```
    """
    needless = {*leads.subsumed, *_covered(leads)}
    gone = {(name, other) for name in needless for other in leads.base.rules[name].overrides}
    heard = (rule for rule in leads.backwards() if rule.name in leads.effective and rule.name not in needless)
    for rule in heard:
        for name in reversed([name for name in rule.written_overrides if name in leads.applicable]):
            overridden = leads.base.rules[name]
            counsels = [counsel for counsel, _ in leads.having(rule, overridden)]
            if not any(leads.ever(counsel, fired=(rule.name,), applied=(name,)) for counsel in counsels):
                continue
            if all(_is_needless(leads, counsel, rule, name, gone) for counsel in counsels):
                gone.add((rule.name, name))
                yield _needless(leads, rule, overridden, gone)


def _needless(leads: PossibleLeads, rule: Rule, overridden: Rule, gone: set[tuple[str, str]]) -> Fault:
    """Make the fault of an override that is needless as those are that are gone, with one that is not."""
    fault = Fault(
        place=rule.place,
        wrong=f"{rule.name} overrides {overridden.name} only where others do as well",
        remedy="remove the override, or name the rule that was meant",
        also=(overridden.place,),
    )
    example = leads.defeating(rule, overridden)
    if example is None:
        return fault
    fired = [leads.base.rules[name] for name in example.fired if (name, overridden.name) not in gone]
    other = _overriding(fired, overridden.name)[0]
    return replace(fault, wrong=f"{fault.wrong}, here {other.name}", other=other.place).shown_by(example)


def _is_needless(leads: PossibleLeads, counsel: str, rule: Rule, name: str, gone: set[tuple[str, str]]) -> bool:
    """Return whether under a counsel a rule overrides another only where others do so as well."""
    lineage = leads.base.lineage(counsel)
    others = (
        other.name
        for other in leads.overriding[name]
        if other != rule and other.counsel in lineage and (other.name, name) not in gone
    )
    return not leads.ever(counsel, fired=(rule.name,), applied=(name,), silent=others)
