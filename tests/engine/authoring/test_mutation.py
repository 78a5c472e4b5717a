"""A slip in a rule is noticed by a case, a law, or a check, or printed with a lead that tells it apart."""

from collections import Counter
from itertools import islice
from math import prod
from shutil import copytree

import pytest
from msgspec.structs import replace

from all_worlds import each_world
from as_in_a_case import advise
from bases.reset import BASES
from bases_in_memory import base_of
from followthrough.advising.advice import differing
from followthrough.authoring.checks import check
from followthrough.authoring.laws import prove_laws
from followthrough.authoring.mutants import mutants, unadvised
from followthrough.authoring.mutation import FATES, as_json, law_reaches, mutate
from followthrough.errors import NotSettled
from followthrough.format.expectations import CASE_DAY
from followthrough.format.lead import complete, read_lead
from followthrough.format.load import load
from followthrough.readings.prove.cells import variables
from followthrough.readings.prove.limits import within
from followthrough.readings.prove.worlds import Worlds
from random_bases import random_base
from reference import Reference

GOOD = BASES / "good"
DRY = "- {rule: dry, counsel: elder, source: e1, if: {wet: no}, then: {verdict: go}, because: it is dry}\n"
DRY_CASE = "- {case: dry, lead: {wet: no, late: no}, expect: {elder: {verdict: go}}}\n"


def done(rules):
    return [mutant.done for mutant in mutants(base_of(rules))]


# What is changed


def test_every_part_of_a_rule_is_changed_in_turn():
    assert done(DRY) == [
        "deleted",
        "without `wet: no`",
        "with `wet: other than no`, not `wet: no`",
        "with `wet: yes`, not `wet: no`",
        "concluding verdict: stay, not go",
        "concluding verdict: hide, not go",
    ]


def test_numbers_are_moved_by_one_as_far_as_they_go():
    days = DRY.replace("wet: no", "days_since_seen: at least 1")
    assert done(days)[1:-2] == [
        "without `days_since_seen: at least 1`",
        "with `days_since_seen: at most 0`, not `days_since_seen: at least 1`",
        "with `days_since_seen: at least 2`, not `days_since_seen: at least 1`",
    ]
    between = [one for one in done(DRY.replace("wet: no", "days_since_seen: 3 to 4")) if one.startswith("with `")]
    assert between == [
        f"with `days_since_seen: {test}`, not `days_since_seen: 3 to 4`"
        for test in ("at most 2 or at least 5", "2 to 4", "4", "3", "3 to 5")
    ]


def test_lists_alternatives_and_exceptions_are_changed_inside():
    listed = DRY.replace("wet: no", "wet: [no, unknown]")
    assert "with `wet: unknown`, not `wet: no or unknown`" in done(listed)
    assert "with `wet: yes`, not `wet: no or unknown`" in done(listed)
    alternatives = DRY.replace("wet: no", "any of: [{wet: no}, {late: yes, wet: yes}]")
    assert "without `wet: no`" in done(alternatives)
    assert "with `late: no`, not `late: yes`" in done(alternatives)
    exception = DRY.replace("if:", "unless: {late: yes}, if:")
    assert "without `unless late: yes`" in done(exception)
    assert "with `late: no`, not `late: yes` in its `unless`" in done(exception)


def test_overrides_and_conclusions_are_left_out_one_at_a_time():
    over = DRY + DRY.replace("rule: dry", "rule: drier").replace("go}", "stay, remark: [quick, quiet]}, overrides: dry")
    assert "without its override of dry" in done(over)
    assert "without its conclusion remark: quick" in done(over)


def test_no_change_is_made_twice_and_each_can_be_reasoned_with():
    for folder in sorted(GOOD.iterdir()):
        base = load(folder)
        made = [(mutant.name, mutant.done) for mutant in mutants(base)]
        doubled = [one for one, times in Counter(made).items() if times > 1]
        assert not doubled, folder.name
    for mutant in mutants(load(GOOD / "two-counsels")):
        assert Worlds.of(mutant.of(load(GOOD / "two-counsels")), "botanist").possible({})


# What becomes of it


def test_a_case_notices_what_changes_its_advice():
    fates = {one.mutant.done: (one.fate, one.by) for one in mutate(base_of(DRY, cases=DRY_CASE))}
    assert fates["concluding verdict: stay, not go"] == ("a case", "dry")
    assert fates["with `wet: yes`, not `wet: no`"] == ("a case", "dry")


def test_what_changes_no_advice_is_equivalent():
    twice = DRY + DRY.replace("rule: dry", "rule: drier")
    fates = [one.fate for one in mutate(base_of(twice, cases=DRY_CASE)) if one.mutant.done == "deleted"]
    assert fates == ["equivalent", "equivalent"]


def test_what_nothing_notices_is_given_as_a_case_that_would():
    base = load(GOOD / "two-counsels")
    survivors = [one for one in mutate(base) if one.fate == "survived"]
    assert len(survivors) > 10
    for one in survivors:
        (expected,) = one.apart.expectations
        advice, changed = (
            advise(version, one.apart.lead, counsel=expected.counsel, today=CASE_DAY)
            for version in (base, one.mutant.of(base))
        )
        assert set(expected.values) == set(differing(advice, changed))
        now = {concept: advice.value(concept) for concept in expected.values}
        wanted = {
            concept: values if base.concepts[concept].many else next(iter(values), None)
            for concept, values in expected.values.items()
        }
        assert now == wanted


@pytest.mark.parametrize("drawn", [{}, {"many": True}, {"sums": True}, {"days": True}], ids=str)
def test_what_changes_no_advice_on_random_bases_is_what_running_every_lead_shows(drawn, monkeypatch):
    monkeypatch.setattr("followthrough.authoring.mutation.CHECK_TRIALS", 0)
    monkeypatch.setattr("followthrough.authoring.mutation.DRAWN", 3)
    for base in few_leads(3, **drawn):
        outcomes = list(mutate(base))
        equivalent = [one for one in outcomes if one.fate == "equivalent"]
        for one in (*equivalent[:4], *outcomes[:: 1 + len(outcomes) // 4]):
            assert (one.fate == "equivalent") is not is_advised_otherwise(base, one.mutant.of(base)), one.mutant


def few_leads(bases, **drawn):
    """Draw so many bases of which all leads can be gone through."""
    found = (random_base(seed, **drawn) for seed in range(200))
    return islice((one for one in found if prod(len(each.cells) + 1 for each in variables(one)) <= 150), bases)


def is_advised_otherwise(base, changed):
    """Run a base and a changed version on every lead that either can tell from others."""
    for counsel in base.counsels:
        for cut_by in (base, changed):
            for world in each_world(Worlds.of(cut_by, counsel)):
                one, other = (infer_values(each, counsel, world) for each in (base, changed))
                if one != other:
                    return True
    return False


def infer_values(base, counsel, world):
    lead = complete(read_lead(base, world.answers, CASE_DAY))
    values = Reference(base, counsel, lead.facts).values
    return {name: values[name] for name in (*base.shown(), *base.shown_sums)}


@pytest.mark.parametrize("name", ["two-counsels", "days"])
def test_every_fate_is_what_running_the_mutant_shows(name, record_property):
    base = load(GOOD / name)
    findings = {(finding.code, finding.wrong) for finding in check(base)}
    outcomes = list(mutate(base))
    for one in outcomes[::2]:
        changed = one.mutant.of(base)
        differs = any(
            differing(
                advise(base, world.answers, counsel=counsel, today=CASE_DAY),
                advise(changed, world.answers, counsel=counsel, today=CASE_DAY),
            )
            for counsel in base.counsels
            for cut_by in (base, changed)
            for world in each_world(Worlds.of(cut_by, counsel))
        )
        assert differs is (one.fate != "equivalent"), one.mutant
        if one.fate in ("a check", "survived"):
            found = {(finding.code, finding.wrong) for finding in check(changed)} - findings
            assert bool(found) is (one.fate == "a check"), one.mutant
            assert "FT015" not in {code for code, _ in found}, one.mutant
    counts = Counter(one.fate for one in outcomes)
    record_property("counted", f"{name}: {len(outcomes)} mutants, {dict(counts)}; every second one run over all leads")


def test_the_outcome_is_given_as_data():
    data = as_json(list(mutate(load(GOOD / "two-counsels"))))
    assert data["mutants"] == sum(data[fate.replace(" ", "_")] for fate in FATES)
    assert len(data["survivors"]) == data["survived"]
    assert data["survivors"][0]["file"] == "rules/aunt.yaml"


# Where there is too much of it


@pytest.mark.parametrize("name", ["days", "unknowns"])
def test_what_no_known_lead_shows_is_found_or_proved(name, monkeypatch):
    base = load(GOOD / name)
    known = list(mutate(base))
    monkeypatch.setattr("followthrough.authoring.mutation.DRAWN", 0)
    assert list(mutate(base)) == known


def test_leads_that_were_found_are_known_from_then_on(monkeypatch):
    base = replace(load(GOOD / "two-counsels"), cases=())
    known = list(mutate(base))
    monkeypatch.setattr("followthrough.authoring.mutation.DRAWN", 0)
    monkeypatch.setattr("followthrough.authoring.mutation.FEW", 0)
    assert list(mutate(base)) == known


def test_all_but_some_survivors_are_shown_by_any_lead_that_tells_them_apart(monkeypatch):
    base = load(GOOD / "two-counsels")
    simplest = list(mutate(base))
    monkeypatch.setattr("followthrough.authoring.mutation.SIMPLEST", 2)
    others = list(mutate(base))
    assert [one.fate for one in others] == [one.fate for one in simplest]
    survivors = [one for one in others if one.apart is not None]
    assert survivors[:2] == [one for one in simplest if one.apart is not None][:2]
    for one in survivors:
        (expected,) = one.apart.expectations
        changed = one.mutant.of(base)
        advices = (advise(each, one.apart.lead, counsel=expected.counsel, today=CASE_DAY) for each in (base, changed))
        assert set(expected.values) == set(differing(*advices))


@pytest.mark.parametrize("limit", ["LAW_TRIALS", "CHECK_TRIALS"])
def test_what_laws_and_checks_are_not_tried_on_any_more_is_an_outcome_of_its_own(limit, monkeypatch):
    base = load(LENT)
    whole = list(mutate(base))
    monkeypatch.setattr(f"followthrough.authoring.mutation.{limit}", 0)
    for before, now in zip(whole, mutate(base), strict=True):
        if limit == "LAW_TRIALS" and before.fate in ("a law", "a check", "survived"):
            assert now.fate == "unchecked"
        elif before.fate in ("a check", "survived"):
            assert now.fate == "unchecked"
            assert now.apart == before.apart or before.fate == "a check"
        else:
            assert now == before


def test_where_all_work_has_to_end_no_more_outcomes_come():
    told = []
    with within(1e-9):
        assert list(mutate(load(GOOD / "days"), done=lambda number, of: told.append((number, of)))) == []
    assert told == [(0, 38)]


def test_a_proof_that_takes_too_long_is_an_outcome_of_its_own(monkeypatch):
    def out_of_time(self, assumed, read):
        raise NotSettled("not settled")

    monkeypatch.setattr("followthrough.authoring.mutation.DRAWN", 0)
    monkeypatch.setattr("followthrough.readings.prove.solver.Solver.first", out_of_time)
    fates = Counter(one.fate for one in mutate(load(GOOD / "two-counsels")))
    assert fates["a case"] > 40
    assert fates["not settled"] > 0


def test_a_case_that_does_not_hold_anyway_notices_nothing():
    failing = DRY_CASE.replace("verdict: go", "verdict: hide")
    outcomes = list(mutate(base_of(DRY, cases=failing)))
    assert "a case" not in {one.fate for one in outcomes}


def test_a_rule_is_deleted_though_a_case_that_fails_anyway_speaks_of_it():
    failing = DRY_CASE.replace("verdict: go", "verdict: hide, fired: dry")
    fates = {one.mutant.done: one.fate for one in mutate(base_of(DRY, cases=failing))}
    assert fates["deleted"] in FATES


# Laws


LENT = GOOD / "lent-book"


def broken_laws(base):
    return {one.law.name for one in prove_laws(base) if one.state == "broken"}


def test_a_law_notices_a_change_that_breaks_it_and_no_case_does():
    base = load(LENT)
    outcomes = list(mutate(base))
    noticed = [one for one in outcomes if one.fate == "a law"]
    assert len(noticed) > 10
    for one in noticed:
        assert one.by in broken_laws(one.mutant.of(base)), one.mutant
    for one in outcomes:
        if one.fate in ("a check", "survived", "equivalent"):
            assert not broken_laws(one.mutant.of(base)), one.mutant


def test_what_a_step_does_and_a_day_that_is_set_are_changed_where_laws_speak_of_them():
    done = {(mutant.name, mutant.done) for mutant in unadvised(load(LENT))}
    assert ("step: ask for it", "without asked in its `does`") in done
    assert ("ask-after-a-month", "without its `due`") in done
    assert list(unadvised(replace(load(LENT), laws=()))) == []


def test_a_step_that_changes_nothing_more_is_noticed_by_the_law_about_doing_it():
    fates = {(one.mutant.name, one.mutant.done): (one.fate, one.by) for one in mutate(load(LENT))}
    law = "nobody is asked twice on one day"
    assert fates["step: ask for it", "without asked in its `does`"] == ("a law", law)


def test_each_law_notices_the_removed_rules_without_which_it_is_broken():
    base = load(LENT)
    removals = [mutant for mutant in mutants(base) if mutant.is_removal]
    for reach in law_reaches(base):
        expected = [one.name for one in removals if reach.law.name in broken_laws(one.of(base))]
        assert list(reach.rules) == expected, reach.law.name


def test_a_law_that_no_change_of_a_rule_breaks_is_told():
    laws = "- {law: nothing, if: {wet: yes}, never: {verdict: go, wet: no}, because: so}\n"
    (reach,) = law_reaches(base_of(DRY, laws=laws))
    assert (reach.rules, reach.changes) == ((), False)
    assert as_json([], 0, [reach])["laws"][0]["changed"] is False


def test_a_step_that_gives_an_answer_without_another_is_noticed_by_a_check(tmp_path):
    copytree(GOOD / "a-room-to-let", tmp_path / "room")
    (tmp_path / "room" / "laws").mkdir()
    (tmp_path / "room" / "laws" / "laws.yaml").write_text(
        "- {law: nobody writes twice, if: {step: write a note}, after: doing step, never: {step: write a note}, "
        "because: one note is enough}\n"
    )
    fates = {(one.mutant.name, one.mutant.done): (one.fate, one.by) for one in mutate(load(tmp_path / "room"))}
    assert fates["step: write a note", "without note in its `does`"] == ("a check", "FT026")
    assert fates["step: call", "without called in its `does`"] == ("a check", "FT026")


# Sums of points


def test_every_part_of_a_sum_is_changed_in_turn():
    base = load(GOOD / "points")
    done = [mutant.done for mutant in mutants(base) if mutant.sum is not None and mutant.name == "defects"]
    assert done[:4] == [
        "without the points for `rust: frame`",
        "with +1 for `rust: frame`, not +2",
        "with +3 for `rust: frame`, not +2",
        "with points for `rust: other than frame`, not for `rust: frame`",
    ]
    assert "with points for `flats: at least 2`, not for `flats: at least 1`" in done


def test_a_slip_in_a_sum_is_noticed_by_a_case_that_expects_what_it_comes_to_or_printed_with_a_lead():
    base = load(GOOD / "points")
    outcomes = [one for one in mutate(base) if one.mutant.sum is not None]
    assert {one.fate for one in outcomes} == {"a case", "a check", "equivalent", "survived"}
    for one in outcomes:
        if one.apart is not None:
            changed = one.mutant.of(base)
            [expectation] = one.apart.expectations
            here, there = (
                advise(each, one.apart.lead, counsel=expectation.counsel, today=CASE_DAY) for each in (base, changed)
            )
            assert differing(here, there)
            for name, values in expectation.values.items():
                assert (str(here.value(name)),) == values != (str(there.value(name)),)
