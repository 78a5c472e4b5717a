"""Everything that can go wrong, and what a person then reads.

    FollowthroughError           the root: catch this to catch all of ours
    ├── KnowledgeError           a knowledge base is at fault
    ├── LeadError                an answer, or a file of answers, is at fault
    │   └── UnknownName          there is no concept or value with that name; also a KeyError
    ├── LogError                 the search log cannot be read or written
    ├── MissingFacts             the answer depends on questions that are not answered yet
    └── NotSettled               a proof came to its limit, in work or in time

A fault is a `Problem`: where it is, what is wrong, what to do next. An error carries every problem that was found, not
just the first, and its text has one line for each. An error's `args` are its constructor's, so it can be pickled.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec


class Place(msgspec.Struct, frozen=True, order=True, gc=False):
    """A spot in a file: lines and columns count from 1; line 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


class Problem(msgspec.Struct, frozen=True, order=True):
    """One fault: its place, what is wrong there, and what to do next.

    `code` names an entry in docs/checks.md. Most problems explain themselves and have none.
    """

    place: Place
    wrong: str
    remedy: str
    code: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {f'{self.code} {self.wrong}'.strip()}; {self.remedy}"


MAX_PROBLEMS = 25_000
"""Most problems that are looked for at once. Whoever has more has made one mistake very often, or the wrong file."""


class TooManyProblems(Exception):
    """There are more problems than are looked for at once; those found so far have been noted."""


class Problems(list[Problem]):
    """The problems noted so far. Noting more than MAX_PROBLEMS raises TooManyProblems."""

    def append(self, problem: Problem) -> None:
        """Note a problem."""
        self.extend((problem,))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note several problems."""
        for problem in problems:
            if len(self) >= MAX_PROBLEMS:
                raise TooManyProblems
            super().append(problem)


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
    """A lead has an impossible answer: an unknown question, a wrong value, or a contradiction to another answer."""


class UnknownName(LeadError, KeyError):
    """There is no concept with this name, or the concept has no such value."""

    def __init__(self, where: str, wrong: str, word: str, known: Iterable[str]) -> None:
        choices = tuple(known)
        super().__init__([Problem(Place(where), wrong, did_you_mean(word, choices))])
        self.args = where, wrong, word, choices


class LogError(_Faulty):
    """The search log cannot be read or written; whatever it held before it still holds."""


class MissingFacts(FollowthroughError):
    """Questions must be answered before the result is known.

    `questions` has their names in the author's order, and `what` names what needs them. `concept` is the open concept,
    if the error is about one. `asks` has what a person is asked, by question.
    """

    def __init__(
        self,
        questions: Sequence[str],
        what: Literal["advice", "letter"] = "advice",
        concept: str | None = None,
        asks: Mapping[str, str] | None = None,
    ) -> None:
        self.questions: tuple[str, ...] = tuple(questions)
        self.what = what
        self.concept = concept
        self.asks = dict(asks or {})
        super().__init__(self.questions, what, concept, self.asks)

    def __str__(self) -> str:
        named = ", ".join(self.questions)
        if self.concept is not None:
            return f"{self.concept} is open: it hinges on {named}"
        return f"no {self.what} without an answer to: {named}"


RanOut = Literal["work", "seconds", "seconds in all"]
"""What a proof may run out of: the work that it may take, its seconds, or the seconds of all proofs together."""


class NotSettled(FollowthroughError):
    """A proof about possible leads came to its limit, so nothing is known about its question.

    `limit` says what it ran out of.
    """

    def __init__(self, message: str, limit: RanOut = "work") -> None:
        self.limit = limit
        super().__init__(message, limit)

    def __str__(self) -> str:
        return str(self.args[0])


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that a misspelled one probably means, ignoring case; None if none is similar.

    >>> nearest("TELEFONE", ["telephone", "wait"])
    'telephone'
    >>> nearest("rule-777x", (f"rule-{number}" for number in range(10_000)))
    'rule-777'
    """
    from bisect import bisect
    from difflib import get_close_matches

    by_small_letters = {choice.lower(): choice for choice in known}
    compared: Iterable[str] = by_small_letters
    if len(by_small_letters) > _MOST_COMPARED:
        ordered = sorted(by_small_letters)
        at = bisect(ordered, word.lower())
        compared = ordered[max(0, at - _MOST_COMPARED // 2) : at + _MOST_COMPARED // 2]
    near = get_close_matches(word.lower(), compared, n=1, cutoff=0.6)
    return by_small_letters[near[0]] if near else None


_MOST_COMPARED = 1_000
"""Most words that a misspelled one is compared with: of more, those that begin like it."""


_MOST_SHOWN, _MOST_LETTERS = 12, 400
"""Most words that a message offers, and most letters of all of them: enough to choose from, and still read."""


def visible(text: str) -> str:
    r"""Return a text in quotes for a message, with codes for what cannot be seen, other than what joins emoji.

    >>> visible("a\u200db"), visible("\U0001f469\u200d\U0001f4bb") == "'\U0001f469\u200d\U0001f4bb'"
    ("'a\\u200db'", True)
    """
    return re.sub(r"(?<=[^\x00-\x7f])\\u200d(?=[^\x00-\x7f])", "\u200d", repr(text))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return what to do about a word that is not among the known ones.

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
        return f"did you mean {visible(near)}?"
    if not choices:
        return "there is nothing to choose from yet"
    shown: list[str] = []
    for choice in choices[:_MOST_SHOWN]:
        if shown and sum(map(len, shown)) + len(choice) > _MOST_LETTERS:
            break
        shown.append(visible(choice))
    return f"write one of: {', '.join(shown)}" + (" ..." if len(shown) < len(choices) else "")
