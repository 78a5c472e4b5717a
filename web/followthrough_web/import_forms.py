"""What a person can say of a table on its page: what each column is, and what the doubts about it come to.

Each is a list to choose from, with what is so now chosen, so that an answer can be changed as easily as it was given.
The fields hold what `leads import --map` takes. A page stays small however many columns and cells a table has: what
does not fit is left out, but no doubt that must be answered.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import msgspec

from followthrough.format.model import KnowledgeBase
from followthrough.leads.tables import Doubt, LeadTable, Reading, Saying, read, wording
from followthrough.leads.tables.columns import ReadColumn
from followthrough.leads.tables.possible_uses import possible_uses
from followthrough.leads.tables.words import Use

USE = "use-"
"""The prefix of the fields with what the columns are, each with the number of its column."""
SHORT, LONG = 70, 240
"""Most characters of a name in a list, and of a line that is told."""
_MOST_OF_COLUMNS, _MOST_OF_DOUBTS = 20_000, 12_000
"""Most characters of all lists for columns, and of those for doubts."""
_TAGS = 32
"""How many characters the tags of an option take."""
_USES: Mapping[Use, tuple[str, str]] = {
    "name": ("lead name", "the name of the lead"),
    "start": ("lead start", "the day on which the lead came up"),
    "status": ("status", "a status: each value answers what it means"),
    "note": ("note", "a note"),
    "skip": ("skip", "nothing: it is not read"),
}
_OPEN = {"value": "keep it as a note", "name": "choose one", "order": "choose one"}


class ListChoice(msgspec.Struct, frozen=True):
    """One thing that can be said, under a heading (`above`) or none."""

    value: str
    says: str
    above: str = ""


class Choosing(msgspec.Struct, frozen=True):
    """A list to choose from: the name of its field, what it asks, and which choice is so now."""

    name: str
    asks: str
    choices: tuple[ListChoice, ...]
    chosen: str
    hint: str = ""

    @property
    def size(self) -> int:
        """About how many characters it takes on a page."""
        return sum(len(one.value) + len(one.says) + _TAGS for one in self.choices) + len(self.asks) + len(self.hint)

    def by_heading(self) -> Iterator[tuple[str, list[ListChoice]]]:
        """Yield the choices under each heading."""
        found: dict[str, list[ListChoice]] = {}
        for one in self.choices:
            found.setdefault(one.above, []).append(one)
        yield from found.items()


def clipped(text: str, most: int = LONG) -> str:
    """Return a text that is shortened if it is long."""
    return text if len(text) <= most else f"{text[: most - 4].rstrip()} ..."


def about_columns(base: KnowledgeBase, table: LeadTable, columns: Iterable[ReadColumn], today: date) -> list[Choosing]:
    """Return a list for each column with what it may be, as far as they fit on a page."""
    found: list[Choosing] = []
    left = _MOST_OF_COLUMNS
    for column in columns:
        choices = tuple(
            ListChoice(question, clipped(base.questions[question].ask, SHORT), "the answer to")
            if question
            else ListChoice(*_USES[use])
            for use, question in possible_uses(base, table, column, today)
        )
        hint = wording.use_text(base, column) if _is_more(column) else ""
        one = Choosing(f"{USE}{column.number}", clipped(column.name, SHORT), choices, used_as(column), clipped(hint))
        left -= one.size
        if left < 0:
            break
        found.append(one)
    return found


def _is_more(column: ReadColumn) -> bool:
    """Return whether more is to be said of a column than the choice that is so now."""
    return bool(column.because or column.shown_by or column.flag or len(column.questions) > 1)


def used_as(column: ReadColumn) -> str:
    """Return the choice that says what a column is taken for."""
    return column.questions[0] if column.use == "question" else _USES[column.use][0]


def all_doubts(base: KnowledgeBase, reading: Reading, said: Sequence[Saying], today: date) -> list[Doubt]:
    """Return the doubts about a table: those that are open, and those that were answered, as they were asked."""
    of_columns = [one for one in said if one.use is not None]
    first = reading if len(of_columns) == len(said) else read(base, reading.table, today, of_columns)
    open_ones = {_key(one): one for one in reading.doubts}
    return [*({_key(one): one for one in first.doubts} | open_ones).values()]


def _key(doubt: Doubt) -> tuple[str, str, str]:
    """Return what stays the same of a doubt, however it is answered: a value, or two that contradict each other."""
    ways = sorted(doubt.ways)
    about = {"value": lambda: ways[0].partition("=")[0], "contradiction": lambda: ways[0]}
    return doubt.kind, doubt.column, about.get(doubt.kind, str)()


def about_doubts(
    base: KnowledgeBase, reading: Reading, doubts: Iterable[Doubt], said: Sequence[str], prefix: str
) -> list[Choosing]:
    """Return a list for each doubt, as far as they fit on a page: first those that must be answered."""
    found: list[Choosing] = []
    left = _MOST_OF_DOUBTS
    for doubt in sorted(doubts, key=lambda one: one not in reading.unsettled):
        ways = [ListChoice(way, clipped(says, SHORT * 2), asks) for way, (asks, says) in _ways(base, doubt)]
        chosen = next((way for way in doubt.ways if way in said), "")
        if doubt.kind == "contradiction":
            chosen = chosen or ways[0].value
        else:
            ways.insert(0, ListChoice("", _OPEN[doubt.kind]))
        rows = f"{wording.begun_large(wording.rows_text(reading, doubt.numbers))}." if doubt.numbers else ""
        asks = clipped(f"{wording.begun_large(doubt.text)}.")
        one = Choosing(f"{prefix}doubt-{len(found)}", asks, tuple(ways), chosen, rows)
        left -= one.size
        if left > 0 or doubt in reading.unsettled:
            found.append(one)
    return found


def _ways(base: KnowledgeBase, doubt: Doubt) -> Iterator[tuple[str, tuple[str, str]]]:
    yield from ((way, wording.parted(base, says)) for way, says in doubt.ways.items())
