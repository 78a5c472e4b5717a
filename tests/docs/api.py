"""docs/api.md: a session at a prompt, and what the docstrings of all public names say.

`python tests/docs/api.py` runs the session anew, and writes the reference after it; `./check docs` does so too.
"""

import inspect
import io
import re
import traceback
from collections.abc import Iterator
from contextlib import redirect_stdout
from doctest import DocTestParser
from typing import Any

import followthrough as ft
from docs.sessions import ROOT

PATH = ROOT / "docs" / "api.md"
SESSION = re.compile(r"```pycon\n(.*?)```", re.DOTALL)
REFERENCE = "## Reference\n"
_MODULES = re.compile(r"\b(?:followthrough|collections|typing|datetime|pathlib)(?:\.\w+)*\.(?=\w)|~")
_FUNCTION = re.compile(r"<function .*? at 0x[0-9a-f]+>")


def written(text: str) -> str:
    """Return the page with its session run now, and with the reference as it is now."""
    before, _, _ = text.partition(REFERENCE)
    names: dict[str, Any] = {}
    told = SESSION.sub(lambda block: f"```pycon\n{_run(block[1], names)}```", before)
    return f"{told}{REFERENCE}\n{''.join(reference())}"


def _run(session: str, names: dict[str, Any]) -> str:
    """Run the commands of a session one after the other; return them, each with what it prints."""
    shown = []
    for part in DocTestParser().parse(session):
        if isinstance(part, str):
            shown.append(part)
            continue
        first, *more = part.source.rstrip("\n").split("\n")
        shown += [f">>> {first}\n", *(f"... {line}\n" for line in more), _printed(part.source, names)]
    return "".join(shown)


def _printed(source: str, names: dict[str, Any]) -> str:
    screen = io.StringIO()
    with redirect_stdout(screen):
        try:
            exec(compile(source, "a session", "single"), names)
        except Exception as error:
            last = "".join(traceback.format_exception_only(error))
            return f"Traceback (most recent call last):\n{last}"
    return screen.getvalue()


def reference() -> Iterator[str]:
    """Yield a section for each public name: the functions, then what they return, then the errors."""
    public = {name: getattr(ft, name) for name in ft.__all__}
    functions = {name: one for name, one in public.items() if inspect.isfunction(one)}
    errors = {name: one for name, one in public.items() if inspect.isclass(one) and issubclass(one, Exception)}
    results = {name: one for name, one in public.items() if name not in functions | errors}
    yield f"### Functions\n\n{''.join(_function(name, one, '####') for name, one in functions.items())}"
    yield f"### Results\n\n{''.join(_class(name, one) for name, one in results.items())}"
    yield f"### Errors\n\n{''.join(_error(name, one) for name, one in errors.items())}".rstrip("\n") + "\n"


def _function(name: str, function: Any, heading: str) -> str:
    signature = f"```python\n{_signature(name, function)}\n```"
    return f"{heading} {name.rpartition('.')[2]}\n\n{signature}\n\n{_text(function)}\n\n"


def _signature(name: str, function: Any) -> str:
    signature = inspect.signature(function)
    parameters = [one for one in signature.parameters.values() if one.name != "self"]
    line = f"{name}{_plain(str(signature.replace(parameters=parameters)))}"
    if len(line) <= 100:
        return line
    told = ",\n    ".join(_plain(str(one)) for one in _with_star(parameters))
    return f"{name}(\n    {told},\n) -> {_plain(inspect.formatannotation(signature.return_annotation))}"


def _plain(annotation: str) -> str:
    """Leave out of types the modules they are in, and of a default that is a function where it is in memory."""
    return _FUNCTION.sub("...", _MODULES.sub("", annotation)).replace("'", "")


def _with_star(parameters: list[inspect.Parameter]) -> Iterator[object]:
    """Yield parameters, and a star before the first that must be named."""
    starred = False
    for one in parameters:
        if one.kind is one.KEYWORD_ONLY and not starred:
            starred = True
            yield "*"
        yield one


def _class(name: str, kind: Any) -> str:
    fields = "".join(f"- `{field}`: `{_type(kind, field)}`\n" for field in kind.__struct_fields__)
    own = [
        (key, value)
        for one in reversed(kind.__mro__)
        if one.__module__.startswith("followthrough")
        for key, value in vars(one).items()
        if inspect.isfunction(value) and not key.startswith("_")
    ]
    methods = "".join(_function(f"{name}.{key}", value, "#####") for key, value in dict(own).items())
    return f"#### {name}\n\n{_text(kind)}\n\n{fields}\n{methods}"


def _type(kind: Any, field: str) -> str:
    annotated = (vars(one).get("__annotations__", {}) for one in kind.__mro__)
    return _plain(inspect.formatannotation(next(types[field] for types in annotated if field in types)))


def _error(name: str, kind: Any) -> str:
    above = next((one.__name__ for one in kind.__mro__[1:] if one.__name__ in ft.__all__), "Exception")
    return f"#### {name} ({above})\n\n{_text(kind)}\n\n"


def _text(one: Any) -> str:
    """Return a docstring, its examples as a session."""
    text = inspect.getdoc(one) or ""
    return re.sub(r"(?m)^(>>> .*(?:\n(?!\n).*)*)", lambda match: f"```pycon\n{match[1]}\n```", text)


if __name__ == "__main__":
    PATH.write_text(written(PATH.read_text(encoding="utf-8")), encoding="utf-8")
