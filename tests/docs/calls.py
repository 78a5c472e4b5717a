"""Which of some functions a command calls, and within which of them: for docs/architecture.md.

The names of the functions stand on standard input, the command behind the script: each call is printed as the name of
what is called, behind the names of those that it is called within, outermost first.
"""

import sys
from collections.abc import Sequence, Set
from contextlib import redirect_stdout
from io import StringIO
from types import FrameType

from followthrough_cli.main import run


def calls(arguments: Sequence[str], names: Set[str]) -> list[list[str]]:
    """Run a command; return the calls of what is named (`module.function`, `module.Class.method`), in order."""
    made: list[list[str]] = []
    stack: list[str] = []

    def look(frame: FrameType, event: str, _: object) -> None:
        module = frame.f_globals.get("__name__", "")
        if not module.startswith("followthrough"):
            return
        name = f"{module}.{frame.f_code.co_qualname}"
        if name in names and event == "call":
            stack.append(name)
            made.append([*stack])
        elif name in names and event == "return":
            stack.pop()

    with redirect_stdout(StringIO()):
        sys.setprofile(look)
        try:
            run(arguments)
        finally:
            sys.setprofile(None)
    return made


if __name__ == "__main__":
    for call in calls(sys.argv[1:], set(sys.stdin.read().split())):
        print(*call)  # noqa: T201  a script prints
