"""`leads did NAME 'words'`: what happened, shown as it is understood, asked about, and stored."""

import sys
from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from followthrough.errors import LeadError
from followthrough.format.days import away, spoken
from followthrough.readings.run.proof import JSON_VERSION
from followthrough_cli.leads.answer_wording import answer_line, in_questions
from followthrough_cli.leads.confirm import agrees, nobody_to_ask, nothing_was_done
from followthrough_cli.leads.edit import say_what_it_needs, taken_back
from followthrough_cli.options import Request
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.log import History
    from followthrough.leads.told import ToldOfLead, UnclearWords


def tell(
    terminal: Terminal,
    request: Request,
    base: "KnowledgeBase",
    history: "History",
    said: str,
    when: date | None,
    note: str,
    *,
    dry: bool,
    yes: bool,
) -> None:
    """Show how words are understood, ask what they leave open, and store what the person agrees to, with the note.

    Raises LeadError if they could be several things and there is nobody to ask.
    """
    from followthrough.leads.told import store_told, told_of

    settled: dict[str, Mapping[str, str] | None] = {}
    found = told_of(base, history, said, today=request.today, day=when, note=note)
    is_asking = sys.stdin.isatty() and not (yes or request.as_json or dry)
    for doubt in found.told.doubts if is_asking else ():
        settled[doubt.words] = _asked(terminal, base, doubt, request.today)
        found = told_of(base, history, said, today=request.today, day=when, settled=settled, note=note)
    if not request.as_json:
        terminal.show(*_lines(base, history, found, request.today))
    is_stored = not dry and not found.open
    if is_stored and request.as_json and not yes:
        raise nobody_to_ask()  # a question would stand in the midst of what a program reads
    if is_stored:
        found = _agreed_to(terminal, found, said, note, when or request.today, yes)
        stored = store_told(request.log(), base, history, found, today=request.today)
    if request.as_json:
        terminal.json(_json(history, said, found, request.today, stored=is_stored))
    if found.open and not dry:
        raise LeadError(found.open)
    if is_stored and not request.as_json:
        terminal.show(f"{stored.history.name}: stored. `followthrough leads undo` takes it back.")
        taken_back(terminal, base, stored, request.today)
        say_what_it_needs(terminal, request, base, stored.history)


def _agreed_to(terminal: Terminal, found: "ToldOfLead", said: str, note: str, day: date, yes: bool) -> "ToldOfLead":
    """Return what the person agrees to store: all of it, or their words as a note. Ends if it is neither."""
    from followthrough.leads.told import as_a_note

    if agrees(terminal, "Store this?", yes):
        return found
    if found.answers and agrees(terminal, "Keep your words as a note, and nothing else?", yes):
        return as_a_note(found, said, note, day)
    raise nothing_was_done(terminal)


def _lines(base: "KnowledgeBase", history: "History", found: "ToldOfLead", today: date) -> Iterator[Line]:
    """Yield what words were taken for, what that changes, and what is left as a note."""
    for one in found.told.understood:
        slip = f" (read as {one.slip!r})" if one.slip else ""
        yield Line(f"{one.words!r}{slip} is taken for:", style="strong")
        yield from (
            Line(answer_line(base, question, value, today), indent=2) for question, value in one.answers.items()
        )
    for question, value in found.replaced.items():
        yield Line(f"Until now the log has: {answer_line(base, question, value, today)}", style="warning")
    yield from (
        Line(f"Not stored, because it does not fit: {problem.wrong}", style="warning")
        for problem in in_questions(base, found.refused)
    )
    for doubt in found.told.doubts:
        yield Line(f"{doubt.words!r} is not clear. It may mean:", style="warning")
        yield from (Line(_way(base, way, today), indent=2) for way in doubt.ways)
    if found.note:
        yield Line(f"Kept as a note: {' '.join(found.note.split())}")
    if found.answers and found.day != today:
        yield Line(f"It happened on {spoken(found.day)}, {away(found.day, today)}.")


def _way(base: "KnowledgeBase", way: Mapping[str, str], today: date) -> str:
    return "; ".join(answer_line(base, question, value, today) for question, value in way.items())


def _asked(terminal: Terminal, base: "KnowledgeBase", doubt: "UnclearWords", today: date) -> Mapping[str, str] | None:
    """Ask what is meant; return None if it is to be a note."""
    terminal.show(Line(f"{doubt.words!r}: do you mean this?", style="strong"))
    for number, way in enumerate(doubt.ways, 1):
        terminal.show(Line(f"{number:2}  {_way(base, way, today)}", indent=2))
    most = len(doubt.ways)
    choose = "1" if most == 1 else f"1 to {most}"
    while True:
        try:
            typed = terminal.ask(f"{choose} (Enter keeps it as a note) > ")
        except EOFError:
            typed = ""
        if not typed or typed.casefold() in ("no", "n"):
            return None
        if typed.isdecimal() and 1 <= int(typed) <= most:
            return doubt.ways[int(typed) - 1]
        terminal.show(f"Type {choose}, or press Enter to keep it as a note.")


def _json(history: "History", said: str, found: "ToldOfLead", today: date, *, stored: bool) -> dict[str, Any]:
    return {
        "followthrough": JSON_VERSION,
        "on": today,
        "lead": history.name,
        "said": said,
        "day": found.day,
        "understood": [
            {"words": o.words, "read_as": o.slip or None, "answers": o.answers} for o in found.told.understood
        ],
        "doubts": [{"words": doubt.words, "ways": doubt.ways} for doubt in found.told.doubts],
        "answers": found.answers,
        "replaced": found.replaced,
        "refused": [str(problem) for problem in found.refused],
        "note": found.note or None,
        "stored": stored,
    }
