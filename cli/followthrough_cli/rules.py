"""`rules`: what a researcher does with a knowledge base."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from followthrough.advice import value_json
from followthrough.conditions import AllOf, AnyOf, Truth, Value
from followthrough.errors import KnowledgeError, LeadError, Place, Problem, did_you_mean
from followthrough.load import built_in, load, shown_as
from followthrough.model import KnowledgeBase, Rule
from followthrough.proof import JSON_VERSION
from followthrough_cli.options import base_option, json_option
from followthrough_cli.question_wording import counted, shortened
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.checks import Finding

FINDINGS = 1
"""Exit status when something was found."""


@click.group()
def rules() -> None:
    """Read, check and test the rules."""


@rules.command("list")
@click.option("--counsel", metavar="NAME", help="Only the rules of this counsel itself.")
@base_option
@json_option
@click.pass_obj
def list_rules(terminal: Terminal, counsel: str | None, base: str | None, as_json: bool) -> None:
    """List the rules: whose they are, their passages, and what they conclude."""
    knowledge = load(base)
    if counsel is not None:
        knowledge.counsel_named(counsel)
    listed = [rule for rule in knowledge.rules.values() if counsel in (None, rule.counsel)]
    listed.sort(key=lambda rule: (list(knowledge.counsels).index(rule.counsel), rule.place))
    if as_json:
        terminal.json({"followthrough": JSON_VERSION, "rules": [_rule_json(rule) for rule in listed]})
        return
    room = terminal.width - 45
    terminal.table(
        [(rule.name, rule.counsel, ", ".join(rule.sources), concluded(rule)) for rule in listed],
        ["rule", "counsel", "source", "concludes"],
        [None, None, None, max(room, 20)],
    )


@rules.command()
@click.argument("name", metavar="RULE")
@base_option
@json_option
@click.pass_obj
def show(terminal: Terminal, name: str, base: str | None, as_json: bool) -> None:
    """Read a rule aloud, with what feeds it, what it feeds, and the cases that name it."""
    knowledge = load(base)
    if name not in knowledge.rules:
        raise LeadError([Problem(Place("rules show"), f"unknown rule {name!r}", did_you_mean(name, knowledge.rules))])
    rule = knowledge.rules[name]
    if as_json:
        terminal.json({"followthrough": JSON_VERSION, "rule": _rule_json(rule)})
        return
    terminal.show(*_aloud(knowledge, rule))


def _aloud(base: KnowledgeBase, rule: Rule) -> list[Line]:
    rules = base.rules.values()
    overridden_by = [other.name for other in rules if rule.name in other.overrides]
    fed_by = [other.name for other in rules if _feeds(other, rule)]
    feeds = [other.name for other in rules if _feeds(rule, other)]
    cases = [
        case.name
        for case in base.cases
        if any(rule.name in (*one.fired, *one.defeated, *one.silent) for one in case.expectations)
    ]
    due = rule.due
    lines = [
        Line(f"{rule.name}: a rule of {base.counsels[rule.counsel].person}", style="strong"),
        Line(_spoken(rule.conditions) or "always", "if"),
        *([Line(_spoken(rule.unless), "unless")] if rule.unless else []),
        Line(concluded(rule), "then"),
        *([Line(f"when {due.count} is {due.day}" if due.count else "today", "due")] if due else []),
        Line(rule.because, "because"),
        *([Line(", ".join(rule.overrides), "overrides")] if rule.overrides else []),
        *([Line(", ".join(overridden_by), "yields to")] if overridden_by else []),
        *([Line(shortened(fed_by), "fed by")] if fed_by else []),
        *([Line(shortened(feeds), "feeds")] if feeds else []),
        *([Line("; ".join(cases), "cases")] if cases else []),
        Line(f"{rule.place}", "file", style="faint"),
    ]
    for passage in base.passages_of(rule):
        person = base.counsels[passage.counsel].person
        lines.append(Line(f"{passage.name} of {person}: {passage.gist}", "passage", style="faint"))
    return lines


def _feeds(one: Rule, other: Rule) -> bool:
    """Tell whether what one rule concludes meets a test of the other."""
    tests = [*other.conditions.tests(), *(other.unless.tests() if other.unless else ())]
    return any(
        test.fact == conclusion.concept and test.test.outcome((conclusion.value,)) is Truth.TRUE
        for conclusion in one.then
        for test in tests
    )


def _spoken(conditions: AllOf) -> str:
    """Say conditions as a sentence."""
    return ", and ".join(
        "(" + "; or ".join(_spoken(alternative) for alternative in part.alternatives) + ")"
        if isinstance(part, AnyOf)
        else f"{part.fact} is {part.test}"
        for part in conditions.parts
    )


def concluded(rule: Rule) -> str:
    """Write what a rule concludes."""
    return ", ".join(f"{one.concept}: {one.value}" for one in rule.then)


def _rule_json(rule: Rule) -> dict[str, object]:
    return {
        "rule": rule.name,
        "counsel": rule.counsel,
        "source": list(rule.sources),
        "file": rule.place.file,
        "line": rule.place.line,
        "if": str(rule.conditions),
        "unless": str(rule.unless) if rule.unless else None,
        "then": [{"concept": one.concept, "value": one.value} for one in rule.then],
        "because": rule.because,
        "overrides": list(rule.overrides),
    }


@rules.command()
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
    from followthrough.worlds import SECONDS

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
        "code": None,
        "severity": "error",
        "settled": True,
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
        "counsel": finding.counsel,
        "witness": _answers_json(finding.witness),
        "core": _answers_json(finding.core),
        "other": None if other is None else {"file": other.file, "line": other.line, "column": other.column},
    }


def _answers_json(answers: Mapping[str, Value] | None) -> object:
    return None if answers is None else {name: value_json(value) for name, value in answers.items()}


@rules.command()
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


@rules.command()
@click.argument("kind", required=False, metavar="[KIND]")
@click.option("--to", "folder", metavar="DIR", help="Write the schemas of all kinds as files in DIR.")
@click.pass_obj
def schema(terminal: Terminal, kind: str | None, folder: str | None) -> None:
    """Print the JSON Schema of a kind of file, or of all.

    KIND is base, sources, questions, concepts, rules or cases. Editors read such a schema to complete keys and
    mark mistakes; a file names it in its first line, as the built-in ones do.
    """
    import json

    from followthrough.forms import schemas

    made = schemas()
    if kind is not None and kind not in made:
        raise LeadError([Problem(Place("rules schema"), f"unknown kind {kind!r}", did_you_mean(kind, made))])
    if folder is not None:
        for name, content in made.items():
            path = Path(folder) / f"{name}.json"
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
            except OSError as error:
                raise LeadError([Problem(Place(str(path)), f"{error.strerror}", "name another folder")]) from None
        terminal.note(f"{len(made)} schemas written to {folder}")
        return
    terminal.verbatim(json.dumps(made[kind] if kind else made, indent=2))
