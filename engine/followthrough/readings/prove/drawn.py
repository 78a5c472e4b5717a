"""Possible leads drawn at random, thousands at once: what they show of the rules needs no proof.

A proof goes through a program to find one lead. The statements of a circuit can be followed in thousands of leads for
less, as bits, and most of what is asked about possible leads is shown by one of them. Whatever is drawn, only what a
lead shows is taken from it, so chance decides how many proofs are left to make, and never what is found.
"""

from collections.abc import Iterable, Iterator, Mapping, MutableSequence, Sequence
from functools import reduce
from itertools import chain, islice
from operator import and_, or_
from random import Random

from followthrough.readings.prove.bits import Bits, TruthTable
from followthrough.readings.prove.cells import Variable
from followthrough.readings.prove.circuit import Literal
from followthrough.readings.prove.diagrams import NumberedAnswers
from followthrough.readings.prove.lead import PossibleLead, asking_order
from followthrough.readings.prove.space import LeadSpace

PAIRS = 500
"""How many pairs of leads are drawn to show that a question matters."""

LEADS = 100
"""How many leads are drawn to show of many questions at once that they matter."""

Aim = Mapping[int, Sequence[int]]
"""What a lead that is drawn should have: for some questions, by their places, numbers of answers to draw from."""


DrawnAnswers = Sequence[Sequence[int]]
"""For each question, by its place, the number of each lead's answer, 0 for none."""


def draw(space: LeadSpace, side: PossibleLead, aims: Sequence[Aim], random: Random) -> DrawnAnswers:
    """Draw answers to all questions at random, for one lead for each of some aims."""
    aimed_at: dict[int, list[tuple[int, Sequence[int]]]] = {}
    for place, aim in enumerate(aims):
        for level, numbers in aim.items():
            aimed_at.setdefault(level, []).append((place, numbers))
    return [
        _numbers(side, variable, len(aims), aimed_at.get(level, ()), random)
        for level, variable in enumerate(space.variables)
    ]


def _numbers(
    side: PossibleLead, variable: Variable, leads: int, aimed_at: Iterable[tuple[int, Sequence[int]]], random: Random
) -> Sequence[int]:
    """Draw answers to a question for so many leads; `aimed_at` has the places of those for which only some will do."""
    name = variable.question.name
    first = 0 if name in side.base.questions and side.base.questions[name].unknown_allowed else 1
    numbers = _any_numbers(range(first, len(variable.cells) + 1) or range(1), leads, random)
    chance = random.random
    for place, among in aimed_at:
        numbers[place] = among[int(chance() * len(among))]
    return numbers


def _any_numbers(among: range, leads: int, random: Random) -> MutableSequence[int]:
    """Draw a number for each lead: random bytes, all translated at once, are drawn far faster than one by one."""
    if among.stop > BYTES:
        return random.choices(among, k=leads)
    return bytearray(random.randbytes(leads).translate(bytes(among[byte % len(among)] for byte in range(BYTES))))


BYTES = 256
"""How many numbers a byte can be."""


class DrawnLeads:
    """Leads with given answers, where the questions apply; what was drawn for one that does not is not answered.

    `table` tells what holds in them, and `possible` has, as bits, those that are possible.
    """

    def __init__(self, space: LeadSpace, side: PossibleLead, numbers: DrawnAnswers) -> None:
        self.table = TruthTable(space.circuit, {}, len(numbers[0]) if numbers else 1)
        levels = {variable.question.name: level for level, variable in enumerate(space.variables)}
        for name in asking_order(side.base):
            if name in levels:
                self._answer(side, name, numbers[levels[name]])
        self._choices = space.choices
        self.possible = self.table.everywhere
        for body in side.impossible:
            self.possible &= ~reduce(and_, map(self.table.of, body))

    def _answer(self, side: PossibleLead, name: str, numbers: Sequence[int]) -> None:
        applies = self.table.of(side.applies[name])
        atoms = side.inputs[name]
        held = _places(numbers, len(atoms))
        for atom, bits in zip(atoms, held, strict=True):
            self.table.let(atom, bits & applies)

    def lead(self, place: int) -> NumberedAnswers:
        """Return the lead at a place, by the numbers of its answers."""
        return tuple(
            next((number for number, one in enumerate(inputs, 1) if self.table.of(one) >> place & 1), 0)
            for inputs in self._choices
        )


def _places(numbers: Sequence[int], most: int) -> Iterator[int]:
    """Yield for each number from 1 to the greatest, as bits, the places at which it stands: two bytes tell them all."""
    low = bytes([number & 255 for number in reversed(numbers)])
    high = bytes([number >> 8 for number in reversed(numbers)]) if most > 255 else None
    for wanted in range(1, most + 1):
        places = _places_of(low, wanted & 255)
        yield places if high is None else places & _places_of(high, wanted >> 8)


def _places_of(last_first: bytes, wanted: int) -> int:
    """Return, as bits, the places at which a byte stands; a text of binary digits is read faster than bits are set."""
    digits = b"0" * wanted + b"1" + b"0" * (255 - wanted)
    return int(b"0" + last_first.translate(digits), 2)


def drawn_change(
    space: LeadSpace,
    side: PossibleLead,
    question: str,
    aim: Aim,
    holding: Iterable[Literal],
    changing: Iterable[Literal],
) -> bool:
    """Return whether, among leads drawn with an aim in which all of some literals hold, two show another one changing.

    They differ in the answer to one question that applies, and in none to another that applies in both.
    """
    random = Random(0)
    numbers = draw(space, side, [aim] * PAIRS, random)
    others = draw(space, side, [{}] * PAIRS, random)
    names = [one.question.name for one in space.variables]
    pairs = [
        [*one, *(other if name == question else one)] for name, one, other in zip(names, numbers, others, strict=True)
    ]
    drawn = DrawnLeads(space, side, pairs)
    fitting = reduce(and_, map(drawn.table.of, holding), drawn.possible)
    both = fitting & fitting >> PAIRS & drawn.table.of(side.applies[question])
    return any(both & (one ^ one >> PAIRS) for one in map(drawn.table.of, changing))


def drawn_changes(
    space: LeadSpace,
    side: PossibleLead,
    questions: Iterable[str],
    aim: Aim,
    holding: Sequence[Literal],
    changing: Sequence[Literal],
    near: Sequence[NumberedAnswers] = (),
) -> set[str]:
    """Return the questions of which `drawn_change` is so, in leads that are drawn for all of them together.

    Pairs of leads in which it shows of one are drawn again, with other answers to those that are left: where one answer
    counts, others often do. The first leads are `near`, if there are any.
    """
    random, found, left = Random(0), set[str](), list(questions)
    levels = {variable.question.name: level for level, variable in enumerate(space.variables)}
    leads = _repeated(near) if near else draw(space, side, [aim] * LEADS, random)
    while left:
        others = draw(space, side, [{}] * LEADS, random)
        showing = _showing(space, side, left, leads, others, holding, changing)
        if not showing:
            break
        found |= showing.keys()
        left = [one for one in left if one not in showing]
        few = max(1, LEADS // (2 * len(showing)))
        pairs = (_pairs(leads, others, levels[name], bits, few) for name, bits in showing.items())
        leads = _repeated([lead for pair in chain.from_iterable(pairs) for lead in pair])
    return found


def _pairs(
    leads: DrawnAnswers, others: DrawnAnswers, level: int, shown: Bits, few: int
) -> Iterator[tuple[NumberedAnswers, NumberedAnswers]]:
    """Yield the first few leads that are shown, each with the same lead but for its other answer to a question."""
    for place in islice((place for place in range(LEADS) if shown >> place & 1), few):
        lead = tuple(column[place] for column in leads)
        yield lead, (*lead[:level], others[level][place], *lead[level + 1 :])


def _repeated(leads: Sequence[NumberedAnswers]) -> DrawnAnswers:
    """Return leads in turns, until there are as many as are drawn."""
    return list(zip(*(leads[place % len(leads)] for place in range(LEADS)), strict=True))


def _showing(
    space: LeadSpace,
    side: PossibleLead,
    questions: Sequence[str],
    leads: DrawnAnswers,
    others: DrawnAnswers,
    holding: Sequence[Literal],
    changing: Sequence[Literal],
) -> dict[str, Bits]:
    """Return, for each question of which it shows, in which of some leads another answer changes something."""
    columns = []
    for variable, one, other in zip(space.variables, leads, others, strict=True):
        column = [*one] * (1 + len(questions))
        if variable.question.name in questions:
            begin = LEADS * (1 + questions.index(variable.question.name))
            column[begin : begin + LEADS] = other
        columns.append(column)
    drawn = DrawnLeads(space, side, columns)
    fitting = reduce(and_, map(drawn.table.of, holding), drawn.possible)
    told = [drawn.table.of(one) for one in changing]
    showing = {}
    for number, question in enumerate(questions, 1):
        shift = LEADS * number
        both = fitting & fitting >> shift & drawn.table.of(side.applies[question]) & ((1 << LEADS) - 1)
        shown = both & reduce(or_, (one ^ one >> shift for one in told), 0) if both else 0
        if shown:
            showing[question] = shown
    return showing


def drawn_leads(space: LeadSpace, side: PossibleLead, number: int) -> list[NumberedAnswers]:
    """Draw so many leads, the same ones each time; return those that are possible, each once and in order."""
    drawn = DrawnLeads(space, side, draw(space, side, [{}] * number, Random(0)))
    return sorted({drawn.lead(place) for place in range(number) if drawn.possible >> place & 1})
