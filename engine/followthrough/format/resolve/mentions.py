"""Which names are mentioned, so that a misspelled definition is reported once, and not at each place that means it.

A definition is taken to be misspelled when nothing mentions it, and several places mention one similar name that is not
defined.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from followthrough.errors import Place, Problem, nearest
from followthrough.format.words import quoted

SEVERAL = 2
"""Fewest places that outweigh a definition: of two spellings, each in one place, either may be the wrong one."""


class Mentions:
    """The names that were looked up: those that are there, and what was said about those that are not."""

    def __init__(self) -> None:
        self.found: set[tuple[str, str]] = set()
        self.missed: dict[tuple[str, str], list[Problem]] = {}

    def find(self, what: str, names: Iterable[str]) -> None:
        """Note that names are mentioned which are there."""
        self.found.update((what, str(name)) for name in names)

    def miss(self, what: str, name: str, problem: Problem) -> None:
        """Note that a name is mentioned which is not there, and what has been said about it."""
        self.missed.setdefault((what, str(name)), []).append(problem)

    def misspelled(self, what: str, defined: Mapping[str, Place]) -> dict[Problem, list[Problem]]:
        """Return a problem for each misspelled definition of a kind, with the problems that it stands for."""
        idle = {name: place for name, place in defined.items() if (what, name) not in self.found}
        missed = {
            name: problems
            for (kind, name), problems in self.missed.items()
            if kind == what and len({problem.place for problem in problems}) >= SEVERAL
        }
        meant = {name: nearest(name, idle) for name in missed}
        rivals = Counter(meant.values())
        return {
            _misspelled(near, idle[near], name, missed[name]): missed[name]
            for name, near in meant.items()
            if near is not None and rivals[near] == 1
        }


def _misspelled(name: str, at: Place, mentioned: str, problems: list[Problem]) -> Problem:
    places = {problem.place for problem in problems}
    wrong = (
        f"nothing mentions {quoted(name)}, but {len(places)} places mention {quoted(mentioned)}, {min(places)} first"
    )
    return Problem(at, wrong, f"did you mean {quoted(mentioned)} here?")
