"""`shuanglian migrate`: the schema up to date, or the whole city into another database."""

from typing import Annotated

import typer

from bot.clock import SystemClock
from bot.command import CONFIG, FAILED, WRONG_INPUT, ConfigOption, refuse, settings_of
from bot.config import Config
from storage.contents import BackupError, NoBackupError
from storage.engines import DatabaseRefusedError
from storage.trouble import is_storage_trouble, mend
from storage.url import DatabaseUrl


def migrate(
    config: ConfigOption = CONFIG,
    source: Annotated[str, typer.Option("--from", metavar="URL", help="Move what this database holds ...")] = "",
    target: Annotated[str, typer.Option("--to", metavar="URL", help="... into this empty one.")] = "",
) -> None:
    """Bring the schema up to date; an SQLite file is copied first. With --from and --to: move to another database.

    Addresses are written as the database's url is in the configuration; a file's path counts from where you are. The
    bot must be stopped.
    """
    if bool(source) != bool(target):
        refuse("--from and --to belong together: from where, and where to", WRONG_INPUT)
    if source:
        _move(_address("--from", source), _address("--to", target))
    else:
        _bring_up_to_date(settings_of(config))


def _bring_up_to_date(settings: Config) -> None:
    from storage.migrate import migrate as bring_up_to_date  # imports Alembic, which few commands need

    try:
        before, after, backup = bring_up_to_date(settings.database_url, SystemClock().now())
    except DatabaseRefusedError as error:
        refuse(f"{error} Nothing was changed.", FAILED)
    except Exception as error:  # whatever the driver says, the database is as it was
        cause = getattr(error, "orig", None) or error
        todo = mend(cause) if is_storage_trouble(cause) else ""
        refuse(f"{settings.database_url}: not changed ({cause}). {todo}".rstrip(), FAILED)
    if backup is not None:
        typer.echo(f"A copy of what was there before: {backup}")
    typer.echo(f"{settings.database_url}: schema {after}" + (" already" if before == after else " now"))


def _move(source: DatabaseUrl, target: DatabaseUrl) -> None:
    from storage.moving import Moved, move  # imports Alembic as well

    def tell(moved: Moved) -> None:
        typer.echo(f"{moved.table}: {moved.rows} rows, the same on both sides ({moved.hash[:16]})")

    try:
        found = move(source, target, tell)
    except NoBackupError as error:
        refuse(f"Nothing was moved. {error}", WRONG_INPUT)
    except (BackupError, DatabaseRefusedError) as error:
        refuse(f"Nothing was moved. {error}", FAILED)
    typer.echo(f"The history is whole: {found.sealed} sealed changes.")
    typer.echo(f"Waiting there as before: {found.updates} updates and {found.messages} messages.")
    typer.echo(f"{target}: everything has moved. {source} is as it was.")
    typer.echo("Now put the new address into [database] url, and start the bot.")


def _address(option: str, text: str) -> DatabaseUrl:
    try:
        return DatabaseUrl.parse(text)
    except ValueError as error:
        refuse(f"{option}: {error}", WRONG_INPUT)
