"""How our own cost grows with rules, and with leads; the bases are those that `bench/interview.py` generates."""

import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from random import Random
from statistics import median
from typing import Any

from bench.interview import decision_base
from bench.many_leads import possible_leads
from bench.peers.measuring import in_turns

from followthrough.format.lead import read_lead
from followthrough.format.load import parse
from followthrough.format.model import KnowledgeBase
from followthrough.readings.run.inference import infer
from followthrough.readings.scale.frame import advise_frame
from random_bases import random_lead

QUESTIONS = 40
BASES = 3
"""Times that a base is loaded, and advises on its first lead."""
FRAME = 10_000
"""Leads in the frame that is advised on by more and more rules."""


def by_rules(sizes: list[int], turns: int, today: date) -> Iterator[list[object]]:
    """Give a row for each size: seconds for load, the first lead, one lead and a frame; then how often the last step's.

    Seconds are of the processor for what one core does, and by the clock for frames, which use all.
    """
    measured = []
    for rules in sizes:
        row = _measured(rules, turns, today)
        measured.append(row)
        yield [f"{rules:,}", *row]
    for (before, after), (fewer, more) in zip(pairwise(measured), pairwise(sizes), strict=True):
        yield [f"{more:,} / {fewer:,}", *(two / one for one, two in zip(before, after, strict=True))]


def _measured(rules: int, turns: int, today: date) -> list[float]:
    files = decision_base(rules, QUESTIONS)
    loading, first = [], []
    for turn in range(BASES):  # each of other files, or engines would be found that were built for an equal base
        base, seconds = _timed(parse, {**files, "base.yaml": files["base.yaml"] + b"\n" * turn})
        loading.append(seconds)
        random, counsel = Random(0), base.default_counsel
        leads = [read_lead(base, random_lead(base, random), today) for _ in range(100)]
        first.append(_timed(infer, base, counsel, leads[0], today)[1])
    one = [_timed(infer, base, counsel, lead, today)[1] for lead in leads]
    frame = possible_leads(base, 1_000).sample(FRAME, with_replacement=True, seed=1)
    columns = in_turns({"all": lambda: advise_frame(base, frame, counsel=counsel, today=today)}, turns)["all"]
    return [median(loading), median(first), median(one), columns]


def _timed(work: Callable[..., Any], *given: Any) -> tuple[Any, float]:
    start = time.process_time()
    return work(*given), time.process_time() - start


def by_leads(base: KnowledgeBase, counsel: str, sizes: list[int], turns: int, today: date) -> Iterator[list[object]]:
    """Give a row for each size: seconds to advise on a frame of so many leads, and millions of leads a second."""
    few = possible_leads(base)
    for number in sizes:
        frame = few.sample(number, with_replacement=True, seed=1)
        seconds = in_turns({"all": lambda frame=frame: advise_frame(base, frame, counsel=counsel, today=today)}, turns)[
            "all"
        ]
        yield [f"{number:,}", seconds, number / seconds / 1e6]
