"""Measuring side by side: everything takes its turns in one run, and what counts is the median."""

import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any

Job = Callable[[], Any]

RUN = 50
"""Things done in a row before another job takes its turn: alone each would find the caches full of the others'."""


def in_turns(jobs: Mapping[str, Job], turns: int) -> dict[str, float]:
    """Give the median seconds by the clock of each job over some turns, after one that does not count."""
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for turn in range(turns + 1):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            if turn:
                taken[name].append(time.perf_counter() - start)
    return {name: median(times) for name, times in taken.items()}


def each_in_turns(jobs: Mapping[str, Callable[[Any], Any]], things: Sequence[Any], run: int = RUN) -> dict[str, float]:
    """Give the median seconds that each job takes for one thing, over runs of some; a first is not counted."""
    runs = [things[start : start + run] for start in range(0, len(things), run)]
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for number, together in enumerate([runs[0], *runs]):
        for name, job in jobs.items():
            start = time.perf_counter()
            for thing in together:
                job(thing)
            if number:
                taken[name].append((time.perf_counter() - start) / len(together))
    return {name: median(times) for name, times in taken.items()}
