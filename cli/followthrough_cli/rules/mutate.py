"""`rules mutate`: whether the cases, laws, and checks would notice a mistake in a rule."""

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import click

from followthrough.errors import NotSettled
from followthrough.format.phrases import counted
from followthrough.readings.run.proof import JSON_VERSION
from followthrough_cli.options import Folders, base_option, json_option
from followthrough_cli.rules import FINDINGS, time_limit
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.authoring.law_trials import LawReach
    from followthrough.authoring.mutation import MutantOutcome


@click.command()
@time_limit("--seconds", help="Stop after N seconds, even if changes are left untried.")
@click.option(
    "--effort",
    type=click.IntRange(1),
    default=1,
    metavar="N",
    help="Allow N times as much work before the rest is left.",
)
@click.option("--laws", "by_law", is_flag=True, help="Then try every law on the base without each rule: minutes.")
@base_option
@json_option
@click.pass_obj
def mutate(terminal: Terminal, seconds: float | None, effort: int, by_law: bool, base: Folders, as_json: bool) -> int:
    r"""Change one thing in a rule at a time, and see whether a case, a law, or a check notices.

    If none notices a change, it is printed with a case that would; put that in a file under cases/. A change that
    affects the advice on no possible lead counts as equivalent. What a step `does`, and the days that rules set, are
    changed where laws speak of them. Work is limited, so that a large base ends too, with the same result on every
    machine: in one that has few cases, laws and checks are tried on the first changes only, and what took too long to
    prove is not settled; --effort allows more. With --laws, it is told what each law notices. Exits with 1 if any
    change survives, could not be settled, or was not tried on everything, or not within --seconds. Ctrl-C stops the
    command and prints what it has found.

    \b
    followthrough rules mutate --base umbrella
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
            for outcome in outcomes_of(knowledge, effort=effort, done=done):
                outcomes.append(outcome)
                if not as_json:
                    _show_unnoticed(terminal, outcome)
            with suppress(NotSettled):
                laws.extend(law_reaches(knowledge) if by_law else ())
        except KeyboardInterrupt:
            interrupted = True
    left = total - len(outcomes)
    if as_json:
        terminal.json({"followthrough": JSON_VERSION, **data(outcomes, left, laws)})
    else:
        _show_counts(terminal, outcomes, left)
        _show_laws(terminal, laws)
    if interrupted:
        raise click.Abort
    is_noticed = all(one.fate in ("a case", "a law", "a check", "equivalent") for one in outcomes)
    return 0 if is_noticed and not left else FINDINGS


def _show_unnoticed(terminal: Terminal, one: "MutantOutcome") -> None:
    """Show a change that nothing notices as soon as that is known, with a case that would."""
    from followthrough.authoring.entries import case_entry

    said = {
        "survived": "nothing notices" if one.apart else "no law or check notices",
        "unchecked": "no case notices" if one.apart else "no law or check was tried on",
        "not settled": "not settled in time:",
    }.get(one.fate)
    if said is not None:
        entry = f"\n{case_entry(one.apart)}" if one.apart else ""
        terminal.at_once(f"# {one.mutant.place}: {said} {one.mutant.name} {one.mutant.done}{entry}")


def _show_counts(terminal: Terminal, outcomes: "Sequence[MutantOutcome]", left: int) -> None:
    from followthrough.authoring.mutation import FATES

    noticed = {fate: sum(one.fate == fate for one in outcomes) for fate in FATES}
    said = (
        f"{counted(len(outcomes), 'change')} tried: {noticed['a case']} noticed by a case, "
        f"{noticed['a law']} by a law, {noticed['a check']} by a check, "
        f"{noticed['equivalent']} proved to change no advice, {noticed['survived']} unnoticed"
        + (f", {noticed['unchecked']} only tried on cases" if noticed["unchecked"] else "")
        + (f", {noticed['not settled']} not settled" if noticed["not settled"] else "")
        + (f"; {left} left untried." if left else ".")
    )
    is_open = left or any(noticed[fate] for fate in ("survived", "unchecked", "not settled"))
    terminal.show(Line(said, style="warning" if is_open else "plain"))
    if noticed["unchecked"] or noticed["not settled"]:
        terminal.show(Line("Work was limited, so that all of it ends; --effort 10 allows ten times as much."))


def _show_laws(terminal: Terminal, laws: "Sequence[LawReach]") -> None:
    """Show how many removed rules each law notices, and which laws notice nothing."""
    if laws:
        terminal.show(Line())
        terminal.table([(one.law.name, _noticed(one)) for one in laws], ["The law", "notices"], [None, None])


def _noticed(one: "LawReach") -> str:
    if one.rules:
        return f"the removal of {counted(len(one.rules), 'rule')}"
    return "no removal, but another change" if one.changes else "nothing: no change breaks it"
