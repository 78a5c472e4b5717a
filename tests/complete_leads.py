"""Every complete lead of a small base, by trying all answers in turn: what proofs about possible leads are held to.

Numbers and days are tried at one place of each range that no test tells apart; but all days, as far as anything counts,
where the days themselves are told.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from followthrough.format.conditions import Truth, Value
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.cells import variables
from random_bases import TODAY, asking_order
from reference import Reference, days_are_told, days_counted, days_fit

Facts = dict[str, Value]
"""A value for every question, or count of days, that is not a text; None where it is unknown or does not apply."""


def complete_leads(base: KnowledgeBase) -> Iterator[Facts]:
    """Yield every complete lead that no `never` excludes."""
    by_name = {variable.question.name: variable for variable in variables(base)}
    every_day = all_days(base) if days_are_told(base) else None
    order = [by_name[question.name] for question in asking_order(base) if question.name in by_name]

    def extended(facts: Facts, number: int) -> Iterator[Facts]:
        if number == len(order):
            excluded = any(never.conditions.outcome(facts) is Truth.TRUE for never in base.nevers)
            days = [] if every_day else days_in(facts)
            if not excluded and days_fit(base, facts, ranges=ranges(base, facts), any_days=days):
                yield {variable.fact: facts[variable.fact] for variable in order}
            return
        variable = order[number]
        answers: list[Value] = [None]
        if variable.question.only_if.outcome(facts) is Truth.TRUE:
            is_told = every_day is not None and variable.question.kind == "date"
            answers = [*every_day] if is_told else [cell.value for cell in variable.cells]
            answers += [None] if variable.question.unknown_allowed else []
        for answer in answers:
            more = {**facts, variable.question.name: answer, variable.fact: answer}
            yield from extended({**more, **(days_counted(base, more, TODAY) if every_day else {})}, number + 1)

    yield from extended(dict.fromkeys((*base.questions, *base.counts, *base.spans)), 0)


def all_days(base: KnowledgeBase) -> list[Value]:
    """Return the days, on either side of today, that are no further away than all that is counted together."""
    away = sum(max(abs(one.low), abs(one.high)) + 1 for one in (*base.counts.values(), *base.spans.values()))
    return [TODAY - timedelta(days=age) for age in range(-away, away + 1)]


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
    days = dict.fromkeys((*base.counts, *base.spans)) | days_counted(base, facts, TODAY) if days_are_told(base) else {}
    return Reference(base, counsel, {**texts, **both, **facts, **days}).values
