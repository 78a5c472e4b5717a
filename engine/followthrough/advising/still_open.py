"""What can still become of the advice while answers are missing."""

from followthrough.short_repr import Result


class Open(Result, frozen=True):
    """A goal or shown concept that hinges on answers that are missing.

    `possible` has the values that it can still have, in the author's order, None for its staying undecided; of a
    concept that may hold many values, those that it can still hold, and None if it can hold none. `held` are those that
    such a concept holds whatever is answered.

    `questions` names, in the author's order, those on which it hinges and that apply already: the ones to ask now.
    `later` names those that it may come to hinge on, depending on other answers. Where that took too long to prove, it
    is not `proved`: then all values count as possible, and all open questions as those on which it hinges.
    """

    possible: tuple[str | None, ...]
    questions: tuple[str, ...]
    later: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    proved: bool = True


class OpenSum(Result, frozen=True):
    """A shown sum that hinges on answers that are missing: the fewest and the most that it can still come to.

    `questions` and `later` are as for a concept (`Open`). Where that took too long to prove, it is not `proved`: then
    `low` and `high` are those of the sum.
    """

    low: int
    high: int
    questions: tuple[str, ...]
    later: tuple[str, ...] = ()
    proved: bool = True
