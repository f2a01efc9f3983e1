"""`shuanglian demo`: the sandbox, the bot and a small town in one process, on one clock."""

import asyncio
import contextlib
import errno
import signal
from collections.abc import AsyncIterator
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from starlette.applications import Starlette

from bot.clock import SystemClock
from bot.demo.clock import TownClock
from bot.demo.folder import TOKEN, Folder, opened
from bot.demo.settling import first_moment, settle
from bot.process import Running, running
from bot.supervisor import Supervisor
from sandbox import Server, World, create_app, serve

NAME, USERNAME = "双联", "shuanglian_demo_bot"
console = Console(highlight=False, soft_wrap=True)


async def show(port: int, data: Path | None, *, fresh: bool, seed: int) -> None:
    """Run the demo until Ctrl-C, SIGTERM, or the end of its terminal.

    Raises OSError, with words for people, where it can't begin, and PartEndedError if the bot ends by itself.
    """
    told, tasks = asyncio.Event(), Supervisor()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await tasks.live(_play(port, data, fresh, seed, tasks), told)


async def _play(port: int, data: Path | None, fresh: bool, seed: int, tasks: Supervisor) -> None:
    with opened(data, fresh=fresh) as folder, contextlib.closing(World(folder.sandbox)) as world:
        clock = TownClock(folder)
        app = create_app(world, clock=clock)
        world.people.register_bot(TOKEN, USERNAME, NAME)
        async with _serving(app, port) as server, _bot(folder, clock, server.url, tasks) as bot:
            if not folder.mark.settled:
                await _settle(app, bot, clock, seed)
                folder.keep(settled=True, ahead=clock.ahead)
            clock.open(bot)
            try:
                _welcome(server.url, data)
                await asyncio.Event().wait()
            finally:
                await clock.close()


@contextlib.asynccontextmanager
async def _serving(app: Starlette, port: int) -> AsyncIterator[Server]:
    try:
        async with serve(app, port=port) as server:
            yield server
    except OSError as error:
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        raise OSError(f"Port {port} is taken. Choose another one: make demo PORT=8090, or --port 8090.") from None


@contextlib.asynccontextmanager
async def _bot(folder: Folder, clock: TownClock, url: str, tasks: Supervisor) -> AsyncIterator[Running]:
    """The bot on its database, its clock set back where the town has still to begin."""
    from storage.migrate import migrate  # imports Alembic, which nothing else needs

    config = folder.configure(url)
    if not folder.mark.settled:
        clock.start_at(first_moment(SystemClock().now(), config.locale.zone))
    migrate(config.database_url, clock.now())
    async with running(config, clock, tasks=tasks) as bot:
        yield bot


async def _settle(app: Starlette, bot: Running, clock: TownClock, seed: int) -> None:
    console.print("A small town is moving in; that takes some seconds.")
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, refresh_per_second=5) as bar:
        task = bar.add_task("双联 Double Link", total=None)
        await settle(app, bot, clock, seed, lambda done, of: bar.update(task, completed=done, total=of))


def _welcome(url: str, data: Path | None) -> None:
    console.print(f"\nOpen [bold]{url}[/bold]")
    console.print("Three phones stand side by side: a resident, her representative, an administrator; “+” adds more.")
    console.print("Each speaks its owner's language; /language changes it.")
    kept = f"The town stays in {data}." if data else "The town is gone then; --data FOLDER keeps it."
    console.print(f"Ctrl-C ends it. {kept}")
