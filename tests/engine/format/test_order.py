"""The order in which rules and concepts are settled, and the circles that have none."""

from itertools import pairwise

import pytest
from msgspec.structs import replace

from bases.reset import BASES
from followthrough.format.conditions import AllOf
from followthrough.format.load import load
from followthrough.format.model import Concept, KnowledgeBase, Rule
from followthrough.format.order import Circle, settled_order

GOOD = BASES / "good"
PLANT = load(GOOD / "two-counsels")


@pytest.mark.parametrize("name", [folder.name for folder in sorted(GOOD.iterdir()) if folder.is_dir()])
def test_whatever_a_rule_or_concept_depends_on_is_settled_before_it(name: str) -> None:
    base = load(GOOD / name)
    for counsel in base.counsels:
        order = settled_order(base, counsel)
        at = {(type(part), part.name): number for number, part in enumerate(order)}
        rules = [part for part in order if isinstance(part, Rule)]
        assert {rule.name for rule in rules} == {
            rule.name for rule in base.rules.values() if rule.counsel in base.lineage(counsel)
        }
        for rule in rules:
            here = at[Rule, rule.name]
            assert all(at[Concept, fact] < here for fact in rule.tested() if fact in base.concepts)
            assert all(here < at[Concept, conclusion.concept] for conclusion in rule.then)
            assert all(here < at[Rule, other] for other in rule.overrides if (Rule, other) in at)


def test_the_order_does_not_depend_on_the_order_of_files() -> None:
    turned = replace(
        PLANT,
        rules=dict(reversed(list(PLANT.rules.items()))),
        concepts=dict(reversed(list(PLANT.concepts.items()))),
    )
    assert settled_order(turned, "botanist") == settled_order(PLANT, "botanist")


def in_circle(*names: str) -> KnowledgeBase:
    """Give a base with rules of which each overrides the next, and the last the first."""
    overridden = dict(pairwise((*names, names[0])))
    plain = replace(PLANT.rules["dry-pots-are-thirsty"], conditions=AllOf())
    rules = {name: replace(plain, name=name, overrides=(overridden[name],)) for name in names}
    return replace(PLANT, rules={**PLANT.rules, **rules})


@pytest.mark.parametrize("names", [("hen",), ("hen", "egg"), ("egg", "chick", "hen")])
def test_a_circle_is_named_from_a_rule_back_to_itself(names: tuple[str, ...]) -> None:
    with pytest.raises(Circle) as caught:
        settled_order(in_circle(*names), "aunt")
    around = [name for _, name in caught.value.nodes]
    assert around[0] == around[-1]
    assert sorted(around[:-1]) == sorted(names)
    assert str(caught.value) == " -> ".join(around)
