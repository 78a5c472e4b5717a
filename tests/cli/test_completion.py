"""What a shell completes: every word that a command takes, and nothing where a base is broken."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

from bases.reset import BASES
from cli.every_command import every_command
from cli.processes import ended
from cli.running import ROOT, followthrough
from followthrough.format.load import load
from followthrough_cli.commands import commands

ROOM = ("--base", str(BASES / "good" / "a-room-to-let"))


def completed(*words: str, base: tuple[str, ...] = ROOM) -> list[str]:
    """Return what is offered for the last word, as the base stands before it."""
    *before, begun = words
    place = 2 if before[0] in ("leads", "rules") else 1
    shell = ShellComplete(commands, {}, "followthrough", "_FOLLOWTHROUGH_COMPLETE")
    return [item.value for item in shell.get_completions([*before[:place], *base, *before[place:]], begun)]


@pytest.fixture(autouse=True)
def _a_log(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")


def test_questions_complete_with_an_equals_sign_and_then_their_answers():
    base = load(ROOM[1])
    assert completed("advise", "-a", "") == [f"{name}=" for name in base.questions]
    assert completed("advise", "-a", "hea") == ["heard="]
    assert completed("leads", "set", "Elm", "-a", "heard=no") == ["heard=nothing"]
    assert completed("advise", "-a", "heard=") == [f"heard={choice}" for choice in base.questions["heard"].choices]
    assert completed("advise", "-a", "nowhere=") == []
    assert completed("advise", "-a", "viewed_on=") == ["viewed_on=today", "viewed_on=yesterday"]


def test_the_drafts_of_a_letter_are_completed():
    base = load()
    labels = {step: [one.name for one in drafts] for step, drafts in base.letters.items() if len(drafts) > 1}
    step, drafts = next(iter(labels.items()))
    assert completed("letter", "--anyway", step, "--draft", "", base=()) == drafts
    assert set(drafts) <= {*completed("letter", "--draft", "", base=())}


def test_of_several_answers_the_next_one_completes():
    base = ("--base", str(BASES / "good" / "several-answers"))
    question = next(one for one in load(base[1]).questions.values() if one.many)
    first, second, *_ = question.choices
    assert f"{question.name}={first};{second}" in completed("advise", "-a", f"{question.name}={first};", base=base)
    assert followthrough("advise", *base, "-a", f"{question.name}={first};{second}").status != 2


def test_what_a_command_takes_is_completed():
    base = load(ROOM[1])
    assert completed("advise", "--counsel", "") == list(base.counsels)
    assert completed("questions", "") == list(base.questions)
    assert completed("questions", "heard", "no") == [name for name in base.questions if name.startswith("no")]
    assert completed("why", "") == list(base.concepts)
    assert completed("why-not", "") == list(base.concepts)
    concept = base.concepts[base.goals[0]]
    assert completed("why-not", concept.name, "") == list(concept.values)
    assert set(concept.values) <= set(completed("what-if", concept.name, ""))
    assert completed("leads", "unset", "Elm", "hea") == ["heard"]
    assert completed("rules", "show", "") == [*base.rules, *(law.name for law in base.laws), *base.sums]
    assert f"{concept.name}={next(iter(concept.values))}" in completed("rules", "graph", "")
    assert completed("rules", "disagree", "--about", concept.name[:2])[0].startswith(concept.name[:2])


def test_letters_ends_and_steps_of_the_built_in_base_are_completed():
    base = load()
    assert completed("letter", "--anyway", "", base=()) == list(base.letters)
    assert completed("leads", "drop", "--as", "", base=()) == list(base.listing.ends)
    assert "telephone" in completed("leads", "did", "Acme", "tele", base=())
    assert completed("rules", "new", "rule", "x", "--counsel", "wolfe", "--source", "p1", base=())[0] == "p1"


def test_each_word_for_a_file_or_a_folder_is_left_to_the_shell():
    for context in every_command():
        for parameter in context.command.params:
            if parameter.metavar in ("FILE", "DIR", "PATH"):
                offered = [one.type for one in parameter.shell_complete(context, "x")]
                assert offered in (["file"], ["dir"]), (context.command_path, parameter.name)


def test_each_option_that_takes_a_word_of_the_base_completes_it():
    free = {"TEXT", "LABEL", "ADDRESS", "NUMBER", "FACT=TEST", "CONCEPT=VALUE", "WHAT", "COLUMN", "COLUMN=USE", "TIME"}
    for context in every_command():
        for parameter in context.command.params:
            is_word = isinstance(parameter, click.Option) and parameter.type is click.STRING
            if is_word and parameter.metavar not in free and parameter.name != "person":
                assert parameter._custom_shell_complete is not None, (context.command_path, parameter.name)


@pytest.mark.parametrize("folder", ["no-such-folder", str(ROOT / "docs"), str(ROOT / "README.md")])
def test_of_a_base_that_cannot_be_read_nothing_is_completed(folder):
    base = ("--base", folder)
    for words in (("advise", "-a", ""), ("advise", "--counsel", ""), ("why-not", ""), ("rules", "show", "")):
        assert completed(*words, base=base) == []
    Path("leads.sqlite").write_text("no database")
    assert completed("leads", "show", "", base=base) == []


BASH = """
eval "$source"
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_followthrough_completion "$command"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def in_bash(tmp_path_factory):
    """Complete words as bash divides them, with the script that bash is given."""
    command = tmp_path_factory.mktemp("bin") / "followthrough"
    command.write_text(f"#!{sys.executable}\nfrom followthrough_cli.main import main\nmain()\n")
    command.chmod(0o755)
    source = ended(env={"_FOLLOWTHROUGH_COMPLETE": "bash_source"})[1]
    path = os.pathsep.join(str(ROOT / part) for part in ("engine", "cli"))

    def complete(*words: str) -> list[str]:
        environment = {**os.environ, "PYTHONPATH": path, "source": source, "command": str(command)}
        arguments = ["bash", "--norc", "-c", BASH, "bash", "followthrough", *words]
        done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=True)
        return done.stdout.splitlines()

    return complete


def test_bash_gets_what_follows_the_equals_sign_with_its_spaces_quoted(in_bash):
    assert in_bash("advise", *ROOM, "-a", "note", "=", "no") == ["not\\ sent"]
    assert in_bash("advise", *ROOM, "-a", "note", "=") == ["not\\ sent", "sent"]
    assert in_bash("advise", *ROOM, "-a", "'note=no") == ["note=not sent"]
    assert in_bash("advise", *ROOM, "--counsel", "=", "flat") == ["flatmate"]
    assert in_bash("advise", *ROOM, "--answer", "=", "note", "=", "not\\ s") == ["not\\ sent"]


def test_zsh_and_fish_get_each_word_with_what_it_means():
    words = {"COMP_WORDS": f"followthrough advise {' '.join(ROOM)} -a note=", "COMP_CWORD": "5"}
    status, out, err = ended(env={**words, "_FOLLOWTHROUGH_COMPLETE": "zsh_complete"})
    assert (status, err) == (0, "")
    assert out.splitlines()[:2] == ["plain", "note=not sent"]
    words["COMP_CWORD"] = "note="
    status, out, err = ended(env={**words, "_FOLLOWTHROUGH_COMPLETE": "fish_complete"})
    assert (status, err) == (0, "")
    assert out.startswith("plain,note=not sent\tnot yet")


def test_the_scripts_for_the_shells_are_printed():
    for shell, says in (("bash", "complete -o nosort -F"), ("zsh", "compdef"), ("fish", "complete --no-files")):
        assert says in ended(env={"_FOLLOWTHROUGH_COMPLETE": f"{shell}_source"})[1]


def test_a_log_of_nobody_is_not_made_by_completing():
    completed("leads", "show", "")
    assert not Path("leads.sqlite").exists()
    assert followthrough("leads", "list").status == 0
