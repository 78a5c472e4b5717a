"""Everything that can go wrong, and what a person reads then.

    FollowthroughError           the root: catch this to catch all of ours
    ├── KnowledgeError           a knowledge base is at fault
    ├── LeadError                an answer, or a file of answers, is at fault
    │   └── UnknownName          there is no concept, or value of one, of that name; also a KeyError
    ├── LogError                 the search log cannot be read or written
    ├── MissingFacts             what was asked for hinges on answers that nobody has given
    └── NotSettled               a proof ran out of its time limit

A fault is a `Problem`: where it is, what is wrong, what to do next. An error carries all the problems that
were found, never just the first, and its text has one line for each. The arguments of each are those it is made with,
so that it can be pickled.
"""

from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec


class Place(msgspec.Struct, frozen=True, order=True):
    """A spot in a file: lines and columns count from 1; line 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Problem(msgspec.Struct, frozen=True, order=True):
    """One fault: its place, what is wrong there, and what to do next.

    `code` is that of a kind that docs/checks.md explains; most need no explanation and have none.
    """

    place: Place
    wrong: str
    remedy: str
    code: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {f'{self.code} {self.wrong}'.strip()}; {self.remedy}"


class FollowthroughError(Exception):
    """The root of all errors that followthrough raises on purpose."""


class _Faulty(FollowthroughError):
    """An error made of problems, printed one to a line in the order of their places."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class KnowledgeError(_Faulty):
    """A knowledge base cannot be read, or contradicts the format."""


class LeadError(_Faulty):
    """A lead has an answer that cannot be: unknown question, impossible value, excluded by another answer."""


class UnknownName(LeadError, KeyError):
    """There is no concept of a name, or the concept has no such value."""

    def __init__(self, where: str, wrong: str, word: str, known: Iterable[str]) -> None:
        choices = tuple(known)
        super().__init__([Problem(Place(where), wrong, did_you_mean(word, choices))])
        self.args = where, wrong, word, choices


class LogError(_Faulty):
    """The search log cannot be read or written; whatever it held before it still holds."""


class MissingFacts(FollowthroughError):
    """Questions that must be answered before what was asked for can be told.

    `questions` holds their names in the author's order, `what` what is not possible without them, and `concept` the one
    that is open, if it is about one.
    """

    def __init__(
        self, questions: Sequence[str], what: Literal["advice", "letter"] = "advice", concept: str | None = None
    ) -> None:
        self.questions: tuple[str, ...] = tuple(questions)
        self.what = what
        self.concept = concept
        super().__init__(self.questions, what, concept)

    def __str__(self) -> str:
        named = ", ".join(self.questions)
        if self.concept is not None:
            return f"{self.concept} is open: it hinges on {named}"
        return f"no {self.what} without an answer to: {named}"


class NotSettled(FollowthroughError):
    """A question about all possible leads was not answered within its time limit: nothing is known of it."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Guess which of the known words a misspelt one means, capitals or not; None if it is like none of them.

    >>> nearest("TELEFONE", ["telephone", "wait"])
    'telephone'
    """
    from difflib import get_close_matches

    by_small_letters = {choice.lower(): choice for choice in known}
    near = get_close_matches(word.lower(), by_small_letters, n=1, cutoff=0.6)
    return by_small_letters[near[0]] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Say what to do about a word that is not among the known ones.

    >>> did_you_mean("telefone", ["telephone", "wait"])
    "did you mean 'telephone'?"
    >>> did_you_mean("YES", ["yes", "no"])
    "did you mean 'yes'?"
    >>> did_you_mean("xyzzy", ["yes", "no"])
    "write one of: 'yes', 'no'"
    """
    choices = list(known)
    near = nearest(word, choices)
    if near is not None:
        return f"did you mean {near!r}?"
    if not choices:
        return "there is none to choose from yet"
    shown = ", ".join(repr(choice) for choice in choices[:12])
    return f"write one of: {shown}" + (" ..." if len(choices) > 12 else "")
