"""`leads look-back`: what was advised, what was done, and what came of it."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import click

from followthrough.format.phrases import counted, percent
from followthrough.format.sentences import names_listed
from followthrough_cli.options import Folders, base_option, json_option, log_option, on_option
from followthrough_cli.terminal import Line, Terminal

if TYPE_CHECKING:
    from followthrough.format.model import KnowledgeBase
    from followthrough.leads.look_back import Advised, EndCounts, LookBack


@click.command("look-back")
@json_option
@on_option
@base_option
@log_option
@click.pass_obj
def look_back(terminal: Terminal, as_json: bool, on: date | None, base: Folders, log: str | None) -> None:
    r"""Tell for each counsel what it had advised, what you did, and how those leads ended.

    What was advised is worked out with the rules of today, from what was known on each day.

    \b
    followthrough leads look-back
    """
    from followthrough.leads.log import Log, log_path
    from followthrough.leads.look_back import as_json as data_of
    from followthrough.leads.look_back import look_back as looked_back

    knowledge, path = base.load(), log_path(log)
    found = looked_back(knowledge, Log(path).histories(), today=on or date.today())
    if as_json:
        terminal.json(data_of(knowledge, found))
        return
    if not found.leads:
        terminal.show(f"No lead in {path} has begun yet; `followthrough leads add NAME` starts one.")
        return
    ends = names_listed(_came(knowledge, found.ends))
    terminal.show(Line(f"{counted(found.leads, 'lead')}: {ends}.", style="strong"))
    for counsel, advised in found.counsels.items():
        if not advised:
            terminal.show(Line(), f"{knowledge.counsels[counsel].person} had advised nothing yet.")
            continue
        terminal.show(Line(), Line(f"{knowledge.counsels[counsel].person} had advised", style="strong"))
        rows = [row for one in advised for row in _rows(knowledge, one)]
        terminal.table(rows, ("", "leads", "how they ended"), (terminal.width * 3 // 7, None, terminal.width * 2 // 7))
    terminal.show(Line(), _what_it_cannot_show(found))


def _rows(base: "KnowledgeBase", one: "Advised") -> Iterator[tuple[str, str, str]]:
    """Yield what was advised and, if there is something to do about it, whether that was done, each with the ends."""
    from followthrough.leads.look_back import FEW

    says = base.says(one.goal, one.value)
    if one.done is None:
        yield says, str(one.leads), "\n".join(_came(base, one.of_others))
        return
    yield says, str(one.leads), ""
    for label, number, ends in (
        ("- you did", one.done, one.of_done),
        ("- you did not", one.leads - one.done, one.of_others),
    ):
        if number:
            share = f" ({percent(number, one.leads)})" if one.leads >= FEW else ""
            yield label, f"{number}{share}", "\n".join(_came(base, ends))


def _came(base: "KnowledgeBase", ends: "EndCounts") -> list[str]:
    """Return how some leads ended, the open ones last, each with how many: the text may be about one lead only."""
    from followthrough.format.listing import OPEN

    texts = {**base.listing.ends, "": "not said", OPEN: "open"}
    known = [*base.listing.ends, *(end for end in ends if end not in texts), "", OPEN]
    return [f"{texts.get(end, end)} ({ends[end]})" for end in known if ends.get(end)]


def _what_it_cannot_show(found: "LookBack") -> str:
    from followthrough.leads.look_back import FEW

    few = f" With fewer than {FEW} leads, chance alone may explain them." if found.leads < FEW else ""
    return (
        "These are counts of your own leads. They cannot show that the advice made the difference: leads differ, and "
        f"nobody knows how one would have ended without it.{few}"
    )
