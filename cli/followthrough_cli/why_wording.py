"""Why a conclusion holds, in words: a sentence, the deciding rules, or all down to the answers. Nothing here prints."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from followthrough.advising.advice import Advice, waiting_for
from followthrough.advising.plainly import plainly_undecided
from followthrough.format.model import KnowledgeBase, Passage
from followthrough.format.phrases import about, citation, fact_words, is_beside, rows_beside
from followthrough.format.sentences import begun, ended, inside, listed
from followthrough.format.sums import signed
from followthrough.format.tests_in_words import test_words
from followthrough.readings.run.proof import Premise, Step
from followthrough_cli.advice_wording import person, says_text, whose
from followthrough_cli.quoting import in_quotes
from followthrough_cli.terminal import Line

if TYPE_CHECKING:
    from followthrough.advising.explain import Ground, Reason


def sentence_lines(advice: Advice, ground: "Ground") -> Iterator[Line]:
    """Yield a sentence for each value of a conclusion, or for each rule that keeps it from having one."""
    yield from _headed(advice, ground, lambda reason: [Line(_sentence(advice.base, reason))])
    yield from _contested_sentences(advice.base, ground)


def _contested_sentences(base: KnowledgeBase, ground: "Ground") -> Iterator[Line]:
    """Yield a sentence for each rule that contradicts another, is defeated, or defeats one."""
    for reason in ground.conflict:
        yield Line(f"{_claim(base, ground, reason)}: {_sentence(base, reason)}")
    for defeat in () if ground.reasons else ground.defeats:
        yield Line(f"{_claim(base, ground, defeat.beaten)}, but is defeated: {_sentence(base, defeat.beaten)}")
        for reason in defeat.by:
            yield Line(f"What defeats it: {_sentence(base, reason)}")
    for waited in ground.waits_for:
        yield from _contested_sentences(base, waited)


def rule_lines(advice: Advice, ground: "Ground") -> Iterator[Line]:
    """Yield the rules that decided a conclusion, with their premises and passages."""
    told: set[str] = set()

    def explained(reason: "Reason") -> Iterator[Line]:
        yield from _reason_lines(advice.base, reason, 2, is_told=reason.step.rule in told)
        if reason.step.rule not in told:
            for premise in reason.grounds:
                yield from _premise_lines(advice, premise)
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
    for number, added in ground.points:
        yield Line(signed(number), "points", below)
        yield from tree_lines(advice, added, below, told)
    yield from _contested_lines(advice.base, ground, explained, below)
    for waited in ground.waits_for:
        yield from tree_lines(advice, waited, below, told)


def _premise_lines(advice: Advice, premise: "Ground") -> Iterator[Line]:
    """Yield a fact that a rule rests on, and the reasons of the rules that concluded it."""
    yield Line(premise_text(advice, premise), "rests on", 2)
    for because in dict.fromkeys(reason.step.because for reason in premise.reasons):
        yield Line(because, "because", 4, "faint")


def _headed(advice: Advice, ground: "Ground", explained: Callable[["Reason"], Iterable[Line]]) -> Iterator[Line]:
    """Yield what a fact is about and its values with their reasons, or why it has none."""
    asked = fact_words(advice.base, ground.fact)
    if ground.value in (None, ()):
        yield Line(f"{asked} {_open_text(advice, ground)}", style="strong")
        return
    for value, reasons in ground.values() or ((None, ()),):
        says = ground.says if value is None else advice.base.says(ground.fact, value)
        yield Line(f"{asked} {says}", style="strong")
        if not reasons:
            yield Line(origin(advice, ground), indent=2)
        yield from _points_lines(advice, ground, 2)
        for reason in reasons:
            yield from explained(reason)


def _points_lines(advice: Advice, ground: "Ground", indent: int) -> Iterator[Line]:
    """Yield the points of a sum, one by one."""
    for number, added in ground.points:
        yield Line(f"{premise_text(advice, added)}", signed(number), indent)


def _open_text(advice: Advice, ground: "Ground") -> str:
    """Return why a fact has no value, in words."""
    if ground.fact in advice.base.concepts:
        return f"undecided, because {plainly_undecided(advice, ground.fact)}."
    return f"not known, because {plainly_undecided(advice, ground.fact)}."


def _contested_lines(
    base: KnowledgeBase, ground: "Ground", explained: Callable[["Reason"], Iterable[Line]], indent: int
) -> Iterator[Line]:
    """Yield the rules that contradict each other, and those that are defeated, and by which rule."""
    for reason in ground.conflict:
        yield Line(f"{_claim(base, ground, reason)}, which others contradict", "conflict", indent)
        yield from explained(reason)
    if ground.reasons:
        for defeat in ground.unseen_defeats():
            by = listed([whose(base, reason.step, named=True) for reason in defeat.by])
            yield Line(f"{_claimed(base, defeat.beaten.step)}, by {by}", "defeated", indent)
        return
    for defeat in ground.defeats:
        names = listed([whose(base, reason.step, named=True) for reason in defeat.by])
        yield Line(f"{_claim(base, ground, defeat.beaten)}, but is defeated by {names}", "defeated", indent)
        yield from explained(defeat.beaten)
        for reason in defeat.by:
            yield Line(_claimed(base, reason.step), "by", indent)
            yield from explained(reason)


def _claim(base: KnowledgeBase, ground: "Ground", reason: "Reason") -> str:
    """Return who says what about a fact."""
    said = [in_quotes(base.says(ground.fact, value)) for value in reason.concluded(ground.fact)]
    return f"{begun(whose(base, reason.step))} says {listed(said)}"


def _claimed(base: KnowledgeBase, step: Step) -> str:
    """Return whose rule a step is, with its name, and what it says."""
    return f"{whose(base, step, named=True)}, which {says_text(base, step)}"


def _sentence(base: KnowledgeBase, reason: "Reason") -> str:
    step = reason.step
    return f"{ended(step.because)} [{citation(base, base.rules[step.rule])}]"


def _reason_lines(base: KnowledgeBase, reason: "Reason", indent: int, *, is_told: bool) -> Iterator[Line]:
    step = reason.step
    yield Line(step.because, "because", indent)
    rule = f"{person(base, step.counsel)} ({step.rule}, {step.file}:{step.line})"
    yield Line(rule + (", as above" if is_told else ""), "rule", indent, "faint")
    if not is_told:
        yield from passage_lines(base, reason.passages, indent, inferred=step.inferred)


def _defeated_lines(base: KnowledgeBase, reason: "Reason", indent: int) -> Iterator[Line]:
    if rows := rows_beside(base, reason.step.rule, [beaten.step.rule for beaten in reason.defeated]):
        yield Line(rows, "table", indent)
    for beaten in reason.defeated:
        if is_beside(base, reason.step.rule, beaten.step.rule):
            continue
        yield Line(_claimed(base, beaten.step), "defeats", indent)


def passage_lines(base: KnowledgeBase, passages: Iterable[Passage], indent: int, *, inferred: bool) -> Iterator[Line]:
    """Yield the passages of a rule, each with its name and author, and whether the rule is inferred from it."""
    how = ", from which this is inferred" if inferred else ""
    for passage in passages:
        said = f"{passage.name} of {person(base, passage.counsel)}{how}: {passage.gist}"
        yield Line(said, "passage", indent, "faint")


def premise_text(advice: Advice, ground: "Ground") -> str:
    """Return a fact, the test that it met if it is one of a number, and where it comes from unless rules said it."""
    base, asked = advice.base, fact_words(advice.base, ground.fact)
    if ground.value in (None, ()):
        tested = test_words(base, ground.fact, ground.test) if ground.test else "undecided"
        return f"{asked} {tested}, because {plainly_undecided(advice, ground.fact)}"
    is_number = isinstance(ground.value, int) and ground.test not in ("", "known", str(ground.value))
    told = [ground.test] if is_number else []
    told += [] if isinstance(ground.origin, tuple) else [origin(advice, ground)]
    return f"{asked} {inside(ground.says)}" + (f" ({', '.join(told)})" if told else "")


def origin(advice: Advice, ground: "Ground | Premise") -> str:
    """Return where a fact comes from, in words: of what rules concluded, the reason that they give."""
    if isinstance(ground.origin, tuple):
        steps = filter(None, map(advice.proof.step, ground.origin))
        return " And: ".join(dict.fromkeys(in_quotes(step.because) for step in steps))
    if ground.origin == "otherwise" and any(advice.proof.beaten(ground.fact)):
        return "as every rule that says otherwise is defeated"
    if ground.origin == "otherwise" and (waits := waiting_for(advice, ground.fact)):
        waited = listed([about(advice.base, name) for name in waits])
        return f"as no rule says otherwise while {waited} {'is' if len(waits) == 1 else 'are'} undecided"
    so_far = " so far" if ground.fact in {*advice.open_sums, *advice.open_beneath} else ""
    return {
        "answer": "as answered",
        "counted": "as counted",
        "added": f"as added up{so_far}",
        "assumed": "assumed, as any answer leads here",
        "otherwise": "as no rule says otherwise",
        "nothing": f"as {plainly_undecided(advice, ground.fact)}",
    }[ground.origin]
