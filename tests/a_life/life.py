"""Live a life that is written down: a person's commands day by day, and what must hold after each of them.

A story (`three_months.yaml`) has

- `from`, `days`: its first day and how many there are;
- `words`: what `{name}` stands for in a command;
- `every`: by a number of days, the commands that are run every so often;
- `story`: what is done on a day, in order. A command may stand alone or as `run`, with `says` (what it prints),
  `knows` (answers that it must have stored for a lead), `takes_back` (answers that it says no longer fit), `gone`
  (leads that it lets go), and `refused` (it stores nothing).

After each command every answer that was given is found again, those about the whole search with every lead; what was
heard about the leads of that command is what they are listed by, and one with an offer comes first. In each list no
lead is missing, a lead that was let go is due no more, an offer that waits for an answer stands first, and a calendar
that was written has each step to come with its alarm.
"""

import json
import shlex
import time
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import icalendar
import yaml

from cli.running import Done, followthrough
from followthrough.format.load import load
from followthrough.leads.log import Log
from followthrough.leads.log.days_work import comes_first_by
from followthrough.leads.log.status import need

STORY = Path(__file__).with_name("three_months.yaml")
TABLE = Path(__file__).with_name("tracker.csv")
CALENDAR = "leads.ics"
SCREEN = 24
ALARM = timedelta(hours=9)


class Known(NamedTuple):
    """What the log must have: the answers of each lead, the leads that were let go, and what is so of the search."""

    answers: dict[str, dict[str, str]]
    gone: set[str]
    search: dict[str, str]


class Lived(NamedTuple):
    """A command that was run, the day, what it did, and the processor seconds that it took."""

    day: date
    command: str
    done: Done
    seconds: float


class Life:
    """One person with a log in a folder, who lives by a story."""

    def __init__(self, folder: Path, story: dict[str, Any]) -> None:
        self.story = story
        self.folder = folder
        self.log = Log(folder / "leads.sqlite")
        self.base = load()
        self.known = Known({}, set(), {})
        self.undone: list[Known] = []
        self.earlier: list[Known] = []
        self.canceled: set[str] = set()

    def days(self) -> Iterator[tuple[date, list[dict[str, Any]]]]:
        """Yield each day with its commands."""
        by_day = {one["day"]: one["do"] for one in self.story["story"]}
        first = self.story["from"]
        for number in range(self.story["days"]):
            day = first + timedelta(days=number)
            often = [
                one for days, commands in self.story["every"].items() if number % days == days - 1 for one in commands
            ]
            yield day, [one if isinstance(one, dict) else {"run": one} for one in [*by_day.pop(day, []), *often]]
        assert not by_day, f"the story has days that never come: {', '.join(map(str, by_day))}"

    def live(self) -> Iterator[Lived]:
        """Run every command of the life, check what must hold after it, and yield what it did."""
        for day, commands in self.days():
            for command in commands:
                lived = self.run(day, command["run"])
                self.remember(command, lived)
                self.check(command, lived)
                yield lived

    def run(self, day: date, command: str) -> Lived:
        """Run a command on a day, and measure its work in this process."""
        words = {**self.story["words"], "folder": shlex.quote(str(self.folder)), "table": shlex.quote(str(TABLE))}
        argv = shlex.split(command.format(**words))
        about_a_day = [] if argv[:2] == ["leads", "export"] else ["--on", day.isoformat()]
        log = ["--log", str(self.log.path)]
        before = time.process_time()
        done = followthrough(*argv, *about_a_day, *log)
        return Lived(day, command, done, time.process_time() - before)

    def remember(self, command: dict[str, Any], lived: Lived) -> None:
        """Keep what the log must have after a command."""
        verb = " ".join(command["run"].split()[:2])
        if verb == "leads undo":
            self.undone.append(self.known)
            self.known = self.earlier.pop()
        elif verb == "leads redo":
            self.earlier.append(self.known)
            self.known = self.undone.pop()
        elif (given := self._given(command, lived)) or "gone" in command or verb == "leads resume":
            self.earlier.append(self.known)
            self.known = deepcopy(self.known)
            for name, answers in given.items():
                own = self.known.answers.setdefault(name, {})
                for question, answer in answers.items():
                    is_shared = self.base.questions[self.base.question_of(question)].of_search
                    (self.known.search if is_shared else own)[question] = answer
            for name, questions in command.get("takes_back", {}).items():
                for question in questions:
                    del self.known.answers[name][question]
            self.known.gone.update(command.get("gone", ()))
            if verb == "leads resume":
                self.known.gone.remove(shlex.split(command["run"])[2])

    def _given(self, command: dict[str, Any], lived: Lived) -> dict[str, dict[str, str]]:
        """Return the answers that a command gives: those after -a, and those that the story names."""
        given = {
            name: {question: str(answer) for question, answer in answers.items()}
            for name, answers in command.get("knows", {}).items()
        }
        argv = shlex.split(command["run"].format(**self.story["words"], folder="", table=""))
        if argv[:2] in (["leads", "add"], ["leads", "set"]) and not command.get("refused"):
            said = [argument.split("=", 1) for flag, argument in pairwise(argv) if flag == "-a"]
            said_on = {"today": lived.day.isoformat(), "yesterday": (lived.day - timedelta(days=1)).isoformat()}
            answers = {question: said_on.get(answer, answer) for question, answer in said}
            given[argv[2]] = {**answers, **given.get(argv[2], {})}
        return given

    def check(self, command: dict[str, Any], lived: Lived) -> None:
        """Raise AssertionError where something does not hold after a command."""
        told = f"{lived.day} {lived.command}\n{lived.done.out}{lived.done.err}"
        assert lived.done.status == (2 if command.get("refused") else 0), told
        assert command.get("says", "") in " ".join((lived.done.out + lived.done.err).split()), told
        self.check_answers(lived, told)
        self.check_heard([*self._given(command, lived)], lived.day, told)
        if lived.command == "leads list --json":
            self.check_list(json.loads(lived.done.out)["leads"], told)
        elif lived.command == "leads":
            self.check_work(lived.done.out, told)
        elif "--ics" in lived.command and not command.get("refused"):
            self.check_calendar(lived, told)

    def check_answers(self, lived: Lived, told: str) -> None:
        """Check that every answer given so far is found again, and which leads there are."""
        histories = {one.name: one for one in self.log.histories()}
        assert set(histories) == set(self.known.answers), told
        for name, answers in self.known.answers.items():
            found = histories[name].answers(lived.day)
            wanted = {**answers, **self.known.search}
            lost = {question: answer for question, answer in wanted.items() if found.get(question) != answer}
            assert lost == {}, f"{name} has lost {lost}, has {found}, after {told}"
        gone = {name for name, one in histories.items() if one.dropped_on(lived.day) is not None}
        assert gone == self.known.gone, told

    def check_heard(self, names: list[str], day: date, told: str) -> None:
        """Check that leads are listed by what was heard, and that those with an offer come before all others."""
        for name in {*names} - self.known.gone:
            found = need(self.base, self.log.history(name), today=day)
            heard = self.known.answers[name].get("heard_back")
            if heard is not None and found.turn is not None:
                assert found.turn.advice.lead.facts["heard_back"] == heard, told
            assert (comes_first_by(self.base, found, day) is not None) == (heard == "offer"), told

    def check_list(self, listed: list[dict[str, Any]], told: str) -> None:
        """Check that the list has every active lead and no other."""
        names = [one["name"] for one in listed]
        assert sorted(names) == sorted(set(self.known.answers) - self.known.gone), told

    def check_work(self, printed: str, told: str) -> None:
        """Check that a day's work is a line for each lead on a screen, the offers that wait for an answer first."""
        rows = printed.split("\n\n")[1].splitlines()
        assert len(rows) <= SCREEN, told
        active = set(self.known.answers) - self.known.gone
        offers = {name for name in active if self.known.answers[name].get("heard_back") == "offer"}
        first = rows[1 : len(offers) + 1]
        assert {name for name in offers if any(row.split("  ")[1] == name for row in first)} == offers, told

    def check_calendar(self, lived: Lived, told: str) -> None:
        """Check that icalendar reads back each step to come on its day with its alarm, and what is canceled as such."""
        plans = json.loads(followthrough("plan", "--json", "--on", lived.day, "--log", self.log.path).out)["leads"]
        events = icalendar.Calendar.from_ical((self.folder / CALENDAR).read_bytes()).walk("VEVENT")
        standing = {str(one["summary"]): one for one in events if str(one["status"]) == "CONFIRMED"}
        for summary, day in planned(plans, lived.day):
            alarms = standing[summary].walk("VALARM")
            assert standing[summary].decoded("dtstart") == day, told
            assert [alarm.decoded("trigger") for alarm in alarms] == [ALARM], told
        active = set(self.known.answers) - self.known.gone
        for one in events:
            summary = str(one["summary"])
            if str(one["status"]) == "CANCELLED":
                self.canceled.add(summary)
                assert summary.startswith("Canceled: "), told
                assert one.walk("VALARM") == [], told
            elif one.decoded("dtstart") > lived.day:
                assert summary.partition(":")[0] in active, told


def planned(plans: list[dict[str, Any]], today: date) -> Iterator[tuple[str, date]]:
    """Yield the summary and day of each step that is to come in the plans of all leads, from the JSON of `plan`."""
    for lead in plans:
        for turn in lead["plan"]:
            step = turn["advice"].get("next_step")
            if step and step["due"] and turn["day"] == max(step["due"], today.isoformat()):
                yield f"{lead['name']}: {step['says']}", date.fromisoformat(turn["day"])


def story_at(path: Path = STORY) -> dict[str, Any]:
    """Return the story in a file."""
    story: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return story
