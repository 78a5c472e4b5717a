"""The operations: what a program can ask of a base, and the function that answers."""

from collections.abc import Callable, Mapping
from datetime import date
from itertools import combinations
from typing import Any

import msgspec

from followthrough.errors import LeadError, MissingFacts, Place, Problem
from followthrough.format.model import KnowledgeBase
from followthrough.operations import data, replies, requests


class Operation(msgspec.Struct, frozen=True):
    """Something a program can ask: its name, what it does, its types, and the function that answers.

    The function raises the errors of the engine; `faults.error_data` turns them into data.
    """

    name: str
    summary: str
    request: type[msgspec.Struct]
    reply: type[msgspec.Struct]
    answer: Callable[[KnowledgeBase, Any, date], dict[str, Any]]


def next_(base: KnowledgeBase, asked: requests.AboutALead, today: date) -> dict[str, Any]:
    """Return which question to ask next."""
    from followthrough.advising.interview import next_question

    day = day_asked(asked.on, today)
    return data.next_data(next_question(base, asked.lead, counsel=asked.counsel, today=day))


def advise(base: KnowledgeBase, asked: requests.AboutALead, today: date) -> dict[str, Any]:
    """Return the advice."""
    return data.advice_data(_advice(base, asked, today))


def why(base: KnowledgeBase, asked: requests.WhyRequest, today: date) -> dict[str, Any]:
    """Return the reasons."""
    return data.why_data(_advice(base, asked, today), asked.concepts or base.goals)


def why_not(base: KnowledgeBase, asked: requests.WhyNotRequest, today: date) -> dict[str, Any]:
    """Return why a concept has not a value."""
    from followthrough.advising import explain

    advice = _advice(base, asked, today)
    if asked.concept in advice.open:
        return data.open_data(advice, asked.concept, "why_not")
    return data.why_not_data(explain.why_not(advice, asked.concept, asked.value))


def what_if(base: KnowledgeBase, asked: requests.WhatIfRequest, today: date) -> dict[str, Any]:
    """Return what would lead to another value, or what changed answers would change."""
    from followthrough.advising import whatif
    from followthrough.advising.advise import advise as advised

    day = day_asked(asked.on, today)
    if asked.concept is None:
        if not asked.change:
            wrong = "neither a concept nor a changed answer is named"
            raise LeadError([Problem(Place("what-if"), wrong, "name a `concept`, or the answers to `change`")])
        after = supposing(base, asked.lead, asked.change)
        before, then = (advised(base, one, counsel=asked.counsel, today=day) for one in (asked.lead, after))
        return data.changes_data(before, then)
    try:
        found = whatif.what_if(base, asked.lead, asked.concept, asked.value, counsel=asked.counsel, today=day)
    except MissingFacts:
        advice = _advice(base, asked, today)
        if asked.concept not in advice.open:
            raise
        return data.open_data(advice, asked.concept, "what_if")
    return data.what_if_data(found)


def plan(base: KnowledgeBase, asked: requests.AboutALead, today: date) -> dict[str, Any]:
    """Return the days ahead."""
    from followthrough.leads.plan import as_json, days_ahead

    return as_json(days_ahead(base, asked.lead, counsel=asked.counsel, today=day_asked(asked.on, today)))


def check(base: KnowledgeBase, asked: requests.CheckRequest, today: date) -> dict[str, Any]:
    """Return the findings about the base, with places in its folder."""
    from followthrough.authoring.checks import check as checked

    return data.findings_data(checked(base))


def disagree(base: KnowledgeBase, asked: requests.DisagreeRequest, today: date) -> dict[str, Any]:
    """Return where the counsels disagree."""
    from followthrough.authoring.difference import disagreement

    if len(asked.counsels) not in (0, 2):
        raise LeadError([Problem(Place("disagree"), "compares two counsels", "name both, or none for every two")])
    pairs = [asked.counsels] if asked.counsels else list(combinations(base.counsels, 2))
    return data.disagreements_data(disagreement(base, *pair) for pair in pairs)


OPERATIONS = {
    one.name: one
    for one in (
        Operation("next", "The question to ask next", requests.AboutALead, replies.NextReply, next_),
        Operation("advise", "Advice, with its proof", requests.AboutALead, replies.AdviseReply, advise),
        Operation("why", "Why the advice is what it is", requests.WhyRequest, replies.WhyReply, why),
        Operation("why-not", "Why it is not something else", requests.WhyNotRequest, replies.WhyNotReply, why_not),
        Operation("what-if", "What would change the advice", requests.WhatIfRequest, replies.WhatIfReply, what_if),
        Operation("plan", "The days ahead", requests.AboutALead, replies.PlanReply, plan),
        Operation("check", "What is wrong with the rules", requests.CheckRequest, replies.CheckReply, check),
        Operation("disagree", "Where the counsels disagree", requests.DisagreeRequest, replies.DisagreeReply, disagree),
    )
}
"""All operations by name: the name of the command, and the last part of the address."""


def supposing(
    base: KnowledgeBase, lead: Mapping[str, requests.AnswerSent], change: Mapping[str, requests.AnswerSent]
) -> dict[str, requests.AnswerSent]:
    """Return a lead with changed answers. A date and its counts of days replace each other."""
    from followthrough.format.applicability import names_of

    gone = {one for name in change for one in names_of(base, name)} - change.keys()
    return {name: value for name, value in {**lead, **change}.items() if name not in gone}


def day_asked(on: str | None, today: date) -> date:
    """Return the day to advise on. Raises LeadError if the text is no day."""
    from followthrough.format.days import NotADay, day_of

    if on is None:
        return today
    try:
        return day_of(on, today)
    except NotADay as error:
        raise LeadError([Problem(Place("on"), error.wrong, error.remedy)]) from None


def _advice(base: KnowledgeBase, asked: requests.AboutALead, today: date) -> Any:
    from followthrough.advising.advise import advise as advised

    return advised(base, asked.lead, counsel=asked.counsel, today=day_asked(asked.on, today))
