"""Checks of sums: no lead takes one beyond its bounds, and every part of one is of some use."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from followthrough.authoring.checks.findings import Fault
from followthrough.authoring.checks.possible_leads import PossibleLeads
from followthrough.format.conditions import Test
from followthrough.format.model import PLACEHOLDER, KnowledgeBase
from followthrough.format.sums import Points, Sum
from followthrough.readings.prove.circuit import Literal
from followthrough.readings.prove.worlds import Worlds


def sum_beyond_its_bounds(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a sum that leaves its bounds.

    ## What it does

    Checks for each sum whether, under some counsel, a possible lead has fewer points than its `from` says, or more than
    its `to`. Shows the simplest such lead, and what the sum comes to there. Bounds that are not written are worked out
    so that no lead leaves them. What leaves them whatever ties answers together is refused when the base is loaded.

    ## Why it matters

    Whoever wrote the bounds took the sum for another one: a part may have too many points, or two parts may hold
    together that were thought to exclude each other.

    ## Example

    ```yaml
    - concept: hurry
      to: 2
      adds:
        late: {yes: 1}
        verdict: {go: 2}
    ```

    Who is late and goes has 3.

    ## Instead

    Correct the points, write the bounds that they have, or leave these out.

    ```yaml
    - concept: hurry
      to: 3
      adds:
        late: {yes: 1}
        verdict: {go: 2}
    ```
    """
    for one in leads.base.sums.values():
        for counsel, worlds in leads.worlds.items():
            below, above = -worlds.reaches(one.name, one.low), worlds.reaches(one.name, one.high + 1)
            beyond = worlds.any_of([below, above])
            if worlds.possible({}, beyond):
                yield _beyond(leads, one, counsel, beyond)
                break


def _beyond(leads: PossibleLeads, one: Sum, counsel: str, beyond: Literal) -> Fault:
    """Describe that a sum leaves its bounds, with the simplest lead in which it does."""
    example = leads.simplest(counsel, beyond)
    assert example is not None, "some lead takes the sum beyond its bounds"
    return Fault(
        place=one.place,
        wrong=f"{one.name} can be {example.values[one.name]}, which is not from {one.low} to {one.high}",
        remedy="correct the points, or its `from` and `to`",
    ).shown_by(example)


def idle_part(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a part of a sum that changes nothing.

    ## What it does

    Leaves out one test of a sum with its points, and checks whether in some possible lead, under some counsel, the sum
    then comes to something else; and, if the sum is not shown and written in no text, whether a test of it then has
    another outcome. A test with 0 points is there for the reader, and skipped.

    ## Why it matters

    The sum reads as if the part counted. Its test may be meant otherwise, or be one that no lead meets.

    ## Example

    ```yaml
    - concept: hurry
      adds:
        late: {yes: 2}
        wet: {yes: 1}
    ...
    - rule: be-calm
      if: {hurry: at least 2}
      then: {manner: calm}
    ```

    Whether it is wet makes no difference to anything.

    ## Instead

    Leave the part out, or write the points or the test that was meant.

    ```yaml
    - rule: be-calm
      if: {hurry: at least 3}
      then: {manner: calm}
    ```
    """
    for one in leads.base.sums.values():
        tests = None if _is_told(leads.base, one.name) else _tests_of(leads.base, one.name)
        for number, part in enumerate(one.parts):
            if part.points and tests != [] and not _ever(leads, partial(_difference, one, number, tests)):
                yield _idle(leads, one, part, number)


def _ever(leads: PossibleLeads, claimed: Callable[[Worlds], Literal]) -> bool:
    """Return whether what is claimed holds in a possible lead under some counsel."""
    for worlds in leads.worlds.values():
        with worlds.solver.growing:
            claim = claimed(worlds)
            worlds.solver.grow()
        if worlds.possible({}, claim):
            return True
    return False


def _difference(one: Sum, number: int, tests: Iterable[Test] | None, worlds: Worlds) -> Literal:
    """Return where a part of a sum makes a difference: to one of these tests of the sum, or to the sum itself."""
    meaning, circuit = worlds.side.meaning, worlds.space.circuit
    points = meaning.sums[one.name]
    rest = [*points[:number], *points[number + 1 :]]
    if tests is None:
        return points[number][0]
    with_it, without = ([meaning.adding_up(these, test) for test in tests] for these in (points, rest))
    return circuit.unlike(with_it, without)


def _idle(leads: PossibleLeads, one: Sum, part: Points, number: int) -> Fault:
    holds = _ever(leads, partial(_difference, one, number, None))
    wrong = "makes no difference to any test of the sum" if holds else "is true in no possible lead"
    return Fault(
        place=part.place,
        entry=one.place,
        wrong=f"`{part}` {wrong}, so its points in {one.name} change nothing",
        remedy="leave it out, or write what was meant",
    )


def _is_told(base: KnowledgeBase, name: str) -> bool:
    """Return whether a sum is shown, written into a text that people read, or tells drafts of letters apart."""
    drafts = [draft for drafts in base.letters.values() for draft in drafts]
    texts = [rule.because for rule in base.rules.values()] + [text for draft in drafts for text in draft.texts()]
    in_texts = any(name in PLACEHOLDER.findall(text) for text in texts)
    return name in base.shown_sums or in_texts or any(test.fact == name for draft in drafts for test in draft.tests())


def _tests_of(base: KnowledgeBase, name: str) -> list[Test]:
    """Return the tests of a sum, in rules and in other sums."""
    return list(dict.fromkeys(test.test for test in base.tests() if test.fact == name))
