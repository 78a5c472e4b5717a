"""`rules test`: run a base's cases, prove its laws, report what the cases exercise, and propose cases for the rest."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from followthrough.advising.advice_json import answers_json
from followthrough.format import sentences
from followthrough.format.expectations import Case
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import counted, heading, hold
from followthrough.readings.run.proof import JSON_VERSION
from followthrough.replacing import write_new, writing
from followthrough_cli import completion
from followthrough_cli.options import Folders, base_option, json_option
from followthrough_cli.rules import FINDINGS
from followthrough_cli.rules.law_outcomes import all_kept, at, show_laws
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.authoring.cases import CaseReport, Run, UnmetExpectation
    from followthrough.authoring.coverage import Coverage, Target
    from followthrough.authoring.laws import LawOutcome
    from followthrough.authoring.proposals import Proposal, Proposals

MAX_SHOWN = 20
"""Most lines about what no case exercises; beyond that, more of them help nobody."""

MAX_COMMENTS = 8
"""Most comment lines above a proposed case."""

_OUT = "-"
"""Means standard output in place of a file name."""

_HEADER = (
    "# Proposed by `rules test --write`: each case expects what the rules conclude now.\n"
    "# Keep those that the sources support, and name each after what it is about.\n"
)


@click.command()
@click.option(
    "--write",
    "to",
    is_flag=False,
    flag_value=_OUT,
    metavar="[FILE]",
    shell_complete=completion.files,
    help="Propose cases, as YAML, for what is not exercised: in a new FILE, or on standard output.",
)
@base_option
@json_option
@click.pass_obj
def test(terminal: Terminal, to: str | None, base: Folders, as_json: bool) -> int:
    r"""Run the cases, prove the laws, and report which parts of the rules the cases exercise.

    A law is proved over all possible leads; of one that is broken, the simplest lead is shown that breaks it. A case
    exercises a condition if that condition alone decides whether the rule applies, and an override if it alone
    defeats a rule. Parts that no possible lead can exercise do not count. Exits with 1 if the advice for a case is not
    what the case expects, or if a law is broken, speaks of no lead, or could not be proved. Ctrl-C stops the
    command and prints what it has found.

    \b
    followthrough rules test
    followthrough rules test --base umbrella
    """
    from followthrough.authoring.cases import report, runs
    from followthrough.authoring.coverage import Coverage, coverage
    from followthrough.authoring.laws import prove_laws
    from followthrough.authoring.proposals import Proposals, proposals

    knowledge = base.load()
    ran: list[Run] = []
    laws: list[LawOutcome] = []
    covered = Coverage((), (), (), ())
    proposed = Proposals()
    try:
        for run in runs(knowledge):
            ran.append(run)  # noqa: PERF402  one by one, as Ctrl-C may come
        for outcome in prove_laws(knowledge):
            laws.append(outcome)  # noqa: PERF402  as above
        covered = coverage(knowledge, ran)
        proposed = proposals(knowledge, covered.missing, ran) if to is not None else proposed
    except KeyboardInterrupt:
        _show_interrupted(terminal, knowledge, report(knowledge, ran), laws, base, as_json)
        raise click.Abort from None
    reported = report(knowledge, ran)
    if as_json:
        terminal.json(_json(reported, laws, covered, proposed.made if to is not None else None))
    elif to != _OUT:
        folder = base.shown
        _show_differences(terminal, knowledge, reported, folder)
        show_laws(terminal, knowledge, laws, folder)
        _show_coverage(terminal, knowledge, covered, folder)
    if to is not None:
        _write(terminal, to, proposed, covered, printed=not as_json)
    return FINDINGS if reported.differences or not all_kept(laws) else 0


def _show_interrupted(
    terminal: Terminal,
    knowledge: KnowledgeBase,
    reported: "CaseReport",
    laws: "Sequence[LawOutcome]",
    base: Folders,
    as_json: bool,
) -> None:
    """Show the differences in the cases that were run, and the laws that are broken."""
    from followthrough.authoring.coverage import Coverage

    if as_json:
        terminal.json({**_json(reported, laws, Coverage((), (), (), ()), None), "complete": False})
    else:
        folder = base.shown
        _show_differences(terminal, knowledge, reported, folder)
        show_laws(terminal, knowledge, laws, folder)
    terminal.note("stopped before it was known what the cases exercise; run it again to find out")


# What differs


def _show_differences(terminal: Terminal, base: KnowledgeBase, reported: "CaseReport", folder: Path) -> None:
    for (_, counsel), grouped in groupby(reported.differences, key=lambda one: (one.case.name, one.counsel)):
        differences = list(grouped)
        case = differences[0].case
        person = base.counsels[counsel].person
        terminal.show(Line(f"{case.name}, under {person}", style="strong"))
        terminal.verbatim(at(folder, case.place))
        rows = [_row(base, one, folder) for one in differences if not _is_rule(base, one)]
        if rows:
            deciding = max((len(line) for *_, by in rows for line in by.splitlines()), default=0)
            room = max((terminal.width - 18 - deciding) // 2, 16)
            terminal.table(rows, ["", "expected", "found", "decided by"], [12, room, room, None])
        for one in differences:
            if _is_rule(base, one):
                terminal.show(Line(_rule_difference(base, one, folder), indent=2))
        terminal.show(Line())
    cases = counted(reported.cases, "case")
    differing = len({(one.case.name, one.counsel) for one in reported.differences})
    held = reported.checked - differing
    terminal.show(f"{cases}, {counted(reported.checked, 'expectation')}: {hold(held, differing)}.")


def _is_rule(base: KnowledgeBase, one: "UnmetExpectation") -> bool:
    """Return whether an expectation is about a rule, and not about a concept or a sum."""
    return one.about not in base.concepts and one.about not in base.sums


def _row(base: KnowledgeBase, one: "UnmetExpectation", folder: Path) -> tuple[str, str, str, str]:
    """Return what was expected of a concept but not found, what was found but not expected, and what decided it."""
    missing = [base.says(one.about, value) for value in one.expected if value not in one.found]
    extra = [base.says(one.about, value) for value in one.found if value not in one.expected]
    many = one.about in base.concepts and base.concepts[one.about].many
    if not (many or extra):
        extra = ["nothing, as rules contradict each other" if len(one.by) > 1 else "nothing"]
    by = [name for name in one.by if not many or {then.value for then in base.rules[name].then} - {*one.expected}]
    places = [f"{name}\n{at(folder, base.rules[name].place)}" for name in by]
    otherwise = "its points" if one.about in base.sums else "`otherwise`" if one.found else "no rule"
    deciding = (places or [otherwise]) if extra else []
    wanted = "\n".join(missing) or ("no more" if many else "nothing")
    return heading(one.about), wanted, "\n".join(extra) or "no more", "\n".join(deciding)


def _rule_difference(base: KnowledgeBase, one: "UnmetExpectation", folder: Path) -> str:
    """Return what happened to a rule, and why."""
    if one.failed:
        why = f", because this does not hold: {'; '.join(one.failed)}"
    else:
        why = f", by {', '.join(one.by)}" if one.by else ""
    [expected], [found] = one.expected, one.found
    return f"{one.about} ({at(folder, base.rules[one.about].place)}): expected {expected}, found {found}{why}"


# What is exercised


def _show_coverage(terminal: Terminal, base: KnowledgeBase, covered: "Coverage", folder: Path) -> None:
    from followthrough.authoring.coverage import KINDS

    rows = [
        (said, *(_share(*covered.counts(kind, counsel)) for counsel in base.counsels))
        for kind, said in KINDS.items()
        if any(covered.counts(kind, counsel)[1] for counsel in base.counsels)
    ]
    people = [counsel.person for counsel in base.counsels.values()]
    terminal.show(Line())
    terminal.table(rows, ["The cases exercise", *people], [None] * (1 + len(people)))
    terminal.show(Line())
    if covered.missing:
        terminal.show(Line("No case exercises", style="warning"), *_listed(covered.missing, folder))
        terminal.show("`rules test --write` proposes cases for this.")
    else:
        terminal.show("No possible lead can exercise anything more.")
    if covered.impossible:
        terminal.show(f"Not counted: {len(covered.impossible)} that no possible lead can exercise (proved).")
    if covered.unsettled:
        terminal.show(Line("Proofs came to their limit before we knew whether any lead can exercise", style="warning"))
        terminal.show(*_listed(covered.unsettled, folder))


def _share(met: int, total: int) -> str:
    """Return a share in words. It is 100% only if it is all of them."""
    return f"{met} of {total} ({100 * met // total}%)" if total else "-"


def _listed(targets: "Sequence[Target]", folder: Path) -> Iterator[Line]:
    """Yield targets under their rules, each once for all counsels."""
    from followthrough.authoring.coverage import by_rule

    shown, grouped = 0, by_rule(targets)
    for about, wanted in grouped:
        if shown >= MAX_SHOWN:
            break
        yield Line(f"{about.name} ({at(folder, about.place)})", indent=2)
        yield from (Line(f"{text} (under {', '.join(counsels)})", indent=4) for text, counsels in wanted.items())
        shown += len(wanted)
    total = sum(len(wanted) for _, wanted in grouped)
    if total > shown:
        yield Line(f"and {total - shown} more", indent=2)


# What is proposed


def _write(terminal: Terminal, to: str, proposals: "Proposals", covered: "Coverage", *, printed: bool) -> None:
    """Write the proposals, never over an existing file, and say how many there are, and what is not settled."""
    from followthrough.authoring.entries import case_entry

    proposed = proposals.made
    text = "\n".join((_HEADER, *(case_entry(one.case, _exercising(one)) for one in proposed))).rstrip("\n")
    served = sum(len(one.meets) for one in proposed)
    if proposed and to != _OUT:
        with writing(Path(to)):
            write_new(Path(to), text + "\n")
    elif proposed and printed:
        terminal.verbatim(text)
    left = len(covered.missing) - served - len(proposals.unsettled)
    terminal.note(
        f"{counted(len(proposed), 'case')} proposed for {served} of {len(covered.missing)} that no case exercises"
        + (f", in {to}" if proposed and to != _OUT else "")
        + (f"; {left} are left for next time" if left else "")
    )
    unsettled = len(covered.unsettled) + len(proposals.unsettled)
    if unsettled:
        terminal.note(
            f"proofs came to their limit looking for cases for {counted(unsettled, 'part')} of the rules; "
            "simplify the rules, or write these cases yourself"
        )


def _exercising(proposal: "Proposal") -> Iterator[str]:
    """Yield what a proposed case exercises, once for all counsels."""
    counsels: dict[str, list[str]] = {}
    for target in proposal.meets:
        counsels.setdefault(f"{target.about.name}: {target}", []).append(target.counsel)
    for text, names in list(counsels.items())[:MAX_COMMENTS]:
        yield f"{text} (under {', '.join(names)})"
    if len(counsels) > MAX_COMMENTS:
        yield f"and {len(counsels) - MAX_COMMENTS} more"
    for one in proposal.contradicted:
        rules = sentences.listed(one.rules)
        yield f"no {one.goal} is expected under {one.counsel}, since {rules} contradict each other here"


# As data


def _json(
    reported: "CaseReport",
    laws: "Sequence[LawOutcome]",
    covered: "Coverage",
    proposed: "Sequence[Proposal] | None",
) -> dict[str, Any]:
    from followthrough.authoring.laws import outcome_json

    data: dict[str, Any] = {
        "followthrough": JSON_VERSION,
        "cases": reported.cases,
        "checked": reported.checked,
        "differences": [_difference_json(one) for one in reported.differences],
        "unreached": [{"rule": reach.rule, "counsel": reach.counsel} for reach in reported.unreached()],
        "exercised": [{**_target_json(one.target), "case": one.case} for one in covered.met],
        "missing": [_target_json(one) for one in covered.missing],
        "impossible": [_target_json(one) for one in covered.impossible],
        "unsettled": [_target_json(one) for one in covered.unsettled],
        "laws": [outcome_json(one) for one in laws],
        "complete": True,
    }
    if proposed is not None:
        data["proposed"] = [
            {
                **_case_json(one.case),
                "exercises": [_target_json(target) for target in one.meets],
                "contradicted": list(one.contradicted),
            }
            for one in proposed
        ]
    return data


def _difference_json(one: "UnmetExpectation") -> dict[str, Any]:
    from followthrough.authoring.cases import listed

    return {
        "case": one.case.name,
        "file": one.case.place.file,
        "line": one.case.place.line,
        "counsel": one.counsel,
        "about": one.about,
        "expected": listed(one.expected),
        "found": listed(one.found),
        "by": one.by,
        "failed": one.failed,
    }


def _target_json(target: "Target") -> dict[str, Any]:
    return {
        "counsel": target.counsel,
        "kind": target.kind,
        "rule": target.about.name,
        "file": target.about.place.file,
        "line": target.about.place.line,
        "what": str(target),
    }


def _case_json(case: Case) -> dict[str, Any]:
    return {
        "case": case.name,
        "lead": answers_json(case.lead),
        "expect": {
            one.counsel: {**one.values, "fired": one.fired, "defeated": one.defeated, "silent": one.silent}
            for one in case.expectations
        },
    }
