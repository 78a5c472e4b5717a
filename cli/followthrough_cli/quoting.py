"""Values and choices as they stand inside a sentence, with what to type for them."""

from followthrough.format.model import KnowledgeBase
from followthrough.format.sentences import inside


def in_quotes(text: str) -> str:
    """Return what a person reads in quotes, for use inside a sentence."""
    return f"“{inside(text)}”"


def typed_as(base: KnowledgeBase, concept: str, value: str) -> str:
    """Return a value in words, and in parentheses what to type for it, if that is anything else."""
    says = base.says(concept, value)
    return in_quotes(says) + (f" ({value})" if inside(says).casefold() != value.casefold() else "")


def choice_text(name: str, text: str) -> str:
    """Return a choice as a person reads it, and in parentheses what to type for it, if that is anything else.

    >>> choice_text("upcoming", "not yet"), choice_text("no", "No.")
    ('not yet (upcoming)', 'No.')
    """
    return text if inside(text).casefold() == name.casefold() else f"{text} ({name})"
