"""`python -m bench.roster [--json]`: a whole city's roster from its workbook into the database, in one go.

6,229 representatives with their mandates, 437 stations, 62,290 residents and as many links, as the template has them.
Reading, checking and writing together are compared with inserting the very same rows bare: tuples that lie ready, one
prepared statement a table, the same schema, one commit. Both take turns in one run, each on an empty database of its
own, and processor time is what counts. Then the same workbook comes again, and must change nothing. Memory is the
largest that a process of its own needed for all of it.
"""

import argparse
import asyncio
import contextlib
import io
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from bench.large_city import DISTRICTS, REPRESENTATIVES, RESIDENTS, STATIONS, TOWNS
from bench.report import line
from bot.roster_files import rows_live_on
from domain.roster import Plan
from domain.rules import Rules
from services.roster.importing import apply
from services.roster.sheets import BY_CODE
from services.roster.workbook import read
from storage.engines import open_engine
from storage.migrate import migrate
from storage.url import DatabaseUrl
from storage.writer import Writer

NOW = datetime(2026, 1, 12, 1, tzinfo=UTC)
RUNS = 5
WANTED_RATIO = 15.0
WANTED_MEGABYTES = 512
TABLES = ("units", "stations", "persons", "mandates", "links")
Rows = list[tuple[Any, ...]]


def sheets() -> dict[str, Rows]:
    """The rows of the city, sheet by sheet, in the order of the template's columns."""
    towns = [(f"t{n}", f"第{n}街道", "街道 street", f"d{n % DISTRICTS}") for n in range(TOWNS)]
    districts = [(f"d{n}", f"第{n}区", "区县 district", "zibo") for n in range(DISTRICTS)]
    stations = [
        (f"s{n}", f"第{n}民情联络站", "地域 territorial", f"t{n % TOWNS}", "和平路 1 号", "每周四 9:00", 36.8, 118.0)
        for n in range(STATIONS)
    ]
    representatives = [(f"r{n}", f"代表{n}", f"138{n:08d}", "中文 zh", f"t{n % TOWNS}") for n in range(REPRESENTATIVES)]
    residents = [(f"g{n}", f"居民{n}", None, "中文 zh", f"t{n // 10 % TOWNS}") for n in range(RESIDENTS)]
    mandates = [
        (f"r{n}", "区县 district", f"t{n % TOWNS}", f"s{n % STATIONS}", "2026-01-10", None, "是 yes", "否 no")
        for n in range(REPRESENTATIVES)
    ]
    links = [(f"r{n // 10}", f"g{n}", "代表联系群众 residents", "2026-01-10", None) for n in range(RESIDENTS)]
    persons: Rows = [*representatives, *residents]
    return {
        "units": [("zibo", "淄博市", "市 city"), *districts, *towns],
        "stations": stations,
        "persons": persons,
        "mandates": mandates,
        "links": links,
    }


def workbook(rows: dict[str, Rows]) -> bytes:
    """The city's workbook."""
    book = Workbook(write_only=True)
    for code, lines in rows.items():
        page = book.create_sheet(BY_CODE[code].title)
        page.append([column.title for column in BY_CODE[code].columns])
        for cells in lines:
            page.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@contextlib.asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Writer]:
    """A writer on a database, as the bot has it; closed on every way out."""
    writer = Writer(await open_engine(DatabaseUrl.parse(f"sqlite:///{path}")), Rules())
    try:
        yield writer
    finally:
        await writer.close()


async def ours(data: bytes, path: Path) -> tuple[float, float, Plan]:
    """Seconds of the processor until the file is read, until all is stored, and what changed."""
    async with opened(path) as writer:
        before = time.process_time()
        reading = read(data)
        between = time.process_time()
        found = await writer.run(lambda tx: apply(tx, None, reading.book, NOW), slow=True)
        if reading.faults or found.faults:
            raise SystemExit(f"the roster has faults: {(reading.faults + found.faults)[:3]}")
        return between - before, time.process_time() - before, found


async def stored(path: Path) -> dict[str, tuple[str, Rows]]:
    """How to insert bare what an import stored: a statement and its tuples, table by table."""
    found: dict[str, tuple[str, Rows]] = {}
    async with opened(path) as writer:
        for table in TABLES:
            query = f"SELECT * FROM {table} ORDER BY id"  # noqa: S608 - from the list above
            rows = await writer.engine.call(lambda connection, query=query: connection.execute(query).fetchall())
            names = ", ".join(rows[0])
            places = ", ".join("?" * len(rows[0]))
            insert = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 - the schema's own names
            found[table] = insert, [tuple(row.values()) for row in rows]
    return found


async def bare(tables: dict[str, tuple[str, Rows]], path: Path) -> float:
    """Seconds of the processor for the same rows, and nothing but them."""

    def insert(connection: Any) -> None:
        connection.execute("BEGIN IMMEDIATE")
        for statement, rows in tables.values():
            connection.executemany(statement, rows)
        connection.execute("COMMIT")

    async with opened(path) as writer:
        before = time.process_time()
        await writer.engine.call(insert)
        return time.process_time() - before


def peak(file: Path, database: Path) -> int:
    """Megabytes that a process of its own needed at most, to import a file."""
    words = [sys.executable, "-m", "bench.roster", "--once", str(file), str(database)]
    done = subprocess.run(words, capture_output=True, check=True, text=True)
    return int(json.loads(done.stdout)["megabytes"])


def once(file: Path, database: Path) -> None:
    """Import, and say how much memory it took."""
    asyncio.run(ours(file.read_bytes(), database))
    told = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    print(json.dumps({"megabytes": int(told["VmHWM"].split()[0]) // 1024}))


async def measure(folder: Path) -> None:
    """Make the workbook, let both take turns, and print a line each."""
    rows = sheets()
    total = sum(map(len, rows.values()))
    file, empty = folder / "city.xlsx", folder / "empty.db"
    file.write_bytes(data := workbook(rows))
    migrate(DatabaseUrl.parse(f"sqlite:///{empty}"), NOW)
    first = Path(shutil.copyfile(empty, folder / "first.db"))
    await ours(data, first)
    tables = await stored(first)
    times: list[tuple[float, float, float]] = []
    for run in range(RUNS):
        paths = [Path(shutil.copyfile(empty, folder / f"{who}-{run}.db")) for who in ("ours", "bare")]
        reading, mine, found = await ours(data, paths[0])
        if len(found.changes) != total:
            raise SystemExit(f"{len(found.changes)} of {total} rows were stored")
        times.append((mine, await bare(tables, paths[1]), reading))
    mine, theirs, reading = (statistics.median(run[column] for run in times) for column in range(3))
    size = {"rows": total, "links": RESIDENTS, "representatives": REPRESENTATIVES, "stations": STATIONS}
    line("roster.import", total / mine, "rows/s", "bare inserts", mine / theirs, RUNS, wanted_ratio=WANTED_RATIO,
         seconds=round(mine, 2), reading_seconds=round(reading, 2), bare_seconds=round(theirs, 2), **size)  # fmt: skip
    _, again, found = await ours(data, first)
    if found.changes:
        raise SystemExit(f"the same workbook changed {len(found.changes)} rows")
    line("roster.again", again, "s", "the first time", again / mine, 1, changes=len(found.changes), **size)
    database = Path(shutil.copyfile(empty, folder / "once.db"))
    line("roster.memory", peak(file, database), "MB", "the whole process", None, 1, wanted_most=WANTED_MEGABYTES,
         file_megabytes=round(len(data) / 1024 / 1024, 1), **size)  # fmt: skip


def main() -> None:
    """Measure, or be the process that is measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="the rows are JSON in any case")
    parser.add_argument("--once", nargs=2, type=Path, metavar=("FILE", "DATABASE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    rows_live_on()  # as whoever imports does
    if options.once:
        once(*options.once)
        return
    with tempfile.TemporaryDirectory() as name:
        asyncio.run(measure(Path(name)))


if __name__ == "__main__":
    main()
