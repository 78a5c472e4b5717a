"""`advise` and `why`: advice about one lead, and its reasons."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from followthrough.errors import LeadError, UnknownName, nearest
from followthrough.format.model import KnowledgeBase
from followthrough.format.naming import fact_named
from followthrough_cli import completion
from followthrough_cli.main import FACTS_MISSING
from followthrough_cli.new_files import check_new, force_option, write
from followthrough_cli.options import LEAD, Request, about_a_lead, json_option
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice
    from followthrough.advising.dissent import Dissent


@click.command()
@click.argument("lead", required=False, type=LEAD, metavar="[LEAD]")
@click.option(
    "--certificate",
    metavar="FILE",
    shell_complete=completion.files,
    help="Also write a certificate to a new FILE, which `verify` checks.",
)
@force_option
@json_option
@about_a_lead
def advise(
    terminal: Terminal,
    request: Request,
    lead: str | None,
    certificate: str | None,
    force: bool,
) -> int:
    r"""Say what to do about a lead, by when, how, and why.

    LEAD is a file of answers, the name of a lead in the search log, or - for standard input. Answers given with -a are
    added to it, or replace its own.

    \b
    followthrough advise examples/three-weeks-of-silence.yaml
    followthrough advise Acme --counsel wolfe --on tomorrow
    """
    from followthrough.advising.advise import advise
    from followthrough.operations.data import advice_data

    check_new([certificate], force=force)
    base = request.base()
    given, history = request.lead_and_history(base, lead)
    advice = advise(base, given, counsel=request.counsel, today=request.today)
    if request.as_json:
        terminal.json(advice_data(advice))
    else:
        show_advice(terminal, advice)
    if certificate is not None:
        write_certificate(terminal, advice, certificate, force=force)
    if history is not None and not request.answers:
        from followthrough_cli.leads.edit import keep_given

        keep_given(terminal, request, history, advice)
    return status_of(advice, base.goals)


def write_certificate(terminal: Terminal, advice: "Advice", file: str, *, force: bool) -> None:
    """Write the certificate of advice to a file, and say what of the advice it does not certify."""
    from pathlib import Path

    from followthrough.certificates.writing import certificate, left_open, text_of
    from followthrough.format.sentences import listed

    data = certificate(advice)
    write(Path(file), text_of(data), force=force)
    terminal.note(f"certificate written to {file}")
    if left := left_open(advice, data):
        asked = [name for name in advice.base.questions if name in data["open"]]
        terminal.note(f"it leaves {listed(left)} open; to have it certified, answer more of: {', '.join(asked)}")


def status_of(advice: "Advice", concepts: Iterable[str]) -> int:
    """Return the exit status of a command about these concepts: FACTS_MISSING if a goal among them is open."""
    return FACTS_MISSING if any(name in advice.open and name in advice.base.goals for name in concepts) else 0


def show_advice(terminal: Terminal, advice: "Advice") -> None:
    """Print advice: what to do, what is still open, why, and where the other authorities differ and what they need."""
    from followthrough_cli import advice_wording

    dissent = _dissent(advice)
    terminal.show(*advice_wording.advice_lines(advice))
    show_reasons(terminal, advice)
    for other, found in dissent:
        show_differences(terminal, advice, other, found)
        show_needs(terminal, advice, other)


def show_settled(terminal: Terminal, advice: "Advice") -> None:
    """Print what is settled of advice, why, and where the other authorities differ: for someone who is being asked."""
    from followthrough_cli import advice_wording

    terminal.show(*advice_wording.settled_lines(advice))
    show_reasons(terminal, advice)
    for other, found in _dissent(advice):
        show_differences(terminal, advice, other, found)


def _dissent(advice: "Advice") -> "list[tuple[Advice, list[Dissent]]]":
    """Return the advice of the other authorities, and where each differs."""
    from followthrough.advising.advise import others
    from followthrough.advising.dissent import differences

    return [(other, list(differences(advice, other))) for other in others(advice)]


def show_reasons(terminal: Terminal, advice: "Advice") -> None:
    """Print why the goals are what they are."""
    from followthrough_cli import advice_wording

    reasons = list(advice_wording.because_lines(advice, iter(advice.base.goals)))
    reasons += advice_wording.points_lines(advice)
    if reasons:
        terminal.show(Line(), Line("Why", style="strong"), *reasons)


def show_differences(terminal: Terminal, advice: "Advice", other: "Advice", found: "list[Dissent]") -> None:
    """Print where another authority differs, side by side, and on which answers that turns."""
    from followthrough_cli import advice_wording

    person = advice_wording.person(advice.base, other.counsel)
    if found:
        half = (terminal.width - 14) // 2
        headers = ["", advice_wording.person(advice.base, advice.counsel), person]
        terminal.show(Line(), Line(f"{person} differs", style="strong"))
        rows = advice_wording.side_rows(advice, other, [one.concept for one in found])
        terminal.table(rows, headers, [9, half, half])
        terminal.show(Line(), *advice_wording.turning_lines(advice.base, advice.lead.facts, found))
    elif not advice.open and not other.open:
        terminal.show(Line(), Line(f"{person} advises the same.", style="faint"))
    elif any(name not in advice.open and name not in other.open for name in advice.shown()):
        terminal.show(Line(), Line(f"{person} advises the same, as far as it is settled.", style="faint"))


def show_needs(terminal: Terminal, advice: "Advice", other: "Advice") -> None:
    """Print which questions another authority needs to be answered besides."""
    if also := [name for name in other.needed() if name not in advice.needed()]:
        from followthrough_cli import advice_wording
        from followthrough_cli.open_wording import question_lines

        person = advice_wording.person(advice.base, other.counsel)
        terminal.show(Line(), *question_lines(advice.base, f"{person} also needs to know", also))


@click.command()
@click.argument("about", nargs=-1, type=LEAD, metavar="[CONCEPT]... [LEAD]", shell_complete=completion.concepts_or_lead)
@click.option(
    "--depth",
    type=click.Choice(["sentence", "rule", "tree"]),
    default="rule",
    show_default=True,
    help="One sentence; the deciding rule with its premises; or everything down to the answers.",
)
@json_option
@about_a_lead
def why(
    terminal: Terminal,
    request: Request,
    about: tuple[str, ...],
    depth: str,
) -> int:
    r"""Say why the advice is what it is.

    Without a CONCEPT the goals are explained; LEAD is a file of answers, or - for standard input.

    \b
    followthrough why stance examples/second-choice.yaml
    followthrough why --depth tree examples/three-weeks-of-silence.yaml
    """
    from followthrough.advising import explain
    from followthrough.advising.advise import advise, others
    from followthrough.advising.dissent import differences
    from followthrough.operations.data import why_data
    from followthrough_cli import open_wording, why_wording

    base = request.base()
    words, lead = split_concepts(base, about)
    concepts = words or list(base.goals)
    try:
        given = request.lead(base, lead)
    except LeadError as error:
        raise _concept_meant(base, lead, error) from None
    advice = advise(base, given, counsel=request.counsel, today=request.today)
    if request.as_json:
        terminal.json(why_data(advice, concepts))
        return status_of(advice, concepts)
    opened = {*advice.open, *advice.open_sums}
    grounds = [explain.why(advice, concept) for concept in concepts if concept not in opened]
    depths = {"sentence": why_wording.sentence_lines, "rule": why_wording.rule_lines, "tree": why_wording.tree_lines}
    lines = depths[depth]
    told = [list(lines(advice, ground)) for ground in grounds]
    told.append(list(open_wording.open_lines(advice, concepts)))
    for number, paragraphs in enumerate(filter(None, told)):
        terminal.show(*([Line()] if number else []), *paragraphs)
    for other in others(advice):
        asked_about = {ground.fact for ground in grounds}
        found = [difference for difference in differences(advice, other) if difference.concept in asked_about]
        if found and depth != "sentence":
            show_differences(terminal, advice, other, found)
            show_needs(terminal, advice, other)
    return status_of(advice, concepts)


def _concept_meant(base: KnowledgeBase, word: str | None, error: LeadError) -> LeadError:
    """Return the error about a lead that is not there, or about a misspelled concept if the word is more like one."""
    known = [*base.concepts, *base.sums]
    if word is None or os.path.exists(word) or "did you mean" in str(error) or nearest(word, known) is None:
        return error
    return UnknownName("why", f"unknown concept {word!r}", word, known)


def split_concepts(base: KnowledgeBase, words: tuple[str, ...]) -> tuple[list[str], str | None]:
    """Return the concepts, and the lead that may follow them.

    The last word is a lead unless it names a fact. So a misspelled concept before a lead is reported as a concept.
    """
    facts = {*base.questions, *base.counts, *base.spans, *base.concepts, *base.sums}
    named = [fact_named(base, word) for word in words]
    if words and (named[-1] not in facts or (words[-1] not in facts and os.path.exists(words[-1]))):
        return named[:-1], words[-1]
    return named, None
