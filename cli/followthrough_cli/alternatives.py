"""`why-not` and `what-if`: what kept another advice away, and what would lead to it."""

from typing import TYPE_CHECKING

import click

from followthrough.format.model import KnowledgeBase
from followthrough.format.words import composed
from followthrough.readings.run.proof import JSON_VERSION
from followthrough_cli.options import LEAD, Request, about_a_lead, json_option
from followthrough_cli.terminal import Terminal

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice


@click.command("why-not")
@click.argument("concept")
@click.argument("value")
@click.argument("lead", required=False, type=LEAD, metavar="[LEAD]")
@json_option
@about_a_lead
def why_not(
    terminal: Terminal,
    request: Request,
    concept: str,
    value: str,
    lead: str | None,
) -> None:
    r"""Say why the advice is not another one.

    Shows each rule that could have concluded VALUE for CONCEPT, the nearest first, and what kept it from doing so.

    \b
    followthrough why-not next_step telephone examples/three-weeks-of-silence.yaml
    """
    from followthrough.advising import explain
    from followthrough.advising.settling import advise_or_name_missing
    from followthrough_cli import wording

    base = request.base()
    advice = advise_or_name_missing(base, request.lead(base, lead), counsel=request.counsel, today=request.today)
    found = explain.why_not(advice, concept, value)
    if request.as_json:
        terminal.json({"followthrough": JSON_VERSION, "why_not": explain.why_not_json(found)})
        return
    terminal.show(*wording.why_not_lines(advice, found))


@click.command("what-if")
@click.argument("about", nargs=-1, type=LEAD, metavar="[CONCEPT [VALUE]] [LEAD]")
@json_option
@about_a_lead
def what_if(
    terminal: Terminal,
    request: Request,
    about: tuple[str, ...],
) -> None:
    r"""Say what would have to be different for another advice.

    With a CONCEPT: the smallest sets of changed answers that lead to VALUE, or to any other value. Without one:
    what the answers given with -a would change about the advice on LEAD.

    \b
    followthrough what-if stance pursue examples/second-choice.yaml
    followthrough what-if -a second_letter=sent examples/three-weeks-of-silence.yaml
    """
    from followthrough.advising.settling import advise_or_name_missing

    base = request.base()
    concept, value, lead = split_about(base, about)
    if concept is None:
        if lead is None or not request.answers:
            raise click.UsageError("name a CONCEPT, or a LEAD and the answers to change with -a")
        known = request.known(lead, request.history(lead))
        before = advise_or_name_missing(base, known, counsel=request.counsel, today=request.today)
        changed = request.gather(base, known)
        after = advise_or_name_missing(base, changed, counsel=request.counsel, today=request.today)
        show_changes(terminal, before, after, as_json=request.as_json)
        return
    from followthrough.advising import whatif
    from followthrough_cli import question_wording

    given = request.lead(base, lead)
    found = whatif.what_if(base, given, concept, value, counsel=request.counsel, today=request.today)
    if request.as_json:
        terminal.json({"followthrough": JSON_VERSION, "what_if": whatif.as_json(found)})
    else:
        terminal.show(*question_wording.what_if_lines(base, found))


def split_about(base: KnowledgeBase, words: tuple[str, ...]) -> tuple[str | None, str | None, str | None]:
    """Tell a concept, a value of it and a lead apart, each of which may be left out."""
    if len(words) > 3:
        raise click.UsageError("at most a CONCEPT, a VALUE and a LEAD can be named")
    if len(words) == 3:
        return words
    if not words or words[0] not in base.concepts:
        if len(words) == 2:
            return words[0], None, words[1]
        return None, None, words[0] if words else None
    if len(words) == 2 and composed(words[1]) in base.concepts[words[0]].values:
        return words[0], words[1], None
    return words[0], None, words[1] if len(words) == 2 else None


def show_changes(terminal: Terminal, before: "Advice", after: "Advice", *, as_json: bool) -> None:
    """Print how one piece of advice differs from another."""
    from followthrough.advising.advice import concept_json, differing
    from followthrough_cli import wording

    changed = differing(before, after)
    if as_json:
        changes = {name: {"now": concept_json(before, name), "then": concept_json(after, name)} for name in changed}
        terminal.json({"followthrough": JSON_VERSION, "changes": changes})
        return
    if not changed:
        terminal.show("Nothing changes.")
        return
    half = (terminal.width - 14) // 2
    terminal.table(wording.side_rows(before, after, changed), ["", "now", "then"], [10, half, half])
