"""The check of conditions: each test of a rule decides in some possible lead whether the rule applies.

A rule is compared with itself without the test: both are put into one base, the one without the test as a probe.
"""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec.structs import replace

from followthrough.authoring.checks.findings import Fault
from followthrough.authoring.checks.possible_leads import PossibleLeads
from followthrough.authoring.checks.probe_rules import probe, worlds_with
from followthrough.errors import Place
from followthrough.format.conditions import AllOf, AnyOf, FactTest, OneOf
from followthrough.format.model import Rule
from followthrough.readings.prove.worlds import Activity, Worlds


class _Variant(msgspec.Struct, frozen=True):
    """A rule without a part of its conditions: which part, where it stands, and a probe of what is left."""

    rule: Rule
    part: str
    place: Place
    without: Rule


def idle_condition(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a condition that changes nothing.

    ## What it does

    Leaves out one test of a rule's `if` or `unless`, one value of a list, one alternative of an `any of`, a whole `any
    of`, or the whole `unless`, and checks whether the rule then applies in a possible lead where it did not before, or
    the other way round, under some counsel that has the rule. The lead shown is one in which the rule applies, with the
    condition and without it. Rules that never apply are findings of their own and skipped here. So is a test that all
    rows of a decision table repeat: it says which leads the table is about.

    ## Why it matters

    The rule reads as if the condition mattered. Another condition may have been meant, or the rules it rests on may
    have changed since.

    ## Example

    ```yaml
    - rule: go
      if: {wet: no}
      then: {verdict: go}
    - rule: calm-walk
      if: {verdict: go, wet: no}
      then: {manner: calm}
    ```

    The verdict is always to go when it is dry.

    ## Instead

    Leave the condition out, or write the one that was meant.

    ```yaml
    - rule: calm-walk
      if: {wet: no}
      then: {manner: calm}
    ```
    """
    variants = list(_variants_of(leads))
    counting = _counting(leads, variants)
    for variant in variants:
        if variant.without.name not in counting:
            yield Fault(
                place=variant.place,
                entry=variant.rule.place,
                wrong=f"without `{variant.part}` {variant.rule.name} applies in the same possible leads",
                remedy="leave it out, or write the condition that was meant",
            ).shown_by(leads.applying(variant.rule))


def _variants_of(leads: PossibleLeads) -> Iterator[_Variant]:
    """Leave out each part of the conditions of each rule that applies, except for what all rows of a table repeat."""
    repeated = _repeated(leads.base.rules.values())
    for rule in leads.base.rules.values():
        for one in _variants(rule) if rule.name in leads.applicable else ():
            if rule.row is None or one.part not in repeated[rule.row.table]:
                yield one


def _repeated(rules: Iterable[Rule]) -> dict[str, set[str]]:
    """Return the tests that all of several rows of a table repeat, by table."""
    tables: dict[str, list[set[str]]] = {}
    for rule in rules:
        if rule.row is not None:
            tables.setdefault(rule.row.table, []).append(set(map(str, rule.conditions.parts)))
    return {table: set.intersection(*rows) if len(rows) > 1 else set() for table, rows in tables.items()}


def _counting(leads: PossibleLeads, variants: Sequence[_Variant]) -> set[str]:
    """Name the probes of conditions that count: in some possible lead either the rule applies or the probe.

    A lead found for one shows it of many others, which need no proof of their own then.
    """
    counting = _shown(leads, variants)
    left = [one.without for one in variants if one.without.name not in counting]
    for counsel, worlds in worlds_with(leads, leads.base, left).items() if left else ():
        lineage = leads.base.lineage(counsel)
        waiting = [one for one in variants if one.rule.counsel in lineage and one.without.name not in counting]
        while waiting:
            found = _difference(worlds, waiting[0])
            if found is None:
                waiting = waiting[1:]
            else:
                applied = found.applied
                shown = {
                    one.without.name for one in waiting if (one.rule.name in applied) != (one.without.name in applied)
                }
                counting |= shown
                waiting = [one for one in waiting if one.without.name not in shown]
    return counting


def _shown(leads: PossibleLeads, variants: Sequence[_Variant]) -> set[str]:
    """Name the probes of conditions that some lead shows to count that was drawn: of most, without a proof."""
    counting: set[str] = set()
    for counsel, worlds in leads.worlds.items():
        lineage, witnesses = leads.base.lineage(counsel), leads.witnesses(counsel)
        for _ in range(ROUNDS):
            left = [one for one in variants if one.rule.counsel in lineage and one.without.name not in counting]
            witnesses.draw([(one.conditions,) for each in left for one in (each.without, each.rule)])
            counting |= {
                one.without.name
                for one in left
                if witnesses.ever_unlike(
                    worlds.applied(one.rule.name), worlds.holding(one.without.conditions, one.without.unless)
                )
            }
    return counting


ROUNDS = 3
"""So often leads are drawn for the conditions of which none has shown yet that they count."""


def _difference(worlds: Worlds, variant: _Variant) -> Activity | None:
    """Find a lead in which a rule applies and its probe does not, or the other way round."""
    rule, without = worlds.applied(variant.rule.name), worlds.applied(variant.without.name)
    return worlds.activity(without, -rule) or worlds.activity(rule, -without)


def _variants(rule: Rule) -> Iterator[_Variant]:
    """Leave out each part of the conditions in turn."""
    variants = [
        *((part, place, replace(rule, conditions=rest)) for part, place, rest in _without_a_part(rule.conditions)),
        *_without_unless(rule),
    ]
    for number, (part, place, variant) in enumerate(variants):
        without = probe(f"{rule.name}#{number}", rule.counsel, variant.conditions, variant.unless)
        yield _Variant(rule, part, place, without)


def _without_unless(rule: Rule) -> Iterator[tuple[str, Place, Rule]]:
    if rule.unless is None:
        return
    yield f"unless {rule.unless}", _place(rule.unless), replace(rule, unless=None)
    for part, place, rest in _without_a_part(rule.unless, whole=False):
        yield part, place, replace(rule, unless=rest)


def _without_a_part(conditions: AllOf, *, whole: bool = True) -> Iterator[tuple[str, Place, AllOf]]:
    """Yield each part, or part of one, that can be left out, its place, and the conditions without it.

    A single part is left out only if the `whole` of the conditions may be.
    """
    parts = conditions.parts
    for number, part in enumerate(parts):
        before, after = parts[:number], parts[number + 1 :]
        if whole or before or after:
            yield str(part), part.place, AllOf((*before, *after))
        narrower = _without_an_alternative(part) if isinstance(part, AnyOf) else _without_a_value(part)
        for text, place, rest in narrower:
            yield text, place, AllOf((*before, rest, *after))


def _without_an_alternative(part: AnyOf) -> Iterator[tuple[str, Place, AnyOf]]:
    """Yield each alternative, or part of one, that can be left out, its place, and the `any of` without it."""
    for number, alternative in enumerate(part.alternatives):
        before, after = part.alternatives[:number], part.alternatives[number + 1 :]
        if before or after:
            yield str(alternative), _place(alternative), replace(part, alternatives=(*before, *after))
        for text, place, rest in _without_a_part(alternative, whole=False):
            yield text, place, replace(part, alternatives=(*before, rest, *after))


def _without_a_value(part: FactTest) -> Iterator[tuple[str, Place, FactTest]]:
    """Yield each value in a list that can be left out, its place, and the test without it."""
    values = part.test.tests if isinstance(part.test, OneOf) else ()
    for number, value in enumerate(values):
        rest = (*values[:number], *values[number + 1 :])
        yield f"{part.fact}: {value}", part.place, replace(part, test=OneOf(rest))


def _place(conditions: AllOf) -> Place:
    part: FactTest | AnyOf = conditions.parts[0]
    return part.place
