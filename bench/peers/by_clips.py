"""CLIPS, by clipspy: ordered facts, rules with salience, and globals that note what was concluded.

It is traced in two ways: by `(watch rules)`, CLIPS' own trace, which names for each rule the facts it rests on; and by
a global in which each rule notes its name and nothing more.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from bench.peers.translation import Answer, Inapplicable, Said, in_order, plan

from followthrough.format.conditions import AllOf, Between, FactTest, Is, Known, OneOf, OtherThan, Test, Unknown
from followthrough.format.model import KnowledgeBase, Rule

Advise = Callable[[Mapping[str, Answer]], tuple[Said, object]]


def program(base: KnowledgeBase, counsel: str, *, notes: bool) -> Iterator[str]:
    """Write the constructs; with `notes` each rule notes its name when it fires."""
    rules = plan(base, counsel)
    yield "(defglobal ?*said* = (create$))"
    yield "(defglobal ?*trace* = (create$))"
    for number, part in enumerate(rules.order):
        salience = f"(declare (salience {len(rules.order) - number}))"
        if isinstance(part, Rule):
            patterns = [*_patterns(part.conditions)]
            if part.unless is not None:
                patterns.append(f"(not (and {' '.join(_patterns(part.unless))}))")
            if rules.rivals[part.name]:
                patterns.append(f"(not (defeated {part.name}))")
            actions = [f"(bind ?*trace* (create$ ?*trace* {part.name}))"] if notes else []
            actions += [_concluded(one.concept, one.value) for one in part.then]
            actions += [f"(assert (defeated {name}))" for name in part.overrides]
            yield f"(defrule {part.name} {salience} {' '.join(patterns)} => {' '.join(actions)})"
        elif part.otherwise is not None:
            conclude = _concluded(part.name, part.otherwise)
            yield f"(defrule otherwise-{part.name} {salience} (not ({part.name} ?)) => {conclude})"


def _concluded(concept: str, value: str) -> str:
    return f'(assert ({concept} "{value}")) (bind ?*said* (create$ ?*said* {concept} "{value}"))'


def _patterns(conditions: AllOf) -> Iterator[str]:
    for part in conditions.parts:
        if isinstance(part, FactTest):
            yield _pattern(part.fact, part.test)
        else:
            alternatives = (f"(and {' '.join(_patterns(one))})" for one in part.alternatives)
            yield f"(exists (or {' '.join(alternatives)}))"


def _pattern(fact: str, test: Test) -> str:
    if isinstance(test, Unknown):
        return f"(not ({fact} ?))"
    if isinstance(test, OneOf) and any(isinstance(one, Unknown) for one in test.tests):
        return f"(or {' '.join(_pattern(fact, one) for one in test.tests)})"  # one value: only one of them can hold
    return f"({fact} {_field(test, '?' + fact)})"


def _field(test: Test, variable: str) -> str:
    if isinstance(test, OneOf):
        return "|".join(_field(one, variable) for one in test.tests)
    if isinstance(test, Is):
        return _written(test.value)
    if isinstance(test, OtherThan):
        return f"~{_written(test.value)}"
    if isinstance(test, Known):
        return "?"
    if not isinstance(test, Between):
        raise Inapplicable("unknown among other tests of one fact")
    ends = [f"(>= {variable} {test.low})"] if test.low is not None else []
    ends += [f"(<= {variable} {test.high})"] if test.high is not None else []
    return f"{variable}&:(and {' '.join(ends)} TRUE)"


def _written(value: str | int) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def build(base: KnowledgeBase, counsel: str) -> Advise:
    """Make an environment; its trace is that of `(watch rules)`: the rules that fired, with the facts they rest on."""
    import clips

    class Trace(clips.Router):  # type: ignore[misc]
        """Takes what CLIPS prints."""

        def __init__(self) -> None:
            super().__init__("trace", 40)
            self.written: list[str] = []

        def query(self, name: str) -> bool:
            return name == "stdout"

        def write(self, name: str, message: str) -> None:
            self.written.append(message)

    environment, trace = _environment(program(base, counsel, notes=False)), Trace()
    environment.add_router(trace)
    environment.eval("(watch rules)")

    def advise(lead: Mapping[str, Answer]) -> tuple[Said, str]:
        trace.written = []
        return _run(environment, base, lead), "".join(trace.written)

    return advise


def build_noting(base: KnowledgeBase, counsel: str) -> Advise:
    """Make an environment; its trace names the rules that fired, and nothing more."""
    environment = _environment(program(base, counsel, notes=True))

    def advise(lead: Mapping[str, Answer]) -> tuple[Said, list[str]]:
        return _run(environment, base, lead), list(environment.eval("?*trace*"))

    return advise


def _environment(constructs: Iterator[str]) -> Any:
    import clips

    environment = clips.Environment()
    for construct in constructs:
        environment.build(construct)
    return environment


def _run(environment: Any, base: KnowledgeBase, lead: Mapping[str, Answer]) -> Said:
    environment.reset()
    environment.load_facts(
        "\n".join(f"({name} {_written(value)})" for name, value in lead.items() if value is not None)
    )
    environment.run()
    pairs = iter(environment.eval("?*said*"))
    return in_order(base, zip(pairs, pairs, strict=True))
