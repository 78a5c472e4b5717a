"""`why-not` and `what-if`: what kept another advice away, and what would lead to it."""

from datetime import date

import click

from followthrough.proof import JSON_VERSION
from followthrough_cli.advising import advise_or_name_missing
from followthrough_cli.options import (
    answer_option,
    base_option,
    counsel_option,
    day,
    gather,
    json_option,
    on_option,
    open_base,
    options,
)
from followthrough_cli.terminal import Terminal


@click.command("why-not")
@click.argument("concept")
@click.argument("value")
@click.argument("lead", required=False, metavar="[LEAD]")
@options(answer_option, counsel_option, on_option, base_option, json_option)
@click.pass_obj
def why_not(
    terminal: Terminal,
    concept: str,
    value: str,
    lead: str | None,
    answers: tuple[str, ...],
    counsel: str | None,
    on: date | None,
    base: str | None,
    as_json: bool,
) -> None:
    r"""Say why the advice is not another one.

    Shows each rule that could have concluded VALUE for CONCEPT, the nearest first, and what kept it from doing so.

    \b
    followthrough why-not next_step telephone examples/three-weeks-of-silence.yaml
    """
    from followthrough import explain
    from followthrough_cli import wording

    knowledge = open_base(base)
    advice = advise_or_name_missing(knowledge, gather(knowledge, lead, answers), counsel, day(on))
    found = explain.why_not(advice, concept, value)
    if as_json:
        terminal.json({"followthrough": JSON_VERSION, "why_not": explain.why_not_json(found)})
        return
    terminal.show(*wording.why_not_lines(advice, found))
