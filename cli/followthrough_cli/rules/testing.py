"""`rules test`: run a base's own cases."""

import click

from followthrough.load import load
from followthrough.proof import JSON_VERSION
from followthrough_cli.options import base_option, json_option
from followthrough_cli.rules import FINDINGS
from followthrough_cli.terminal import Line, Terminal


@click.command()
@base_option
@json_option
@click.pass_obj
def test(terminal: Terminal, base: str | None, as_json: bool) -> int:
    """Run the cases, and name the rules that no case reaches.

    Exits with 1 if the advice for a case is not what the case expects.
    """
    from followthrough.cases import run_cases

    knowledge = load(base)
    report = run_cases(knowledge)
    unreached = report.unreached()
    if as_json:
        differences = [
            {
                "case": difference.case.name,
                "file": difference.case.place.file,
                "line": difference.case.place.line,
                "counsel": difference.counsel,
                "about": difference.about,
                "expected": difference.expected,
                "found": difference.found,
            }
            for difference in report.differences
        ]
        terminal.json(
            {
                "followthrough": JSON_VERSION,
                "cases": report.cases,
                "checked": report.checked,
                "differences": differences,
                "unreached": [{"rule": reach.rule, "counsel": reach.counsel} for reach in unreached],
            }
        )
        return FINDINGS if differences else 0
    for difference in report.differences:
        terminal.show(
            Line(f"{difference.case.place}: {difference.case.name}, under {difference.counsel}", style="strong"),
            Line(f"{difference.about}: expected {difference.expected}, found {difference.found}", indent=2),
        )
    cases = "1 case" if report.cases == 1 else f"{report.cases} cases"
    differing = len({(one.case.name, one.counsel) for one in report.differences})
    terminal.show(f"{cases}, {report.checked} expectations: {report.checked - differing} hold, {differing} do not.")
    for counsel in knowledge.counsels:
        names = [reach.rule for reach in unreached if reach.counsel == counsel]
        if names:
            terminal.show(Line(f"No case reaches, under {counsel}: {', '.join(names)}", style="warning"))
    if not unreached:
        terminal.show("Every rule is reached by a case under every counsel that has it.")
    return FINDINGS if report.differences else 0
