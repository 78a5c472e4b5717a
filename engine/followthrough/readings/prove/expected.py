"""How many questions are still to be asked, on average: read off diagrams exactly.

A question *matters* in a lead if another answer to it alone changes what is told. Asked in the order of levels, it is
asked in a lead if and only if it matters in some lead with the same answers to all questions above it: answers below,
with which it matters, could still come. So of that order, the expected number of questions is the sum of the
probabilities of these sets of leads, one for each question; no lead, and no interview, has to be gone through.

Every answer to a question counts as equally probable, whatever the others are, but for "I don't know", which has half
the weight of another answer.
"""

from collections.abc import Callable, Sequence, Set

from followthrough.readings.prove.diagrams import EVERYTHING, NOTHING, Diagram
from followthrough.readings.prove.told import IMPOSSIBLE, AnswerBits, ToldLeads, ToldNode

UNKNOWN_WEIGHT = 0.5
"""How probable "I don't know" is beside any one answer."""

MOST_EXACT = 100
"""How many sets of answers, at most, are gone through to find the least number that any way of asking needs."""

DIGITS = 9
"""To so many digits numbers of questions are compared: what a sum of floats may leave is no difference."""


class Expected:
    """Expected numbers of questions about leads.

    `must_have` has the levels that have no way for no answer, `before` for each level those of the questions on which
    its applying hangs.
    """

    def __init__(self, leads: ToldLeads, must_have: Set[int], before: Sequence[Set[int]]) -> None:
        self.leads = leads
        self._before = before
        self._weights = [_shares(ways, unknown=level not in must_have) for level, ways in enumerate(leads.ways)]
        self._least: dict[tuple[ToldNode, tuple[int, ...]], float] = {}

    def saved(self, told: ToldNode, mattering: Sequence[int], first: Sequence[int]) -> dict[int, float]:
        """Return how many fewer are asked, on average, if one of some questions comes first, and the others in order.

        It saves those of the others that its answers make needless, and costs itself where it need not be asked.
        """
        saved = dict.fromkeys(first, 0.0)
        cut = {told: 1.0}
        for level in range(max(first) + 1):
            if level in mattering:
                self._add_saved(saved, level, cut)
            cut = self._below(cut, level)
        return {level: round(one, DIGITS) for level, one in saved.items()}

    def _add_saved(self, saved: dict[int, float], level: int, cut: dict[ToldNode, float]) -> None:
        later = [one for one in saved if one > level]
        among = self.leads.answers_to(later)
        for node, share in cut.items():
            stake = self.leads.stake(node, level, among)
            if not stake and level in saved:
                saved[level] -= share
            elif stake and (missing := among & ~stake):
                for one in later:
                    saved[one] += share * self._share_of(one, missing)

    def _below(self, cut: dict[ToldNode, float], level: int) -> dict[ToldNode, float]:
        """Return the nodes that come after those of a cut through all ways, with their shares of probability."""
        after: dict[ToldNode, float] = {}
        for node, share in cut.items():
            if self.leads.level(node) > level:
                after[node] = after.get(node, 0.0) + share
            else:
                kids = zip(self.leads.ways_from(node, level), self._weights[level], strict=True)
                possible = [(kid, weight) for kid, weight in kids if kid != IMPOSSIBLE]
                total = sum(weight for _, weight in possible)
                for kid, weight in possible:
                    after[kid] = after.get(kid, 0.0) + share * weight / total
        return after

    def costs_nobody(
        self, parts: Sequence[ToldNode], mattering: Sequence[int], question: int, possible: Diagram
    ) -> bool:
        """Return whether in no possible lead more are asked if a question comes first, and the others in order.

        It is asked in vain where it would not have been; that is made up for by any one that need not be asked then.
        """
        diagrams = self.leads.diagrams
        made_up_for = self._asked(parts, question)
        for level in (one for one in mattering if one < question):
            if diagrams.without(possible, made_up_for) == NOTHING:
                return True
            still = self._asked_after(parts, level, question)
            made_up_for = diagrams.either(made_up_for, diagrams.without(diagrams.forgotten(still, question), still))
        return diagrams.without(possible, made_up_for) == NOTHING

    def _asked(self, parts: Sequence[ToldNode], question: int) -> Diagram:
        """Return the leads in which a question is asked in the order of levels."""
        among = self.leads.answers_to([])
        return self.leads.diagrams.any_of(self._above(one, question, among, lambda stake: EVERYTHING) for one in parts)

    def _asked_after(self, parts: Sequence[ToldNode], level: int, question: int) -> Diagram:
        """Return the leads in which one is asked in the order of levels although a later one has been answered."""
        start, diagrams = self.leads.offset[question], self.leads.diagrams
        ways = range(self.leads.ways[question])

        def answered(stake: AnswerBits) -> Diagram:
            return diagrams.node(question, tuple([stake >> start + way & 1 for way in ways]))

        among = self.leads.answers_to([question])
        return diagrams.any_of(self._above(one, level, among, answered) for one in parts)

    def _above(
        self, told: ToldNode, level: int, among: AnswerBits, at_stake: Callable[[AnswerBits], Diagram]
    ) -> Diagram:
        """Return the leads of what is said of the answers with which a level matters, by the answers above it."""
        done: dict[ToldNode, Diagram] = {}
        leads, node = self.leads, self.leads.diagrams.node

        def below(one: ToldNode) -> Diagram:
            if one not in done:
                at = leads.level(one)
                if at < level:
                    done[one] = node(at, tuple(map(below, leads.ways_from(one, at))))
                else:
                    stake = leads.stake(one, level, among)
                    done[one] = at_stake(stake) if stake else NOTHING
            return done[one]

        return below(told)

    # Exactly, where it is small

    def is_small(self, mattering: Sequence[int]) -> bool:
        """Return whether the least number of questions can be found by going through all ways of asking."""
        states = 1
        for level in mattering:
            states *= self.leads.ways[level] + 1
        return states <= MOST_EXACT

    def least(self, told: ToldNode, pending: Sequence[int]) -> float:
        """Return the least expected number of questions of all ways of asking in which no step costs anybody one."""
        mattering = tuple(level for level in pending if self.leads.matters(told, level))
        key = told, mattering
        if key not in self._least:
            options = [self.least_after(one, told, mattering) for one in self.allowed(told, mattering)]
            self._least[key] = 1 + min(options) if mattering else 0.0
        return self._least[key]

    def allowed(self, told: ToldNode, mattering: Sequence[int]) -> list[int]:
        """Return the questions that may come first, at nobody's cost, and that wait for none that matters."""
        possible = self._above_all(told)
        available = [level for level in mattering if self._before[level].isdisjoint(mattering)]
        return [one for one in available if self.costs_nobody([told], mattering, one, possible)] or available[:1]

    def least_after(self, question: int, told: ToldNode, mattering: Sequence[int]) -> float:
        """Return the least expected number of questions once one has been answered."""
        total = weight = 0.0
        left = [level for level in mattering if level != question]
        for way, share in enumerate(self._weights[question]):
            after = self.leads.given(told, {question: way}, EVERYTHING)
            if after != IMPOSSIBLE:
                total += share * self.least(after, left)
                weight += share
        return total / weight

    def _above_all(self, told: ToldNode) -> Diagram:
        """Return the leads that come to any end."""
        done: dict[ToldNode, Diagram] = {IMPOSSIBLE: NOTHING}
        leads, node = self.leads, self.leads.diagrams.node

        def below(one: ToldNode) -> Diagram:
            if one not in done:
                at = leads.level(one)
                done[one] = EVERYTHING if at == leads.end else node(at, tuple(map(below, leads.ways_from(one, at))))
            return done[one]

        return below(told)

    def _share_of(self, level: int, answers: AnswerBits) -> float:
        """Return how probable it is that a question has one of some answers."""
        bits = answers >> self.leads.offset[level]
        return sum(share for way, share in enumerate(self._weights[level]) if bits >> way & 1)


def _shares(ways: int, *, unknown: bool) -> list[float]:
    """Return how probable each answer is."""
    weights = [UNKNOWN_WEIGHT if unknown and way == 0 and ways > 1 else 1.0 for way in range(ways)]
    return [one / sum(weights) for one in weights]
