"""`advise` and `why`: advice about one lead, and its reasons."""

from typing import TYPE_CHECKING

import click

from followthrough.format.model import KnowledgeBase
from followthrough.readings.run.proof import JSON_VERSION
from followthrough_cli.options import LEAD, Request, about_a_lead, json_option
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.advising.advice import Advice
    from followthrough.advising.dissent import Dissent


@click.command()
@click.argument("lead", required=False, type=LEAD, metavar="[LEAD]")
@json_option
@about_a_lead
def advise(
    terminal: Terminal,
    request: Request,
    lead: str | None,
) -> None:
    r"""Say what to do about a lead, by when, how, and why.

    LEAD is a file of answers, the name of a lead in the search log, or - for standard input; answers given with -a come
    on top of it.

    \b
    followthrough advise examples/three-weeks-of-silence.yaml
    followthrough advise -a interview=upcoming -a want_it=yes
    """
    from followthrough.advising import advice as advising
    from followthrough.advising.dissent import turns_json
    from followthrough.advising.settling import advise_or_name_missing, other_counsels

    base = request.base()
    given, history = request.lead_and_history(base, lead)
    advice = advise_or_name_missing(base, given, counsel=request.counsel, today=request.today)
    if request.as_json:
        settled, unsettled = other_counsels(advice)
        turns_on = {other.counsel: turns_json(advice, other) for other in settled}
        needs = {"unsettled": {counsel: list(questions) for counsel, questions in unsettled.items()}}
        terminal.json({**advising.as_json(advice, settled), **needs, "turns_on": turns_on})
    else:
        show_advice(terminal, advice)
    if history is not None and not request.answers:
        from followthrough_cli.leads.edit import keep_given

        keep_given(terminal, request, history, advice)


def show_advice(terminal: Terminal, advice: "Advice") -> None:
    """Print advice: what to do, why, and where the other authorities differ."""
    from followthrough.advising.dissent import differences
    from followthrough.advising.settling import other_counsels
    from followthrough_cli import wording

    settled, unsettled = other_counsels(advice)
    dissent = [(other, list(differences(advice, other))) for other in settled]
    terminal.show(*wording.advice_lines(advice))
    reasons = list(wording.because_lines(advice, iter(advice.base.goals)))
    if reasons:
        terminal.show(Line(), Line("Why", style="strong"), *reasons)
    for other, found in dissent:
        show_differences(terminal, advice, other, found)
    for counsel, questions in unsettled.items():
        person = wording.person(advice.base, counsel)
        terminal.show(Line(), Line(f"{person} also needs to know: {', '.join(questions)}.", style="faint"))


def show_differences(terminal: Terminal, advice: "Advice", other: "Advice", found: "list[Dissent]") -> None:
    """Print where another authority differs, side by side, and on which answers that turns."""
    from followthrough_cli import wording

    person = wording.person(advice.base, other.counsel)
    if not found:
        terminal.show(Line(), Line(f"{person} advises the same.", style="faint"))
        return
    half = (terminal.width - 14) // 2
    headers = ["", wording.person(advice.base, advice.counsel), person]
    terminal.show(Line(), Line(f"{person} differs", style="strong"))
    terminal.table(wording.side_rows(advice, other, [one.concept for one in found]), headers, [10, half, half])
    terminal.show(Line(), *wording.turning_lines(advice.base, advice.lead.facts, found))


@click.command()
@click.argument("about", nargs=-1, type=LEAD, metavar="[CONCEPT]... [LEAD]")
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
) -> None:
    r"""Say why the advice is what it is.

    Without a CONCEPT the goals are explained; LEAD is a file of answers, or - for standard input.

    \b
    followthrough why stance examples/second-choice.yaml
    followthrough why --depth tree examples/three-weeks-of-silence.yaml
    """
    from followthrough.advising import explain
    from followthrough.advising.dissent import differences
    from followthrough.advising.settling import advise_or_name_missing, other_counsels
    from followthrough_cli import wording

    base = request.base()
    concepts, lead = split_concepts(base, about)
    advice = advise_or_name_missing(base, request.lead(base, lead), counsel=request.counsel, today=request.today)
    grounds = [explain.why(advice, concept) for concept in concepts or base.goals]
    if request.as_json:
        terminal.json({"followthrough": JSON_VERSION, "why": [explain.as_json(ground) for ground in grounds]})
        return
    lines = {"sentence": wording.sentence_lines, "rule": wording.rule_lines, "tree": wording.tree_lines}[depth]
    for number, ground in enumerate(grounds):
        if number:
            terminal.show(Line())
        terminal.show(*lines(advice, ground))
    for other in other_counsels(advice)[0]:
        asked_about = {ground.fact for ground in grounds}
        found = [difference for difference in differences(advice, other) if difference.concept in asked_about]
        if found and depth != "sentence":
            show_differences(terminal, advice, other, found)


def split_concepts(base: KnowledgeBase, words: tuple[str, ...]) -> tuple[list[str], str | None]:
    """Tell concepts from the lead that may follow them.

    The last word is a lead unless it names a fact; so a misspelt concept in front of a lead is reported as one.
    """
    facts = {*base.questions, *base.counts, *base.concepts}
    if words and words[-1] not in facts:
        return list(words[:-1]), words[-1]
    return list(words), None
