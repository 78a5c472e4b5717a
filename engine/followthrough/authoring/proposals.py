"""Cases for what the cases of a base do not exercise yet, found among all possible leads.

A proposal is an existing case with as few answers changed as need be, so that it can be read beside that case. What the
case expects is what the rules conclude now: whether that is right is for a person to say.
"""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from followthrough.authoring.cases import Run, runs_of
from followthrough.authoring.coverage import AddedPart, ConditionSide, Override, Target, exercised, worlds_for
from followthrough.errors import NotSettled, Place
from followthrough.format.choices import written
from followthrough.format.conditions import Truth, Value, values_of
from followthrough.format.expectations import CASE_DAY, Case, Expectation
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase, Question, Rule
from followthrough.format.numbers import fixed, places_of
from followthrough.readings.prove.cells import Cell, nearest, variables
from followthrough.readings.prove.days import arranged
from followthrough.readings.prove.shrink import shrink
from followthrough.readings.prove.solver import SECONDS
from followthrough.readings.prove.worlds import Claim, Worlds

MAX_PROPOSED = 100
"""Most cases proposed at once: more than a person reads with care in one go."""

_MODELS = 3
"""How many existing cases are tried as the model of a proposal: those that lack the fewest conditions."""

_READABLE = 3
"""Most changed answers that a name can list."""


class Contradicted(msgspec.Struct, frozen=True):
    """A goal of which a case expects nothing under a counsel, since rules contradict each other about it there."""

    counsel: str
    goal: str
    rules: tuple[str, ...]


class Proposal(msgspec.Struct, frozen=True):
    """A case, and what it exercises that neither an existing case nor an earlier proposal does."""

    case: Case
    meets: tuple[Target, ...]
    contradicted: tuple[Contradicted, ...] = ()


class Proposals(msgspec.Struct, frozen=True):
    """The cases that are proposed; the proofs about the `unsettled` targets took too long."""

    made: tuple[Proposal, ...] = ()
    unsettled: tuple[Target, ...] = ()


def proposals(
    base: KnowledgeBase, missing: Sequence[Target], ran: Sequence[Run], *, seconds: float = SECONDS
) -> Proposals:
    """Propose cases that exercise these targets, each of which some possible lead meets, at most MAX_PROPOSED.

    `ran` has the runs of the existing cases. One case serves as many targets as it can. A target for which a proof
    takes longer than `seconds` is `unsettled`, unless a case for another one serves it too.
    """
    worlds = {
        counsel: worlds_for(base, counsel, [one for one in missing if one.counsel == counsel], seconds)
        for counsel in base.counsels
    }
    found: list[Case] = []
    left, unsettled = list(missing), []
    while left and len(found) < MAX_PROPOSED:
        try:
            case = _case(base, worlds[left[0].counsel], left[0], ran, {one.name for one in (*base.cases, *found)})
        except NotSettled:
            unsettled.append(left.pop(0))
            continue
        found.append(case)
        left = [one.target for one in exercised(left, runs_of(base, case)) if one.case is None]
    made = tuple(_assigned(base, _needed(base, missing, found), missing))
    met = [target for one in made for target in one.meets]
    return Proposals(made, tuple(target for target in unsettled if target not in met))


def expecting(base: KnowledgeBase, case: Case, about: Mapping[str, Sequence[str]] | None = None) -> Case:
    """Let a case expect, under every counsel, what the rules conclude now.

    That is every goal, what becomes of the rules named in `about` for the counsel, and what sums named there come to. A
    contradiction is a fault and never expected, so nothing is said of its goal; nor of a counsel about which there is
    nothing to say, given `about`.
    """
    expectations = []
    for run in runs_of(base, case):
        proof = run.advice.proof
        sound = [goal for goal in base.goals if proof.conflict(goal) is None]
        values = {goal: tuple(_listed(proof.facts[goal])) for goal in sound}
        named = list(dict.fromkeys((about or {}).get(run.counsel, ())))
        values |= {name: tuple(_listed(proof.facts[name])) for name in named if name in base.sums}
        named = [name for name in named if name not in base.sums]
        steps = {name: proof.step(name) for name in named}
        fired = tuple(name for name, step in steps.items() if step and step.fired)
        defeated = tuple(name for name, step in steps.items() if step and not step.fired)
        silent = tuple(name for name, step in steps.items() if not step)
        if values or named or about is None:
            expectations.append(Expectation(run.counsel, values, fired, defeated, silent, case.place))
    return Case(case.name, case.lead, tuple(expectations), case.place)


def _contradicted(base: KnowledgeBase, case: Case) -> Iterator[Contradicted]:
    for run in runs_of(base, case):
        for conflict in run.advice.proof.conflicts:
            if conflict.concept in base.goals:
                yield Contradicted(run.counsel, conflict.concept, tuple(rule for _, rule in conflict.claims))


def _listed(value: Value) -> Iterator[str]:
    if isinstance(value, tuple):
        yield from value
    elif value is not None:
        yield str(value)


def _case(base: KnowledgeBase, worlds: Worlds, target: Target, ran: Sequence[Run], taken: set[str]) -> Case:
    """Make a case that meets a target, as near to an existing one as can be."""
    claims = target.claims(worlds)
    models = sorted((run for run in ran if run.counsel == target.counsel), key=lambda run: _lacking(target, run))
    found = [(run, _nearest(worlds, run.advice.lead.facts, target, claims)) for run in models[:_MODELS]]
    if found:
        model, lead = min(found, key=lambda one: len(_changes(base, one[0], one[1])))
        name = _name(target, model.case.name, _changes(base, model, lead))
    else:
        lead = _nearest(worlds, {}, target, claims)
        name = _name(target, "", [])
    answers = read_lead(base, lead, CASE_DAY).answers
    number = next(number for number in range(1, len(taken) + 2) if _numbered(name, number) not in taken)
    return expecting(base, Case(_numbered(name, number), answers, (), Place("proposed")))


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name} ({number})"


def _rules(target: Target) -> tuple[Rule, ...]:
    """Return the rules that a target is about; none if it is about a sum."""
    if isinstance(target, AddedPart):
        return ()
    return (target.rule, target.beaten) if isinstance(target, Override) else (target.rule,)


def _lacking(target: Target, run: Run) -> int:
    """Count the conditions of the rules a target is about that do not hold in a run."""
    rules = _rules(target)
    facts = run.advice.proof.facts
    return sum(part.outcome(facts) is not Truth.TRUE for rule in rules for part in rule.conditions.parts)


def _nearest(worlds: Worlds, model: Mapping[str, Value], target: Target, claims: Sequence[Claim]) -> dict[str, Value]:
    """Find a lead that meets a target, question by question: the answer of the model if that can be, or the nearest.

    Of what the model leaves unanswered, as much stays so as can be.
    """
    known = dict(target.known) if isinstance(target, ConditionSide | AddedPart) else {}
    for variable in worlds.variables:
        if variable.fact not in known:
            wanted = model.get(variable.fact)
            cells = [_closest(variable.question, cell, wanted) for cell in variable.cells]
            nearness = (wanted, *sorted(cells, key=lambda answer: _distance(answer, wanted)), None)
            known[variable.fact] = next(
                answer
                for answer in dict.fromkeys(nearness)
                if worlds.possible({**known, variable.fact: answer}, *claims)
            )
    facts = (variable.fact for variable in worlds.variables)
    nearest = {fact: known[fact] for fact in facts if known[fact] is not None}
    return arranged([worlds.base], worlds.variables, nearest)


def _closest(question: Question, cell: Cell, wanted: Value) -> Value:
    """Return the answer in a cell that is closest to the one wanted."""
    if isinstance(cell.value, int) and cell.high is not None:
        return fixed(max(cell.value, min(_number(wanted), cell.high)), places_of(cell.value))
    return nearest(question, cell, wanted)


def _distance(answer: Value, wanted: Value) -> int:
    if isinstance(answer, tuple):
        return len({*answer} ^ {*values_of(wanted)})
    return abs(answer - _number(wanted)) if isinstance(answer, int) else 0


def _number(wanted: Value) -> int:
    """Return the number that a numeric answer should be close to: 0 if none is wanted."""
    return wanted if isinstance(wanted, int) else 0


def _changes(base: KnowledgeBase, model: Run, lead: Mapping[str, Value]) -> list[str]:
    """Write the answers that are not those of the model; one that is gone matters only where it could be unknown."""
    changes = []
    for variable in variables(base):
        before, after = model.advice.lead.facts[variable.fact], lead.get(variable.fact)
        if before != after and (after is not None or variable.question.unknown_allowed):
            changes.append(f"{variable.fact} is {written(after)}")
    return changes


def _name(target: Target, model: str, changes: Sequence[str]) -> str:
    if model and 0 < len(changes) <= _READABLE:
        return f"{model}, but {' and '.join(changes)}"
    where = ", where" if isinstance(target, ConditionSide | AddedPart) else ""
    return f"{target.about.name}{where} {target}".replace("`", "")


def _needed(base: KnowledgeBase, missing: Sequence[Target], cases: Sequence[Case]) -> list[Case]:
    """Leave out, the last first, what exercises nothing that the others do not."""
    met = {
        case.name: {number for number, one in enumerate(exercised(missing, runs_of(base, case))) if one.case}
        for case in cases
    }
    everything = set().union(*met.values())
    needed = shrink(reversed(cases), lambda rest: set().union(*(met[case.name] for case in rest)) == everything)
    return needed[::-1]


def _assigned(base: KnowledgeBase, cases: Sequence[Case], missing: Sequence[Target]) -> Iterator[Proposal]:
    """Yield each case with the targets that it is the first to meet, expecting what becomes of their rules."""
    left = list(missing)
    for case in cases:
        exercises = exercised(left, runs_of(base, case))
        meets = [one.target for one in exercises if one.case]
        left = [one.target for one in exercises if not one.case]
        about: dict[str, list[str]] = {}
        for target in meets:
            named = [rule.name for rule in _rules(target)] or [target.about.name]
            about.setdefault(target.counsel, []).extend(named)
        yield Proposal(expecting(base, case, about), tuple(meets), tuple(_contradicted(base, case)))
