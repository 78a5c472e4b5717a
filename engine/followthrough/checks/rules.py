"""Checks of single rules, and of pairs of them: each does something that no other does."""

from collections.abc import Iterator

from followthrough.checks.findings import Fault
from followthrough.checks.study import Study, simplest
from followthrough.model import PLACEHOLDER, KnowledgeBase, Rule


def never_applies(study: Study) -> Iterator[Fault]:
    """Find a rule that applies in no possible lead.

    ## What it does

    Tells for each rule whether its `if` can hold, and its `unless` not hold, in some possible lead under some counsel
    that has the rule.

    ## Why it matters

    Somebody wrote the rule to say something, and nobody will ever hear it.

    ## Example

    ```yaml
    - rule: stay
      if: {wet: yes}
      then: {verdict: stay}
    - rule: dry-and-yet-at-home
      if: {verdict: stay, wet: no}
      then: {manner: calm}
    ```

    Only those who have it wet stay.

    ## Instead

    Correct the test that cannot hold together with the others, or remove the rule.

    ```yaml
    - rule: at-home
      if: {verdict: stay}
      then: {manner: calm}
    ```
    """
    for rule in study.base.rules.values():
        if rule.name not in study.applicable:
            yield Fault(
                place=rule.place,
                wrong=f"{rule.name} applies in no possible lead",
                remedy="correct the tests that cannot hold together, or remove the rule",
            )


def always_defeated(study: Study) -> Iterator[Fault]:
    """Find a rule that is defeated wherever it applies.

    ## What it does

    Tells for each rule that applies in some possible lead whether it ever fires, undefeated, under some counsel. A
    rule that fires under its own counsel, and never under one that follows it, is not a finding: to object is what
    such a counsel is for.

    ## Why it matters

    The rule never says anything. Often an override is stronger than was meant.

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

    Let the stronger rule test more, or the weaker one less; or remove what is never said.

    ```yaml
    - rule: calm-when-dry
      if: {wet: no}
      then: {manner: calm}
    ```
    """
    for rule in study.base.rules.values():
        if rule.name not in study.applicable or rule.name in study.effective:
            continue
        for counsel, worlds in study.having(rule):
            example = simplest(worlds, worlds.applied(rule.name))
            if example is not None:
                defeaters = (study.base.rules[name] for name in example.world.fired)
                defeater = next(other for other in defeaters if rule.name in other.overrides)
                yield Fault(
                    place=rule.place,
                    wrong=f"{rule.name} is defeated wherever it applies, here by {defeater.name}",
                    remedy="let the stronger rule test more, or remove this one",
                    other=defeater.place,
                    counsel=counsel,
                    witness=example.world.answers,
                    core=example.core,
                )
                break


def idle_override(study: Study) -> Iterator[Fault]:
    """Find an override of a rule that never applies together with the overriding one.

    ## What it does

    Tells for each rule, and each that it overrides, whether there is a possible lead in which the first fires and the
    second applies. Rules that never apply, or are always defeated, are findings of their own and left out.

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
    for rule, overridden in study.overrides():
        if rule.name not in study.effective or overridden.name not in study.applicable:
            continue
        together = (
            worlds.possible({}, worlds.fired(rule.name), worlds.applied(overridden.name))
            for _, worlds in study.having(rule, overridden)
        )
        if not any(together):
            yield Fault(
                place=rule.place,
                wrong=f"{rule.name} overrides {overridden.name}, which never applies when it fires",
                remedy="remove the override, or name the rule that was meant",
                other=overridden.place,
            )


def subsumed(study: Study) -> Iterator[Fault]:
    """Find a rule that adds nothing to another one.

    ## What it does

    Looks for pairs of rules of which one fires wherever the other does, under every counsel that has the other, and
    concludes all that the other concludes, overrides all it overrides, and makes the step due on the same day. Of two
    rules that are the same, the later one is the finding.

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
    gone: set[str] = set()
    rules = sorted(study.base.rules.values(), key=lambda rule: rule.place)
    for rule in reversed(rules):
        for other in rules:
            if other.name in gone or other == rule or rule.name not in study.effective:
                continue
            if _says_as_much(other, rule) and _fires_wherever(study, other, rule):
                gone.add(rule.name)
                yield Fault(
                    place=rule.place,
                    wrong=f"{rule.name} adds nothing: wherever it fires, {other.name} does, and says as much",
                    remedy="let it test or conclude something of its own, or remove it",
                    other=other.place,
                )
                break


def _says_as_much(one: Rule, other: Rule) -> bool:
    """Tell whether a rule that fires does everything that another would do."""
    return (
        set(other.then) <= set(one.then) and set(other.overrides) <= set(one.overrides) and other.due in (None, one.due)
    )


def _fires_wherever(study: Study, one: Rule, other: Rule) -> bool:
    """Tell whether a rule fires wherever another does, under every counsel that has the other."""
    return all(
        one.counsel in study.base.lineage(counsel)
        and not worlds.possible({}, worlds.fired(other.name), -worlds.fired(one.name))
        for counsel, worlds in study.having(other)
    )


def untested_mention(study: Study) -> Iterator[Fault]:
    """Find a `because` that mentions a fact which its rule does not test.

    ## What it does

    Compares the facts in braces in a `because` with those that the rule tests in `if` and `unless`. A date and the
    count of its days are one; a text cannot be tested, and may be mentioned anywhere.

    ## Why it matters

    The reason gives something that the conclusion does not rest on, and that may be unknown when the rule fires.

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
    for rule in study.base.rules.values():
        tested = {_asked(study.base, fact) for fact in rule.tested()}
        for fact in dict.fromkeys(PLACEHOLDER.findall(rule.because)):
            if _asked(study.base, fact) not in tested and not _is_text(study.base, fact):
                yield Fault(
                    place=rule.place,
                    wrong=f"the `because` of {rule.name} mentions {{{fact}}}, which the rule does not test",
                    remedy="test it, or leave it out of the reason",
                )


def _asked(base: KnowledgeBase, fact: str) -> str:
    """Give the question that a count of days is counted from; any other fact as it is."""
    return base.counts[fact].of if fact in base.counts else fact


def _is_text(base: KnowledgeBase, fact: str) -> bool:
    return fact in base.questions and base.questions[fact].kind == "text"
