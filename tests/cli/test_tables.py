"""What the commands say of decision tables."""

import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from bases.reset import BASES
from cli.running import followthrough
from followthrough.format.cache import keep, kept
from followthrough.format.files import belongs
from followthrough.format.load import load
from followthrough_cli.rules.watch import saves

LORRY = ("-a", "length=15", "-a", "islander=yes", "-a", "crossing=night")


@pytest.fixture
def ferry(tmp_path):
    return Path(copytree(BASES / "good" / "decision-table-first", tmp_path / "ferry"))


def test_why_names_the_rows_that_fit_as_well_and_not_their_rules(ferry):
    done = followthrough("why", "fare", *LORRY, "--base", ferry)
    assert "rows 2, 4, 6, 10 and 12 fit as well; the first row that fits decides" in " ".join(done.out.split())
    assert "fares-row-4" not in done.out


def test_why_not_says_which_row_comes_before(ferry):
    done = followthrough("why-not", "fare", "six", *LORRY, "--base", ferry)
    assert "by The harbor office board (fares-row-1), row 1 of the same table" in " ".join(done.out.split())


def test_a_row_is_read_aloud_with_its_place_in_the_table_and_no_list_of_overrides(ferry):
    done = followthrough("rules", "show", "fares-row-4", "--base", ferry)
    assert "row        4 of 12 in rules/fares.csv; the first row that fits decides\n" in done.out
    assert "overrides" not in done.out
    assert "yields to" not in done.out


def test_a_row_is_drawn_to_override_the_next_one(ferry):
    done = followthrough("rules", "graph", "--base", ferry)
    assert done.out.count("-.->") == 11


def test_a_revision_has_its_tables(ferry):
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    for arguments in (("init", "-q"), ("add", "."), (*identity, "commit", "-qm", "first")):
        subprocess.run(["git", "-C", ferry, *arguments], check=True, capture_output=True)
    table = ferry / "rules" / "fares.csv"
    table.write_text(table.read_text().replace("6 to 12,yes,,six", "6 to 11,yes,,six"))
    done = followthrough("rules", "diff", "HEAD", "--base", ferry)
    assert done.out.startswith("changed    rule fares-row-5, rules/fares.csv:7:1\n")
    assert "Fare: 'two', was 'six'" in done.out


def test_a_row_put_in_is_the_only_edit_where_rows_have_names(ferry):
    after = Path(copytree(ferry, ferry.with_name("after")))
    names = "\n".join(
        f"{line},{'rule' if number == 1 else f'n{number}' if number else ''}"
        for number, line in enumerate((ferry / "rules" / "fares.csv").read_text().splitlines())
    )
    for folder in (ferry, after):
        (folder / "rules" / "fares.csv").write_text(names)
        (folder / "cases" / "cases.yaml").unlink()
    lines = names.splitlines()
    lines.insert(5, "7,,dusk,two,It is the seventh meter.,seven")
    (after / "rules" / "fares.csv").write_text("\n".join(lines))
    done = followthrough("rules", "diff", ferry, after)
    edits = [line for line in done.out.split("\n\n")[0].splitlines() if line]
    assert edits == ["added      rule seven, rules/fares.csv:6:38"]


def test_a_saved_table_is_looked_at_again(ferry):
    waits = saves([ferry], lambda: None)
    (ferry / "rules" / "fares.csv").write_text("changed")
    assert next(waits) is None


def test_a_kept_base_is_not_that_of_another_table(ferry):
    files = {path.relative_to(ferry).as_posix(): path.read_bytes() for path in ferry.rglob("*.*")}
    base = load(ferry)
    keep(base, files)
    assert kept(files) is not None
    assert kept({**files, "rules/fares.csv": files["rules/fares.csv"] + b"\n"}) is None
    assert all(belongs(name) for name in files)


def test_a_rule_can_be_started_beside_a_table_and_overrides_its_rows(ferry):
    target = ferry / "rules" / "more.yaml"
    started = followthrough(
        "rules", "new", "rule", "free-at-dawn", "--counsel", "harbor", "--source", "board", "--if", "crossing=dawn",
        "--if", "length=0", "--then", "fare=nothing", "--because", "x", "--base", ferry, "--to", target,
    )  # fmt: skip
    assert "it overrides the rules that would contradict it: fares-row-9, fares-row-12\n" in started.err + started.out
    assert followthrough("rules", "check", "--base", ferry).status == 0


def test_rules_that_become_a_table_in_the_base_are_to_be_removed_where_they_stood(ferry):
    (ferry / "rules" / "more.yaml").write_text(
        "- {rule: seal, counsel: harbor, source: board, if: {length: 0}, then: {animal: seal}, because: x}\n"
        "- {rule: gull, counsel: harbor, source: board, if: {}, then: {animal: gull}, because: x, due: today}\n"
    )
    with (ferry / "concepts.yaml").open("a") as concepts:
        concepts.write("- {concept: animal, means: x, values: {seal: x, gull: x}}\n")
    target = ferry / "rules" / "animals.csv"
    done = followthrough("rules", "table", "animal", "--base", ferry, "-o", target)
    assert done.status == 0
    assert done.err.splitlines() == [
        f"1 row written to {target}",
        "left out: gull (rules/more.yaml:2:10) is due on a day",
        "the rules are still in rules/more.yaml as well; remove them there",
    ]
    assert followthrough("rules", "check", "--base", ferry).out.count("the name 'seal' is already used at") == 1


def test_a_table_that_cannot_be_written_or_is_about_nothing_is_said_in_a_line(ferry):
    done = followthrough("rules", "table", "fare", "--base", ferry, "-o", ferry / "nowhere" / "x.csv")
    assert (done.status, done.err.count("\n"), "its folder does not exist" in done.err) == (2, 1, True)
    done = followthrough("rules", "table", "fair", "--base", ferry)
    assert (done.status, done.err) == (2, "concept: unknown concept 'fair'; did you mean 'fare'?\n")


def test_a_table_becomes_a_workbook_and_rules_and_no_lead_is_advised_differently(ferry):
    folders = [Path(copytree(ferry, ferry.with_name(name))) for name in ("workbook", "rules")]
    for folder, name in zip(folders, ("prices.xlsx", "prices.yaml"), strict=True):
        target = folder / "rules" / name
        done = followthrough("rules", "table", folder / "rules" / "fares.csv", "--base", folder, "--to", target)
        kind = "row" if name.endswith("xlsx") else "rule"
        assert done.err.splitlines() == [
            f"12 {kind}s written to {target}",
            "the rules are still in rules/fares.csv as well; remove them there",
        ]
        (folder / "rules" / "fares.csv").unlink()
        assert followthrough("rules", "check", "--base", folder).status == 0
        assert followthrough("rules", "test", "--base", folder).status == 0
        done = followthrough("rules", "diff", ferry, folder)
        assert done.out.endswith("No possible lead gets different advice.\n")
    assert followthrough("rules", "diff", *folders).status == 0


def test_rules_are_added_to_a_file_of_rules_and_what_stands_there_stays(ferry):
    target = ferry / "rules" / "more.yaml"
    target.write_text("# mine\n\n- {rule: seal, counsel: harbor}   # to do")
    assert followthrough("rules", "table", "fare", "--base", ferry, "--to", target).status == 2  # cannot be read so
    target.unlink()
    elsewhere = ferry.with_name("more.yaml")
    elsewhere.write_text("# mine\n\n- {rule: seal, counsel: harbor}   # to do")
    assert followthrough("rules", "table", "fare", "--base", ferry, "--to", elsewhere).status == 0
    assert elsewhere.read_text().startswith(
        "# mine\n\n- {rule: seal, counsel: harbor}   # to do\n\n- rule: fares-row-1\n  counsel: harbor\n"
    )


def test_a_table_of_the_base_is_not_written_over(ferry):
    target = ferry / "rules" / "fares.csv"
    before = target.read_bytes()
    done = followthrough("rules", "table", "fare", "--base", ferry, "--to", target)
    assert (done.status, done.err) == (2, f"{target}: already exists; name a new file, or remove it first\n")
    assert target.read_bytes() == before


def test_a_workbook_is_no_text_and_needs_openpyxl(ferry, monkeypatch):
    done = followthrough("rules", "table", "fare", "--base", ferry, "--as", "xlsx")
    assert (done.status, done.err) == (2, "--as xlsx: is a file, not text; name the file: --to NAME.xlsx\n")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    done = followthrough("rules", "table", "fare", "--base", ferry, "--to", ferry / "fares.xlsx")
    told = "--as xlsx: needs openpyxl; run in the clone: .venv/bin/python -m pip install '.[tables]'\n"
    assert (done.status, done.err) == (2, told)
    assert not (ferry / "fares.xlsx").exists()


def test_a_revision_and_a_new_rule_know_tables_in_workbooks(ferry):
    target = ferry / "rules" / "prices.xlsx"
    followthrough("rules", "table", "fare", "--base", ferry, "--to", target)
    (ferry / "rules" / "fares.csv").unlink()
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    for arguments in (("init", "-q"), ("add", "."), (*identity, "commit", "-qm", "first")):
        subprocess.run(["git", "-C", ferry, *arguments], check=True, capture_output=True)
    assert followthrough("rules", "diff", "HEAD", "--base", ferry).status == 0
    started = followthrough(
        "rules", "new", "rule", "free-at-dawn", "--counsel", "harbor", "--source", "board", "--if", "crossing=dawn",
        "--if", "length=0", "--then", "fare=nothing", "--because", "x", "--base", ferry,
        "--to", ferry / "rules" / "more.yaml",
    )  # fmt: skip
    assert started.status == 0
    waits = saves([ferry], lambda: None)
    target.write_bytes(b"changed")
    assert next(waits) is None


MIXED = """\
# yaml-language-server: $schema=../schema/rules.json
# What the harbor says.

# -- those on foot

# Nobody asks them.
- rule: foot         # by night too
  counsel: harbor
  source: board
  if: {length: 0}
  then: {fare: nothing}
  because: They cross for nothing.
  overrides: car
  # since 2019

# -- all others
- counsel: harbor    # the name stands below
  rule: early
  source: board
  if: {crossing: dawn}
  then: {fare: four}
  because: It is early.
  due: today
  overrides: [foot, car]

-
  # whoever has a car
  rule: car
  counsel: harbor
  source: board
  if: {}
  then: {fare: twenty}
  because: The boat is full.
# the end
"""


@pytest.fixture
def mixed(ferry):
    (ferry / "rules" / "fares.csv").unlink()
    (ferry / "cases" / "cases.yaml").unlink()
    (ferry / "rules" / "fares.yaml").write_text(MIXED)
    return ferry


@pytest.mark.parametrize("name", ["foot.csv", "foot.xlsx"])
def test_rules_that_move_into_a_table_leave_all_else_in_their_file_as_it_is(mixed, name):
    before = Path(copytree(mixed, mixed.with_name("before")))
    target = mixed / "rules" / name
    done = followthrough("rules", "table", "fare", "--base", mixed, "--to", target, "--move")
    assert done.err.splitlines() == [
        f"2 rows moved to {target}",
        "left out: early (rules/fares.yaml:18:9) is due on a day",
    ]
    lines = MIXED.splitlines(keepends=True)
    assert (mixed / "rules" / "fares.yaml").read_text() == "".join(lines[:5] + lines[15:25] + lines[-1:])
    assert followthrough("rules", "diff", before, mixed).out.endswith("No possible lead gets different advice.\n")
    shown = followthrough("rules", "table", "fare", "--base", mixed).out.splitlines()
    assert [line.rpartition(",")[2] for line in shown] == [
        "",
        "# remarks",
        "Nobody asks them.; by night too; since 2019",
        "whoever has a car",
    ]


def test_a_file_without_another_rule_is_removed_and_its_comments_stay_above_the_table(mixed):
    rules = mixed / "rules" / "fares.yaml"
    rules.write_text(MIXED.replace("  due: today\n", "").replace("[foot, car]", "[foot, car]   # both"))
    before = Path(copytree(mixed, mixed.with_name("before")))
    target = mixed / "rules" / "foot.csv"
    done = followthrough("rules", "table", "fare", "--base", mixed, "--to", target, "--move")
    assert done.err == f"3 rows moved to {target}, and removed rules/fares.yaml, which had no other rule\n"
    assert not rules.exists()
    assert [line.rstrip(",") for line in target.read_text().splitlines()[:3]] == [
        "# What the harbor says.",
        "# -- those on foot",
        "# the end",
    ]
    assert followthrough("rules", "diff", before, mixed).out.endswith("No possible lead gets different advice.\n")


def test_nothing_is_written_where_rules_cannot_move(mixed):
    rules = mixed / "rules" / "fares.yaml"
    for arguments in (
        (),
        ("--to", mixed / "fares.csv"),
        ("--to", mixed / "rules" / "more.yaml"),
    ):
        done = followthrough("rules", "table", "fare", "--base", mixed, "--move", *arguments)
        assert (done.status, "--move writes a new table of the base: --to " in done.err) == (2, True)
    rules.write_text("[{rule: foot, counsel: harbor, source: board, if: {}, then: {fare: nothing}, because: x}]\n")
    before = {path: path.read_bytes() for path in (mixed / "rules").iterdir()}
    done = followthrough("rules", "table", "fare", "--base", mixed, "--to", mixed / "rules" / "more.csv", "--move")
    told = "has its rules between brackets; write each as an entry that begins with `- rule:`"
    assert (done.status, done.err) == (2, f"{rules}: {told}\n")
    assert {path: path.read_bytes() for path in (mixed / "rules").iterdir()} == before


@pytest.mark.parametrize(
    ("name", "form", "ending"),
    [
        ("fares.ods", None, "xlsx"),
        ("fares.XLS", None, "xlsx"),
        ("fares.yml", None, "yaml"),
        ("fares.csv", "xlsx", "xlsx"),
    ],
)
def test_a_file_whose_name_says_another_format_is_not_written(ferry, name, form, ending):
    target = ferry / name
    done = followthrough("rules", "table", "fare", "--base", ferry, "--to", target, *(("--as", form) if form else ()))
    said = f"{target}: ends in '{target.suffix[1:].lower()}'; name a file that ends in .{ending}\n"
    assert (done.status, done.err, target.exists()) == (2, said, False)
