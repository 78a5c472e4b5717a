"""Fills in the forms from the words of a file, and notes everything that does not fit."""

import types
from collections.abc import Collection, Iterable
from functools import cache
from typing import Annotated, Any, Union, cast, get_args, get_origin

import msgspec

from followthrough.errors import Problem, did_you_mean, nearest
from followthrough.format.forms import Conditions, ExampleLead, OneOrMore
from followthrough.format.hints import ANY_OF, ELSEWHERE, KEYS, MEANT
from followthrough.format.words import Entries, Node, Noted, Word, Words, describe, quoted
from followthrough.format.yaml_slips import KEYS_OF_PAIRS, as_pair


def fill(node: Node, form: Any, problems: list[Problem]) -> Any:
    """Fill in a form from a node, and note what does not fit.

    A form is always returned, so that the rest of it can be read too: a `Noted` takes the place of a missing word, and
    anything else that is missing is empty.
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
    if form is Words:
        return _answer(node, problems)
    if form is ExampleLead:
        return _example_lead(node, problems)
    if issubclass(form, Conditions):
        return _conditions(node, form, problems)
    return _struct(node, form, problems)


def _alternative(node: Node, alternatives: Iterable[Any]) -> Any:
    """Return the alternative that a node means: by its kind and, among mappings, by the most keys in common."""
    present = [one for one in alternatives if one is not type(None)]
    if isinstance(node, Entries):
        return max(present, key=lambda one: -1 if one in (Word, Words) else len(_keys(one) & set(node)))
    if isinstance(node, Words) and Words in present:
        return Words
    return Word if Word in present else present[0]


def _keys(form: Any) -> set[str]:
    is_struct = isinstance(form, type) and issubclass(form, msgspec.Struct)
    return set(_fields(form)) if is_struct else set()


@cache
def _fields(form: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    """Return the fields of a form by their keys. Cached, since msgspec works them out every time."""
    return {field.encode_name: field for field in msgspec.structs.fields(form)}


def _wrong(node: Node, wanted: str, problems: list[Problem]) -> None:
    if node in ([], {}):
        problems.append(Problem(node.at, f"is {describe(node)}", "fill it in, or remove it"))
    elif not isinstance(node, Noted):
        remedy = _instead_of(node, wanted) or f"write {wanted} here"
        problems.append(Problem(node.at, f"expected {wanted}, found {describe(node)}", remedy))


def _instead_of(node: Node, wanted: str) -> str | None:
    """Return how to write what a node was meant for, if that is clear."""
    if wanted == "text" and not isinstance(node, Word):
        return "write text here, in quotes if it starts with { or ["
    if not wanted.startswith("a mapping"):
        return None
    if isinstance(node, Words) and all(isinstance(one, Entries) for one in node):
        return "write its lines without -, or { and } instead of [ and ]"
    pair = as_pair(node) if isinstance(node, Word) else None
    return None if pair is None else f"write `{{{pair}}}`"


def _word(node: Node, problems: list[Problem]) -> Word:
    if isinstance(node, Word) and node.strip():
        return node
    _wrong(node, "text", problems)
    return Noted(node.at)


def _one_or_more(node: Node, problems: list[Problem]) -> OneOrMore:
    if isinstance(node, Word):
        word = _word(node, problems)
        return () if isinstance(word, Noted) else (word,)
    if isinstance(node, Entries) or node == []:
        _wrong(node, "text or a list of texts", problems)
        return ()
    found = [_word(one, problems) for one in node]
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


def _example_lead(node: Node, problems: list[Problem]) -> ExampleLead:
    if isinstance(node, Entries):
        return ExampleLead({key: _answer(value, problems) for key, value in node.items()})
    _wrong(node, "a mapping (lines of key: value)", problems)
    return ExampleLead({Noted(node.at): Noted(node.at)})


def _answer(node: Node, problems: list[Problem]) -> Word | Words:
    """Read an answer: a text, or a list of them."""
    if not isinstance(node, Words) or not node:
        return _word(node, problems)
    answers = Words(node.at)
    answers.extend(_word(one, problems) for one in node)
    return Noted(node.at) if any(isinstance(one, Noted) for one in answers) else answers


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
    """Return what to write instead of a key with tests under it, which only `any of` may have; None if it has none."""
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
    """Guess which missing key an unknown one stands for: a similar one, or the one that other formats call so."""
    elsewhere = MEANT.get(form.__name__.removesuffix("Form").lower(), {}).get(key.lower())
    return elsewhere if elsewhere in lacked else nearest(key, lacked)


def _given(node: Entries, form: type[msgspec.Struct], problems: list[Problem]) -> dict[str, Node]:
    """Return what is under each key of a form; note unknown keys.

    An unknown key is taken for a similar one. If a single unknown key is similar to none, and a single key is missing,
    the one is taken for the other, and the missing key is not noted as well.
    """
    fields = _fields(form)
    given: dict[str, Node] = {str(key): value for key, value in node.items() if key in fields}
    foreign = [key for key in node if key not in fields]
    remedies = {key: ELSEWHERE.get(key) or did_you_mean(key, fields) for key in foreign}
    beneath = _meant_beneath(node, fields)
    remedies |= {key: f"indent it further than `{above}:`" for key, above in beneath.items()}
    given |= {str(above): Noted(node.at) for above in beneath.values()}
    strange = []
    for key in remedies:
        if key in beneath:
            continue
        meant = _meant(key, form, [one for one in fields if one not in given])
        if meant is None:
            strange.append(key)
        else:
            given[meant] = node[key]
            remedies[key] = _with_braces(key, meant, node[key]) or f"did you mean {meant!r}?"
    missing = [key for key in fields if fields[key].required and key not in given]
    if len(strange) == len(missing) == 1:
        given[missing[0]] = Noted(node.at)
        with_braces = _with_braces(strange[0], missing[0], node[strange[0]])
        remedies[strange[0]] = with_braces or f"did you mean {missing[0]!r}, which is missing?"
    elif strange and not missing:
        may_be_missing = getattr(form, "needed_by_kind", ())
        given = {key: Noted(node.at) for key in may_be_missing} | given
    problems.extend(Problem(key.at, f"unknown key {quoted(key)}", remedy) for key, remedy in remedies.items())
    return given


def _meant_beneath(node: Entries, fields: Collection[str]) -> dict[Word, Word]:
    """Return the keys that no field has, and that follow a key without a text, each with that key."""
    found: dict[Word, Word] = {}
    above: Word | None = None
    for key, value in node.items():
        if key in fields:
            is_bare = value == "" and not isinstance(value, Noted) and key in KEYS_OF_PAIRS
            above = key if is_bare else None
        elif above is not None and nearest(key, fields) is None:
            found[key] = above
    return found


def _with_braces(key: Word, meant: str, value: Node) -> str | None:
    """Return how to write a pair with the name of a key before it: `then drink: tea`."""
    pair = key.removeprefix(f"{meant} ")
    if pair == key or meant not in KEYS_OF_PAIRS or not isinstance(value, Word):
        return None
    return f"write `{meant}: {{{pair}: {value}}}`"
