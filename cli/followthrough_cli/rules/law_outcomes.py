"""How `rules test` shows what becomes of the laws: a broken one as a case that failed, with both leads."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from followthrough.errors import Place
from followthrough.format.choices import written
from followthrough.format.conditions import Value
from followthrough.format.layers import seen_from
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import counted, heading, hold
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.authoring.laws import BrokenLaw, ConcludedInLaw, LawOutcome


def at(folder: Path, place: Place) -> str:
    """Return a line of a file, relative to the working folder."""
    return f"{seen_from(folder, place).file}:{place.line}"


def all_kept(laws: "Sequence[LawOutcome]") -> bool:
    """Return whether every law is proved, and speaks of some lead under one of its counsels."""
    spoken_of = {one.law.name for one in laws if one.state == "kept"}
    return all(one.state == "kept" or (_is_idle(one) and one.law.name in spoken_of) for one in laws)


def show_laws(terminal: Terminal, base: KnowledgeBase, laws: "Sequence[LawOutcome]", folder: Path) -> None:
    """Show the laws that are broken, speak of no lead, or could not be proved, and count them all."""
    if not base.laws:
        return
    for one in laws:
        if one.broken is not None:
            _show_broken(terminal, base, one, one.broken, folder)
        elif one.state == "not settled":
            _show_briefly(terminal, base, one, folder, "Its proof came to its limit, so it is neither kept nor broken.")
    for law in base.laws:
        idle = [one for one in laws if one.law.name == law.name and _is_idle(one)]
        if len(idle) == len(law.counsels):
            none = "meets its `if`" if idle[0].state == "not met" else f"that meets its `if` goes on {law.after}"
            _show_briefly(terminal, base, idle[0], folder, f"This law speaks of no lead: none {none}.")
    states = [one.state for one in laws]
    unsettled = states.count("not settled")
    terminal.show(
        f"{counted(len(base.laws), 'law')}, {counted(len(laws), 'proof')}: "
        f"{hold(len(laws) - states.count('broken') - unsettled, states.count('broken'))}"
        + (f", {unsettled} not proved." if unsettled else ".")
    )


def _is_idle(one: "LawOutcome") -> bool:
    return one.state in ("not met", "not followed")


def _show_briefly(terminal: Terminal, base: KnowledgeBase, one: "LawOutcome", folder: Path, said: str) -> None:
    terminal.show(Line(_title(base, one), style="strong"))
    terminal.verbatim(at(folder, one.law.place))
    terminal.show(Line(said, indent=2), Line())


def _title(base: KnowledgeBase, one: "LawOutcome") -> str:
    return f"{one.law.name}, under {base.counsels[one.counsel].person}"


def _show_broken(terminal: Terminal, base: KnowledgeBase, one: "LawOutcome", broken: "BrokenLaw", folder: Path) -> None:
    """Show the lead that breaks a law, the lead after, and what decides in both."""
    terminal.show(Line(_title(base, one), style="strong"))
    terminal.verbatim(at(folder, one.law.place))
    said = "never" if one.law.never else "then"
    terminal.show(Line(f"{said}: {one.law.claim}", indent=2))
    terminal.show(Line(f"lead: {_answers(broken.before) or 'any'}", indent=2))
    if broken.after is not None:
        terminal.show(Line(f"after {broken.between}: {_answers(broken.changed()) or 'the same answers'}", indent=2))
    rows = [_row(base, one.counsel, conclusion, folder) for conclusion in broken.concluded]
    if rows:
        when = ["lead", "after"] if broken.after is not None else ["", ""]
        terminal.table(
            [(when[conclusion.after], *row) for conclusion, row in zip(broken.concluded, rows, strict=True)],
            ["", "", "found", "decided by"],
            [5, 14, max((terminal.width - 26) // 2, 16), None],
        )
    terminal.show(Line())


def _answers(answers: Mapping[str, Value]) -> str:
    return ", ".join(f"{name}: {written(value)}" for name, value in answers.items())


def _row(base: KnowledgeBase, counsel: str, one: "ConcludedInLaw", folder: Path) -> tuple[str, str, str]:
    """Return what is concluded for a concept, under whom if that is somebody else, and which rules decide it."""
    found = base.says(one.concept, one.value) if one.value not in (None, ()) else "nothing"
    return (
        heading(one.concept) + (f" under {base.counsels[one.counsel].person}" if one.counsel != counsel else ""),
        found + ("" if one.due is None else ", with a day" if one.due else ", without a day"),
        "\n".join(_deciding(base, one, folder)),
    )


def _deciding(base: KnowledgeBase, one: "ConcludedInLaw", folder: Path) -> Iterator[str]:
    yield from (f"{name}\n{at(folder, base.rules[name].place)}" for name in one.by)
    if not one.by:
        yield "no rule" if one.value in (None, ()) else "`otherwise`"
