"""The shape of every file of a knowledge base: one description for the reader, the messages and the editors.

Each class below is a form that an author fills in. `fill` turns a node of a file into a form and notes
everything in it that does not fit; `schemas` turns the same forms into JSON Schema, which editors read to
complete keys and mark mistakes while a file is written.
"""

import types
from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, ClassVar, Union, cast, get_args, get_origin

import msgspec
from msgspec import Meta

from followthrough.errors import Place, Problem, did_you_mean, nearest
from followthrough.format.codes import CODES
from followthrough.format.hints import ANY_OF, KEYS, MEANT
from followthrough.format.words import Entries, Node, Noted, Word, Words, describe, quoted

OneOrMore = tuple[Word, ...]
"""A word, or a list of words."""


class Conditions(dict[Word, "OneOrMore | list[Conditions]"]):
    """Tests of facts, all of which must hold; under `any of` stands a list of alternatives."""


class Premises(Conditions):
    """The tests of a rule's `if`: without any, the rule always applies."""


class Answers(dict[Word, Word]):
    """The answers of an example lead, by question: without any, nothing is known of it yet."""


def _about(what: str, allowed: Iterable[str | bool] = ()) -> Meta:
    schema = {"enum": list(allowed)} if allowed else None
    return Meta(description=what, extra_json_schema=schema)


_FLAG: tuple[str | bool, ...] = ("yes", "no", True, False)
"""What an editor may see where we read yes or no: YAML 1.1 makes booleans of the words."""

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


class CounselForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One authority."""

    name: Annotated[Word, _about("the authority's name, as a person reads it")]
    work: Annotated[Word, _about("the work the rules are taken from")]
    follows: Annotated[OneOrMore, _about("counsels whose rules stand here too, unless overridden")] = ()


class BaseForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"default_counsel": "default counsel"}):
    """base.yaml: what the knowledge is about, and whose it is."""

    title: Annotated[Word, _about("what the knowledge is about")]
    goals: Annotated[OneOrMore, _about("concepts that must be decided for every possible lead")]
    counsels: Annotated[dict[Word, CounselForm], _about("the authorities")]
    default_counsel: Annotated[Word, _about("the counsel that advises when none is named")]
    shows: Annotated[OneOrMore, _about("further concepts shown with the advice")] = ()


class PassageForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A passage of which more is said than its gist."""

    gist: Annotated[Word, _about("what the passage says, in your own words")]
    narrative: Annotated[Word, _about("yes: it asks for no rule of its own", _FLAG)] = Word("no", Place(""))
    accepted: Accepted = None


SourcesForm = dict[Word, dict[Word, Word | PassageForm]]
"""sources.yaml: for each counsel, the gist of every passage."""


class QuestionForm(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    rename={"only_if": "only if", "low": "from", "high": "to", "can_become": "can become"},
):
    """What a person can be asked."""

    needed_by_kind: ClassVar = ("choices", "from", "to")

    question: Annotated[Word, _about("the name of the fact: small letters, digits, _")]
    ask: Annotated[Word, _about("the question as the person reads it")]
    kind: Annotated[Word, _about("choice, yes/no, number, date or text", KINDS)]
    why: Annotated[Word, _about("why it is asked, as the person reads it")]
    choices: Annotated[dict[Word, Word] | None, _about("each value, and what the person reads for it")] = None
    unknown: Annotated[Word | None, _about("allowed: 'I don't know' is an answer", ["allowed"])] = None
    only_if: Annotated[Conditions | None, _about("asked, and possible, only where this holds")] = None
    low: Annotated[Word | None, _about("the least number")] = None
    high: Annotated[Word | None, _about("the greatest number")] = None
    unit: Annotated[Word | None, _about("what the number counts")] = None
    can_become: Annotated[OneOrMore, _about("values the person can bring about, in the order they come about")] = ()
    accepted: Accepted = None


class NeverForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Answers that cannot occur together."""

    never: Annotated[Conditions, _about("tests of answers that cannot all hold")]
    because: Annotated[Word, _about("why they cannot")]
    accepted: Accepted = None


class ConceptForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"low": "from", "high": "to"}):
    """What rules conclude, or a count of days."""

    needed_by_kind: ClassVar = ("means", "values")

    concept: Annotated[Word, _about("the name of the concept: small letters, digits, _")]
    means: Annotated[Word | None, _about("what it means")] = None
    values: Annotated[dict[Word, Word] | None, _about("each value, and what the person reads for it")] = None
    many: Annotated[Word | None, _about("yes: it may hold several values at once", _FLAG)] = None
    otherwise: Annotated[Word | None, _about("the value when no rule decides one")] = None
    counts: Annotated[Word | None, _about("days since QUESTION, or days until QUESTION")] = None
    low: Annotated[Word | None, _about("the least number of days")] = None
    high: Annotated[Word | None, _about("the greatest number of days")] = None
    accepted: Accepted = None


class RuleForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"if_": "if"}):
    """A rule."""

    rule: Annotated[Word, _about("the name of the rule: small letters, digits, -")]
    counsel: Annotated[Word, _about("whose rule it is")]
    source: Annotated[OneOrMore, _about("the passages it rests on")]
    if_: Annotated[Premises, _about("tests of facts, all of which must hold")]
    then: Annotated[dict[Word, OneOrMore], _about("what it concludes: concept: value")]
    because: Annotated[Word, _about("the reason, as a person reads it; {fact} is filled in")]
    unless: Annotated[Conditions | None, _about("silent where all of this is known to hold")] = None
    overrides: Annotated[OneOrMore, _about("rules that are defeated when this one fires")] = ()
    due: Annotated[Word | dict[Word, Word] | None, _about("today, or a count and the day it must reach")] = None
    accepted: Accepted = None


class CaseForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An example lead and the advice expected for it."""

    case: Annotated[Word, _about("what the lead is, in a few words")]
    lead: Annotated[Answers, _about("the answers: question: value")]
    expect: Annotated[
        dict[Word, dict[Word, OneOrMore]],
        _about("for each counsel: concept: value, and fired, defeated, silent: rules"),
    ]
    accepted: Accepted = None


FILE_FORMS: dict[str, Any] = {
    "base": BaseForm,
    "sources": SourcesForm,
    "questions": list[QuestionForm | NeverForm],
    "concepts": list[ConceptForm],
    "rules": list[RuleForm],
    "cases": list[CaseForm],
}
"""Every kind of file, and the form of its content."""


def schemas() -> dict[str, dict[str, Any]]:
    """Make the JSON Schema (draft 2020-12) of every kind of file, by kind.

    >>> schemas()["rules"]["items"]["$ref"]
    '#/$defs/RuleForm'
    """
    made = {}
    for kind, form in FILE_FORMS.items():
        defs: dict[str, Any] = {}
        content = _schema(form, defs)
        made[kind] = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": f"followthrough {kind}",
            **content,
            "$defs": dict(sorted(defs.items())),
        }
    return made


_SCALAR = {"type": ["string", "number", "boolean"]}
"""Every scalar is text to us; an editor's YAML reader sees a number in `7` and a boolean in `true`."""

_WORDS = {"anyOf": [_SCALAR, {"type": "array", "minItems": 1, "items": _SCALAR}]}

_PARTS = {
    "properties": {"any of": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Conditions"}}},
    "additionalProperties": _WORDS,
}


def _schema(form: Any, defs: dict[str, Any]) -> dict[str, Any]:
    """Describe a form; classes are described once, in `defs`. The branches are those of `fill`."""
    origin = get_origin(form)
    if origin is Annotated:
        kind, meta = get_args(form)
        return {**_schema(kind, defs), "description": meta.description, **(meta.extra_json_schema or {})}
    if origin in (Union, types.UnionType):
        options = [_schema(one, defs) for one in get_args(form) if one is not type(None)]
        return options[0] if len(options) == 1 else {"anyOf": options}
    if origin is tuple:
        return _WORDS
    if origin is list:
        return {"type": "array", "minItems": 1, "items": _schema(get_args(form)[0], defs)}
    if origin is dict:
        return {"type": "object", "minProperties": 1, "additionalProperties": _schema(get_args(form)[1], defs)}
    if form is Word:
        return _SCALAR
    if form is Answers:
        return {"type": "object", "additionalProperties": _SCALAR}
    if issubclass(form, Conditions):
        defs["Conditions"] = {"type": "object", "minProperties": 1, **_PARTS}
        defs["Premises"] = {"type": "object", **_PARTS}
        return {"$ref": f"#/$defs/{form.__name__}"}
    fields = msgspec.structs.fields(form)
    defs[form.__name__] = {
        "type": "object",
        "description": form.__doc__,
        "properties": {field.encode_name: _schema(field.type, defs) for field in fields},
        "required": [field.encode_name for field in fields if field.required],
        "additionalProperties": False,
    }
    return {"$ref": f"#/$defs/{form.__name__}"}


def fill(node: Node, form: Any, problems: list[Problem]) -> Any:
    """Fill in a form from a node, and note what does not fit.

    Something of the form always comes back, so that the rest of it can be read too: where a word should stand
    and does not, there is a `Noted`; what else is missing is empty.
    """
    origin = get_origin(form)
    if origin is Annotated:
        return fill(node, get_args(form)[0], problems)
    if origin in (Union, types.UnionType):
        return fill(node, _alternative(node, get_args(form)), problems)
    if origin is tuple:
        return _one_or_more(node, problems)
    if origin is list:
        return _list(node, get_args(form)[0], problems)
    if origin is dict:
        return _mapping(node, get_args(form)[1], problems)
    if form is Word:
        return _word(node, problems)
    if form is Answers:
        return _answers(node, problems)
    if issubclass(form, Conditions):
        return _conditions(node, form, problems)
    return _struct(node, form, problems)


def _alternative(node: Node, alternatives: Iterable[Any]) -> Any:
    """Choose the alternative that a node means: by its kind, and among mappings by the most keys in common."""
    present = [one for one in alternatives if one is not type(None)]
    if isinstance(node, Entries):
        return max(present, key=lambda one: -1 if one is Word else len(_keys(one) & set(node)))
    return Word if Word in present else present[0]


def _keys(form: Any) -> set[str]:
    is_struct = isinstance(form, type) and issubclass(form, msgspec.Struct)
    return set(_fields(form)) if is_struct else set()


@cache
def _fields(form: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    """Give the fields of a form by their keys; msgspec works them out anew each time it is asked."""
    return {field.encode_name: field for field in msgspec.structs.fields(form)}


def _wrong(node: Node, wanted: str, problems: list[Problem]) -> None:
    if node in ([], {}):
        problems.append(Problem(node.at, f"is {describe(node)}", "write something in it, or remove it"))
    elif not isinstance(node, Noted):
        quotes = ", in quotes if it begins with { or [" if wanted == "a text" and not isinstance(node, Word) else ""
        problems.append(Problem(node.at, f"expected {wanted}, found {describe(node)}", f"write {wanted} here{quotes}"))


def _word(node: Node, problems: list[Problem]) -> Word:
    if isinstance(node, Word) and node.strip():
        return node
    _wrong(node, "a text", problems)
    return Noted(node.at)


def _one_or_more(node: Node, problems: list[Problem]) -> OneOrMore:
    if isinstance(node, Entries) or node == []:
        _wrong(node, "a text or a list of texts", problems)
        return ()
    found = [_word(one, problems) for one in (node if isinstance(node, Words) else [node])]
    return tuple(word for word in found if not isinstance(word, Noted))


def _list(node: Node, form: Any, problems: list[Problem]) -> list[Any]:
    if isinstance(node, Words) and node:
        return [fill(item, form, problems) for item in node]
    _wrong(node, "a list (lines that start with -)", problems)
    return []


def _mapping(node: Node, form: Any, problems: list[Problem]) -> dict[Word, Any]:
    if isinstance(node, Entries) and (node or not node.whole):
        return {key: fill(value, form, problems) for key, value in node.items()}
    _wrong(node, "a mapping (lines of key: value)", problems)
    return {}


def _answers(node: Node, problems: list[Problem]) -> Answers:
    if isinstance(node, Entries):
        return Answers({key: _word(value, problems) for key, value in node.items()})
    _wrong(node, "a mapping (lines of key: value)", problems)
    return Answers({Noted(node.at): Noted(node.at)})


def _conditions(node: Node, form: type[Conditions], problems: list[Problem]) -> Conditions:
    conditions = form()
    if not isinstance(node, Entries) or (not node and node.whole and form is Conditions):
        _wrong(node, "a mapping (lines of fact: test)", problems)
        return conditions
    for key, value in node.items():
        if key != ANY_OF and (remedy := _instead(key, value)) is not None:
            problems.append(Problem(key.at, f"unknown key {quoted(key)} among tests", remedy))
        elif key != ANY_OF:
            conditions[key] = _one_or_more(value, problems)
        elif isinstance(value, Words) and value:
            conditions[key] = cast(list[Conditions], _list(value, Conditions, problems))
        else:
            _wrong(value, "a list of alternatives (each `- fact: test`)", problems)
    return conditions


def _instead(key: Word, value: Node) -> str | None:
    """Say what to write instead of a key under which tests stand, which only `any of` has; None if none do."""
    if not isinstance(value, Entries) and not (
        isinstance(value, Words) and any(isinstance(one, Entries) for one in value)
    ):
        return None
    if key.lower() in KEYS:
        return KEYS[key.lower()]
    return f"did you mean {ANY_OF!r}?" if nearest(key, [ANY_OF]) is not None else None


def _struct(node: Node, form: type[msgspec.Struct], problems: list[Problem]) -> msgspec.Struct:
    given: dict[str, Node] = {}
    if isinstance(node, Entries):
        given = _given(node, form, problems)
    else:
        _wrong(node, "a mapping (lines of key: value)", problems)
    filled: dict[str, Any] = {}
    for key, field in _fields(form).items():
        if key in given:
            filled[field.name] = fill(given[key], field.type, problems)
        elif field.required:
            if isinstance(node, Entries) and node.whole:
                what = get_args(field.type)[1].description
                problems.append(Problem(node.at, f"has no {key!r}", f"add '{key}:' ({what})"))
            filled[field.name] = fill(Noted(node.at), field.type, problems)
    return form(**filled)


def _meant(key: Word, form: type[msgspec.Struct], lacked: list[str]) -> str | None:
    """Guess which of the keys that an entry lacks a foreign one is meant to be: one like it, or its word elsewhere."""
    elsewhere = MEANT.get(form.__name__.removesuffix("Form").lower(), {}).get(key.lower())
    return elsewhere if elsewhere in lacked else nearest(key, lacked)


def _given(node: Entries, form: type[msgspec.Struct], problems: list[Problem]) -> dict[str, Node]:
    """Give what stands under each key of a form; note keys that it does not have.

    Such a key counts for the one that it is like. One that is like none is meant to be the one that is missing, if
    there is but one of each: then what is missing is not noted once more.
    """
    fields = _fields(form)
    given: dict[str, Node] = {str(key): value for key, value in node.items() if key in fields}
    foreign = [key for key in node if key not in fields]
    remedies = {key: "indent it below `if:`" if key == ANY_OF else did_you_mean(key, fields) for key in foreign}
    strange = []
    for key in remedies:
        meant = _meant(key, form, [one for one in fields if one not in given])
        if meant is None:
            strange.append(key)
        else:
            given[meant] = node[key]
            remedies[key] = f"did you mean {meant!r}?"
    missing = [key for key in fields if fields[key].required and key not in given]
    if len(strange) == len(missing) == 1:
        given[missing[0]] = Noted(node.at)
        remedies[strange[0]] = f"did you mean {missing[0]!r}, which is missing?"
    elif strange and not missing:
        may_be_missing = getattr(form, "needed_by_kind", ())
        given = {key: Noted(node.at) for key in may_be_missing} | given
    problems.extend(Problem(key.at, f"unknown key {quoted(key)}", remedy) for key, remedy in remedies.items())
    return given
