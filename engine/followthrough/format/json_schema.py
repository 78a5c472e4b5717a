"""The forms as JSON Schema, with which editors complete keys and mark mistakes while a file is written.

Those of one base have its own names as well (`own_names`), and what it says about each.
"""

import types
from collections.abc import Iterator
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

from followthrough.format.forms import FILE_FORMS, OVERLAY_FORMS, Conditions, ExampleLead, KeyNames
from followthrough.format.model import KnowledgeBase
from followthrough.format.own_facts import NUMBER, SCALAR, Schema, a_list, one_or_more
from followthrough.format.own_names import OwnNames
from followthrough.format.words import Word, Words

OF_ANY_BASE = "followthrough "
"""How the title of a schema begins that is not of one base."""


def schemas(base: KnowledgeBase | None = None, *, of_overlay: bool = False) -> dict[str, Schema]:
    """Return the JSON Schema (draft 2020-12) of every kind of file, by kind: of one base, or of any, or of its overlay.

    >>> schemas()["rules"]["items"]["$ref"]
    '#/$defs/RuleForm'
    """
    made = {}
    for kind, form in (OVERLAY_FORMS if of_overlay else FILE_FORMS).items():
        described = _Described(base)
        content = described.form(form)
        made[kind] = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": f"{OF_ANY_BASE}{kind}" if base is None else f"{base.title}: {kind}",
            **content,
            "$defs": dict(sorted(described.defs.items())),
        }
    return made


class _Described:
    """Describes forms; classes are described once, in `defs`."""

    def __init__(self, base: KnowledgeBase | None) -> None:
        self.defs: dict[str, Schema] = {}
        self.own = OwnNames(base, self.defs) if base is not None else None

    def form(self, form: Any, names: KeyNames | None = None) -> Schema:
        """Return the schema of a form, which has `names`. The branches are those of `fill`."""
        origin = get_origin(form)
        if origin is Annotated:
            kind, meta = get_args(form)
            described = self.form(kind, (meta.extra or {}).get("names"))
            return {**described, "description": meta.description, **(meta.extra_json_schema or {})}
        if self.own is not None and names is not None and (own := self.own.more(names)) is not None:
            return own
        if origin in (Union, types.UnionType):
            options = [self.form(one, names) for one in get_args(form) if one is not type(None)]
            return options[0] if len(options) == 1 else {"anyOf": options}
        if origin is tuple:
            return one_or_more(self.word(names))
        if origin is list:
            return {"type": "array", "minItems": 1, "items": self.form(get_args(form)[0])}
        if origin is dict:
            return {"type": "object", "minProperties": 1, **self.entries(self.form(get_args(form)[1]), names)}
        if form is Word:
            return self.word(names)
        if form is Words:
            return a_list(SCALAR)
        if form is ExampleLead:
            return {"type": "object", "additionalProperties": one_or_more(SCALAR)}
        return self.conditions(form, names) if issubclass(form, Conditions) else self.struct(form)

    def word(self, names: KeyNames | None) -> Schema:
        """Return the schema of a text, which may be a number, or name something."""
        if names == "number":
            return NUMBER
        if self.own is None or names is None or self.own.texts(names) is None:
            return SCALAR
        return self.own.name(names)

    def entries(self, value: Schema, names: KeyNames | None) -> Schema:
        """Return the schema of the entries of a mapping, whose keys may name something."""
        known = self.own.texts(names) if self.own is not None and names is not None else None
        if known is None:
            return {"additionalProperties": value}
        described = {name: {"description": text, **value} for name, text in known.items()}
        return {"properties": described, "additionalProperties": False}

    def conditions(self, form: type[Conditions], names: KeyNames | None) -> Schema:
        """Return the schema of tests; `names` says where they stand, unless it is in a rule."""
        among = "" if self.own is None or names in (None, "fact") else f"Of{names.title().replace(' ', '')}"
        nested = {"any of": {"type": "array", "minItems": 1, "items": {"$ref": f"#/$defs/Conditions{among}"}}}
        if self.own is None:
            parts: Schema = {"properties": nested, "additionalProperties": one_or_more(SCALAR)}
        else:
            parts = {"properties": {**self.own.facts.tests(names or "fact"), **nested}, "additionalProperties": False}
        self.defs[f"Conditions{among}"] = {"type": "object", "minProperties": 1, **parts}
        self.defs[f"Premises{among}"] = {"type": "object", **parts}
        return {"$ref": f"#/$defs/{form.__name__}{among}"}

    def struct(self, form: type[msgspec.Struct]) -> Schema:
        """Return the schema of a form with keys."""
        fields = msgspec.structs.fields(form)
        self.defs[form.__name__] = {
            "type": "object",
            "description": form.__doc__,
            "properties": {field.encode_name: self.form(field.type) for field in fields},
            "required": [field.encode_name for field in fields if field.required],
            "additionalProperties": False,
        }
        if self.own is not None and (each := list(self.own_values(fields))):
            self.defs[form.__name__]["allOf"] = each
        return {"$ref": f"#/$defs/{form.__name__}"}

    def own_values(self, fields: tuple[msgspec.structs.FieldInfo, ...]) -> Iterator[Schema]:
        """Yield what the values are that each entry names again: those that it defines itself."""
        first = fields[0].encode_name
        for field in fields:
            kind, meta = get_args(field.type)
            if self.own is None or (meta.extra or {}).get("names") != "own value":
                continue
            for name, value in self.own.own_values(first):
                entry = {"properties": {first: {"const": name}}, "required": [first]}
                again = one_or_more(value) if get_origin(kind) is tuple else value
                yield {"if": entry, "then": {"properties": {field.encode_name: again}}}
