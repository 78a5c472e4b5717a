"""Advice on a lead that leaves questions open, where their answers no longer matter: what `advise` now does for all.

To be removed with its last user: here an optional question that nobody answered counts as "I don't know".

Rules may need an answer that cannot change the advice: `a: yes` and `a: no` may lead to the same value by two rules.
So such a lead is completed with answers that fit, each marked as assumed, unless the rules reach the same
advice without them. What finds out whether they matter is imported only where answers are missing.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec.structs import replace

from followthrough.advising.advice import Advice, advise_lead
from followthrough.errors import MissingFacts
from followthrough.format.applicability import may_stay_unknown
from followthrough.format.conditions import Value
from followthrough.format.lead import Lead, complete, read_lead
from followthrough.format.model import KnowledgeBase


def advise_or_name_missing(
    base: KnowledgeBase, lead: Mapping[Any, object], *, counsel: str | None = None, today: date
) -> Advice:
    """Advise on a lead; where answers are missing, find out whether they matter, and name those that do.

    Unlike `advise_if_settled` it takes the lead for all that will be said: an answer to a question that only an open
    one would make apply is refused. Raises what `advise_if_settled` raises.
    """
    try:
        return advise_lead(base, complete(read_lead(base, lead, today)), counsel=counsel, today=today)
    except MissingFacts:
        return advise_if_settled(base, lead, counsel=counsel, today=today)


def advise_if_settled(
    base: KnowledgeBase, lead: Mapping[Any, object], *, counsel: str | None = None, today: date
) -> Advice:
    """Advise on a lead, complete or not.

    A question that nobody answered counts as "I don't know" where that is allowed. Raises LeadError when an answer
    cannot be; MissingFacts, naming the questions that matter, when an open one can still change the advice; NotSettled
    when that takes too long to find out.

    >>> from followthrough import load
    >>> advise_if_settled(load(), {"want_it": "yes"}, today=date(2026, 11, 22))
    Traceback (most recent call last):
    followthrough.errors.MissingFacts: no advice without an answer to: interview
    """
    read = read_lead(base, lead, today, partial=True)
    if not read.missing:
        return advise_lead(base, complete(read_lead(base, lead, today)), counsel=counsel, today=today)
    from followthrough.advising.interview import candidates, completion

    known: dict[str, Value] = {**_not_said(base, read), **read.answers}
    open_questions = candidates(base, known, counsel=counsel, today=today)
    if open_questions:
        raise MissingFacts([name for name in read.missing if name in open_questions] or open_questions)
    as_it_is = advise_lead(base, read, counsel=counsel, today=today)
    assumed = completion(base, known, counsel=counsel, today=today)
    whole = read_lead(base, {**known, **assumed}, today)
    whole = replace(
        whole,
        answers=read.answers,
        missing=read.missing,
        origins={
            name: "assumed" if value is not None and read.facts[name] is None else whole.origins[name]
            for name, value in whole.facts.items()
        },
    )
    completed = advise_lead(base, whole, counsel=counsel, today=today)
    if all(as_it_is.value(name) == completed.value(name) for name in as_it_is.shown()):
        return as_it_is
    return completed


def other_counsels(advice: Advice) -> tuple[list[Advice], dict[str, tuple[str, ...]]]:
    """Advise on the same lead under each other counsel, as far as it is settled there.

    Gives the advice of those for which it is, and for the others the questions that still matter.
    """
    if not advice.lead.missing:
        counsels = (one for one in advice.base.counsels if one != advice.counsel)
        return [advise_lead(advice.base, advice.lead, counsel=one, today=advice.on) for one in counsels], {}
    settled: list[Advice] = []
    unsettled: dict[str, tuple[str, ...]] = {}
    for counsel in advice.base.counsels:
        if counsel != advice.counsel:
            try:
                settled.append(advise_if_settled(advice.base, advice.lead.answers, counsel=counsel, today=advice.on))
            except MissingFacts as error:
                unsettled[counsel] = error.questions
    return settled, unsettled


def _not_said(base: KnowledgeBase, lead: Lead) -> dict[str, Value]:
    """Answer "I don't know" to the questions that allow it and have no answer; it changes none that do not apply."""
    return {
        question.name: None
        for question in base.questions.values()
        if may_stay_unknown(base, question, lead.facts, lead.answers) and lead.facts[question.name] is None
    }
