"""Certificates in which one thing is changed, of every kind that a forger or an accident would change."""

import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, NamedTuple

from followthrough.certificates.canonical_json import canonical, digest
from followthrough.format.model import KnowledgeBase, Rule
from followthrough.format.order import settled_order
from followthrough.format.sums import Sum

Data = Any
Path = tuple[str | int, ...]

SEALS = ("left as it was", "sealed again", "sealed again with its rules")
"""What becomes of the hashes: nothing, the hash of the whole is made anew, or that of the rules as well."""

_SCALARS = ("yes", "x", "", "open", "held", "fired", "2026-11-22", None, True, False, 0, 1, -1, 7, [], {})


class Changed(NamedTuple):
    """A certificate in which one thing is changed: what kind of thing, how it was sealed, where, and its text."""

    kind: str
    seal: str
    where: Path
    text: str


def changed(data: Data, random: Random) -> Changed:
    """Change one thing in a certificate."""
    before = canonical(data)
    while True:
        kind = random.choice([*_KINDS])
        other = json.loads(before)
        where = _KINDS[kind](other, random)
        if where is not None and canonical(other) != before:
            seal = random.choice(SEALS) if "hash" not in where and "digest" not in where else SEALS[0]
            if seal == SEALS[2]:
                other["base"]["digest"] = digest(other["knowledge"])
            if seal != SEALS[0]:
                other["hash"] = digest({part: other[part] for part in other if part != "hash"})
            return Changed(kind, seal, where, canonical(other))


def is_in_order(base: KnowledgeBase, counsel: str, text: str) -> bool:
    """Return whether each step of a certificate comes after all that it rests on."""
    places = {next(iter(_named(step))): place for place, step in enumerate(json.loads(text)["steps"])}
    for part in settled_order(base, counsel):
        for before, after in _before(part):
            if before in places and after in places and places[before] > places[after]:
                return False
    return True


def _named(step: dict[str, str]) -> Iterator[str]:
    return (step[kind] for kind in ("rule", "concept", "sum") if kind in step)


def _before(part: object) -> Iterator[tuple[str, str]]:
    if isinstance(part, Rule):
        yield from ((fact, part.name) for fact in part.tested())
        yield from ((part.name, one.concept) for one in part.then)
        yield from ((part.name, other) for other in part.overrides)
    elif isinstance(part, Sum):
        yield from ((fact, part.name) for fact in part.tested())


# The kinds of changes: each makes one in place and returns where; None if there is nothing of its kind


def _leaves(data: Data, path: Path = ()) -> Iterator[Path]:
    """Yield the place of everything in data that has nothing in it."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, one in inner:
        yield from _leaves(one, (*path, key))
    if path and not inner:
        yield path


def _at(data: Data, path: Path) -> Data:
    for key in path:
        data = data[key]
    return data


def _put(data: Data, path: Path, random: Random) -> Path:
    """Put something else at a place: another scalar, a number or a word beside the one there, or nothing at all."""
    holder, key = _at(data, path[:-1]), path[-1]
    now = holder[key]
    if random.random() < 0.2:
        del holder[key]
    elif isinstance(now, int) and not isinstance(now, bool) and random.random() < 0.6:
        holder[key] = now + random.choice((-1, 1))
    else:
        part = data[path[0]] if isinstance(data[path[0]], dict | list) else data["advice"]
        words = [one for one in (_at(part, leaf) for leaf in _leaves(part)) if type(one) is type(now)]
        holder[key] = random.choice([*_SCALARS, *random.sample(words, min(8, len(words)))])
    return path


def _within(*parts: str) -> Callable[[Data, Random], Path | None]:
    def change(data: Data, random: Random) -> Path | None:
        part = random.choice(parts)
        places = [*_leaves(data[part], (part,))]
        return _put(data, random.choice(places), random) if places else None

    return change


def _answer(data: Data, random: Random) -> Path | None:
    if not data["knowledge"]["questions"]:
        return None
    name = random.choice([*data["knowledge"]["questions"]])
    if random.random() < 0.3 and name in data["answers"]:
        del data["answers"][name]
    else:
        choices = data["knowledge"]["questions"][name].get("choices", [3, "2025-12-24"])
        data["answers"][name] = random.choice([None, *choices])
    return "answers", name


def _rule(data: Data, random: Random) -> Path | None:
    rules = data["knowledge"]["rules"]
    if not rules:
        return None
    name = random.choice([*rules])
    key = random.choice([*rules[name]])
    places = [*_leaves(rules[name][key], ("knowledge", "rules", name, key))] or [("knowledge", "rules", name, key)]
    if random.random() < 0.2:
        del rules[name]
        return "knowledge", "rules", name
    return _put(data, random.choice(places), random)


def _condition(data: Data, random: Random) -> Path | None:
    rules = data["knowledge"]["rules"]
    tested = [(name, key) for name in rules for key in ("if", "unless") if rules[name].get(key)]
    if not tested:
        return None
    path: Path = ("knowledge", "rules", *random.choice(tested))
    if random.random() < 0.3:
        _at(data, path).pop(random.randrange(len(_at(data, path))))
        return path
    return _put(data, random.choice([*_leaves(_at(data, path), path)]), random)


def _order(data: Data, random: Random) -> Path | None:
    steps = data["steps"]
    if len(steps) < 2:
        return None
    one, other = random.sample(range(len(steps)), 2)
    steps[one], steps[other] = steps[other], steps[one]
    return "steps", one


def _step(data: Data, random: Random) -> Path | None:
    place = random.randrange(len(data["steps"]))
    if random.random() < 0.5:
        data["steps"].append(data["steps"][place])
    else:
        del data["steps"][place]
    return "steps", place


def _hash(data: Data, random: Random) -> Path | None:
    path: Path = random.choice([("hash",), ("base", "digest"), ("base", "hash")])
    holder, key = _at(data, path[:-1]), path[-1]
    place = random.randrange(64)
    holder[key] = holder[key][:place] + random.choice("0123456789abcdef") + holder[key][place + 1 :]
    return path


def _defeat(data: Data, random: Random) -> Path | None:
    found = [place for place, step in enumerate(data["steps"]) if step.get("outcome") == "defeated"]
    if not found:
        return None
    place = random.choice(found)
    step = data["steps"][place]
    if random.random() < 0.5 and step["by"]:
        step["by"].pop(random.randrange(len(step["by"])))
    else:
        del step["by"]
        step["outcome"] = random.choice(["fired", "silent", "open"])
    return "steps", place


_KINDS: dict[str, Callable[[Data, Random], Path | None]] = {
    "a value": _within("facts", "advice", "open"),
    "an answer": _answer,
    "a rule": _rule,
    "a condition": _condition,
    "an order": _order,
    "a step": _step,
    "an outcome": _within("steps"),
    "a hash": _hash,
    "a defeat": _defeat,
    "what is known": _within("knowledge"),
    "anything": lambda data, random: _put(data, random.choice([*_leaves(data)]), random),
}
