"""Hold the program of the page to the engine on every set of rules that can fire together: `python bench/firings.py`.

Under each counsel of the shipped base, all such sets are counted off decision diagrams, and one possible lead of each
is put to the engine and, in Node, to the page's own program: which rules fire, which are defeated, what contradicts,
and the value of every concept. With `--every N`, only one set of N is; with `--counsel`, those of one counsel are.
"""

import argparse
import sys
import time
from itertools import islice
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / part) for part in ("engine", "tests")]

from distinct_firings import DistinctFirings  # noqa: E402  the tests' helpers come first
from followthrough import load  # noqa: E402
from followthrough.errors import LeadError  # noqa: E402
from followthrough.format.model import KnowledgeBase  # noqa: E402
from page_reader import PageReader, as_dates, page_reader, unlike  # noqa: E402
from random_bases import TODAY  # noqa: E402


def compare(base: KnowledgeBase, counsel: str, reader: PageReader, every: int) -> str:
    """Compare page and engine on the sets of a counsel, and say what was found."""
    started, compared, differing, refused = time.process_time(), 0, 0, 0
    sets = list(DistinctFirings(base, counsel).leads())
    for found in islice(sets, 0, None, every):
        try:
            lead = as_dates(base, found, TODAY)
            differences = unlike(base, lead, reader.concluded(lead, counsel, TODAY), counsel, TODAY)
        except LeadError:
            refused += 1
            continue
        compared, differing = compared + 1, differing + bool(differences)
        for one in differences:
            sys.stdout.write(f"{lead}: {one}\n")
    seconds = time.process_time() - started
    left = f"; of {refused} no real day was found" if refused else ""
    return (
        f"{counsel}: {len(sets):,} sets of rules can fire together; {compared:,} compared, {differing} differ{left} "
        f"({seconds:.0f} s of the processor)"
    )


def main() -> None:
    """Compare page and engine under each counsel."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--every", type=int, default=1, metavar="N", help="compare one set of N")
    parser.add_argument("--counsel", metavar="NAME")
    arguments = parser.parse_args()
    base = load()
    with page_reader() as reader:
        reader.take_up(base)
        for counsel in [arguments.counsel] if arguments.counsel else base.counsels:
            sys.stdout.write(compare(base, counsel, reader, arguments.every) + "\n")


if __name__ == "__main__":
    main()
