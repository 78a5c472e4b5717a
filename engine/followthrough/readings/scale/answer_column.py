"""A column that answers a question: what is alike for every kind of question."""

import narwhals as nw

from followthrough.format.conditions import Between, Is, Known, OneOf, OtherThan, Test, Unknown
from followthrough.readings.scale.sheet import ALWAYS, NEVER, Mask, Sheet, all_of, any_of, negated


class AnswerColumn:
    """A column that answers a question: where there is an answer, and where a test of it is true."""

    def __init__(self, name: str, sheet: Sheet) -> None:
        self.name = name
        self.cell = nw.col(name)
        self.sheet = sheet

    def where(self, says: str, holds: nw.Expr) -> Mask:
        """Lay what an expression says of the answers as a column; where it is null nothing is known."""
        return self.sheet.lay(f"{self.name}: {says}", Mask(holds.fill_null(False)))

    def known(self) -> Mask:
        """Return where there is an answer."""
        return self.where("known", ~self.cell.is_null())

    def declined(self) -> Mask:
        """Return where the answer is `unknown`."""
        return NEVER

    def possible(self) -> Mask:
        """Return where an answer is one that the question allows."""
        return ALWAYS

    def equal(self, value: str | int) -> Mask:
        """Return where the answer is this one."""
        return self.where(f"is {value}", self.cell == value)

    def between(self, low: int | None, high: int | None) -> Mask:
        """Return where the number, or the count of days, lies in a range, both ends included."""
        return all_of(
            [
                ALWAYS if low is None else self.where(f"at least {low}", self.cell >= low),
                ALWAYS if high is None else self.where(f"at most {high}", self.cell <= high),
            ]
        )

    def passing(self, test: Test) -> Mask:
        """Return where a test is true."""
        if isinstance(test, OneOf):
            return any_of(map(self.passing, test.tests))
        if isinstance(test, Known):
            return self.known()
        if isinstance(test, Unknown):
            return negated(self.known())
        if isinstance(test, OtherThan):
            return all_of([self.known(), negated(self.equal(test.value))])
        if isinstance(test, Is):
            return self.equal(test.value)
        assert isinstance(test, Between)  # the other tests are those of laws, which no rule has
        return self.between(test.low, test.high)


class NoColumn(AnswerColumn):
    """Stands for the column of a question that has none: no answer is known."""

    def known(self) -> Mask:
        """Return where there is an answer."""
        return NEVER

    def equal(self, value: str | int) -> Mask:
        """Return where the answer is this one."""
        return NEVER

    def between(self, low: int | None, high: int | None) -> Mask:
        """Return where the number, or the count of days, lies in a range, both ends included."""
        return NEVER
