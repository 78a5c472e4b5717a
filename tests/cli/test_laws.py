"""Laws on the command line: shown, listed, counted, and started."""

import json
from shutil import copytree

import pytest

from bases.reset import BASES
from cli.running import followthrough
from followthrough.format.load import load

WAIT_ENDS = ("a wait ends", "--if", "step=wait", "--if", "asked=no", "--then", "step=due", "--because", "It is told.")


@pytest.fixture
def lent(tmp_path):
    return copytree(BASES / "good" / "lent-book", tmp_path / "lent")


def said(*words):
    return " ".join(followthrough("rules", *words).out.split())


def new_law(base, *words):
    return followthrough("rules", "new", "law", *words, "--base", base)


def test_a_law_is_read_aloud(lent):
    out = said("show", "time alone does not bring a book back", "--base", lent)
    assert out.startswith("time alone does not bring a book back: a law for every counsel if mood is due, and step is")
    assert "after 1 day never (step is wait or ask for it; or mood is other than due) because What is gone" in out
    assert "file laws/books.yaml:17:8" in out
    out = said("show", "the uncle differs only about books asked for in vain", "--base", lent)
    assert "a law for the uncle" in out
    assert "then step is as aunt says" in out


def test_a_law_without_if_is_one_of_every_lead(lent):
    (lent / "laws" / "more.yaml").write_text("- {law: a step is known, then: {step: known}, because: so}\n")
    assert "if always then step is known" in said("show", "a step is known", "--base", lent)


def test_a_rule_names_the_laws_that_speak_of_what_it_concludes(lent):
    assert "laws a book that was just lent is waited for; asking has a day; nobody" not in said(
        "show", "wait-once-asked", "--base", lent, "--json"
    )
    out = said("show", "wait-once-asked", "--base", lent)
    assert "laws a book that was just lent is waited for; asking has a day; the uncle differs" in out
    (lent / "laws" / "books.yaml").write_text("- {law: calm, counsel: aunt, then: {mood: calm}, because: so}\n")
    assert "laws" not in said("show", "wait-once-asked", "--base", lent)
    assert "laws calm" not in said("show", "gone", "--base", lent)  # the aunt's advice has no rule of the uncle


def test_a_name_that_is_neither_is_told_with_a_near_one(lent):
    done = followthrough("rules", "show", "asking has day", "--base", lent)
    assert (done.status, done.err) == (
        2,
        "rules show: unknown rule or law 'asking has day'; did you mean 'asking has a day'?\n",
    )


def test_accents_may_be_typed_in_either_form(lent):
    (lent / "laws" / "more.yaml").write_text("- {law: caf\u00e9, then: {step: known}, because: so}\n", encoding="utf-8")
    assert "a law for every counsel" in said("show", "cafe\u0301", "--base", lent)
    assert "is already used at laws/more.yaml:1:9" in new_law(lent, "cafe\u0301", *WAIT_ENDS[1:]).err


def test_a_law_with_the_name_of_a_rule_is_shown_with_it(lent):
    (lent / "laws" / "more.yaml").write_text("- {law: gone, then: {step: known}, because: so}\n")
    out = said("show", "gone", "--base", lent)
    assert "gone: a rule of the uncle" in out
    assert "gone: a law for every counsel" in out
    assert {"rule", "law"} < json.loads(followthrough("rules", "show", "gone", "--base", lent, "--json").out).keys()


def test_laws_are_listed_below_the_rules_and_counted(lent):
    out = said("list", "--base", lent)
    assert "law counsel" in out
    assert "asking has a day all the uncle differs only about books asked for in vain uncle" in out
    assert "asked for in vain uncle" not in said("list", "--base", lent, "--counsel", "aunt")
    assert "0 cases, 5 laws" in said("check", "--base", lent)
    assert "0 cases, 5 laws; hash" in repr(load(lent))


def test_laws_are_data_too(lent):
    listed = json.loads(followthrough("rules", "list", "--base", lent, "--json").out)["laws"]
    assert [law["after"] for law in listed] == [None, None, None, "1 day", "doing step"]
    shown = json.loads(followthrough("rules", "show", "asking has a day", "--base", lent, "--json").out)
    assert shown == {"followthrough": 1, "law": listed[1]}
    assert shown["law"] == {
        "law": "asking has a day",
        "counsel": ["aunt", "uncle"],
        "file": "laws/books.yaml",
        "line": 5,
        "if": "step: ask for it",
        "after": None,
        "never": None,
        "then": "step: due",
        "because": "A step without a day is not taken.",
    }


def test_a_base_without_laws_does_not_speak_of_them():
    smallest = BASES / "good" / "smallest"
    assert "law" not in said("list", "--base", smallest)
    assert "law" not in said("check", "--base", smallest)
    assert "unknown rule 'x'" in followthrough("rules", "show", "x", "--base", smallest).err


def test_a_new_law_is_printed_or_written_with_its_place(lent):
    entry = "- law: a wait ends\n  if:\n    step: wait\n    asked: no\n  then:\n    step: due\n  because: It is told.\n"
    done = new_law(lent, *WAIT_ENDS)
    assert (done.status, done.out, done.err) == (0, entry, "")
    file = lent / "laws" / "waits.yaml"
    done = new_law(lent, *WAIT_ENDS, "--to", file)
    assert (done.status, done.out, done.err) == (0, "", f"a wait ends added to {file}\n")
    assert file.read_text() == entry
    more = ("it is so", "--counsel", "uncle", "--after", "1 day", "--never", "mood=unknown", "--because", "So: it is.")
    assert new_law(lent, *more, "--to", file).status == 0
    assert file.read_text() == (
        f"{entry}\n- law: it is so\n  counsel: uncle\n  after: 1 day\n  never:\n    mood: unknown\n"
        "  because: 'So: it is.'\n"
    )
    assert [str(law.place) for law in load(lent).laws][-2:] == ["laws/waits.yaml:1:8", "laws/waits.yaml:9:8"]


def test_a_new_law_that_does_not_hold_is_shown_with_its_lead_and_not_written(lent):
    file = lent / "laws" / "books.yaml"
    before = file.read_text()
    done = new_law(lent, "never ask", "--never", "step=ask for it", "--because", "so", "--to", file)
    assert (done.status, file.read_text()) == (1, before)
    assert done.out.startswith(f"{file}: FT024 the law 'never ask' is broken under aunt and uncle")
    assert "for example under aunt: days_away: 30, asked: no" in done.out
    assert f"see also {lent}/rules/books.yaml:8:9" in done.out
    assert done.err == "never ask was not written: it would bring new problems into the base\n"
    unmet = new_law(lent, "of no lead", "--if", "mood=due", "--if", "step=wait", *WAIT_ENDS[5:])
    assert (unmet.status, "FT025 the law 'of no lead' speaks of no lead" in unmet.out) == (1, True)


def test_what_is_wrong_with_a_new_law_is_told_at_the_words_it_was_made_of(lent):
    done = new_law(lent, "x", "--if", "stp=wait", "--then", "step=dew", "--after", "a week", "--because", "{x}")
    assert done.status == 2
    assert done.err.splitlines() == [
        "--after a week: 'a week' is neither a step nor a number of days; write `7 days`",
        "--because: a law speaks of every lead, so {x} stands for nothing; say it without braces",
        "--if stp=wait: unknown fact 'stp'; did you mean 'step'?",
        "--then step=dew: 'step' has no value 'dew'; write one of: 'wait', 'ask for it', 'forget it', 'known', "
        "'unknown'",
    ]
    taken = new_law(lent, "asking has a day", *WAIT_ENDS[1:])
    assert taken.err == (
        "asking has a day: the name 'asking has a day' is already used at laws/books.yaml:5:8; choose another name\n"
    )
    elsewhere = new_law(lent, *WAIT_ENDS, "--to", lent / "rules" / "x.yaml")
    assert "is not a law file of" in elsewhere.err
    assert (new_law(lent, "x", "--because", "so").status, elsewhere.status) == (2, 2)


def test_a_law_that_changed_came_or_went_is_an_edit(lent, tmp_path):
    before = copytree(lent, tmp_path / "before")
    file = lent / "laws" / "books.yaml"
    text = file.read_text().replace("at most 7", "at most 9").replace("A step without a day is not taken.", "So it is.")
    file.write_text(text.replace("law: nobody is asked twice on one day", "law: nobody is asked twice"))
    assert said("diff", before, lent).endswith(
        "renamed law nobody is asked twice, which was nobody is asked twice on one day, laws/books.yaml:25:8 "
        "changed law a book that was just lent is waited for, laws/books.yaml:1:8 "
        "reworded law asking has a day, laws/books.yaml:5:8 "
        "No possible lead gets different advice."
    )


BROKEN = """\
- law: nobody asks a week after waiting
  if: {step: wait}
  after: 7 days
  never: {step: ask for it}
  because: so
- law: of what nobody meets
  if: {step: ask for it, asked: yes}
  then: {step: due}
  because: so
"""


def with_broken_laws(lent):
    (lent / "laws" / "more.yaml").write_text(BROKEN)
    return lent


def test_laws_are_counted_beside_the_cases(lent):
    done = followthrough("rules", "test", "--base", lent)
    assert done.status == 0
    assert "0 cases, 0 expectations: 0 hold, 0 do not.\n5 laws, 9 proofs: 9 hold, 0 do not.\n" in done.out


def test_a_broken_law_is_shown_with_both_leads_and_what_decides_in_each(lent):
    done = followthrough("rules", "test", "--base", with_broken_laws(lent))
    assert done.status == 1
    shown = " ".join(done.out.split())
    assert "nobody asks a week after waiting, under the aunt" in shown
    assert "never: step: ask for it lead: days_away: 23, asked: no after 7 days: days_away: 30" in shown
    assert "lead Step Wait. wait-for-a-month" in shown
    assert "after Step Ask for it. ask-after-a-month" in shown
    assert "7 laws, 13 proofs: 11 hold, 2 do not." in shown


def test_a_law_that_speaks_of_no_lead_is_told_once(lent):
    out = followthrough("rules", "test", "--base", with_broken_laws(lent)).out
    assert out.count("This law speaks of no lead: none meets its `if`.") == 1


def test_broken_laws_are_data_too(lent):
    done = followthrough("rules", "test", "--base", with_broken_laws(lent), "--json")
    laws = json.loads(done.out)["laws"]
    assert [one["state"] for one in laws].count("kept") == 8
    broken = next(one for one in laws if one["state"] == "broken")
    assert broken["before"] == {"days_away": 23, "asked": "no"}
    assert broken["after"] == {"days_away": 30, "asked": "no"}
    assert broken["failed"] == ["step: ask for it"]
    assert [(one["lead"], one["value"], one["by"]) for one in broken["concluded"]] == [
        ("before", "wait", ["wait-for-a-month"]),
        ("after", "ask for it", ["ask-after-a-month"]),
    ]


def test_a_broken_law_is_a_finding_with_both_leads(lent):
    out = " ".join(followthrough("rules", "check", "--base", with_broken_laws(lent)).out.split())
    assert "FT024 the law 'nobody asks a week after waiting' is broken under aunt and uncle" in out
    assert (
        "for example under aunt: days_away: 23, asked: no concluded: step: wait (under aunt, by wait-for-a-month) "
        "after 7 days: days_away: 30 concluded: step: ask for it (under aunt, by ask-after-a-month) see also"
    ) in out
    for form in ("json", "sarif", "github"):
        assert "FT024" in followthrough("rules", "check", "--base", lent, "--format", form).out
