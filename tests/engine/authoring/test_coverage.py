"""What cases exercise: conditions that decide alone, the edges of numbers, overrides; and what no lead can exercise."""

from bases.reset import BASES
from bases_in_memory import base_of
from followthrough.authoring.cases import runs
from followthrough.authoring.coverage import KINDS, Coverage, coverage, provable, targets
from followthrough.errors import NotSettled
from followthrough.format.load import load
from followthrough.readings.prove.worlds import Worlds

RULE = "- {{rule: {}, counsel: {}, source: {}, if: {{{}}}, then: {{{}}}, because: so it is{}}}\n"


def rule(name, tests, then="verdict: go", more="", counsel="elder"):
    return RULE.format(name, counsel, {"elder": "e1", "younger": "y1"}[counsel], tests, then, more)


def covered(rules, *leads, counsel="elder") -> Coverage:
    cases = "".join(
        f"- {{case: lead {number}, lead: {{{lead}}}, expect: {{{counsel}: {{verdict: go}}}}}}\n"
        for number, lead in enumerate(leads, 1)
    )
    base = base_of(rules, **({"cases": cases} if cases else {}))
    return coverage(base, runs(base))


def met(cover: Coverage, *kinds):
    """Write what was met, without the counsel."""
    return {f"{one.target.about.name} {one.target}" for one in cover.met if one.target.kind in kinds}


def lacking(cover: Coverage, counsel="elder", kinds=("side", "edge", "override")):
    return {f"{one.about.name} {one}" for one in cover.missing if one.counsel == counsel and one.kind in kinds}


# Conditions


def test_a_condition_is_exercised_where_it_alone_decides_whether_the_rule_applies():
    both = rule("both", "wet: no, late: no")
    assert met(covered(both, "wet: no, late: no"), "side") == {
        "both `wet: no` alone holds",
        "both `late: no` alone holds",
    }
    assert met(covered(both, "wet: yes, late: no"), "side") == {"both `wet: no` alone fails"}
    assert met(covered(both, "wet: yes, late: yes"), "side") == set()


def test_a_test_that_is_unknown_fails():
    assert met(covered(rule("one", "wet: no"), "late: no"), "side") == {"one `wet: no` alone fails"}


def test_of_two_alternatives_that_both_hold_neither_decides():
    either = rule("either", "any of: [{wet: yes}, {late: yes}]")
    assert met(covered(either, "wet: yes, late: yes"), "side") == set()
    assert met(covered(either, "wet: yes, late: no"), "side") == {"either `wet: yes` alone holds"}
    assert met(covered(either, "wet: no, late: no"), "side") == {
        "either `wet: yes` alone fails",
        "either `late: yes` alone fails",
    }


def test_in_an_alternative_with_two_tests_the_one_that_fails_decides():
    either = rule("either", "any of: [{wet: yes, late: yes}, {mood: bad}]")
    assert met(covered(either, "wet: yes, late: no"), "side") == {
        "either `late: yes` alone fails",
        "either `mood: bad` alone fails",
    }


def test_each_value_of_a_list_has_its_own_side_of_holding():
    listed = rule("listed", "wet: [yes, unknown]")
    assert met(covered(listed, "wet: yes", "late: no"), "side") == {
        "listed `wet: yes` alone holds",
        "listed `wet: unknown` alone holds",
    }
    assert lacking(covered(listed, "wet: yes", "late: no")) == {"listed `wet: yes or unknown` alone fails"}


def test_an_exception_is_exercised_where_it_alone_silences_the_rule():
    careful = rule("careful", "wet: no", more=", unless: {late: yes, mood: good}")
    assert met(covered(careful, "wet: no, late: yes"), "side") == {
        "careful `unless late: yes` alone holds",
        "careful `unless mood: good` alone holds",
    }
    assert met(covered(careful, "wet: no, late: no"), "side") == {
        "careful `wet: no` alone holds",
        "careful `unless late: yes` alone fails",
    }


# Numbers


def test_the_edges_of_a_range_are_the_numbers_next_to_which_a_test_turns():
    ranged = rule("ranged", "days_since_seen: 7 to 13")
    assert lacking(covered(ranged), kinds=("edge",)) == {
        "ranged `days_since_seen: 7 to 13` alone fails at 6",
        "ranged `days_since_seen: 7 to 13` alone holds at 7",
        "ranged `days_since_seen: 7 to 13` alone holds at 13",
        "ranged `days_since_seen: 7 to 13` alone fails at 14",
    }
    assert met(covered(ranged, "days_since_seen: 8"), "edge") == set()
    assert met(covered(ranged, "days_since_seen: 13"), "side", "edge") == {
        "ranged `days_since_seen: 7 to 13` alone holds",
        "ranged `days_since_seen: 7 to 13` alone holds at 13",
    }


def test_the_end_of_what_can_be_answered_is_no_edge():
    late = rule("late", "days_since_seen: at least 7")
    edges = {one.number for one in targets(base_of(late)) if one.kind == "edge"}
    assert edges == {6, 7}


# Rules and overrides


def test_an_override_is_exercised_where_it_alone_defeats():
    rules = rule("go", "wet: no") + rule("stay", "late: yes", "verdict: stay", ", overrides: go")
    rules += rule("hide", "mood: bad", "verdict: hide", ", overrides: go") + rule("sad", "late: yes", "mood: bad")
    assert met(covered(rules, "wet: no, late: yes"), "override") == set()
    separate = rules.replace("if: {late: yes}, then: {mood", "if: {wet: unknown}, then: {mood")
    assert met(covered(separate, "wet: no, late: yes"), "override") == {"stay alone defeats go"}


def test_rules_that_fire_are_defeated_and_are_silent_are_counted_under_each_counsel():
    rules = rule("go", "wet: no") + rule("reply", "wet: no, late: yes", "verdict: stay", ", overrides: go", "younger")
    cover = covered(rules, "wet: no, late: yes", counsel="younger")
    assert met(cover, "fired", "defeated", "silent") == {"reply fires", "go is defeated"}
    assert cover.counts("fired", "younger") == (1, 2)
    assert cover.counts("fired", "elder") == (0, 1)
    assert cover.counts("defeated", "elder") == (0, 0)


def test_the_first_case_that_exercises_something_is_named_and_one_that_expects_nothing_does_not_count():
    cover = covered(rule("one", "wet: no"), "wet: no", "wet: no, late: no", counsel="younger")
    assert {one.case for one in cover.met} == {"lead 1"}
    assert {one.target.counsel for one in cover.met} == {"younger"}


# What no lead can exercise


def test_what_no_possible_lead_exercises_is_proved_impossible_and_not_missing():
    rules = rule("one", "wet: no", "mood: bad") + rule("two", "wet: no, mood: bad")
    cover = covered(rules, "wet: no", "wet: yes")
    impossible = {f"{one.about.name} {one}" for one in cover.impossible if one.counsel == "elder"}
    assert impossible == {"two `wet: no` alone fails", "two `mood: bad` alone fails"}
    assert lacking(cover) == set()


def test_both_readings_agree_on_what_a_lead_exercises():
    rules = rule("go", "wet: [no, unknown], days_since_seen: at least 3", more=", unless: {late: yes}")
    rules += rule("stay", "any of: [{late: yes}, {mood: bad}]", "verdict: stay", ", overrides: go")
    rules += rule("sad", "days_since_seen: less than 5", "mood: bad")
    base = base_of(rules)
    possible = {target for target, outcome in provable(base, targets(base), 10) if outcome}
    days = (None, 0, 2, 3, 4, 5, 8)
    leads = [
        {"wet": wet, "late": late, "days_since_seen": day}
        for wet in ("yes", "no", None)
        for late in ("yes", "no", None)
        for day in days
    ]
    written = (
        ", ".join(f"{name}: {'unknown' if answer is None else answer}" for name, answer in lead.items())
        for lead in leads
    )
    seen = {(str(one.target), one.target.about.name) for one in covered(rules, *written).met}
    assert seen == {(str(one), one.about.name) for one in possible if one.counsel == "elder"}


def test_what_is_not_settled_in_time_is_neither_missing_nor_impossible(monkeypatch):
    def out_of_time(self, claims, others):
        raise NotSettled("not settled")

    monkeypatch.setattr("followthrough.authoring.coverage.DRAWN", 0)
    monkeypatch.setattr(Worlds, "meeting", out_of_time)
    cover = covered(rule("one", "wet: no"))
    assert (cover.missing, cover.impossible) == ((), ())
    assert len(cover.unsettled) == 8
    assert cover.counts("fired", "elder") == (0, 1)


def test_there_is_something_of_every_kind_in_the_shipped_base_and_in_one_with_sums():
    with_sums = targets(load(BASES / "good" / "points"))
    assert {one.kind for one in (*targets(load()), *with_sums)} == set(KINDS)


def test_a_part_of_a_sum_is_exercised_where_it_adds_its_points_and_at_the_edges_of_a_number():
    base = load(BASES / "good" / "points")
    wanted = [str(one) for one in targets(base) if one.kind == "points" and one.counsel == "club"]
    assert "`rust: frame` adds +2" in wanted
    assert "`days_since_bought: less than 365` adds +2 at 364" in wanted
    assert "`days_since_bought: less than 365` does not add +2 at 365" in wanted
    cover = coverage(base, runs(base))
    assert "`flats: 2` does not add +1 at 1" in {str(one.target) for one in cover.met}
    assert "`flats: at least 1` does not add +1 at 0" in {str(one) for one in cover.missing}


def test_what_no_drawn_lead_meets_is_found_or_proved(monkeypatch):
    base = load(BASES / "good" / "two-counsels")
    drawn = coverage(base, [])
    monkeypatch.setattr("followthrough.authoring.coverage.DRAWN", 0)
    assert coverage(base, []) == drawn
