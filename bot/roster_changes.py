"""`shuanglian roster history` and `roster undo`: what was imported when, by whom, and back again."""

import asyncio
import json
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text as Plain

from bot import opening
from bot.clock import SystemClock
from bot.command import CONFIG, FAILED, WRONG_INPUT, ConfigOption, refuse, settings_of
from bot.config import Config
from domain.roster import MODELS
from domain.roster_history import Imported
from handlers.telling import tell
from locales import Text
from services.commands import RefusedError
from services.roster.undoing import BlockedError
from services.roster.undoing import undo as undone
from services.roster.wording import built, plainly
from storage import roster_changes
from storage.engines import DatabaseRefusedError
from storage.tx import Tx

SHOWN = 200


def history(
    count: Annotated[int, typer.Option(min=1, help="How many of the last imports.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object an import.")] = False,
    config: ConfigOption = CONFIG,
) -> None:
    """What was imported: when, by whom, out of which file, and how much of it; the last one first."""
    settings = settings_of(config)
    try:
        found = asyncio.run(_history(settings, count))
    except DatabaseRefusedError as error:
        refuse(str(error), FAILED)
    if as_json:
        for one in found:
            typer.echo(json.dumps(_as_data(one), ensure_ascii=False))
        return
    text = Text(settings.locale.default)
    if not found:
        Console(soft_wrap=True).print(plainly(text, "roster.cli.no_history"), markup=False, highlight=False)
        return
    Console().print(_table(found, settings, text))


def undo(
    number: Annotated[
        int | None, typer.Argument(metavar="[ID]", min=1, help="Its number in the history; else the last one.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")] = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Undo an import as a whole, while nobody has built on it. What is in the way is listed."""
    settings = settings_of(config)
    text = Text(settings.locale.default)
    try:
        change = asyncio.run(_undo(settings, number))
    except BlockedError as error:
        _blocked(error, text, as_json=as_json)
    except RefusedError as error:
        refuse(plainly(text, error.key, **error.facts), WRONG_INPUT)
    except DatabaseRefusedError as error:
        refuse(str(error), FAILED)
    if as_json:
        typer.echo(json.dumps({"id": change.id, "undone": change.undone_at is None, "obstacles": []}))
        return
    key = "roster.cli.undone" if change.undone_at is None else "roster.cli.undone_already"
    Console(soft_wrap=True).print(plainly(text, key, id=change.id), markup=False, highlight=False)


async def _history(settings: Config, count: int) -> list[Imported]:
    async with opening.database(settings) as writer:
        return await writer.run(lambda tx: roster_changes.newest(tx, count))


async def _undo(settings: Config, number: int | None) -> Imported:
    now = SystemClock().now()

    def job(tx: Tx) -> Imported:
        change, told = undone(tx, None, number, now)
        tell(tx, told, now)
        return change

    async with opening.database(settings) as writer:
        return await writer.run(job, slow=True)


def _blocked(error: BlockedError, text: Text, *, as_json: bool) -> NoReturn:
    """Say everything that is in the way, and end."""
    lines = [built(obstacle, text) for obstacle in error.obstacles]
    if as_json:
        typer.echo(json.dumps({"id": error.change.id, "undone": False, "obstacles": lines}, ensure_ascii=False))
        raise typer.Exit(WRONG_INPUT)
    more = len(lines) - SHOWN
    said = [plainly(text, "roster.cli.blocked", id=error.change.id), *(f"  {line}" for line in lines[:SHOWN])]
    refuse("\n".join([*said, *([plainly(text, "roster.cli.and_more", n=more)] if more > 0 else [])]), WRONG_INPUT)


def _as_data(one: Imported) -> dict[str, Any]:
    return {
        "id": one.id,
        "at": one.at.isoformat(),
        "by": one.actor or None,
        "file": one.file,
        **one.counts,
        "undone": one.undone_at.isoformat() if one.undone_at else None,
        "undone_by": one.undoer or None,
    }


def _table(found: list[Imported], settings: Config, text: Text) -> Table:
    table = Table()
    for column in ("id", "at", "by", "file", "added", "changed", "ended", "undone_at"):
        table.add_column(plainly(text, f"roster.cli.{column}"), overflow="fold")
    for one in found:
        counts = (_counted(one.counts.get(kind, {})) for kind in ("added", "changed", "ended"))
        by = one.actor or plainly(text, "roster.cli.command_line")
        undone_at = f"{one.undone_at.astimezone(settings.locale.zone):%Y-%m-%d %H:%M}" if one.undone_at else ""
        at = f"{one.at.astimezone(settings.locale.zone):%Y-%m-%d %H:%M}"
        table.add_row(*map(Plain, (str(one.id), at, by, one.file, *counts, undone_at)))
    return table


def _counted(counts: dict[str, int]) -> str:
    return str(sum(counts.get(sheet, 0) for sheet in MODELS))
