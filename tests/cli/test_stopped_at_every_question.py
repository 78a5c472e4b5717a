"""`ask` is stopped at every question, and goes on there: no answer is lost, and the advice at the end is the same.

It is stopped at a real terminal: by closing it, with Ctrl-C, and with Ctrl-D. A consultation is stopped at its first
question, resumed, stopped at its second one, and so on to its end, with what is kept compared at each.
"""

import signal
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from cli.pseudo_terminal import CTRL_C, CTRL_D, AtTerminal
from cli.running import followthrough

ON = ("--on", "2026-11-22")
PLAIN = {"NO_COLOR": "1", "COLUMNS": "80", "TERM": "xterm"}
STOPS = {"closed": ("", -signal.SIGHUP), "Ctrl-C": (CTRL_C, 130), "Ctrl-D": (CTRL_D, 0)}
"""What is pressed, if not the window closed, and the exit status then."""

LAST_HEARD = "What is the last thing you have heard from them since that interview?"
REPLIES = {
    "Do you want this job?": "yes",
    "Has the interview taken place?": "yes",
    LAST_HEARD: "nothing at all",
    "On what day was that?": "last Monday",
    "On what day is the next interview?": "in 4 days",
    "Has anyone there told you where you stand?": "nobody has said",
    "Have they said that they are focusing on one person?": "not said",
    "On what day was the interview? If there were several, give the last one.": "3 weeks ago",
    "Did they say by when you would hear from them?": "no",
    "Have you sent a letter or an e-mail to thank them for that interview?": "yes",
    "On what day did you send your thanks?": "20 days ago",
    "Have you sent a second letter or e-mail since then?": "no",
    "Have you called them since that interview?": "no",
    "Have you sent them anything else since that interview, such as an extra e-mail?": "nothing else",
    "Are they still interviewing other people?": "I don't know",
    "Do you have enough other leads, that is, jobs that you may get?": "few",
    "Have they been hard to please so far?": "no more than others",
    "How do they usually reach you?": "by e-mail",
    "Have you sent them a list of your projects and some references?": "not yet",
    "Was it a great interview?": "yes",
    "How interested in you did they seem?": "very interested",
    "Are you qualified for the job?": "I don't know",
}
END = "the end"
OFFERS = {"Press Enter to hear Rayne Wolfe too": "", "Keep it as a lead called": END, "Type r to review your": END}
"""What is offered besides the questions. The last offer depends on whether the answers have a name already."""


class Consultation(NamedTuple):
    """How a consultation begins, where it is kept, and what is replied otherwise; some terminals have no readline."""

    start: tuple[str, ...]
    kept: str
    otherwise: dict[str, str]
    edits: bool = True

    def at_terminal(self) -> AtTerminal:
        """Begin it, or go on where it was left."""
        begun = self.kept == "Elm" or Path(self.kept).exists()
        arguments = (self.kept,) if begun else self.start
        return AtTerminal("ask", *arguments, *ON, edits=self.edits, settings=PLAIN)

    def asked(self, terminal: AtTerminal) -> Iterator[str]:
        """Yield what is asked, and reply to it when the next is wanted; the last is what is offered at the end."""
        question = ""
        while question != END:
            shown = " ".join(terminal.until_asked().split())
            question = max((*REPLIES, *OFFERS), key=shown.rfind)
            assert question in shown, terminal.shown
            question = OFFERS.get(question) or question
            yield question
            terminal.press(self.typed([question]))

    def typed(self, questions: Iterable[str]) -> str:
        """Return what is typed in reply to questions."""
        replies = {**REPLIES, **self.otherwise}
        return "".join(f"{replies.get(question, '')}\n" for question in questions)

    def answers(self) -> str:
        """Return what is kept of it."""
        if self.kept == "Elm":
            return followthrough("leads", "show", "Elm", *ON).out
        return Path(self.kept).read_text() if Path(self.kept).exists() else ""


CONSULTATIONS = {
    "silence": Consultation((), "lead-2026-11-22.yaml", {}),
    "no decision yet": Consultation(
        ("--keep", "acme.yaml"), "acme.yaml", {LAST_HEARD: "that they are still deciding"}, edits=False
    ),
    "an interview to come": Consultation(("Elm",), "Elm", {"Has the interview taken place?": "not yet"}),
}


@pytest.fixture
def in_new_folder(tmp_path, monkeypatch):
    """Go into a folder with a search log in which Elm is a lead."""

    def go(name: str) -> None:
        (tmp_path / name).mkdir()
        monkeypatch.chdir(tmp_path / name)
        monkeypatch.setenv("FOLLOWTHROUGH_LOG", "leads.sqlite")
        followthrough("leads", "add", "Elm", *ON)

    return go


def stopped(terminal: AtTerminal, key: str) -> int:
    """Close a terminal, or press a key at it, and return the exit status."""
    if not key:
        return terminal.close()
    terminal.press(key)
    return terminal.until_ended()


@pytest.mark.parametrize("stop", STOPS)
@pytest.mark.parametrize("name", CONSULTATIONS)
def test_who_is_stopped_at_every_question_loses_no_answer_and_gets_the_same_advice(
    name, stop, in_new_folder, record_property
):
    consultation, (key, status) = CONSULTATIONS[name], STOPS[stop]
    in_new_folder("whole")
    terminal, whole = consultation.at_terminal(), {}
    for question in consultation.asked(terminal):
        whole[question] = consultation.answers()
    assert terminal.until_ended() == 0
    advice = followthrough("advise", consultation.kept, *ON)
    followthrough("ask", *ON, typed=consultation.typed(whole))  # so that this process has done what its copies do

    in_new_folder("stopped")
    for number, (question, answers) in enumerate(whole.items()):
        terminal, asked = consultation.at_terminal(), []
        for asks in consultation.asked(terminal):
            asked.append(asks)
            if asks == question:
                break
        before = list(whole)[max(0, number - 1) : number]
        assert [one for one in asked if one in REPLIES] == [one for one in (*before, question) if one in REPLIES]
        assert consultation.answers() == answers
        assert stopped(terminal, key) == status
        assert consultation.answers() == answers

    terminal = consultation.at_terminal()
    assert [one for one in consultation.asked(terminal) if one in REPLIES] == []
    assert terminal.until_ended() == 0
    assert followthrough("advise", consultation.kept, *ON) == advice
    assert advice.out in terminal.shown
    record_property("counted", f"{len(whole)} questions")
