"""What the tools about one lead, and about the rules, answer.

What only some of them need is imported by them, so that an assistant waits less for the server to start.
"""

from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from followthrough.errors import LeadError, MissingFacts, Place, Problem
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.operations import data
from followthrough.operations.answering import day_asked, supposing
from followthrough.operations.lead_schema import lead_schema
from followthrough.operations.requests import AboutALead, DisagreeRequest, WhatIfRequest, WhyNotRequest, WhyRequest
from followthrough_mcp import sentences
from followthrough_mcp.sentences import CitedSentence, ToolAnswer

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice


class QuestionsRequest(Struct, forbid_unknown_fields=True):
    """Nothing: all questions are told."""


class LetterRequest(AboutALead):
    """A lead, and the step to write for; without it, the next one."""

    step: str | None = None
    draft: str = ""


def questions(base: KnowledgeBase, asked: QuestionsRequest, today: date) -> ToolAnswer:
    """Return all questions with their choices."""
    listed = tuple(CitedSentence(question.ask) for question in base.questions.values())
    return ToolAnswer({**data.VERSION, "title": base.title, "answers": lead_schema(base)["properties"]}, listed)


def next_(base: KnowledgeBase, asked: AboutALead, today: date) -> ToolAnswer:
    """Return the question to ask next."""
    from followthrough.advising.interview import next_question

    day = day_asked(asked.on, today)
    found = next_question(base, asked.lead, counsel=asked.counsel, today=day)
    return ToolAnswer(data.next_data(found), tuple(sentences.next_sentences(base, found)))


def advised(base: KnowledgeBase, asked: AboutALead, today: date) -> ToolAnswer:
    """Return the advice."""
    advice = _advice(base, asked, today)
    return ToolAnswer(data.advice_data(advice), tuple(sentences.advice_sentences(advice)))


def why(base: KnowledgeBase, asked: WhyRequest, today: date) -> ToolAnswer:
    """Return the reasons."""
    from followthrough.advising import explain

    advice = _advice(base, asked, today)
    names = asked.concepts or list(base.goals)
    found = data.why_data(advice, names)
    grounds = [explain.why(advice, name) for name in names if name not in {*advice.open, *advice.open_sums}]
    opened = {name: advice.open[name] for name in names if name in advice.open}
    told = (*sentences.why_sentences(advice, grounds), *sentences.open_sentences(base, opened))
    return ToolAnswer(found, told)


def why_not(base: KnowledgeBase, asked: WhyNotRequest, today: date) -> ToolAnswer:
    """Return why a concept has not a value."""
    from followthrough.advising import explain

    advice = _advice(base, asked, today)
    if asked.concept in advice.open:
        return _open(advice, asked.concept, "why_not")
    found = explain.why_not(advice, asked.concept, asked.value)
    return ToolAnswer(data.why_not_data(found), tuple(sentences.why_not_sentences(base, found)))


def what_if(base: KnowledgeBase, asked: WhatIfRequest, today: date) -> ToolAnswer:
    """Return what would lead to another value, or what changed answers would change."""
    from followthrough.advising import whatif

    if asked.concept is None:
        return _changes(base, asked, today)
    day = day_asked(asked.on, today)
    try:
        found = whatif.what_if(base, asked.lead, asked.concept, asked.value, counsel=asked.counsel, today=day)
    except MissingFacts:
        advice = _advice(base, asked, today)
        if asked.concept not in advice.open:
            raise
        return _open(advice, asked.concept, "what_if")
    return ToolAnswer(data.what_if_data(found), tuple(sentences.what_if_sentences(base, found)))


def _changes(base: KnowledgeBase, asked: WhatIfRequest, today: date) -> ToolAnswer:
    from followthrough.advising.advise import advise

    if not asked.change:
        wrong = "neither a concept nor a changed answer is named"
        raise LeadError([Problem(Place("what_if"), wrong, "name a `concept`, or the answers to `change`")])
    day = day_asked(asked.on, today)
    before = advise(base, asked.lead, counsel=asked.counsel, today=day)
    after = advise(base, supposing(base, asked.lead, asked.change), counsel=asked.counsel, today=day)
    told = sentences.difference_sentences(before, after, data.changed(before, after))
    return ToolAnswer(data.changes_data(before, after), tuple(told))


def days(base: KnowledgeBase, asked: AboutALead, today: date) -> ToolAnswer:
    """Return the days ahead."""
    from followthrough.leads.plan import as_json, days_ahead

    found = days_ahead(base, asked.lead, counsel=asked.counsel, today=day_asked(asked.on, today))
    return ToolAnswer(as_json(found), tuple(sentences.plan_sentences(found)))


def letter(base: KnowledgeBase, asked: LetterRequest, today: date) -> ToolAnswer:
    """Return the letter for a step, or for the next one. Raises LeadError if none is called for."""
    from followthrough.leads.letters import called_for, draft_of, goals_of_letters, other_drafts, step_named, write
    from followthrough.leads.standing import as_it_stands, asked_for

    day = day_asked(asked.on, today)
    advice = as_it_stands(base, asked.lead, counsel=asked.counsel, today=day)
    steps = called_for(advice)
    if asked.step is None and not steps:
        missing = asked_for(base, advice.open, goals_of_letters(base))
        if missing:
            raise MissingFacts(missing, what="letter")
        remedy = f"name a `step`: {', '.join(base.letters)}" if base.letters else "this base has no letters"
        raise LeadError([Problem(Place("letter"), "the next step calls for no letter", remedy)])
    step = step_named(base, asked.step) if asked.step is not None else steps[0]
    answers = read_lead(base, asked.lead, day, partial=True)
    facts = {**advice.proof.facts, **answers.facts}
    draft = draft_of(base, step, facts, asked.draft)
    written = write(base, draft, facts, answers.answers, day)
    rules = tuple(one.rule for goal in base.goals for one in advice.proof.deciding(goal, step))
    told = [CitedSentence(written.text(), rules)]
    if step not in steps:
        told.insert(0, CitedSentence("This is not the next step; it is written only because it was asked for."))
    told += [CitedSentence(f"Left out, because unanswered: {base.questions[name].ask}") for name in written.left_out]
    told.append(CitedSentence("Nothing has been sent. It counts as done once the person says so."))
    made = {
        "letter": written.step,
        "draft": written.draft,
        "other_drafts": [one.name for one in other_drafts(base, draft, facts)],
        "to": written.to,
        "subject": written.subject,
        "text": written.text(),
        "mailto": written.mailto(),
        "left_out": list(written.left_out),
        "is_next_step": step in steps,
    }
    return ToolAnswer({**data.VERSION, **made}, tuple(told))


def disagree(base: KnowledgeBase, asked: DisagreeRequest, today: date) -> ToolAnswer:
    """Return where the counsels disagree."""
    from followthrough.authoring.difference import disagreement

    if len(asked.counsels) not in (0, 2):
        raise LeadError([Problem(Place("disagree"), "compares two counsels", "name both, or none for every two")])
    pairs = [tuple(asked.counsels)] if asked.counsels else list(combinations(base.counsels, 2))
    found = [disagreement(base, *pair) for pair in pairs]
    return ToolAnswer(data.disagreements_data(found), tuple(sentences.disagreement_sentences(base, found)))


def _advice(base: KnowledgeBase, asked: AboutALead, today: date) -> "Advice":
    from followthrough.advising.advise import advise

    return advise(base, asked.lead, counsel=asked.counsel, today=day_asked(asked.on, today))


def _open(advice: "Advice", concept: str, key: str) -> ToolAnswer:
    opened: dict[str, Any] = {concept: advice.open[concept]}
    return ToolAnswer(data.open_data(advice, concept, key), tuple(sentences.open_sentences(advice.base, opened)))
