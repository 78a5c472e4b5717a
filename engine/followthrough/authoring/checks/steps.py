"""A check of what steps change: each answer that a step gives is possible on the lead that it leaves."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import msgspec

from followthrough.authoring.checks.findings import Fault
from followthrough.authoring.checks.possible_leads import PossibleLeads, simplest_of
from followthrough.authoring.checks.probe_rules import probe, worlds_with
from followthrough.format.choices import NONE
from followthrough.format.conditions import (
    AllOf,
    AnyOf,
    FactTest,
    Is,
    OneOf,
    OtherThan,
    SimpleTest,
    Truth,
    Unknown,
    Value,
    simple_tests,
    values_of,
)
from followthrough.format.doing import answer_written
from followthrough.format.expectations import CASE_DAY
from followthrough.format.model import AfterDoing, KnowledgeBase, Rule
from followthrough.format.sentences import listed
from followthrough.readings.prove.worlds import Claim, Worlds


def answer_without_another(leads: PossibleLeads) -> Iterator[Fault]:
    """Find a step that gives an answer, but not another that it depends on.

    ## What it does

    Checks for each answer in a `does` whether the `only if` of its question holds once the step is taken: by what the
    step gives as well, or by what is answered wherever the step is advised. Shown is the simplest lead that is advised
    to take the step, and on which it would not hold.

    ## Why it matters

    What was known before makes way for what a step gives. So the answer that the other one needs is open again, and the
    person is asked for something that they have just done.

    ## Example

    ```yaml
    - question: told_on
      ask: When did you tell them?
      kind: date
      only if: {told: yes}
    ...
    - concept: verdict
      values:
        stay: {says: Call them and stay., does: {told_on: today}}
    ```

    Nobody is told to call them who has done so already.

    ## Instead

    Let the step give the other answer too.

    ```yaml
    - concept: verdict
      values:
        stay: {says: Call them and stay., does: {told: yes, told_on: today}}
    ```
    """
    required = list(_required(leads.base))
    probes = (one.probe(counsel) for one in required for counsel in leads.base.counsels)
    all_worlds = worlds_with(leads, leads.base, probes) if required else {}
    for _, alike in groupby(required, key=lambda one: (one.goal, one.step, one.question)):
        missing = [(one, counsel) for one in alike if (counsel := _lacking(all_worlds, one))]
        if missing:
            first, counsel = missing[0]
            claims = first.claims(counsel, all_worlds[counsel])
            example = simplest_of(counsel, all_worlds[counsel], *claims) if leads.illustrated else None
            yield _fault(leads.base, [one for one, _ in missing]).shown_by(example)


class _Prerequisite(msgspec.Struct, frozen=True):
    """A part of an `only if` that has to hold after a step, since the step gives the answer to its question.

    The step gives it on leads on which `given` holds, and the part holds afterwards where `held` does before.
    """

    goal: str
    step: str
    question: str
    part: FactTest | AnyOf
    given: AllOf
    held: AllOf

    def probe(self, counsel: str) -> Rule:
        """Make the probe that applies where the answer is given and the part would not hold."""
        name = f"{counsel}#{self.goal}#{self.step}#{self.question}#{self.part}"
        return probe(name, counsel, self.given, self.held)

    def claims(self, counsel: str, worlds: Worlds) -> Sequence[Claim]:
        """Claim that the step is advised and the part would not hold."""
        return worlds.value(self.goal, self.step), worlds.applied(self.probe(counsel).name)


def _required(base: KnowledgeBase) -> Iterator[_Prerequisite]:
    for goal in base.goals:
        for step, does in base.concepts[goal].does.items():
            for question, change in does.items():
                given = AllOf() if isinstance(change, str) else AllOf((_answered(base, question, [*change]),))
                for part in base.questions[question].only_if.parts:
                    yield _Prerequisite(goal, step, question, part, given, _before(base, does, AllOf((part,))))


def _lacking(all_worlds: Mapping[str, Worlds], one: _Prerequisite) -> str | None:
    """Return the first counsel that advises a step where what it requires would not hold; None if none does."""
    found = (counsel for counsel, worlds in all_worlds.items() if worlds.possible({}, *one.claims(counsel, worlds)))
    return next(found, None)


def _fault(base: KnowledgeBase, missing: Sequence[_Prerequisite]) -> Fault:
    first = missing[0]
    tests = [one for each in missing for one in AllOf((each.part,)).tests()]
    wanted = list(dict.fromkeys(name for one in tests for name in base.questions_of(one.fact)))
    needed = ", ".join(str(one.part) for one in missing)
    return Fault(
        place=base.concepts[first.goal].place,
        wrong=f"{first.step!r} gives {first.question}, which is possible only with {needed}, "
        "and it is advised where that is not so",
        remedy=f"let its `does` give {listed(wanted, 'and')} too, or let the rules that advise it test for that",
    )


# What has to hold before, for something to hold after


def _before(base: KnowledgeBase, does: Mapping[str, AfterDoing], conditions: AllOf) -> AllOf:
    """Return what holds on a lead exactly where some conditions, of answers only, hold once a step was taken."""
    return AllOf(tuple(_part_before(base, does, part) for part in conditions.parts))


def _part_before(base: KnowledgeBase, does: Mapping[str, AfterDoing], part: FactTest | AnyOf) -> FactTest | AnyOf:
    if isinstance(part, AnyOf):
        return AnyOf(tuple(_before(base, does, one) for one in part.alternatives), part.place)
    question = base.question_of(part.fact)
    change = does.get(question)
    if change is None:
        return part
    if isinstance(change, str) and base.questions[question].many:
        tests = simple_tests(part.test)
        return AnyOf(tuple(one for test in tests for one in _before_adding(base, change, part, test)), part.place)
    if isinstance(change, str):
        holds = part.test.outcome(_value(base, part.fact, change)) is Truth.TRUE
        return AnyOf((AllOf(),) if holds else (), part.place)
    becoming = [now for now, then in change.items() if part.test.outcome(_value(base, question, then)) is Truth.TRUE]
    others = (FactTest(question, OtherThan(_choice(base, question, now)), part.place) for now in change)
    stays = AllOf((part, *others)), AllOf((part, FactTest(question, Unknown(), part.place)))
    return AnyOf((AllOf((_answered(base, question, becoming),)), *stays), part.place)


def _before_adding(base: KnowledgeBase, change: str, part: FactTest, test: SimpleTest) -> Iterator[AllOf]:
    """Yield on which leads a test of several choices holds once more are added: everywhere, or where it does now."""
    given = _value(base, part.fact, change)
    if given == (NONE,) or not isinstance(test, Is | OtherThan) or test.value in (*values_of(given), NONE):
        yield from [AllOf()] if test.outcome(given) is Truth.TRUE else []
        return
    tests: list[SimpleTest] = [test] if isinstance(test, Is) else [test, Unknown()]
    yield from (AllOf((FactTest(part.fact, one, part.place),)) for one in tests)


def _answered(base: KnowledgeBase, question: str, answers: Sequence[str]) -> FactTest:
    """Return the test of a question's having one of some answers."""
    tests = tuple(Is(_choice(base, question, one)) for one in answers)
    return FactTest(question, OneOf(tests), base.questions[question].place)


def _value(base: KnowledgeBase, fact: str, answer: str) -> Value:
    """Return the value of a fact where its question has an answer of a `does`."""
    if fact in base.counts:
        return 0
    question = base.questions[fact]
    return CASE_DAY if question.kind == "date" else answer_written(question, answer)


def _choice(base: KnowledgeBase, question: str, answer: str) -> str | int:
    asked = base.questions[question]
    return asked.number(answer) if asked.kind == "number" else answer
