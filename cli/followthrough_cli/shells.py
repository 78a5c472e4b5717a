"""Completion in bash and zsh, for words with equals signs and spaces, which click leaves to the person.

Bash divides `-a heard_back=still` at the equals sign, and wants spaces in an answer to be quoted; neither shell may put
a space after `heard_back=`, since its answer follows.
"""

import os
import shlex
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

from click.shell_completion import BashComplete, CompletionItem, ZshComplete, add_completion_class


def _script(name: str) -> str:
    """Return what a shell runs at its start; click fills in the names."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


class Bash(BashComplete):
    """Completion in bash."""

    source_template: ClassVar[str] = _script("complete.bash")

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words before the one to complete, and that one, as the program will see them."""
        words = os.environ["COMP_WORDS"].split("\n")
        number = int(os.environ["COMP_CWORD"])
        self._typed = words[number] if number < len(words) else ""
        joined = _joined([*words[:number], self._typed])
        args = [_unquoted(word) for word in joined]
        last = "" if self._typed in ("=", ":") else _unquoted(self._typed)
        before = args[-1].removesuffix(last)
        self._before = len(before.partition("=")[2] if before.startswith("-") else before)
        return args[1:-1], args[-1]

    def format_completion(self, item: CompletionItem) -> str:
        """Return what takes the place of the word that bash sees: what follows an equals sign, quoted if need be."""
        value = str(item.value)[self._before :]
        return f"{item.type},{value if self._typed[:1] in tuple(_QUOTES) else _escaped(value)}"


class Zsh(ZshComplete):
    """Completion in zsh."""

    source_template: ClassVar[str] = _script("complete.zsh")


_QUOTES = "'\""
_PLAIN = frozenset("=,.-_/:@%+~")
"""Characters besides letters and digits that bash takes as they are."""


def _joined(words: list[str]) -> list[str]:
    """Return words with those together that bash divides at equals signs and colons."""
    found = words[:1]
    for before, word in pairwise(words):
        is_one = len(found) > 1 and ({before, word} & {"=", ":"}) and word and before
        found = [*found[:-1], found[-1] + word] if is_one else [*found, word]
    return found


def _unquoted(word: str) -> str:
    """Return a word without its quotes and backslashes, whether or not the last quote is closed."""
    lexer = shlex.shlex(word, posix=True)
    lexer.whitespace_split, lexer.commenters, lexer.whitespace = True, "", ""
    try:
        return "".join(lexer)
    except ValueError:  # the quote is not closed yet
        return lexer.token


def _escaped(value: str) -> str:
    return "".join(one if one.isalnum() or one in _PLAIN else f"\\{one}" for one in value)


def register() -> None:
    """Let click use these."""
    add_completion_class(Bash, "bash")
    add_completion_class(Zsh, "zsh")
