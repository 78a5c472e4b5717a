"""A certificate in which one thing is changed is refused by both checkers, unless it claims the same as before."""

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

import node
from changed_certificates import Changed, changed, is_in_order
from followthrough import advise
from followthrough.advising.advice import Advice
from followthrough.certificates.checker import check
from followthrough.certificates.writing import about, certificate
from followthrough.format.lead import lasting, read_lead
from random_bases import TODAY, random_base, random_lead

KINDS = ({}, {"dues": True}, {"days": True}, {"many": True}, {"sums": True}, {"decimals": True}, {"spans": True})
BASES = 6
"""How many random bases of each kind are advised on."""
CHANGES = 800
"""`bench/certificates.py` makes 10,000, also of certificates under the built-in base."""


def some_advice() -> Iterator[Advice]:
    """Advise on random leads of random bases, every other one with questions left open."""
    for kind in KINDS:
        for seed in range(BASES):
            base, random = random_base(seed, **kind), Random(seed)
            for counsel in base.counsels:
                told = lasting(base, read_lead(base, random_lead(base, random), TODAY))
                yield advise(base, told, counsel=counsel, today=TODAY)


def claims_the_same(advice: Advice, one: Changed) -> bool:
    """Return whether only the order of steps differs, and none comes before what it rests on."""
    return (
        one.kind == "an order" and one.seal != "left as it was" and is_in_order(advice.base, advice.counsel, one.text)
    )


def test_whatever_is_changed_is_refused_by_both_checkers(record_property):
    if node.found() is None:
        pytest.skip(node.NONE)
    random, made = Random(20), [(one, certificate(one)) for one in some_advice()]
    changes = [(advice, changed(data, random)) for advice, data in (random.choice(made) for _ in range(CHANGES))]
    bases = [about(advice.base, advice.counsel) for advice, _ in changes]
    by_python = [check(one.text, base) for (_, one), base in zip(changes, bases, strict=True)]
    by_node = node.check_all((one.text, base) for (_, one), base in zip(changes, bases, strict=True))
    kinds: Counter[str] = Counter()
    for (advice, one), here, there in zip(changes, by_python, by_node, strict=True):
        same = claims_the_same(advice, one)
        assert (here == [], there == []) == (same, same), (one.kind, one.seal, one.where, here, there)
        kinds[one.kind] += not same
    assert min(kinds.values()) > CHANGES / 100
    told = ", ".join(f"{count} of {kind}" for kind, count in sorted(kinds.items()))
    record_property(
        "counted", f"{sum(kinds.values())} changes refused by both checkers ({told}); the others claim the same"
    )
