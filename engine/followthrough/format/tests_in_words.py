"""The tests of rules and questions in words: facts as they are asked, and values as they are read."""

from collections.abc import Iterator, Mapping

from followthrough.format.conditions import AllOf, AnyOf
from followthrough.format.model import KnowledgeBase
from followthrough.format.phrases import fact_words
from followthrough.format.sentences import inside, listed


def conditions_words(base: KnowledgeBase, conditions: AllOf) -> str:
    """Return tests of facts as a phrase: the answers that they ask for.

    >>> from followthrough import load
    >>> base = load()
    >>> conditions_words(base, base.questions["answer_by"].only_if)
    'Did they say by when you would hear from them? yes, they named a day or a span such as "within two weeks"'
    """
    return " and ".join(
        "; or ".join(conditions_words(base, alternative) for alternative in part.alternatives)
        if isinstance(part, AnyOf)
        else f"{fact_words(base, part.fact)} {test_words(base, part.fact, str(part.test))}"
        for part in conditions.parts
    )


def test_words(base: KnowledgeBase, fact: str, test: str) -> str:
    """Return a test, as it is written, in the words of the values that it names.

    >>> from followthrough import load
    >>> test_words(load(), "word", "silence or asks")
    'they have said nothing, or nothing for a long time; or they want something from you'
    """
    bare = test.removeprefix("other than ")
    if fact in base.concepts:
        texts: Mapping[str, str] = base.concepts[fact].values
    else:
        texts = base.questions[fact].choices if fact in base.questions else {}
    if not texts or bare in ("known", "unknown"):
        return "not known" if bare == "unknown" else test
    said = [inside(texts.get(value, value)) for value in _named_by(bare, texts)]
    words = "; or ".join(said) if any("," in one for one in said) else listed(said, "or")
    return words if bare == test else f"anything other than \u201c{words}\u201d"


def _named_by(test: str, values: Mapping[str, str]) -> Iterator[str]:
    """Yield the values that a test names; one of them may itself contain the word between two."""
    left = test.split(" or ")
    while left:
        end = next((n for n in range(len(left), 0, -1) if " or ".join(left[:n]) in values), 1)
        yield " or ".join(left[:end])
        left = left[end:]
