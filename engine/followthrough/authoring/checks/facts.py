"""Checks of questions, concepts and their values: each is of some use."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from followthrough.advising.inquiry import ADVICE, inquire
from followthrough.authoring.checks.findings import Fault
from followthrough.authoring.checks.possible_leads import PossibleLeads
from followthrough.format.counts import Count, Span
from followthrough.format.drafts import Letter
from followthrough.format.expectations import CASE_DAY
from followthrough.format.graph_walks import reached
from followthrough.format.model import PLACEHOLDER, TODAY, Concept, KnowledgeBase, RuleConclusion
from followthrough.format.sums import Sum


def unreachable_otherwise(leads: PossibleLeads) -> Iterator[Fault]:
    """Find an `otherwise` that is never used.

    ## What it does

    Checks for each concept with an `otherwise` whether there is a possible lead, under some counsel, in which no rule
    concludes a value for it. If there is none, every possible lead shows it; the finding names the rule that decides in
    the one shown.

    ## Why it matters

    The value reads as if it covered something. Whoever changes the rules relies on it, or it hides that a rule should
    test more.

    ## Example

    ```yaml
    - concept: verdict
      values: {go: Set out., stay: Stay.}
      otherwise: stay
    ...
    - rule: go
      if: {wet: no}
      then: {verdict: go}
    - rule: stay
      if: {wet: yes}
      then: {verdict: stay}
    ```

    One of the two rules always fires.

    ## Instead

    Remove the `otherwise`, or the rule that concludes the same.

    ```yaml
    - concept: verdict
      values: {go: Set out., stay: Stay.}
    ```
    """
    for concept in leads.base.concepts.values():
        if concept.otherwise is None:
            continue
        reached = (leads.ever(counsel, silent=_concluding(leads, counsel, concept)) for counsel in leads.base.counsels)
        if not any(reached):
            yield _decided(leads, concept)


def _decided(leads: PossibleLeads, concept: Concept) -> Fault:
    """Describe that a rule always decides a concept, with one that does."""
    fault = Fault(
        place=concept.place,
        wrong=f"a rule always decides {concept.name}, so it is never {concept.otherwise!r} by `otherwise`",
        remedy="remove the `otherwise`, or the rule that says the same",
    )
    example = leads.any_lead()
    if example is None:
        return fault
    concluding = {*_concluding(leads, example.counsel, concept)}
    decider = next(leads.base.rules[name] for name in example.fired if name in concluding)
    wrong = fault.wrong.replace("a rule always", f"a rule, here {decider.name}, always")
    return replace(fault, wrong=wrong, other=decider.place).shown_by(example)


def _concluding(leads: PossibleLeads, counsel: str, concept: Concept) -> list[str]:
    """Name the rules of a counsel that conclude something for a concept."""
    lineage = leads.base.lineage(counsel)
    values = (RuleConclusion(concept.name, value) for value in concept.values)
    return [rule.name for value in values for rule in leads.concluding.get(value, ()) if rule.counsel in lineage]


def idle_question(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a question whose answer can never matter to the advice.

    ## What it does

    Checks for each question whether, under some counsel, two possible leads differ in its answer and in a goal or shown
    concept, and otherwise only in answers that come or go with it or are tied to it by a `never`. No lead can show that
    an answer never matters. An answer also matters where it is written into a letter or decides which draft is written,
    or where a step is due on a day that is counted from it. A text, which rules cannot test, also matters where it is
    written into a reason or a question.

    ## Why it matters

    Nobody should be asked for something that changes nothing. A rule that should test it may be missing.

    ## Example

    ```yaml
    - question: cold
      ask: Is it cold?
      kind: yes/no
    ```

    No rule tests it.

    ## Instead

    Write the rule that the question was meant for, or remove the question. Write a text, in braces, into a draft.

    ```yaml
    - rule: calm-in-the-cold
      if: {cold: yes}
      then: {manner: calm}
    ```
    """
    yield from _idle_texts(leads.base)
    tested = [question for question in leads.base.questions.values() if question.kind != "text"]
    wanted = _wanted(leads, [question.name for question in tested])
    for question in tested:
        if question.name not in wanted:
            yield Fault(
                place=question.place,
                wrong=f"the answer to {question.name} can never change the advice",
                remedy="write the rule it was meant for, or remove the question",
            )


def _idle_texts(base: KnowledgeBase) -> Iterator[Fault]:
    """Find questions for a text that is written nowhere."""
    written = {name for text in _texts(base) for name in PLACEHOLDER.findall(text)}
    for question in base.questions.values():
        if question.kind == "text" and question.name not in written:
            yield Fault(
                place=question.place,
                wrong=f"the answer to {question.name} is not written into any letter, reason or question",
                remedy=f"write {{{question.name}}} where it was meant to stand, or remove the question",
            )


def _wanted(leads: PossibleLeads, names: Sequence[str]) -> set[str]:
    """Return which of some questions have an answer that matters under some counsel, in a letter, or to a day."""
    base = leads.base
    in_letters = reached(_in_letters(base), lambda fact: _tested_for(base, fact))
    wanted = {name for fact in (*in_letters, *_due(base)) for name in base.questions_of(fact)}
    for counsel in base.counsels:
        left = [name for name in names if name not in wanted]
        if left:
            inquiry = inquire(base, {}, counsel, CASE_DAY, leads.seconds)
            wanted.update(inquiry.mattering(ADVICE, left))
    return wanted


def _due(base: KnowledgeBase) -> Iterator[str]:
    """Yield the counts on which the day of a step depends."""
    return (count for rule in base.rules.values() if rule.due for count, _ in rule.due.days)


def _tested_for(base: KnowledgeBase, concept: str) -> Iterator[str]:
    """Name the facts that are tested by the rules that conclude a concept, or by a sum."""
    for rule in base.rules.values():
        if any(conclusion.concept == concept for conclusion in rule.then):
            yield from rule.tested()
    yield from base.sums[concept].tested() if concept in base.sums else ()


def _texts(base: KnowledgeBase) -> Iterator[str]:
    """Go through the texts into which facts are written."""
    yield from (text for draft in _drafts(base) for text in draft.texts())
    yield from (rule.because for rule in base.rules.values())
    yield from (never.because for never in base.nevers)
    yield from (question.ask for question in base.questions.values())


def _drafts(base: KnowledgeBase) -> Iterator[Letter]:
    return (draft for drafts in base.letters.values() for draft in drafts)


def _in_letters(base: KnowledgeBase) -> Iterator[str]:
    """Name the facts that are written into letters, or decide which draft is written."""
    for draft in _drafts(base):
        yield from (fact for text in draft.texts() for fact in PLACEHOLDER.findall(text) if fact != TODAY)
        yield from (test.fact for test in draft.tests())


def unconcluded_value(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a value that nothing concludes.

    ## What it does

    Looks for values of concepts that are in no rule's `then` and are not the `otherwise`. No lead has such a value, so
    none can show it.

    ## Why it matters

    Rules that test for the value never apply, and readers take it for advice that somebody may get.

    ## Example

    ```yaml
    - concept: verdict
      values: {go: Set out., stay: Stay., hide: Hide.}
    ```

    No rule concludes `hide`.

    ## Instead

    Write the rule that was meant to conclude it, or remove the value.

    ```yaml
    - concept: verdict
      values: {go: Set out., stay: Stay.}
    ```
    """
    concluded = {
        (conclusion.concept, conclusion.value) for rule in leads.base.rules.values() for conclusion in rule.then
    }
    for concept in leads.base.concepts.values():
        for value in concept.values:
            if (concept.name, value) not in concluded and value != concept.otherwise:
                yield Fault(
                    place=concept.place,
                    wrong=f"nothing concludes {value!r} for {concept.name}",
                    remedy="write the rule that does, or remove the value",
                )


def idle_concept(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a concept that nothing uses.

    ## What it does

    Looks for concepts that are not goals, are not shown, and are not tested by any rule, and for sums and counts of
    days that nothing tests and on which no step is due. Being written into a letter, a reason or a question is a use.
    Only the files show it; no lead does.

    ## Why it matters

    What rules conclude for it reaches nobody. A rule that should test it may be missing, or its name under `shows`.

    ## Example

    ```yaml
    - concept: mood
      values: {tense: tense, easy: easy}
      otherwise: easy
    ...
    - rule: tense-when-late
      if: {late: yes}
      then: {mood: tense}
    ```

    ## Instead

    Test it, show it, or remove it together with the rules that conclude it.

    ```yaml
    - rule: calm-down
      if: {mood: tense}
      then: {manner: calm}
    ```
    """
    base = leads.base
    written = {name for text in _texts(base) for name in PLACEHOLDER.findall(text)}
    used = {*base.goals, *base.shows, *base.shown_sums, *_tested(base), *written, *_due(base)}
    counts: list[Count | Span] = [*base.counts.values(), *base.spans.values()]
    concepts: list[Count | Span | Concept | Sum] = [*counts, *base.concepts.values(), *base.sums.values()]
    for concept in concepts:
        if concept.name not in used:
            yield Fault(
                place=concept.place,
                wrong=f"nothing uses {concept.name}: no rule tests it, and it is no goal and not shown",
                remedy="test it, show it, or remove it",
            )


def _tested(base: KnowledgeBase) -> Iterator[str]:
    """Name the facts that are tested anywhere."""
    for rule in base.rules.values():
        yield from rule.tested()
    for one in base.sums.values():
        yield from one.tested()
    for conditions in (
        *(question.only_if for question in base.questions.values()),
        *(never.conditions for never in base.nevers),
    ):
        yield from (test.fact for test in conditions.tests())
    yield from (test.fact for draft in _drafts(base) for test in draft.tests())
    yield from (test.fact for test in base.listing.tests())
