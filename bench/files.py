"""Advise on files made at random, and see that no row is lost: `python bench/files.py [FILES [FIRST]]`.

Each is CSV, JSON lines or Parquet, written in one of many ways, one in three damaged. Rows in must be rows advised on
and rows told, or the file is refused; and no message may be other than ours.
"""

import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "engine"), str(ROOT / "tests")]

from random_files import outcome, random_file, small_base  # noqa: E402  # after the path to it is set

FILES = 20_000


def main() -> None:
    """Try the files, and print how many came out which way."""
    number, first = (int(given) for given in (*sys.argv[1:], *(FILES, 0)[len(sys.argv) - 1 :]))
    base, found, started = small_base(), Counter[str](), time.perf_counter()
    with TemporaryDirectory() as folder:
        for seed in range(first, first + number):
            random = Random(seed)
            file = random_file(random)
            try:
                found[f"{file.ending[1:]} {outcome(file, base, Path(folder), random)}"] += 1
            except BaseException:
                sys.stderr.write(f"seed {seed}: {file}\n")
                raise
    said = ", ".join(f"{count:,} {kind}" for kind, count in sorted(found.items()))
    sys.stdout.write(
        f"{number:,} files in {time.perf_counter() - started:.0f} s: {said}; no row lost, no message not ours\n"
    )


if __name__ == "__main__":
    main()
