"""Addresses: they hold the answers of a lead that is not saved, so a page can be bookmarked without being shared.

    /?interview=done&want_it=yes                     two answers; the page asks the next question
    /?interview=done&want_it=yes&ask-again=want_it   the same, but asks one of them again
    /?interview=done&...&if-want_it=no               what if the answer were different
    /?interview=done&...&aside-called=...            an answer that another one put aside
    /leads/4f...?if-want_it=no                       the same for a lead in the search log, which has the answers

The name of a question never contains a hyphen, so no question can be mistaken for a setting.
"""

from collections.abc import Mapping
from typing import Literal
from urllib.parse import parse_qsl, urlencode

import msgspec

from followthrough.format.applicability import names_of
from followthrough.format.choices import written
from followthrough.format.conditions import Value
from followthrough.format.model import KnowledgeBase
from followthrough.leads.log.aside import Aside

IF = "if-"
AGAIN = "ask-again"
HEAR = "hear-also"
LETTER = "the-letter"
LEFT_OUT = "left-out"
DRAFT = "the-draft"
ASIDE = "aside-"
BACK = "brought-back"
DID = "just-did"
NOW = "just-now"

Page = Literal[
    "", "reasons", "letter", "file", "answer", "did", "set", "save", "drop", "resume", "undo", "redo", "note", "fit"
]

JustDone = Literal["", "saved", "recorded", "dropped", "resumed", "noted", "undone", "redone"]
"""What a person has just done to a lead in the log, beside answering and reporting a step."""


class Address(msgspec.Struct, frozen=True):
    """A lead as an address names it.

    `answers` are those in the address; a lead with a `key` has its answers in the log instead. `trying` has answers to
    try out, where an empty text takes an answer away. `again` is the question to ask again, `hear` another counsel to
    ask questions for, `letter` the step of the letter to write, and `draft` the draft to take instead of the one for
    this lead. `left_out` lists, separated by commas, the answers that no longer fit the last one, and `back` those that
    it brought back; `did` is the step that was just recorded as done, and `now` what else was just done. `aside` has
    all answers that are put aside; those of a lead in the log are there.
    """

    answers: Mapping[str, str] = {}
    key: str = ""
    trying: Mapping[str, str] = {}
    again: str = ""
    hear: str = ""
    letter: str = ""
    left_out: str = ""
    draft: str = ""
    back: str = ""
    did: str = ""
    now: str = ""
    aside: Mapping[str, Aside] = {}

    @classmethod
    def read(cls, query: str, key: str = "") -> "Address":
        """Read a query."""
        pairs = dict(parse_qsl(query, keep_blank_values=True))
        settings = {name: pairs.pop(name, "") for name in (AGAIN, HEAR, LETTER, LEFT_OUT, DRAFT, BACK, DID, NOW)}
        trying = {name.removeprefix(IF): value for name, value in pairs.items() if name.startswith(IF)}
        aside = {name.removeprefix(ASIDE): value for name, value in pairs.items() if name.startswith(ASIDE)}
        answers = {name: value for name, value in pairs.items() if value and not name.startswith((IF, ASIDE))}
        return cls(
            answers={} if key else answers,
            key=key,
            trying=trying,
            again=settings[AGAIN],
            hear=settings[HEAR],
            letter=settings[LETTER],
            left_out=settings[LEFT_OUT],
            draft=settings[DRAFT],
            back=settings[BACK],
            did=settings[DID],
            now=settings[NOW],
            aside={} if key else {name: one for name, value in aside.items() if (one := _read_aside(value))},
        )

    def to(self, page: Page = "") -> str:
        """Return the address as text, or that of another page about the same lead."""
        path = f"/leads/{self.key}/{page}".rstrip("/") if self.key else f"/{page}"
        settings = {
            AGAIN: self.again,
            HEAR: self.hear,
            LETTER: self.letter,
            LEFT_OUT: self.left_out,
            DRAFT: self.draft,
            BACK: self.back,
            DID: self.did,
            NOW: self.now,
        }
        pairs = [
            *self.answers.items(),
            *((f"{IF}{name}", value) for name, value in self.trying.items()),
            *((name, value) for name, value in settings.items() if value),
            *((f"{ASIDE}{name}", urlencode(_as_pairs(one))) for name, one in self.aside.items()),
        ]
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def plain(self) -> "Address":
        """Return the address without answers to try and without a question to ask again."""
        return Address(answers=self.answers, key=self.key, hear=self.hear, aside=self.aside)

    def asking(self, question: str) -> "Address":
        """Return the address that asks a question again."""
        return msgspec.structs.replace(self.plain(), again=question)

    def hearing(self, counsel: str) -> "Address":
        """Return the address that asks for another counsel too."""
        return msgspec.structs.replace(self.plain(), hear=counsel)

    def writing(self, letter: str, draft: str = "") -> "Address":
        """Return the address of a letter, or of one of its drafts."""
        return msgspec.structs.replace(self.plain(), letter=letter, draft=draft)

    def having(self, answers: Mapping[str, Value]) -> "Address":
        """Return the address with other answers. The answers of a lead in the log are not in its address."""
        return msgspec.structs.replace(self.plain(), answers={} if self.key else as_texts(answers))

    def supposing(self, changes: Mapping[str, str]) -> "Address":
        """Return the address that tries these answers and no others."""
        return msgspec.structs.replace(self.plain(), trying=dict(changes))


def _as_pairs(aside: Aside) -> dict[str, str]:
    return {"is": aside.value, aside.question: aside.before}


def _read_aside(text: str) -> Aside | None:
    """Read an answer that is put aside; None if the address was changed by hand."""
    match parse_qsl(text, keep_blank_values=True):
        case [("is", value), (question, before)]:
            return Aside(value, question, before)
        case _:
            return None


def as_texts(answers: Mapping[str, Value]) -> dict[str, str]:
    """Return the answers as texts that can be read back."""
    return {name: written(value) for name, value in answers.items()}


def tried(base: KnowledgeBase, answers: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    """Apply changes to answers. A date and its counts of days replace each other; an empty text removes an answer."""
    gone = {one for name in changes for one in names_of(base, name)} - changes.keys()
    merged = {name: value for name, value in {**answers, **changes}.items() if name not in gone}
    return {name: value for name, value in merged.items() if value}
