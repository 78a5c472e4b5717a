"""The page's own program beside the engine: the same questions, advice, reasons, and days."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from all_worlds import each_firing
from distinct_firings import DistinctFirings
from followthrough import advise, load
from followthrough.errors import LeadError, MissingFacts
from followthrough.format.conditions import Value
from followthrough.format.model import PLACEHOLDER, KnowledgeBase
from followthrough.leads.letters import draft_of, unanswered, write
from followthrough.readings.prove.worlds import Worlds
from page_reader import NO_NODE, PageReader, as_dates, cut_short, differences, node, page_reader, unlike
from random_bases import TODAY, random_base, random_lead

BASES = Path(__file__).parents[2] / "bases"
KINDS: tuple[dict[str, bool], ...] = (
    {},
    {"dues": True},
    {"days": True, "dues": True},
    {"many": True, "dues": True},
    {"sums": True},
    {"decimals": True, "dues": True},
    {"spans": True, "dues": True},
)
RANDOM_BASES = 28
"""`bench/published.py` compares many more."""
LEADS_OF_A_BASE = 4
"""Complete leads of each random base; as many more are these with some answers left out."""
MOST_FIRINGS = 10
"""Sets of rules of the shipped base that can fire together, under each counsel; bench/firings.py has all of them."""

Record = Callable[[str, object], None]


@pytest.fixture(scope="module")
def reader() -> Iterator[PageReader]:
    if node() is None:
        pytest.skip(NO_NODE)
    with page_reader() as started:
        yield started


def compared(reader: PageReader, base: KnowledgeBase, leads: list[dict[str, Value]], today: date) -> int:
    """Hold what the page says of some leads to the engine, and return their number."""
    for lead, said in zip(leads, reader.told(leads, today), strict=True):
        assert differences(base, lead, said, today) == [], lead
    return len(leads)


def with_some_left_out(base: KnowledgeBase, leads: list[dict[str, Value]], random: Random) -> list[dict[str, Value]]:
    return [one for lead in leads for one in (lead, cut_short(base, lead, random))]


def test_it_says_what_the_engine_does_of_random_leads_of_random_bases(
    reader: PageReader, record_property: Record
) -> None:
    number = 0
    for seed in range(RANDOM_BASES):
        base, random = random_base(seed, **KINDS[seed % len(KINDS)]), Random(seed)
        reader.take_up(base)
        leads = [as_dates(base, random_lead(base, random), TODAY) for _ in range(LEADS_OF_A_BASE)]
        number += compared(reader, base, with_some_left_out(base, leads, random), TODAY)
    record_property("counted", f"page and engine: {number} random leads of {RANDOM_BASES} bases, 0 differences")


@pytest.mark.parametrize("counsel", load().counsels)
def test_it_concludes_what_the_engine_does_wherever_a_rule_fires_or_is_defeated_or_silent(
    counsel: str, reader: PageReader, record_property: Record
) -> None:
    base, found = load(), DistinctFirings(load(), counsel)
    reader.take_up(base)
    meaning, leads = found.side.meaning, list[dict[str, Value]]()
    for rule in found.rules:
        fired, applied = meaning.fired[rule], meaning.applied[rule]
        leads += filter(None, (found.lead_in(fired), found.lead_in(applied, -fired), found.lead_in(-applied)))
    different = list({repr(lead): as_dates(base, lead, TODAY) for lead in leads}.values())
    for lead in different:
        assert unlike(base, lead, reader.concluded(lead, counsel, TODAY), counsel, TODAY) == []
    told = f"{len(leads)} states of {len(found.rules)} rules of {counsel} in {len(different)} leads"
    record_property("counted", f"page and engine: {told}, 0 differences")


@pytest.mark.parametrize("counsel", load().counsels)
def test_it_says_what_the_engine_does_of_sets_of_rules_that_can_fire_together(
    counsel: str, reader: PageReader, record_property: Record
) -> None:
    base, random = load(), Random(counsel)
    reader.take_up(base)
    leads = []
    for world in islice(each_firing(Worlds.of(base, counsel)), MOST_FIRINGS):
        try:
            leads.append(as_dates(base, {name: one for name, one in world.answers.items() if one is not None}, TODAY))
        except LeadError:  # its days are not in order
            continue
    number = compared(reader, base, [*leads, *(cut_short(base, lead, random) for lead in leads[::10])], TODAY)
    record_property("counted", f"page and engine: {number} leads of sets of rules under {counsel}, 0 differences")


@pytest.mark.parametrize(
    "folder", sorted(path for path in (BASES / "good").iterdir() if path.is_dir()), ids=lambda one: one.name
)
def test_it_says_what_the_engine_does_of_cases(folder: Path, reader: PageReader) -> None:
    base = load(folder)
    reader.take_up(base)
    leads = [as_dates(base, case.lead, TODAY) for case in base.cases]
    compared(reader, base, with_some_left_out(base, leads, Random(1)), TODAY)


def test_it_says_what_the_engine_does_where_days_are_counted_between_dates(
    reader: PageReader, record_property: Record
) -> None:
    base, random = load(BASES / "published" / "maternity-pay-dates"), Random(1)
    reader.take_up(base)
    leads = [as_dates(base, case.lead, TODAY) for case in base.cases]
    number = compared(reader, base, [{}, *with_some_left_out(base, leads, random)], TODAY)
    record_property("counted", f"page and engine: {number} leads with days between dates, 0 differences")


TEXTS = ("Ada", "the mill.", "a late train, as you know", None)
"""Answers to questions that only letters need; None is "I don't know"."""


@pytest.mark.parametrize("folder", [None, "letters"], ids=lambda one: one or "shipped")
def test_it_writes_the_letters_that_the_engine_writes(
    folder: str | None, reader: PageReader, record_property: Record
) -> None:
    base, random, number = load(BASES / "good" / folder if folder else None), Random(folder), 0
    reader.take_up(base)
    cases = [case.lead for case in base.cases[::6]] or [random_lead(base, random) for _ in range(20)]
    for case in cases:
        lead = as_dates(base, case, TODAY)
        questions = [one for one in base.questions.values() if one.kind == "text" and random.random() < 0.8]
        texts = {one.name: random.choice(TEXTS[: None if one.unknown_allowed else -1]) for one in questions}
        addresses = {name for drafts in base.letters.values() for one in drafts for name in PLACEHOLDER.findall(one.to)}
        texts |= dict.fromkeys(addresses & texts.keys(), "ada@example.org")
        facts = advise(base, lead, today=TODAY).proof.facts | texts
        told = reader.letters(lead, texts, base.default_counsel, TODAY)
        for step, letter in zip(base.letters, told, strict=True):
            number += 1
            assert letter == letter_of(base, step, facts, lead | texts), (case, step)
    record_property("counted", f"page and engine: {number} letters, 0 differences")


def letter_of(base: KnowledgeBase, step: str, facts: Mapping[str, Value], answers: Mapping[str, Value]) -> object:
    draft = draft_of(base, step, facts)
    try:
        letter = write(base, draft, facts, answers, TODAY)
    except MissingFacts as error:
        return {"needed": list(error.questions)}
    return {
        "draft": draft.name,
        "to": letter.to,
        "subject": letter.subject,
        "paragraphs": list(letter.paragraphs),
        "unanswered": list(unanswered(base, draft, facts, answers)),
    }


def test_answers_that_no_lead_has_together_are_refused(reader: PageReader) -> None:
    base = load()
    reader.take_up(base)
    silent = {"interview": "upcoming", "heard_back": "offer"}
    early = {
        "interview": "done",
        "interviewed_on": date(2025, 12, 20),
        "thank_you": "sent",
        "thanked_on": date(2025, 12, 1),
    }
    later = {"interview": "done", "interviewed_on": date(2026, 3, 1)}
    assert [one["possible"] for one in reader.told([silent, early, later], TODAY)] == [False, False, False]
