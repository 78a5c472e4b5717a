"""Whether a slip changes any advice is found, or proved, as it would be for the slip alone."""

from collections import Counter

import pytest

from bases.reset import BASES
from followthrough.authoring import slip_proofs
from followthrough.authoring.known_leads import KnownLeads
from followthrough.authoring.mutants import mutants
from followthrough.authoring.slip_effects import advised_otherwise, with_slip
from followthrough.authoring.slip_proofs import SlipProofs, ToldApart
from followthrough.errors import NotSettled
from followthrough.format.load import load
from followthrough.readings.prove.space import LeadSpace
from followthrough.readings.prove.worlds import Worlds
from random_bases import random_base

GOOD = BASES / "good"
KINDS = ({}, {"many": True}, {"sums": True}, {"days": True}, {"many": True, "sums": True})
BASES_OF_EACH_KIND = 2


class Slips:
    """All slips of a base, put to one solver, and what each of them does by itself."""

    def __init__(self, base, effort=1):
        changed = list(mutants(base))
        self.space = LeadSpace(base, *(one.of(base) for one in changed))
        self.base = base
        self.sides = {counsel: self.space.side(base, counsel) for counsel in base.counsels}
        self.slips = [(one, self.having(one)) for one in changed]
        self.proofs = SlipProofs(self.space, base, self.sides, effort)
        self.alone = Worlds(self.space, self.sides[base.default_counsel])

    def having(self, slip):
        return self.base.counsels if slip.sum else self.base.counsels_with(self.base.rules[slip.name].counsel)

    def is_told_apart(self, slip, counsels):
        """Prove it of a slip alone, from all that is concluded with it."""
        claims = []
        for counsel in counsels:
            was = self.sides[counsel].meaning
            claims.append(advised_otherwise(self.space.circuit, self.base, was, with_slip(was, slip)))
        return self.alone.first(self.alone.any_of(claims)) is not None


@pytest.mark.parametrize("drawn", KINDS, ids=str)
def test_what_one_solver_says_of_all_slips_is_what_is_proved_of_each_alone(drawn, record_property):
    counted = Counter()
    for seed in range(BASES_OF_EACH_KIND):
        all_slips = Slips(random_base(seed, **drawn))
        found = all_slips.proofs.found(all_slips.slips)
        for (slip, counsels), apart in zip(all_slips.slips, found, strict=True):
            if isinstance(apart, ToldApart):
                known = KnownLeads(all_slips.space, all_slips.sides, [apart.lead])
                assert known.noticed(slip, apart.counsel).differs, slip
            else:
                assert not all_slips.is_told_apart(slip, counsels), slip
            counted[apart is None] += 1
    assert min(counted[False], counted[True]) > 5
    record_property("counted", f"{counted[False]} slips told apart, {counted[True]} proved to change nothing")


def test_a_slip_that_takes_too_long_is_not_settled_and_more_work_settles_it(monkeypatch):
    monkeypatch.setattr(slip_proofs, "WORK", 1)
    base = random_base(3)
    short, long = (Slips(base, effort) for effort in (1, 10_000))
    unsettled = [one for one in short.proofs.found(short.slips) if isinstance(one, NotSettled)]
    assert unsettled
    assert not any(isinstance(one, NotSettled) for one in long.proofs.found(long.slips))


def test_all_searches_together_end_when_their_work_is_done(monkeypatch):
    monkeypatch.setattr(slip_proofs, "IN_ALL", 0)
    slips = Slips(load(GOOD / "two-counsels"))
    found = slips.proofs.found(slips.slips)
    assert any(isinstance(one, NotSettled) for one in found)
    assert not any(isinstance(one, ToldApart) for one in found)


def test_nothing_is_lost_where_what_was_said_of_slips_is_forgotten(monkeypatch):
    base = random_base(3)
    kept, forgetful = Slips(base), Slips(base)
    before = [kept.proofs.found([slip])[0] is None for slip in kept.slips]
    monkeypatch.setattr(slip_proofs, "KEPT", 0)
    assert [forgetful.proofs.found([slip])[0] is None for slip in forgetful.slips] == before
    assert {*before} == {True, False}
