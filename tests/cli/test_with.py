"""`--with` lays counsels over a base, for every command that reads one."""

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import click
import pytest

from cli.running import followthrough
from followthrough_cli.commands import commands
from followthrough_cli.rules.watch import saves
from overlays import HIKER, umbrella, written

LAID = ("--base", "umbrella", "--with", "hiker")


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    umbrella(tmp_path / "umbrella")
    written(tmp_path / "hiker", HIKER)
    monkeypatch.chdir(tmp_path)


def _all_commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from _all_commands(command, (*path, name))
        elif command is not None:
            yield (*path, name), command


def test_every_command_that_takes_a_base_takes_what_is_laid_over_it() -> None:
    taking = {
        path: {option for one in command.params for option in one.opts} & {"--base", "--with"}
        for path, command in _all_commands(commands)
    }
    assert {path for path, options in taking.items() if options and options != {"--base", "--with"}} == set()
    assert {path[0] for path, options in taking.items() if options} >= {
        "advise",
        "ask",
        "serve",
        "batch",
        "leads",
        "rules",
    }


def test_a_counsel_laid_over_a_base_advises_and_its_reasons_name_its_files() -> None:
    asked = ("--counsel", "hiker", "-a", "rain=now", "-a", "wind=5", "-a", "coat=yes")
    assert "Leave your umbrella at home." in followthrough("advise", *LAID, *asked).out
    assert (
        "The hiker (a-coat-is-better, ./hiker/rules/hiker.yaml:1" in followthrough("why", "umbrella", *LAID, *asked).out
    )
    assert "unknown counsel 'hiker'" in followthrough("advise", "--base", "umbrella", *asked[:-2]).err


def test_rules_test_and_check_name_the_files_of_both_as_they_can_be_opened() -> None:
    assert "no problem found" in followthrough("rules", "check", *LAID).out
    rules = Path("hiker/rules/hiker.yaml")
    rules.write_text(rules.read_text().replace("coat: yes", "coat: no"))
    tested = followthrough("rules", "test", *LAID)
    assert tested.status == 1
    assert "a-coat-is-better (hiker/rules/hiker.yaml:1): expected fired, found silent" in " ".join(tested.out.split())
    assert "umbrella/rules/umbrella.yaml:4" in tested.out
    checked = followthrough("rules", "check", *LAID)
    assert [line.partition(" ")[0] for line in checked.out.splitlines() if not line.startswith(" ")] == [
        "hiker/cases/hiker.yaml:5:5:",
        "hiker/laws/hiker.yaml:1:8:",
    ]
    found = json.loads(followthrough("rules", "check", *LAID, "--json").out)["findings"]
    assert all(Path(one["file"]).exists() for one in found)


def test_rules_disagree_compares_a_counsel_of_an_overlay_with_one_of_the_base() -> None:
    said = followthrough("rules", "disagree", "leaflet", "hiker", *LAID).out
    assert said.startswith("The leaflet and The hiker disagree on ")
    assert "h1 of The hiker: A good coat is worth more than any umbrella." in said


def test_rules_diff_compares_a_base_with_an_overlay_on_both_sides() -> None:
    base = umbrella(Path("before"))
    rules = base / "rules" / "umbrella.yaml"
    rules.write_text(rules.read_text().replace("at least 40", "at least 50"))
    said = followthrough("rules", "diff", "before", *LAID).out
    assert "rule wind-breaks-umbrellas" in said
    assert "Under hiker" in said
    assert "hiker.yaml" not in said


def test_a_new_rule_is_written_into_the_overlay_and_overrides_what_it_contradicts() -> None:
    new = ("--counsel", "hiker", "--source", "h1", "--if", "rain=soon", "--if", "coat=yes", "--then", "umbrella=leave")
    done = followthrough("rules", "new", "rule", "coats-first", *new, "--to", "hiker/rules/hiker.yaml", *LAID)
    assert done.status == 0, done.err
    assert "coats-first added to hiker/rules/hiker.yaml" in done.err
    assert "overrides: rain-wants-an-umbrella" in Path("hiker/rules/hiker.yaml").read_text().split("coats-first")[1]
    assert "no problem found" in followthrough("rules", "check", *LAID).out
    refused = followthrough("rules", "new", "rule", "more", *new, "--to", "umbrella/rules/more.yaml", *LAID)
    assert refused.status == 2
    elsewhere = followthrough("rules", "new", "rule", "more", *new, "--to", "elsewhere.yaml", *LAID)
    assert elsewhere.err == (
        "elsewhere.yaml: is not a rule file of umbrella or hiker; name one as hiker/rules/more.yaml\n"
    )


def test_a_new_law_is_written_into_the_overlay() -> None:
    new = ("--counsel", "hiker", "--if", "rain=hail", "--then", "umbrella=stay in", "--because", "It hurts.")
    done = followthrough("rules", "new", "law", "in hail, in", *new, "--to", "hiker/laws/hiker.yaml", *LAID)
    assert done.err == "in hail, in added to hiker/laws/hiker.yaml\n"
    assert "in hail, in" in followthrough("rules", "list", *LAID).out


def test_a_save_in_an_overlay_is_a_save() -> None:
    edits = iter([lambda: written(Path("hiker"), {"rules/more.yaml": ""}), lambda: rmtree("hiker")])
    quiet: list[int] = []

    def pause() -> None:
        quiet.append(len(quiet))
        if len(quiet) % 2:
            next(edits)()

    following = saves([Path("umbrella"), Path("hiker")], pause)
    next(following)
    next(following)
    assert len(quiet) == 4


def test_the_search_log_and_plans_and_letters_go_by_an_overlay() -> None:
    log = ("--log", "leads.sqlite")
    added = followthrough("leads", "add", "walk", *log, *LAID, "-a", "rain=hail", "-a", "coat=no")
    assert added.status == 0, added.err
    assert "Stay in." in followthrough("leads", "list", "--counsel", "hiker", *log, *LAID).out
    written_letter = followthrough("letter", "walk", "--counsel", "hiker", *log, *LAID)
    assert "I stay in." in written_letter.out
    alone = followthrough("leads", "show", "walk", *log, "--base", "umbrella")
    assert "Left aside: the answer to Is it raining? and coat. Other rules asked that; name them with --base and" in (
        " ".join(alone.out.split())
    )


def test_who_stops_to_answer_can_go_on_with_the_same_rules() -> None:
    asked = followthrough(
        "ask", *LAID, "--counsel", "hiker", "--on", "2026-11-22", "--log", "l.sqlite", typed="now\nq\n"
    )
    assert asked.err.splitlines()[-1].endswith("followthrough ask lead-2026-11-22.yaml --base umbrella --with hiker")


def test_what_is_wrong_with_an_overlay_is_told_in_one_line_each() -> None:
    done = followthrough("advise", *LAID, "--with", "nowhere", "--with", "hiker", "-a", "rain=now")
    assert done.status == 2
    assert done.err.splitlines() == [
        "hiker: is laid over the base twice; name it once",
        "nowhere: does not exist; name the folder of a counsel, or start one with `followthrough rules new counsel`",
    ]


def test_schemas_for_an_overlay_know_the_names_of_the_base_and_of_the_overlay() -> None:
    done = followthrough("rules", "schema", *LAID)
    assert "7 schemas written to hiker/schema" in done.err
    head = json.loads(Path("hiker/schema/base.json").read_text())
    assert "goals" not in json.dumps(head["$defs"]["OverlayForm"]["properties"])
    rules = Path("hiker/schema/rules.json").read_text()
    assert all(f'"{name}"' in rules for name in ("rain", "coat", "h1", "p1", "hiker", "wind-breaks-umbrellas"))


# A counsel of one's own


def test_a_new_counsel_is_written_beside_the_base_and_checks_clean() -> None:
    before = {path: path.read_bytes() for path in Path("umbrella").rglob("*") if path.is_file()}
    new = (
        "--follows",
        "leaflet",
        "--name",
        "The guide: Ana",
        "--work",
        "https://example.org/walks",
        "--base",
        "umbrella",
    )
    done = followthrough("rules", "new", "counsel", "guide", *new)
    assert done.out.splitlines() == ["guide/base.yaml", "guide/sources.yaml"]
    assert done.err == ("a counsel to start from; `followthrough rules check --base umbrella --with guide` checks it\n")
    checked = followthrough("rules", "check", "--base", "umbrella", "--with", "guide")
    assert "no problem found" in " ".join(checked.out.split())
    asked = followthrough("advise", "--base", "umbrella", "--with", "guide", "--counsel", "guide", "-a", "rain=soon")
    assert "what The guide: Ana advises" in asked.out
    assert {path: path.read_bytes() for path in before} == before
    assert Path("guide/schema/rules.json").exists()


def test_a_rule_of_the_new_counsel_objects_to_one_that_it_follows() -> None:
    followthrough("rules", "new", "counsel", "guide", "--follows", "leaflet", "--base", "umbrella")
    sources = Path("guide/sources.yaml")
    sources.write_text(sources.read_text().replace("{gist: What the first passage says, narrative: yes}", "Walk bare."))
    laid = ("--base", "umbrella", "--with", "guide")
    new = ("--counsel", "guide", "--source", "g1", "--if", "rain=now", "--then", "umbrella=leave")
    done = followthrough("rules", "new", "rule", "walk-bare", *new, "--to", "guide/rules/guide.yaml", *laid)
    assert done.status == 0, done.err
    assert "it overrides the rules that would contradict it: rain-wants-an-umbrella" in done.err
    assert Path("guide/rules/guide.yaml").read_text().startswith("# yaml-language-server: $schema=../schema/rules.json")
    assert '"walk-bare"' in Path("guide/schema/rules.json").read_text()
    assert "walk-bare (g1)" in followthrough("rules", "disagree", "leaflet", "guide", *laid).out


def test_a_new_counsel_may_follow_one_of_an_overlay() -> None:
    done = followthrough("rules", "new", "counsel", "guide", "--follows", "hiker", "--follows", "neighbor", *LAID)
    assert done.err.endswith("`followthrough rules check --base umbrella --with hiker --with guide` checks it\n")
    assert "follows: [hiker, neighbor]" in Path("guide/base.yaml").read_text()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("guide", "--follows", "leaflt"), "--follows: unknown counsel 'leaflt'; did you mean 'leaflet'?\n"),
        (("leaflet", "--follows", "leaflet"), "is a counsel already, at umbrella/base.yaml:8:3; choose another name\n"),
        (("Guide", "--follows", "leaflet"), "Guide: 'Guide' is not a valid name for a counsel; use lowercase letters"),
        (("hiker", "--follows", "leaflet"), "hiker: is not an empty folder; name a new one\n"),
    ],
)
def test_a_counsel_that_cannot_be_started_is_told_and_nothing_is_written(arguments: tuple[str, ...], told: str) -> None:
    done = followthrough("rules", "new", "counsel", *arguments, "--base", "umbrella")
    assert done.status == 2
    assert told in done.err
    assert not Path("guide").exists()
    assert not Path("Guide").exists()
