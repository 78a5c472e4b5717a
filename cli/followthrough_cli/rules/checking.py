"""`rules check`: what is wrong with a knowledge base."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from followthrough.advice import value_json
from followthrough.conditions import Value
from followthrough.errors import KnowledgeError, Place, Problem
from followthrough.load import built_in, load, shown_as
from followthrough.proof import JSON_VERSION
from followthrough_cli.options import base_option, json_option
from followthrough_cli.question_wording import counted
from followthrough_cli.rules import FINDINGS
from followthrough_cli.terminal import Terminal

if TYPE_CHECKING:
    from followthrough.checks import Finding


@click.command()
@click.option(
    "--seconds", type=click.FloatRange(0, min_open=True), metavar="N", help="Give up a proof after N seconds, not 10."
)
@base_option
@json_option
@click.pass_obj
def check(terminal: Terminal, seconds: float | None, base: str | None, as_json: bool) -> int:
    """Check a knowledge base: that it can be read, and what it says about all possible leads.

    Prints a line for each problem; below it a lead that shows it, if one can, and the place of what it is at odds
    with. docs/checks.md explains the codes. Exits with 1 if there is a problem, or a proof had to be given up.
    """
    from followthrough.checks import check as findings_in
    from followthrough.solver import SECONDS

    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    counts = ""
    if base is not None and not Path(base).is_dir():
        load(base)
    try:
        knowledge = load(base)
        counts = (
            f"{knowledge.title}: {counted(len(knowledge.counsels), 'counsel')}, "
            f"{counted(len(knowledge.passages), 'passage')}, {counted(len(knowledge.questions), 'question')}, "
            f"{counted(len(knowledge.concepts), 'concept')}, {counted(len(knowledge.rules), 'rule')}, "
            f"{counted(len(knowledge.cases), 'case')}; no problem found."
        )
        findings = tuple(_from_here(finding, base) for finding in findings_in(knowledge, seconds=seconds or SECONDS))
    except KnowledgeError as error:
        problems = error.problems
    if as_json:
        found = [*map(_problem_json, problems), *map(_finding_json, findings)]
        terminal.json({"followthrough": JSON_VERSION, "findings": found})
    elif problems or findings:
        for problem in problems:
            terminal.verbatim(str(problem))
        for finding in findings:
            terminal.verbatim("\n".join([str(finding), *_shown_by(finding)]))
    else:
        terminal.show(counts)
    return FINDINGS if problems or findings else 0


def _from_here(finding: "Finding", base: str | None) -> "Finding":
    """Name the files of a finding as `load` names those of a problem: from where the person stands, if below."""
    shown = shown_as(Path(base) if base is not None else built_in())

    def seen(place: Place) -> Place:
        return replace(place, file=(shown / place.file).as_posix())

    return replace(finding, place=seen(finding.place), other=finding.other and seen(finding.other))


def _shown_by(finding: "Finding") -> Iterator[str]:
    """Write what shows a finding: a lead, what suffices of it first, and the place of what it is at odds with."""
    if finding.witness is not None:
        core = finding.witness if finding.core is None else finding.core
        rest = {name: value for name, value in finding.witness.items() if name not in core}
        under = f" under {finding.counsel}" if finding.counsel else ""
        yield f"    for example{under}: {_answers(core) or 'any lead'}"
        if rest:
            yield f"    whatever else is answered, such as {_answers(rest)}"
    if finding.other is not None:
        yield f"    see also {finding.other}"


def _answers(answers: Mapping[str, Value]) -> str:
    return ", ".join(f"{name}: {value_json(value)}" for name, value in answers.items())


def _problem_json(problem: Problem) -> dict[str, object]:
    """Give a problem met while reading as data: it has no code, and rests on no lead."""
    return {
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "wrong": problem.wrong,
        "remedy": problem.remedy,
        "code": problem.code or None,
        "severity": "error",
        "settled": True,
        "accepted": None,
        "counsel": None,
        "witness": None,
        "core": None,
        "other": None,
    }


def _finding_json(finding: "Finding") -> dict[str, object]:
    """Give a finding as data."""
    other = finding.other
    return {
        **_problem_json(Problem(finding.place, finding.wrong, finding.remedy)),
        "code": finding.code,
        "severity": finding.severity,
        "settled": finding.settled,
        "accepted": finding.accepted,
        "counsel": finding.counsel,
        "witness": _answers_json(finding.witness),
        "core": _answers_json(finding.core),
        "other": None if other is None else {"file": other.file, "line": other.line, "column": other.column},
    }


def _answers_json(answers: Mapping[str, Value] | None) -> object:
    return None if answers is None else {name: value_json(value) for name, value in answers.items()}
