"""The command `sandbox`: the server alone, for any bot, until Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import Annotated

import typer

from sandbox.app import create_app
from sandbox.serving import serve
from sandbox.world import World


def sandbox_command(
    port: Annotated[int, typer.Option(help="The port to listen on; 0 takes a free one.")] = 8081,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    data: Annotated[Path | None, typer.Option(help="A folder that keeps everything.")] = None,
    i_know_it_is_open: Annotated[bool, typer.Option(help="Allow other machines in.")] = False,
) -> None:
    """A local Bot API server with a page of phones, for trying any bot out."""
    try:
        asyncio.run(_run(port, host, data, i_know_it_is_open=i_know_it_is_open))
    except (OSError, ValueError) as error:
        typer.echo(f"The sandbox could not start: {error}", err=True)
        raise typer.Exit(1) from None


async def _run(port: int, host: str, data: Path | None, *, i_know_it_is_open: bool) -> None:
    world = World(data)
    try:
        app = create_app(world, i_know_it_is_open=i_know_it_is_open)
        async with serve(app, host, port) as server:
            typer.echo(f"The page: {server.url}/")
            typer.echo(f"For bots: {server.url}/bot<TOKEN>/<METHOD>")
            await _until_told_to_stop()
    finally:
        world.close()


async def _until_told_to_stop() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
