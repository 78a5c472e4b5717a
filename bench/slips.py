"""Plant slips in modules, one at a time, and tell which of them no test of the module notices.

    python bench/slips.py openness whatif matching

A slip is what a tired person writes: another comparison, a condition the wrong way round or left out, the other branch,
a number one off, a statement forgotten. With each of them, in a process of its own, the tests of the module are run
until one fails. It takes minutes, and needs fork; CI does not run it.
"""

import ast
import copy
import os
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from importlib.abc import MetaPathFinder, SourceLoader
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from typing import NamedTuple

import clingo  # noqa: F401  # imported once, and so not again for every slip
import hypothesis  # noqa: F401
import pytest

ROOT = Path(__file__).parents[1]
SECONDS = 300
"""Longest run of the tests of a module; a slip that makes them run on is noticed too."""
OTHER = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


class Slip(NamedTuple):
    """The line where it is planted, what it does, and the module with it."""

    line: int
    what: str
    source: str


def slips(source: str) -> Iterator[Slip]:
    """Give the module with every slip, one at a time."""
    tree = ast.parse(source)
    nodes = [
        node for function in ast.walk(tree) if isinstance(function, ast.FunctionDef) for node in ast.walk(function)
    ]
    for node in dict.fromkeys(nodes):
        for what, other in _others(node):
            line = node.target.lineno if isinstance(node, ast.comprehension) else node.lineno
            yield Slip(line, f"{what}: {_short(node)} -> {_short(other)}", _replaced(tree, node, other))


def _others(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Yield what may stand in place of a node."""
    yield from _other_operators(node)
    yield from _other_conditions(node)
    yield from _other_values(node)


def _other_operators(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Compare(ops=[operator]) if type(operator) in OTHER:
            yield "comparison", _with(node, ops=[OTHER[type(operator)]()])
        case ast.BinOp(op=operator) if type(operator) in OTHER:
            yield "arithmetic", _with(node, op=OTHER[type(operator)]())
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield "negation", node.operand
        case ast.BoolOp(values=values):
            yield "and/or", _with(node, op=OTHER[type(node.op)]())
            for number in range(len(values)):
                left = values[:number] + values[number + 1 :]
                yield "condition dropped", _with(node, values=left) if len(left) > 1 else left[0]


def _other_conditions(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.IfExp():
            yield "branches", _with(node, body=node.orelse, orelse=node.body)
        case ast.If():
            yield "condition", _with(node, test=ast.UnaryOp(ast.Not(), node.test))
        case ast.comprehension(ifs=[*_, _]):
            for number in range(len(node.ifs)):
                yield "filter dropped", _with(node, ifs=node.ifs[:number] + node.ifs[number + 1 :])


def _other_values(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    match node:
        case ast.Constant(value=bool()):
            yield "constant", ast.Constant(not node.value)
        case ast.Constant(value=int()):
            yield "constant", ast.Constant(node.value + 1)
        case ast.Expr(value=ast.Call()) | ast.AugAssign():
            yield "statement dropped", ast.Pass()
        case ast.Dict(keys=keys) if None in keys and len(keys) > 1:
            yield "order", _with(node, keys=keys[::-1], values=node.values[::-1])


def _with(node: ast.AST, **fields: object) -> ast.AST:
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def _replaced(tree: ast.Module, node: ast.AST, other: ast.AST) -> str:
    class Replacer(ast.NodeTransformer):
        def visit(self, one: ast.AST) -> ast.AST:
            return ast.copy_location(other, node) if one is node else self.generic_visit(copy.copy(one))

        def generic_visit(self, one: ast.AST) -> ast.AST:
            for name, value in ast.iter_fields(one):
                if isinstance(value, list):
                    setattr(one, name, [self.visit(part) if isinstance(part, ast.AST) else part for part in value])
                elif isinstance(value, ast.AST):
                    setattr(one, name, self.visit(value))
            return one

    return ast.unparse(ast.fix_missing_locations(Replacer().visit(tree)))


def _short(node: ast.AST) -> str:
    if isinstance(node, ast.comprehension):
        return " ".join(f"if {ast.unparse(test)}" for test in node.ifs) or "no filter"
    return ast.unparse(node).splitlines()[0][:70]


class _Loader(SourceLoader):
    """Loads one module with a slip in it."""

    def __init__(self, path: str, source: str) -> None:
        self.path, self.source = path, source

    def get_filename(self, fullname: str) -> str:
        return self.path

    def get_data(self, path: str) -> bytes:
        return self.source.encode()


class _Finder(MetaPathFinder):
    def __init__(self, name: str, loader: _Loader) -> None:
        self.name, self.loader = name, loader

    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        return spec_from_loader(fullname, self.loader) if fullname == self.name else None


def is_noticed(module: str, slip: Slip) -> bool:
    """Tell whether a test of the module fails with a slip in it, in a process of its own."""
    child = os.fork()
    if child == 0:
        signal.alarm(SECONDS)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        path = str(ROOT / "engine" / "followthrough" / f"{module}.py")
        sys.meta_path.insert(0, _Finder(f"followthrough.{module}", _Loader(path, slip.source)))
        options = ["-n", "0", "-x", "-q", "-p", "no:cacheprovider", "--rootdir", str(ROOT)]
        os._exit(int(pytest.main([*options, str(ROOT / "tests" / "engine" / f"test_{module}.py")])))
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) != 0


def main() -> None:
    """Plant all slips in the modules named, and print those that nothing notices."""
    os.chdir(ROOT)
    for module in sys.argv[1:]:
        source = (ROOT / "engine" / "followthrough" / f"{module}.py").read_text(encoding="utf-8")
        counted: Counter[bool] = Counter()
        for slip in slips(source):
            counted[noticed := is_noticed(module, slip)] += 1
            if not noticed:
                sys.stdout.write(f"{module}.py:{slip.line}: not noticed: {slip.what}\n")
                sys.stdout.flush()
        sys.stdout.write(f"{module}: {counted.total()} slips, {counted[True]} noticed\n")


if __name__ == "__main__":
    main()
