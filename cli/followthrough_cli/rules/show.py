"""`rules list` and `show`: the rules and the laws."""

import click

from followthrough.advising.advice_json import value_json
from followthrough.authoring.graph import feeds, speaks_of
from followthrough.errors import LeadError, Place, Problem, did_you_mean
from followthrough.format.expectations import Law
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.format.phrases import aloud, concluded, day_due, done_aloud, held_to, is_beside, is_for_all, row_of
from followthrough.format.sums import Sum, signed
from followthrough.format.words import composed
from followthrough.readings.run.proof import JSON_VERSION
from followthrough_cli import completion
from followthrough_cli.options import Folders, base_option, json_option
from followthrough_cli.question_wording import shortened
from followthrough_cli.terminal import Line, Terminal
from followthrough_cli.why_wording import passage_lines


@click.command("list")
@click.option(
    "--counsel", metavar="NAME", shell_complete=completion.authorities, help="List only this counsel's own rules."
)
@base_option
@json_option
@click.pass_obj
def list_rules(terminal: Terminal, counsel: str | None, base: Folders, as_json: bool) -> None:
    r"""List the rules: whose they are, their passages, and what they conclude; and the laws.

    \b
    followthrough rules list
    followthrough rules list --counsel wolfe
    """
    knowledge = base.load()
    if counsel is not None and counsel not in knowledge.authorities:
        remedy = did_you_mean(counsel, knowledge.authorities)
        raise LeadError([Problem(Place("rules list"), f"unknown counsel {counsel!r}", remedy)])
    listed = [rule for rule in knowledge.rules.values() if counsel in (None, rule.counsel)]
    listed.sort(key=lambda rule: (list(knowledge.authorities).index(rule.counsel), rule.place))
    laws = [law for law in knowledge.laws if counsel is None or counsel in law.counsels]
    if as_json:
        rules = [_rule_json(knowledge, rule) for rule in listed]
        terminal.json({"followthrough": JSON_VERSION, "rules": rules, "laws": [_law_json(law) for law in laws]})
        return
    headers = ["rule", "counsel", "source", "concludes"]
    rows = [(rule.name, rule.counsel, _sources(rule), concluded(rule)) for rule in listed]
    taken = sum(max(len(head) + 2, *map(len, column)) + 2 for head, *column in [*zip(headers, *rows, strict=True)][:3])
    room = terminal.width - taken
    terminal.table(rows, headers, [None, None, None, max(room, 20)])
    if laws:
        terminal.show(Line())
        terminal.table(
            [(law.name, "all" if is_for_all(knowledge, law) else ", ".join(law.counsels)) for law in laws],
            ["law", "counsel"],
            [max(terminal.width - 25, 20), None],
        )


def _sources(rule: Rule) -> str:
    return ", ".join([*rule.sources, *(["inferred"] if rule.inferred else [])])


@click.command()
@click.argument("name", metavar="NAME", shell_complete=completion.rules_and_laws)
@base_option
@json_option
@click.pass_obj
def show(terminal: Terminal, name: str, base: Folders, as_json: bool) -> None:
    r"""Show a rule, a law, or a sum of points in words.

    Of a rule, show also the rules that feed it, the rules that it feeds, the cases that name it, and the laws that
    speak of what it concludes. Put the name of a law in quotes.

    \b
    followthrough rules show after-voicemail
    followthrough rules show wind-breaks-umbrellas --base umbrella
    """
    knowledge, name = base.load(), composed(name)
    rule = knowledge.rules.get(name)
    law = next((law for law in knowledge.laws if law.name == name), None)
    one = knowledge.sums.get(name)
    if rule is None and law is None and one is None:
        known = [*knowledge.rules, *(law.name for law in knowledge.laws), *knowledge.sums]
        what = "rule or law" if knowledge.laws else "rule"
        raise LeadError([Problem(Place("rules show"), f"unknown {what} {name!r}", did_you_mean(name, known))])
    if as_json:
        shown = {
            "rule": rule and _rule_json(knowledge, rule),
            "law": law and _law_json(law),
            "sum": one and _sum_json(one),
        }
        terminal.json({"followthrough": JSON_VERSION, **{key: value for key, value in shown.items() if value}})
        return
    terminal.show(*(_rule_lines(knowledge, rule) if rule else ()), *(_law_lines(knowledge, law) if law else ()))
    terminal.show(*(_sum_lines(knowledge, one) if one else ()))


def _rule_lines(base: KnowledgeBase, rule: Rule) -> list[Line]:
    rules = base.rules.values()
    overridden_by = [
        other.name for other in rules if rule.name in other.overrides and not is_beside(base, rule.name, other.name)
    ]
    fed_by = [other.name for other in rules if feeds(other, rule, base)]
    fed = [other.name for other in rules if feeds(rule, other, base)]
    cases = [
        case.name
        for case in base.cases
        if any(rule.name in (*one.fired, *one.defeated, *one.silent) for one in case.expectations)
    ]
    laws = [law.name for law in base.laws if speaks_of(law, rule, base)]
    due = rule.due
    lines = [
        Line(f"{rule.name}: a rule of {base.authorities[rule.counsel].person}", style="strong"),
        Line(aloud(rule.conditions) or "always", "if"),
        *([Line(aloud(rule.unless), "unless")] if rule.unless else []),
        Line(concluded(rule), "then"),
        *([Line(day_due(due), "due")] if due else []),
        *([Line(does, "once done")] if (does := done_aloud(base, rule)) else []),
        Line(rule.because, "because"),
        *([Line(row, "row")] if (row := row_of(base, rule)) else []),
        *([Line(", ".join(rule.written_overrides), "overrides")] if rule.written_overrides else []),
        *([Line(", ".join(overridden_by), "yields to")] if overridden_by else []),
        *([Line(shortened(fed_by), "fed by")] if fed_by else []),
        *([Line(shortened(fed), "feeds")] if fed else []),
        *([Line("; ".join(cases), "cases")] if cases else []),
        *([Line(shortened(laws, between="; "), "laws")] if laws else []),
        Line(f"{rule.place}", "file", style="faint"),
    ]
    return [*lines, *passage_lines(base, base.passages_of(rule), 0, inferred=rule.inferred)]


def _sum_lines(base: KnowledgeBase, one: Sum) -> list[Line]:
    tests = [rule.name for rule in base.rules.values() if one.name in rule.tested()]
    added_to = [other.name for other in base.sums.values() if one.name in other.tested()]
    adds = [(signed(part.points), f"{part.fact} is {part.test}") for part in one.parts]
    return [
        Line(f"{one.name}: a sum from {one.low} to {base.says(one.name, one.high)}", style="strong"),
        *([Line(one.means, "means")] if one.means else []),
        *(Line(f"{points} if {test}", "adds" if number == 0 else " ") for number, (points, test) in enumerate(adds)),
        *([Line(shortened(tests), "tested by")] if tests else []),
        *([Line(shortened(added_to), "added to")] if added_to else []),
        Line(f"{one.place}", "file", style="faint"),
    ]


def _sum_json(one: Sum) -> dict[str, object]:
    parts = [{"fact": part.fact, "test": str(part.test), "points": value_json(part.points)} for part in one.parts]
    bounds = {"from": value_json(one.low), "to": value_json(one.high), "unit": one.unit}
    place = {"file": one.place.file, "line": one.place.line}
    return {"sum": one.name, "means": one.means, **bounds, "adds": parts, **place}


def _rule_json(base: KnowledgeBase, rule: Rule) -> dict[str, object]:
    return {
        "rule": rule.name,
        "counsel": rule.counsel,
        "source": rule.sources,
        "inferred": rule.inferred,
        "file": rule.place.file,
        "line": rule.place.line,
        "if": str(rule.conditions),
        "unless": str(rule.unless) if rule.unless else None,
        "then": rule.then,
        "does": {one.concept: does for one in rule.then if (does := base.concepts[one.concept].does.get(one.value))},
        "because": rule.because,
        "overrides": rule.overrides,
        "row": {"table": rule.row.table, "policy": rule.row.policy, "number": rule.row.number} if rule.row else None,
    }


def _law_lines(base: KnowledgeBase, law: Law) -> list[Line]:
    return [
        Line(f"{law.name}: a law for {held_to(base, law)}", style="strong"),
        Line(aloud(law.conditions) or "always", "if"),
        *([Line(str(law.after), "after")] if law.after else []),
        Line(aloud(law.claim), "never" if law.never else "then"),
        Line(law.because, "because"),
        Line(f"{law.place}", "file", style="faint"),
    ]


def _law_json(law: Law) -> dict[str, object]:
    return {
        "law": law.name,
        "counsel": law.counsels,
        "file": law.place.file,
        "line": law.place.line,
        "if": str(law.conditions),
        "after": str(law.after) if law.after else None,
        "never": str(law.claim) if law.never else None,
        "then": None if law.never else str(law.claim),
        "because": law.because,
    }
