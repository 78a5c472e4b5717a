"""`rules mutate`: whether the checks and cases would notice a mistake in a rule."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from followthrough.format.load import load
from followthrough.format.phrases import counted
from followthrough.readings.run.proof import JSON_VERSION
from followthrough_cli.options import base_option, json_option
from followthrough_cli.rules import FINDINGS
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.authoring.mutation import MutantOutcome


@click.command()
@click.option(
    "--seconds",
    type=click.FloatRange(0, min_open=True),
    metavar="N",
    help="Stop after N seconds, even if changes are left untried.",
)
@base_option
@json_option
@click.pass_obj
def mutate(terminal: Terminal, seconds: float | None, base: str | None, as_json: bool) -> int:
    """Change one thing in a rule at a time, and see whether a case or a check notices.

    If neither notices a change, it is printed with a case that would; put that in a file under cases/. A change that
    affects the advice on no possible lead counts as equivalent. Exits with 1 if any change survives, could not be
    settled, or was not tried within --seconds. Ctrl-C stops the command and prints what it has found.
    """
    from followthrough.authoring.mutation import as_json as data
    from followthrough.authoring.mutation import mutate as outcomes_of
    from followthrough.readings.prove.limits import within

    knowledge = load(base)
    outcomes: list[MutantOutcome] = []
    total = 0
    interrupted = False
    with terminal.progress("changes tried") as tried, within(seconds or float("inf")):

        def done(number: int, of: int) -> None:
            nonlocal total
            total = of
            tried(number, of)

        try:
            for outcome in outcomes_of(knowledge, done=done):
                outcomes.append(outcome)  # noqa: PERF402  one by one, as Ctrl-C may come
        except KeyboardInterrupt:
            interrupted = True
    left = total - len(outcomes)
    if as_json:
        terminal.json({"followthrough": JSON_VERSION, **data(outcomes, left)})
    else:
        _show(terminal, outcomes, left)
    if interrupted:
        raise click.Abort
    return 0 if not left and all(one.fate in ("a case", "a check", "equivalent") for one in outcomes) else FINDINGS


def _show(terminal: Terminal, outcomes: "Sequence[MutantOutcome]", left: int) -> None:
    from followthrough.authoring.entries import case_entry
    from followthrough.authoring.mutation import FATES

    for one in outcomes:
        if one.apart is not None:
            terminal.verbatim(f"# {one.mutant.place}: nothing notices {one.mutant.name} {one.mutant.done}")
            terminal.verbatim(case_entry(one.apart))
        elif one.fate == "not settled":
            terminal.verbatim(f"# {one.mutant.place}: not settled in time: {one.mutant.name} {one.mutant.done}")
    noticed = {fate: sum(one.fate == fate for one in outcomes) for fate in FATES}
    said = (
        f"{counted(len(outcomes), 'change')} tried: {noticed['a case']} noticed by a case, "
        f"{noticed['a check']} by a check, {noticed['equivalent']} proved to change no advice, "
        f"{noticed['survived']} unnoticed"
        + (f", {noticed['not settled']} not settled" if noticed["not settled"] else "")
        + (f"; {left} left untried." if left else ".")
    )
    terminal.show(Line(said, style="warning" if noticed["survived"] or noticed["not settled"] or left else "plain"))
