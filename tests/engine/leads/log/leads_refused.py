"""Write to a log where that cannot be, in a process of its own, as limits and permissions are those of a process.

`leads_refused.py full LOG` lets no file grow beyond one size after another, which is what a full disk does to writes;
`leads_refused.py closed LOG` does it as somebody who may not. Prints what each attempt came to, one to a line.
"""

import os
import resource
import signal
import sys
from datetime import date
from pathlib import Path

from bases_in_memory import base_of
from followthrough.errors import LogError
from followthrough.leads.log import Log, actions

BASE = base_of("- {rule: go, counsel: elder, source: e1, if: {wet: yes}, then: {verdict: go}, because: it is wet}\n")
DAY = date(2026, 11, 22)
NOBODY = 65_534
SIZES = (*range(0, 4_096, 509), *range(4_096, 60_000, 3_001))


def attempt(log: Log, name: str) -> str:
    """Try to add a lead."""
    try:
        actions.add(log, BASE, name, {"wet": "no"}, today=DAY, note="x" * 3_000)
    except LogError as error:
        return f"LogError {error}"
    return f"stored {name}"


def names(log: Log) -> str:
    """Read the leads."""
    return ", ".join(history.name for history in log.histories())


def main(how: str, log: Log) -> None:
    """Try, and print."""
    said = []
    if how == "full":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        most = resource.getrlimit(resource.RLIMIT_FSIZE)
        for size in SIZES:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, most[1]))
            said += [attempt(log, f"Lead {size}"), names(log)]
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    else:
        names(log)  # so that all modules are there, which nobody else may be let to read
        if os.getuid() == 0:  # whom no permission stops
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        said += [names(log), attempt(log, "Brown"), names(log)]
    sys.stdout.write("\n".join(said))


if __name__ == "__main__":
    main(sys.argv[1], Log(Path(sys.argv[2])))
