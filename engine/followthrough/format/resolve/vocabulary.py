"""The names that a knowledge base defines: counsels, passages, questions, counts, concepts, and sums."""

from collections.abc import Mapping

from followthrough.errors import Place
from followthrough.format.counts import Count, Span
from followthrough.format.graph_walks import reached
from followthrough.format.model import Concept, Counsel, KnowledgeBase, Passage, Question
from followthrough.format.sums import Sum


class Vocabulary:
    """What is known by name. The readers of `base.yaml` to `concepts.yaml` fill it in; the others look names up."""

    def __init__(self) -> None:
        self.authorities: dict[str, Counsel] = {}
        self.passages: dict[tuple[str, str], Passage] = {}
        self.questions: dict[str, Question] = {}
        self.counts: dict[str, Count] = {}
        self.spans: dict[str, Span] = {}
        self.concepts: dict[str, Concept] = {}
        self.sums: dict[str, Sum] = {}
        self.values_at: dict[str, dict[str, Place]] = {}

    @classmethod
    def of(cls, base: KnowledgeBase) -> "Vocabulary":
        """Return what a base defines, for reading more in its words."""
        words = cls()
        words.authorities = dict(base.authorities)
        words.passages = dict(base.passages)
        words.questions, words.counts, words.concepts = dict(base.questions), dict(base.counts), dict(base.concepts)
        words.spans, words.sums = dict(base.spans), dict(base.sums)
        return words

    @property
    def counsels(self) -> list[str]:
        """The authorities that advise."""
        return [name for name, counsel in self.authorities.items() if counsel.advises]

    def facts(self) -> list[str]:
        """Return the names of everything that can be tested."""
        return [*self.questions, *self.counts, *self.spans, *self.concepts, *self.sums]

    def is_fact(self, name: str) -> bool:
        """Return whether a name is that of something that can be tested."""
        return self.answered(name) is not None or name in self.concepts or name in self.sums

    def answered(self, name: str) -> Question | Count | Span | None:
        """Return what has a name and follows from the answers of a lead alone; None if nothing does."""
        return self.questions.get(name) or self.counts.get(name) or self.spans.get(name)

    def answers(self) -> dict[str, Question | Count | Span]:
        """Return what follows from the answers of a lead alone, by name."""
        return {**self.questions, **self.counts, **self.spans}

    def ranged(self, fact: str) -> Question | Count | Span | Sum | None:
        """Return what bounds the numbers that a fact can be; None if it is not a number."""
        question = self.questions.get(fact)
        is_number = question is not None and question.kind == "number"
        return question if is_number else self.counts.get(fact) or self.spans.get(fact) or self.sums.get(fact)

    def question_of(self, fact: str) -> str:
        """Return the question whose answer gives a fact its value: the date of a count, or else the fact itself."""
        return self.counts[fact].of if fact in self.counts else fact

    def questions_of(self, fact: str) -> tuple[str, ...]:
        """Return the questions whose answers give a fact its value: two dates, or else the one of `question_of`."""
        return self.spans[fact].dates if fact in self.spans else (self.question_of(fact),)

    def counting(self, date: str) -> str | None:
        """Return what counts days since, until, from, or to a date, a count before a span; None if nothing does."""
        counts = (count.name for count in self.counts.values() if count.of == date)
        return next(counts, next((span.name for span in self.spans.values() if date in span.dates), None))

    def values_of(self, fact: str) -> Mapping[str, str]:
        """Return the values of a fact, each with what a person reads. Numbers and dates have none."""
        if fact in self.concepts:
            return self.concepts[fact].values
        return self.questions[fact].choices if fact in self.questions else {}

    def lineage(self, counsel: str) -> tuple[str, ...]:
        """Return a counsel and all it follows, itself first, or nobody if it is unknown."""
        return reached([counsel], lambda name: self.authorities[name].follows) if counsel in self.authorities else ()

    def definitions(self) -> dict[str, Mapping[str, Place]]:
        """Return the places of all definitions, by name, for each kind of thing that is named."""
        facts = {**self.answers(), **self.concepts, **self.sums}
        return {
            "fact": {name: fact.place for name, fact in facts.items()},
            "counsel": {name: counsel.place for name, counsel in self.authorities.items()},
            "passage": {name: passage.place for (_, name), passage in self.passages.items()},
            **{f"value of {fact}": values for fact, values in self.values_at.items()},
        }
