"""What `letter` says besides the letter: why another step is next, what is left out, and what else could be written."""

from collections.abc import Iterator, Sequence
from shlex import quote
from typing import TYPE_CHECKING, Any

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.conditions import values_of
from followthrough.format.phrases import citation, counted, fill_in
from followthrough.format.sentences import ended, listed
from followthrough.leads.mail import LONG_LINK
from followthrough.readings.run.proof import JSON_VERSION

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.letters import Written
    from followthrough.readings.run.proof import Step

MOST_QUESTIONS = 3
"""Most questions to list of those that a letter hinges on."""


def next_step(advice: "Advice") -> str:
    """Return the next step, for which there is a letter. Raises LeadError, with the reason, if there is none."""
    from followthrough.leads.letters import called_for
    from followthrough.leads.standing import as_it_stands
    from followthrough_cli.advice_wording import person

    if found := called_for(advice):
        return found[0]
    if not advice.base.letters:
        remedy = "add drafts to its folder letters/, each named after the step that calls for it"
        raise LeadError([Problem(Place("letter"), "the knowledge base has no letters", remedy)])
    wrong = f"none is called for: {_reason(advice).removesuffix('.')}"
    for counsel in (one for one in advice.base.counsels if one != advice.counsel):
        other = as_it_stands(advice.base, advice.lead.answers, counsel=counsel, today=advice.on)
        for theirs in called_for(other)[:1]:
            who = person(advice.base, other.counsel)
            remedy = f"{who} would advise {theirs!r}: --counsel {other.counsel}, or --anyway {theirs!r}"
            raise LeadError([Problem(Place("letter"), _against(advice, theirs) or wrong, remedy)])
    names = ", ".join(map(repr, advice.base.letters))
    raise LeadError([Problem(Place("letter"), wrong, f"write one with --anyway: {names}")])


def missing(advice: "Advice") -> tuple[str, ...]:
    """Name the questions on which it hinges whether a letter is the next step; none if it is, or that is settled."""
    from followthrough.leads.letters import called_for, goals_of_letters
    from followthrough.leads.standing import asked_for

    return () if called_for(advice) else asked_for(advice.base, advice.open, goals_of_letters(advice.base))


def not_settled(base: "KnowledgeBase", what: str, missing: Sequence[str]) -> str:
    """Return that something is not settled, and the first of the questions that it hinges on."""
    asked = " ".join(base.questions[name].ask for name in missing[:MOST_QUESTIONS])
    more = len(missing) - MOST_QUESTIONS
    others = f" And {counted(more, 'more question')}." if more > 0 else ""
    return f"{what} is not settled. It hinges on: {asked}{others}"


def doubt(advice: "Advice", step: str) -> str:
    """Return why a step is not the next one, or what that hinges on; empty if it is."""
    if any(step in values_of(advice.known(goal)) for goal in advice.base.goals):
        return ""
    if open_questions := missing(advice):
        return not_settled(advice.base, f"Whether {step!r} is the next step", open_questions)
    return _against(advice, step) or f"{step!r} is not the next step: {_reason(advice)}"


def notes(
    base: "KnowledgeBase",
    written: "Written",
    doubt: str,
    others: Sequence[str],
    files: tuple[str | None, str | None],
    more: Sequence[str] = (),
    *,
    link: bool = False,
) -> Iterator[str]:
    """Yield what a person should know in addition to the letter.

    `files` has the files that the letter and the e-mail went to, `more` other steps that call for letters; with `link`,
    the link has been printed already.
    """
    output, eml = files
    yield ""
    if doubt:
        yield doubt
    if written.left_out:
        yield "Left out because unanswered. To answer, add:"
        yield from (f"  -a {name}=...  {fill_in(base.questions[name].ask, base, {})}" for name in written.left_out)
    if output is not None:
        yield f"The letter is in {output}."
    if eml is not None:
        to = f"to {written.to}" if written.to else "without an address, which is left open (`--to ADDRESS` adds one)"
        yield f"The e-mail is in {eml}, {to}. Open the file with your mail program to send it."
    if written.subject:
        yield f"Subject: {written.subject}"
    if written.to and not link:
        yield f"As an e-mail: {written.link()}"
    if (link or written.to) and (length := len(written.link())) > LONG_LINK:
        yield (
            f"The link has {length:,} characters; some mail programs cut off what is beyond {LONG_LINK:,}. "
            "`--eml FILE` writes the whole letter to a file that they open."
        )
    if others:
        yield f"Also: {listed([f'{name} (`--draft {quote(name)}`)' for name in others])}."
    if more:
        yield f"Your next steps have other letters too: {listed([f'`--anyway {quote(step)}`' for step in more])}."
    yield "Nothing has been sent. It counts as done once you say so."


def as_json(written: "Written", doubt: str, others: Sequence[str]) -> dict[str, Any]:
    """Return a letter as data."""
    return {
        "followthrough": JSON_VERSION,
        "letter": written.step,
        "draft": written.draft,
        "other_drafts": list(others),
        "doubt": doubt,
        "to": written.to,
        "subject": written.subject,
        "text": written.text(),
        "mailto": written.mailto(),
        "left_out": written.left_out,
    }


def _against(advice: "Advice", step: str) -> str:
    """Return which rule defeats a step, or would; empty if none does."""
    from followthrough.advising.explain import why_not

    for goal in advice.base.goals:
        if step not in advice.base.concepts[goal].values:
            continue
        for candidate in why_not(advice, goal, step).candidates:
            decider = advice.proof.step(candidate.defeated_by[0]) if candidate.defeated_by else None
            if decider is not None:
                return f"{step!r} is not the next step: {_because(advice, decider)}"
    return ""


def _reason(advice: "Advice") -> str:
    """Return the actual next step, and why."""
    from followthrough.leads.letters import goals_of_letters

    base = advice.base
    said = []
    for goal in goals_of_letters(base):
        step = next(advice.proof.deciding(goal), None)
        because = f" {_because(advice, step)}" if step is not None else ""
        said.append(ended(base.says(goal, advice.value(goal))) + because)
    return " ".join(said)


def _because(advice: "Advice", step: "Step") -> str:
    """Return the reason of a rule, with its name and passages."""
    return f"{ended(step.because)} [{step.rule}, {citation(advice.base, advice.base.rules[step.rule])}]"
