"""An answer is understood alike wherever it is given: capitals, outer spaces, quotes, periods, names and words."""

import json
from pathlib import Path

import pytest

from cli.running import ROOT, followthrough

ROOM = ("--base", ROOT / "tests" / "bases" / "good" / "a-room-to-let", "--on", "2026-11-22")

WAYS = {
    "not sent": [
        "not sent",
        "NOT SENT",
        " Not sent ",
        "not yet",
        "Not yet",
        "  NOT YET",
        "Not yet.",
        '"not yet"',
        "'Not sent!'",
        "\u201cNot yet.\u201d",
    ],
    "sent": [
        "sent",
        "Sent ",
        "the note has gone out",
        " The Note has gone out",
        "THE NOTE HAS GONE OUT",
        "Sent.",
        "The note has gone out!",
    ],
}
SAID = [(typed, value) for value, ways in WAYS.items() for typed in ways]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")


def lead(*words: object) -> str:
    done = followthrough("advise", *words, "--json", *ROOM)
    assert done.status in (0, 3), done.err
    return json.loads(done.out)["lead"]["note"]


@pytest.mark.parametrize(("typed", "value"), SAID)
def test_an_answer_means_the_same_on_the_command_line_in_a_file_and_in_the_log(typed: str, value: str) -> None:
    assert lead("-a", "heard=nothing", "-a", f"note={typed}") == value
    Path("lead.yaml").write_text(f"heard: nothing\nnote: {json.dumps(typed)}\n")
    assert lead("lead.yaml") == value
    Path("lead.json").write_text(json.dumps({"heard": "nothing", "note": typed}))
    assert lead("lead.json") == value
    assert followthrough("leads", "add", "Elm", "-a", "heard=nothing", *ROOM).status == 0
    assert followthrough("leads", "set", "Elm", "-a", f"note={typed}", *ROOM).status == 0
    assert lead("Elm") == value


@pytest.mark.parametrize(("typed", "value"), SAID)
def test_an_answer_means_the_same_in_a_table_and_when_it_is_asked(typed: str, value: str) -> None:
    cell = typed.replace('"', '""')
    Path("leads.csv").write_text(f'heard,note,viewed_on,called\nnothing,"{cell}",2026-11-20,no\n')
    done = followthrough("batch", "leads.csv", "-o", "out.csv", *ROOM)
    assert (done.status, "cannot be" in done.err) == (0, False), done.err
    step = Path("out.csv").read_text().splitlines()[1]
    Path("plain.csv").write_text(f"heard,note,viewed_on,called\nnothing,{value},2026-11-20,no\n")
    followthrough("batch", "plain.csv", "-o", "plain-out.csv", *ROOM)
    assert step.split(",")[-3:] == Path("plain-out.csv").read_text().splitlines()[1].split(",")[-3:]
    followthrough("ask", "--keep", "kept.yaml", "-a", "heard=nothing", *ROOM, typed=f"{typed}\nq\n")
    assert lead("kept.yaml") == value
