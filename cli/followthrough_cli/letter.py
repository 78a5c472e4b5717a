"""`letter`: the letter, or the script for a call, that is the next step. Nothing is ever sent."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from followthrough.errors import LeadError, Place, Problem
from followthrough.format.phrases import citation, counted
from followthrough.format.sentences import ended
from followthrough.readings.run.proof import JSON_VERSION
from followthrough.replacing import write_new, writing
from followthrough_cli.main import FACTS_MISSING
from followthrough_cli.options import LEAD, Request, about_a_lead, json_option
from followthrough_cli.terminal import Line, Terminal

MOST_QUESTIONS = 3
"""Most questions to list of those that a letter hinges on."""

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice
    from followthrough.format.conditions import Value
    from followthrough.format.model import KnowledgeBase, Letter
    from followthrough.leads.letters import Written
    from followthrough.readings.run.proof import Step
    from followthrough_cli.consultation import ConsultationResult


@click.command()
@click.argument("lead", required=False, type=LEAD, metavar="[LEAD]")
@click.option("--anyway", metavar="LETTER", help="Write this letter even if it is not the next step.")
@click.option("-o", "--output", metavar="FILE", help="Write the letter to a new FILE.")
@click.option("--keep", metavar="FILE", help="Keep all answers in a new FILE, including those for the letter.")
@json_option
@about_a_lead
def letter(
    terminal: Terminal, request: Request, lead: str | None, anyway: str | None, output: str | None, keep: str | None
) -> int:
    r"""Write the letter, or the script for the call, that is the next step.

    LEAD is a file of answers, a name in the search log, or - for standard input. At a terminal, the command asks for
    what the letter lacks and keeps your answers in the log; elsewhere, it names what is missing. Nothing is sent: a
    letter counts as sent only when you say so.

    \b
    followthrough letter examples/the-day-after.yaml -o thanks.txt
    followthrough letter examples/second-choice.yaml --anyway telephone
    """
    from followthrough.format.lead import read_lead
    from followthrough.leads import letters
    from followthrough.leads.standing import as_it_stands
    from followthrough_cli.ask import keep_answers

    for path in filter(None, (output, keep)):
        _must_be_new(path)
    base = request.base()
    given = request.lead(base, lead)
    advice = as_it_stands(base, given, counsel=request.counsel, today=request.today)
    if anyway is None and (missing := _missing(advice)):
        terminal.note(f"{_not_settled(base, 'Which letter is called for', missing)} `followthrough ask` asks the rest.")
        return FACTS_MISSING
    chosen = _next_letter(advice) if anyway is None else letters.named(base, anyway)
    read = read_lead(base, given, request.today, partial=True)
    if is_interactive(terminal) and not request.as_json:
        outcome = _ask_for_the_rest(terminal, base, chosen, read.answers, request.today)
        typed = {name: value for name, value in outcome.answers.items() if name not in read.answers}
        is_kept = _keep_in_the_log(request, base, lead, typed)
        if outcome.ended != "settled" and keep is None and not is_kept:
            keep_answers(terminal, outcome.answers, None, request.today)
        read = read_lead(base, outcome.answers, request.today, partial=True)
    if keep is not None:
        keep_answers(terminal, read.answers, keep, request.today)
    written = letters.write(base, chosen, {**advice.proof.facts, **read.facts}, read.answers)
    doubt = _doubt(advice, chosen)
    if request.as_json:
        terminal.json(_as_json(written, doubt))
        return 0
    if output is None:
        terminal.verbatim(written.text())
    else:
        with writing(Path(output)):
            write_new(Path(output), written.text() + "\n")
    terminal.note("\n".join(_notes(written, doubt, output)))
    return 0


def is_interactive(terminal: Terminal) -> bool:
    """Return whether a person is at the terminal."""
    return sys.stdin.isatty() and terminal.out.isatty()


def _keep_in_the_log(request: Request, base: "KnowledgeBase", lead: str | None, typed: Mapping[str, "Value"]) -> bool:
    """Keep what was typed if the lead is in the search log, and return whether it is."""
    from followthrough.leads.log.actions import set_answers

    history = request.history(lead)
    if history is not None and typed:
        stored = set_answers(request.log(), base, history.name, typed, today=request.today)
        if stored.refused:
            raise LeadError(stored.refused)
    return history is not None


def _must_be_new(path: str) -> None:
    if Path(path).exists():
        raise LeadError([Problem(Place(path), "already exists", "name a new file")])


def _next_letter(advice: "Advice") -> "Letter":
    """Return the letter that is the next step. Raises LeadError, with the reason, if there is none."""
    from followthrough.leads.letters import called_for
    from followthrough.leads.standing import as_it_stands
    from followthrough_cli.advice_wording import person

    if (found := called_for(advice)) is not None:
        return found
    if not advice.base.letters:
        remedy = "add drafts to its folder letters/, each named after the step that calls for it"
        raise LeadError([Problem(Place("letter"), "the knowledge base has no letters", remedy)])
    wrong = f"none is called for: {_reason(advice).removesuffix('.')}"
    for counsel in (one for one in advice.base.counsels if one != advice.counsel):
        other = as_it_stands(advice.base, advice.lead.answers, counsel=counsel, today=advice.on)
        if (theirs := called_for(other)) is not None:
            who = person(advice.base, other.counsel)
            remedy = f"{who} would advise {theirs.name!r}: --counsel {other.counsel}, or --anyway {theirs.name!r}"
            raise LeadError([Problem(Place("letter"), _against(advice, theirs) or wrong, remedy)])
    names = ", ".join(map(repr, advice.base.letters))
    raise LeadError([Problem(Place("letter"), wrong, f"write one with --anyway: {names}")])


def _missing(advice: "Advice") -> tuple[str, ...]:
    """Name the questions on which it hinges whether a letter is the next step; none if it is, or that is settled."""
    from followthrough.leads.letters import called_for, goals_of_letters
    from followthrough.leads.standing import asked_for

    return () if called_for(advice) else asked_for(advice.base, advice.open, goals_of_letters(advice.base))


def _not_settled(base: "KnowledgeBase", what: str, missing: Sequence[str]) -> str:
    """Return that something is not settled, and the first of the questions that it hinges on."""
    asked = " ".join(base.questions[name].ask for name in missing[:MOST_QUESTIONS])
    more = len(missing) - MOST_QUESTIONS
    others = f" And {counted(more, 'more question')}." if more > 0 else ""
    return f"{what} is not settled. It hinges on: {asked}{others}"


def _doubt(advice: "Advice", chosen: "Letter") -> str:
    """Return why a letter is not the next step, or what that hinges on; empty if it is."""
    if chosen.name in (advice.known(goal) for goal in advice.base.goals):
        return ""
    if missing := _missing(advice):
        return _not_settled(advice.base, f"Whether {chosen.name!r} is the next step", missing)
    return _against(advice, chosen) or f"{chosen.name!r} is not the next step: {_reason(advice)}"


def _against(advice: "Advice", chosen: "Letter") -> str:
    """Return which rule defeats the letter, or would; empty if none does."""
    from followthrough.advising.explain import why_not

    for goal in advice.base.goals:
        if chosen.name not in advice.base.concepts[goal].values:
            continue
        for candidate in why_not(advice, goal, chosen.name).candidates:
            step = advice.proof.step(candidate.defeated_by[0]) if candidate.defeated_by else None
            if step is not None:
                return f"{chosen.name!r} is not the next step: {_because(advice, step)}"
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


def _ask_for_the_rest(
    terminal: Terminal, base: "KnowledgeBase", chosen: "Letter", answers: Mapping[str, "Value"], today: date
) -> "ConsultationResult":
    """Ask the person at the terminal for what the letter lacks."""
    from followthrough.format.lead import read_lead
    from followthrough.leads.letters import unanswered
    from followthrough_cli.consultation import Ask, Consultation, ConsultationResult

    def choose(told: Mapping[str, "Value"]) -> Ask | None:
        facts = read_lead(base, told, today, partial=True).facts
        left = unanswered(base, chosen, facts, told)
        return Ask(left[0], len(left) - 1) if left else None

    if choose(answers) is None:
        return ConsultationResult(dict(answers), "settled")
    outcome = Consultation(
        base,
        answers,
        today,
        choose=choose,
        explain=lambda name, told: [Line(base.questions[name].why)],
        read=terminal.ask,
        write=terminal.show,
    ).run()
    terminal.show(Line())
    return outcome


def _notes(written: "Written", doubt: str, output: str | None) -> Iterator[str]:
    """Yield what a person should know in addition to the letter."""
    yield ""
    if doubt:
        yield doubt
    if written.left_out:
        yield f"Left out because unanswered: {', '.join(written.left_out)}. Answer with -a question=value."
    if output is not None:
        yield f"The letter is in {output}."
    if link := written.mailto():
        yield f"As an email: {link}"
    yield "Nothing has been sent. It counts as sent once you say so."


def _as_json(written: "Written", doubt: str) -> dict[str, Any]:
    return {
        "followthrough": JSON_VERSION,
        "letter": written.name,
        "doubt": doubt,
        "to": written.to,
        "subject": written.subject,
        "text": written.text(),
        "mailto": written.mailto(),
        "left_out": written.left_out,
    }
