"""`rules mutate`: whether the cases, laws, and checks would notice a mistake in a rule."""

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from followthrough.errors import NotSettled
from followthrough.format.phrases import counted
from followthrough.readings.run.proof import JSON_VERSION
from followthrough_cli.options import Folders, base_option, json_option
from followthrough_cli.rules import FINDINGS
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.authoring.law_trials import LawReach
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
def mutate(terminal: Terminal, seconds: float | None, base: Folders, as_json: bool) -> int:
    """Change one thing in a rule at a time, and see whether a case, a law, or a check notices.

    If none notices a change, it is printed with a case that would; put that in a file under cases/. A change that
    affects the advice on no possible lead counts as equivalent. What a step `does`, and the days that rules set, are
    changed where laws speak of them. Then every law is tried on the base without each rule. Exits with 1 if any change
    survives, could not be settled, or was not tried within --seconds. Ctrl-C stops the command and prints what it has
    found.
    """
    from followthrough.authoring.mutation import as_json as data
    from followthrough.authoring.mutation import law_reaches
    from followthrough.authoring.mutation import mutate as outcomes_of
    from followthrough.readings.prove.limits import within

    knowledge = base.load()
    outcomes: list[MutantOutcome] = []
    laws: list[LawReach] = []
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
            with suppress(NotSettled):
                laws.extend(law_reaches(knowledge))
        except KeyboardInterrupt:
            interrupted = True
    left = total - len(outcomes)
    if as_json:
        terminal.json({"followthrough": JSON_VERSION, **data(outcomes, left, laws)})
    else:
        _show(terminal, outcomes, left)
        _show_laws(terminal, laws)
    if interrupted:
        raise click.Abort
    return (
        0
        if not left and all(one.fate in ("a case", "a law", "a check", "equivalent") for one in outcomes)
        else FINDINGS
    )


def _show(terminal: Terminal, outcomes: "Sequence[MutantOutcome]", left: int) -> None:
    from followthrough.authoring.entries import case_entry
    from followthrough.authoring.mutation import FATES

    for one in outcomes:
        if one.apart is not None:
            terminal.verbatim(f"# {one.mutant.place}: nothing notices {one.mutant.name} {one.mutant.done}")
            terminal.verbatim(case_entry(one.apart))
        elif one.fate == "survived":
            terminal.verbatim(f"# {one.mutant.place}: no law or check notices {one.mutant.name} {one.mutant.done}")
        elif one.fate == "not settled":
            terminal.verbatim(f"# {one.mutant.place}: not settled in time: {one.mutant.name} {one.mutant.done}")
    noticed = {fate: sum(one.fate == fate for one in outcomes) for fate in FATES}
    said = (
        f"{counted(len(outcomes), 'change')} tried: {noticed['a case']} noticed by a case, "
        f"{noticed['a law']} by a law, {noticed['a check']} by a check, "
        f"{noticed['equivalent']} proved to change no advice, {noticed['survived']} unnoticed"
        + (f", {noticed['not settled']} not settled" if noticed["not settled"] else "")
        + (f"; {left} left untried." if left else ".")
    )
    terminal.show(Line(said, style="warning" if noticed["survived"] or noticed["not settled"] or left else "plain"))


def _show_laws(terminal: Terminal, laws: "Sequence[LawReach]") -> None:
    """Show how many removed rules each law notices, and which laws notice nothing."""
    if laws:
        terminal.show(Line())
        terminal.table([(one.law.name, _noticed(one)) for one in laws], ["The law", "notices"], [None, None])


def _noticed(one: "LawReach") -> str:
    if one.rules:
        return f"the removal of {counted(len(one.rules), 'rule')}"
    return "no removal, but another change" if one.changes else "nothing: no change breaks it"
