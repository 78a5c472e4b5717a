"""What is wrong with a knowledge base, noted once for each mistake, however many names it affects."""

from collections.abc import Iterable, Mapping, Set

from followthrough.errors import Place, Problem, did_you_mean, nearest
from followthrough.format import hints
from followthrough.format.codes import CODES
from followthrough.format.layers import Layers
from followthrough.format.model import Acceptance
from followthrough.format.resolve.mentions import Mentions
from followthrough.format.words import Noted, Word, quoted

_NAMED_IN = {"questions": "fact", "concepts": "fact", "base": "counsel", "sources": "passage", "rules": "rule"}
"""What the files of each kind name."""

_MANY = 1_000
"""From so many problems on, no misspelled name is compared with more names than that: it takes too long."""


class Notes:
    """The problems found so far, and what is known about names that may be misspelled.

    A name is not reported as unknown when the file or the entry that may define it could not be read. `torn` has the
    kinds of files that could not be read whole, `unread` the names of entries that could not; the fault in them has
    been noted already. `accepted` collects the findings that the authors accept. `layers` tells the base from its
    overlays.
    """

    def __init__(self, problems: list[Problem], torn: Set[str], layers: Layers | None = None) -> None:
        self.problems = problems
        self.layers = layers or Layers()
        self.torn = set(torn)
        self.unread: set[str] = set()
        self.accepted: list[Acceptance] = []
        self.mentions = Mentions()

    def add(self, at: Place, wrong: str, remedy: str, code: str = "") -> None:
        """Note a problem; `code` is that of a kind which docs/checks.md explains."""
        self.problems.append(Problem(at, wrong, remedy, code))

    def unknown(
        self, word: Word, what: str, known: Iterable[str], *kinds: str, code: str = "", several: bool = False
    ) -> None:
        """Note a word that is not among the known ones, unless a file of these kinds that was not read may define it.

        Where there may be `several`, the word may be a list that was not written as one.
        """
        known = list(known)
        if len(self.problems) > _MANY and len(known) > _MANY:
            known = known[:1]
        is_noted = isinstance(word, Noted) or nearest(word, self.unread) or self.torn.intersection(kinds)
        if not is_noted and (known or what != "counsel"):  # a base without a counsel has been noted
            remedy = (hints.list_of(word, known) if several else None) or hints.near_value(word, known)
            self.add(word.at, f"unknown {what} {quoted(word)}", remedy, code)
            self.mentions.miss(
                _NAMED_IN[kinds[0]] if kinds else what.replace("choice of", "value of"), word, self.problems[-1]
            )

    def repeated(self, words: Iterable[Word]) -> None:
        """Note words that a list repeats."""
        seen: set[str] = set()
        for word in words:
            if word in seen:
                self.add(word.at, f"{quoted(word)} is listed twice", "remove one of the two")
            seen.add(str(word))

    def taken(self, word: Word, place: Place) -> None:
        """Note a name that already names something else."""
        self.add(
            word.at, f"the name {quoted(word)} is already used at {self.layers.seen(place)}", "choose another name"
        )

    def accept(self, form: Mapping[Word, Word] | None, entry: Place) -> None:
        """Collect the findings about an entry that may stay, each with the reason why."""
        for code, reason in (form or {}).items():
            if code not in CODES:
                known = [name for name in CODES if CODES[name].acceptable]
                self.add(code.at, f"unknown finding code {quoted(code)}", did_you_mean(code, known))
            elif not CODES[code].acceptable:
                self.add(code.at, f"{code} cannot be accepted", "fix what it finds, and remove this")
            else:
                self.accepted.append(Acceptance(str(code), str(reason), entry, code.at))

    def blame_definitions(self, defined: Mapping[str, Mapping[str, Place]]) -> None:
        """Report a misspelled definition once, where it stands, and not wherever its name is mentioned.

        `defined` has the place of each definition by its name, for each kind of thing that is named. What lies beneath
        an overlay is not to blame.
        """
        for what, everywhere in defined.items():
            places = {name: at for name, at in everywhere.items() if self.layers.of(at) == self.layers.top}
            for problem, instead_of in self.mentions.misspelled(what, places).items():
                self.problems[:] = [*(one for one in self.problems if one not in instead_of), problem]
