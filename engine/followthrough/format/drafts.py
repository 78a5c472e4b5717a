"""Drafts of letters, as an author wrote them: the text of each part, and for which leads it is meant."""

from collections.abc import Iterator

import msgspec

from followthrough.errors import Place
from followthrough.format.conditions import AllOf, FactTest


class Paragraph(msgspec.Struct, frozen=True):
    """A part of a letter that is left out as a whole: a paragraph, or a sentence that `continues` the part above it.

    It keeps its lines, and is written for leads in which its `conditions` hold.
    """

    text: str
    conditions: AllOf = AllOf()
    continues: bool = False


class Letter(msgspec.Struct, frozen=True):
    """A draft of the letter for a step: `step` is the value of a goal that calls for it, `label` tells it from others.

    It is meant for leads in which its `conditions` hold. `to` is the address of an e-mail and `subject` its subject,
    empty if the draft has none. These and the paragraphs may contain `{fact}`, and `{today}`.
    """

    step: str
    to: str
    subject: str
    paragraphs: tuple[Paragraph, ...]
    place: Place
    label: str = ""
    conditions: AllOf = AllOf()

    @property
    def name(self) -> str:
        """What tells the draft from others of its step: its label, or else the step."""
        return self.label or self.step

    def texts(self) -> tuple[str, ...]:
        """Return all texts into which facts are written."""
        return (self.to, self.subject, *(paragraph.text for paragraph in self.paragraphs))

    def tests(self) -> Iterator[FactTest]:
        """Yield the tests that decide whether the draft, and each of its paragraphs, is written."""
        for conditions in (self.conditions, *(paragraph.conditions for paragraph in self.paragraphs)):
            yield from conditions.tests()
