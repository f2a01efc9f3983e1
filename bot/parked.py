"""`shuanglian parked`: what was put aside, and its way back, beside a running bot or without one.

Updates that could not be handled, and messages that Telegram refused.
"""

import asyncio
import json
from collections.abc import Callable
from typing import Annotated, TypeVar

import typer

from bot.command import CONFIG, FAILED, WRONG_INPUT, ConfigOption, refuse, settings_of
from bot.config import Config
from bot.opening import database
from storage import inbox, outbox, sends
from storage.engines import DatabaseRefusedError
from storage.tx import Tx

T = TypeVar("T")

app = typer.Typer(
    name="parked", help="Updates that could not be handled, and messages that Telegram refused.", no_args_is_help=True
)


@app.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON array.")] = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Show what was put aside: when, of which chat, and why. Never what somebody wrote."""
    settings = settings_of(config)
    updates, messages = _do(settings, lambda tx: (inbox.parked(tx), sends.refused(tx)))
    updates_shown = [_shown(one, settings) for one in updates]
    messages_shown = [_refused(one, settings) for one in messages]
    if as_json:
        typer.echo(json.dumps([*updates_shown, *messages_shown]))
        return
    for shown in updates_shown:
        typer.echo("update {update}  chat {chat}  parked {parked}  tries {tries}\n    {error}".format(**shown))
    for shown in messages_shown:
        typer.echo("message {message}  chat {chat}  refused {parked}  tries {tries}\n    {error}".format(**shown))
    if updates:
        typer.echo("After the mend: shuanglian parked retry UPDATE")
    if messages:
        typer.echo("After the mend: shuanglian parked retry --messages MESSAGE")
    if not updates and not messages:
        typer.echo("Nothing is put aside.")


@app.command()
def retry(
    numbers: Annotated[list[int], typer.Argument(metavar="ID...", help="Numbers of updates, as `list` shows them.")],
    messages: Annotated[bool, typer.Option("--messages", help="They are numbers of messages.")] = False,
    config: ConfigOption = CONFIG,
) -> None:
    """Let updates or messages wait again, each for one more try, in the order of their chats."""
    again, what = (sends.send_again, "message") if messages else (inbox.retry, "update")
    found = _do(settings_of(config), lambda tx: {number: again(tx, number) for number in numbers})
    for number, was_parked in found.items():
        words = "waits again; a running bot takes it within seconds, else the next start does"
        typer.echo(f"{what} {number}: {words if was_parked else 'is not put aside'}", err=not was_parked)
    if not all(found.values()):
        raise typer.Exit(WRONG_INPUT)


def _shown(one: inbox.Parked, config: Config) -> dict[str, object]:
    zone = config.locale.zone
    return {
        "update": one.update_id,
        "message": None,
        "chat": one.chat,
        "received": one.received.astimezone(zone).isoformat(timespec="seconds"),
        "parked": one.parked.astimezone(zone).isoformat(timespec="seconds"),
        "tries": one.tries,
        "error": one.error,
    }


def _refused(one: sends.Refused, config: Config) -> dict[str, object]:
    zone = config.locale.zone
    return {
        "update": None,
        "message": one.id,
        "chat": one.chat,
        "received": one.made.astimezone(zone).isoformat(timespec="seconds"),
        "parked": one.refused.astimezone(zone).isoformat(timespec="seconds"),
        "tries": one.tries,
        "error": one.error,
    }


def _do(config: Config, job: Callable[[Tx], T]) -> T:
    async def run() -> T:
        async with database(config, announced=(outbox.OUTBOX,)) as writer:
            return await writer.run(job)

    try:
        return asyncio.run(run())
    except DatabaseRefusedError as error:
        refuse(str(error), FAILED)
