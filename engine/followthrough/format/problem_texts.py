"""What is wrong with answers in words that a job seeker reads: questions as they are asked, without names of facts."""

import re
from collections.abc import Mapping

from followthrough.errors import Problem
from followthrough.format.choices import UNKNOWN
from followthrough.format.model import KnowledgeBase
from followthrough.format.naming import meant_in_words
from followthrough.format.phrases import DONT_KNOW, fact_text
from followthrough.format.sentences import begun, ended, inside

_UNKNOWN = re.compile(r"unknown (question|concept) '(.*)'$")


def wrong_answer(base: KnowledgeBase, problem: Problem, here: str = "") -> str:
    """Return what is wrong with an answer and what to do. The question that is asked `here` is called "this".

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
    if fact is not None and fact not in {*base.questions, *base.counts, *base.spans}:
        if fact in base.concepts:
            return f"“{fact_text(base, fact)}” is not a question: the rules conclude it. Go on without it."
        return f"The rules have no question {fact!r}; perhaps they have changed. Go on without it."
    wrong = in_words(base, problem.wrong, here)
    choices = base.questions[fact].choices if fact is not None and fact in base.questions else {}
    remedy = _remedy(base, problem.remedy, choices, is_here=fact == here)
    return f"{ended(begun(wrong))} {ended(begun(remedy))}"


def to_be_typed(base: KnowledgeBase, problem: Problem) -> Problem:
    """Return what is wrong with an answer in words, each with what to type in parentheses where that differs.

    >>> from followthrough import load
    >>> from followthrough.errors import Place
    >>> problem = Problem(Place("-a want_it=perhaps"), "want_it cannot be 'perhaps'", "did you mean 'unsure'?")
    >>> print(to_be_typed(load(), problem))
    -a want_it=perhaps: “Do you want this job?” cannot be 'perhaps'; did you mean “I am not sure” (unsure)?
    """
    if _UNKNOWN.match(problem.wrong):
        return Problem(problem.place, problem.wrong, _named_here(base, problem))
    names = "|".join(sorted((*base.questions, *base.counts), key=len, reverse=True))
    named = re.match(rf"(?:the answer to )?({names})\b", problem.wrong)
    choices = base.questions[named[1]].choices if named is not None and named[1] in base.questions else {}
    as_read = {**choices, UNKNOWN: DONT_KNOW} if choices else {}

    def typed(quoted: re.Match[str]) -> str:
        says = as_read.get(quoted[1])
        return quoted[0] if says is None else f"“{says}”" + (f" ({quoted[1]})" if says != quoted[1] else "")

    remedy = in_words(base, re.sub(r"'([^']*)'", typed, problem.remedy))
    return Problem(problem.place, in_words(base, problem.wrong), remedy)


def with_questions(base: KnowledgeBase, problem: Problem) -> Problem:
    """Return what is wrong with a row of a file, whose columns are named after questions, with the texts of these.

    >>> from followthrough import load
    >>> from followthrough.errors import Place
    >>> problem = Problem(Place("leads.csv", 3), "want_it cannot be 'perhaps'", "did you mean 'unsure'?")
    >>> with_questions(load(), problem).remedy
    "did you mean 'unsure'? (want_it: “Do you want this job?”)"
    """
    names = "|".join(sorted((*base.questions, *base.counts), key=len, reverse=True))
    named = re.compile(rf"(?:^|(?<=[ (']))({names})(?=:|'| cannot be| is|,|$)")
    found = dict.fromkeys(named.findall(problem.wrong) + named.findall(problem.remedy))
    texts = "; ".join(f"{name}: “{inside(fact_text(base, name))}”" for name in found)
    return Problem(problem.place, problem.wrong, f"{problem.remedy} ({texts})" if texts else problem.remedy)


def _named_here(base: KnowledgeBase, problem: Problem) -> str:
    """Return what may be meant by a name that nothing has: the near one, or a few with the same words, as they read."""
    found = _UNKNOWN.match(problem.wrong)
    assert found is not None
    kind, typed = found.groups()
    near = re.fullmatch(r"did you mean '(.*)'\?", problem.remedy)
    if near is None and not problem.remedy.startswith("write one of"):
        return problem.remedy
    known = [*base.questions] if kind == "question" else [*base.shown(), *base.concepts, *base.sums, *base.questions]
    texts, also = {name: fact_text(base, name) for name in known}, {n: one.also for n, one in base.questions.items()}
    said = meant_in_words(typed, texts, also if kind == "question" else {})
    rest = "`followthrough questions` lists them all"
    is_found = said.startswith("did you mean")
    return said if kind == "concept" or (is_found and near) else f"{said} {begun(rest)}" if is_found else rest


def fact_of(problem: Problem) -> str | None:
    """Return the name of the fact whose answer is the problem, or None if the problem is about something else."""
    found = re.fullmatch(r"answer (['\"])(.*)\1", problem.place.file)
    return found[2] if found else None


def in_words(base: KnowledgeBase, text: str, here: str = "") -> str:
    """Replace names of facts by their questions, and tests by the answers that they ask for."""
    names = "|".join(sorted((*base.questions, *base.counts, *base.spans), key=len, reverse=True))
    text = re.sub(
        rf"\bis before ({names}), ([^\s;]+)",
        lambda one: f"is before {one[2]}, the answer to “{fact_text(base, one[1])}”",
        text,
    )
    text = re.sub(
        rf"follows from ({names}) and ({names})",
        lambda dates: f"follows from “{fact_text(base, dates[1])}” and “{fact_text(base, dates[2])}”",
        text,
    )
    text = re.sub(r"any of \(([^()]*)\)", lambda ways: ways[1].replace("; ", ", or "), text)
    text = re.sub(rf"\b({names}): ([^,;()]+)", lambda test: _test(base, test[1], test[2]), text)
    text = re.sub(
        r"^'(\w+)'(?= is (?:concluded by rules|a sum of points)$)",
        lambda one: f"“{fact_text(base, one[1])}”" if one[1] in {*base.concepts, *base.sums} else one[0],
        text,
    )
    place = r"(?:^|(?<=the answer to )|(?<=follows from )|(?<=, but )|(?<=of which )|(?<=or change )|(?<=or answer ))"
    return re.sub(
        rf"{place}({names})(?= (?:cannot be|follows|is|has|\d{{4}}-)|$)",
        lambda name: "this" if name[1] == here else f"“{fact_text(base, name[1])}”",
        text,
    )


def _remedy(base: KnowledgeBase, remedy: str, choices: Mapping[str, str], *, is_here: bool) -> str:
    """Return what to do, with answers in words. Those of the question on this page are shown below it anyway."""
    if choices and is_here and remedy.startswith("write one of"):
        return "choose one of the answers here"
    as_read = {**choices, UNKNOWN: DONT_KNOW} if choices else {}
    remedy = re.sub(r"'([^']*)'", lambda one: f"“{as_read[one[1]]}”" if one[1] in as_read else one[0], remedy)
    return in_words(base, remedy.replace("write one of", "choose one of") if choices else remedy)


def _test(base: KnowledgeBase, name: str, test: str) -> str:
    """Return a test of a question as the answer that it asks for."""
    asked = f"“{fact_text(base, name)}”"
    if test == "known":
        return f"an answer to {asked}"
    choices = {**base.questions[name].choices, UNKNOWN: DONT_KNOW} if name in base.questions else {}
    bare = test.removeprefix("other than ")
    values = [bare] if bare in choices else bare.split(" or ")
    said = " or ".join(f"“{choices.get(value, value)}”" for value in values)
    return f"{'another' if bare != test else 'the'} answer {'than ' if bare != test else ''}{said} to {asked}"
