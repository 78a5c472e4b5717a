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

    Looks for pairs of rules of which one fires wherever the other does, under every counsel that has the other, and
    concludes all that the other concludes, overrides all it overrides, and makes the step due on the same day if the
    other has one. Of two rules that are the same, the later one is the finding. The lead that is shown is one in which
    both fire.

    ## Why it matters

    Take the rule away, and all advice stays the same. It may have been meant to test something else.

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

    Let it test or conclude something of its own, or remove it; its passage can be cited by the other rule.

    ```yaml
    - rule: stay
      source: [p1, p2]
      if: {wet: yes}
      then: {verdict: stay, manner: calm}
    ```
    """
    for rule in leads.backwards():
        other = leads.subsumed.get(rule.name)
        if other is not None:
            yield Fault(
                place=rule.place,
                wrong=f"{rule.name} adds nothing: wherever it fires, {other.name} does, and says as much",
                remedy="let it test or conclude something of its own, or remove it",
                other=other.place,
            ).shown_by(leads.firing(rule))


def covered(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a rule that adds nothing to all others together.

    ## What it does

    Tells for each rule whether, in every possible lead in which it fires, under every counsel that has it, each value
    it concludes is concluded by another rule that fires too, with the step due on the same day if it has one, and each
    rule it overrides that applies there is overridden by another that fires too. It need not be the same other rule in
    all leads. A value that would come about by `otherwise` does not count: nobody would be told the reason. Of rules
    that cover each other the later one is the finding. The lead that is shown is one in which it fires, with those that
    do as much there.

    ## Why it matters

    Take the rule away, and all advice stays the same. It may have been meant to test or conclude something else.

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

    Who is early has it wet or dry.

    ## Instead

    Let it test or conclude something of its own, or remove it; its passage can be cited by the others.

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
    gone = {*leads.subsumed, *_covered(leads)}
    for name in _covered(leads):
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
    others = [leads.base.rules[one] for one in example.world.fired if one not in gone]
    helping = [other for other in others if _shares(rule, other)]
    wrong = f"{fault.wrong}, here {' and '.join(other.name for other in helping)}"
    return replace(fault, wrong=wrong, also=tuple(other.place for other in helping)).shown_by(example)


@lru_cache(maxsize=1)
def _covered(leads: PossibleLeads) -> tuple[str, ...]:
    """Name the rules that add nothing to all others together, but not to a single one; they can go all at once."""
    gone = set(leads.subsumed)
    covered = []
    for rule in leads.backwards():
        if rule.name in gone or rule.name not in leads.effective:
            continue
        if all(_is_covered(leads, counsel, rule, gone) for counsel, _ in leads.having(rule)):
            gone.add(rule.name)
            covered.append(rule.name)
    return tuple(covered)


def _is_covered(leads: PossibleLeads, counsel: str, rule: Rule, gone: set[str]) -> bool:
    """Tell whether all that a rule does under a counsel is done by others wherever it fires."""
    others = [other for other in leads.rules_of(counsel) if other != rule and other.name not in gone]
    for conclusion in rule.then:
        saying = [other for other in others if conclusion in other.then and rule.due in (None, other.due)]
        if leads.ever(counsel, fired=(rule.name,), silent=_names(saying)):
            return False
    return not any(
        leads.ever(counsel, fired=(rule.name,), applied=(name,), silent=_names(_overriding(others, name)))
        for name in rule.overrides
    )


def _names(rules: Iterable[Rule]) -> list[str]:
    return [rule.name for rule in rules]


def _overriding(rules: Sequence[Rule], name: str) -> list[Rule]:
    return [rule for rule in rules if name in rule.overrides]


def _shares(one: Rule, other: Rule) -> bool:
    """Tell whether two rules conclude, or override, something that is the same."""
    return bool({*one.then} & {*other.then} or {*one.overrides} & {*other.overrides})


def needless_override(leads: PossibleLeads) -> Iterator[Fault]:
    """Find an override that others always make needless.

    ## What it does

    Tells for each rule, and each that it overrides, whether another rule that fires too overrides the same one in every
    possible lead in which the first fires and the second applies, under every counsel that has both. It need not be the
    same other rule in all leads. Of overrides that make each other needless the later one is the finding. The lead that
    is shown is one in which both override it. Rules that add nothing as a whole are findings of their own and left out.

    ## Why it matters

    Take the override away, and all advice stays the same. It may have been meant for another rule.

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

    Leave it to the rule that decides instead.

    ```yaml
    - rule: quick-when-soaked
      if: {wet: yes, late: yes}
      then: {manner: quick}
    ```
    """
    needless = {*leads.subsumed, *_covered(leads)}
    gone = {(name, other) for name in needless for other in leads.base.rules[name].overrides}
    for rule in leads.backwards():
        if rule.name not in leads.effective or rule.name in needless:
            continue
        for name in reversed(rule.written_overrides):
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
    fired = [leads.base.rules[name] for name in example.world.fired if (name, overridden.name) not in gone]
    other = _overriding(fired, overridden.name)[0]
    return replace(fault, wrong=f"{fault.wrong}, here {other.name}", other=other.place).shown_by(example)


def _is_needless(leads: PossibleLeads, counsel: str, rule: Rule, name: str, gone: set[tuple[str, str]]) -> bool:
    """Tell whether under a counsel a rule overrides another only where others do so as well."""
    lineage = leads.base.lineage(counsel)
    others = (
        other.name
        for other in leads.overriding[name]
        if other != rule and other.counsel in lineage and (other.name, name) not in gone
    )
    return not leads.ever(counsel, fired=(rule.name,), applied=(name,), silent=others)
