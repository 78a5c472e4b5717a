"""The code keeps its shape: one meaning for each name of a type, and nothing too long to be read in one go."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
LINES_OF_A_MODULE = 400
LINES_OF_A_FUNCTION = 50


@cache
def modules() -> dict[str, ast.Module]:
    """Read all modules of the project, by their paths."""
    paths = (path for part in ("engine", "cli", "web") for path in sorted((ROOT / part).rglob("*.py")))
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def types_of(tree: ast.Module) -> Iterator[str]:
    """Name the classes of a module, and what it assigns to a name that reads like one: the alias of a type."""
    yield from (node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names = [one.id for one in targets if isinstance(one, ast.Name)]
        yield from (name for name in names if name.lstrip("_")[:1].isupper() and not name.isupper())


def test_no_name_of_a_type_has_two_meanings():
    places: dict[str, list[str]] = {}
    for path, tree in modules().items():
        for name in types_of(tree):
            places.setdefault(name.lstrip("_"), []).append(path)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_no_module_is_too_long_to_be_read_in_one_go():
    lengths = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {path: length for path, length in lengths.items() if length >= LINES_OF_A_MODULE} == {}


def test_no_function_is_too_long_to_be_read_in_one_go():
    long = [
        f"{path}:{node.lineno} {node.name}"
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno >= LINES_OF_A_FUNCTION
    ]
    assert long == []
