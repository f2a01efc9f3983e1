"""`python -m bench.broadcast [--json] [--full] [--runs N]`: a notice to 60,000 at Telegram's pace.

The sandbox holds the limit of 30 messages a second, once as a bucket and once as a strict window of a second, and
counts what it takes and what it refuses. Meanwhile people talk to the bot, three times a second; their answers are
timed with the notice and, before it, without. By default 60,000 wait and a minute of it is measured, each run on a
fresh town; with `--full` it goes out to the last of them, which takes 35 minutes of each kind. Memory is looked at once
more while all 60,000 go out as fast as the process can. Then a notice to a few hundred meets 429, 403, 5xx and
connections that break before and after the send. Exit code 1 if a bound is broken.
"""

import argparse
import asyncio
import statistics
import sys

from bench.broadcast import trouble
from bench.broadcast.flood import Flood, flood
from bench.broadcast.pace import WARM, Run, run
from bench.broadcast.stage import PER_SECOND
from bench.report import line

KINDS = ("bucket", "window")
RECIPIENTS, SECONDS, RUNS = 60_000, 60.0, 2
SHARE, REFUSED, REPLY_MS = 0.96, 2.0, 250.0  # wanted: at least, at most a minute, at most
CARD = 20.0  # changes a minute of the card that shows the progress: what a group would bear
GROWN_MB = 32.0  # of memory, at most
GROWN = 100.0  # bytes a message, at most: 6 MB with all of them


def p99(seconds: list[float]) -> float:
    """Milliseconds."""
    return 1000 * statistics.quantiles(seconds, n=100)[98]


def tell(kind: str, runs: list[Run]) -> list[str]:
    """Print what a kind of limit showed. Returns what is not as it must be."""
    name, count, found = f"broadcast.{kind}", len(runs), []
    seconds, recipients = sum(run.seconds for run in runs), RECIPIENTS

    def row(what: str, values: list[float], unit: str, against: str, ratio: float | None, bound: float, **more: object
            ) -> None:  # fmt: skip
        value = statistics.median(values)
        spread = [round(min(values), 3), round(max(values), 3)]
        line(f"{name}.{what}", value, unit, against, ratio, count, spread=spread, limit=bound, **more)

    per_second = [run.taken / run.seconds for run in runs]
    share = sum(run.taken for run in runs) / seconds / PER_SECOND
    row("pace", per_second, "messages/s", "30 messages/s", share, SHARE * PER_SECOND, seconds=round(seconds),
        worst_second=max(run.worst_second for run in runs), recipients=recipients)  # fmt: skip
    refused = 60 * sum(run.refused for run in runs) / seconds
    row("refused", [60 * run.refused / run.seconds for run in runs], "429/min", "limit", None, REFUSED)
    with_it = [delay for run in runs for delay in run.delays]
    without = [delay for run in runs for delay in run.calm]
    row("reply.p99", [p99(run.delays) for run in runs], "ms", "the same people without a notice",
        p99(with_it) / p99(without), REPLY_MS, all_runs=round(p99(with_it)),
        median=round(1000 * statistics.median(with_it)), without=round(p99(without)), replies=len(with_it))  # fmt: skip
    row("card", [60 * run.shown / (run.seconds + WARM) for run in runs], "changes/min", "limit", None, CARD)
    row("memory.grown", [run.grown / 1e6 for run in runs], "MB", "before the notice", None, GROWN_MB)
    row("cpu", [1000 * run.busy / run.taken for run in runs], "ms/message", "nothing", None, 0,
        with_turns=round(len(with_it) / sum(run.taken for run in runs), 2))  # fmt: skip
    found += [f"{kind}: {share:.3f} of the limit"] * (share < SHARE)
    found += [f"{kind}: {refused:.1f} times 429 a minute"] * (refused > REFUSED)
    found += [f"{kind}: replies take {p99(with_it):.0f} ms"] * (p99(with_it) > REPLY_MS)
    found += [f"{kind}: {run.grown / 1e6:.0f} MB more" for run in runs if run.grown / 1e6 > GROWN_MB]
    found += [f"{kind}: the card changed {run.shown} times" for run in runs
              if not 0 < run.shown <= CARD * (run.seconds + WARM) / 60 + 5]  # fmt: skip
    found += [f"{kind}: {who} was not answered" for run in runs for who in run.unanswered]
    return found + [f"{kind}: {run.twice} have it twice" for run in runs if run.twice]


def tell_flood(seen: Flood) -> list[str]:
    """Print what the rows of a whole notice cost, sent as fast as the process can."""
    line("broadcast.memory", seen.grown, "bytes/message", "limit", seen.grown / GROWN, 1, limit=GROWN, sent=seen.sent,
         first_mb=round(seen.first / 1e6, 1), last_mb=round(seen.last / 1e6, 1))  # fmt: skip
    line("broadcast.memory.cpu", seen.cpu_ms, "ms/message", "nothing", None, 1)
    return [f"{seen.grown:.0f} bytes of memory a message"] * (seen.grown > GROWN)


def tell_trouble(result: trouble.Result) -> list[str]:
    """Print who has it and how often, by what they met."""
    for name, people in result.people.items():
        line(f"broadcast.{name}.lost", result.lost[name], "people", "limit", None, 1, limit=0, of=people)
        line(f"broadcast.{name}.twice", result.twice[name], "people", "limit", None, 1, of=people,
             limit=people if name == trouble.MAY_COME_TWICE else 0)  # fmt: skip
    line("broadcast.trouble.over_in", result.seconds, "s", "nothing", None, 1, left=result.left)
    return result.faults()


async def main() -> list[str]:
    """Both kinds in turn, then the trouble."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="the rows are JSON in any case")
    parser.add_argument("--full", action="store_true", help="one run of each kind, to the last of them")
    parser.add_argument("--runs", type=int, default=RUNS, help="of each kind")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each run")
    given = parser.parse_args()
    found: dict[str, list[Run]] = {kind: [] for kind in KINDS}
    for number in range(1 if given.full else given.runs):
        for kind, runs in found.items():
            runs.append(await run(kind, RECIPIENTS, given.seconds, number, whole=given.full))
    faults = [fault for kind, runs in found.items() for fault in tell(kind, runs)]
    faults += [f"{run.left} do not have it" for runs in found.values() for run in runs if given.full and run.left]
    faults += tell_flood(await flood(RECIPIENTS))
    return faults + tell_trouble(await trouble.play())


if __name__ == "__main__":
    broken = asyncio.run(main())
    for fault in broken:
        print(fault, file=sys.stderr)
    sys.exit(1 if broken else 0)
