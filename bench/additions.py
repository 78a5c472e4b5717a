"""Compare all readings of the rules on random bases that use every addition to the format.

    python bench/additions.py [--bases N] [--first N] [--processes N]

Each base is drawn with sums of points, questions and goals of several values, days between two dates, several counts of
one date, an order of days, and decimals. Of each, some random leads are advised on under one of its counsels: by
experta, by statements put to clingo, by columns, and by the plain words of the tests (`reference`). Then the last one
is asked for with answers left out: whatever is advised without them has to be what comes of the whole lead. Prints what
was compared, what was not proved in time, and what differs; status 1 if anything does.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / folder) for folder in ("engine", "tests", "tests/engine/readings/scale")]

from test_frame import frame_of  # noqa: E402

from followthrough.advising.advise import advise  # noqa: E402  # after the path to it is set
from followthrough.errors import FollowthroughError, NotSettled  # noqa: E402
from followthrough.format.lead import Lead, complete, read_lead  # noqa: E402
from followthrough.format.model import KnowledgeBase  # noqa: E402
from followthrough.readings.prove.worlds import Worlds  # noqa: E402
from followthrough.readings.run.inference import infer  # noqa: E402
from followthrough.readings.scale.frame import advise_frame  # noqa: E402
from random_bases import TODAY, random_base, random_lead  # noqa: E402
from reference import Reference  # noqa: E402

LEADS = 4
"""Random leads of each base."""

AT_A_TIME = 25
"""Bases that one process compares before it tells what it found."""

RawLead = Mapping[str, object]
Tally = Counter[str]


def compare(first: int, last: int) -> tuple[Tally, list[str]]:
    """Compare all readings on the random bases of some seeds; return what was compared, and what differs."""
    tally, found = Tally(), list[str]()
    for seed in range(first, last):
        base = random_base(seed, dues=True, many=True, sums=True, decimals=True, spans=True, days=seed % 4 == 0)
        tally += used(base)
        random = Random(seed)
        leads, counsel = [random_lead(base, random) for _ in range(LEADS)], random.choice(list(base.counsels))
        found += [f"base {seed}, {counsel}, {text}" for text in differences(base, counsel, leads, random, tally)]
    return tally, found


def used(base: KnowledgeBase) -> Tally:
    """Count what a base is made of."""
    tested = {test.fact for test in base.tests()}
    parts = {
        "bases": True,
        "with a sum that is tested": bool(tested & base.sums.keys()),
        "with several answers": any(one.many for one in base.questions.values()),
        "with a goal of several values": any(base.concepts[goal].many for goal in base.goals),
        "with decimals": any(one.decimals for one in base.questions.values()),
        "with days between dates that are tested": bool(tested & base.spans.keys()),
        "with several counts of a date": any(len(base.counts_of(name)) > 1 for name in base.questions),
        "with days in an order": any(one.not_before for one in base.questions.values()),
    }
    return Tally(name for name, there in parts.items() if there)


def differences(
    base: KnowledgeBase, counsel: str, leads: list[dict[str, object]], random: Random, tally: Tally
) -> Iterator[str]:
    """Yield in what the readings differ on some leads."""
    worlds = Worlds.of(base, counsel)
    frame = frame_of(base, leads)
    rows = advise_frame(base, frame, counsel=counsel, today=TODAY).to_dicts() if frame.width else [None] * len(leads)
    for raw, row in zip(leads, rows, strict=True):
        lead = complete(read_lead(base, raw, TODAY))
        expected = Reference(base, counsel, lead.facts)
        tally["leads"] += 1
        yield from (f"{raw}: {text}" for text in against_the_reference(base, counsel, lead, expected))
        yield from (f"{raw}: {text}" for text in by_proof(worlds, lead, expected, tally))
        if row is not None:
            yield from (f"{raw}: columns: {text}" for text in in_columns(base, row, expected))
    yield from (f"{raw}: {text}" for text in with_answers_left_out(base, counsel, raw, expected, random, tally))


def against_the_reference(base: KnowledgeBase, counsel: str, lead: Lead, expected: Reference) -> Iterator[str]:
    """Yield in what experta's conclusions differ."""
    proof = infer(base, counsel, lead, TODAY)
    for name, value in expected.values.items():
        if proof.facts[name] != value:
            yield f"experta: {name} is {proof.facts[name]!r}, not {value!r}"
    if {*proof.fired()} != expected.fired:
        yield f"experta: {sorted(proof.fired())} fired, not {sorted(expected.fired)}"


def by_proof(worlds: Worlds, lead: Lead, expected: Reference, tally: Tally) -> Iterator[str]:
    """Yield in what the one possible lead with these answers differs."""
    try:
        world = worlds.witness({one.fact: lead.facts[one.fact] for one in worlds.variables})
    except NotSettled:
        tally["leads not proved in time"] += 1
        return
    if world is None:
        yield "clingo: no such lead is possible"
        return
    for name, value in expected.values.items():
        if world.values[name] != value:
            yield f"clingo: {name} is {world.values[name]!r}, not {value!r}"
    if {*world.fired} != expected.fired or {*world.conflicts} != expected.conflicts:
        yield f"clingo: {sorted(world.fired)} fired, not {sorted(expected.fired)}"


def in_columns(base: KnowledgeBase, row: Mapping[str, Any], expected: Reference) -> Iterator[str]:
    """Yield in what the columns of a row differ."""
    if row["fault"] is not None:
        yield f"{row['fault']} is at fault"
        return
    for name in base.shown():
        held, many = expected.values[name], base.concepts[name].many
        told = tuple(one for one in base.concepts[name].values if row[f"{name}: {one}"]) if many else row[name]
        if told != held:
            yield f"{name} is {told!r}, not {held!r}"
    for name in base.shown_sums:
        if row[name] != expected.values[name]:
            yield f"{name} is {row[name]!r}, not {expected.values[name]!r}"


def with_answers_left_out(
    base: KnowledgeBase, counsel: str, raw: RawLead, expected: Reference, random: Random, tally: Tally
) -> Iterator[str]:
    """Yield what is advised without some of the answers and does not come of all of them."""
    told = {name: raw[name] for name in raw if random.random() < 0.5}
    try:
        advice = advise(base, told, counsel=counsel, today=TODAY)
    except FollowthroughError as error:
        yield f"{told}: {error}"
        return
    tally["leads with answers left out"] += 1
    for name in advice.shown():
        if name not in advice.open:
            tally["conclusions settled without them"] += 1
            if advice.value(name) != expected.values[name]:
                yield f"{told}: {name} is settled as {advice.value(name)!r}, and comes to {expected.values[name]!r}"
        elif not advice.open[name].proved:
            tally["conclusions not proved in time"] += 1


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description="Compare all readings on random bases with every addition.")
    parser.add_argument("--bases", type=int, default=10_000, help="how many random bases")
    parser.add_argument("--first", type=int, default=0, help="the seed of the first")
    parser.add_argument("--processes", type=int, default=2, help="how many processes share the work")
    wanted = parser.parse_args()
    firsts = range(wanted.first, wanted.first + wanted.bases, AT_A_TIME)
    lasts = [min(first + AT_A_TIME, firsts.stop) for first in firsts]
    tally, found = Tally(), list[str]()
    # Processes that begin anew, since Polars has threads, which a copy of this one would wait for in vain.
    with ProcessPoolExecutor(wanted.processes, get_context("spawn")) as processes:
        for some, different in processes.map(compare, firsts, lasts):
            tally += some
            found += different
            sys.stdout.writelines(f"{line}\n" for line in different)
            sys.stdout.flush()
            sys.stderr.write(f"{tally['bases']:,} bases, {len(found):,} differences\n")
    sys.stdout.writelines(f"{number:,} {what}\n" for what, number in tally.items())
    sys.stdout.write(f"{len(found):,} differences\n")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
