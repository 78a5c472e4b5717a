"""How much memory `batch` needs, and how long it takes, as files grow: `python bench/memory.py [ROWS ...]`.

Each file is made, advised on in a process of its own, and removed; printed is that process's peak resident memory.
"""

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from many_leads import write
from tabulate import tabulate

from followthrough.format.load import load

ROWS = (100_000, 1_000_000, 10_000_000)
PROGRAM = """
import sys
from pathlib import Path
from followthrough_cli.main import run
status = run(sys.argv[2:])
Path(sys.argv[1]).write_text(Path("/proc/self/status").read_text())
sys.exit(status)
"""
"""Runs the command and leaves behind what Linux knows of the process; its peak starts anew with each program."""


def measured(source: Path, target: Path) -> tuple[float, float]:
    """Advise on a file; give the seconds, and the peak memory in MiB."""
    report = target.with_name("status")
    arguments = ["batch", "--force", str(source), "-o", str(target), "--on", "2026-11-22"]
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", PROGRAM, str(report), *arguments], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - started
    peak = next(line.split()[1] for line in report.read_text().splitlines() if line.startswith("VmHWM:"))
    return seconds, int(peak) / 1024


def main() -> None:
    """Measure each size in each format."""
    base, rows = load(), []
    for number in map(int, sys.argv[1:] or ROWS):
        for ending in ("parquet", "csv", "jsonl"):
            with TemporaryDirectory(dir=os.environ.get("BENCH_FOLDER")) as folder:
                source = Path(folder) / f"leads.{ending}"
                write(base, number, source)
                seconds, peak = measured(source, Path(folder) / f"advice.{ending}")
                size = source.stat().st_size / 2**20
            figures = (
                f"{number:,}",
                ending,
                f"{size:,.0f}",
                f"{seconds:.1f}",
                f"{number / seconds:,.0f}",
                f"{peak:,.0f}",
            )
            rows.append(figures)
    headers = ["leads", "format", "file, MiB", "seconds", "leads/s", "peak memory, MiB"]
    sys.stdout.write(tabulate(rows, headers, tablefmt="github", disable_numparse=True) + "\n")


if __name__ == "__main__":
    main()
