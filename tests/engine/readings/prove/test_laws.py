"""Laws are proved over all possible leads as running the rules on each of them shows, before and after."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from random import Random

import pytest

from bases.reset import BASES
from followthrough.errors import NotSettled
from followthrough.format.conditions import Value
from followthrough.format.expectations import CASE_DAY, Law
from followthrough.format.load import load
from followthrough.format.model import KnowledgeBase
from followthrough.readings.prove.cells import ANY_DAY
from followthrough.readings.prove.laws import LawProofs, LawVerdict
from law_reference import Answers, LawReference
from random_laws import random_base_with_laws

Record = Callable[[str, object], None]

RANDOM_BASES = 24
SHARDS = 4
MOST_LEADS = 500
"""A base with more leads, day by day, takes too long to go through."""
SOME = 40
"""How many leads of a base each law is compared on."""


# Agreement, lead by lead


def compared(base: KnowledgeBase, reference: LawReference, random: Random) -> tuple[int, int]:
    """Compare proofs of all laws with the reference; return on how many leads, and how many of them break one."""
    proofs = LawProofs(base)
    alike: dict[tuple[tuple[str, Value], ...], list[Answers]] = {}
    for lead in reference.leads:
        alike.setdefault(counted(reference, lead), []).append(lead)
    seen = broken = 0
    for law in base.laws:
        for counsel in law.counsels:
            each = {key: verdict(reference, law, counsel, leads) for key, leads in alike.items()}
            anywhere = [(one.met, one.followed, one.broken) for one in each.values()]
            assert proofs.verdict(law, counsel) == LawVerdict(*map(any, zip(*anywhere, strict=True))), (law, counsel)
            for key in random.sample(list(alike), min(SOME, len(alike))):
                assert proofs.verdict(law, counsel, dict(key)) == each[key], (law, counsel, key)
                seen += 1
                broken += each[key].broken
            hold_breaker_to(reference, proofs, law, counsel)
    return seen, broken


def counted(reference: LawReference, lead: Answers) -> tuple[tuple[str, Value], ...]:
    """Return a lead as proofs see it: days are counted, and a question that does not apply is as one left unknown."""
    facts = reference.facts(lead, CASE_DAY)
    by_count = {count.of: count.name for count in reference.base.counts.values()}
    asked = [name for name, question in reference.base.questions.items() if question.kind != "text"]
    return tuple((by_count.get(name, name), facts.get(by_count.get(name, name))) for name in asked)


def verdict(reference: LawReference, law: Law, counsel: str, leads: list[Answers]) -> LawVerdict:
    """Return whether leads that proofs see as one meet the `if` of a law, have one after, and break the law."""
    told = [reference.broken(law, counsel, lead) for lead in leads]
    return LawVerdict(reference.is_met(law, counsel, leads[0]), any(one is not None for one in told), any(told))


def hold_breaker_to(reference: LawReference, proofs: LawProofs, law: Law, counsel: str) -> None:
    """See that a lead which is shown to break a law does, with the lead that is shown after it."""
    breaker = proofs.breaker(law, counsel)
    if breaker is None:
        return
    leads = [lead for lead in reference.leads if known(counted(reference, lead)) == known(breaker.before.items())]
    day = CASE_DAY if law.after is None else reference.day_after(law)
    after = [one for lead in leads for one in reference.after(law, counsel, lead)]
    assert any(
        (breaker.after is None or told(reference, one, day) == known(breaker.after.items()))
        and reference.holds(law.claim, counsel, one, day) is law.never
        for one in after
    ), (law, counsel, breaker)


def known(answers: Iterable[tuple[str, Value]]) -> dict[str, Value]:
    """Return the known answers; any day that nothing counts is as good as another."""
    return {name: ANY_DAY if isinstance(value, date) else value for name, value in answers if value is not None}


def told(reference: LawReference, lead: Answers, day: date) -> Mapping[str, Value]:
    """Return a lead as it is shown: by its counts."""
    by_count = {count.of: count.name for count in reference.base.counts.values()}
    facts = {by_count.get(name, name): value for name, value in lead.items()}
    facts.update({name: value for name, value in reference.facts(lead, day).items() if name in facts})
    return known(facts.items())


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("shard", range(SHARDS))
def test_laws_of_random_bases_hold_where_every_lead_keeps_them(shard: int, many: bool, record_property: Record) -> None:
    seen = broken = bases = 0
    for seed in range(shard, RANDOM_BASES // 3 if many else RANDOM_BASES, SHARDS):
        base = random_base_with_laws(seed, many=many)
        reference = LawReference(base, most=MOST_LEADS)
        if not 0 < len(reference.leads) <= MOST_LEADS:
            continue
        more = compared(base, reference, Random(seed))
        seen, broken, bases = seen + more[0], broken + more[1], bases + 1
    assert broken > seen / 20
    record_property(
        "counted", f"{bases} random bases: {seen} leads of laws compared, {broken} break one, 0 differences"
    )


def test_laws_of_random_bases_with_days_between_two_dates_hold_where_every_lead_keeps_them(
    record_property: Record,
) -> None:
    seen, broken, unsettled = 0, 0, 0
    for seed in range(50):
        base = random_base_with_laws(seed, spans=True)
        if not base.spans or [one.kind for one in base.questions.values()].count("date") != 2:
            continue
        reference, proofs = LawReference(base), LawProofs(base)
        for law, counsel in [(one, counsel) for one in base.laws for counsel in one.counsels]:
            try:
                proved = proofs.verdict(law, counsel)
            except NotSettled:
                unsettled += 1
                continue
            each = [verdict(reference, law, counsel, [lead]) for lead in reference.leads]
            said = zip(*((one.met, one.followed, one.broken) for one in each), strict=True)
            assert proved == (LawVerdict(*map(any, said)) if each else LawVerdict(False, False, False)), (seed, law)
            seen, broken = seen + 1, broken + proved.broken
    assert min(broken, seen - broken) > 5 < seen - unsettled
    record_property("counted", f"{seen} laws compared, {broken} are broken, {unsettled} could not be proved")


def test_laws_of_a_small_base_hold_where_every_lead_keeps_them(record_property: Record) -> None:
    base = load(BASES / "good" / "lent-book")
    seen, _ = compared(base, LawReference(base), Random(1))
    record_property("counted", f"{seen} leads of laws, 0 differences")
