"""`shuanglian roster`: a workbook to fill in, and its way into the database, beside a running bot."""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text as Plain

from bot import opening, roster_changes, roster_export
from bot.clock import SystemClock
from bot.command import CONFIG, DONE, FAILED, WRONG_INPUT, ConfigOption, refuse, settings_of
from bot.config import Config, ConfigError, load
from bot.roster_files import contents, keep, mark, rows_live_on
from bot.showing import showing
from domain.categories import BUILT_IN, Categories
from domain.roster import MODELS, ChangeKind, Plan, Progress
from locales import Text
from services.roster.importing import apply, plan
from services.roster.wording import Said, plainly, say, title
from services.roster.workbook import Reading, read_files
from storage.engines import DatabaseRefusedError

SHOWN_FAULTS = 200
CHANGES: tuple[ChangeKind, ...] = ("added", "changed", "ended")

app = typer.Typer(
    name="roster", help="Units, stations, persons, mandates, roles, links, departments.", no_args_is_help=True
)
app.command("history")(roster_changes.history)
app.command("undo")(roster_changes.undo)
app.command("export")(roster_export.export)


@dataclass(frozen=True)
class Report:
    """What came of a file."""

    reading: Reading
    plan: Plan
    faults: tuple[Said, ...]
    notes: tuple[Said, ...] = ()
    marked: Path | None = None  # where the marked workbook lies


@app.command()
def template(
    out: Annotated[Path, typer.Argument(metavar="OUT.xlsx", help="The file to write.")],
    force: Annotated[bool, typer.Option("--force", help="Write over a file that holds something.")] = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Write a workbook to fill in, with explanations in Chinese and English."""
    from services.roster.template import template as made  # imports openpyxl, which the bot does not need

    text = _text(config)
    if out.suffix.lower() != ".xlsx":
        refuse(plainly(text, "roster.cli.only_xlsx"), WRONG_INPUT)
    try:
        keep(out, force, text)
        out.write_bytes(made(asyncio.run(_known(config))))
    except OSError as error:
        refuse(plainly(text, "roster.cli.unwritable", path=out, reason=error.strerror), WRONG_INPUT)
    Console(soft_wrap=True).print(plainly(text, "roster.cli.written", path=out), markup=False, highlight=False)


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The workbook (.xlsx), a table (.csv), a .zip or folder of tables.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    marked: Annotated[
        Path | None, typer.Option("--marked", metavar="OUT.xlsx", help="With faults: write it there, faults marked.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Let --marked write over a file.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")] = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Import a roster: all of it or nothing. Every fault is listed; the same twice changes nothing."""
    settings = settings_of(config)
    text = Text(settings.locale.default)
    if marked:
        keep(marked, force, text)
    rows_live_on()
    try:
        files = contents(file)
        with showing(text, wanted=not as_json) as progress:
            reading, found = asyncio.run(_import(settings, files, dry_run, progress, file.name))
    except OSError as error:
        refuse(plainly(text, "roster.cli.unreadable", path=file, reason=error.strerror), WRONG_INPUT)
    except DatabaseRefusedError as error:
        refuse(str(error), FAILED)
    faults = tuple(say(fault, text, reading.titles) for fault in found.faults)
    notes = tuple(say(note, text, reading.titles) for note in found.notes)
    copy = mark(marked, files, reading, found, text) if marked and faults else None
    report = Report(reading, found, faults, notes, copy)
    if as_json:
        typer.echo(json.dumps(_as_data(report, dry_run), ensure_ascii=False))
    else:
        _print(report, dry_run, text)
    raise typer.Exit(WRONG_INPUT if faults else DONE)


async def _import(
    settings: Config, files: dict[str, bytes], dry_run: bool, progress: Progress | None, file: str
) -> tuple[Reading, Plan]:
    """Plan or apply in one job. Faults of reading and of checking are put together: people mend them in one go."""
    now = SystemClock().now()
    async with opening.database(settings) as writer:
        reading = read_files(files, progress, writer.rules.categories)
        if dry_run or reading.faults:
            found = await writer.run(lambda tx: plan(tx, reading.book, progress), slow=True)
        else:
            found = await writer.run(lambda tx: apply(tx, None, reading.book, now, progress, file), slow=True)
    order = {sheet: rank for rank, sheet in enumerate(MODELS)}
    faults = sorted(reading.faults + found.faults, key=lambda fault: (order.get(fault.sheet, -1), fault.row or 0))
    return reading, replace(found, faults=tuple(faults))


def _as_data(report: Report, dry_run: bool) -> dict[str, Any]:
    """What `--json` prints: with faults, a dry run tells what else would change, an import that nothing did."""
    is_void = bool(report.faults) and not dry_run
    nothing = dict.fromkeys(MODELS, 0)
    counts: dict[str, Any] = {kind: nothing if is_void else report.plan.counts(kind) for kind in CHANGES}
    return {
        **counts,
        "unchanged": nothing if is_void else report.plan.unchanged,
        "examples": report.reading.examples,
        "dry_run": dry_run,
        "change": report.plan.change,
        "notes": [asdict(note) for note in report.notes],
        "faults": [asdict(fault) for fault in report.faults],
        "marked": None if report.marked is None else str(report.marked),
    }


def _print(report: Report, dry_run: bool, text: Text) -> None:
    console = Console()
    tell = _teller(console)
    if report.reading.titles and (dry_run or not report.faults):
        console.print(_count_table(report.plan, text))
        if report.reading.examples:
            tell(plainly(text, "roster.cli.examples", n=report.reading.examples))
    if report.notes:
        console.print(_fault_table(report.notes[:SHOWN_FAULTS], text))
        tell(plainly(text, "roster.cli.notes", n=len(report.notes)))
    if not report.faults:
        tell(plainly(text, f"roster.cli.{_outcome(report.plan, dry_run)}", id=report.plan.change))
        return
    console.print(_fault_table(report.faults[:SHOWN_FAULTS], text))
    if len(report.faults) > SHOWN_FAULTS:
        tell(plainly(text, "roster.cli.more", n=len(report.faults) - SHOWN_FAULTS))
    tell(plainly(text, "roster.cli.faults", n=len(report.faults)))
    if report.marked:
        tell(plainly(text, "roster.cli.marked", path=report.marked))
    elif report.reading.titles:
        tell(plainly(text, "roster.cli.hint"))


def _outcome(found: Plan, dry_run: bool) -> str:
    if not found.changes:
        return "same" if any(found.unchanged.values()) else "nothing"
    return "dry" if dry_run else "done"


def _teller(console: Console) -> Callable[[str], None]:
    return lambda line: console.print(line, markup=False, highlight=False, soft_wrap=True)


def _fault_table(faults: Iterable[Said], text: Text) -> Table:
    table = _table(text, "sheet", "row", "column", "value", "mend")
    for fault in faults:
        where = (fault.sheet, "" if fault.row is None else str(fault.row), fault.column, fault.value)
        table.add_row(*map(Plain, (*where, fault.message)))
    return table


def _count_table(found: Plan, text: Text) -> Table:
    table = _table(text, "sheet", *CHANGES, "unchanged")
    counts = (*(found.counts(kind) for kind in CHANGES), found.unchanged)
    for sheet in MODELS:
        table.add_row(title(sheet), *(str(count[sheet]) for count in counts))
    return table


def _table(text: Text, *columns: str) -> Table:
    table = Table(show_lines=False)
    for column in columns:
        table.add_column(plainly(text, f"roster.cli.{column}"), overflow="fold")
    return table


async def _known(config: Path) -> Categories:
    """The city's categories, where there is a city already."""
    try:
        async with opening.database(load(config)) as writer:
            return writer.rules.categories
    except (ConfigError, DatabaseRefusedError):
        return BUILT_IN


def _text(config: Path) -> Text:
    """The configured language, where there is a configuration already."""
    try:
        return Text(load(config).locale.default)
    except ConfigError:
        return Text("zh")
