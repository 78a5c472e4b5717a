"""Which names are mentioned, so that a misspelled definition is reported once and not wherever it is meant.

A definition is taken to be misspelled when nothing mentions it, and several places mention one similar name that is not
defined.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from followthrough.errors import Place, Problem, nearest
from followthrough.format.words import quoted

SEVERAL = 2
"""How many places outweigh a definition. Of two spellings with one place each, either may be the wrong one."""


class Mentions:
    """The names that were looked up: those that are defined, and the problems about those that are not."""

    def __init__(self) -> None:
        self.found: set[tuple[str, str]] = set()
        self.missed: dict[tuple[str, str], list[Problem]] = {}

    def find(self, what: str, names: Iterable[str]) -> None:
        """Note that defined names are mentioned."""
        for name in names:
            self.found.add((what, str(name)))

    def miss(self, what: str, name: str, problem: Problem) -> None:
        """Note that an undefined name is mentioned, and the problem about it."""
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
