"""How a base sorts a person's leads into a day's work: which come first, which wait, and which to let go."""

from collections.abc import Iterator, Mapping

import msgspec

from followthrough.format.conditions import AllOf, FactTest

OPEN = "open"
"""What stands in place of an end while a lead goes on."""


class Listing(msgspec.Struct, frozen=True):
    """What sorts the leads of a person; None where the base says nothing.

    `first` tests answers: a lead in which it holds is told before all others. The others test answers and advice: a
    lead that is `waiting` is no work until its day has passed, and one to `let_go` is none any more, unless its advice
    has a step to do. `ends` maps each way in which a lead can end to what the person reads for it, `end_words` to the
    everyday words for it, and `end_tests` to the tests of answers that say so.
    """

    first: AllOf | None = None
    waiting: AllOf | None = None
    let_go: AllOf | None = None
    ends: Mapping[str, str] = {}
    end_words: Mapping[str, tuple[str, ...]] = {}
    end_tests: Mapping[str, AllOf] = {}

    def tests(self) -> Iterator[FactTest]:
        """Yield every test."""
        for conditions in (self.first, self.waiting, self.let_go, *self.end_tests.values()):
            yield from conditions.tests() if conditions is not None else ()
