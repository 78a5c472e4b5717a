"""What an entry of a base means, and its wording: what two versions of it are compared by, besides its name."""

from collections.abc import Set

from followthrough.format.counts import Count
from followthrough.format.expectations import Law
from followthrough.format.model import Concept, Counsel, Never, Passage, Question, Rule

Contents = tuple[object, object]
"""What an entry means, and its wording."""


def of_counsel(one: Counsel) -> Contents:
    """Read a counsel."""
    return (one.follows, one.advises), (one.person, one.work)


def of_passage(one: Passage) -> Contents:
    """Read a passage."""
    return one.narrative, one.gist


def of_question(one: Question) -> Contents:
    """Read a question."""
    answers = (one.kind, tuple(one.choices), one.unknown_allowed, one.low, one.high, one.not_before, one.ahead)
    means = (answers, str(one.only_if), one.can_become)
    return means, (one.ask, one.why, one.choices, one.unit)


def of_count(one: Count) -> Contents:
    """Read a count of days."""
    return (one.of, one.direction, one.low, one.high), one.means


def of_concept(one: Concept) -> Contents:
    """Read a concept."""
    return (tuple(one.values), one.many, one.otherwise, one.does), (one.means, one.values)


def of_rule(one: Rule, there: Set[str]) -> Contents:
    """Read a rule; that a row comes before others that are new, or gone, is no edit of the row."""
    overrides = [name for name in one.overrides if one.row is None or name in there]
    means = (one.counsel, str(one.conditions), str(one.unless), one.then, sorted(overrides), one.due)
    return means, (one.because, one.sources, one.inferred)


def of_law(one: Law) -> Contents:
    """Read a law."""
    return (sorted(one.counsels), str(one.conditions), one.after, one.never, str(one.claim)), one.because


def of_never(one: Never) -> Contents:
    """Read answers that exclude each other, which are named by their tests."""
    return (), one.because
