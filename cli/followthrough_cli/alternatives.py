"""`why-not` and `what-if`: why the advice is not something else, and what would change it."""

from typing import TYPE_CHECKING

import click

from followthrough.errors import LeadError, MissingFacts, Place, Problem
from followthrough.format.model import KnowledgeBase
from followthrough.format.naming import concept_named, value_meant, value_named
from followthrough.format.phrases import topic
from followthrough.operations.data import changed, changes_data, open_data, what_if_data, why_not_data
from followthrough_cli import completion
from followthrough_cli.advise import status_of
from followthrough_cli.options import LEAD, Request, about_a_lead, json_option
from followthrough_cli.quoting import in_quotes
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice


@click.command("why-not")
@click.argument("concept", shell_complete=completion.concepts)
@click.argument("value", shell_complete=completion.values)
@click.argument("lead", required=False, type=LEAD, metavar="[LEAD]")
@json_option
@about_a_lead
def why_not(
    terminal: Terminal,
    request: Request,
    concept: str,
    value: str,
    lead: str | None,
) -> int:
    r"""Say why the advice is not something else.

    Shows each rule that could have concluded VALUE for CONCEPT, the nearest first, and what prevented it.

    \b
    followthrough why-not next_step telephone examples/three-weeks-of-silence.yaml
    """
    from followthrough.advising import explain
    from followthrough.advising.advise import advise
    from followthrough_cli import why_not_wording

    base = request.base()
    concept = concept_named(base, concept)
    value = value_known(base, concept, value)
    advice = advise(base, request.lead(base, lead), counsel=request.counsel, today=request.today)
    if concept in advice.open:
        return show_open(terminal, advice, concept, as_json="why_not" if request.as_json else None)
    found = explain.why_not(advice, concept, value)
    if request.as_json:
        terminal.json(why_not_data(found))
    else:
        terminal.show(*why_not_wording.why_not_lines(advice, found))
    return 0


def show_open(terminal: Terminal, advice: "Advice", concept: str, *, as_json: str | None) -> int:
    """Print that a concept is open and what it hinges on, under the key `as_json` if given. Return the exit status."""
    from followthrough_cli.open_wording import open_lines

    if as_json is not None:
        terminal.json(open_data(advice, concept, as_json))
    else:
        terminal.show(*open_lines(advice, [concept]))
    return status_of(advice, [concept])


@click.command("what-if")
@click.argument(
    "about", nargs=-1, type=LEAD, metavar="[CONCEPT [VALUE]] [LEAD]", shell_complete=completion.concepts_or_lead
)
@json_option
@about_a_lead
def what_if(
    terminal: Terminal,
    request: Request,
    about: tuple[str, ...],
) -> int:
    r"""Say what would have to be different for the advice to change.

    With a CONCEPT, shows the smallest sets of changed answers that lead to VALUE, or to any other value. Without one,
    shows what the answers given with -a would change about the advice on LEAD.

    \b
    followthrough what-if stance pursue examples/second-choice.yaml
    followthrough what-if -a second_letter=sent examples/three-weeks-of-silence.yaml
    """
    from followthrough.advising.advise import advise

    base = request.base()
    concept, value, lead = split_about(base, about)
    if concept is None:
        if lead is None or not request.answers:
            raise click.UsageError("name a CONCEPT, or a LEAD and the answers to change with -a")
        known = request.known(lead, request.history(lead))
        before = advise(base, known, counsel=request.counsel, today=request.today)
        supposed = request.gather(base, known)
        after = advise(base, supposed, counsel=request.counsel, today=request.today)
        show_changes(terminal, before, after, as_json=request.as_json)
        return status_of(after, base.goals)
    from followthrough.advising import whatif
    from followthrough_cli import question_wording

    given = request.lead(base, lead)
    try:
        found = whatif.what_if(base, given, concept, value, counsel=request.counsel, today=request.today)
    except MissingFacts:
        advice = advise(base, given, counsel=request.counsel, today=request.today)
        if concept not in advice.open:
            raise
        return show_open(terminal, advice, concept, as_json="what_if" if request.as_json else None)
    if request.as_json:
        terminal.json(what_if_data(found))
    else:
        terminal.show(*question_wording.what_if_lines(base, found))
    return 0


def value_known(base: KnowledgeBase, concept: str, typed: str) -> str:
    """Return the value of a concept that was typed, by its name or in words. Raises LeadError with the near one."""
    value = value_named(base, concept, typed)
    if concept in base.concepts and value not in base.concepts[concept].values:
        wrong = f"{in_quotes(topic(base, concept))} cannot be {typed!r}"
        raise LeadError([Problem(Place(concept), wrong, value_meant(base, concept, typed))])
    return value


def split_about(base: KnowledgeBase, words: tuple[str, ...]) -> tuple[str | None, str | None, str | None]:
    """Return the concept, its value, and the lead among the words; any of them may be missing."""
    if len(words) > 3:
        raise click.UsageError("name at most a CONCEPT, a VALUE and a LEAD")
    if words and (named := concept_named(base, words[0])) in {*base.concepts, *base.sums}:
        words = (named, *words[1:])
    if len(words) == 3:
        return words[0], value_known(base, words[0], words[1]), words[2]
    if not words or words[0] not in {*base.concepts, *base.sums}:
        if len(words) == 2:
            return words[0], None, words[1]
        return None, None, words[0] if words else None
    values = base.concepts[words[0]].values if words[0] in base.concepts else ()
    if len(words) == 2 and (words[0] in base.sums or value_named(base, words[0], words[1]) in values):
        return words[0], value_named(base, words[0], words[1]), None
    return words[0], None, words[1] if len(words) == 2 else None


def show_changes(terminal: Terminal, before: "Advice", after: "Advice", *, as_json: bool) -> None:
    """Print how one piece of advice differs from another, in what is settled and in what is open."""
    from followthrough_cli import advice_wording

    if as_json:
        terminal.json(changes_data(before, after))
        return
    differing = changed(before, after)
    if not differing:
        terminal.show("Nothing changes.")
        return
    half = (terminal.width - 14) // 2
    terminal.table(advice_wording.side_rows(before, after, differing), ["", "now", "then"], [9, half, half])
    if after.open:
        from followthrough_cli.open_wording import asked_for, question_lines

        terminal.show(Line(), *question_lines(after.base, "What is open hinges on", asked_for(after.base, after.open)))
