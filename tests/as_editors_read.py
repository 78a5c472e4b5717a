"""YAML as editors read it: by the rules of YAML 1.2, where only true and false are booleans, and no text is a date."""

import json
import re
from typing import Any

import yaml


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  the name is PyYAML's


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), list(_first))


def as_editors_read(text: str) -> Any:
    """Return what an editor reads in a YAML file, with texts as keys as in JSON."""
    return json.loads(json.dumps(yaml.load(text, Loader=_Loader)))
