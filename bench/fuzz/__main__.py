"""`python -m bench.fuzz [--json] [--full] [--seed N]`: updates by chance, and whether anything gave way.

2,000 updates by default, 100,000 with `--full`. Exit code 1 if anything was found; the seeds that found it are printed,
to be added to tests/fuzz/seeds.txt once what they found is mended.
"""

import argparse
import asyncio
import sys
import time

from bench.fuzz.driving import A_SEED, Findings, fuzz
from bench.report import line
from bench.slope import slope

UPDATES, FULL = 2_000, 100_000
SEED = 20_261_124
WARM = 0.3  # of the run, in which memory may grow: caches fill
GROWTH = 1_000.0  # bytes an update that memory may grow afterwards; see bench/slope.py
SHOWN = 20


def main() -> int:
    """Run, print, and say whether all is well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="JSON lines; they are printed either way")
    parser.add_argument("--full", action="store_true", help=f"{FULL} updates")
    parser.add_argument("--seed", type=int, default=SEED, help="the first seed; each makes 100 updates")
    given = parser.parse_args()
    count = (FULL if given.full else UPDATES) // A_SEED
    began = time.perf_counter()
    found = asyncio.run(fuzz(range(given.seed, given.seed + count)))
    grown = report(found, given.seed, time.perf_counter() - began)
    for fault in found.faults[:SHOWN]:
        print(fault, file=sys.stderr)
    return 1 if found.failed or (given.full and grown > GROWTH) else 0


def report(found: Findings, seed: int, seconds: float) -> float:
    """Print what was found. Returns how much memory grew, in bytes an update."""
    grown = slope(found.memory[int(len(found.memory) * WARM) :])
    line(
        "fuzz.updates", found.updates, "updates", "limit", None, 1, seed=seed, per_second=round(found.updates / seconds)
    )
    line("fuzz.lost", len(found.faults), "faults", "limit", None, 1, limit=0, failed_seeds=found.failed)
    line("fuzz.unreadable", found.parked, "updates", "limit", None, 1)
    line(
        "fuzz.memory",
        grown,
        "bytes/update",
        "limit",
        grown / GROWTH,
        1,
        limit=GROWTH,
        megabytes=round(found.memory[-1][1] / 2**20),
    )
    return grown


if __name__ == "__main__":
    sys.exit(main())
