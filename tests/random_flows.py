"""Random recorded flows: a routing that asks in the author's order, and a rule for each of its paths."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from recorded_flows import BASE, FLOW

QUESTIONS = 6


class Node(NamedTuple):
    """A step of a random flow: a question, and what follows each of its answers, a step or the name of an end."""

    question: str
    following: dict[str, "Node | str"]


def write_random_flow(folder: Path, seed: int, goals: int = 1) -> None:
    """Write a random flow into a folder, the same for the same seed."""
    random = Random(seed)
    answers = {f"q{n}": ("yes", "no", "perhaps")[: random.choice((2, 2, 3))] for n in range(QUESTIONS)}
    ends = {f"end {n}": {f"c{goal}": random.choice("ab") for goal in range(goals)} for n in range(3)}
    root = _node(0, answers, [*ends], random)
    files = {**_base(root, answers, ends, goals), f"../{FLOW}": _flow(root, ends)}
    for form in files["questions.yaml"]:
        if applies := [one for one in _applying(root, form["question"], answers) if random.random() < 0.3]:
            form["only if"] = dict(applies[:1])
    for name, content in files.items():
        path = folder / BASE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.resolve().write_text(json.dumps(content), encoding="utf-8")


def _node(first: int, answers: dict[str, tuple[str, ...]], ends: list[str], random: Random) -> Node:
    """Draw a step that asks the first question or a later one, and all steps below it, which ask still later ones."""
    place = min(first + random.choice((0, 0, 0, 1)), QUESTIONS - 1)
    question = f"q{place}"

    def following() -> "Node | str":
        is_end = place == QUESTIONS - 1 or random.random() < 0.35
        return random.choice(ends) if is_end else _node(place + 1, answers, ends, random)

    again = following()
    return Node(question, {one: again if random.random() < 0.2 else following() for one in answers[question]})


def _paths(node: "Node | str") -> Iterator[tuple[dict[str, str], str]]:
    """Yield the answers and the end of each path."""
    if isinstance(node, str):
        yield {}, node
        return
    for answer, below in node.following.items():
        for path, end in _paths(below):
            yield {node.question: answer, **path}, end


def _applying(root: Node, question: str, answers: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, list[str]]]:
    """Yield earlier questions with some of their answers, of which one is given wherever the flow asks a question."""
    asking = [path for path, _ in _paths(root) if question in path]
    for earlier in answers:
        if earlier == question or not asking:
            return
        given = {path.get(earlier, "") for path in asking}
        if "" not in given and len(given) < len(answers[earlier]):
            yield earlier, sorted(given)


def _base(root: Node, answers: dict[str, tuple[str, ...]], ends: dict[str, Any], goals: int) -> dict[str, Any]:
    rules = [
        {"rule": f"r{n}", "counsel": "all", "source": "p", "if": path, "then": ends[end], "because": "so"}
        for n, (path, end) in enumerate(_paths(root))
    ]
    asked = [
        {"question": name, "ask": f"{name}?", "kind": "choice", "choices": {a: a for a in given}, "why": "so"}
        for name, given in answers.items()
    ]
    concepts = [{"concept": f"c{n}", "means": "it", "values": {v: v for v in "ab"}} for n in range(goals)]
    head = {"title": "Random", "goals": [f"c{n}" for n in range(goals)], "default counsel": "all"}
    counsels = {"all": {"name": "All", "work": "generated"}}
    return {
        "base.yaml": {**head, "counsels": counsels},
        "sources.yaml": {"all": {"p": "generated"}},
        "questions.yaml": asked,
        "concepts.yaml": concepts,
        "rules/all.yaml": rules,
    }


def _flow(root: Node, ends: dict[str, Any]) -> dict[str, Any]:
    steps: dict[str, Any] = {}

    def add(node: "Node | str") -> str:
        if isinstance(node, str):
            return node
        name = f"step {len(steps)}"
        steps[name] = {"asks": node.question, "answers": {}}
        steps[name]["answers"] = {answer: add(below) for answer, below in node.following.items()}
        return name

    add(root)
    reached = {end for _, end in _paths(root)}
    return {"flow": "Random", "steps": steps, "ends": {name: goals for name, goals in ends.items() if name in reached}}
