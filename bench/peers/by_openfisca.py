"""OpenFisca-core: an input variable for each fact, and one with a formula on arrays for each rule and concept."""

from collections.abc import Callable, Mapping
from typing import Any

from bench.peers.translation import Infix, Plan, facts_asked, firing, identifier, plan, rule_name, wanted

from followthrough.format.model import Concept, KnowledgeBase

PERIOD = "2026-11-22"
UNKNOWN_NUMBER = -(2**15)
UNKNOWN = "unknown"


class OpenFisca(Infix):
    """Expressions over the arrays that variables are calculated to."""

    and_, or_, not_ = " & ", " | ", "~"

    def __init__(self, facts: Mapping[str, tuple[str, ...]]) -> None:
        self.facts = facts

    def equal(self, fact: str, value: str | int) -> str:
        """Write that a fact has a value."""
        is_number = fact in self.facts and not self.facts[fact]
        return f"(of({fact!r}) == {value if is_number else f'{fact}.{identifier(str(value))}'})"

    def known(self, fact: str) -> str:
        """Write that something is known of a fact."""
        is_number = fact in self.facts and not self.facts[fact]
        return f"(of({fact!r}) != {UNKNOWN_NUMBER if is_number else f'{fact}.{UNKNOWN}'})"

    def between(self, fact: str, low: int | None, high: int | None) -> str:
        """Write that a number is known and lies in a range."""
        ends = [f"(of({fact!r}) >= {low})"] if low is not None else [self.known(fact)]
        ends += [f"(of({fact!r}) <= {high})"] if high is not None else []
        return self.all(ends)

    def fired(self, rule: str) -> str:
        """Write that a rule, which comes earlier, fired."""
        return f"of({rule_name(rule)!r})"


def source(base: KnowledgeBase, counsel: str) -> str:
    """Write the variables, as classes."""
    rules = wanted(plan(base, counsel), [*base.goals, *base.shows])
    facts = facts_asked(base)
    syntax = OpenFisca(facts)
    text = []
    for fact, choices in facts.items():
        text.append(_input(fact, choices))
    for part in rules.order:
        if isinstance(part, Concept):
            text += _concept(part, rules, syntax)
        else:
            text.append(_formula(rule_name(part.name), "bool", firing(part, rules.rivals[part.name], syntax)))
    return "\n".join(text)


def _input(fact: str, choices: tuple[str, ...]) -> str:
    if choices:
        return f"{_enum(fact, choices)}\n{_variable(fact, _kind(fact))}"
    return _variable(fact, f"int; default_value = {UNKNOWN_NUMBER}")


def _enum(name: str, values: tuple[str, ...]) -> str:
    members = "".join(f"    {identifier(value)} = {value!r}\n" for value in values)
    return f"class {name}(Enum):\n    {UNKNOWN} = {UNKNOWN!r}\n{members}"


def _kind(name: str) -> str:
    return f"Enum; possible_values = {name}; default_value = {name}.{UNKNOWN}"


def _variable(name: str, value_type: str) -> str:
    return (
        f"class variable(Variable):\n    value_type = {value_type}\n    entity = Person\n"
        f"    definition_period = DateUnit.DAY\nvariable.__name__ = {name!r}\nvariables.append(variable)\n"
    )


def _formula(name: str, value_type: str, expression: str) -> str:
    body = (
        "    def formula(person, period):\n        of = lambda name: person(name, period)\n"
        f"        return {expression}\n"
    )
    head, rest = _variable(name, value_type).split("variable.__name__")
    return f"{head}{body}variable.__name__{rest}"


def _concept(concept: Concept, rules: Plan, syntax: OpenFisca) -> list[str]:
    held = {
        value: syntax.any([syntax.fired(rule) for rule in by])
        for value in concept.values
        if (by := rules.deciding(concept.name, value))
    }
    if concept.many:
        return [_formula(f"{concept.name}__{identifier(value)}", "bool", where) for value, where in held.items()]
    otherwise = UNKNOWN if concept.otherwise is None else identifier(concept.otherwise)
    masks = ", ".join(held.values())
    values = ", ".join(f"{concept.name}.{identifier(value)}" for value in held)
    selected = f"select([{masks}], [{values}], default={concept.name}.{otherwise})"
    return [_enum(concept.name, tuple(concept.values)), _formula(concept.name, _kind(concept.name), selected)]


def build(base: KnowledgeBase, counsel: str) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    """Make a system of variables.

    It takes codes from 1 on for the choices of each question, 0 for unknown, and numbers as they are; it gives codes
    for concepts of one value, and for each value of the others a mask.
    """
    from numpy import asarray, select
    from openfisca_core.entities import build_entity
    from openfisca_core.indexed_enums import Enum, EnumArray
    from openfisca_core.periods import DateUnit
    from openfisca_core.simulations import SimulationBuilder
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    person = build_entity("lead", "leads", "a lead", is_person=True)
    names = {
        "Enum": Enum,
        "Variable": Variable,
        "DateUnit": DateUnit,
        "Person": person,
        "select": select,
        "variables": [],
    }
    exec(compile(source(base, counsel), f"{counsel} by OpenFisca", "exec"), names)
    system = TaxBenefitSystem([person])
    for variable in names["variables"]:
        system.add_variable(variable)
    masks = {
        f"{name}: {value}": f"{name}__{identifier(value)}"
        for name in base.shows
        for value in base.concepts[name].values
        if f"{name}__{identifier(value)}" in system.variables
    }

    def advise(columns: Mapping[str, Any]) -> Mapping[str, Any]:
        simulation = SimulationBuilder().build_default_simulation(system, count=len(next(iter(columns.values()))))
        for name, values in columns.items():
            kind = getattr(system.variables[name], "possible_values", None)
            simulation.set_input(name, PERIOD, values if kind is None else EnumArray(values, kind))
        said = {name: asarray(simulation.calculate(name, PERIOD)) for name in base.goals}
        return said | {name: simulation.calculate(variable, PERIOD) for name, variable in masks.items()}

    return advise
