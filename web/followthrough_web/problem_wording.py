"""Problems in the words of a page, without command-line options."""

import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from followthrough.errors import Problem
from followthrough.format.model import KnowledgeBase
from followthrough.format.problem_texts import wrong_answer
from followthrough_web.rendering import sentence

_COMMAND = re.compile(r"^(?=`followthrough )")
_HAS_NO_SUBJECT = ("already has ", "does ", "has ", "is ", "lacks ", "no longer has ", "now has ", "says ", "was ")
_OPTION = re.compile(r"name (another log|a file in it) with --log")


def wrong_lead(base: KnowledgeBase, problems: Iterable[Problem], log: Path) -> list[str]:
    """Return what is wrong with answers, or with a change to a lead in the log."""
    told = []
    for one in problems:
        whose = "your search log" if one.place.file == str(log) else "this"
        wrong = f"{whose} {one.wrong}" if one.wrong.startswith(_HAS_NO_SUBJECT) else one.wrong
        remedy = "take it up again first" if "leads resume" in one.remedy else one.remedy
        told.append(wrong_answer(base, msgspec.structs.replace(one, wrong=wrong, remedy=remedy)))
    return told


def wrong_log(problems: Iterable[Problem]) -> list[str]:
    """Return what is wrong with the search log and what to do, with commands marked as for a terminal.

    >>> from followthrough.errors import Place
    >>> damaged = Problem(Place("l.sqlite"), "is damaged", "`followthrough leads repair` saves its sound entries")
    >>> wrong_log([damaged])
    ['Your search log l.sqlite is damaged. In a terminal, `followthrough leads repair` saves its sound entries.']
    """
    return [f"{sentence(f'your search log {one.place} {one.wrong}')} {_in_terminal(one.remedy)}" for one in problems]


def _in_terminal(remedy: str) -> str:
    """Return the remedy with a note that commands go into a terminal, and with options in words."""
    return sentence(_OPTION.sub(r"start followthrough with \1", _COMMAND.sub("in a terminal, ", remedy)))
