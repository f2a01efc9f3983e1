"""`shuanglian parked`: the updates that were put aside, and their way back, beside a running bot or without one."""

import asyncio
import json
from collections.abc import Callable
from typing import Annotated, TypeVar

import typer

from bot.command import CONFIG, FAILED, WRONG_INPUT, ConfigOption, refuse, settings_of
from bot.config import Config
from bot.opening import database
from storage import inbox
from storage.engines import DatabaseRefusedError
from storage.tx import Tx

T = TypeVar("T")

app = typer.Typer(name="parked", help="Updates that could not be handled and were put aside.", no_args_is_help=True)


@app.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array.")] = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Show what was put aside: when, of which chat, and why. Never what somebody wrote."""
    settings = settings_of(config)
    found = _do(settings, inbox.parked)
    if as_json:
        typer.echo(json.dumps([_shown(one, settings) for one in found]))
        return
    for one in found:
        shown = _shown(one, settings)
        typer.echo("update {update}  chat {chat}  parked {parked}  tries {tries}\n    {error}".format(**shown))
    typer.echo("After the mend: shuanglian parked retry UPDATE" if found else "Nothing is put aside.")


@app.command()
def retry(
    updates: Annotated[list[int], typer.Argument(metavar="ID...", help="Numbers of updates, as `list` shows them.")],
    config: ConfigOption = CONFIG,
) -> None:
    """Let updates wait again, each for one more try, in the order of their chats."""
    found = _do(settings_of(config), lambda tx: {number: inbox.retry(tx, number) for number in updates})
    for number, was_parked in found.items():
        words = "waits again; a running bot takes it within seconds, else the next start does"
        typer.echo(f"update {number}: {words if was_parked else 'is not put aside'}", err=not was_parked)
    if not all(found.values()):
        raise typer.Exit(WRONG_INPUT)


def _shown(one: inbox.Parked, config: Config) -> dict[str, object]:
    zone = config.locale.zone
    return {
        "update": one.update_id,
        "chat": one.chat,
        "received": one.received.astimezone(zone).isoformat(timespec="seconds"),
        "parked": one.parked.astimezone(zone).isoformat(timespec="seconds"),
        "tries": one.tries,
        "error": one.error,
    }


def _do(config: Config, job: Callable[[Tx], T]) -> T:
    async def run() -> T:
        async with database(config) as writer:
            return await writer.run(job)

    try:
        return asyncio.run(run())
    except DatabaseRefusedError as error:
        refuse(str(error), FAILED)
