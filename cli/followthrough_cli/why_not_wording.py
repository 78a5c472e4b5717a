"""Why not something else, in words: what kept each rule from concluding another value."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from followthrough.advising.advice import Advice
from followthrough.advising.plainly import plainly_undecided
from followthrough.format.conditions import FactTest, Truth
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import about, fact_words, is_beside
from followthrough.format.sentences import inside
from followthrough.format.tests_in_words import conditions_words, test_words
from followthrough.readings.run.proof import Premise
from followthrough_cli.advice_wording import person, says_text, whose
from followthrough_cli.quoting import typed_as
from followthrough_cli.terminal import Line, Style
from followthrough_cli.why_wording import origin, passage_lines

if TYPE_CHECKING:
    from followthrough.advising.explain import Candidate, WhyNot


def why_not_lines(advice: Advice, found: "WhyNot") -> Iterator[Line]:
    """Yield what kept each rule from concluding the requested value."""
    base = advice.base
    asked = typed_as(base, found.concept, found.asked)
    if found.holds:
        yield Line(f"{asked} is what is said already; `followthrough why {found.concept}` explains why.")
        return
    if found.value in (None, ()):
        why = plainly_undecided(advice, found.concept)
        yield Line(f"Not {asked}, nor anything else, because {why}.", style="strong")
    else:
        yield Line(f"Not {asked}, but: {base.says(found.concept, found.value)}", style="strong")
    if found.otherwise:
        does = "one does" if found.value else "some do"
        yield Line(f"That is said of {about(base, found.concept)} when no rule says otherwise, and {does}.")
    if not found.candidates:
        rest = "" if found.otherwise else ", whatever the answers are"
        yield Line(f"No rule that {person(base, advice.counsel)} accepts concludes that{rest}.")
    for candidate in found.candidates:
        yield Line()
        yield from _candidate_lines(advice, candidate)


def _candidate_lines(advice: Advice, candidate: "Candidate") -> Iterator[Line]:
    base, rule = advice.base, candidate.rule
    yield Line(f"{person(base, rule.counsel)} would say so ({rule.name}, {rule.place.file}:{rule.place.line})")
    yield from passage_lines(base, candidate.passages, 2, inferred=rule.inferred)
    for part, requirement in zip(rule.conditions.parts, candidate.requirements, strict=True):
        if isinstance(part, FactTest):
            said = _tested(advice, requirement.premises[0])
        else:
            ways = "; or ".join(conditions_words(base, one) for one in part.alternatives)
            said = f"{ways} — {'; '.join(_is(advice, premise) for premise in requirement.premises)}"
        style: Style = "plain" if requirement.outcome is Truth.TRUE else "warning"
        yield Line(said, requirement.outcome.value, 2, style)
    if candidate.silenced:
        told = "; ".join(_is(advice, premise) for premise in candidate.unless)
        yield Line(f"by its exception: {told}", "silenced", 2, "warning")
    yield from _against_lines(base, candidate)


def _tested(advice: Advice, premise: Premise) -> str:
    """Return the test of a fact, and what it is, unless that is what the test wants."""
    wanted = test_words(advice.base, premise.fact, premise.test)
    asked = fact_words(advice.base, premise.fact)
    if premise.outcome is Truth.TRUE and wanted == _says(advice, premise):
        return _is(advice, premise)
    return f"{asked} {wanted} — {_is(advice, premise).removeprefix(asked).lstrip()}"


def _is(advice: Advice, premise: Premise) -> str:
    """Return a fact with its value and where it comes from."""
    return f"{fact_words(advice.base, premise.fact)} {_says(advice, premise)} ({origin(advice, premise)})"


def _says(advice: Advice, premise: Premise) -> str:
    return inside(advice.base.says(premise.fact, premise.value))


def _against_lines(base: KnowledgeBase, candidate: "Candidate") -> Iterator[Line]:
    """Yield the rules that defeat or contradict a candidate, with their reasons if nothing else is in the way."""
    for reason in candidate.against:
        step = reason.step
        by = f"by {whose(base, step, named=True)}"
        if is_beside(base, step.rule, candidate.rule.name) and (row := base.rules[step.rule].row):
            by = f"{by}, row {row.number} of the same table"
        label = "defeated" if step.rule in candidate.defeated_by else "conflict"
        if candidate.missing > 1:
            yield Line(f"it would be, {by}", label, 2, "warning")
            continue
        said = f"{by}, which {says_text(base, step)}"
        yield Line(said if label == "defeated" else f"contradicted {said}", label, 2, "warning")
        yield Line(step.because, "because", 2)
        yield from passage_lines(base, reason.passages, 2, inferred=step.inferred)
