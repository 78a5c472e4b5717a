"""Which question, concept, or value a person names: by its name, or by the words in which it is read."""

from collections.abc import Callable, Iterable

from followthrough.errors import did_you_mean, nearest
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import fact_text, topic
from followthrough.format.words import composed


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
    """Return what to do about a value that a concept has not: the near one by its name, or by its text."""
    values = base.concepts[concept].values
    return _meant(typed, values, lambda value: values[value])


def _named(typed: str, names: Iterable[str], text: Callable[[str], str], *, is_name: bool = True) -> str:
    known = list(names)
    if typed in known:
        return typed
    as_name = "_".join(_plain(typed).replace("-", " ").split()) if is_name else _plain(typed)
    found = [name for name in known if as_name == (name if is_name else _plain(name))]
    found = found or [name for name in known if _plain(text(name)) == _plain(typed)]
    return found[0] if len(found) == 1 else typed.strip()


def _meant(typed: str, names: Iterable[str], text: Callable[[str], str]) -> str:
    known = list(names)
    texts = {_plain(text(name)): name for name in known}
    if nearest(typed, known) is None and (near := nearest(_plain(typed), texts)) is not None:
        return f"did you mean “{text(texts[near]).rstrip('.')}” ({texts[near]})?"
    return did_you_mean(typed, known)


def _plain(text: str) -> str:
    """Return a text without capitals, and without the marks and quotes around it."""
    return " ".join(composed(text).casefold().replace("\u2019", "'").split()).strip("\"'“”.!?,;: ")
