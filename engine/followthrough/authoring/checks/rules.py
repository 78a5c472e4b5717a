"""Checks of single rules, and of pairs of them: each does something that no other does."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import msgspec
from msgspec.structs import replace

from followthrough.authoring.checks.findings import Fault
from followthrough.authoring.checks.possible_leads import ActivityAsked, PossibleLeads
from followthrough.authoring.checks.probe_rules import probe, worlds_with
from followthrough.errors import Place
from followthrough.format.conditions import AllOf
from followthrough.format.model import PLACEHOLDER, KnowledgeBase, Rule
from followthrough.readings.prove.shrink import shrink
from followthrough.readings.prove.worlds import Claim, Worlds

MAX_FEWEST = 3
"""Size up to which all sets of conditions are tried; of larger sets there are too many."""


def never_applies(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a rule that applies in no possible lead.

    ## What it does

    Checks for each rule whether, in some possible lead and under some counsel that has the rule, its `if` holds and its
    `unless` does not. If that never happens, no lead can show it. Instead, the finding names the fewest conditions of
    the rule that never hold together; where it takes more than three, it names some of which none can be left out.

    ## Why it matters

    The rule was written to say something, and nobody will ever hear it.

    ## Example

    ```yaml
    - rule: stay
      if: {wet: yes}
      then: {verdict: stay}
    - rule: dry-and-yet-at-home
      if: {verdict: stay, wet: no}
      then: {manner: calm}
    ```

    The verdict is to stay only when it is wet.

    ## Instead

    Correct the test that cannot hold together with the others, or remove the rule.

    ```yaml
    - rule: at-home
      if: {verdict: stay}
      then: {manner: calm}
    ```
    """
    heard = (rule for rule in leads.base.rules.values() if leads.base.counsels_with(rule.counsel))
    silent = [rule for rule in heard if rule.name not in leads.applicable]
    probes = {rule.name: list(_parts(rule)) for rule in silent}
    worlds = worlds_with(leads, leads.base, (part.probe for parts in probes.values() for part in parts))
    for rule in silent:
        core = _core(leads, {counsel: worlds[counsel] for counsel, _ in leads.having(rule)}, probes[rule.name])
        named = " and ".join(f"`{part.text}`" for part in core)
        yield Fault(
            place=rule.place,
            wrong=f"{rule.name} applies in no possible lead: {named} never {'hold together' if core[1:] else 'holds'}",
            remedy="correct what cannot hold, or remove the rule",
            also=tuple(part.place for part in core),
        )


class _NamedCondition(msgspec.Struct, frozen=True):
    """A condition of a rule, with a probe that applies where it holds; or, for `unless`, where it does not."""

    text: str
    place: Place
    probe: Rule

    def holds_in(self, worlds: Worlds) -> Claim:
        """Claim that the condition holds."""
        return worlds.holding(self.probe.conditions, self.probe.unless)


def _parts(rule: Rule) -> Iterator[_NamedCondition]:
    """Take a rule's conditions apart."""
    for number, part in enumerate(rule.conditions.parts):
        yield _NamedCondition(str(part), part.place, probe(f"{rule.name}#{number}", rule.counsel, AllOf((part,))))
    if rule.unless is not None:
        exception = probe(f"{rule.name}#unless", rule.counsel, AllOf(), rule.unless)
        yield _NamedCondition(f"unless {rule.unless}", rule.unless.parts[0].place, exception)


def _core(
    leads: PossibleLeads, having: Mapping[str, Worlds], parts: Sequence[_NamedCondition]
) -> Sequence[_NamedCondition]:
    """Find the fewest conditions that never hold together; or, if many, some of which none can be left out."""
    few = (core for size in range(1, MAX_FEWEST + 1) for core in combinations(parts, size))
    for core in few:
        if _never_hold(leads, having, core):
            return core
    return shrink(parts, lambda fewer: _never_hold(leads, having, fewer))


def _never_hold(leads: PossibleLeads, having: Mapping[str, Worlds], parts: Sequence[_NamedCondition]) -> bool:
    """Return whether conditions hold together in no possible lead: mostly one that was drawn shows that they do."""
    return not any(
        leads.witnesses(counsel).ever_hold([part.holds_in(leads.worlds[counsel]) for part in parts])
        for counsel in having
    ) and not any(
        worlds.possible({}, *(worlds.applied(part.probe.name) for part in parts)) for worlds in having.values()
    )


def always_defeated(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a rule that is defeated wherever it applies.

    ## What it does

    Checks for each rule that applies in some possible lead whether it ever fires, undefeated. It is enough if it does
    so under its own counsel: a counsel that follows another is there to object to it.

    ## Why it matters

    The rule never says anything. Often an override is stronger than intended.

    ## Example

    ```yaml
    - rule: calm-when-late
      if: {wet: no, late: yes}
      then: {manner: calm}
    - rule: quick-when-late
      if: {late: yes}
      then: {manner: quick}
      overrides: calm-when-late
    ```

    ## Instead

    Add a test to the stronger rule, remove one from the weaker, or remove the rule that is never heard.

    ```yaml
    - rule: calm-when-dry
      if: {wet: no}
      then: {manner: calm}
    ```
    """
    for rule in leads.base.rules.values():
        if rule.name in leads.applicable and rule.name not in leads.effective:
            yield _defeated(leads, rule)


def _defeated(leads: PossibleLeads, rule: Rule) -> Fault:
    """Return the fault of a rule that is always defeated, with a rule that defeats it."""
    fault = Fault(
        place=rule.place,
        wrong=f"{rule.name} is defeated wherever it applies",
        remedy="let the stronger rule test more, or remove this one",
    )
    example = leads.applying(rule)
    if example is None:
        return fault
    fired = (leads.base.rules[name] for name in example.fired)
    defeater = next(other for other in fired if rule.name in other.overrides)
    return replace(fault, wrong=f"{fault.wrong}, here by {defeater.name}", other=defeater.place).shown_by(example)


def idle_override(leads: PossibleLeads) -> Iterator[Fault]:
    """Find an override of a rule that never applies where the overriding one fires.

    ## What it does

    Checks for each rule, and each rule that it overrides, whether the first fires in some possible lead in which the
    second applies, under some counsel that has both. A rule that never fires, or never applies, is a finding of its own
    and skipped here. The lead shown is one in which the first rule fires.

    ## Why it matters

    The override reads as if the two rules were at odds, and they are not. It may have been meant for another rule.

    ## Example

    ```yaml
    - rule: stay
      if: {wet: yes}
      then: {verdict: stay}
    - rule: go-when-dry
      if: {wet: no}
      then: {verdict: go}
      overrides: stay
    ```

    ## Instead

    Name the rule that was meant, or remove the override.

    ```yaml
    - rule: go-when-dry
      if: {wet: no}
      then: {verdict: go}
    ```
    """
    pairs = [pair for pair in leads.overrides() if pair[0].name in leads.effective and pair[1].name in leads.applicable]
    together = leads.ever_under_any({_names(*pair): (pair, ActivityAsked(*_names(*pair))) for pair in pairs})
    for rule, overridden in pairs:
        if _names(rule, overridden) not in together:
            yield Fault(
                place=rule.place,
                wrong=f"{rule.name} overrides {overridden.name}, which never applies when it fires",
                remedy="remove the override, or name the rule that was meant",
                other=overridden.place,
            ).shown_by(leads.firing(rule))


def _names(rule: Rule, overridden: Rule) -> tuple[tuple[str], tuple[str]]:
    """Name a rule that fires, and one that applies with it."""
    return (rule.name,), (overridden.name,)


def untested_mention(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a `because` that mentions a fact which its rule does not test.

    ## What it does

    Compares the facts in braces in a `because` with those that the rule tests in `if` and `unless`. A date and the
    count of its days are one fact. A text cannot be tested, and may be mentioned anywhere. The lead shown is one in
    which the rule fires while the fact is unknown or, if there is none, any in which it fires.

    ## Why it matters

    The reason mentions something that the conclusion does not rest on, and that may be unknown when the rule fires.

    ## Example

    ```yaml
    - rule: stay
      if: {wet: yes}
      then: {verdict: stay}
      because: "It is wet ({wet}), and late ({late})."
    ```

    ## Instead

    Mention what the rule tests, or test what it mentions.

    ```yaml
    - rule: stay
      if: {wet: yes}
      then: {verdict: stay}
      because: "It is wet ({wet})."
    ```
    """
    for rule in leads.base.rules.values():
        tested = {name for fact in rule.tested() for name in leads.base.questions_of(fact)}
        for fact in dict.fromkeys(PLACEHOLDER.findall(rule.because)):
            if not tested.intersection(leads.base.questions_of(fact)) and not _is_text(leads.base, fact):
                yield Fault(
                    place=rule.place,
                    wrong=f"the `because` of {rule.name} mentions {{{fact}}}, which the rule does not test",
                    remedy="test it, or leave it out of the reason",
                ).shown_by(leads.firing_without(rule, fact) or leads.firing(rule))


def _is_text(base: KnowledgeBase, fact: str) -> bool:
    return fact in base.questions and base.questions[fact].kind == "text"
