"""The program of a published page, run by Node beside the engine: what each of the two says of the same leads."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from followthrough import advise, next_question
from followthrough.advising.advice import Advice
from followthrough.errors import LeadError
from followthrough.format.conditions import Value, values_of
from followthrough.format.lead import lasting, read_lead
from followthrough.format.model import KnowledgeBase
from followthrough.publishing import page
from followthrough.publishing.compiled import compile_base, tests_of
from followthrough.publishing.texts import texts_of
from followthrough.readings.run.inference import infer

NO_NODE = "there is no Node on this machine (Debian: apt-get install nodejs)"
READER = Path(__file__).with_name("page_reader.mjs")
Said = dict[str, Any]


def node() -> str | None:
    """Find Node; None if this machine has none."""
    return shutil.which("node")


class PageReader:
    """The page's own program, which reads one published base after another."""

    def __init__(self, process: "subprocess.Popen[str]", folder: Path) -> None:
        self._process, self._folder, self._number = process, folder, 0

    def take_up(self, base: KnowledgeBase) -> None:
        """Read a base from now on. Raises NotSettled where it is too large."""
        self._number += 1
        path = self._folder / f"{self._number}.json"
        data = {**texts_of(base, tests_of(base)), "diagrams": msgspec.to_builtins(compile_base(base))}
        path.write_text(json.dumps(data), encoding="utf-8")
        self._send({"base": str(path)})

    def told(self, leads: Sequence[Mapping[str, Value]], today: date) -> list[Said]:
        """Return what the page says of some leads."""
        found = []
        for lead in leads:
            answers = {name: _plain(value) for name, value in lead.items()}
            self._send({"answers": answers, "today": today.isoformat()})
            assert self._process.stdout is not None
            found.append(json.loads(self._process.stdout.readline()))
        return found

    def concluded(self, lead: Mapping[str, Value], counsel: str, today: date) -> Said:
        """Return what the page concludes of a lead of which nothing is open."""
        answers = {name: _plain(value) for name, value in lead.items()}
        self._send({"answers": answers, "today": today.isoformat(), "only": counsel})
        assert self._process.stdout is not None
        found: Said = json.loads(self._process.stdout.readline())
        return found

    def letters(
        self, lead: Mapping[str, Value], texts: Mapping[str, Value], counsel: str, today: date
    ) -> list[dict[str, Any]]:
        """Return what the page writes of each letter, in the order of the base."""
        answers = {name: _plain(value) for name, value in lead.items()}
        self._send({"answers": answers, "today": today.isoformat(), "texts": texts, "counsel": counsel})
        assert self._process.stdout is not None
        found: list[dict[str, Any]] = json.loads(self._process.stdout.readline())["letters"]
        return found

    def _send(self, asked: Said) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()


@contextmanager
def page_reader() -> Iterator[PageReader]:
    """Start Node with the page's own program."""
    command = [node() or "node", str(READER), str(page.FOLDER)]
    with (
        TemporaryDirectory() as folder,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process,
    ):
        yield PageReader(process, Path(folder))
        assert process.stdin is not None
        process.stdin.close()


def _plain(value: Value) -> Any:
    return value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value


def as_dates(base: KnowledgeBase, lead: Mapping[str, object], today: date) -> dict[str, Value]:
    """Return the answers of a lead as a page asks for them: days by their dates, and no texts, which nothing tests."""
    answers = lasting(base, read_lead(base, lead, today, partial=True))
    return {name: value for name, value in answers.items() if base.questions[name].kind != "text"}


def cut_short(base: KnowledgeBase, answers: Mapping[str, Value], random: Random) -> dict[str, Value]:
    """Leave out some answers, and all to questions that would not apply without them."""
    kept: dict[str, Value] = {}
    for name, value in answers.items():
        tested = {one for test in base.questions[name].only_if.tests() for one in base.questions_of(test.fact)}
        if random.random() < 0.7 and tested <= kept.keys():
            kept[name] = value
    return kept


def differences(base: KnowledgeBase, answers: Mapping[str, Value], said: Said, today: date) -> list[str]:
    """Say where the page and the engine differ about a lead."""
    found = []
    for counsel in base.counsels:
        try:
            expected = _expected(base, answers, counsel, today)
        except LeadError:
            return ["the page takes the lead for possible"] if said["possible"] else []
        if not said["possible"]:
            return ["the page takes the lead for impossible"]
        told = _as_told(base, said[counsel], complete=expected["settled"] == "complete")
        found += [
            f"{counsel}, {key}: the page says {told[key]}, the engine {one}"
            for key, one in expected.items()
            if key in told and told[key] != one
        ]
    return found


def unlike(base: KnowledgeBase, lead: Mapping[str, Value], said: Said, counsel: str, today: date) -> list[str]:
    """Say where page and engine conclude something else of a lead of which nothing is open."""
    proof = infer(base, counsel, read_lead(base, lead, today), today)
    expected: Said = {
        "fired": sorted(proof.fired()),
        "defeated": sorted(proof.defeated()),
        "conflicts": sorted(one.concept for one in proof.conflicts),
        "values": {name: list(values_of(proof.facts[name])) for name in base.concepts},
    }
    told = {key: one if key == "values" else sorted(one) for key, one in said.items() if key in expected}
    return [
        f"{counsel}, {key}: the page says {told[key]}, the engine {one}"
        for key, one in expected.items()
        if told.get(key) != one
    ]


def _expected(base: KnowledgeBase, answers: Mapping[str, Value], counsel: str, today: date) -> Said:
    """Return what the engine says of a lead."""
    following = next_question(base, answers, counsel=counsel, today=today)
    advice = advise(base, answers, counsel=counsel, today=today)
    said: Said = {
        "question": following.question,
        "phase": following.phase,
        "open": following.open,
        "open for goals": following.open_goals,
        "possible": {goal: list(values) for goal, values in following.possible.items()},
        "hinges": list(following.hinges),
        "open concepts": sorted(advice.open),
        "days open": sorted(goal for goal in advice.open_days if goal not in advice.open),
        "settled": "partly" if advice.open or advice.open_beneath or advice.open_days else "complete",
    }
    for name in base.shown():
        if name not in advice.open:
            said[f"values of {name}"] = list(values_of(advice.value(name)))
            said[f"reasons for {name}"] = _reasons(advice, name)
    if not advice.open and not advice.open_beneath:
        said["fired"], said["defeated"] = sorted(advice.proof.fired()), sorted(advice.proof.defeated())
        said["conflicts"] = sorted(one.concept for one in advice.proof.conflicts)
    return said


def _reasons(advice: Advice, concept: str) -> list[Any]:
    found = []
    for value in values_of(advice.value(concept)):
        steps = advice.proof.deciding(concept, value)
        due = advice.due(concept, value)
        texts = sorted([step.rule, step.because, sorted(step.defeats)] for step in steps)
        found.append([value, texts, due.isoformat() if due and concept in advice.base.goals else None])
    return found


def _as_told(base: KnowledgeBase, said: Said, *, complete: bool) -> Said:
    """Return what the page says of a lead, in the words of `_expected`."""
    following, advised = said["next"], said["advised"]
    told: Said = {
        "question": following["question"],
        "phase": following["phase"],
        "open": following["open"],
        "open for goals": following["openGoals"],
        "possible": following["possible"],
        "hinges": following["hinges"],
        "open concepts": sorted(name for name, one in advised.items() if one["open"]),
        "days open": sorted(name for name, one in advised.items() if one["openDay"]),
    }
    for name, one in advised.items():
        told[f"values of {name}"] = one["values"]
        told[f"reasons for {name}"] = [
            [
                each["value"],
                sorted([step["rule"], step["because"], sorted(step["defeats"])] for step in each["by"]),
                each["due"] if name in base.goals else None,
            ]
            for each in one["conclusions"]
        ]
    if complete:
        told |= {"fired": sorted(said["fired"]), "defeated": sorted(said["defeated"])}
        told["conflicts"] = sorted(said["conflicts"])
    return told
