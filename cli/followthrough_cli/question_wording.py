"""A consultation in words: why a question is asked, what to ask next, and why nothing more is asked."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from followthrough.advising.becoming import becoming
from followthrough.format.applicability import may_apply
from followthrough.format.conditions import Value
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import about, answered, counted, fact_text, topic
from followthrough.format.sentences import inside, listed
from followthrough_cli.quoting import choice_text, in_quotes, typed_as
from followthrough_cli.terminal import Line

if TYPE_CHECKING:
    from followthrough.advising.interview import Next, WhyAsked
    from followthrough.advising.whatif import Change, WhatIf
    from followthrough_cli.consultation import Ask


MOST_LEFT = 3
"""Most values of a goal to list of those that an answer leaves possible."""
MOST_WANTED = 3
"""Most of the questions still to come to list."""


def why_it_stops(base: KnowledgeBase, answers: Mapping[str, Value], today: date) -> str:
    """Return why a consultation is over."""
    facts = read_lead(base, answers, today, partial=True).facts
    left = [
        question
        for question in base.questions.values()
        if question.kind != "text"
        and question.name not in answers
        and facts[question.name] is None
        and may_apply(base, question, facts, answers)
    ]
    if not left:
        return "That was the last question."
    more = counted(len(left), "other question")
    return f"That settles it. There {'is' if len(left) == 1 else 'are'} {more}, but no answer would change the advice."


def why_asked_lines(base: KnowledgeBase, asked: "WhyAsked") -> Iterator[Line]:
    """Yield why a question is asked, what is known and still wanted, and what each answer leaves possible."""
    yield Line(base.questions[asked.question].why)
    for number, (name, value) in enumerate(asked.known.items()):
        said = f"{fact_text(base, name)} {answered(base, name, value)}"
        yield Line(said, " " if number else "known", 2, "faint", hang=2)
    wanted = [base.questions[name].ask for name in asked.wanted if name != asked.question]
    for number, ask in enumerate(wanted[:MOST_WANTED]):
        yield Line(ask, " " if number else "wanted", 2, "faint", hang=2)
    if (more := len(wanted) - MOST_WANTED) > 0:
        yield Line(f"and {counted(more, 'more answer')}", " ", 2, "faint")
    yield Line(_decides(base, asked.hinges), "decides", 2)
    for goal in base.goals:
        yield from _goal_lines(base, asked, goal)


def _decides(base: KnowledgeBase, concepts: Sequence[str]) -> str:
    """Return what a question decides: what the concepts are about."""
    return listed([about(base, one) for one in concepts])


def _goal_lines(base: KnowledgeBase, asked: "WhyAsked", goal: str) -> Iterator[Line]:
    """Yield what each answer leaves possible of a goal, unless that is the same for all."""
    from followthrough.advising.branches import branch_text, joined

    outcomes: dict[tuple[str | None, ...], list[str]] = {}
    for branch in joined(asked.branches, lambda one: one.possible[goal]):
        outcomes.setdefault(branch.possible[goal], []).append(branch_text(base, asked.question, branch))
    if len(outcomes) > 1:
        for number, (values_left, answers) in enumerate(outcomes.items()):
            left = shortened([_in_quotes(base, goal, value) for value in values_left], MOST_LEFT, " or ")
            said = f"{' / '.join(map(inside, answers))}: {left}"
            yield Line(said, " " if number else "if it is", 2, "faint", hang=2)


def _in_quotes(base: KnowledgeBase, goal: str, value: str | None) -> str:
    return in_quotes(base.says(goal, value)) if value is not None else "undecided"


def what_if_lines(base: KnowledgeBase, found: "WhatIf") -> Iterator[Line]:
    """Yield which changed answers would lead to another value, those in the person's hands first."""
    asked = typed_as(base, found.concept, found.asked) if found.asked else "something else"
    if () in found.yours:
        yield Line(f"It is {asked} already.", style="strong")
        return
    yield Line(f"Now: {base.says(found.concept, found.now)}", style="strong")
    if not found.yours and not found.others:
        if found.possible:
            yield Line(f"No change of up to {found.most} answers leads there.")
        else:
            yield Line(
                f"No possible lead gets there under {base.counsels[found.counsel].person}, whatever the answers."
            )
        return
    if found.yours:
        yield Line(f"It would be {asked}, and that is in your hands:")
        yield from _sets(found, found.yours)
    else:
        yield Line(f"Nothing in your hands leads to {asked}.")
    if found.others:
        yield Line("This would lead there, but it is not in your hands:")
        yield from _sets(found, found.others)


def _sets(found: "WhatIf", sets: Sequence[tuple["Change", ...]]) -> Iterator[Line]:
    """Yield sets of changes and the advice they lead to, once for neighbors with the same advice."""
    base = found.advice.base
    for becomes, alike in groupby(sets, key=lambda changes: becoming(found.advice, found.after[changes])):
        for number, changes in enumerate(alike):
            yield Line("; and ".join(_change(base, change) for change in changes), "or" if number else "if", 2)
        yield Line(becomes, "then", 2, "faint")


def _change(base: KnowledgeBase, change: "Change") -> str:
    if not change.applies:
        return f"no longer asked: {fact_text(base, base.question_of(change.fact))}"
    if change.high is not None and change.high != change.then:
        then = f"{change.then} to {change.high}"
    else:
        then = inside(base.says(change.fact, change.then))
    now = inside(base.says(change.fact, change.now))
    return f"{fact_text(base, change.fact)}{':' if change.fact in base.counts else ''} {then} (now: {now})"


def shortened(names: Sequence[str], most: int = 5, between: str = ", ") -> str:
    """Return names in a row, or the first of them and how many more there are.

    >>> shortened(["a", "b", "c"], 2)
    'a, b and 1 more'
    """
    shown = between.join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def how_many(ask: "Ask | None") -> str:
    """Return how many questions there are at most, this one included, to be put after a comma.

    >>> from followthrough_cli.consultation import Ask
    >>> how_many(Ask("material", 0)), how_many(Ask("material", 2))
    (', which takes 1 question', ', which takes up to 3 questions')
    """
    if ask is None:
        return ""
    return f", which takes {'up to ' if ask.after else ''}{counted(ask.after + 1, 'question')}"


def _how_many_more(found: "Next") -> str:
    """Return how many more questions there may be: before the step is settled, and until nothing can sharpen it."""
    in_all = f"{found.open - 1} at most"
    if found.phase == "sharpening":
        return f"{in_all}; what to do is settled, and these only sharpen it"
    before = found.open_goals - 1
    return in_all if before == found.open - 1 else f"{before} at most until it is settled what to do, {in_all} in all"


def next_lines(base: KnowledgeBase, found: "Next") -> Iterator[Line]:
    """Yield what to ask next, what depends on it, and the advice that is still possible."""
    if found.question is None:
        yield Line("The advice is settled: no other answer would change it.", style="strong")
    else:
        question = base.questions[found.question]
        yield Line(f"{question.ask} ({found.question})", style="strong")
        for name, text in question.choices.items():
            yield Line(choice_text(name, text), indent=2)
        yield Line(question.why, "why", 2)
        yield Line(_decides(base, found.hinges), "decides", 2)
        yield Line(_how_many_more(found), "more", 2)
    still = ", still possible" if found.question is not None else ""
    for goal, left in found.possible.items():
        yield Line(f"{topic(base, goal)}{still}", style="faint")
        for value in left:
            yield Line(base.says(goal, value) if value is not None else "undecided", indent=2, style="faint")
