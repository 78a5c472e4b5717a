"""What is still open in words: what a concept can be, and the questions it hinges on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from shlex import quote
from typing import TYPE_CHECKING

from followthrough.advising.totals import says_open
from followthrough.format.choices import UNKNOWN
from followthrough.format.model import KnowledgeBase, Question
from followthrough.format.phrases import counted, heading
from followthrough.format.sentences import listed
from followthrough_cli.terminal import Line

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice, Open
    from followthrough.advising.totals import OpenSum

MOST_VALUES = 3
"""Most values of a concept to list. Beyond that, the first are listed and the others counted."""
MOST_QUESTIONS = 5
"""Most questions to list; `ask` asks them in a better order than any list."""


def open_lines(advice: "Advice", concepts: Iterable[str]) -> Iterator[Line]:
    """Yield what the open ones among some concepts and sums can still be, and the questions that they hinge on."""
    concepts = list(concepts)
    opened = {name: advice.open[name] for name in concepts if name in advice.open}
    sums = {name: advice.open_sums[name] for name in concepts if name in advice.open_sums}
    if not opened and not sums:
        return
    yield Line("Still open", style="strong")
    for name, one in opened.items():
        for number, (joined, text) in enumerate(_alternatives(advice.base, name, one)):
            yield Line(text, joined if number else heading(name))
    for name in sums:
        yield Line(says_open(advice, name), heading(name))
    if not all([one.proved for one in opened.values()] + [one.proved for one in sums.values()]):
        yield Line("It takes too long to prove what is possible, so nothing is ruled out.", style="warning")
    yield Line()
    yield from question_lines(advice.base, "It hinges on", asked_for(advice.base, {**opened, **sums}))


def asked_for(base: KnowledgeBase, opened: Mapping[str, "Open | OpenSum"]) -> list[str]:
    """Return the questions that open concepts and sums hinge on and that already apply, with those for a goal first."""
    goals = {name for goal in base.goals if goal in opened for name in opened[goal].questions}
    wanted = {name for one in opened.values() for name in one.questions}
    return sorted((name for name in base.questions if name in wanted), key=lambda name: name not in goals)


def open_text(base: KnowledgeBase, concept: str, one: "Open") -> str:
    """Return in a phrase for a table that a concept is open, and what it can be."""
    (_, first), *others = _alternatives(base, concept, one)
    return "\n".join([f"open: {first}", *(f"{joined} {text}" for joined, text in others)])


def question_lines(base: KnowledgeBase, before: str, questions: Sequence[str]) -> Iterator[Line]:
    """Yield questions under a heading, each with how to answer it on the command line."""
    yield Line(before, style="strong")
    for name in questions[:MOST_QUESTIONS]:
        yield Line(base.questions[name].ask, indent=2)
        yield Line(_how_to_answer(base.questions[name]), indent=4, style="faint")
    if (more := len(questions) - MOST_QUESTIONS) > 0:
        yield Line(f"and {counted(more, 'more question')}; `followthrough ask` asks only what matters.", indent=2)


def _alternatives(base: KnowledgeBase, concept: str, one: "Open") -> list[tuple[str, str]]:
    """Return the values that a concept can still have, beyond those it certainly has, each with the word before it."""
    many = base.concepts[concept].many
    says = [base.says(concept, value) for value in one.possible if value is not None and value not in one.held]
    if (more := len(says) - MOST_VALUES) > 0:
        says[MOST_VALUES - 1 :] = [f"{'any' if many else 'one'} of {more + 1} others"]
    nothing = [("or", "nothing" if many else "undecided")] if None in one.possible else []
    return [*(("and/or" if many else "or", text) for text in says), *nothing]


def _how_to_answer(question: Question) -> str:
    """Return the option that answers a question.

    A yes/no question `raining` that may be unknown reads: -a raining=yes, no or unknown.
    """
    words = {"number": ["NUMBER"], "date": ["DAY"]}.get(question.kind, list(question.choices))
    if question.unknown_allowed:
        words.append(UNKNOWN)
    first, *others = (quote(word) for word in words)
    option = listed([f"-a {question.name}={first}", *others], "or")
    return f"{option}; several with commas between them" if question.many else option
