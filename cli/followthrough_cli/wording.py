"""Advice and reasons in words: takes data, returns paragraphs. Nothing here prints."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from followthrough.advising.advice import Advice, is_contested, undecided, value_json, waiting_for
from followthrough.format.conditions import Value, values_of
from followthrough.format.days import away, spoken
from followthrough.format.model import KnowledgeBase, Passage
from followthrough.format.phrases import counted, heading, is_beside, rows_beside
from followthrough.format.sentences import ended, inside, listed, together
from followthrough.readings.run.proof import Premise, Step
from followthrough_cli.terminal import Line

if TYPE_CHECKING:
    from followthrough.advising.dissent import Dissent
    from followthrough.advising.explain import Ground, Reason


def person(base: KnowledgeBase, counsel: str) -> str:
    """Return the person behind a counsel."""
    return base.counsels[counsel].person


def answers_in_a_row(answers: Mapping[str, Value]) -> str:
    """Return answers on one line, each as in a file.

    >>> answers_in_a_row({"interview": "done", "days_since_interview": 21})
    'interview: done, days_since_interview: 21'
    """
    return ", ".join(f"{name}: {value_json(value)}" for name, value in answers.items())


def advice_lines(advice: Advice) -> Iterator[Line]:
    """Yield what to do: the goals first, when, then what is shown with them."""
    base = advice.base
    yield Line(f"{base.title}: what {person(base, advice.counsel)} advises on {spoken(advice.on)}", style="faint")
    yield Line()
    for conflict in advice.proof.conflicts:
        said = f"{heading(conflict.concept)} is undecided, because {undecided(advice, conflict.concept)}."
        yield Line(said, style="warning")
    yield from _goal_lines(advice)
    if when := _when(advice):
        yield Line(when, "When")
    if any(advice.known(goal) in base.letters for goal in base.goals):
        yield Line("`followthrough letter` has a draft for it.", "Letter")
    for concept in base.shown()[len(base.goals) :]:
        for number, value in enumerate(values_of(advice.known(concept))):
            yield Line(base.says(concept, value), heading(concept) if number == 0 else " ")
    if advice.open:
        from followthrough_cli.open_wording import open_lines

        if any(map(advice.known, base.shown())):
            yield Line()
        yield from open_lines(advice, advice.open)


def _goal_lines(advice: Advice) -> Iterator[Line]:
    """Yield what is settled about the goals."""
    for goal in advice.base.goals:
        if value := advice.known(goal):
            yield Line(advice.base.says(goal, value), style="strong")
        elif goal not in advice.open:
            yield from _undecided_goal(advice, goal)


def _undecided_goal(advice: Advice, goal: str) -> Iterator[Line]:
    """Yield that a goal is undecided, unless a conflict has already said so."""
    if advice.proof.conflict(goal) is None:
        yield Line(f"{heading(goal)}: {undecided(advice, goal)}.", style="warning")


def _when(advice: Advice) -> str:
    if all(advice.known(goal) in (None, ()) for goal in advice.base.goals):
        return ""
    days = [
        due
        for goal in advice.base.goals
        for value in values_of(advice.known(goal))
        if (due := advice.due(goal, value)) is not None
    ]
    if not days:
        return "" if any(goal in advice.open for goal in advice.base.goals) else "no day is set; it depends on them"
    due = min(days)
    if due > advice.on:
        return f"{spoken(due)}, {away(due, advice.on)}"
    late = (advice.on - due).days
    since = f" (due since {spoken(due)}, {counted(late, 'day')} ago)" if late else ""
    return f"today, {spoken(advice.on)}{since}"


def because_lines(advice: Advice, concepts: Iterator[str]) -> Iterator[Line]:
    """Yield one reason for each value of the concepts with its rule, or all the reasons why one is undecided."""
    base = advice.base
    seen: set[str] = set()
    for concept in concepts:
        if concept in advice.open:
            continue
        if advice.known(concept) in (None, ()):
            yield from _doubts(advice, concept)
            continue
        for step in advice.proof.deciding(concept):
            if step.rule in seen:
                continue
            seen.add(step.rule)
            yield Line(step.because, heading(concept))
            yield Line(cited(base, step), " ", style="faint")
            for name in step.defeats:
                beaten = advice.proof.step(name)
                if beaten is not None and beaten.counsel != step.counsel:
                    yield Line(f"against {cited(base, beaten)}", " ", style="faint")


def _doubts(advice: Advice, concept: str) -> Iterator[Line]:
    """Yield the reasons of the rules about a concept that contradict each other or are defeated, and by which rule."""
    for name in waiting_for(advice, concept):
        yield from _doubts(advice, name)
    for step in (*advice.proof.deciding(concept), *advice.proof.beaten(concept)):
        yield Line(step.because, heading(concept))
        yield Line(f"{cited(advice.base, step)}, which says {concluded_text(step)}", " ", style="faint")
        for name in step.defeated_by:
            if (winner := advice.proof.step(name)) is not None:
                yield Line(f"defeated by {cited(advice.base, winner)}: {winner.because}", " ", style="faint")


def cited(base: KnowledgeBase, step: Step) -> str:
    """Return the name of a rule, its person and its passages.

    A step of `second-letter` reads: rule second-letter (Rayne Wolfe p13).
    """
    return f"rule {step.rule} ({person(base, step.counsel)} {', '.join(step.sources)})"


def side_rows(one: Advice, other: Advice, concepts: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Yield two pieces of advice side by side: the concept, and what each says, with its rules and passages."""
    for concept in concepts:
        yield heading(concept), _side(one, concept), _side(other, concept)


def _side(advice: Advice, concept: str) -> str:
    """Return the values of a concept, each with its rule and passages; or why it has none."""
    if concept in advice.open:
        from followthrough_cli.open_wording import open_text

        return open_text(advice.base, concept, advice.open[concept])
    if is_contested(advice, concept):
        return f"undecided, because {undecided(advice, concept)}"
    base = advice.base
    said: list[str] = []
    told: set[str] = set()
    for step in advice.proof.deciding(concept):
        concluded = [one.value for one in step.concludes if one.concept == concept]
        texts = [base.says(concept, one) for one in concluded if one not in told]
        told.update(concluded)
        said.append(f"{together(texts)} ({step.rule}, {', '.join(step.sources)})".strip())
    said.extend(base.says(concept, one) for one in values_of(advice.known(concept)) if one not in told)
    return "\n".join(said) or "-"


def turning_lines(base: KnowledgeBase, lead: Mapping[str, Value], differences: Iterable["Dissent"]) -> Iterator[Line]:
    """Yield on which answers differences turn, with concepts that turn on the same answers together."""
    turning: dict[tuple[str, ...], list[str]] = {}
    for difference in differences:
        turning.setdefault(difference.turns_on, []).append(heading(difference.concept))
    for names, concepts in turning.items():
        verb = "turns" if len(concepts) == 1 else "turn"
        answers = " or ".join(f"{name} ({inside(base.says(name, lead[name]))})" for name in names)
        what = f"{verb} on {answers}" if names else f"{verb} on no single answer"
        yield Line(f"{listed(concepts)} {what}.")


def sentence_lines(advice: Advice, ground: "Ground") -> Iterator[Line]:
    """Yield a sentence for each value of a conclusion, or for each rule that keeps it from having one."""
    yield from _headed(advice, ground, lambda reason: [Line(_sentence(advice.base, reason))])
    yield from _contested_sentences(advice.base, ground)


def _contested_sentences(base: KnowledgeBase, ground: "Ground") -> Iterator[Line]:
    """Yield a sentence for each rule that contradicts another, is defeated, or defeats one."""
    for reason in ground.conflict:
        yield Line(f"{_claim(ground, reason)}: {_sentence(base, reason)}")
    for defeat in () if ground.reasons else ground.defeats:
        yield Line(f"{_claim(ground, defeat.beaten)}, but is defeated: {_sentence(base, defeat.beaten)}")
        for reason in defeat.by:
            yield Line(f"{reason.step.rule} defeats it: {_sentence(base, reason)}")
    for waited in ground.waits_for:
        yield from _contested_sentences(base, waited)


def rule_lines(advice: Advice, ground: "Ground") -> Iterator[Line]:
    """Yield the rules that decided a conclusion, with their premises and passages."""
    told: set[str] = set()

    def explained(reason: "Reason") -> Iterator[Line]:
        yield from _reason_lines(advice.base, reason, 2, is_told=reason.step.rule in told)
        if reason.step.rule not in told:
            yield from (Line(premise_text(advice, premise), "rests on", 2) for premise in reason.grounds)
            yield from _defeated_lines(advice.base, reason, 2)
        told.add(reason.step.rule)

    yield from _headed(advice, ground, explained)
    yield from _contested_lines(advice.base, ground, explained, 2)
    for waited in ground.waits_for:
        yield Line(premise_text(advice, waited), "waits for", 2)
        yield from _contested_lines(advice.base, waited, explained, 2)


def tree_lines(advice: Advice, ground: "Ground", indent: int = 0, seen: set[str] | None = None) -> Iterator[Line]:
    """Yield an explanation of a conclusion down to the answers, without repeating what stands above."""
    told = seen if seen is not None else set()
    below = indent + 2

    def explained(reason: "Reason") -> Iterator[Line]:
        is_told = f"rule {reason.step.rule}" in told
        told.add(f"rule {reason.step.rule}")
        yield from _reason_lines(advice.base, reason, below, is_told=is_told)
        if not is_told:
            yield from _defeated_lines(advice.base, reason, below)
            for premise in reason.grounds:
                yield from tree_lines(advice, premise, below, told)

    if indent == 0:
        told.add(ground.fact)
        yield from _headed(advice, ground, explained)
    else:
        has_more = ground.reasons or ground.conflict or ground.defeats or ground.waits_for
        is_above = ground.fact in told
        yield Line(premise_text(advice, ground) + (", see above" if is_above and has_more else ""), "-", indent)
        if is_above:
            return
        told.add(ground.fact)
        for reason in ground.reasons:
            yield from explained(reason)
    yield from _contested_lines(advice.base, ground, explained, below)
    for waited in ground.waits_for:
        yield from tree_lines(advice, waited, below, told)


def _headed(advice: Advice, ground: "Ground", explained: Callable[["Reason"], Iterable[Line]]) -> Iterator[Line]:
    """Yield the values of a fact with their reasons, or why it has none."""
    name = heading(ground.fact)
    if ground.value in (None, ()):
        yield Line(f"{name}: {_open_text(advice, ground)}", style="strong")
        return
    for value, reasons in ground.values() or ((None, ()),):
        says = ground.says if value is None else advice.base.says(ground.fact, value)
        yield Line(f"{name}: {says}", style="strong")
        if not reasons:
            yield Line(origin(advice, ground), indent=2)
        for reason in reasons:
            yield from explained(reason)


def _open_text(advice: Advice, ground: "Ground") -> str:
    """Return why a fact has no value, in words."""
    if ground.fact in advice.base.concepts:
        return f"undecided, because {undecided(advice, ground.fact)}."
    return f"not known, because {undecided(advice, ground.fact)}."


def _contested_lines(
    base: KnowledgeBase, ground: "Ground", explained: Callable[["Reason"], Iterable[Line]], indent: int
) -> Iterator[Line]:
    """Yield the rules that contradict each other, and those that are defeated, and by which rule."""
    for reason in ground.conflict:
        yield Line(f"{_claim(ground, reason)}, which others contradict", "conflict", indent)
        yield from explained(reason)
    if ground.reasons:
        for defeat in ground.unseen_defeats():
            by = listed([cited(base, reason.step) for reason in defeat.by])
            said = f"{cited(base, defeat.beaten.step)}, which says {concluded_text(defeat.beaten.step)}"
            yield Line(f"{said}, by {by}", "defeated", indent)
        return
    for defeat in ground.defeats:
        names = listed([reason.step.rule for reason in defeat.by])
        yield Line(f"{_claim(ground, defeat.beaten)}, but is defeated by {names}", "defeated", indent)
        yield from explained(defeat.beaten)
        for reason in defeat.by:
            yield Line(f"{reason.step.rule}, which says {concluded_text(reason.step)}", "by", indent)
            yield from explained(reason)


def _claim(ground: "Ground", reason: "Reason") -> str:
    """Return which rule says what about a fact."""
    return f"{reason.step.rule} says {listed([repr(value) for value in reason.concluded(ground.fact)])}"


def concluded_text(step: Step) -> str:
    """Return what a step concluded."""
    return ", ".join(f"{one.concept}: {one.value}" for one in step.concludes)


def _sentence(base: KnowledgeBase, reason: "Reason") -> str:
    step = reason.step
    return f"{ended(step.because)} [{step.rule}, {person(base, step.counsel)} {', '.join(step.sources)}]"


def _reason_lines(base: KnowledgeBase, reason: "Reason", indent: int, *, is_told: bool) -> Iterator[Line]:
    step = reason.step
    yield Line(step.because, "because", indent)
    rule = f"{step.rule} of {person(base, step.counsel)}, {step.file}:{step.line}"
    yield Line(rule + (", as above" if is_told else ""), "rule", indent, "faint")
    if not is_told:
        yield from (Line(passage_text(base, passage), "passage", indent, "faint") for passage in reason.passages)


def _defeated_lines(base: KnowledgeBase, reason: "Reason", indent: int) -> Iterator[Line]:
    if rows := rows_beside(base, reason.step.rule, [beaten.step.rule for beaten in reason.defeated]):
        yield Line(rows, "table", indent)
    for beaten in reason.defeated:
        if is_beside(base, reason.step.rule, beaten.step.rule):
            continue
        yield Line(f"{cited(base, beaten.step)}, which says {concluded_text(beaten.step)}", "defeats", indent)


def passage_text(base: KnowledgeBase, passage: Passage) -> str:
    """Return a passage with its name and author."""
    return f"{passage.name} of {person(base, passage.counsel)}: {passage.gist}"


def premise_text(advice: Advice, ground: "Ground") -> str:
    """Return a fact, the test that it met, and where it comes from."""
    if ground.value in (None, ()):
        return f"{ground.fact}: {ground.test or 'undecided'}, because {undecided(advice, ground.fact)}"
    shown = inside(ground.says) if isinstance(ground.value, date) else together(values_of(ground.value))
    met = "" if ground.test == str(ground.value) else f" ({ground.test})"
    return f"{ground.fact}: {shown}{met}, {origin(advice, ground)}"


def origin(advice: Advice, ground: "Ground | Premise") -> str:
    """Return where a fact comes from, in words."""
    if isinstance(ground.origin, tuple):
        return "by " + listed(ground.origin)
    if ground.origin == "otherwise" and any(advice.proof.beaten(ground.fact)):
        return "as every rule that says otherwise is defeated"
    if ground.origin == "otherwise" and (waits := waiting_for(advice, ground.fact)):
        return f"as no rule says otherwise while {listed(waits)} {'is' if len(waits) == 1 else 'are'} undecided"
    return {
        "answer": "as answered",
        "counted": "as counted",
        "assumed": "assumed, as any answer leads here",
        "otherwise": "as no rule says otherwise",
        "nothing": f"as {undecided(advice, ground.fact)}",
    }[ground.origin]
