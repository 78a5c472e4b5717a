"""A file of leads in which answers are missing: each row gets what `advise` says of that lead."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from msgspec.structs import replace

from bases_in_memory import base_of
from followthrough import advise, load
from followthrough.advising import files, partial_leads
from followthrough.advising.advice import Advice
from followthrough.advising.files import advise_file
from followthrough.advising.partial_leads import MOST_NODES
from followthrough.errors import LeadError
from followthrough.format.applicability import names_of
from followthrough.format.choices import written
from followthrough.format.lead import read_lead
from followthrough.format.model import KnowledgeBase
from random_bases import TODAY, random_base, random_lead

ANSWERS_DECIDE = """\
- {rule: stay, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: stay}, because: it is wet}
- {rule: go, counsel: elder, source: e1, if: {wet: no, late: no}, then: {verdict: go}, because: it is fine}
"""

POINTS = Path(__file__).parents[2] / "bases" / "good" / "points"
BASES = 12
LEADS = 8


@pytest.fixture(autouse=True)
def all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settle even few rows together, as many are."""
    monkeypatch.setattr(files, "FEW", 0)


@pytest.mark.parametrize("seed", range(BASES))
def test_each_row_of_a_random_base_gets_what_advise_says_of_that_lead(seed: int, tmp_path: Path) -> None:
    compare(random_base(seed, many=seed % 3 == 0), Random(seed), LEADS, tmp_path)


@pytest.mark.parametrize("seed", range(5))
def test_each_row_of_a_random_base_with_days_between_dates_gets_what_advise_says(seed: int, tmp_path: Path) -> None:
    base, random = random_base(seed, spans=True), Random(seed)
    columns = {
        name: random.choice([name, *(count.name for count in base.counts_of(name))])
        for name in base.questions
        if random.random() < 0.8
    }
    leads = []
    for _ in range(LEADS):
        whole = random_lead(base, random)
        days, lead = read_lead(base, whole, TODAY).facts, mutilated(base, whole, random)
        leads.append(
            {fact: days[fact] if fact in base.counts else lead[name] for name, fact in columns.items() if name in lead}
        )
    compare_rows(base, list(columns.values()) or list(base.questions), leads, tmp_path)


def test_each_row_of_the_shipped_base_gets_what_advise_says_of_that_lead(tmp_path: Path) -> None:
    """Of its goals, and of one counsel: with all that is shown it takes as long as the other tests of this file."""
    compare(replace(load(), shows=()), Random(0), 6, tmp_path, ["jobfairy"])


@pytest.mark.parametrize("seed", range(6))
def test_rules_too_many_for_diagrams_are_settled_one_by_one_and_alike(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, random, found = random_base(seed), Random(seed), []
    write_leads(tmp_path / "in.csv", base, [mutilated(base, random_lead(base, random), random) for _ in range(8)])
    for most in (MOST_NODES, 0):
        monkeypatch.setattr(partial_leads, "MOST_NODES", most)
        advise_file(
            base,
            tmp_path / "in.csv",
            tmp_path / "out.csv",
            today=TODAY,
            counsel=list(base.counsels),
            set_aside=tmp_path / "aside.csv",
            why=True,
        )
        found.append([(tmp_path / name).read_text() for name in ("out.csv", "aside.csv")])
    assert found[0] == found[1]


def test_few_rows_are_settled_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "FEW", 2)
    monkeypatch.setattr(partial_leads, "PartialLeads", None)  # is not to be made
    base, source = base_of(ANSWERS_DECIDE), tmp_path / "in.csv"
    source.write_text("wet,late\n" + "yes,\nno,\n" * 2)
    assert advise_file(base, source, tmp_path / "out.csv", today=TODAY).advised == 4


def test_more_different_rows_than_can_be_settled_one_by_one_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partial_leads, "MOST_NODES", 0)
    monkeypatch.setattr(files, "MOST_PROVED", 2)
    base, source = base_of(ANSWERS_DECIDE), tmp_path / "in.csv"
    source.write_text("wet,late\n" + "yes,\nno,\n" * 2)
    assert advise_file(base, source, tmp_path / "out.csv", today=TODAY).advised == 4
    source.write_text("wet,late\nyes,\nno,\nno,yes\n")
    with pytest.raises(LeadError, match=r"in\.csv: has more than 2 different rows in which answers are missing, and "):
        advise_file(base, source, tmp_path / "out.csv", today=TODAY)


def test_a_file_with_any_number_of_different_days_takes_as_many_proofs_as_there_are_different_cases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST_PROVED", 12)
    coat = load(POINTS.parent / "days-between")
    leads = [{"bought_on": TODAY - timedelta(days=days)} for days in range(40)]
    leads += [
        {"bought_on": TODAY - timedelta(days=days), "returned_on": TODAY - timedelta(days=days // 2)}
        for days in range(20, 40)
    ]
    compare_rows(coat, ["bought_on", "came_back", "returned_on"], leads, tmp_path)
    (tmp_path / "in.csv").write_text("bought_on\n" + "\n".join(str(TODAY - timedelta(days=days)) for days in range(20)))
    with pytest.raises(LeadError, match="more than 12 different rows"):
        advise_file(coat, tmp_path / "in.csv", tmp_path / "out.csv", today=TODAY)


def compare(
    base: KnowledgeBase, random: Random, number: int, folder: Path, counsels: Sequence[str] | None = None
) -> None:
    """Draw leads with some answers, write them into a file, and compare its rows with the advice on each lead."""
    facts = [name for name in dict.fromkeys(count_or_question(base)) if random.random() < 0.8] or list(base.questions)
    leads = [mutilated(base, random_lead(base, random), random) for _ in range(number)]
    compare_rows(base, facts, leads, folder, counsels)


def compare_rows(
    base: KnowledgeBase,
    facts: Sequence[str],
    leads: Sequence[Mapping[str, Any]],
    folder: Path,
    counsels: Sequence[str] | None = None,
) -> None:
    """Write leads into a file with columns of some facts, and compare its rows with the advice on each lead."""
    write_leads(folder / "in.csv", base, leads, facts)
    counsels = counsels or list(base.counsels)
    done = advise_file(
        base, folder / "in.csv", folder / "out.csv", today=TODAY, counsel=counsels, set_aside=folder / "aside.csv"
    )
    rows = {int(row["lead"]): row for row in pl.read_csv(folder / "out.csv", infer_schema=False).to_dicts()}
    opened = 0
    for number, lead in enumerate(leads):
        said = {name: lead[name] for name in facts if lead.get(name) is not None}
        for question in base.questions.values():
            asked = names_of(base, question.name) & set(facts)
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
            still_possible(advice, name),
            [*one.questions, *([f"perhaps {', '.join(one.later)}"] if one.later else [])],
        )
        for name, one in advice.open.items()
    ]
    yield "open", "; ".join(f"{name}: {', '.join(words)}" for name, words, _ in still) or None
    yield "hinges on", "; ".join(f"{name}: {', '.join(words)}" for name, _, words in still) or None


def still_possible(advice: Advice, name: str) -> list[str]:
    one, many = advice.open[name], advice.base.concepts[name].many
    left = [value for value in one.possible if value not in one.held]
    return [value or "undecided" for value in left if value is not None or not many]


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


def write_leads(
    path: Path, base: KnowledgeBase, leads: Sequence[Mapping[str, Any]], facts: Sequence[str] | None = None
) -> None:
    """Write a file of leads, each with a number, and columns for these facts, or all."""
    columns = count_or_question(base) if facts is None else facts
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["lead", *columns])
        for number, lead in enumerate(leads):
            answers = map(lead.get, columns)
            writer.writerow([number, *(written(one) if isinstance(one, tuple) else one for one in answers)])


def test_a_shown_sum_is_a_number_where_it_is_settled_and_told_in_words_where_it_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ["loved,rust,flats,brakes,bought_on", "yes,frame,2,no,unknown", "no,frame,,no,unknown"]
    (tmp_path / "in.csv").write_text("\n".join(lines), encoding="utf-8")
    for few in (0, 50):  # settled all at once, and one by one
        monkeypatch.setattr(files, "FEW", few)
        advise_file(load(POINTS), tmp_path / "in.csv", tmp_path / "out.csv", today=TODAY)
        with (tmp_path / "out.csv").open(encoding="utf-8") as told:
            settled, left = csv.DictReader(told)
        assert (settled["worth"], settled["defects"], settled["open"]) == ("2", "5", "")
        assert (left["worth"], left["defects"]) == ("-1", "")
        assert (left["open"], left["hinges on"]) == ("defects: 3 to 5", "defects: flats")
