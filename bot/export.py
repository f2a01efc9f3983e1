"""`shuanglian export`: cases, contacts and the audit trail as a table, CSV or XLSX, beside a running bot."""

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.command import CONFIG, FAILED, WRONG_INPUT, ConfigOption, refuse, settings_of
from bot.config import Config
from bot.demo.folder import town_clock
from bot.opening import database
from domain.units import Unit
from handlers.audit import table as trail_table
from locales import Text
from services import exports as kinds
from services.audit.exporting import note
from services.audit.searching import Look
from services.exports import CASES, CONTACTS, Kind, titles
from services.tables import ENDINGS, Cell, save
from storage import exports, units
from storage.engines import DatabaseRefusedError
from storage.exports import Stretch
from storage.tx import Tx
from storage.writer import Writer

AT_ONCE = 1_000  # numbers in one stretch: between two of them a bot that runs has its turns
BEGINNING = date(2000, 1, 1)
WRONG = (FileNotFoundError, NotADirectoryError, PermissionError, IsADirectoryError)  # a path that can't be right


class What(StrEnum):
    """What can be exported."""

    CASES = "cases"
    CONTACTS = "contacts"
    AUDIT = "audit"


KINDS: dict[What, Kind] = {
    What.CASES: Kind(titles("cases", CASES), exports.cases, kinds.case_row),
    What.CONTACTS: Kind(titles("contacts", CONTACTS), exports.contacts, kinds.contact_row),
    What.AUDIT: Kind(trail_table.columns, kinds.trail_of, trail_table.row),
}


def export(
    what: Annotated[What, typer.Argument(help="Cases, contacts on fixed links, or who did what.")],
    out: Annotated[Path, typer.Argument(metavar="OUT.csv|.xlsx", help="The file to write; its ending says which.")],
    unit: Annotated[str, typer.Option(help="The code of a unit, with all below it; without it, the whole city.")] = "",
    since: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="Only what is of this day or later.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Write open data: no resident is named, and nothing that anybody wrote is in it."""
    settings = settings_of(config)
    if out.suffix.lower() not in ENDINGS:
        refuse(f"{out}: write a name that ends in .csv or .xlsx", WRONG_INPUT)
    if out.is_dir() or (out.exists() and not force):
        refuse(f"{out}: is there already; --force writes over a file", WRONG_INPUT)
    try:
        number = _export(settings, what, out, unit, _day(since), force=force)
    except DatabaseRefusedError as error:
        refuse(str(error), FAILED)
    except OSError as error:
        refuse(f"{out}: can't be written ({error.strerror})", WRONG_INPUT if isinstance(error, WRONG) else FAILED)
    typer.echo(f"{out}: {number} rows")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else BEGINNING
    except ValueError:
        refuse(f"--since {text}: is no day; write it as 2026-01-31", WRONG_INPUT)


def _export(config: Config, what: What, out: Path, code: str, since: date, *, force: bool) -> int:
    """Write the file, and note that it was taken. Returns how many rows it has."""
    with _opened(config) as (runner, writer):
        unit = runner.run(writer.run(lambda tx: _unit(tx, code)))
        if unit is None:
            refuse(f"there is no unit {code}" if code else "there is no unit yet: import a roster first", WRONG_INPUT)
        text = Text(config.locale.default, config.locale.zone, named=writer.rules.categories.named)
        kind, place = KINDS[what], unit.id
        rows = _rows(runner, writer, what, text, place, since)
        number = save(out, kind.columns(text), rows, str(text(f"export.{what.value}")), force=force)
        look = Look(unit_id=place, since=None if since == BEGINNING else since)
        now = town_clock(config).now()
        runner.run(writer.run(lambda tx: note(tx, None, look, number, now, kind=what.value)))
        return number


def _unit(tx: Tx, code: str) -> Unit | None:
    return units.by_code(tx, code) if code else next(iter(units.roots(tx)), None)


def _rows(
    runner: asyncio.Runner, writer: Writer, what: What, text: Text, unit_id: int, since: date
) -> Iterator[Sequence[Cell]]:
    """Row after row; each stretch is read when the one before it is written, so memory holds one of them."""
    kind, at = KINDS[what], datetime.combine(since, time(), text.zone).astimezone(UTC)
    last = runner.run(writer.run(lambda tx: exports.last(tx, what.value)))
    for after in range(0, last, AT_ONCE):
        read = partial(kind.read, part=Stretch(unit_id, at, since, after, after + AT_ONCE))
        yield from (kind.row(text, one) for one in runner.run(writer.run(read, slow=True)))


@contextlib.contextmanager
def _opened(config: Config) -> Iterator[tuple[asyncio.Runner, Writer]]:
    """The database, and a loop that runs only while something is asked of it: files are written in between."""
    with asyncio.Runner() as runner:
        opening = database(config)
        writer = runner.run(opening.__aenter__())
        try:
            yield runner, writer
        finally:
            runner.run(opening.__aexit__(None, None, None))
