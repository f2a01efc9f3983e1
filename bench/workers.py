"""`python -m bench.workers [--json] [--full]`: updates a second of one worker and of two, on PostgreSQL with fsync.

The turn is that of bench.turns. One process receives and sends, workers handle turns, the server is of the bench's own
and on the same machine, and so is the minimal Bot API server: what each costs in processor time is told apart, for
with few cores they are in each other's way. Besides: the seconds until the chats of a killed worker are taken over.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.city import seed_server
from bench.echoes import TOKEN
from bench.report import line
from bench.turns import CHATS, answered, cpu, script, serving
from storage.inbox import PARTS
from storage.line import Line
from storage.url import DatabaseUrl
from tests.support import postgres

UPDATES, UPDATES_IN_FULL = 2_000, 10_000
RUNS, RUNS_IN_FULL = 3, 9
KILLS, KILLS_IN_FULL = 3, 10
FLEETS = {1: ("intake", "worker"), 2: ("intake", "worker", "worker")}
TAKEN_OVER_WITHIN = 5.0  # seconds, at most
PATIENCE = 60.0  # seconds for the processes of a fleet to come
LEVEL = 1.5  # seconds until shares are level and the first ticks done


@dataclass
class Run:
    """One fleet, once. Costs are milliseconds of processor time an update."""

    per_second: float
    intake: float
    workers: float
    database: float


@contextmanager
def running(base: str, url: str, folder: Path, roles: tuple[str, ...]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """The processes of a fleet; they have their shares when this is entered."""
    config = folder / "config.toml"
    config.write_text(
        f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{base}/bot"\nbase_file_url = "{base}/file/bot"\n'
        f'[database]\nurl = "{url}"\n[metrics]\nlisten = ""\n[limits]\nwaiting = 10000\nmessages_a_minute = 100000\n'
        "[delivery]\nper_second = 1000000\nper_chat_per_second = 1000\nper_chat_burst = 1000\nat_once = 64\n"
    )
    command = [str(Path(sys.executable).parent / "shuanglian"), "run", "--config", str(config), "--role"]
    with ExitStack() as stack, (folder / "fleet.log").open("ab") as log:
        fleet = [subprocess.Popen([*command, role], stdout=log, stderr=log) for role in roles]
        for process in fleet:
            stack.callback(process.wait)
            stack.callback(process.kill)
        asyncio.run(shared(url, roles.count("worker")))
        yield fleet


async def shared(url: str, workers: int) -> None:
    """Wait until so many workers are there and every chat has its worker."""
    line = await Line.open(DatabaseUrl.parse(url))
    async with asyncio.timeout(PATIENCE):
        while await line.present() != workers or len(await line.taken()) < PARTS:  # noqa: ASYNC110 locks ring no bell
            await asyncio.sleep(0.02)
    await line.close()


def measure(address: str, folder: Path, workers: int, updates: int) -> Run:
    """Let a fleet answer the script once, on a fresh city."""
    script(folder / "script.json", updates)
    with serving(folder) as base, postgres.database(address) as url:
        seed_server(url, CHATS)
        with running(base, url, folder, FLEETS[workers]) as fleet:
            time.sleep(LEVEL)
            before, database = [cpu(process.pid) for process in fleet], of_server(url)
            seconds = answered(base, updates)
            spent = [(cpu(p.pid) - b) * 1000 / updates for p, b in zip(fleet, before, strict=True)]
            return Run(updates / seconds, spent[0], sum(spent[1:]), (of_server(url) - database) * 1000 / updates)


def of_server(url: str) -> float:
    """Processor seconds of a database's connections so far."""
    with psycopg.connect(url, autocommit=True) as connection:
        pids = connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()").fetchall()
        return sum(cpu(pid) for (pid,) in pids if pid != connection.info.backend_pid)


def taken_over(address: str, folder: Path) -> float:
    """Kill one of two workers. The seconds until the other one has all chats."""
    script(folder / "script.json", 1)
    with serving(folder) as base, postgres.database(address) as url:
        seed_server(url, 1)
        with running(base, url, folder, FLEETS[2]) as fleet:
            time.sleep(LEVEL)
            began = time.perf_counter()
            fleet[1].kill()
            asyncio.run(shared(url, 1))
            return time.perf_counter() - began


def tell(found: dict[int, list[Run]]) -> None:
    """Updates a second, and what each part costs."""
    one, two = ([run.per_second for run in found[workers]] for workers in (1, 2))
    more = {"cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1)}
    for name, ours, ratio in (("1", one, None), ("2", two, statistics.median(two) / statistics.median(one))):
        line(f"workers.{name}", statistics.median(ours), "updates/s", "one worker", ratio, len(ours),
             spread=[round(min(ours), 1), round(max(ours), 1)], **more)  # fmt: skip
    for part in ("intake", "workers", "database"):
        costs = [getattr(run, part) for run in found[2]]
        line(f"workers.cpu.{part}", statistics.median(costs), "ms/update", "nothing", None, len(costs),
             spread=[round(min(costs), 3), round(max(costs), 3)])  # fmt: skip


def main() -> None:
    """Interleave one worker and two, then kill some."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="the rows are JSON in any case")
    parser.add_argument("--full", action="store_true", help=f"{UPDATES_IN_FULL:,} updates, {RUNS_IN_FULL} runs")
    full = parser.parse_args().full
    with tempfile.TemporaryDirectory() as name, postgres.server(durable=True) as address:
        folder = Path(name)
        found: dict[int, list[Run]] = {workers: [] for workers in FLEETS}
        for _ in range(RUNS_IN_FULL if full else RUNS):
            for workers, results in found.items():
                results.append(measure(address, folder, workers, UPDATES_IN_FULL if full else UPDATES))
        tell(found)
        seconds = [taken_over(address, folder) for _ in range(KILLS_IN_FULL if full else KILLS)]
    line("workers.taken_over", max(seconds), "s", "limit", max(seconds) / TAKEN_OVER_WITHIN, len(seconds),
         spread=[round(min(seconds), 2), round(max(seconds), 2)], wanted=TAKEN_OVER_WITHIN)  # fmt: skip


if __name__ == "__main__":
    main()
