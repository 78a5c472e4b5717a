"""Slips of the hand: each gets the near word or the remedy, and none is taken for something else."""

import pytest

from cli.running import ROOT, followthrough

ROOM = f"--base {ROOT / 'tests' / 'bases' / 'good' / 'a-room-to-let'}"

COMMANDS = {
    "advize": "did you mean 'advise'?",
    "adivse": "did you mean 'advise'?",
    "Advise": "did you mean 'advise'?",
    "ADVISE": "did you mean 'advise'?",
    "advice": "did you mean 'advise'?",
    "aks": "did you mean 'ask'?",
    "laeds": "did you mean 'leads'?",
    "lead": "did you mean 'leads'?",
    "lettre": "did you mean 'letter'?",
    "mail": "did you mean 'letter'?",
    "plann": "did you mean 'plan'?",
    "why_not": "did you mean 'why-not'?",
    "whynot": "did you mean 'why-not'?",
    "whatif": "did you mean 'what-if'?",
    "what if": "did you mean",
    "rule": "did you mean 'rules'?",
    "bacth": "did you mean 'batch'?",
    "xyzzy": "see `followthrough --help`",
    "recheck": "did you mean `followthrough leads recheck`?",
    "undo": "did you mean `followthrough leads undo`?",
    "leads lst": "did you mean 'list'?",
    "leads ls": "did you mean 'list'?",
    "leads remove Elm": "did you mean 'delete'?",
    "leads rm Elm": "did you mean 'delete'?",
    "leads new Elm": "did you mean 'add'?",
    "leads mv Elm Oak": "did you mean 'rename'?",
    "leads udno": "did you mean 'undo'?",
    "leads unddo": "did you mean 'undo'?",
    "leads lookback": "did you mean 'look-back'?",
    "leads advise Elm": "did you mean `followthrough advise`?",
    "leads advize Elm": "did you mean `followthrough advise`?",
    "leads serv": "did you mean `followthrough serve`?",
    "leads remov Elm": "did you mean 'delete'?",
    "leads xyzzy": "see `followthrough leads --help`",
    "imprt": "did you mean `followthrough leads import`?",
    "cousel": "did you mean `followthrough rules new counsel`?",
    "rules improt": "did you mean `followthrough leads import`?",
    "rules new advize": "did you mean `followthrough advise`?",
    "rules new ruel": "did you mean 'rule'?",
    "rules new xyzzy": "see `followthrough rules new --help`",
    "rules chekc": "did you mean 'check'?",
    "rules lsit": "did you mean 'list'?",
}
OPTIONS = {
    "advise --counsle x": "no such option '--counsle'; did you mean '--counsel'?",
    "advise --jsno": "did you mean '--json'?",
    "advise --jso": "did you mean '--json'?",
    "advise --On today": "did you mean '--on'?",
    "advise -on today": "did you mean '--on'?",
    "advise --answers x=y": "did you mean '--answer'?",
    "advise -x": "no such option '-x'; --help lists them all",
    "advise --on": "needs a value after it",
    "advise --on tomorow": "did you mean 'tomorrow'",
    "advise --on=2026-13-40": "--on: '2026-13-40'",
    "leads --jsno": "did you mean '--json'?",
    "leads set Elm --wen today": "did you mean '--when'?",
    "leads set Elm --not x": "did you mean '--note'?",
    "leads drop Elm --as-rejected": "no such option '--as-rejected'",
    "batch leads.csv --ouput out.csv": "did you mean '--output'?",
    "why step --depth sentense": "--depth: cannot be 'sentense'; did you mean 'sentence'?",
    "serve --port x": "--port: cannot be 'x'; write a whole number from 0 to 65535",
    "plan --weeks 99": "--weeks: cannot be '99'; write a whole number from 1 to 52",
    "rules check --seconds 0": "--seconds: cannot be '0'; write a number above 0",
    "advise --counsle x --jsno": "no such option '--jsno'; did you mean '--json'?",
}
ANSWERS = {
    "advise -a heard nothing": "did you mean -a heard=nothing?",
    "advise -a heard = nothing": "did you mean -a heard=nothing?",
    "advise -a heard= nothing": "did you mean -a heard=nothing?",
    "advise -a heard": "write -a heard=ANSWER",
    "advise -a heard=": "write -a heard=ANSWER",
    "advise -a heard:nothing": "write -a question=value",
    "advise -a haerd=nothing": "did you mean “What have they said since?” (heard)?",
    "advise -a heard=nothign": "did you mean “nothing”?",
    "advise -a heard=nothing --counsel flatmat": "did you mean 'flatmate'?",
    "advise -a viewed_on=yesterdya": "did you mean 'yesterday'",
    "advise -a viewed_on=2026-02-30": "“When did you see the room?” cannot be read: '2026-02-30'",
    "advise Elmm": "did you mean 'Elm'?",
    "leads set Elmm -a heard=nothing": "did you mean 'Elm'?",
    "leads add Elm": "already has a lead 'Elm'",
    "leads add": "missing argument 'NAME'",
    "leads rename Elm": "missing argument 'NEW'",
    "leads unset Elm haerd": "unknown question 'haerd'; did you mean “What have they said since?” (heard)?",
    "why stepp": "did you mean “What to do” (step)?",
    "why-not step telefone": "“What to do” cannot be 'telefone'",
    "leads add Oak Street": "got unexpected extra argument (Street)",
}
BASED = ("advise", "leads set", "why", "leads unset", "leads add")


@pytest.fixture(autouse=True)
def _a_log(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")
    followthrough("leads", "add", "Elm", *ROOM.split(), "-a", "heard=nothing")


@pytest.mark.parametrize(("line", "remedy"), [*COMMANDS.items(), *OPTIONS.items(), *ANSWERS.items()])
def test_a_slip_gets_the_near_word_or_the_remedy_and_changes_nothing(line, remedy):
    before = followthrough("leads", "export").out
    words = line.split()
    done = followthrough(*words, *(ROOM.split() if line in ANSWERS and line.startswith(BASED) else ()))
    assert (done.status, done.out) == (2, ""), done
    assert remedy in " ".join(done.err.split())
    assert "Did you mean one of" not in done.err
    assert followthrough("leads", "export").out == before


def test_all_faulty_options_are_told_at_once():
    done = followthrough("advise", "--counsle", "wolfe", "--onn", "x", "--on", "someday", "-a", "x=y")
    assert done.err.count("\n") == 3
    done = followthrough("advise", "-a", "heard=", "-a", "note", *ROOM.split())
    assert done.err.count("\n") == 2


@pytest.mark.parametrize("words", [("help",), ("help", "advise"), ("leads", "help"), ("leads", "help", "add"), ("-h",)])
def test_help_is_a_word_too(words):
    done = followthrough(*words)
    assert done.status == 0
    if words[-1] in ("advise", "add"):
        assert "Usage" in done.out or done.out == ""


def test_the_version_has_a_short_option():
    assert followthrough("-V").status == followthrough("--version").status == 0


@pytest.mark.parametrize("answer", ["Heard=Nothing", " heard = nothing ", "HEARD=NOTHING"])
def test_capitals_and_spaces_around_an_answer_make_no_difference(answer):
    assert followthrough("advise", *ROOM.split(), "-a", answer, "-a", "note=not sent").status != 2


def test_an_answer_may_be_given_in_the_words_of_the_screen():
    in_words = followthrough("advise", *ROOM.split(), "-a", "heard=nothing", "-a", "note= Not yet ", "--json").out
    assert '"note": "not sent"' in in_words
