"""What a lead tells so far, as proofs over possible leads take it, and which questions are left."""

from collections.abc import Iterable, Iterator

from followthrough.format.applicability import names_of
from followthrough.format.conditions import Value
from followthrough.format.day_order import followers
from followthrough.format.graph_walks import reached
from followthrough.format.lead import Lead
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.cells import Variable, day_of_age


class AnswersSoFar:
    """The answers of a lead to the questions of some variables.

    `known` has what was answered, by question or by count of days, as proofs take it, and `told` as it was told;
    `pending` has the questions that were not answered, whether they apply or not.
    """

    def __init__(self, base: KnowledgeBase, lead: Lead, variables: Iterable[Variable]) -> None:
        self.known: dict[str, Value] = {}
        self.pending: dict[str, Variable] = {}
        self.told: dict[str, Value] = {}
        for variable in variables:
            if not variable.asked:
                if lead.facts[variable.fact] is not None:
                    self.known[variable.fact] = lead.facts[variable.fact]
            elif variable.fact in lead.answers or names_of(base, variable.question.name) & lead.answers.keys():
                self.told[variable.fact] = lead.facts[variable.fact]
                self.known.update(as_proved(lead, variable))
            else:
                self.pending[variable.question.name] = variable


def as_proved(lead: Lead, variable: Variable) -> dict[str, Value]:
    """Return a known answer as proofs take it: a day that itself counts as of CASE_DAY."""
    name, value = variable.fact, lead.facts[variable.fact]
    if value is None or variable.cells[0].ages is None:
        return {name: value}
    return {name: day_of_age(lead.ages[name].least)}


def moved_days(base: KnowledgeBase, lead: Lead) -> dict[str, list[str]]:
    """Return for dates the days told as so many days or more that these may move, since they are in an order."""
    found: dict[str, list[str]] = {}
    for name, held in lead.ages.items():
        if held.least < held.most:
            for other in _moving(base, lead, name):
                found.setdefault(other, []).append(name)
    return found


def _moving(base: KnowledgeBase, lead: Lead, name: str) -> Iterator[str]:
    """Yield the dates that may move a known day which has several ages: those of its order on the side of these."""
    known, after = lead.ages, followers(base.questions)
    count = base.count_of(name)
    assert count is not None, "a day that is named has one age"
    is_older = (lead.facts[count.name] == count.high) == (count.direction == "since")
    beside = after if is_older else {one.name: list(one.not_before) for one in base.questions.values()}
    yield from reached([name], lambda one: beside.get(one, ()) if one in known else ())[1:]
