"""The formats of `rules check`: for a person, as data, and for programs that annotate lines in a review.

SARIF 2.1.0 is the OASIS standard that code hosts and editors read. GitHub's runners turn workflow commands into
annotations.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from followthrough import __version__
from followthrough.errors import Place
from followthrough.format.choices import written
from followthrough.format.conditions import Value, values_of
from followthrough.format.phrases import counted
from followthrough.format.sentences import listed
from followthrough.operations.data import answers_data, findings_data, law_data
from followthrough_cli.terminal import Terminal

if TYPE_CHECKING:
    from followthrough.authoring.checks import Finding, FindingKind
    from followthrough.authoring.laws import BrokenLaw, ConcludedInLaw

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


class Checked(msgspec.Struct, frozen=True):
    """The findings about a base. `about` says what is in the base, and is empty if it could not be read.

    Problems met while reading are among the findings, most of them without a code. `stopped_after` is how many checks
    were done before they were stopped, or None if they were not.
    """

    findings: tuple["Finding", ...]
    about: str = ""
    stopped_after: int | None = None

    @property
    def open(self) -> tuple["Finding", ...]:
        """The findings that are not accepted."""
        return tuple(finding for finding in self.findings if finding.accepted is None)

    @property
    def accepted(self) -> int:
        """The number of accepted findings."""
        return len(self.findings) - len(self.open)


# For a person

MOST_LINES = 60
"""So many lines of findings are printed for a person; of more, some of each kind."""

LINES_OF_THE_REST = 5
"""So many lines, at most, count those findings that are not printed, and those that are accepted."""


def write_text(terminal: Terminal, checked: Checked) -> None:
    """Print a line for each finding, and below it an example; of very many, some of each kind and a count of the rest.

    What was met while reading is printed as a whole: each of it has to be mended before anything else is found.
    """
    shown = few_of_each(checked.open) if checked.about else checked.open
    for finding in shown:
        terminal.verbatim("\n".join(lines(finding)))
    if len(shown) < len(checked.open):
        terminal.show(rest_line(checked.open, shown))
    accepted = f"{counted(checked.accepted, 'finding')} accepted" if checked.accepted else ""
    if not checked.open:
        so_far = "" if checked.stopped_after is None else " so far"
        terminal.show(f"{checked.about}; no problem found{so_far}{accepted and f', {accepted}'}.")
    elif accepted:
        terminal.show(f"{accepted}.")


def few_of_each(findings: Sequence["Finding"]) -> Sequence["Finding"]:
    """Choose findings that fit on MOST_LINES, in their order: the first of each kind, then the second, and so on.

    All are chosen if they fit, and the first of each kind even if they do not.
    """
    length = {number: len(lines(finding)) for number, finding in enumerate(findings)}
    if sum(length.values()) <= MOST_LINES:
        return findings
    before: Counter[tuple[str, bool]] = Counter()
    rounds: dict[int, list[int]] = {}
    for number, finding in enumerate(findings):
        kind = finding.code, finding.settled
        rounds.setdefault(before[kind], []).append(number)
        before[kind] += 1
    chosen = rounds.pop(0)
    left = MOST_LINES - LINES_OF_THE_REST - sum(length[number] for number in chosen)
    for number in chain.from_iterable(rounds.values()):
        left -= length[number]
        if left < 0:
            break
        chosen.append(number)
    return [findings[number] for number in sorted(chosen)]


def rest_line(findings: Sequence["Finding"], shown: Sequence["Finding"]) -> str:
    """Say how many findings are not shown, of each kind, and how to see them."""
    rest = Counter(finding.code for finding in findings) - Counter(finding.code for finding in shown)
    each = listed([f"{number:,} of {code}" for code, number in sorted(rest.items())], "and")
    return f"Not shown of {len(findings):,} findings: {each}. Use --json to see them all."


def lines(finding: "Finding") -> list[str]:
    """Return the lines of a finding: the finding, and below it an example."""
    return [str(finding), *(f"    {line}" for line in _shown_by(finding))]


def _shown_by(finding: "Finding") -> Iterator[str]:
    """Yield what shows a finding: a lead, the answers that suffice first, and the other places involved."""
    if finding.witness is not None:
        core = finding.witness if finding.core is None else finding.core
        rest = {name: value for name, value in finding.witness.items() if name not in core}
        under = f" under {finding.counsel}" if finding.counsel else ""
        yield f"for example{under}: {_answers(core) or 'any lead'}"
        if rest:
            yield f"whatever the other answers are, such as {_answers(rest)}"
    if finding.broken is not None:
        yield from _concluded(finding.broken)
    for place in _other_places(finding):
        yield f"see also {place}"


def _concluded(broken: "BrokenLaw") -> Iterator[str]:
    """Yield what is concluded in a lead that breaks a law, and what changes and is concluded afterwards."""
    yield f"concluded: {_conclusions(broken, after=False)}"
    if broken.after is not None:
        yield f"after {broken.between}: {_answers(broken.changed()) or 'the same answers'}"
        yield f"concluded: {_conclusions(broken, after=True)}"


def _conclusions(broken: "BrokenLaw", *, after: bool) -> str:
    return "; ".join(_conclusion(one) for one in broken.concluded if one.after is after) or "nothing that it tests"


def _conclusion(one: "ConcludedInLaw") -> str:
    """Return what is concluded for a concept, whether it is due where that matters, and by which rules."""
    due = "" if one.due is None else ", due" if one.due else ", not due"
    by = ", ".join(one.by) or ("no rule" if one.value in (None, ()) else "`otherwise`")
    return f"{one.concept}: {listed(values_of(one.value) or ('unknown',))}{due} (under {one.counsel}, by {by})"


def _other_places(finding: "Finding") -> tuple[Place, ...]:
    """Return the place that a finding conflicts with, and the others to look at."""
    return (*([finding.other] if finding.other else []), *finding.also)


def _answers(answers: Mapping[str, Value]) -> str:
    return ", ".join(f"{name}: {written(value)}" for name, value in answers.items())


# As data


def write_json(terminal: Terminal, checked: Checked) -> None:
    """Print all findings as data, the accepted ones with the reason."""
    terminal.json(findings_data(checked.findings, complete=checked.stopped_after is None))


# For GitHub's runners


def write_github(terminal: Terminal, checked: Checked) -> None:
    """Print a workflow command for each finding that is not accepted.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    for finding in checked.open:
        place = finding.place
        where = {"file": place.file, **({"line": place.line, "col": place.column} if place.line else {})}
        properties = ",".join(f"{key}={_property(str(value))}" for key, value in {**where, **_title(finding)}.items())
        terminal.verbatim(f"::{finding.severity} {properties}::{_message(_said(finding))}")


def _title(finding: "Finding") -> dict[str, str]:
    return {"title": finding.code} if finding.code else {}


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def _said(finding: "Finding") -> str:
    """Return what is wrong without its place, and below it an example."""
    return "\n".join([f"{finding.wrong}; {finding.remedy}", *_shown_by(finding)])


# SARIF


def write_sarif(terminal: Terminal, checked: Checked) -> None:
    """Print a SARIF log of one run, with accepted findings as suppressed results."""
    from followthrough.authoring.checks import KINDS

    codes = [kind.code for kind in KINDS]
    driver = {
        "name": "followthrough",
        "version": __version__,
        "rules": [_descriptor(kind) for kind in KINDS],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": checked.stopped_after is None}],
        "results": [_result(finding, codes) for finding in checked.findings],
    }
    terminal.json({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def _descriptor(kind: "FindingKind") -> dict[str, Any]:
    """Return the SARIF description of a kind of finding, from its docstring."""
    text = "\n\n".join(f"{heading}\n\n{section}" for heading, section in kind.sections.items())
    markdown = "\n\n".join(f"## {heading}\n\n{section}" for heading, section in kind.sections.items())
    return {
        "id": kind.code,
        "shortDescription": {"text": f"Finds {kind.title}."},
        "fullDescription": {"text": " ".join(kind.sections["What it does"].split())},
        "help": {"text": text, "markdown": markdown},
        "defaultConfiguration": {"level": kind.severity},
    }


def _result(finding: "Finding", codes: Sequence[str]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    if finding.code:
        result |= {"ruleId": finding.code, "ruleIndex": codes.index(finding.code)}
    result |= {
        "level": finding.severity,
        "message": {"text": _said(finding)},
        "locations": [{"physicalLocation": _location(finding.place)}],
    }
    if others := _other_places(finding):
        result["relatedLocations"] = [
            {"id": number, "message": {"text": "see also"}, "physicalLocation": _location(place)}
            for number, place in enumerate(others, start=1)
        ]
    if finding.accepted is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.accepted}]
    result["properties"] = {
        "settled": finding.settled,
        "counsel": finding.counsel,
        "witness": answers_data(finding.witness),
        "core": answers_data(finding.core),
        **({"law": law_data(finding)} if finding.broken is not None else {}),
    }
    return result


def _location(place: Place) -> dict[str, Any]:
    path = Path(place.file)
    location: dict[str, Any] = {"artifactLocation": {"uri": path.as_uri() if path.is_absolute() else quote(place.file)}}
    if place.line:
        location["region"] = {"startLine": place.line, "startColumn": place.column}
    return location


WRITERS: Mapping[str, Callable[[Terminal, Checked], None]] = {
    "text": write_text,
    "json": write_json,
    "github": write_github,
    "sarif": write_sarif,
}
"""The function that writes each format."""
