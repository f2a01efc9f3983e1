"""`shuanglian backup` and `shuanglian restore`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.clock import SystemClock
from bot.command import CONFIG, FAILED, WRONG_INPUT, ConfigOption, refuse, settings_of
from bot.config import Config
from storage import backup as copies
from storage.backup import BackupError, Contents, NoBackupError
from storage.engines import DatabaseRefusedError
from storage.schema import LATEST


def backup(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The file to write; nothing is overwritten.")],
    config: ConfigOption = CONFIG,
) -> None:
    """Copy the whole database to one file, beside a running bot, and check the copy."""
    settings = settings_of(config)
    try:
        found = copies.backup(settings.database_url, out)
    except NoBackupError as error:
        refuse(str(error), WRONG_INPUT)
    except BackupError as error:
        refuse(f"There is no backup: {error}", FAILED)
    typer.echo(f"{out}: {_told(found, settings)}\nIt holds what people wrote: keep it where only you can read it.")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `backup` wrote.")],
    config: ConfigOption = CONFIG,
) -> None:
    """Put a backup in the place of the database, while no bot runs; what was there before is kept aside."""
    settings = settings_of(config)
    url = settings.database_url
    try:
        found, aside = copies.restore(url, file, SystemClock().now())
    except NoBackupError as error:
        refuse(f"Nothing was changed. {error}", WRONG_INPUT)
    except (BackupError, DatabaseRefusedError) as error:
        refuse(f"Nothing was changed. {error}", FAILED)
    typer.echo(f"{url}: {_told(found, settings)}")
    if aside is not None:
        typer.echo(f"What was there before is kept: {aside}")
    if found.messages:
        typer.echo(f"The {found.messages} messages that waited then go out at the next start, perhaps a second time.")
    if found.version != LATEST:
        typer.echo("The backup is of an older program. Run: shuanglian migrate")


def _told(found: Contents, config: Config) -> str:
    last = found.last_change.astimezone(config.locale.zone) if found.last_change else None
    history = f"{found.sealed} sealed changes" + (f", the last change of {last:%Y-%m-%d %H:%M}" if last else "")
    return f"checked. Schema {found.version}, {history}."
