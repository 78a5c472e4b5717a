"""`rules check --watch`: check again whenever a file of the base is saved, and print only what changed."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import product
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

from followthrough.format.codes import CIRCLE, UNKNOWN_CITATION
from followthrough.format.phrases import counted
from followthrough_cli.rules.finding_formats import Checked, few_of_each, lines, rest_line, write_text
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.authoring.checks import Finding

PAUSE = 0.5
"""Seconds between two looks at the files, less than a person takes to look up from the editor."""

_WHILE_READING = ("", CIRCLE, UNKNOWN_CITATION)
"""The codes of problems that are met while a base is read."""


def watch(
    terminal: Terminal,
    look: Callable[[], Checked],
    saves: Iterable[None],
    clock: Callable[[], datetime] = datetime.now,
) -> Checked:
    """Print all that `look` finds, and after each save what is new and what is gone.

    Stop when there are no more saves, and return the last findings.
    """
    checked = look()
    write_text(terminal, checked)
    terminal.out.flush()
    known = checked.open
    for _ in saves if checked.stopped_after is None else ():
        checked = look()
        if checked.stopped_after is not None:
            break
        now = (*checked.open, *_unsettled(known, checked))
        appeared, gone = _without(now, known), _without(known, now)
        terminal.show(Line(f"{clock():%H:%M:%S}  {_summary(appeared, gone, now, checked)}", style="strong"))
        for finding in gone:
            terminal.verbatim(f"gone: {finding.place}: {f'{finding.code} {finding.wrong}'.strip()}")
        shown = few_of_each(appeared) if checked.about else appeared
        for finding in shown:
            terminal.verbatim("\n".join(lines(finding)))
        if len(shown) < len(appeared):
            terminal.show(rest_line(appeared, shown))
        terminal.out.flush()
        known = now
    return checked


def saves(folders: Sequence[Path], pause: Callable[[], None] = lambda: sleep(PAUSE)) -> Iterator[None]:
    """Yield each time that files of a base or its overlays have been saved since the last time, starting from now."""
    return _saves(folders, pause, _state(folders))


def _saves(folders: Sequence[Path], pause: Callable[[], None], seen: Mapping[Path, tuple[int, int]]) -> Iterator[None]:
    while True:
        pause()
        now = _state(folders)
        if now == seen:
            continue
        before = seen
        while now != before:  # somebody may still be saving
            pause()
            before, now = now, _state(folders)
        seen = now
        yield


def _state(folders: Iterable[Path]) -> dict[Path, tuple[int, int]]:
    """Return the modification time and size of each file, without files that are just being replaced."""
    state = {}
    patterns = ("*.yaml", "*.yml", "rules/*.csv", "rules/*.xlsx", "letters/*.txt")
    for folder, pattern in product(folders, patterns):
        try:
            for path in folder.rglob(pattern):
                found = path.stat()
                state[path] = (found.st_mtime_ns, found.st_size)
        except OSError:
            continue
    return state


def _unsettled(known: Iterable["Finding"], checked: Checked) -> tuple["Finding", ...]:
    """Return earlier findings that may still hold, because the base cannot be read or a check came to a limit."""
    out_of_time = {finding.code for finding in checked.findings if not finding.settled}
    return tuple(
        finding
        for finding in known
        if finding.settled
        and (finding.code in out_of_time or (not checked.about and finding.code not in _WHILE_READING))
    )


def _without(findings: Iterable["Finding"], others: Iterable["Finding"]) -> list["Finding"]:
    """Return the findings without those that `others` contains, ignoring line numbers, which edits above change."""
    left = Counter(map(_identity, others))
    found = []
    for finding in findings:
        identity = _identity(finding)
        if left[identity]:
            left[identity] -= 1
        else:
            found.append(finding)
    return found


def _identity(finding: "Finding") -> tuple[str, str, str]:
    return finding.place.file, finding.code, finding.wrong


def _summary(appeared: list["Finding"], gone: list["Finding"], now: tuple["Finding", ...], checked: Checked) -> str:
    """Return in one line what has changed, and how many problems there are."""
    changed = ", ".join(
        [
            *([f"{len(appeared)} new"] if appeared else []),
            *([f"{len(gone)} gone"] if gone else []),
        ]
    )
    total = f"{counted(len(now), 'problem')} in all" if now else "no problem found"
    unread = "" if checked.about else "; the checks wait until the base can be read"
    return f"{changed or 'no change'}; {total}{unread}"
