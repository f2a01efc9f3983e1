"""The command line: `shuanglian`. Exit codes: 0 done, 1 failed, 2 wrong input."""

import asyncio
import gc
import json
import logging
import os
import signal
import threading
from pathlib import Path
from typing import Annotated

import typer
from telegram.error import InvalidToken, TelegramError

from bot import backup, export, fleet, logs, migrate, parked, quota, roster
from bot import doctor as doctoring
from bot.clock import SystemClock
from bot.command import CONFIG, DONE, FAILED, WRONG_INPUT, ConfigOption, refuse, settings_of
from bot.config import Config, ConfigError, LogSection
from bot.doctor.messenger import NEW, REJECTED
from bot.faults import note
from bot.inviting import invite
from bot.process import running
from bot.supervisor import PartEndedError, Supervisor
from sandbox.command import sandbox_command
from storage.engines import DatabaseRefusedError

app = typer.Typer(name="shuanglian", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
                  help="双联 Double Link: between residents and their representatives.")  # fmt: skip
app.add_typer(roster.app, name="roster")
app.add_typer(parked.app, name="parked")
app.command("invite")(invite)
app.command("migrate")(migrate.migrate)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("quota")(quota.quota)
app.command("export")(export.export)
app.command("sandbox")(sandbox_command)

ENDS_WITHIN = 9.5  # seconds from SIGTERM: service managers kill soon after ten

log = logging.getLogger(__name__)


@app.command()
def run(
    config: ConfigOption = CONFIG,
    role: Annotated[
        fleet.Role,
        typer.Option(
            help="all: everything. On PostgreSQL also intake (receives and sends), and any number of workers."
        ),
    ] = fleet.Role.ALL,
) -> None:
    """Run the bot. Ctrl-C or SIGTERM ends it without losing anything."""
    settings = settings_of(config)
    if role is not fleet.Role.ALL and settings.database_url.engine == "sqlite":
        refuse(f"--role {role} needs PostgreSQL; SQLite is for one process, --role all", WRONG_INPUT)
    logs.begin(settings.log)
    try:
        asyncio.run(_run(settings, role))
    except InvalidToken:
        refuse(f"{REJECTED.capitalize()}. {NEW}", FAILED)
    except (DatabaseRefusedError, PartEndedError, TelegramError, OSError) as error:
        refuse(str(error), FAILED)
    except ConfigError as error:
        refuse(str(error), WRONG_INPUT)
    except Exception as error:  # else the interpreter would write it down with what it quotes
        note(log, error, "The process ends by a fault")
        raise typer.Exit(FAILED) from None


@app.command()
def doctor(
    config: ConfigOption = CONFIG, as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False
) -> None:
    """Look at everything that must be right, a line each, with the mend."""
    findings = asyncio.run(doctoring.examine(config))
    if as_json:
        typer.echo(json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            typer.echo(str(finding))
    raise typer.Exit(DONE if all(finding.well for finding in findings) else FAILED)


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="The page's port.", min=0, max=65535)] = 8080,
    data: Annotated[
        Path | None, typer.Option(help="A folder that keeps the town; without it, it is gone after.")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew in that folder.")] = False,
    seed: Annotated[int, typer.Option(help="Another number makes other cases.")] = 1,
) -> None:
    """Sandbox, bot and a small town in one: open the address that it prints."""
    from bot.demo.show import show  # the demo alone needs the sandbox's server and the seeds

    logs.begin(LogSection(level="warning"))
    try:
        asyncio.run(show(port=port, data=data, fresh=fresh, seed=seed))
    except (OSError, DatabaseRefusedError, PartEndedError) as error:
        refuse(str(error), FAILED)


async def _run(config: Config, role: fleet.Role) -> None:
    """Work until told to end. Raises what keeps the bot from working."""
    stop, tasks = asyncio.Event(), Supervisor(_end_in_time)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, _told_to_end, stop)
    await tasks.live(_work(config, role, tasks), stop)
    logging.getLogger("bot").info("The bot (role %s) has ended, as it was told to", role)


def _told_to_end(stop: asyncio.Event) -> None:
    """End, and in any case in time: a disk or a server that does not even refuse would hold the process."""
    stop.set()
    _end_in_time()


def _end_in_time() -> None:
    late = threading.Timer(ENDS_WITHIN, _give_up)
    late.daemon = True
    late.start()


def _give_up() -> None:
    log.error("Not everything ended in time; the process ends as if killed, and the next start does what it left.")
    os._exit(FAILED)


async def _work(config: Config, role: fleet.Role, tasks: Supervisor) -> None:
    """Be the bot until cancelled, then finish what is in hand."""
    async with running(config, SystemClock(), role, tasks) as bot:
        _leave_alone_what_stays()
        name, home = bot.application.bot.username, config.database_url
        logging.getLogger("bot").info("@%s is running on %s (role %s)", name, home, role)
        await asyncio.Event().wait()


def _leave_alone_what_stays() -> None:
    """Libraries and wiring stay as long as the process; looking through them for garbage cost a tenth of each turn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def main() -> None:
    """The entry point."""
    app()
