"""What a person can report as done: the steps of advice, with the answers that follow from doing them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from followthrough.advising.advice import Advice
from followthrough.errors import LeadError, Place, Problem, did_you_mean
from followthrough.format.conditions import Value, values_of
from followthrough.format.doing import added, changes
from followthrough.format.lead import lasting
from followthrough.format.model import KnowledgeBase
from followthrough.short_repr import Result


class Deed(Result, frozen=True):
    """A step that can be reported as done: a value of a goal, the day that it is due, and the answers that it gives."""

    goal: str
    value: str
    due: date | None
    on: date
    gives: Mapping[str, Value]

    @property
    def is_due(self) -> bool:
        """Whether a rule names a day for the step, and that day has come."""
        return self.due is not None and self.due <= self.on


def deeds(advice: Advice, on: date | None = None) -> Iterator[Deed]:
    """Yield the steps that advice names and whose doing changes an answer, in the order of the goals.

    They are done on the day of the advice, or `on` a later day that has the same advice.

    >>> from followthrough import advise, load
    >>> list(deeds(advise(load(), {"interview": "done", "heard_back": "turned down"}, counsel="wolfe")))
    []
    """
    base, answers, day = advice.base, lasting(advice.base, advice.lead), on or advice.on
    for goal in base.goals:
        for value in values_of(advice.known(goal)):
            given = changes(base, goal, value, answers, day)
            new = {question: then for question, then in given.items() if answers.get(question) != then}
            if new:
                yield Deed(goal, value, advice.due(goal, value), day, new)


def given_by(base: KnowledgeBase, done: Iterable[Deed]) -> dict[str, Value]:
    """Return the answers that several deeds of one day give; each adds its own to several choices."""
    given: dict[str, Value] = {}
    for deed in done:
        for name, then in deed.gives.items():
            question = base.questions[name]
            given[name] = added(question, then, given.get(name)) if question.many else then
    return given


def goal_of(base: KnowledgeBase, step: str) -> str:
    """Return the goal that has a step which can be done. Raises LeadError if no step has this name."""
    steps = {value: goal for goal in base.goals for value in base.concepts[goal].does}
    if step in steps:
        return steps[step]
    if any(step in base.concepts[goal].values for goal in base.goals):
        wrong = f"{step!r} is advice, but doing it changes no answer"
    else:
        wrong = f"unknown step {step!r}"
    raise LeadError([Problem(Place("step"), wrong, did_you_mean(step, steps))])
