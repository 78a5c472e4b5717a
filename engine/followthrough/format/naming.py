"""Which question, concept, or value a person names: by its name, or by the words in which it is read."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType

from followthrough.errors import did_you_mean, nearest
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import fact_text, topic
from followthrough.format.sentences import inside, listed
from followthrough.format.words import composed

_FEW = 3
"""Most names to suggest where none is near the one that was typed."""


def question_named(base: KnowledgeBase, typed: str) -> str:
    """Return the name of the question, or of the count, that was typed; the text as it is if there is none.

    >>> from followthrough import load
    >>> [question_named(load(), text) for text in ("Want-It", "do you want this job", "money")]
    ['want_it', 'want_it', 'money']
    """
    return _named(typed, [*base.questions, *base.counts], lambda name: fact_text(base, name))


def concept_named(base: KnowledgeBase, typed: str) -> str:
    """Return the name of the concept, or of the sum, that was typed; the text as it is if there is none.

    >>> from followthrough import load
    >>> [concept_named(load(), text) for text in ("next step", "What to do with this lead.")]
    ['next_step', 'stance']
    """
    return _named(typed, [*base.concepts, *base.sums], lambda name: topic(base, name))


def fact_named(base: KnowledgeBase, typed: str) -> str:
    """Return the name of the concept, sum, question, or count that was typed; the text as it is if there is none."""
    concept = concept_named(base, typed)
    is_concept = concept in base.concepts or concept in base.sums
    return concept if is_concept else question_named(base, typed)


def value_named(base: KnowledgeBase, concept: str, typed: str) -> str:
    """Return the value of a concept that was typed; the text as it is if there is none.

    >>> from followthrough import load
    >>> value_named(load(), "next_step", "call the person who interviewed you")
    'telephone'
    """
    values = base.concepts[concept].values if concept in base.concepts else {}
    return _named(composed(typed), values, lambda value: values[value], is_name=False)


def step_named(base: KnowledgeBase, typed: str) -> str:
    """Return the value of a goal that was typed; the text as it is if no goal has it.

    >>> from followthrough import load
    >>> step_named(load(), "Write a short letter of thanks."), step_named(load(), "they called")
    ('write a thank-you letter', 'they called')
    """
    found = (value_named(base, goal, typed) for goal in base.goals)
    values = {value for goal in base.goals for value in base.concepts[goal].values}
    return next((value for value in found if value in values), typed)


def question_meant(base: KnowledgeBase, typed: str) -> str:
    """Return what to do about a question that is unknown: the near one by its name, or by its text.

    >>> from followthrough import load
    >>> question_meant(load(), "do you want the job?")
    'did you mean “Do you want this job?” (want_it)?'
    """
    return _meant(typed, [*base.questions, *base.counts], lambda name: fact_text(base, name))


def value_meant(base: KnowledgeBase, concept: str, typed: str) -> str:
    """Return what to do about a value that a concept has not: the near one, or a few, as they read."""
    return meant_in_words(typed, base.concepts[concept].values)


def _named(typed: str, names: Iterable[str], text: Callable[[str], str], *, is_name: bool = True) -> str:
    known = list(names)
    if typed in known:
        return typed
    as_name = "_".join(_plain(typed).replace("-", " ").split()) if is_name else _plain(typed)
    found = [name for name in known if as_name == (name if is_name else _plain(name))]
    found = found or [name for name in known if _plain(text(name)) == _plain(typed)]
    return found[0] if len(found) == 1 else typed.strip()


def meant_in_words(
    typed: str, texts: Mapping[str, str], also: Mapping[str, Collection[str]] = MappingProxyType({})
) -> str:
    """Return what may be meant by a name that none of some texts has: the near ones, or else the first few.

    `also` has everyday words for some names.

    >>> meant_in_words("date of interview", {"seen_on": "When was the interview?", "paid": "Were you paid?"})
    'did you mean “When was the interview?” (seen_on)?'
    """
    plain = _plain(typed).replace("_", " ")
    called = [name for name in texts if any(plain == _plain(word) for word in also.get(name, ()))]
    by_text = {_plain(text): name for name, text in texts.items()}
    near = nearest(typed, texts) or by_text.get(nearest(_plain(typed), by_text) or "")
    found = called or ([near] if near is not None else _with_like_words(typed, texts))
    read = listed([f"“{inside(texts[name])}” ({name})" for name in (found or [*texts])[:_FEW]], "or")
    return f"did you mean {read}?" if found else f"name one such as {read}"


def _with_like_words(typed: str, texts: Mapping[str, str]) -> list[str]:
    """Return the names of the few texts that share most words with what was typed, but for words that many have."""
    words = {name: _words(f"{name} {text}") for name, text in texts.items()}
    usual = [word for all_words in words.values() for word in all_words]
    asked = {word for word in _words(typed) if usual.count(word) <= max(1, len(texts) // 4)}
    shared = {name: sum(any(_are_alike(one, other) for other in words[name]) for one in asked) for name in texts}
    return sorted((name for name, number in shared.items() if number), key=lambda name: -shared[name])[:_FEW]


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]{3,}", text.casefold()))


def _are_alike(one: str, other: str) -> bool:
    """Return whether words are the same, or one is the other with an ending, such as that of a plural."""
    short, long = sorted((one, other), key=len)
    return one == other or (len(short) > 3 and len(long) - len(short) < 4 and long.startswith(short))


def _meant(typed: str, names: Iterable[str], text: Callable[[str], str]) -> str:
    known = list(names)
    texts = {_plain(text(name)): name for name in known}
    if nearest(typed, known) is None and (near := nearest(_plain(typed), texts)) is not None:
        return f"did you mean “{text(texts[near]).rstrip('.')}” ({texts[near]})?"
    return did_you_mean(typed, known)


def _plain(text: str) -> str:
    """Return a text without capitals, and without the marks and quotes around it."""
    return " ".join(composed(text).casefold().replace("\u2019", "'").split()).strip("\"'“”.!?,;: ")
