"""What is wrong, as a person at a page reads it: by questions as they are asked, with no names of facts or options."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from followthrough.errors import Problem
from followthrough.format.lead import UNKNOWN
from followthrough.format.model import KnowledgeBase
from followthrough_web.rendering import DONT_KNOW, named, sentence

_COMMAND = re.compile(r"^(?=`followthrough )")
_HAS_NO_SUBJECT = ("has ", "was ", "is ")
_OPTION = re.compile(r"name (another log|a file in it) with --log")


def wrong_answer(base: KnowledgeBase, problem: Problem, here: str = "") -> str:
    """Say what is wrong with an answer and what to do; the question that is asked `here` is "this".

    >>> from followthrough import load
    >>> from followthrough.errors import Place
    >>> base, remedy = load(), "write one of: 'yes', 'unsure', 'no'"
    >>> problem = Problem(Place("answer 'want_it'"), "want_it cannot be 'perhaps'", remedy)
    >>> wrong_answer(base, problem)
    "“Do you want this job?” cannot be 'perhaps'. Choose one of: “yes”, “I am not sure”, “no”."
    >>> wrong_answer(base, problem, "want_it")
    "This cannot be 'perhaps'. Choose one of the answers here."
    """
    fact = fact_of(problem)
    if fact is not None and fact not in base.questions and fact not in base.counts:
        if fact in base.concepts:
            return f"“{named(base, fact)}” is not asked: the rules conclude it. Go on without it."
        return f"The rules have no question {fact!r}, perhaps since they were changed. Go on without it."
    wrong = _in_words(base, problem.wrong, here)
    choices = base.questions[fact].choices if fact is not None and fact in base.questions else {}
    remedy = _remedy(base, problem.remedy, choices, is_here=fact == here)
    return f"{sentence(wrong)} {sentence(remedy)}"


def wrong_lead(base: KnowledgeBase, problems: Iterable[Problem], log: Path) -> list[str]:
    """Say what is wrong with answers, or with what is to be done to a lead in a log."""
    told = []
    for one in problems:
        whose = "your search log" if one.place.file == str(log) else "this"
        wrong = f"{whose} {one.wrong}" if one.wrong.startswith(_HAS_NO_SUBJECT) else one.wrong
        remedy = "take it up again first" if "leads resume" in one.remedy else one.remedy
        told.append(wrong_answer(base, msgspec.structs.replace(one, wrong=wrong, remedy=remedy)))
    return told


def wrong_log(problems: Iterable[Problem]) -> list[str]:
    """Say what is wrong with the search log, and how to get out of it; a command is for a terminal.

    >>> from followthrough.errors import Place
    >>> damaged = Problem(Place("l.sqlite"), "is damaged", "`followthrough leads repair` saves what is sound of it")
    >>> wrong_log([damaged])
    ['Your search log l.sqlite is damaged. In a terminal, `followthrough leads repair` saves what is sound of it.']
    """
    return [f"{sentence(f'your search log {one.place} {one.wrong}')} {_in_terminal(one.remedy)}" for one in problems]


def fact_of(problem: Problem) -> str | None:
    """Return the name to which an answer was given, if a problem is about one."""
    found = re.fullmatch(r"answer (['\"])(.*)\1", problem.place.file)
    return found[2] if found else None


def _remedy(base: KnowledgeBase, remedy: str, choices: Mapping[str, str], *, is_here: bool) -> str:
    """Say what to do, with answers as they are read; those of the question that is asked here stand below."""
    if choices and is_here and remedy.startswith("write one of"):
        return "choose one of the answers here"
    as_read = {**choices, UNKNOWN: DONT_KNOW} if choices else {}
    remedy = re.sub(r"'([^']*)'", lambda one: f"“{as_read[one[1]]}”" if one[1] in as_read else one[0], remedy)
    return _in_words(base, remedy.replace("write one of", "choose one of") if choices else remedy, "")


def _in_words(base: KnowledgeBase, text: str, here: str) -> str:
    """Put questions for their names, and what is read for a test of a fact."""
    names = "|".join(sorted((*base.questions, *base.counts), key=len, reverse=True))
    text = re.sub(rf"\b({names}): ([^,;()]+)", lambda test: _test(base, test[1], test[2]), text)
    place = r"(?:^|(?<=the answer to )|(?<=follows from )|(?<=, but )|(?<=or change )|(?<=or answer ))"
    return re.sub(
        rf"{place}({names})(?= (?:cannot be|is|has|\d{{4}}-)|$)",
        lambda name: "this" if name[1] == here else f"“{named(base, name[1])}”",
        text,
    )


def _test(base: KnowledgeBase, name: str, test: str) -> str:
    """Say a test of a question as the answer that it asks for."""
    asked = f"“{named(base, name)}”"
    if test == "known":
        return f"an answer to {asked}"
    choices = {**base.questions[name].choices, UNKNOWN: DONT_KNOW} if name in base.questions else {}
    bare = test.removeprefix("other than ")
    values = [bare] if bare in choices else bare.split(" or ")
    said = " or ".join(f"“{choices.get(value, value)}”" for value in values)
    return f"{'another' if bare != test else 'the'} answer {'than ' if bare != test else ''}{said} to {asked}"


def _in_terminal(remedy: str) -> str:
    """Say where a command is run, and what to do at a page in place of an option."""
    return sentence(_OPTION.sub(r"start followthrough with \1", _COMMAND.sub("in a terminal, ", remedy)))
