"""A file of leads in which answers are missing: each row gets what `advise` says of that lead."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from followthrough import advise, load
from followthrough.advising.advice import Advice
from followthrough.advising.files import advise_file
from followthrough.errors import LeadError
from followthrough.format.model import KnowledgeBase
from random_bases import TODAY, random_base, random_lead

BASES = 25
LEADS = 10


@pytest.mark.parametrize("seed", range(BASES))
def test_each_row_of_a_random_base_gets_what_advise_says_of_that_lead(seed: int, tmp_path: Path) -> None:
    compare(random_base(seed), Random(seed), LEADS, tmp_path)


@pytest.mark.parametrize("seed", range(2))
def test_each_row_of_the_shipped_base_gets_what_advise_says_of_that_lead(seed: int, tmp_path: Path) -> None:
    compare(load(), Random(seed), 8, tmp_path)


def compare(base: KnowledgeBase, random: Random, number: int, folder: Path) -> None:
    """Draw leads with some answers, write them into a file, and compare its rows with the advice on each lead."""
    facts = [name for name in dict.fromkeys(count_or_question(base)) if random.random() < 0.8] or list(base.questions)
    leads = [mutilated(base, random_lead(base, random), random) for _ in range(number)]
    with (folder / "in.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["lead", *facts])
        writer.writerows([n, *(written(lead, name) for name in facts)] for n, lead in enumerate(leads))
    counsels = list(base.counsels)
    done = advise_file(
        base, folder / "in.csv", folder / "out.csv", today=TODAY, counsel=counsels, set_aside=folder / "aside.csv"
    )
    rows = {int(row["lead"]): row for row in pl.read_csv(folder / "out.csv", infer_schema=False).to_dicts()}
    opened = 0
    for number, lead in enumerate(leads):
        said = {name: lead[name] for name in facts if lead.get(name) is not None}
        for question in base.questions.values():
            asked = {question.name, fact_of(base, question.name)} & set(facts)
            if question.unknown_allowed and asked and not asked & said.keys():
                said[question.name] = None
        try:
            advice = [advise(base, said, counsel=counsel, today=TODAY) for counsel in counsels]
        except LeadError:
            assert number not in rows, said
            continue
        opened += any(one.open for one in advice)
        for one in advice:
            expected = {f"{one.counsel}: {name}": cell for name, cell in cells(one)}
            assert {name: rows[number][name] for name in expected} == expected, said
    assert done.something_open == opened
    assert done.set_aside == len(leads) - len(rows)


def cells(advice: Advice) -> Iterable[tuple[str, str | None]]:
    """Write advice as a row of a file has it."""
    for name in advice.shown():
        one = advice.open.get(name)
        concept = advice.base.concepts[name]
        if concept.many:
            held = one.held if one else advice.value(name)
            for value in concept.values:
                is_open = one is not None and value in one.possible and value not in one.held
                yield f"{name}: {value}", None if is_open else "true" if value in held else "false"
        else:
            yield name, None if one else advice.value(name)
    still = [
        (
            name,
            [
                v or "undecided"
                for v in one.possible
                if v not in one.held and not (v is None and concept_many(advice, name))
            ],
            [*one.questions, *([f"perhaps {', '.join(one.later)}"] if one.later else [])],
        )
        for name, one in advice.open.items()
    ]
    yield "open", "; ".join(f"{name}: {', '.join(words)}" for name, words, _ in still) or None
    yield "hinges on", "; ".join(f"{name}: {', '.join(words)}" for name, _, words in still) or None


def concept_many(advice: Advice, name: str) -> bool:
    return advice.base.concepts[name].many


def count_or_question(base: KnowledgeBase) -> list[str]:
    return [fact_of(base, name) for name in base.questions]


def fact_of(base: KnowledgeBase, question: str) -> str:
    count = base.count_of(question)
    return count.name if count else question


def mutilated(base: KnowledgeBase, lead: Mapping[str, object], random: Random) -> dict[str, Any]:
    """Leave some answers out, and now and then give another."""
    kept = {name: answer for name, answer in lead.items() if random.random() < 0.7}
    for question in base.questions.values():
        if question.choices and random.random() < 0.05:
            kept[question.name] = random.choice(list(question.choices))
    return kept


def written(lead: Mapping[str, Any], name: str) -> Any:
    return lead.get(name)
