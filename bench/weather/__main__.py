"""`python -m bench.weather [--json] [--full] [--group NAME]`: what a bot bears that fails around it.

A row for each weather and each kind of loss; the value is the count. Besides how many requests a second it made while
nothing worked, how busy it was, and how many lines the operator had to read. Exit code 1 if anything is not as it must
be. `--full` plays in their real length what a short run makes short, which its rows name: late answers, silence, and
ten minutes without a Bot API.
"""

import argparse
import asyncio
import sys

from bench.weather.drill import play
from bench.weather.report import report
from bench.weather.weathers import GROUPS


async def run(names: list[str], *, full: bool) -> bool:
    """The groups of these names. Whether all went well."""
    well = True
    for group in GROUPS:
        for result in await play(group, full=full) if group.name in names else ():
            report(result)
            for why in result.faults():
                print(why, *result.said, sep="\n    ", file=sys.stderr)
                well = False
    return well


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="the rows are JSON in any case")
    parser.add_argument("--full", action="store_true", help="nothing is made short")
    parser.add_argument("--group", choices=[group.name for group in GROUPS], help="one group of weathers alone")
    options = parser.parse_args()
    names = [options.group] if options.group else [group.name for group in GROUPS]
    raise SystemExit(0 if asyncio.run(run(names, full=options.full)) else 1)


if __name__ == "__main__":
    main()
