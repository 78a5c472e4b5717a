"""Questions with several answers, and goals that hold several values, on the command line."""

import json
from pathlib import Path

import pytest

from bases.reset import BASES
from cli.running import Done, followthrough

TOUR = BASES / "good" / "several-answers"
CHILDREN = BASES / "published" / "help-with-children"
ENGLAND = ("-a", "nation=england", "-a", "children=yes")


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", str(tmp_path / "leads.sqlite"))


def told(done: Done, status: int = 0) -> str:
    assert done.status == status, done.err
    return " ".join((done.out + done.err).split())


def test_several_answers_are_typed_at_once_and_said_back():
    out = told(followthrough("ask", "--base", TOUR, typed="?\n3 1\nb\nbell and chain\nhex\n\n"))
    assert "one or several, such as: 1 2" in out
    assert "none of these / the bell / I don't know: “Ride" in out
    assert "the brakes, the light." in out
    assert "Your answer was: the brakes, the light. Enter keeps it." in out
    assert "the chain, the bell." in out
    assert "Ride." in out


def test_they_are_kept_as_a_list():
    followthrough("ask", "--base", TOUR, "--keep", "lead.yaml", typed="3 5\nq\n")
    assert Path("lead.yaml").read_text(encoding="utf-8") == "broken: [light, bell]\n"
    assert "at night" in told(followthrough("advise", "lead.yaml", "--base", TOUR), 3)


def test_a_lead_may_have_a_list_and_an_option_may_come_again():
    Path("lead.yaml").write_text("rides: by day\nbroken:\n- chain\n- light\ntools: none\n", encoding="utf-8")
    read = json.loads(followthrough("advise", "lead.yaml", "--json", "--base", TOUR).out)["lead"]
    assert read["broken"] == ["chain", "light"]
    given = ("-a", "broken=bell", "-a", "broken=brakes")
    read = json.loads(followthrough("advise", "lead.yaml", *given, "--json", "--base", TOUR).out)["lead"]
    assert read["broken"] == ["brakes", "bell"]


def test_json_goes_in_as_it_comes_out():
    lead = {"rides": "by day", "broken": ["chain", "light"], "tools": ["none"]}
    Path("lead.json").write_text(json.dumps(lead), encoding="utf-8")
    assert json.loads(followthrough("advise", "lead.json", "--json", "--base", TOUR).out)["lead"] == lead


def test_a_choice_that_is_added_is_one_change():
    lead = ("-a", "rides=by day", "-a", "broken=chain", "-a", "tools=hex keys")
    out = told(followthrough("what-if", "verdict", *lead, "--base", TOUR))
    yours, others = out.split("This would lead there, but it is not in your hands:")
    assert "Which tools do you carry? a chain tool, hex keys (now: hex keys)" in yours
    assert "What is broken? the brakes, the chain (now: the chain)" in others
    assert "the bell" not in out


def test_why_names_the_choices():
    lead = ("-a", "rides=by day", "-a", "broken=brakes, light", "-a", "tools=hex keys")
    assert "This does not work: the brakes, the light." in told(followthrough("why", "verdict", *lead, "--base", TOUR))
    assert "What is broken? the brakes, the light as answered" in told(
        followthrough("why", "broken", *lead, "--base", TOUR)
    )


def test_a_goal_tells_each_value_with_its_reason():
    lead = (*ENGLAND, "-a", "working=no", "-a", "ages=2; 3 to 4", "-a", "disabled=no")
    out = told(followthrough("advise", *lead, "--base", CHILDREN))
    assert "Free childcare for 2-year-olds. 15 hours of free childcare. Child Benefit." in out
    assert "A child is 2. (The service two)" in out


def test_what_a_goal_holds_for_certain_is_told_while_more_may_come():
    out = told(followthrough("advise", *ENGLAND, "--base", CHILDREN), 3)
    assert out.index("Child Benefit.") < out.index("Still open") < out.index("Tax-Free Childcare.")
    data = json.loads(followthrough("advise", *ENGLAND, "--json", "--base", CHILDREN).out)
    assert [one["value"] for one in data["advice"]["help"]] == ["child benefit"]
    assert data["open"]["help"]["held"] == ["child benefit"]


def test_the_log_keeps_all_answers():
    followthrough("leads", "add", "old", "--base", TOUR, "-a", "broken=chain", "-a", "broken=bell")
    followthrough("leads", "set", "old", "--base", TOUR, "-a", "tools=chain tool", "-a", "tools=hex keys")
    out = told(followthrough("leads", "show", "old", "--base", TOUR))
    assert "What is broken? the chain, the bell" in out
    assert "Which tools do you carry? a chain tool, hex keys" in out
    assert "Mend it, and ride. When" in out
    assert "Done: Mend it, and ride." in told(followthrough("leads", "did", "old", "mend", "--base", TOUR))
    assert "What is broken? none of these" in told(followthrough("leads", "show", "old", "--base", TOUR))


def test_a_difference_is_described_in_tests_of_single_choices(tmp_path):
    changed = tmp_path / "changed"
    changed.mkdir()
    for path in (one for one in TOUR.rglob("*") if one.is_file()):
        target = changed / path.relative_to(TOUR)
        target.parent.mkdir(exist_ok=True)
        text = path.read_text(encoding="utf-8")
        target.write_text(
            text.replace("chain, tools: chain tool}", "chain, tools: other than hex keys}"), encoding="utf-8"
        )
    out = told(followthrough("rules", "diff", TOUR, changed), 1)
    assert "broken: chain, broken: other than brakes, broken: other than light, tools: none" in out
    assert "such as rides: by day, broken: chain, tools: none" in out


def test_proposed_cases_have_lists():
    out = told(followthrough("rules", "test", "--base", TOUR, "--write"))
    assert "broken: [chain, light], tools: [chain tool, hex keys]" in out
