"""The forms as JSON Schema, with which editors complete keys and mark mistakes while a file is written."""

import types
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

from followthrough.format.forms import FILE_FORMS, Conditions, ExampleLead
from followthrough.format.words import Word, Words


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema (draft 2020-12) of every kind of file, by kind.

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
"""To us every scalar is text, but an editor's YAML reader sees a number in `7` and a boolean in `true`."""

_LIST = {"type": "array", "minItems": 1, "items": _SCALAR}

_WORDS = {"anyOf": [_SCALAR, _LIST]}

_PARTS = {
    "properties": {"any of": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/Conditions"}}},
    "additionalProperties": _WORDS,
}


def _schema(form: Any, defs: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a form; classes are described once, in `defs`. The branches are those of `fill`."""
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
    if form is Words:
        return _LIST
    if form is ExampleLead:
        return {"type": "object", "additionalProperties": _WORDS}
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
