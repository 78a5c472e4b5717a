"""Why not something else, in words: what kept each rule from concluding another value."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from followthrough.advising.advice import Advice, undecided
from followthrough.format.conditions import Truth
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import citation, heading, is_beside
from followthrough.format.sentences import inside
from followthrough.readings.run.proof import Premise
from followthrough_cli.advice_wording import concluded_text, person
from followthrough_cli.terminal import Line, Style
from followthrough_cli.why_wording import origin, passage_lines

if TYPE_CHECKING:
    from followthrough.advising.explain import Candidate, WhyNot


def why_not_lines(advice: Advice, found: "WhyNot") -> Iterator[Line]:
    """Yield what kept each rule from concluding the requested value."""
    base = advice.base
    if found.holds:
        yield Line(f"{heading(found.concept)} is {found.asked!r}; `followthrough why {found.concept}` explains why.")
        return
    if found.value in (None, ()):
        yield Line(
            f"Not {found.asked!r}, nor anything else, because {undecided(advice, found.concept)}.", style="strong"
        )
    else:
        yield Line(f"Not {found.asked!r}, but: {base.says(found.concept, found.value)}", style="strong")
    if found.otherwise:
        does = "one does" if found.value else "some do"
        yield Line(f"{found.asked!r} is what {found.concept} is when no rule says otherwise, and {does}.")
    if not found.candidates:
        rest = "" if found.otherwise else ", whatever the answers are"
        yield Line(f"No rule that {person(base, advice.counsel)} accepts concludes {found.asked!r}{rest}.")
    for candidate in found.candidates:
        yield Line()
        yield from _candidate_lines(advice, candidate)


def _candidate_lines(advice: Advice, candidate: "Candidate") -> Iterator[Line]:
    base, rule = advice.base, candidate.rule
    yield Line(f"{rule.name} of {person(base, rule.counsel)}, {rule.place.file}:{rule.place.line}")
    yield from passage_lines(base, candidate.passages, 2, inferred=rule.inferred)
    for requirement in candidate.requirements:
        outcome = requirement.outcome
        alone = len(requirement.premises) == 1
        facts = "; ".join(_met(advice, premise, alone=alone) for premise in requirement.premises)
        style: Style = "plain" if outcome is Truth.TRUE else "warning"
        yield Line(f"{requirement.written} — {facts}", outcome.value, 2, style)
    if candidate.silenced:
        told = "; ".join(f"{premise.fact}: {premise.test}" for premise in candidate.unless)
        yield Line(f"by its unless: {told}", "silenced", 2, "warning")
    yield from _against_lines(base, candidate)


def _against_lines(base: KnowledgeBase, candidate: "Candidate") -> Iterator[Line]:
    """Yield the rules that defeat or contradict a candidate, with their reasons if nothing else is in the way."""
    for reason in candidate.against:
        step = reason.step
        by = f"by {step.rule} ({citation(base, base.rules[step.rule])})"
        if is_beside(base, step.rule, candidate.rule.name) and (row := base.rules[step.rule].row):
            by = f"{by}, row {row.number} of the same table"
        label = "defeated" if step.rule in candidate.defeated_by else "conflict"
        if candidate.missing > 1:
            yield Line(f"it would be, {by}", label, 2, "warning")
            continue
        said = f"{by}, which says {concluded_text(step)}"
        yield Line(said if label == "defeated" else f"contradicted {said}", label, 2, "warning")
        yield Line(step.because, "because", 2)
        yield from passage_lines(base, reason.passages, 2, inferred=step.inferred)


def _met(advice: Advice, premise: Premise, *, alone: bool) -> str:
    """Return the value of a fact and where it comes from, with its name unless it stands `alone`."""
    if premise.value in (None, ()):
        says = undecided(advice, premise.fact)
    else:
        says = f"{inside(advice.base.says(premise.fact, premise.value))} ({origin(advice, premise)})"
    return says if alone else f"{premise.fact}: {says}"
