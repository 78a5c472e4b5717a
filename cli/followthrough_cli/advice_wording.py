"""Advice in words: what to do, why in short, and where the authorities differ. Nothing here prints."""

from collections.abc import Iterable, Iterator, Mapping, Set
from shlex import quote
from typing import TYPE_CHECKING

from followthrough.advising.advice import Advice, is_contested, waiting_for
from followthrough.advising.advice_json import value_json
from followthrough.advising.plainly import plainly_undecided
from followthrough.advising.totals import AddedPoints
from followthrough.format.choices import written
from followthrough.format.conditions import Value, values_of
from followthrough.format.days import away, spoken
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import about, citation, counted, fact_text, fact_words, topic
from followthrough.format.sentences import begun, ended, listed, together
from followthrough.format.sums import signed
from followthrough.format.tests_in_words import test_words
from followthrough.readings.run.proof import Step
from followthrough_cli.quoting import in_quotes
from followthrough_cli.terminal import Line

if TYPE_CHECKING:
    from followthrough.advising.dissent import Dissent


def person(base: KnowledgeBase, counsel: str) -> str:
    """Return the person behind a counsel."""
    return base.authorities[counsel].person


def answers_in_a_row(answers: Mapping[str, Value]) -> str:
    """Return answers on one line, each as in a file.

    >>> answers_in_a_row({"interview": "done", "days_since_interview": 21})
    'interview: done, days_since_interview: 21'
    """
    return ", ".join(f"{name}: {written(value)}" for name, value in answers.items())


def advice_lines(advice: Advice) -> Iterator[Line]:
    """Yield what to do: the goals first, when, then what is shown with them, and what is still open."""
    yield from settled_lines(advice)
    if advice.open or advice.open_sums:
        from followthrough_cli.open_wording import open_lines

        if any(map(advice.known, advice.base.shown())) or len(advice.open_sums) < len(advice.base.shown_sums):
            yield Line()
        yield from open_lines(advice, [*advice.open, *advice.open_sums])


def settled_lines(advice: Advice) -> Iterator[Line]:
    """Yield what is settled, in the order of the advice."""
    base = advice.base
    yield Line(f"{base.title}: what {person(base, advice.counsel)} advises on {spoken(advice.on)}", style="faint")
    yield Line()
    for conflict in advice.proof.conflicts:
        why = plainly_undecided(advice, conflict.concept)
        yield Line(f"{topic(base, conflict.concept)}: undecided, because {why}.", style="warning")
    yield from step_lines(advice)
    for concept in base.shown()[len(base.goals) :]:
        yield from under(topic(base, concept), (base.says(concept, one) for one in values_of(advice.known(concept))))
    for name in base.shown_sums:
        if name not in advice.open_sums:
            yield Line(f"{topic(base, name)}: {advice.total(name).says}")


def under(heading: str, texts: Iterable[str]) -> Iterator[Line]:
    """Yield texts under a heading; nothing if there are none."""
    lines = [Line(text, indent=2) for text in texts]
    yield from [Line(heading), *lines] if lines else ()


def step_lines(advice: Advice) -> Iterator[Line]:
    """Yield what is settled about the goals, when they fall due, and whether there is a letter for them."""
    base = advice.base
    yield from _goal_lines(advice)
    if when := _when(advice):
        yield Line(when, "When")
    steps = [value for goal in base.goals for value in values_of(advice.known(goal)) if value in base.letters]
    if steps:
        which = "it" if len(steps) == 1 else "the first of them"
        yield Line(f"`followthrough letter` has a draft for {which}.", "Letter")
        yield from (Line(f"`followthrough letter --anyway {quote(one)}` has another.", " ") for one in steps[1:])


def _goal_lines(advice: Advice) -> Iterator[Line]:
    """Yield what is settled about the goals."""
    for goal in advice.base.goals:
        held = values_of(advice.known(goal))
        days = {advice.due(goal, value) for value in held} if len(held) > 1 else set()
        for value in held:
            due, says = advice.due(goal, value), advice.base.says(goal, value)
            is_own = len(days) > 1 and due is not None
            yield Line(f"{ended(says)} Due {spoken(due)}." if is_own and due else says, style="strong")
        if not held and goal not in advice.open:
            yield from _undecided_goal(advice, goal)


def _undecided_goal(advice: Advice, goal: str) -> Iterator[Line]:
    """Yield that a goal is undecided, unless a conflict has already said so."""
    if advice.proof.conflict(goal) is None:
        yield Line(
            f"{topic(advice.base, goal)}: undecided, because {plainly_undecided(advice, goal)}.", style="warning"
        )


def _when(advice: Advice) -> str:
    if all(advice.known(goal) in (None, ()) for goal in advice.base.goals):
        return ""
    if advice.open_days:
        return "it depends on your answer to: " + " ".join(_day_questions(advice))
    days = [
        due
        for goal in advice.base.goals
        for value in values_of(advice.known(goal))
        if (due := advice.due(goal, value)) is not None
    ]
    if not days and (unknown := list(_unknown_days(advice))):
        return "it depends on what you do not know: " + " ".join(dict.fromkeys(unknown))
    if not days:
        return "" if any(goal in advice.open for goal in advice.base.goals) else "no day is set; it depends on them"
    due = min(days)
    if due > advice.on:
        return f"{spoken(due)}, {away(due, advice.on)}"
    late = (advice.on - due).days
    since = f" (due since {spoken(due)}, {counted(late, 'day')} ago)" if late else ""
    return f"today, {spoken(advice.on)}{since}"


def _day_questions(advice: Advice) -> Iterator[str]:
    """Yield the questions on which the days of goals hinge."""
    wanted = {name for questions in advice.open_days.values() for name in questions}
    return (question.ask for name, question in advice.base.questions.items() if name in wanted)


def _unknown_days(advice: Advice) -> Iterator[str]:
    """Yield the questions from whose answers the day of a goal is counted, where the person does not know them."""
    base = advice.base
    for step in (step for goal in base.goals for step in advice.proof.deciding(goal)):
        due = base.rules[step.rule].due
        yield from (base.questions[base.counts[count].of].ask for count, _ in (due.days if due else ()))


def because_lines(advice: Advice, concepts: Iterable[str]) -> Iterator[Line]:
    """Yield one reason for each value of the concepts with its rule, or all the reasons why one is undecided."""
    seen: set[str] = set()
    for concept in concepts:
        if concept in advice.open:
            continue
        if advice.known(concept) in (None, ()):
            yield from _doubts(advice, concept)
        elif steps := [step for step in advice.proof.deciding(concept) if step.rule not in seen]:
            yield Line(topic(advice.base, concept))
            for step in steps:
                seen.add(step.rule)
                yield from _reason(advice, step)


def _reason(advice: Advice, step: Step) -> Iterator[Line]:
    """Yield the reason that a rule gives, whose it is, and those of the rules of others that it defeats."""
    base = advice.base
    yield Line(f"{ended(step.because)} ({whose(base, step)})", indent=2)
    for name in step.defeats:
        beaten = advice.proof.step(name)
        if beaten is not None and beaten.counsel != step.counsel:
            yield Line(f"Against: {ended(beaten.because)} ({whose(base, beaten)})", indent=2, style="faint")


def points_lines(advice: Advice) -> Iterator[Line]:
    """Yield the shown sums with their points, one by one."""
    for name in advice.base.shown_sums:
        found = advice.total(name)
        so_far = ", so far" if found.value is None else ""
        yield Line(f"{topic(advice.base, name)}: {found.says}{so_far}")
        for one in found.points:
            yield Line(f"{signed(one.points)} {points_text(advice.base, one)}", indent=2, style="faint")


def points_text(base: KnowledgeBase, one: AddedPoints) -> str:
    """Return a fact that added points, with its value, and the test if it says more than that."""
    value = base.says(one.fact, one.value)
    is_said = one.test in (str(value_json(one.value)), "unknown")
    met = "" if is_said else f" ({test_words(base, one.fact, one.test)})"
    return f"{fact_words(base, one.fact)} {value}{met}"


def _doubts(advice: Advice, concept: str) -> Iterator[Line]:
    """Yield the reasons of the rules about a concept that contradict each other or are defeated, and by which rule."""
    base = advice.base
    for name in waiting_for(advice, concept):
        yield from _doubts(advice, name)
    steps = [*advice.proof.deciding(concept), *advice.proof.beaten(concept)]
    yield from [Line(topic(base, concept))] if steps else ()
    for step in steps:
        said = f"{begun(whose(base, step))} {says_text(base, step)}: {ended(step.because)}"
        yield Line(said, indent=2)
        for winner in filter(None, map(advice.proof.step, step.defeated_by)):
            defeated = f"Defeated by {whose(base, winner)}: {ended(winner.because)}"
            yield Line(defeated, indent=2, style="faint")


def whose(base: KnowledgeBase, step: Step, *, named: bool = False) -> str:
    """Return whose rule a step is, with its passages, and its name too if it is `named`.

    A step of `second-letter` reads: Rayne Wolfe p13 (second-letter).
    """
    cited = citation(base, base.rules[step.rule])
    return f"{cited} ({step.rule})" if named else cited


def says_text(base: KnowledgeBase, step: Step) -> str:
    """Return what a step says, after its subject.

    A step that concludes `stance: wait` reads: says of what to do with this lead: “Wait: the next word is theirs”.
    """
    said = (f"of {about(base, one.concept)}: {in_quotes(base.says(one.concept, one.value))}" for one in step.concludes)
    return f"says {listed(list(said))}"


def side_rows(one: Advice, other: Advice, concepts: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield two pieces of advice side by side: the concept, and what each says, with its rules and passages."""
    for concept in concepts:
        both = {*_held(one, concept)} & {*_held(other, concept)}
        yield topic(one.base, concept), _side(one, concept, both), _side(other, concept, both)


def _held(advice: Advice, concept: str) -> tuple[str, ...]:
    """Return the values of a concept that may hold many; none of a sum, or where it is open."""
    is_many = concept in advice.base.concepts and advice.base.concepts[concept].many
    return values_of(advice.known(concept)) if is_many else ()


def _side(advice: Advice, concept: str, both: Set[str]) -> str:
    """Return the values of a concept that not `both` sides have, each with its passages; or why it has none."""
    if concept in advice.open:
        from followthrough_cli.open_wording import open_text

        return open_text(advice.base, concept, advice.open[concept])
    if is_contested(advice, concept):
        return f"undecided, because {plainly_undecided(advice, concept)}"
    base = advice.base
    said: list[str] = []
    told = set(both)
    for step in advice.proof.deciding(concept):
        concluded = [one.value for one in step.concludes if one.concept == concept]
        texts = [base.says(concept, one) for one in concluded if one not in told]
        told.update(concluded)
        if texts:
            said.append(f"{together(texts)} ({citation(base, base.rules[step.rule], beside=advice.counsel)})")
    said.extend(base.says(concept, one) for one in values_of(advice.known(concept)) if one not in told)
    return "\n".join(said) or ("nothing else" if both else "-")


def turning_lines(base: KnowledgeBase, lead: Mapping[str, Value], differences: Iterable["Dissent"]) -> Iterator[Line]:
    """Yield on which answers differences turn, with concepts that turn on the same answers together."""
    turning: dict[tuple[str, ...], list[str]] = {}
    for difference in differences:
        turning.setdefault(difference.turns_on, []).append(about(base, difference.concept))
    for names, concepts in turning.items():
        subject = begun(listed(concepts)) if len(turning) > 1 else "This" if len(concepts) == 1 else "All of this"
        verb = "turns" if len(concepts) == 1 or len(turning) == 1 else "turn"
        if not names:
            yield Line(f"{subject} {verb} on no single answer.")
            continue
        yield Line(f"{subject} {verb} on {'this answer' if len(names) == 1 else 'any of these answers'}:")
        yield from (Line(f"{fact_text(base, name)} {ended(base.says(name, lead[name]))}", indent=2) for name in names)
