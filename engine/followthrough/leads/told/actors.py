"""Who does what a phrase says: the person who speaks, or the others."""

import re
from collections.abc import Mapping, Sequence

from followthrough.format.model import KnowledgeBase
from followthrough.leads.told.clauses import DAY
from followthrough.leads.told.grammar import GAINED, HEARD, ME, PASSIVE, SAID, THEM
from followthrough.leads.told.phrases import Match
from followthrough.leads.told.spelling import words_of

_VERBS = frozenset(
    [
        *("withdrew", "sent", "turned", "said", "left", "took", "wrote", "chose", "went", "put", "gave", "found"),
        *("froze", "told", "rang", "spoke"),
    ]
)
_BARE = frozenset(
    [
        *("decide", "answer", "tell", "let", "get", "call", "make", "inform", "have", "need", "want", "did", "do"),
        *("will", "would", "be"),
    ]
)
"""What begins a phrase that needs somebody who does it: `decide by Friday` may be what I have to do."""


class Actors:
    """Tells of the phrases of a base whose acts they are."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self.given = {
            (question, then)
            for concept in base.concepts.values()
            for changes in concept.does.values()
            for question, change in changes.items()
            for then in ([change] if isinstance(change, str) else change.values())
        }
        """The answers that doing a step gives: they are about what the person does, whatever the question is about."""

    def is_own(self, words: Sequence[str], match: Match) -> bool:
        """Return whether what a phrase says is done by those who do it by the question: the person, or the others."""
        said = words[match.begin : match.end]
        is_mine = self.is_mine(match.meanings)
        if is_mine and "from" in words[match.end :]:
            return False  # `got a message from them`
        if said[0] in ME | THEM:
            return True
        actors = [at for at in range(match.begin) if words[at] in ME | THEM]
        if not actors:
            return not self._is_somebody(words, match)
        is_me, between = words[actors[-1]] in ME, {*words[actors[-1] + 1 : match.begin]}
        if not is_me and (("me" not in words and {*between, *said} & GAINED) or {*said} & HEARD):
            return False
        if is_mine:
            return is_me and not (is_verb(match, words) and between & PASSIVE)
        if is_verb(match, words):
            return bool(between & PASSIVE) if is_me else not between & PASSIVE
        if said[-1] == DAY:
            return not is_me or not _needs_a_doer(said)
        is_doing = bool(between & PASSIVE)
        about = self.about(words, match, is_doing=is_doing)
        may_be_told = not is_me and not is_doing and ("me" in words or bool(between & SAID))
        return not about or may_be_told or bool(about & ({"i", "me"} if is_me else {"they"}))

    def _is_somebody(self, words: Sequence[str], match: Match) -> bool:
        """Return whether a phrase about the person is somebody else, as in `first choice has turned them down`."""
        then = "".join(words[match.end : match.end + 1])
        is_doing = then in ("has", "had", "is", "was", "will", "got", "does") or is_act(then)
        return is_doing and not is_verb(match, words) and self.about(words, match, is_doing=False) == {"i"}

    def needs_an_actor(self, words: Sequence[str], match: Match) -> bool:
        """Return whether a phrase is about the others and says what is done, so that it leaves open who does it."""
        said = words[match.begin : match.end]
        if said[-1] == DAY:
            return _needs_a_doer(said)
        does = said[0] in _BARE or any(word.endswith("ing") for word in said)
        return does and self.about(words, match, is_doing=True) == {"they"}

    def is_of_mine(self, text: str, words: Sequence[str], match: Match) -> bool:
        """Return whether a phrase tells what somebody is to the person, as `my first choice`, and not to the others."""
        is_theirs = any(
            "their" in self.base.questions[question].choices.get(choice, "").split()
            for question, choices in match.meanings.items()
            for choice in choices
        )
        return is_theirs and bool(re.search(rf"\b(?:my|our) {re.escape(words[match.begin])}\b", text.casefold()))

    def is_mine(self, meanings: Mapping[str, Sequence[str]]) -> bool:
        """Return whether a phrase tells of what the person who speaks does."""
        return any(
            self.base.questions[question].can_become or self.given & {(question, choice) for choice in choices}
            for question, choices in meanings.items()
        )

    def about(self, words: Sequence[str], match: Match, *, is_doing: bool) -> set[str]:
        """Return whom the base names where it says what a phrase means; of what is being done, who does it."""
        question, choices = [*match.meanings.items()][-1]
        known = self.base.questions[question]
        named = {*words_of(" ".join(known.choices.get(choice, "") for choice in choices))} & {"i", "me", "they"}
        if not (is_doing and words[match.begin].endswith("ing")):
            return named
        asked = {*words_of(known.ask)}
        return named - {"me"} or ({"i"} if "you" in asked else set()) | (asked & {"they"})


def _needs_a_doer(said: Sequence[str]) -> bool:
    return said[0] in _BARE and not {*said} & (HEARD | {"know"})


def is_verb(match: Match, words: Sequence[str]) -> bool:
    """Return whether a phrase begins with what somebody did."""
    return is_act(words[match.begin])


def is_act(word: str) -> bool:
    """Return whether a word may be what somebody did."""
    return word.endswith("ed") or word in _VERBS
