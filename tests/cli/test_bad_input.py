"""Bad input gets one line that says where and what to do, exit status 2, no traceback, and nothing is written."""

import os

import pytest

from cli.running import EXAMPLES, followthrough

ON = ("--on", "2026-11-22")
SILENCE = EXAMPLES / "three-weeks-of-silence.yaml"
INVITED = EXAMPLES / "invited-back.yaml"


def test_a_table_in_the_place_of_answers_is_sent_to_the_command_that_reads_it(tmp_path):
    table = tmp_path / "my leads.csv"
    table.write_text("Company,Status\nOak,applied\n")
    assert f"`followthrough leads import '{table}'` reads a table" in followthrough("advise", table).err


ANSWERS = {
    "told_rnk=first": "-a told_rnk=first: unknown question 'told_rnk'; did you mean “Has anyone there told you where "
    "you stand?” (told_rank)?",
    "told_rank=secnd": "stand?” cannot be 'secnd'; did you mean “I am their second choice” (second)?",
    "stance=drop": "“What to do with this lead” is concluded by rules; remove it, or answer the",
    "days_since_interview=-1": "“How many days ago the interview was” cannot be -1; write a whole number from 0 to 365",
    "days_since_interview=9999999999999": "write a whole number from 0 to 365 (days)",
    "days_since_interview=2.5": "“How many days ago the interview was” cannot be '2.5'; write a whole",
    "days_since_interview=٣": "write a whole number from 0 to 365 (days)",
    "interviewed_on=2026-02-30": "'2026-02-30' is not a day of the calendar",
    "interviewed_on=2026-11-23": "that is after today, 2026-11-22; give a day that has passed",
    "interviewed_on=1999-01-01": "cannot be 1999-01-01: that is 10,187 days ago; check the year",
    "interviewed_on=05/11/2026": "could be Monday 11 May 2026 or Thursday 5 November 2026; write 2026-05-11 or",
    "interviewed_on=the other day": "'the other day' is not a day; write 2026-11-01, today",
    "told_rank=unknown": "told you where you stand?” cannot be unknown; write one of: “I am their first choice”",
    "answer_by=tomorrow": "; remove this answer, or change “Did they say by when you would hear from them?”",
    "told_rank": "-a told_rank: is not an answer; write -a told_rank=ANSWER",
    "=x": "-a =x: is not an answer; write -a question=value",
}


@pytest.mark.parametrize(("answer", "message"), ANSWERS.items(), ids=list(ANSWERS))
def test_an_answer_that_cannot_be_gets_one_line(answer, message):
    done = followthrough("advise", INVITED, *ON, "-a", answer)
    assert (done.status, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("\n") == 1


def test_a_day_that_could_be_another_is_refused_as_an_option_too():
    done = followthrough("advise", SILENCE, "--on", "Friday")
    assert (done.status, done.out) == (2, "")
    assert "--on: 'Friday' could be Friday " in done.err


def test_answers_that_exclude_each_other_get_one_line():
    done = followthrough("advise", SILENCE, *ON, "-a", "told_rank=first", "-a", "focusing_on=someone else")
    assert done.status == 2
    assert "these answers cannot occur together (the answer “I am their first choice” to “Has anyone" in done.err


def test_every_faulty_answer_is_reported_not_the_first():
    done = followthrough("advise", SILENCE, *ON, "-a", "want_it=ja", "-a", "called=never")
    assert done.err.count("\n") == 2


FILES = {
    "empty": (b"", "is empty; write answers in it"),
    "comment": (b"# nothing\n", "is empty; write answers in it"),
    "list": (b"- a\n", ":1:1: expected answers, found a list"),
    "nested": (b"want_it: {a: b}\n", ":1:10: “Do you want this job?” is a mapping; write one answer"),
    "nothing": (b"want_it:\n", ":1:9: “Do you want this job?” is nothing; write one answer"),
    "twice": (b"want_it: yes\nwant_it: no\n", ":2:1: repeats the key 'want_it' of line 1"),
    "junk": (bytes(range(256)) * 8, "is not UTF-8 text; save it as UTF-8"),
    "nul": (b"want_it: y\0es\n", ":1:11: has the control character U+0000"),
    "escape": (b'want_it: "\\x1b[2J"\n', "control character U+001B"),
    "bidi": ("want_it: \u202eyes\n".encode(), "control character U+202E"),
    "alias": (b"want_it: *x\n", ":1:10: has the alias *x"),
    "tabs": (b"want_it:\n\tyes\n", "is indented with a tab; indent with spaces"),
    "large": (b"#" * (1 << 25), "has more than 16 MiB"),
    "deep": (b"[" * 20_000, "is nested more than"),
    "misspelt": (
        b"interview: dne\n",
        ":1:12: “Has the interview taken place?” cannot be 'dne'; did you mean “yes” (done)?",
    ),
}


@pytest.mark.parametrize(("content", "message"), FILES.values(), ids=list(FILES))
def test_a_hostile_file_gets_one_line(tmp_path, content, message):
    lead = tmp_path / "lead.yaml"
    lead.write_bytes(content)
    for command in ("advise", "why", "ask"):
        done = followthrough(command, lead, *ON)
        assert (done.status, done.out) == (2, ""), done
        assert message in done.err
        assert done.err.count("\n") == 1
        assert "Traceback" not in done.err
    assert os.listdir(tmp_path) == ["lead.yaml"]


def test_a_missing_file_a_folder_and_a_device_get_one_line(tmp_path):
    assert "there is no such file" in followthrough("advise", tmp_path / "no.yaml").err
    assert "is a folder" in followthrough("advise", tmp_path).err
    assert "has more than" in followthrough("advise", "/dev/zero").err
    assert followthrough("advise", "a\0b").status == 2


BASES = {
    "missing": (None, "does not exist; name the folder that contains base.yaml"),
    "empty": ({}, "base.yaml: is missing; add it"),
    "no goals": ({"base.yaml": "title: x\ncounsels: {a: {name: a, work: b}}\ndefault counsel: a\n"}, "has no 'goals'"),
    "junk": ({"base.yaml": "\x00"}, "control character U+0000"),
}


@pytest.mark.parametrize(("files", "message"), BASES.values(), ids=list(BASES))
def test_a_base_that_cannot_be_read_is_reported_with_all_its_problems(tmp_path, files, message):
    base = tmp_path / "base"
    if files is not None:
        base.mkdir()
        for name, text in files.items():
            (base / name).write_text(text)
        for name in ("sources", "questions", "concepts"):
            if files and not (base / f"{name}.yaml").exists():
                (base / f"{name}.yaml").write_text("{}" if name == "sources" else "[]")
    for command in (("advise", SILENCE), ("ask",), ("why", SILENCE), ("rules", "list"), ("rules", "test")):
        done = followthrough(*command, "--base", base)
        assert (done.status, done.out) == (2, "")
        assert message in done.err
        assert "Traceback" not in done.err


def test_a_misspelt_value_in_a_rule_file_is_found_with_line_column_and_the_near_word(tmp_path, monkeypatch):
    from shutil import copytree

    from followthrough.format.load import built_in

    monkeypatch.chdir(tmp_path)
    copytree(built_in(), "knowledge")
    path = tmp_path / "knowledge" / "rules" / "stance.yaml"
    path.write_text(path.read_text().replace("told_rank: second\n", "told_rank: secnd\n"))
    done = followthrough("advise", SILENCE, "--base", "knowledge")
    assert done.status == 2
    line = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if "secnd" in text)
    assert (
        done.err == f"knowledge/rules/stance.yaml:{line}:16: 'told_rank' has no value 'secnd'; did you mean 'second'?\n"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("advize",), "no such command 'advize'; did you mean 'advise'?"),
        (("advise", "a.yaml", "b.yaml"), "(b.yaml); see `followthrough advise --help`"),
        (("advise", "--on"), "; see `followthrough"),
        (("advise", "--jsn"), "did you mean '--json'?"),
        (("advise", SILENCE, "--counsel", "wolf"), "counsel: unknown counsel 'wolf'; did you mean 'wolfe'?"),
        (("advise", SILENCE, "--on", "someday"), "'someday' is not a day"),
        (("rules", "show", "second-leter"), "unknown rule or law 'second-leter'; did you mean 'second-letter'?"),
        (("rules", "schema", "rule"), "unknown kind 'rule'; did you mean 'rules'?"),
        (("rules", "list", "--counsel", "x"), "unknown counsel 'x'"),
    ],
)
def test_bad_usage_gets_one_line_and_status_two(arguments, message):
    done = followthrough(*arguments)
    assert (done.status, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("\n") == 1


def test_no_control_character_reaches_the_terminal(tmp_path):
    done = followthrough("advise", "-a", "want_it=\x1b[31mred\x07")
    assert "\x1b" not in done.err
    assert "\x07" not in done.err
    assert (
        followthrough("why", "\x1b[2J", SILENCE).err.isprintable() or "\x1b" not in followthrough("why", "\x1b[2J").err
    )
    assert "\x1b" not in followthrough("\x1b[2J").err


def test_a_reader_that_goes_away_is_no_error():
    import subprocess
    import sys

    from cli.running import ROOT

    script = "from followthrough_cli.main import main; main()"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "engine"), str(ROOT / "cli")])}
    command = f"{sys.executable} -c '{script}' rules schema | head -c 1"
    done = subprocess.run(command, shell=True, env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
