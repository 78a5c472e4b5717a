"""What the checks find, in bases made for it and in the shipped one; and that each check is explained."""

import re
from itertools import count
from pathlib import Path
from time import perf_counter

import pytest
from msgspec.structs import replace

from bases.checks.reset import BASES, EXPECTED, base_for, findings
from bases_in_memory import BASE as BASE_FILE
from bases_in_memory import CONCEPTS, PIGEONS, QUESTIONS, base_of
from followthrough.authoring.checks import CHECKS, KINDS, check, each_finding
from followthrough.authoring.checks.findings import SECTIONS
from followthrough.authoring.checks.possible_leads import ActivityAsked, PossibleLeads
from followthrough.authoring.checks.reference_page import page
from followthrough.authoring.checks.witnesses import Witnesses
from followthrough.errors import NotSettled, Place
from followthrough.format.codes import CODES
from followthrough.format.drafts import Letter, Paragraph
from followthrough.format.load import load
from followthrough.readings.prove import limits
from followthrough.readings.prove.every_lead import EveryLead
from followthrough.readings.prove.solver import Solver

ROOT = Path(__file__).parents[4]
RULE = (
    "- {{rule: {name}, counsel: {counsel}, source: {source}, if: {{{tests}}}, then: {{{then}}}, because: so it is}}\n"
)


def rule(name, tests, then, counsel="elder"):
    return RULE.format(
        name=name, counsel=counsel, source={"elder": "e1", "younger": "y1"}[counsel], tests=tests, then=then
    )


def found(base, code):
    return [finding for finding in check(base) if finding.code == code]


# Each kind is explained, and has a bad and a good base


def test_codes_count_from_one_without_a_hole():
    assert [f"FT{number:03}" for number in range(1, len(CODES) + 1)] == list(CODES) == [one.code for one in KINDS]


@pytest.mark.parametrize("one", KINDS, ids=CODES)
def test_a_kind_says_what_it_does_why_an_example_and_what_to_do_instead(one):
    assert one.text.startswith("Find ")
    assert tuple(one.sections) == SECTIONS
    assert all(one.sections.values())
    for section in ("Example", "Instead"):
        assert any(fence in one.sections[section] for fence in ("```yaml", "```csv"))


def test_the_page_about_the_checks_is_up_to_date():
    remedy = "run: python -m followthrough.authoring.checks > docs/checks.md"
    assert (ROOT / "docs" / "checks.md").read_text(encoding="utf-8") == page(), remedy


def test_every_kind_has_its_bases_and_every_base_its_kind():
    assert sorted(folder.name for folder in BASES.glob("FT*")) == list(CODES)


@pytest.mark.parametrize("code", CODES)
def test_the_bad_base_has_exactly_this_finding_with_its_witness(code):
    assert re.findall(r"^\S+: (FT\d+)", findings(code), re.MULTILINE) == [code]
    assert findings(code) == (BASES / code / "bad" / EXPECTED).read_text(encoding="utf-8"), "run reset.py"


@pytest.mark.parametrize("code", [one.code for one in CHECKS])
def test_the_same_faults_are_found_without_leads_that_show_them(code):
    base = base_for(code, "bad")
    assert {(one.code, one.place) for one in each_finding(base, illustrated=False)} == {
        (one.code, one.place) for one in check(base)
    }


@pytest.mark.parametrize("code", CODES)
def test_the_good_base_has_no_finding_that_is_not_accepted(code):
    assert [finding for finding in check(base_for(code, "good")) if finding.accepted is None] == []


# The shipped base


def test_nothing_is_found_in_the_shipped_base():
    assert [str(finding) for finding in check(load())] == []


# What is and what is not a finding


def test_a_conflict_is_reported_once_though_it_happens_under_two_counsels():
    rules = rule("dry", "wet: no", "verdict: go") + rule("late", "late: yes", "verdict: stay")
    conflicts = found(base_of(rules), "FT001")
    assert [(one.counsel, one.witness) for one in conflicts] == [("elder", {"wet": "no", "late": "yes"})]


def test_a_rule_that_contradicts_many_is_one_finding_and_the_rest_are_told_pair_by_pair():
    late = [rule(f"late-{days}", f"late: yes, days_since_seen: {days}", "verdict: go") for days in range(5)]
    stay = rule("stay", "wet: yes", "verdict: stay")
    hide = rule("hide", "late: yes, wet: no, days_since_seen: 3", "verdict: hide")
    conflicts = found(base_of("".join(late) + stay + hide), "FT001")
    assert [one.wrong for one in conflicts] == [
        "late-3 and hide fire together, and conclude 'go' and 'hide' for verdict",
        "stay contradicts 5 rules that fire together with it, about verdict: late-0, late-1, late-2 and 2 more",
    ]
    assert conflicts[1].witness == {"wet": "yes", "late": "yes", "days_since_seen": 0}
    assert [conflicts[1].other, *conflicts[1].also] == [Place("rules/rules.yaml", line, 10) for line in (1, 2, 3)]


def test_a_rule_that_fires_only_under_the_counsel_that_wrote_it_is_no_finding():
    objection = rule("objection", "wet: yes", "verdict: stay", "younger").replace("}\n", ", overrides: wet-go}\n")
    base = base_of(rule("wet-go", "wet: yes", "verdict: go") + objection)
    assert "FT004" not in {finding.code for finding in check(base)}


def test_of_two_rules_that_are_the_same_the_later_one_adds_nothing():
    twins = rule("first", "wet: yes", "verdict: go") + rule("second", "wet: yes", "verdict: go")
    assert [one.wrong.split()[0] for one in found(base_of(twins), "FT012")] == ["second"]


def test_of_many_conditions_the_fewest_that_cannot_hold_together_are_named():
    sad = rule("sad", "late: yes", "mood: bad")
    never = rule("never", "days_since_seen: known, wet: yes, mood: bad, late: no", "verdict: go")
    (finding,) = found(base_of(sad + never), "FT003")
    assert "never applies in no possible lead: `mood: bad` and `late: no` never hold together" in finding.wrong
    assert [place.column for place in finding.also] == [84, 95]


def test_of_more_conditions_than_three_none_that_is_named_could_be_left_out():
    questions = (
        "".join(f"- {{question: q{n}, ask: Which?, kind: yes/no, why: it matters}}\n" for n in range(4))
        + "- {never: {q0: yes, q1: yes, q2: yes, q3: yes}, because: that is too much}\n"
    )
    all_of_them = rule("all", "wet: yes, q0: yes, q1: yes, q2: yes, q3: yes", "verdict: go")
    (finding,) = found(base_of(all_of_them, questions=QUESTIONS + questions), "FT003")
    assert "`q0: yes` and `q1: yes` and `q2: yes` and `q3: yes` never hold together" in finding.wrong
    assert len(finding.also) == 4


def test_an_unless_that_always_holds_is_named_as_what_keeps_a_rule_silent():
    silent = rule("silent", "wet: yes", "verdict: go").replace("}, then", "}, unless: {wet: known}, then")
    (finding,) = found(base_of(silent), "FT003")
    assert "`wet: yes` and `unless wet: known` never hold together" in finding.wrong


def test_a_mention_is_shown_by_a_lead_in_which_the_rule_fires_and_the_fact_is_unknown():
    mention = rule("dry", "wet: no", "verdict: go").replace("so it is", "'{late}'")
    (finding,) = found(base_of(mention), "FT013")
    assert dict(finding.witness) == {"wet": "no"}


def test_an_idle_alternative_and_an_idle_exception_are_found():
    mood = rule("sad", "wet: yes, late: yes", "mood: bad")
    alternatives = rule("idle-alternative", "any of: [{wet: yes}, {mood: bad}]", "verdict: go")
    exception = rule("idle-exception", "wet: no", "remark: quick").replace("}, then", "}, unless: {mood: bad}, then")
    wrong = [finding.wrong for finding in found(base_of(mood + alternatives + exception), "FT011")]
    assert wrong == [
        "without `mood: bad` idle-alternative applies in the same possible leads",
        "without `unless mood: bad` idle-exception applies in the same possible leads",
    ]


def test_an_idle_value_in_a_list_is_found():
    hopeful = rule("hopeful", "wet: yes, mood: [good, bad], late: yes", "verdict: go")
    sad = rule("sad", "late: no", "mood: bad")
    wrong = [finding.wrong for finding in found(base_of(hopeful + sad), "FT011")]
    assert "without `mood: bad` hopeful applies in the same possible leads" in wrong
    assert "without `mood: good` hopeful applies in the same possible leads" not in wrong


@pytest.mark.parametrize(
    "written",
    [
        "unless: {late: [yes, no]}",
        "unless: {any of: [{late: [yes, no]}, {seen_on: known}]}",
        "any of: [{late: [yes, no]}, {seen_on: known}]",
        "any of: [{any of: [{late: [yes, no]}, {seen_on: known}]}, {seen_on: known, late: unknown}]",
    ],
)
def test_an_idle_value_in_a_list_is_found_wherever_the_list_stands_alone(written):
    never = "- {never: {wet: no, late: no}, because: that cannot be}\n"
    if written.startswith("unless"):
        listed = rule("listed", "wet: no", "verdict: go").replace("}, then", f"}}, {written}, then")
    else:
        listed = rule("listed", f"wet: no, {written}", "verdict: go")
    wrong = [finding.wrong for finding in found(base_of(listed, questions=QUESTIONS + never), "FT011")]
    assert "without `late: no` listed applies in the same possible leads" in wrong
    assert "without `late: yes` listed applies in the same possible leads" not in wrong


def test_a_date_may_be_mentioned_where_its_days_are_tested():
    mention = rule("seen", "days_since_seen: at least 3", "verdict: go").replace("so it is", "'seen on {seen_on}'")
    assert found(base_of(mention), "FT013") == []


def test_a_text_may_be_mentioned_though_no_rule_can_test_it():
    questions = QUESTIONS + "- {question: host, ask: Who asked you?, kind: text, unknown: allowed, why: for letters}\n"
    mention = rule("dry", "wet: no", "verdict: go").replace("so it is", "'asked by {host}'")
    assert found(base_of(mention, questions=questions), "FT013") == []


def letter_that_says(text: str) -> Letter:
    return Letter("go", to="", subject="", paragraphs=(Paragraph(text),), place=Place("letters/go.txt"))


@pytest.mark.parametrize("written", ["a letter", "a reason", "a question", "nowhere"])
def test_a_text_is_of_use_where_it_is_written(written):
    asked = "Is it wet, {host}?" if written == "a question" else "Is it wet?"
    because = "'asked by {host}'" if written == "a reason" else "so it is"
    questions = QUESTIONS.replace("Is it wet?", f"'{asked}'")
    questions += "- {question: host, ask: Who asked you?, kind: text, why: for letters}\n"
    base = base_of(rule("dry", "wet: no", "verdict: go").replace("so it is", because), questions=questions)
    if written == "a letter":
        letter = letter_that_says("Dear {host},")
        base = replace(base, letters={"go": (letter,)})
    idle = [finding.wrong for finding in found(base, "FT008") if "host" in finding.wrong]
    told = ["the answer to host is not written into any letter, reason or question"]
    assert idle == (told if written == "nowhere" else [])


def test_a_case_that_expects_two_things_in_vain_under_a_counsel_is_one_finding():
    case = "- {case: dry, lead: {wet: no, late: no}, expect: {elder: {verdict: stay, silent: [dry]}}}\n"
    broken = found(base_of(rule("dry", "wet: no", "verdict: go"), cases=case), "FT015")
    assert [one.wrong for one in broken] == [
        "the case 'dry' expects verdict to be stay, not go, and dry to be silent, not fired"
    ]


def test_a_count_of_days_that_nothing_tests_is_used_by_nobody():
    unused = [finding.wrong for finding in found(base_of(rule("dry", "wet: no", "verdict: go")), "FT010")]
    assert [wrong.split()[2].rstrip(":") for wrong in unused] == ["days_since_seen", "mood"]


@pytest.mark.parametrize("name", ["days_since_seen", "mood"])
def test_what_is_written_into_a_letter_is_used_there(name):
    letter = letter_that_says(f"{{{name}}}")
    base = replace(base_of(rule("dry", "wet: no", "verdict: go")), letters={"go": (letter,)})
    assert len(found(base, "FT010")) == 1
    assert not any(f"nothing uses {name}:" in finding.wrong for finding in found(base, "FT010"))


def test_findings_come_in_the_order_of_their_places():
    places = [finding.place for finding in check(base_of(rule("dry", "wet: no", "verdict: go"), concepts=CONCEPTS))]
    assert places == sorted(places)
    assert len(places) > 3


@pytest.mark.parametrize("written", ["a letter", "a due day", "nowhere"])
def test_a_question_that_no_rule_tests_is_of_use_in_a_letter_and_for_the_day_of_a_step(written):
    dry = rule("dry", "wet: no", "verdict: go")
    base = base_of(dry.replace("}\n", ", due: {days_since_seen: 7}}\n") if written == "a due day" else dry)
    if written == "a letter":
        letter = letter_that_says("{days_since_seen} days ago")
        base = replace(base, letters={"go": (letter,)})
    idle = [finding.wrong for finding in found(base, "FT008") if "seen_on" in finding.wrong]
    assert idle == (["the answer to seen_on can never change the advice"] if written == "nowhere" else [])


@pytest.mark.parametrize(("never", "is_idle"), [("wet: yes, late: yes", False), ("late: yes", True)])
def test_a_question_that_only_a_never_tests_matters_where_it_is_tied_to_one_that_decides(never, is_idle):
    questions = QUESTIONS + f"- {{never: {{{never}}}, because: no}}\n"
    base = base_of(rule("dry", "wet: no", "verdict: go"), questions=questions)
    assert any("the answer to late " in finding.wrong for finding in found(base, "FT008")) is is_idle


COVERING = (
    rule("calm-wet", "wet: yes", "mood: bad")
    + rule("calm-dry", "wet: no", "mood: bad")
    + rule("stay", "", "verdict: stay")
)


def test_an_override_that_never_comes_about_does_not_make_a_rule_add_something():
    late = rule("late", "wet: known, late: yes", "mood: bad").replace("}\n", ", overrides: early}\n")
    early = rule("early", "late: no", "remark: quick")
    base = base_of(COVERING + early + late)
    assert [one.wrong.split()[0] for one in found(base, "FT022")] == ["late"]
    assert len(found(base, "FT007")) == 1


def test_a_rule_is_covered_under_a_counsel_under_which_it_never_fires():
    late = rule("late", "wet: known, late: yes", "mood: bad")
    objection = rule("objection", "late: yes", "remark: quiet", "younger")
    objection = objection.replace("}\n", ", overrides: [late, calm-wet, calm-dry]}\n")
    assert "late" in [one.wrong.split()[0] for one in found(base_of(COVERING + late + objection), "FT022")]


def test_of_a_rule_that_adds_nothing_no_override_is_a_finding_besides():
    one = rule("one", "wet: yes", "mood: bad").replace("}\n", ", overrides: stay}\n")
    other = rule("other", "wet: no", "mood: bad").replace("}\n", ", overrides: stay}\n")
    both = rule("third", "wet: known, late: yes", "mood: bad").replace("}\n", ", overrides: stay}\n")
    base = base_of(rule("stay", "", "verdict: stay") + one + other + both)
    assert [one.wrong.split()[0] for one in found(base, "FT022")] == ["third"]
    assert found(base, "FT021") == []


# What is accepted

TWINS = rule("first", "wet: yes", "verdict: go") + rule("second", "wet: yes", "verdict: go")


def accepting(rules, name, accepted):
    """Let a rule accept something."""
    return rules.replace(f"{{rule: {name},", f"{{rule: {name}, accepted: {{{accepted}}},")


def test_what_an_entry_accepts_is_found_with_the_reason_why_it_may_stay():
    twins = found(base_of(accepting(TWINS, "second", "FT012: both are told")), "FT012")
    assert [one.accepted for one in twins] == ["both are told"]


def test_a_rule_accepts_what_is_found_about_its_conditions():
    idle = accepting(rule("sure", "wet: [known, unknown]", "verdict: go"), "sure", "FT011: said so")
    assert [one.accepted for one in found(base_of(idle), "FT011")] == ["said so"]


def test_what_one_rule_accepts_is_not_accepted_of_another():
    base = base_of(accepting(TWINS, "first", "FT012: both are told"))
    assert [one.accepted for one in found(base, "FT012")] == [None]
    assert [one.wrong for one in found(base, "FT019")] == ["nothing is found here that FT012 could accept"]


def test_every_kind_of_entry_can_accept_something():
    said = "accepted: {FT013: so it is}"
    questions = QUESTIONS.replace("why: it matters}", f"why: it matters, {said}}}", 1)
    questions += f"- {{never: {{wet: yes, late: yes}}, because: so it is, {said}}}\n"
    concepts = CONCEPTS.replace("otherwise: good}", f"otherwise: good, {said}}}")
    concepts = concepts.replace("  counts: days since seen_on", f"  counts: days since seen_on\n  {said}")
    sources = f"elder: {{e1: {{gist: the elder's passage, {said}}}}}\nyounger: {{y1: what it says}}\n"
    cases = f"- {{case: dry, lead: {{wet: no, late: no}}, expect: {{elder: {{verdict: go}}}}, {said}}}\n"
    rules = accepting(rule("dry", "wet: no", "verdict: go"), "dry", "FT013: so it is")
    base = base_of(rules, questions=questions, concepts=concepts, sources=sources, cases=cases)
    assert [(one.place.file, one.place.line) for one in found(base, "FT019")] == [
        ("cases/cases.yaml", 1),
        ("concepts.yaml", 3),
        ("concepts.yaml", 4),
        ("questions.yaml", 1),
        ("questions.yaml", 4),
        ("rules/rules.yaml", 1),
        ("sources.yaml", 1),
    ]


def test_an_acceptance_is_not_idle_where_its_check_ran_out_of_time(monkeypatch):
    def out_of_time(self, assumed, read):
        raise NotSettled("not settled")

    base = base_of(accepting(TWINS, "first", "FT012: both are told"))
    monkeypatch.setattr(Solver, "first", out_of_time)
    assert found(base, "FT019") == []
    assert [one.accepted for one in check(base) if not one.settled][:1] == [None]


# Proofs that take too long


def test_what_a_lead_shows_that_was_found_already_is_not_asked_of_clingo_again(monkeypatch):
    leads = PossibleLeads(
        base_of(rule("stay", "wet: yes", "verdict: stay") + rule("calm", "wet: yes", "mood: good")), 10
    )
    assert leads.ever("elder", fired=("stay",))
    monkeypatch.setattr(Solver, "first", lambda *_: pytest.fail("clingo is asked"))
    assert leads.ever("elder", fired=("stay",), applied=("calm",))
    with pytest.raises(pytest.fail.Exception):
        leads.ever("elder", fired=("stay",), silent=("calm",))


def test_much_that_is_asked_at_once_is_known_afterwards_without_a_proof_for_each(monkeypatch):
    leads = PossibleLeads(
        base_of(rule("stay", "wet: yes", "verdict: stay") + rule("calm", "wet: yes", "mood: good")), 10
    )
    may_be, never = ActivityAsked(fired=("calm", "stay")), ActivityAsked(fired=("calm",), silent=("stay",))
    leads.settle("elder", [may_be, never])
    monkeypatch.setattr(Solver, "first", lambda *_: pytest.fail("clingo is asked"))
    assert leads.is_ever("elder", may_be)
    assert not leads.is_ever("elder", never)


def test_a_check_that_is_not_proved_in_time_is_a_finding_of_its_own(monkeypatch):
    def out_of_time(self, assumed, read):
        if assumed:
            raise NotSettled("not settled", "seconds")
        return True

    for search in ("first", "simplest", "each"):
        monkeypatch.setattr(Solver, search, out_of_time)
    unsettled = [finding for finding in check(load(), seconds=3) if not finding.settled]
    assert {"FT001", "FT011"} <= {finding.code for finding in unsettled}
    assert all("not proved within 3 seconds" in finding.wrong for finding in unsettled)


def pigeons():
    """Ask in which of 11 holes each of 12 pigeons sits alone: that no lead is possible takes long to prove."""
    concepts = "- {concept: verdict, means: what to do, values: {go: Go., stay: Stay.}}\n"
    base = BASE_FILE.replace("shows: [remark]\n", "")
    rules = rule("low", "p0: h0", "verdict: go")
    return base_of(rules, base=base, questions=PIGEONS, concepts=concepts)


def test_a_proof_that_really_takes_long_is_stopped_by_the_limit():
    began = perf_counter()
    checked = check(pigeons(), seconds=0.2, in_all=1.5)
    assert perf_counter() - began < 10
    assert {finding.code for finding in checked if not finding.settled} >= {"FT001", "FT005", "FT022"}
    wrong = {finding.wrong.partition(",")[0] for finding in checked if not finding.settled}
    assert wrong == {"not proved within 0.2 seconds", "not proved within all the time there was"}


def test_a_proof_that_takes_more_work_than_it_may_is_stopped_on_every_machine_alike(monkeypatch):
    found = check(pigeons(), work=2_000)
    unsettled = [finding for finding in found if not finding.settled]
    assert {finding.code for finding in unsettled} >= {"FT001", "FT005", "FT022"}
    assert {finding.wrong.partition(",")[0] for finding in unsettled} == {"not proved by a search of 2"}
    assert all("`rules check --work`" in finding.remedy for finding in unsettled)
    clock = count(step=7.0)
    monkeypatch.setattr(limits, "monotonic", lambda: next(clock))
    assert check(pigeons(), work=2_000) == found, "each look at the clock is seven seconds after the one before"


def test_work_that_is_enough_settles_everything():
    assert check(base_for("FT001", "good"), work=50) == check(base_for("FT001", "good"))


def test_what_all_proofs_together_have_no_time_for_is_a_finding_of_its_own():
    checked = check(load(), in_all=1e-9)
    assert {"FT001", "FT011", "FT022"} <= {finding.code for finding in checked if not finding.settled}
    assert all("not proved within all the time there was" in finding.wrong for finding in checked)
    assert all("`rules check --in-all`" in finding.remedy for finding in checked)


def test_what_each_proof_has_time_for_is_settled_whatever_went_before():
    check(load(), in_all=1e-9)
    assert check(load()) == ()


def test_progress_is_told_before_each_check_and_how_many_there_are():
    told = []
    check(base_for("FT009", "bad"), progress=lambda number, of: told.append((number, of)))
    assert told == [(number, len(CHECKS)) for number in range(len(CHECKS))]


def test_what_needs_no_proof_is_found_though_nothing_is_proved_in_time(monkeypatch):
    def out_of_time(self, assumed, read):
        raise NotSettled("not settled")

    monkeypatch.setattr(Solver, "first", out_of_time)
    settled = [finding.code for finding in check(base_for("FT009", "bad")) if finding.settled]
    assert settled == ["FT009"]


@pytest.mark.parametrize(
    "code", ["FT001", "FT003", "FT006", "FT007", "FT008", "FT011", "FT012", "FT021", "FT022", "FT023"]
)
def test_the_same_is_found_without_a_lead_drawn_and_by_proofs_alone(code, monkeypatch):
    base = base_for(code, "bad")
    found = check(base)
    assert {finding.code for finding in found} >= {code}
    monkeypatch.setattr(Witnesses, "draw", lambda self, aimed_at, alike=1: None)
    monkeypatch.setattr(EveryLead, "changing", lambda self, *asked: set())
    assert check(base) == found


def test_after_ten_findings_of_a_kind_any_lead_shows_the_next_ones():
    rules = "".join(rule(f"go-{number}", "wet: no", "verdict: go") for number in range(12))
    repeated = found(base_of(rule("go", "wet: no", "verdict: go") + rules), "FT012")
    assert len(repeated) == 12
    assert [dict(finding.core) for finding in repeated[:10]] == [{"wet": "no"}] * 10
    assert all(finding.witness["wet"] == "no" and finding.core == finding.witness for finding in repeated[10:])


def test_what_is_found_of_all_rules_together_is_told_even_if_ctrl_c_comes_before_the_last(monkeypatch):
    base = base_of("".join(rule(f"go-{number}", "wet: no", "verdict: go") for number in range(4)))
    fires, calls = PossibleLeads._fires_wherever, count()

    def stopped(self, one, other):
        if next(calls) == 2:
            raise KeyboardInterrupt
        return fires(self, one, other)

    monkeypatch.setattr(PossibleLeads, "_fires_wherever", stopped)
    told = []
    with pytest.raises(KeyboardInterrupt):
        told.extend(each_finding(base))
    assert [finding.wrong.partition(" ")[0] for finding in told if finding.code == "FT012"] == ["go-2", "go-3"]
