"""Decision tables as rules: each row fills in the same form as a rule in YAML."""

import re
from collections.abc import Iterable, Iterator, Mapping
from unicodedata import normalize

from followthrough.errors import Place
from followthrough.format.counts import Count, Span
from followthrough.format.forms import OneOrMore, Premises, RuleForm
from followthrough.format.model import TableRow
from followthrough.format.numbers import NotANumber, typed_number
from followthrough.format.resolve.concepts import is_concluded
from followthrough.format.resolve.conditions import is_testable
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.table_forms import OF_A_ROW, DecisionTable, has_curly_quotes, plain
from followthrough.format.table_lines import ShownWord, as_one_of
from followthrough.format.words import Noted, Word, quoted

MAX_ORDERED = 1_000
"""Most rows that a hit policy can put in order: that many have half a million pairs, each an override."""

_NAME_LENGTH = 40
"""How many characters of a file's name become part of the names of its rows."""

_TESTS_NOTHING = ("", "-", "\u2013", "\u2014")
"""What a cell contains if the row tests nothing: DMN's hyphen, or the dash that a program turns it into."""

_CODE = re.compile(r"\s*\b([A-Za-z]{2}[0-9]+)\s*:\s*")
_SPOILT = (
    (re.compile(r"="), "is a formula", "write its result"),
    (
        re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NULL!|NUM!)"),
        "is a spreadsheet error",
        "correct it in the spreadsheet",
    ),
)
_NO_TEST = (
    (re.compile(r"[\[{(]"), "has a bracket", "write values as `a, b`, and numbers as `7 to 13`"),
    (re.compile(r"not\s*\("), "has a bracket", "write `other than VALUE`, or list the allowed values"),
    (re.compile(r".*\S\s+or\s"), "has an `or`", "write values as `a, b`"),
)
"""How cells start that contain something other than a test, what is wrong with them, and what to do."""


def rows_as_rules(table: DecisionTable, words: Vocabulary, notes: Notes) -> list[tuple[RuleForm, TableRow]]:
    """Turn the rows of a table into rules. What is wrong with a column is noted once, not for each row."""
    return _RowReader(table, words, notes).rules()


class _RowReader:
    """Reads the cells of a table in the words of a vocabulary."""

    def __init__(self, table: DecisionTable, words: Vocabulary, notes: Notes) -> None:
        self.table = table
        self.words = words
        self.notes = notes
        self.tested = [column for column in table.using("if") if self.is_tested(column.name)]
        self.concluded = [column for column in table.using("then") if self.is_concluded(column.name)]
        self.about = {use: column.number for use in OF_A_ROW for column in table.using(use)}
        self.settings = dict(table.settings)
        if "counsel" not in {*self.about, *self.settings}:
            self.settings["counsel"] = self.only_counsel()
        self.name = _name(table.file)

    def rules(self) -> list[tuple[RuleForm, TableRow]]:
        table = self.table
        if table.policy in ("first", "priority") and len(table.rows) > MAX_ORDERED:
            wrong = f"has more than {MAX_ORDERED:,} rows in an order"
            self.notes.add(Place(table.file), wrong, "split it into tables about different leads")
            return []
        found = [(self.rule(number, line), TableRow(table.file, table.policy, number)) for number, line in table.rows]
        if table.policy:
            self.check_one_counsel([form for form, _ in found])
        return found

    # The columns

    def is_tested(self, fact: Word) -> bool:
        """Return whether a column names a fact that rules can test; note it if not."""
        if self.words.is_fact(fact):
            return is_testable(fact, self.words, self.notes)
        known = [*self.words.facts(), *OF_A_ROW, *(f"then: {concept}" for concept in self.words.concepts)]
        self.notes.unknown(fact, "column", known, "questions", "concepts")
        return False

    def is_concluded(self, concept: Word) -> bool:
        """Return whether a column names a concept that rules can conclude; note it if not."""
        if not is_concluded(concept, self.words, self.notes):
            return False
        if self.table.policy == "collect" and not self.words.concepts[concept].many:
            wrong = f"{concept} holds one value, but the hit policy is collect"
            self.notes.add(concept.at, wrong, "give the concept `many: yes`, or write first, priority, or unique")
            return False
        return True

    def only_counsel(self) -> Word:
        """Return the counsel of a table that names none: the only one there is."""
        at = Place(self.table.file, 1, 1)
        layer = self.notes.layers.of(at)
        known = [one for one in self.words.authorities.values() if self.notes.layers.of(one.place) == layer]
        if len(known) == 1:
            return Word(known[0].name, at)
        if "base" not in self.notes.torn:
            names = ", ".join(one.name for one in known)
            remedy = f"write `counsel: NAME` on a line above the names of the columns, where NAME is one of {names}"
            self.notes.add(at, "does not say whose rules its rows are", remedy)
        return Noted(at)

    def check_one_counsel(self, rows: Iterable[RuleForm]) -> None:
        """Note rows of a counsel other than the first row's, if a hit policy puts all of them in order."""
        first: Word | None = None
        for form in rows:
            first = first or form.counsel
            if form.counsel in self.words.authorities and form.counsel != first:
                wrong = f"is a row of {form.counsel}, but the hit policy covers the rows of {first} above"
                self.notes.add(form.counsel.at, wrong, "give each counsel its own table, or remove the hit policy")

    # The rows

    def rule(self, number: int, line: list[Word]) -> RuleForm:
        """Read a row."""
        line = [self.sound(cell) for cell in line]
        named = line[self.about["rule"]] if "rule" in self.about else None
        start = Place(self.table.file, line[0].at.line, 1)
        tests = ((column.name, line[column.number]) for column in self.tested)
        then = {
            Word(column.name, cell.at): self.values(cell, column.name)
            for column in self.concluded
            if (cell := line[column.number]) not in _TESTS_NOTHING
        }
        if not then and self.concluded and not any(isinstance(word, Noted) for word in line):
            self.notes.add(start, f"row {number} concludes nothing", "write a value under `then:`, or remove the row")
        return RuleForm(
            rule=named or Word(f"{self.name}-row-{number}", start),
            counsel=self.said("counsel", line),
            source=tuple(_split(self.said("source", line))),
            if_=Premises({Word(fact, cell.at): self.tests(fact, cell) for fact, cell in tests if _tests(cell)}),
            then=then,
            because=self.said("because", line),
            inferred=as_one_of(self.cell("inferred", line) or Word("no", start), ("yes", "no")),
            accepted=self.accepted(line),
        )

    def sound(self, cell: Word) -> Word:
        """Note a cell that the spreadsheet has spoiled."""
        return Noted(cell.at) if self.is_noted(cell, _SPOILT) else cell

    def is_noted(self, cell: Word, faults: Iterable[tuple[re.Pattern[str], str, str]]) -> bool:
        """Return whether a cell starts like one of these, and note it if so."""
        for begins, wrong, remedy in faults:
            if begins.match(cell):
                self.notes.add(cell.at, f"{quoted(cell)} {wrong}", remedy)
                return True
        return False

    def cell(self, use: str, line: list[Word]) -> Word | None:
        """Return what a row says for a use, or None if the table has no column for it."""
        return line[self.about[use]] if use in self.about else None

    def said(self, use: str, line: list[Word]) -> Word:
        """Return what a row, or else the line about the table, says for a use; note it if neither says anything."""
        cell = self.cell(use, line)
        if cell or isinstance(cell, Noted):
            return cell
        if use in self.settings:
            return self.settings[use]
        if cell is not None:
            self.notes.add(cell.at, f"the row has no `{use}`", "fill it in")
        return Noted(line[0].at)

    def accepted(self, line: list[Word]) -> dict[Word, Word] | None:
        """Read which findings about a row may stay: `FT012: why`, one or several."""
        cell = self.cell("accepted", line)
        if not cell:
            return None
        before, *found = _CODE.split(cell)
        reasons = [reason.strip(" ;,\n") for reason in found[1::2]]
        if before.strip() or not all(reasons) or not reasons:
            self.notes.add(
                cell.at, f"{quoted(cell)} accepts nothing", "write the code, a colon, and the reason: FT012: ..."
            )
            return None
        return {Word(code, cell.at): Word(why, cell.at) for code, why in zip(found[::2], reasons, strict=True)}

    # The cells

    def tests(self, fact: Word, cell: Word) -> OneOrMore:
        """Read the tests in a cell, separated by commas. Return () and note a problem if they do not fit together."""
        values = self.words.values_of(fact)
        cell = as_one_of(cell, values)
        if isinstance(cell, ShownWord) and not values:
            return self.shown(fact, cell)
        parts = self.parts(cell, values)
        has_value = any(part in values for part in parts)
        if not has_value and self.is_noted(cell, _NO_TEST):
            return ()
        if not has_value and has_curly_quotes(cell):
            self.notes.add(cell.at, f"{quoted(cell)} has curly quotes", "remove them: a value needs none")
            return ()
        if not values and re.search(r"\d,\d", cell):
            remedy = "write one number without commas, or two with a space after the comma"
            self.notes.add(cell.at, f"{quoted(cell)} could be one number or two", remedy)
            return ()
        others = [part for part in parts if part not in ("known", "unknown")]
        if len(others) > 1 and any(part.startswith("other than ") for part in others):
            wrong = f"{quoted(cell)} is true whatever {fact} is, since one of the two always is"
            self.notes.add(cell.at, wrong, "list the allowed values instead")
            return ()
        return parts

    def shown(self, fact: Word, cell: ShownWord) -> OneOrMore:
        """Read a number, a truth, or a day of a spreadsheet as a test of a fact that has no named values."""
        ranged = self.words.ranged(fact)
        if cell.kind == "day" and ranged is not None:
            wrong = f"is a day or a time for the spreadsheet, {cell.plain}, but {fact} is a number"
            self.notes.add(cell.at, wrong, "give the cell the format Text, and write the test: 3 to 5")
            return ()
        unit = "days" if isinstance(ranged, Count | Span) else ranged.unit if ranged is not None else ""
        if cell.unit and not _is_unit(cell.unit, unit):
            wrong = f"{quoted(cell)} is in {cell.unit}, but {fact} " + (f"is in {unit}" if unit else "has no unit")
            self.notes.add(cell.at, wrong, "give the cell the format General, and write the number that is meant")
            return ()
        return (Word(cell if cell.kind == "truth" else cell.plain, cell.at),)

    def values(self, cell: Word, concept: Word) -> OneOrMore:
        """Read the values in a cell that a row concludes."""
        cell = as_one_of(cell, self.words.concepts[concept].values)
        if self.words.concepts[concept].many:
            return self.parts(cell, self.words.concepts[concept].values)
        return (self.parts(cell, {cell: "", plain(cell): ""})[0],)

    def parts(self, cell: Word, values: Mapping[str, str]) -> tuple[Word, ...]:
        """Split a cell at its commas, except for those within a value."""
        parts = cell.split(",")
        found: list[Word] = []
        while parts:
            ends = range(len(parts), 0, -1)
            texts = ((end, text) for end in ends for text in _spellings(",".join(parts[:end])))
            whole = next(((end, text) for end, text in texts if text.removeprefix("other than ") in values), None)
            end, text = whole or (1, plain(parts[0]))
            if not text:
                self.notes.add(cell.at, f"{quoted(cell)} has an extra comma", "remove it")
                return ()
            found.append(Word(text, cell.at))
            parts = parts[end:]
        return tuple(found)


def _is_unit(shown: str, unit: str) -> bool:
    """Return whether what is shown beside a number, such as a sign for money, says the unit of a fact."""
    for text in (f"{shown} 1", f"1 {shown}"):
        try:
            typed_number(text, unit=unit)
        except NotANumber:
            continue
        return True
    return {shown, unit.lower()} <= {"%", "percent", "per cent"}


def _spellings(text: str) -> tuple[str, str]:
    """Return a text as it is, and with single spaces."""
    return text.strip(), plain(text)


def _tests(cell: Word) -> bool:
    return cell not in _TESTS_NOTHING


def _split(cell: Word) -> Iterator[Word]:
    """Split names at commas."""
    for name in cell.split(","):
        if plain(name):
            yield Word(plain(name), cell.at)


def _name(file: str) -> str:
    """Turn the name of a table's file into characters that names of rules may have."""
    stem = file.rpartition("/")[2].rpartition(".")[0]
    letters = normalize("NFKD", stem).encode("ascii", "ignore").decode().lower()
    name = re.sub("[^a-z0-9]+", "-", letters).strip("-")[:_NAME_LENGTH].strip("-")
    return name if name[:1].isalpha() else f"table-{name}".strip("-")
