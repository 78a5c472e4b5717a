"""`rules diff`, `rules disagree` and `rules mutate`, as a researcher uses them."""

import json
import re
import shutil
import subprocess

import pytest

from bases_in_memory import QUESTIONS, written
from cli.running import ROOT, followthrough
from followthrough.authoring import difference
from followthrough_cli.main import run

TWO = ROOT / "tests" / "bases" / "good" / "two-counsels"


@pytest.fixture
def changed(tmp_path):
    """Copy the base of two counsels, with one rule changed."""
    folder = tmp_path / "changed"
    shutil.copytree(TWO, folder)
    change(folder)
    return folder


def change(folder):
    path = folder / "rules" / "aunt.yaml"
    path.write_text(path.read_text().replace("  if: {soil: dry}", "  if: {soil: damp}", 1))


def git(folder, *arguments):
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", folder, *identity, *arguments], check=True, capture_output=True)


def test_versions_that_advise_alike_are_said_to():
    done = followthrough("rules", "diff", TWO, TWO)
    assert (done.status, done.out) == (0, "No possible lead gets different advice.\n")


def test_a_changed_rule_is_shown_with_the_leads_it_changes(changed):
    done = followthrough("rules", "diff", TWO, changed)
    assert done.status == 1
    assert "possible leads" in done.out
    assert "changed    rule" in done.out
    assert "because of" in done.out
    data = json.loads(followthrough("rules", "diff", TWO, changed, "--json").out)
    assert data["followthrough"] == 1
    assert sum(one["leads"] for one in data["differences"].values()) > 0


def test_revisions_are_those_of_git(tmp_path):
    folder = tmp_path / "repository" / "plants"
    shutil.copytree(TWO, folder)
    git(folder.parent, "init", "-q")
    git(folder.parent, "add", ".")
    git(folder.parent, "commit", "-qm", "first")
    assert followthrough("rules", "diff", "HEAD", "--base", folder).out == "No possible lead gets different advice.\n"
    change(folder)
    now = followthrough("rules", "diff", "HEAD", "--base", folder)
    assert now.status == 1
    git(folder.parent, "commit", "-qam", "second")
    assert followthrough("rules", "diff", "HEAD~1", "HEAD", "--base", folder).out == now.out
    assert followthrough("rules", "diff", "HEAD", TWO, "--base", folder).status == 1


def test_what_leads_are_advised_that_are_possible_only_now_is_said(tmp_path):
    before, after = tmp_path / "before", tmp_path / "after"
    for folder in (before, after):
        written(folder, CLASH, **({} if folder is after else {"questions": QUESTIONS + NEVER}))
    done = followthrough("rules", "diff", before, after)
    assert done.status == 1
    assert "Possible only now (6 leads)" in done.out
    assert "Verdict: a contradiction of late and wet (2 leads); 'stay' (4 leads, by wet)" in done.out
    data = json.loads(followthrough("rules", "diff", before, after, "--json").out)
    assert [(one["value"], one["contradiction"]) for one in data["differences"]["elder"]["advised"]] == [
        (None, True),
        ("stay", False),
    ]


CLASH = """\
- {rule: wet, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: it is wet}
- {rule: late, counsel: elder, source: e1, if: {late: yes, wet: yes}, then: {verdict: go}, because: it is late}
"""
NEVER = "- {never: {wet: yes}, because: it cannot be}\n"


def test_a_faulty_case_or_letter_is_told_and_the_difference_is_shown_all_the_same(tmp_path, changed):
    (changed / "cases" / "more.yaml").write_text("- {case: x, lead: {soil: dri}, expect: {aunt: {water: no}}}\n")
    (changed / "letters").mkdir()
    (changed / "letters" / "nobody.txt").write_text("Dear all,\n")
    done = followthrough("rules", "diff", TWO, changed)
    assert done.status == 1
    assert "because of" in done.out
    lines = done.err.splitlines()
    assert lines[-1] == "compared without 2 faulty files"
    faulty = {f"{changed}/cases/more.yaml", f"{changed}/letters/nobody.txt"}
    assert {line.split(":")[0] for line in lines[:-1]} == faulty
    assert len(json.loads(followthrough("rules", "diff", TWO, changed, "--json").out)["left_out"]) == len(lines) - 1
    (changed / "rules" / "more.yaml").write_text("- {rule: x}\n")
    done = followthrough("rules", "diff", TWO, changed)
    assert (done.status, done.out) == (2, "")


def test_what_git_does_not_know_is_said_in_a_line(tmp_path):
    shutil.copytree(TWO, tmp_path / "plants")
    done = followthrough("rules", "diff", "--", "-x", TWO)
    assert (done.status, done.err.count("\n")) == (2, 1)
    done = followthrough("rules", "diff", "HEAD", "--base", tmp_path / "plants")
    assert done.status == 2
    assert done.err == (
        "HEAD: is neither a folder nor a revision of plants that git knows; name a folder with a base.yaml, or a "
        "revision such as HEAD~1\n"
    )


def test_a_revision_that_cannot_be_read_names_its_files(tmp_path):
    folder = tmp_path / "plants"
    shutil.copytree(TWO, folder)
    (folder / "concepts.yaml").write_text("- concept: [")
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "broken")
    shutil.copy(TWO / "concepts.yaml", folder)
    done = followthrough("rules", "diff", "HEAD", "--base", folder)
    assert done.status == 2
    assert done.err.startswith("HEAD:concepts.yaml:2:1: has an extra bracket or sign")


def test_the_atlas_names_both_passages_and_what_else_they_part_on():
    done = followthrough("rules", "disagree", "--base", TWO)
    assert done.status == 0
    assert "the aunt and the botanist disagree on 13 of 30 possible leads (43%)" in done.out
    assert "by         the aunt: thirst-wants-plenty (dry)" in done.out
    assert "by         the botanist: resting-cacti-fast (cactus, citing the aunt dry)" in done.out
    assert "rest of the botanist: In winter most plants rest and drink little." in done.out
    assert "They also disagree on care: see --about care." in done.out


def test_a_change_of_too_many_kinds_of_leads_is_counted_and_its_others_are_told(monkeypatch):
    monkeypatch.setattr("followthrough.authoring.comparison.MOST_DESCRIBING", 0)
    monkeypatch.setattr(difference, "_disagreement", difference._disagreement.__wrapped__)  # keeps nothing found so
    done = followthrough("rules", "disagree", "--base", TWO, "--about", "care")
    assert "too many to count" not in done.out
    assert re.search(r"and [\d,]+ leads of too many kinds to describe", done.out)


def test_the_atlas_of_a_small_base_is_whole_and_can_be_about_one_concept():
    done = followthrough("rules", "disagree", "--base", TWO)
    assert "disagree on" in done.out
    assert followthrough("rules", "disagree", "botanist", "aunt", "--base", TWO).status == 0
    (data,) = json.loads(followthrough("rules", "disagree", "--base", TWO, "--json").out)["disagreements"]
    assert {effect["concept"] for change in data["changes"] for effect in change["effects"]} == {"water", "care"}
    about = followthrough("rules", "disagree", "--base", TWO, "--about", "care").out
    assert "Care" in about
    assert "They also disagree on water" in about


def test_what_cannot_be_compared_is_said_with_what_was_meant():
    assert "name both, or none" in followthrough("rules", "disagree", "wolfe").err
    assert "did you mean 'manner'" in followthrough("rules", "disagree", "--about", "maner").err
    assert "did you mean 'wolfe'" in followthrough("rules", "disagree", "wolf", "jobfairy").err


def test_survivors_are_printed_as_cases_that_can_be_added_as_they_stand(tmp_path):
    folder = tmp_path / "plants"
    shutil.copytree(TWO, folder)
    done = followthrough("rules", "mutate", "--base", folder)
    assert done.status == 1
    assert "nothing notices" in done.out
    cases, _, said = done.out.rpartition("\n\n")
    assert " unnoticed." in said
    (folder / "cases" / "from-mutants.yaml").write_text(cases + "\n")
    after = followthrough("rules", "mutate", "--base", folder)
    assert (after.status, after.out.count("nothing notices")) == (0, 0), after.out + after.err
    assert " 0 unnoticed." in " ".join(after.out.split())
    assert json.loads(followthrough("rules", "mutate", "--base", folder, "--json").out)["survivors"] == []


def test_what_limited_work_leaves_is_counted_with_how_to_allow_more(monkeypatch, capsys):
    from followthrough.authoring import mutation

    monkeypatch.setattr(mutation, "CHECK_TRIALS", 20)  # less than one trial for eight rules
    assert run(["rules", "mutate", "--base", str(TWO)]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert " only tried on cases." in said
    assert said.endswith("--effort 10 allows ten times as much.")
    run(["rules", "mutate", "--effort", "10", "--base", str(TWO)])
    more = " ".join(capsys.readouterr().out.split())
    assert only_tried_on_cases(more) < only_tried_on_cases(said)


def only_tried_on_cases(said):
    return int(re.search(r"(\d+) only tried on cases", said)[1])


def test_a_survivor_is_printed_as_soon_as_it_is_known(monkeypatch, capsys):
    from followthrough.authoring import mutation

    shown = []

    def slowly(base, effort, done):
        for outcome in mutate(base, effort=effort, done=done):
            shown.append(capsys.readouterr().out)
            yield outcome

    mutate = mutation.mutate
    monkeypatch.setattr(mutation, "mutate", slowly)
    assert run(["rules", "mutate", "--base", str(TWO)]) == 1
    before_the_last = "".join(shown)
    assert before_the_last.count("nothing notices") > 5
    assert "changes tried" not in before_the_last
    assert "nothing notices" not in capsys.readouterr().out
