"""`python -m bench.crash [--json] [--full] [--way polling|webhook|fleet] [--seed N]`: what a bot loses that is killed.

A row for each kind of loss, by polling, by webhook, and for a fleet on PostgreSQL (one intake, three workers); the
value is the count. Exit code 1 if anything was lost, done
twice, or came twice more often than what was in flight.
"""

import argparse
import asyncio
import sys

from bench.crash.drill import KILLS, drill, stopped
from bench.crash.report import report
from bench.crash.scene import Way

WAYS: tuple[Way, ...] = ("polling", "webhook", "fleet")
KILLS_IN_FULL = 200


async def play(ways: tuple[Way, ...], kills: int, seed: int) -> bool:
    """All drills. Whether all went well."""
    well = True
    for way in ways:
        for result in (await drill(way, kills, seed=seed), await stopped(way)):
            report(result, seed)
            for why in result.faults():
                print(f"{way}: {why}", file=sys.stderr)
                well = False
    return well


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="the rows are JSON in any case")
    parser.add_argument("--full", action="store_true", help=f"{KILLS_IN_FULL} kills in place of {KILLS}")
    parser.add_argument("--way", choices=WAYS, help="one way of receiving alone")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    ways = (options.way,) if options.way else WAYS
    well = asyncio.run(play(ways, KILLS_IN_FULL if options.full else KILLS, options.seed))
    raise SystemExit(0 if well else 1)


if __name__ == "__main__":
    main()
