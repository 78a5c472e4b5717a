"""What a person means by a name that they type, and whether an entry can have another."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from followthrough.authoring.renaming.renames import Renames
from followthrough.errors import LeadError, Place, Problem, did_you_mean
from followthrough.format.choices import NONE
from followthrough.format.model import KnowledgeBase
from followthrough.format.resolve.names import is_name, is_new_fact, read_values
from followthrough.format.resolve.notes import Notes
from followthrough.format.resolve.vocabulary import Vocabulary
from followthrough.format.sentences import listed
from followthrough.format.words import Word, composed, is_safe, quoted

KINDS = {"facts": "fact", "values": "value", "rules": "rule", "passages": "passage", "counsels": "counsel"}
"""What can be renamed: kinds as in `Renames.key`, and the word for one of each."""


class Named(msgspec.Struct, frozen=True):
    """An entry by its kind and its name; the name of a value has its fact, and that of a passage its counsel."""

    kind: str
    key: Any

    @property
    def name(self) -> str:
        """The name itself."""
        return str(self.key[1] if self.kind in ("values", "passages") else self.key)

    @property
    def what(self) -> str:
        """The word for an entry of its kind."""
        return KINDS[self.kind]

    def written(self) -> str:
        """Return what means this entry and no other."""
        if self.kind == "values":
            return f"{self.key[0]}: {self.key[1]}"
        return " ".join(self.key) if self.kind == "passages" else f"{self.what} {self.key}"

    def __str__(self) -> str:
        owner = f" of {self.key[0]}" if self.kind in ("values", "passages") else ""
        return f"the {self.what} {quoted(self.name) if self.kind == 'values' else self.name}{owner}"

    def renamed(self, new: str) -> Renames:
        """Return this entry's new name."""
        if self.kind == "values":
            return Renames(values={self.key[0]: {self.key[1]: new}})
        names: dict[str, Any] = {self.kind: {self.key: new}}
        return Renames(**names)


def named(base: KnowledgeBase, text: str) -> Named:
    """Return the entry that a text names: by its name, or with its kind, its fact, or its counsel before it.

    Raises LeadError if it names none, or several.
    """
    plain = composed(text).strip()
    entries = list(_entries(base))
    meant = _valued(base, plain) or plain
    found = [entry for entry in entries if meant in (entry.written(), *_by_kind(base, entry))]
    found = found or [entry for entry in entries if plain == entry.name]
    if len(found) == 1:
        return found[0]
    if found:
        ways = listed([quoted(entry.written()) for entry in found], "or")
        raise _refused(text, f"{quoted(plain)} names {len(found)} entries", f"write {ways}")
    raise _refused(text, *_unknown(base, plain, entries))


def checked(base: KnowledgeBase, entry: Named, text: str) -> str:
    """Return the name that an entry is to have, if it can. Raises LeadError with what is wrong with it."""
    new = _without_owner(entry, composed(text).strip())
    place = _place(text)
    if new == entry.name:
        raise _refused(text, f"is the name of {entry} already", "choose another name")
    taken = _places(base, entry).get(new)
    if taken is not None:
        raise _refused(text, f"the name {quoted(new)} is already used at {taken}", "choose another name")
    notes = Notes([], frozenset())
    if entry.kind == "facts":
        is_new_fact(Word(new, place), "concepts", Vocabulary.of(base), notes)
    elif entry.kind == "values":
        _check_value(base, entry, new, text)
        read_values(Word(entry.key[0], place), {Word(new, place): Word(new, place)}, Vocabulary(), notes)
    else:
        is_name(Word(new, place), entry.what, "", notes)
    if notes.problems:
        raise LeadError(notes.problems)
    return new


def _check_value(base: KnowledgeBase, entry: Named, new: str, text: str) -> None:
    """Refuse a value that has to be what it is, and a name that cannot be shown."""
    question = base.questions.get(entry.key[0])
    if question is not None and question.kind == "yes/no":
        remedy = "write under its `choices:` what a person reads for them"
        raise _refused(text, f"{question.name} is a yes/no question, whose values are yes and no", remedy)
    if question is not None and question.many and entry.name == NONE:
        remedy = f"write `{NONE}` under its `choices:` with what a person reads for it"
        raise _refused(text, f"{NONE} means that none of the choices of {question.name} is so", remedy)
    if not is_safe(new) or "\t" in new:
        raise _refused(text, "the name has a control character", "remove it: it is invisible")


def _without_owner(entry: Named, new: str) -> str:
    """Return a new name without the fact, or the counsel, that it may be told with, which stays the same."""
    if entry.kind == "values":
        return re.sub(rf"^{re.escape(entry.key[0])}\s*[:=]\s*", "", new)
    return new.removeprefix(f"{entry.key[0]} ") if entry.kind == "passages" else new


def _places(base: KnowledgeBase, entry: Named) -> Mapping[str, Place]:
    """Return the names that an entry cannot have, since others of its kind have them, and where these stand."""
    words = Vocabulary.of(base)
    if entry.kind == "values":
        fact = entry.key[0]
        return dict.fromkeys(words.values_of(fact), {**words.answers(), **words.concepts}[fact].place)
    if entry.kind == "passages":
        return {name: one.place for (counsel, name), one in base.passages.items() if counsel == entry.key[0]}
    if entry.kind == "rules":
        return {name: rule.place for name, rule in base.rules.items()}
    return words.definitions()[entry.what]


# What a text may mean


def _entries(base: KnowledgeBase) -> Iterator[Named]:
    words = Vocabulary.of(base)
    yield from (Named("facts", fact) for fact in words.facts())
    yield from (Named("values", (fact, value)) for fact in words.facts() for value in words.values_of(fact))
    yield from (Named("rules", name) for name in base.rules)
    yield from (Named("passages", key) for key in base.passages)
    yield from (Named("counsels", name) for name in base.authorities)


def _valued(base: KnowledgeBase, text: str) -> str | None:
    """Return how a value of a fact is written that a text names with its fact; None if it names no fact."""
    match = re.fullmatch(r"([a-z][a-z0-9_]*)\s*[:=]\s*(.+)", text)
    return f"{match[1]}: {match[2]}" if match and match[1] in Vocabulary.of(base).facts() else None


def _by_kind(base: KnowledgeBase, entry: Named) -> tuple[str, ...]:
    """Return what else means a fact and no other entry: its name after the kind of its entry."""
    if entry.kind != "facts":
        return ()
    kinds = {
        "question": base.questions,
        "count": {**base.counts, **base.spans},
        "concept": base.concepts,
        "sum": base.sums,
    }
    return tuple(f"{kind} {entry.key}" for kind, entries in kinds.items() if entry.key in entries)


def _unknown(base: KnowledgeBase, text: str, entries: Sequence[Named]) -> tuple[str, str]:
    """Return that a text names nothing, and what it may mean."""
    words = Vocabulary.of(base)
    fact, _, value = (_valued(base, text) or "").partition(": ")
    if fact:
        return f"{quoted(fact)} has no value {quoted(value)}", did_you_mean(value, words.values_of(fact))
    counsel, _, passage = text.partition(" ")
    if counsel in base.authorities and passage:
        cited = [name for owner, name in base.passages if owner == counsel]
        return f"{counsel} has no passage {quoted(passage)}", did_you_mean(passage, cited)
    told = {law.name: ("law", law.place) for law in base.laws} | {
        case.name: ("case", case.place) for case in base.cases
    }
    if text in told:
        what, place = told[text]
        return f"nothing mentions a {what} by its name", f"change it at {place}"
    return f"nothing is named {quoted(text)}", did_you_mean(text, dict.fromkeys(entry.name for entry in entries))


def _refused(text: str, wrong: str, remedy: str) -> LeadError:
    return LeadError([Problem(_place(text), wrong, remedy)])


def _place(text: str) -> Place:
    """Return what stands for a text that was typed, as a place."""
    return Place(text if text.strip() else "rules rename")
