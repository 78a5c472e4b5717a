"""Every complete lead of a small base, by trying all answers in turn: what proofs about possible leads are held to.

Numbers and days are tried at one place of each range that no test tells apart.
"""

from collections.abc import Iterator
from datetime import date

from followthrough.format.conditions import Truth, Value
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.cells import variables
from random_bases import asking_order
from reference import Reference, days_fit

Facts = dict[str, Value]
"""A value for every question, or count of days, that is not a text; None where it is unknown or does not apply."""


def complete_leads(base: KnowledgeBase) -> Iterator[Facts]:
    """Yield every complete lead that no `never` excludes."""
    by_name = {variable.question.name: variable for variable in variables(base)}
    order = [by_name[question.name] for question in asking_order(base) if question.name in by_name]

    def extended(facts: Facts, number: int) -> Iterator[Facts]:
        if number == len(order):
            excluded = any(never.conditions.outcome(facts) is Truth.TRUE for never in base.nevers)
            if not excluded and days_fit(base, facts, ranges=ranges(base, facts), any_days=days_in(facts)):
                yield {variable.fact: facts[variable.fact] for variable in order}
            return
        variable = order[number]
        answers: list[Value] = [None]
        if variable.question.only_if.outcome(facts) is Truth.TRUE:
            answers = [cell.value for cell in variable.cells]
            answers += [None] if variable.question.unknown_allowed else []
        for answer in answers:
            yield from extended({**facts, variable.question.name: answer, variable.fact: answer}, number + 1)

    yield from extended(dict.fromkeys((*base.questions, *base.counts)), 0)


def ranges(base: KnowledgeBase, facts: Facts) -> dict[str, range]:
    """Return the numbers that no test tells apart from those in a lead."""
    return {
        variable.fact: range(cell.value, cell.high + 1)
        for variable in variables(base)
        for cell in variable.cells
        if isinstance(cell.value, int) and cell.high is not None and cell.value == facts.get(variable.fact)
    }


def days_in(facts: Facts) -> list[str]:
    """Return the questions that are answered with a day, which stands for any."""
    return [name for name, value in facts.items() if isinstance(value, date)]


def concluded(base: KnowledgeBase, counsel: str, facts: Facts) -> dict[str, Value]:
    """Return the value of every concept, by the plain reference."""
    both = {base.question_of(fact): value for fact, value in facts.items()}
    texts = dict.fromkeys(name for name, question in base.questions.items() if question.kind == "text")
    return Reference(base, counsel, {**texts, **both, **facts}).values
