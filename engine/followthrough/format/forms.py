"""The shape of every file of a knowledge base: one description for the reader, the messages, and the editors.

Each class below is a form that an author fills in. `fill` (`filling`) turns a node of a file into a form, and `schemas`
(`json_schema`) turns the forms into JSON Schema, with which editors complete keys and mark mistakes.
"""

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from msgspec import Meta

from followthrough.errors import Place
from followthrough.format.codes import CODES
from followthrough.format.words import Word, Words

OneOrMore = tuple[Word, ...]
"""A word, or a list of words."""


class Conditions(dict[Word, "OneOrMore | list[Conditions]"]):
    """Tests of facts, all of which must hold; `any of` has a list of alternatives."""


class Premises(Conditions):
    """The tests of a rule's `if`. Without any, the rule always applies."""


class ExampleLead(dict[Word, Word | Words]):
    """The answers of an example lead, by question. Without any, nothing is known about it yet."""


KeyNames = Literal[
    "authority", "counsel", "passage", "rule", "concept", "date", "counted", "number", "own value",
    "question", "law", "answer", "change", "conclusion", "due", "expectation", "in between", "points",
]  # fmt: skip
"""What of a base stands under a key: a name of something, tests of what can be tested there, or names and their values.

The schema of one base enumerates it (`own_names`).
"""


def _about(what: str, allowed: Iterable[str] = (), names: KeyNames | None = None) -> Meta:
    schema = {"enum": list(allowed)} if allowed else None
    return Meta(description=what, extra_json_schema=schema, extra={"names": names} if names else None)


_FLAG = ("yes", "no")

Accepted = Annotated[
    dict[Word, Word] | None,
    Meta(
        description="findings that may stay: the code of each, and why",
        extra_json_schema={"propertyNames": {"enum": [code.name for code in CODES.values() if code.acceptable]}},
    ),
]
"""Findings about an entry that may stay, by code, with the reason."""

KINDS = ("choice", "yes/no", "number", "date", "text")
"""The kinds of questions."""

THE_SEARCH = "the search"
"""What a question is `about` whose answer holds for all leads of a person."""


class CounselForm(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"in_short": "in short", "read_at": "read at"}
):
    """One authority."""

    name: Annotated[Word, _about("the authority's name, as a person reads it")]
    work: Annotated[Word, _about("the work the rules are taken from")]
    in_short: Annotated[
        Word | None, _about("what it says, in a sentence or two, for a person who chooses whom to follow")
    ] = None
    read_at: Annotated[Word | None, _about("where a person can read the work: a web address, or another place")] = None
    follows: Annotated[OneOrMore, _about("counsels whose rules also apply, unless overridden", names="authority")] = ()
    advises: Annotated[
        Word, _about("no: it is never asked for advice, and its rules stand for those who follow it", _FLAG)
    ] = Word("yes", Place(""))


class ChoiceForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A choice of a question with more than what the person reads."""

    says: Annotated[Word, _about("what the person reads for it")]
    also: Annotated[OneOrMore, _about("everyday words for it, such as a tracker or a message has them")] = ()


class EndForm(ChoiceForm, frozen=True, forbid_unknown_fields=True, rename={"if_": "if"}):
    """A way in which a lead can end, with more than what the person reads."""

    if_: Annotated[
        Conditions | None,
        _about("tests of answers; a lead of a tracker in which all hold has ended so", names="question"),
    ] = None


class ListingForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"let_go": "let go"}):
    """What sorts the leads of a person."""

    first: Annotated[
        Conditions | None, _about("tests of answers; a lead in which all hold is listed first", names="question")
    ] = None
    waiting: Annotated[
        Conditions | None, _about("tests; a lead in which all hold is no work until its day has passed")
    ] = None
    let_go: Annotated[
        Conditions | None, _about("tests; a lead in which all hold is one to let go, unless it has a step to do")
    ] = None
    ends: Annotated[
        dict[Word, Word | EndForm] | None,
        _about("each way in which a lead can end, and what the person reads for it"),
    ] = None


class BaseForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"default_counsel": "default counsel"}):
    """base.yaml: what the knowledge is about, and whose it is."""

    title: Annotated[Word, _about("what the knowledge is about")]
    goals: Annotated[OneOrMore, _about("concepts that must be decided for every possible lead", names="concept")]
    counsels: Annotated[dict[Word, CounselForm], _about("the authorities")]
    default_counsel: Annotated[Word, _about("the counsel that advises when none is named", names="counsel")]
    shows: Annotated[OneOrMore, _about("other concepts shown with the advice", names="concept")] = ()
    leads: Annotated[ListingForm | None, _about("how the leads of a person are listed")] = None


class OverlayForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """base.yaml of an overlay: the counsels that it adds to a base."""

    counsels: Annotated[dict[Word, CounselForm] | None, _about("the authorities that it adds")] = None
    title: Annotated[Word | None, _about("what the knowledge is about, instead of the base's title")] = None
    shows: Annotated[OneOrMore, _about("further concepts shown with the advice", names="concept")] = ()


class OverlayWithMore(
    OverlayForm, frozen=True, forbid_unknown_fields=True, rename={"default_counsel": "default counsel"}
):
    """base.yaml of an overlay, which may by mistake say what only a base says."""

    goals: Annotated[OneOrMore, _about("what the base says")] = ()
    default_counsel: Annotated[Word | None, _about("what the base says")] = None


class PassageForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A passage with more than its gist."""

    gist: Annotated[Word, _about("what the passage says, in your own words")]
    text: Annotated[Word | None, _about("the passage itself, if you may show it")] = None
    narrative: Annotated[Word, _about("yes: it tells a story, and needs no rule", _FLAG)] = Word("no", Place(""))
    accepted: Accepted = None


SourcesForm = Annotated[
    dict[Word, dict[Word, Word | PassageForm]],
    _about("the gist of every passage of each counsel", names="authority"),
]
"""sources.yaml: for each counsel, the gist of every passage."""


class QuestionForm(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    rename={
        "only_if": "only if",
        "low": "from",
        "high": "to",
        "can_become": "can become",
        "not_before": "not before",
    },
):
    """What a person can be asked."""

    needed_by_kind: ClassVar = ("choices", "from", "to")

    question: Annotated[Word, _about("the name of the fact: lowercase letters, digits, _")]
    ask: Annotated[Word, _about("the question as the person reads it")]
    kind: Annotated[Word, _about("choice, yes/no, number, date, or text", KINDS)]
    why: Annotated[Word, _about("why it is asked, as the person reads it")]
    choices: Annotated[dict[Word, Word | ChoiceForm] | None, _about("each value, and what the person reads for it")] = (
        None
    )
    also: Annotated[OneOrMore, _about("what else people call it, such as the columns of a tracker")] = ()
    many: Annotated[Word | None, _about("yes: several choices may be the answer, or none of them", _FLAG)] = None
    unknown: Annotated[Word | None, _about("allowed: 'I don't know' is an answer", ["allowed"])] = None
    only_if: Annotated[Conditions | None, _about("asked, and possible, only if this holds", names="question")] = None
    low: Annotated[Word | None, _about("the smallest number", names="number")] = None
    high: Annotated[Word | None, _about("the largest number", names="number")] = None
    unit: Annotated[Word | None, _about("what the number counts")] = None
    decimals: Annotated[Word | None, _about("how many decimals the number has, 0 to 6")] = None
    can_become: Annotated[
        OneOrMore, _about("values the person can bring about, in the order they come about", names="own value")
    ] = ()
    harmful: Annotated[
        OneOrMore, _about("values of `can become` that no one is told to bring about", names="own value")
    ] = ()
    not_before: Annotated[
        OneOrMore, _about("date questions whose days come first, or are the same day", names="date")
    ] = ()
    ahead: Annotated[Word | None, _about("yes: the day may lie ahead although it follows another", _FLAG)] = None
    about: Annotated[
        Word | None, _about("the search: the answer holds for all leads of a person, who is asked once", [THE_SEARCH])
    ] = None
    accepted: Accepted = None


class MoreChoicesForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Choices that an overlay adds to a question of the base."""

    question: Annotated[Word, _about("the question")]
    choices: Annotated[dict[Word, Word | ChoiceForm], _about("each value to add, and what the person reads for it")]


class NeverForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Answers that cannot occur together."""

    never: Annotated[Conditions, _about("tests of answers that cannot all hold", names="question")]
    because: Annotated[Word, _about("why they cannot all hold")]
    accepted: Accepted = None


class ValueForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value of a goal with more than its sentence."""

    says: Annotated[Word, _about("what the person reads for it")]
    does: Annotated[
        dict[Word, Word | Words | dict[Word, Word]] | None,
        _about(
            "what changes once it is done: question: its answer then, today for a date, or {now: then}", names="change"
        ),
    ] = None


class ConceptForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"low": "from", "high": "to"}):
    """What rules conclude, a count of days, or a sum of points."""

    needed_by_kind: ClassVar = ("means", "values")

    concept: Annotated[Word, _about("the name of the concept: lowercase letters, digits, _")]
    means: Annotated[Word | None, _about("what it means")] = None
    values: Annotated[dict[Word, Word | ValueForm] | None, _about("each value, and what the person reads for it")] = (
        None
    )
    many: Annotated[Word | None, _about("yes: it may hold several values at once", _FLAG)] = None
    otherwise: Annotated[Word | None, _about("the value when no rule decides one", names="own value")] = None
    counts: Annotated[
        Word | None,
        _about("days since QUESTION, days until QUESTION, or days from QUESTION to QUESTION", names="counted"),
    ] = None
    adds: Annotated[
        dict[Word, dict[Word, Word]] | None,
        _about(
            "for a sum of points: for each fact, tests, each with the points that it adds where it is true",
            names="points",
        ),
    ] = None
    low: Annotated[Word | None, _about("the smallest number of days, or of points", names="number")] = None
    high: Annotated[Word | None, _about("the largest number of days, or of points", names="number")] = None
    unit: Annotated[Word | None, _about("what a sum counts")] = None
    decimals: Annotated[Word | None, _about("how many decimals the points of a sum have, 0 to 6")] = None
    accepted: Accepted = None


class RuleForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"if_": "if"}):
    """A rule."""

    rule: Annotated[Word, _about("the name of the rule: lowercase letters, digits, -")]
    counsel: Annotated[Word, _about("the counsel whose rule it is", names="authority")]
    source: Annotated[OneOrMore, _about("the passages it is based on", names="passage")]
    if_: Annotated[Premises, _about("tests of facts, all of which must hold")]
    then: Annotated[dict[Word, OneOrMore], _about("what it concludes: concept: value", names="conclusion")]
    because: Annotated[Word, _about("the reason, as a person reads it; {fact} is filled in")]
    unless: Annotated[Conditions | None, _about("the rule is silent if all of this is known to hold")] = None
    overrides: Annotated[OneOrMore, _about("rules that are defeated when this one fires", names="rule")] = ()
    due: Annotated[
        Word | dict[Word, Word] | None, _about("today, or counts and the days they must reach", names="due")
    ] = None
    inferred: Annotated[Word, _about("yes: what the passage is taken to mean, not what it says", _FLAG)] = Word(
        "no", Place("")
    )
    accepted: Accepted = None


class LawForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"if_": "if"}):
    """What must hold for every possible lead."""

    needed_by_kind: ClassVar = ("never", "then")

    law: Annotated[Word, _about("what must hold, in a few words")]
    because: Annotated[Word, _about("why it must hold, as a person reads it")]
    counsel: Annotated[
        OneOrMore, _about("the counsels under which it must hold: all that advise, if left out", names="counsel")
    ] = ()
    if_: Annotated[
        Premises | None,
        _about("tests as in a rule, which pick the leads; of a concept, also `due` and `as COUNSEL`", names="law"),
    ] = None
    after: Annotated[
        Word | None,
        _about("doing CONCEPT, or a number of days: what happens between `if` and the rest", names="in between"),
    ] = None
    never: Annotated[Conditions | None, _about("tests that must not all hold for those leads", names="law")] = None
    then: Annotated[Conditions | None, _about("tests that must all hold for those leads", names="law")] = None
    accepted: Accepted = None


class CaseForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An example lead and the advice expected for it."""

    case: Annotated[Word, _about("what the lead is, in a few words")]
    lead: Annotated[ExampleLead, _about("the answers: question: value", names="answer")]
    expect: Annotated[
        dict[Word, dict[Word, OneOrMore]],
        _about("for each counsel: concept: value, and fired, defeated, silent: rules", names="expectation"),
    ]
    accepted: Accepted = None


FILE_FORMS: dict[str, Any] = {
    "base": BaseForm,
    "sources": SourcesForm,
    "questions": list[QuestionForm | NeverForm],
    "concepts": list[ConceptForm],
    "rules": list[RuleForm],
    "laws": list[LawForm],
    "cases": list[CaseForm],
}
"""The form of each kind of file."""

OVERLAY_FORMS: dict[str, Any] = {
    **FILE_FORMS,
    "base": OverlayForm,
    "questions": list[MoreChoicesForm | QuestionForm | NeverForm],
}
"""The form of each kind of file in an overlay."""
