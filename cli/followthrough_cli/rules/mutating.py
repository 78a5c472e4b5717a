"""`rules mutate`: whether the checks and cases would notice a slip in a rule."""

import click

from followthrough.load import load
from followthrough.proof import JSON_VERSION
from followthrough_cli.options import base_option, json_option
from followthrough_cli.question_wording import counted
from followthrough_cli.rules import FINDINGS
from followthrough_cli.terminal import Line, Terminal


@click.command()
@base_option
@json_option
@click.pass_obj
def mutate(terminal: Terminal, base: str | None, as_json: bool) -> int:
    """Change one thing in a rule at a time, and see whether a case or a check notices.

    What neither notices is printed, with a ready case that would; put it in a file under cases/. A change that gives
    no possible lead another advice needs no notice, and is counted as equivalent. Exits with 1 if any change survives.
    """
    from followthrough.case_writing import written
    from followthrough.mutation import FATES
    from followthrough.mutation import as_json as data
    from followthrough.mutation import mutate as outcomes_of

    knowledge = load(base)
    with terminal.progress("changes tried") as tried:
        outcomes = list(outcomes_of(knowledge, done=tried))
    survivors = [one for one in outcomes if one.apart is not None]
    if as_json:
        terminal.json({"followthrough": JSON_VERSION, **data(outcomes)})
        return FINDINGS if survivors else 0
    for one in survivors:
        assert one.apart is not None
        terminal.verbatim(f"# {one.mutant.place}: nothing notices {one.mutant.name} {one.mutant.done}")
        terminal.verbatim(written(one.apart))
    noticed = {fate: sum(one.fate == fate for one in outcomes) for fate in FATES}
    said = (
        f"{counted(len(outcomes), 'change')} tried: {noticed['a case']} noticed by a case, "
        f"{noticed['a check']} by a check, {noticed['equivalent']} proved to change no advice, "
        f"{noticed['survived']} unnoticed."
    )
    terminal.show(Line(said, style="warning" if survivors else "plain"))
    return FINDINGS if survivors else 0
