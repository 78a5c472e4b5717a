"""`rules test`: what differs, what is exercised, and cases proposed for the rest."""

import json
from shutil import copytree

import pytest

from cli.running import followthrough
from followthrough.errors import NotSettled
from followthrough.format.load import built_in

ROOT = built_in()
SMALL = {
    "base.yaml": "title: a walk\ngoals: [verdict]\ncounsels: {elder: {name: the elder, work: a book}}\n"
    "default counsel: elder\n",
    "sources.yaml": "elder: {e1: the elder's passage}\n",
    "questions.yaml": "- {question: wet, ask: Is it wet?, kind: yes/no, why: it matters}\n"
    "- {question: hours, ask: How long is it?, kind: number, from: 0, to: 9, unit: hours, why: it matters}\n",
    "concepts.yaml": "- {concept: verdict, means: what to do, values: {go: Go., stay: Stay.}, otherwise: stay}\n",
    "rules/rules.yaml": "- {rule: go, counsel: elder, source: e1, if: {wet: no, hours: less than 4}, "
    "then: {verdict: go}, because: it is short}\n",
    "cases/cases.yaml": "- {case: a short way, lead: {wet: no, hours: 2}, expect: {elder: {verdict: go}}}\n",
}


@pytest.fixture
def copy(tmp_path):
    return copytree(ROOT, tmp_path / "knowledge")


@pytest.fixture
def small(tmp_path):
    for name, text in SMALL.items():
        (tmp_path / "small" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "small" / name).write_text(text)
    return tmp_path / "small"


def test_all_cases_of_the_shipped_base_hold_and_exercise_all_that_any_lead_can():
    done = followthrough("rules", "test")
    assert done.status == 0
    assert "0 do not" in done.out
    assert "No possible lead can exercise anything more." in done.out
    assert "not settled" not in done.out


def test_a_case_that_no_longer_holds_is_shown_with_what_was_expected_and_who_decided(copy):
    change(
        copy / "rules" / "next-step.yaml", "days_since_interview: at most 27\n", "days_since_interview: at most 20\n"
    )
    change(copy / "rules" / "jobfairy.yaml", "  overrides: turn-elsewhere\n", "")
    done = followthrough("rules", "test", "--base", copy)
    out = " ".join(done.out.split())
    assert done.status == 1
    assert "not wanted, few other leads, under JobFairy.com" in out
    assert "knowledge/cases/before-and-after.yaml:" in out
    assert "Next step Look for more nothing, as more-leads-first leads. That rules contradict" in out
    assert "): expected defeated, found fired" in out
    assert "): expected fired, found silent, because this does not hold: days_since_interview: at most 20" in out


def change(path, old, new):
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def test_what_no_case_exercises_is_counted_and_named_with_its_rule(small):
    out = followthrough("rules", "test", "--base", small).out
    assert "sides of conditions    2 of 4 (50%)" in out
    assert "edges of numbers       0 of 2 (0%)" in out
    assert "small/rules/rules.yaml:1)" in "".join(out.split())
    assert "`hours: less than 4` alone fails at 4 (under elder)" in out


def test_a_rule_that_no_case_reaches_is_named(small):
    rule = "- {rule: far, counsel: elder, source: e1, if: {hours: 9}, then: {verdict: stay}, because: it is far}\n"
    (small / "rules" / "more.yaml").write_text(rule)
    out = followthrough("rules", "test", "--base", small).out
    assert " far (" in " ".join(out.split())
    assert "    fires (under elder)" in out
    assert json.loads(followthrough("rules", "test", "--base", small, "--json").out)["unreached"] == [
        {"rule": "far", "counsel": "elder"}
    ]


def test_proposed_cases_are_ready_to_be_added(small):
    done = followthrough("rules", "test", "--base", small, "--write")
    assert done.out.startswith("# Proposed by `rules test --write`")
    assert "- case: a short way, but hours is 4" in done.out
    assert done.err == "3 cases proposed for 5 of 5 that no case exercises\n"
    (small / "cases" / "more.yaml").write_text(done.out)
    after = followthrough("rules", "test", "--base", small)
    assert after.status == 0
    assert "No possible lead can exercise anything more." in after.out
    nothing = followthrough("rules", "test", "--base", small, "--write")
    assert (nothing.out, nothing.err) == ("", "0 cases proposed for 0 of 0 that no case exercises\n")


def test_proposals_go_into_a_new_file_and_never_over_an_old_one(small, tmp_path):
    done = followthrough("rules", "test", "--base", small, "--write", tmp_path / "new.yaml")
    assert "The cases exercise" in done.out
    assert f"in {tmp_path / 'new.yaml'}" in done.err
    assert (tmp_path / "new.yaml").read_text() == followthrough("rules", "test", "--base", small, "--write").out
    again = followthrough("rules", "test", "--base", small, "--write", tmp_path / "new.yaml")
    assert (again.status, again.err.splitlines()[-1]) == (
        2,
        f"{tmp_path / 'new.yaml'}: already exists; name a new file",
    )
    nowhere = followthrough("rules", "test", "--base", small, "--write", tmp_path / "no" / "new.yaml")
    assert (nowhere.status, "name another file" in nowhere.err) == (2, True)


def test_json_has_what_is_exercised_by_which_case_and_what_is_proposed(small):
    data = json.loads(followthrough("rules", "test", "--base", small, "--json", "--write").out)
    assert data["exercised"][0] == {
        "counsel": "elder",
        "kind": "fired",
        "rule": "go",
        "file": "rules/rules.yaml",
        "line": 1,
        "what": "fires",
        "case": "a short way",
    }
    assert [one["what"] for one in data["missing"]][:2] == ["is silent", "`wet: no` alone fails"]
    assert data["proposed"][0]["expect"] == {
        "elder": {"verdict": ["stay"], "fired": [], "defeated": [], "silent": ["go"]}
    }
    assert "proposed" not in json.loads(followthrough("rules", "test", "--base", small, "--json").out)


@pytest.mark.parametrize(("otherwise", "row"), [("", "nothing no rule"), (", otherwise: stay", "Stay. `otherwise`")])
def test_where_no_rule_decides_it_says_so(small, otherwise, row):
    concepts = SMALL["concepts.yaml"].replace(", otherwise: stay", otherwise)
    (small / "concepts.yaml").write_text(concepts)
    (small / "rules" / "rules.yaml").write_text(SMALL["rules/rules.yaml"].replace("less than 4", "less than 2"))
    done = followthrough("rules", "test", "--base", small)
    assert done.status == 1
    assert f"Verdict Go. {row}" in " ".join(done.out.split())


def test_what_was_expected_to_be_unknown_is_said_to_be_nothing(small):
    (small / "cases" / "cases.yaml").write_text(SMALL["cases/cases.yaml"].replace("verdict: go", "verdict: unknown"))
    assert "Verdict nothing Go. go" in " ".join(followthrough("rules", "test", "--base", small).out.split())


def test_a_case_proposed_for_a_lead_without_any_answer_loads_back(small):
    (small / "questions.yaml").write_text(SMALL["questions.yaml"].replace("why:", "unknown: allowed, why:"))
    (small / "rules" / "rules.yaml").write_text(SMALL["rules/rules.yaml"].replace("no, hours: less than 4", "unknown"))
    (small / "cases" / "cases.yaml").unlink()
    done = followthrough("rules", "test", "--base", small, "--write")
    assert "  lead: {}\n" in done.out
    (small / "cases" / "cases.yaml").write_text(done.out)
    assert followthrough("rules", "test", "--base", small).status == 0


def test_ctrl_c_shows_what_differs_by_then(small, monkeypatch):
    def interrupted(*arguments, **options):
        raise KeyboardInterrupt

    (small / "rules" / "rules.yaml").write_text(SMALL["rules/rules.yaml"].replace("less than 4", "less than 2"))
    monkeypatch.setattr("followthrough.authoring.coverage.coverage", interrupted)
    done = followthrough("rules", "test", "--base", small)
    assert (done.status, "a short way, under the elder" in done.out) == (130, True)
    assert done.err.startswith("stopped before it was known what the cases exercise")
    data = json.loads(followthrough("rules", "test", "--base", small, "--json").out)
    assert (data["complete"], len(data["differences"])) == (False, 1)


def test_where_a_proof_takes_too_long_the_other_proposals_are_made(small, monkeypatch):
    from followthrough.authoring import proposals

    case = proposals._case

    def slow(base, worlds, target, *rest):
        if str(target) == "`hours: less than 4` alone fails":
            raise NotSettled("not settled")
        return case(base, worlds, target, *rest)

    monkeypatch.setattr(proposals, "_case", slow)
    done = followthrough("rules", "test", "--base", small, "--write")
    assert done.status == 0
    assert "cases proposed for " in done.err


@pytest.mark.parametrize(
    ("slow", "first"),
    [
        ("followthrough.authoring.proposals._case", "0 cases proposed for 0 of 5 that no case exercises"),
        ("followthrough.readings.prove.worlds.Worlds.meeting", "0 cases proposed for 0 of 0 that no case exercises"),
    ],
)
def test_that_the_proofs_took_too_long_is_said_and_not_only_that_nothing_is_proposed(small, monkeypatch, slow, first):
    def too_slow(*arguments):
        raise NotSettled("not settled")

    monkeypatch.setattr("followthrough.authoring.coverage.DRAWN", 0)  # no lead shows what would need no proof then
    monkeypatch.setattr(slow, too_slow)
    done = followthrough("rules", "test", "--base", small, "--write")
    assert (done.status, done.out) == (0, "")
    assert done.err.splitlines() == [
        first,
        "proofs came to their limit looking for cases for 5 parts of the rules; "
        "simplify the rules, or write these cases yourself",
    ]
