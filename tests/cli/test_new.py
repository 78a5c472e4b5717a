"""`rules new`: a base, or a rule, that checks clean."""

import pytest

from cli.running import followthrough
from followthrough.authoring.checks import check
from followthrough.authoring.mutation import mutate
from followthrough.format.load import load

STAY = ("--counsel", "leaflet", "--source", "p2", "--then", "umbrella=leave")


@pytest.fixture
def base(tmp_path):
    folder = tmp_path / "base"
    assert followthrough("rules", "new", "base", folder).status == 0
    return folder


def new_rule(base, name, *options):
    return followthrough("rules", "new", "rule", name, *options, "--base", base)


def test_a_new_base_checks_clean_its_cases_hold_and_would_notice_every_slip(base):
    knowledge = load(base)
    assert check(knowledge) == ()
    assert followthrough("rules", "test", "--base", base).status == 0
    assert {outcome.fate for outcome in mutate(knowledge)} <= {"a case", "a check", "equivalent"}
    advice = followthrough("advise", "--base", base, "-a", "rain=now", "-a", "wind=50").out
    assert "Leave your umbrella at home." in advice


def test_every_file_of_a_new_base_names_a_schema_that_is_there(base):
    for path in base.rglob("*.yaml"):
        schema = path.read_text().splitlines()[0].removeprefix("# yaml-language-server: $schema=")
        assert (path.parent / schema).is_file()


def test_a_new_base_overwrites_nothing(base, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    for folder in (tmp_path / "mine", base, base / "base.yaml"):
        done = followthrough("rules", "new", "base", folder)
        assert (done.status, done.err) == (2, f"{folder}: is not an empty folder; name a new one\n")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_a_new_rule_overrides_what_it_would_contradict_and_leaves_the_base_clean(base):
    more = base / "rules" / "more.yaml"
    options = ("--if", "rain=now", "--if", "wind=unknown", "--because", "Who knows, in {rain}?")
    done = new_rule(base, "who-knows", *STAY, *options, "--to", more)
    assert done.status == 0
    assert "it overrides the rules that would contradict it: rain-wants-an-umbrella" in done.err
    assert "cases/umbrella.yaml:19: the case 'rain, and nobody knows about the wind' expects umbrella" in done.err
    assert more.read_text() == (
        "# yaml-language-server: $schema=../schema/rules.json\n\n"
        "- rule: who-knows\n  counsel: leaflet\n  source: p2\n  if:\n    rain: now\n    wind: unknown\n"
        "  then:\n    umbrella: leave\n  because: 'Who knows, in {rain}?'\n  overrides: rain-wants-an-umbrella\n"
    )
    assert [finding.code for finding in check(load(base))] == ["FT015"]


def test_a_new_rule_stands_behind_those_of_its_file_and_keeps_them(base):
    file = base / "rules" / "umbrella.yaml"
    before = file.read_text()
    file.write_text(before.removesuffix("\n"))
    options = ("--source", "p1", "--if", "rain=now", "--if", "rain=soon", "--unless", "wind=less than 10")
    done = new_rule(base, "hood", "--counsel", "leaflet", *options, "--then", "reminder=wear a hood", "--to", file)
    assert done.status == 0, done.err
    assert "its reason is what the passage says" in done.err
    assert file.read_text().startswith(before)
    assert "  if:\n    rain:\n      - now\n      - soon\n  unless:\n    wind: less than 10\n" in file.read_text()
    assert {"hood", "wind-breaks-umbrellas"} <= set(load(base).rules)


def test_without_a_file_a_rule_is_printed_and_nothing_is_written(base):
    files = {path: path.read_bytes() for path in base.rglob("*") if path.is_file()}
    done = new_rule(base, "who-knows", *STAY, "--if", "rain=now", "--if", "wind=unknown")
    assert done.status == 0
    assert done.out.startswith("- rule: who-knows\n")
    assert files == {path: path.read_bytes() for path in base.rglob("*") if path.is_file()}


def test_a_rule_that_would_be_at_fault_is_not_started(base):
    more = base / "rules" / "more.yaml"
    done = new_rule(base, "again", *STAY, "--if", "wind=at least 50", "--to", more)
    assert done.status == 1
    assert "FT012 again adds nothing: wherever it fires, wind-breaks-umbrellas does" in done.out
    assert "again was not written" in done.err
    assert not more.exists()


def test_a_name_that_is_taken_is_the_only_thing_told(base):
    done = new_rule(base, "rain-wants-an-umbrella", *STAY, "--if", "rain=now")
    assert done.status == 2
    assert done.err.count("\n") == 1
    assert (
        "the name 'rain-wants-an-umbrella' is already used at rules/umbrella.yaml:4:9; choose another name" in done.err
    )


def test_a_finding_that_the_base_had_before_does_not_stand_in_the_way(base):
    sources = base / "sources.yaml"
    sources.write_text(sources.read_text() + "  n2: In a drizzle a hood is enough.\n")
    options = ("--counsel", "neighbor", "--source", "n2", "--if", "rain=soon", "--then", "reminder=wear a hood")
    assert new_rule(base, "drizzle", *options, "--to", base / "rules" / "more.yaml").status == 0
    assert check(load(base)) == ()


def test_each_mistake_is_told_at_the_option_with_what_was_meant(base):
    options = ("--counsel", "leafle", "--if", "wint=3", "--if", "rain=no", "--then", "umbrela=leave")
    done = new_rule(base, "x", *options, "--source", "p1", "--overrides", "rain-wants", "--because", "{rein}")
    assert done.status == 2
    assert done.err.splitlines()[:4] == [
        "--because: unknown fact in braces 'rein'; did you mean 'rain'?",
        "--counsel leafle: unknown counsel 'leafle'; did you mean 'leaflet'?",
        "--if rain=no: 'rain' has no value 'no'; write one of: 'now', 'soon', 'none', 'known', 'unknown'",
        "--if wint=3: unknown fact 'wint'; did you mean 'wind'?",
    ]
    assert "--overrides rain-wants: unknown rule 'rain-wants'; did you mean 'rain-wants-an-umbrella'?" in done.err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--source", "p7"), "--source p7: FT017 unknown passage 'p7'"),
        (("--source", "p2", "--then", "umbrella=leave it"), "umbrella=leave it: "),
        (("--source", "p2", "--if", "rain"), "--if rain: is not a pair; write --if name=value"),
        (("--source", "p2", "--to", "more.yaml"), "more.yaml: is not a rule file of "),
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_in_one_line(base, options, told):
    then = () if "--then" in options else ("--then", "umbrella=leave")
    done = new_rule(base, "x", "--counsel", "leaflet", "--if", "rain=now", *then, *options)
    assert done.status == 2
    assert told in done.err
    assert len(done.err.splitlines()) == 1


def test_hostile_words_stay_words(base):
    done = new_rule(base, "x: {y", *STAY, "--if", "rain=now\n  source: p1", "--because", "'# no: [comment]")
    assert done.status == 2
    assert "x: {y: 'x: {y' is not a valid name for a rule" in done.err
    done = new_rule(base, "odd", *STAY, "--if", "wind=unknown", "--if", "rain=now", "--because", "'# no: [x]")
    assert "  because: '''# no: [x]'\n" in done.out
