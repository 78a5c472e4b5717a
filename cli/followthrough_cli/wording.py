"""Advice and reasons in words: data in, paragraphs out. Nothing here prints."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from followthrough.advice import Advice, value_json
from followthrough.conditions import Truth, Value
from followthrough.model import KnowledgeBase, Passage
from followthrough.phrases import heading as heading
from followthrough.phrases import spoken as spoken
from followthrough.proof import Premise, Step
from followthrough_cli.terminal import Line, Style

if TYPE_CHECKING:
    from followthrough.dissent import Difference
    from followthrough.explain import Candidate, Ground, Reason, WhyNot


def person(base: KnowledgeBase, counsel: str) -> str:
    """Name an authority."""
    return base.counsels[counsel].person


def values(value: Value) -> list[str]:
    """List the values of a concept: none, one or many."""
    if value is None:
        return []
    return list(value) if isinstance(value, tuple) else [str(value)]


def answers_in_a_row(answers: Mapping[str, Value]) -> str:
    """Write answers as in a file, one after the other.

    >>> answers_in_a_row({"interview": "done", "days_since_interview": 21})
    'interview: done, days_since_interview: 21'
    """
    return ", ".join(f"{name}: {value_json(value)}" for name, value in answers.items())


def advice_lines(advice: Advice) -> Iterator[Line]:
    """Say what to do: the goals first, when, then what is shown with them."""
    base = advice.base
    yield Line(f"{base.title}: what {person(base, advice.counsel)} advises on {spoken(advice.on)}", style="faint")
    yield Line()
    for conflict in advice.proof.conflicts:
        claims = " and ".join(f"{rule} concludes {value!r}" for value, rule in conflict.claims)
        yield Line(
            f"{heading(conflict.concept)} is undecided, because the rules contradict: {claims}.", style="warning"
        )
    for goal in base.goals:
        if value := advice.value(goal):
            yield Line(base.says(goal, value), style="strong")
        else:
            yield Line(f"{heading(goal)}: no rule decides it.", style="warning")
    if when := _when(advice):
        yield Line(when, "When")
    if any(advice.value(goal) in base.letters for goal in base.goals):
        yield Line("`followthrough letter` has a draft for it.", "Letter")
    for concept in advice.shown():
        if concept in base.goals:
            continue
        for number, value in enumerate(values(advice.value(concept))):
            yield Line(base.says(concept, value), heading(concept) if number == 0 else " ")


def _when(advice: Advice) -> str:
    days = [
        due
        for goal in advice.base.goals
        for value in values(advice.value(goal))
        if (due := advice.due(goal, value)) is not None
    ]
    if not days:
        return "no day is set; it depends on them" if advice.proof.facts else ""
    due = min(days)
    if due > advice.on:
        away = (due - advice.on).days
        return f"{spoken(due)}, {'tomorrow' if away == 1 else f'in {away} days'}"
    late = (advice.on - due).days
    since = f" (due since {spoken(due)}, {late} day{'s' if late > 1 else ''} ago)" if late else ""
    return f"today, {spoken(advice.on)}{since}"


def because_lines(advice: Advice, concepts: Iterator[str]) -> Iterator[Line]:
    """Give one reason for each value of the concepts, and the rule it comes from."""
    base = advice.base
    seen: set[str] = set()
    for concept in concepts:
        for step in advice.proof.deciding(concept):
            if step.rule in seen or advice.value(concept) in (None, ()):
                continue
            seen.add(step.rule)
            yield Line(step.because, heading(concept))
            yield Line(cited(base, step), " ", style="faint")
            for name in step.defeats:
                beaten = advice.proof.step(name)
                if beaten is not None and beaten.counsel != step.counsel:
                    yield Line(f"against {cited(base, beaten)}", " ", style="faint")


def cited(base: KnowledgeBase, step: Step) -> str:
    """Name a rule, whose it is and its passages.

    A step of `second-letter` reads: rule second-letter (Rayne Wolfe p13).
    """
    return f"rule {step.rule} ({person(base, step.counsel)} {', '.join(step.sources)})"


def dissent_rows(base: KnowledgeBase, differences: Iterable["Difference"]) -> Iterator[tuple[str, str, str]]:
    """Set two authorities side by side: the concept, and what each says by which rule and passage."""
    for difference in differences:
        here = _side(base, difference.concept, difference.here, difference.here_by)
        yield heading(difference.concept), here, _side(base, difference.concept, difference.there, difference.there_by)


def change_rows(before: Advice, after: Advice, concepts: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """Set two pieces of advice side by side."""
    for concept in concepts:
        sides = [_side(one.base, concept, one.value(concept), one.proof.deciding(concept)) for one in (before, after)]
        yield heading(concept), sides[0], sides[1]


def _side(base: KnowledgeBase, concept: str, value: Value, steps: Iterable[Step]) -> str:
    """Write the values of a concept, those of one rule together, each with its rule and passages."""
    said: list[str] = []
    told: set[str] = set()
    for step in steps:
        concluded = [one.value for one in step.concludes if one.concept == concept]
        texts = [base.says(concept, one) for one in concluded if one not in told]
        told.update(concluded)
        said.append(" ".join([*texts, f"({step.rule}, {', '.join(step.sources)})"]))
    said.extend(base.says(concept, one) for one in values(value) if one not in told)
    return "\n".join(said) or "-"


def turning_lines(
    base: KnowledgeBase, lead: Mapping[str, Value], differences: Iterable["Difference"]
) -> Iterator[Line]:
    """Say on which answers a difference turns; concepts that turn on the same ones together."""
    turning: dict[tuple[str, ...], list[str]] = {}
    for difference in differences:
        turning.setdefault(difference.turns_on, []).append(heading(difference.concept))
    for names, concepts in turning.items():
        verb = "turns" if len(concepts) == 1 else "turn"
        answers = " or ".join(f"{name} ({base.says(name, lead[name])})" for name in names)
        what = f"{verb} on {answers}" if names else f"{verb} on no single answer"
        yield Line(f"{', '.join(concepts)} {what}.")


def sentence_lines(base: KnowledgeBase, ground: "Ground") -> Iterator[Line]:
    """Explain a conclusion in one sentence."""
    yield Line(f"{heading(ground.fact)}: {ground.says}", style="strong")
    if not ground.reasons:
        yield Line(origin(ground))
    for reason in ground.reasons:
        step = reason.step
        yield Line(f"{step.because} [{step.rule}, {person(base, step.counsel)} {', '.join(step.sources)}]")


def rule_lines(base: KnowledgeBase, ground: "Ground") -> Iterator[Line]:
    """Explain a conclusion by the rules that decided it, with their premises and passages."""
    yield Line(f"{heading(ground.fact)}: {ground.says}", style="strong")
    if not ground.reasons:
        yield Line(origin(ground), indent=2)
    for reason in ground.reasons:
        yield from _reason_lines(base, reason, 2)
        for premise in reason.grounds:
            yield Line(premise_text(premise), "rests on", 2)
        yield from _defeated_lines(base, reason, 2)


def tree_lines(base: KnowledgeBase, ground: "Ground", indent: int = 0, seen: set[str] | None = None) -> Iterator[Line]:
    """Explain a conclusion down to the answers; what was explained above is not repeated."""
    told = seen if seen is not None else set()
    if indent == 0:
        yield Line(f"{heading(ground.fact)}: {ground.says}", style="strong")
    else:
        yield Line(
            premise_text(ground) + (", see above" if ground.fact in told and ground.reasons else ""), "-", indent
        )
    if ground.fact in told:
        return
    told.add(ground.fact)
    if not ground.reasons and indent == 0:
        yield Line(origin(ground), indent=2)
    for reason in ground.reasons:
        yield from _reason_lines(base, reason, indent + 2)
        yield from _defeated_lines(base, reason, indent + 2)
        for premise in reason.grounds:
            yield from tree_lines(base, premise, indent + 2, told)


def _reason_lines(base: KnowledgeBase, reason: "Reason", indent: int) -> Iterator[Line]:
    step = reason.step
    yield Line(step.because, "because", indent)
    yield Line(f"{step.rule} of {person(base, step.counsel)}, {step.file}:{step.line}", "rule", indent, "faint")
    for passage in reason.passages:
        yield Line(passage_text(base, passage), "passage", indent, "faint")


def _defeated_lines(base: KnowledgeBase, reason: "Reason", indent: int) -> Iterator[Line]:
    for beaten in reason.defeated:
        concluded = ", ".join(f"{one.concept}: {one.value}" for one in beaten.step.concludes)
        yield Line(f"{cited(base, beaten.step)}, which says {concluded}", "defeats", indent)


def passage_text(base: KnowledgeBase, passage: Passage) -> str:
    """Write a passage with its name and author."""
    return f"{passage.name} of {person(base, passage.counsel)}: {passage.gist}"


def premise_text(ground: "Ground") -> str:
    """Write a fact, the test that it met, and where it comes from."""
    shown = ground.value if isinstance(ground.value, str | int) else ground.says
    met = "" if ground.test == str(ground.value) else f" ({ground.test})"
    if ground.value in (None, ()):
        return f"{ground.fact}: {ground.test}, {origin(ground)}"
    return f"{ground.fact}: {shown}{met}, {origin(ground)}"


def origin(ground: "Ground | Premise") -> str:
    """Say where a fact comes from."""
    if isinstance(ground.origin, tuple):
        return "by " + " and ".join(ground.origin)
    return {
        "answer": "as answered",
        "counted": "as counted",
        "assumed": "assumed, as any answer leads here",
        "otherwise": "as no rule says otherwise",
        "nothing": "nobody has said",
    }[ground.origin]


def why_not_lines(advice: Advice, found: "WhyNot") -> Iterator[Line]:
    """Say what kept each rule from concluding the value one asks about."""
    base = advice.base
    if found.holds:
        yield Line(f"{heading(found.concept)} is {found.asked!r}; `followthrough why {found.concept}` tells why.")
        return
    instead = base.says(found.concept, found.value)
    yield Line(f"Not {found.asked!r}, but: {instead}", style="strong")
    if found.otherwise:
        yield Line(f"{found.asked!r} is what {found.concept} is when no rule says otherwise, and one does.")
    if not found.candidates:
        rest = "" if found.otherwise else ", whatever the answers are"
        yield Line(f"No rule that {person(base, advice.counsel)} holds to concludes {found.asked!r}{rest}.")
    for candidate in found.candidates:
        yield Line()
        yield from _candidate_lines(base, candidate)


def _candidate_lines(base: KnowledgeBase, candidate: "Candidate") -> Iterator[Line]:
    rule = candidate.rule
    yield Line(f"{rule.name} of {person(base, rule.counsel)}, {rule.place.file}:{rule.place.line}")
    for passage in candidate.passages:
        yield Line(passage_text(base, passage), "passage", 2, "faint")
    for requirement in candidate.requirements:
        outcome = requirement.outcome
        facts = "; ".join(_met(base, premise, alone=len(requirement.premises) == 1) for premise in requirement.premises)
        style: Style = "plain" if outcome is Truth.TRUE else "warning"
        yield Line(f"{requirement.written} — {facts}", outcome.value, 2, style)
    if candidate.silenced:
        told = "; ".join(f"{premise.fact}: {premise.test}" for premise in candidate.unless)
        yield Line(f"by its unless: {told}", "silenced", 2, "warning")
    for name in candidate.defeated_by:
        other = base.rules[name]
        by = f"{name} ({person(base, other.counsel)} {', '.join(other.sources)})"
        yield Line(f"by {by}" if candidate.missing == 1 else f"it would be, by {by}", "defeated", 2, "warning")


def _met(base: KnowledgeBase, premise: Premise, *, alone: bool) -> str:
    """Say what a fact is and where that comes from; its name only where several stand together."""
    says = "nobody has said" if premise.value in (None, ()) else base.says(premise.fact, premise.value)
    source = "" if premise.value in (None, ()) else f" ({origin(premise)})"
    return f"{says}{source}" if alone else f"{premise.fact}: {says}{source}"
