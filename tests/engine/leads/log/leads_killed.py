"""Kill programs that write to one log, at random moments, and look at what they leave.

Runs as a program of its own, so that forking is cheap: `python leads_killed.py FOLDER KILLS SEED`. Two writers store
leads and answers without pause, and report each over a pipe once it is stored. It prints how many kills there were,
how much was reported as stored, how many kills came halfway through a transaction, and all that is not as it should be.
"""

import os
import random
import signal
import sys
import time
from datetime import date
from pathlib import Path

from bases_in_memory import base_of
from followthrough.leads.log import Log, actions

BASE = base_of("- {rule: go, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: go}, because: it is wet}\n")
DAY = date(2026, 11, 22)
LONGEST = 0.03
"""The latest moment of a kill, in seconds: long enough for a writer to store a few leads."""
TO_A_LOG = 10
"""Kills to a log: each log is begun, written and copied under fire."""


def store_and_report(log: Log, pipe: int, who: str) -> None:
    """Store leads until killed."""
    number = 0
    while True:
        number += 1
        name = f"{who} {number}"
        actions.add(log, BASE, name, {"wet": "yes", "late": "no"}, today=DAY, note="met them")
        os.write(pipe, f"{name}\n".encode())
        actions.set_answers(log, BASE, name, {"late": "yes"}, today=DAY)
        os.write(pipe, f"{name} late\n".encode())


def begin(log: Log, who: str) -> tuple[int, int]:
    """Start a writer; give its process and the pipe over which it reports."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            store_and_report(log, writing, who)
        except BaseException as error:
            os.write(writing, f"! {error}\n".encode())
        finally:
            os._exit(1)
    os.close(writing)
    return child, reading


def faults(log: Log, reported: list[str]) -> list[str]:
    """Compare what was reported with what the log holds."""
    histories = log.histories()
    names = [history.name for history in histories]
    late = {history.name for history in histories if history.answers(DAY).get("late") == "yes"}
    found = [line for line in reported if line.startswith("!")]
    for line in reported:
        name = line.removesuffix(" late")
        if names.count(name) != 1 or (line != name and name not in late):
            found.append(f"{line}: reported, and there {names.count(name)} times")
    return found + [
        f"{history.name}: {len(history.entries)} entries"
        for history in histories
        if len(history.entries) not in (4, 5) or names.count(history.name) != 1
    ]


def main(folder: Path, kills: int, seed: int) -> None:
    """Kill, look, and print."""
    chance = random.Random(seed)
    total, halfway, wrong = 0, 0, []
    for begun in range(0, kills, TO_A_LOG):
        log = Log(folder / f"{begun}.sqlite")
        reported: list[str] = []
        for kill in range(begun, min(begun + TO_A_LOG, kills)):
            writers = [begin(log, f"{kill}{letter}") for letter in "ab"]
            time.sleep(chance.uniform(0, LONGEST))
            for child, _ in writers:
                os.kill(child, signal.SIGKILL)
            for child, reading in writers:
                os.waitpid(child, 0)
                with os.fdopen(reading) as told:
                    reported += told.read().splitlines()
            halfway += log.path.with_name(f"{log.path.name}-journal").exists()
            name = f"next {kill}"
            actions.add(log, BASE, name, {"wet": "yes", "late": "no"}, today=DAY, note="the next command works")
            reported.append(name)
        wrong += faults(log, reported)
        total += len(reported)
    sys.stdout.write("\n".join(map(str, (kills, total, halfway, *wrong))))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
