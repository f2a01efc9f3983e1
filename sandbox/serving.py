"""Running the application, alone or inside of another program: it starts, says where, and ends at once."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from sandbox.guard import is_loopback
from sandbox.world import World

GRACE_SECONDS = 0.8
KEEP_ALIVE_SECONDS = 75  # Longer than clients keep theirs: whoever closes first must not be the server.


class Connection(H11Protocol):
    """An HTTP connection that can be cut off in the middle of a request."""

    open: ClassVar[dict[tuple[Any, Any], asyncio.Transport]] = {}

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.open[self.client, self.server] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.open.pop((self.client, self.server), None)
        super().connection_lost(exc)


class _QuietServer(uvicorn.Server):
    """Leaves signals to the program around it, and ends without waiting for a tick."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.told_to_end = asyncio.Event()

    async def main_loop(self) -> None:
        while not self.told_to_end.is_set():
            await self.on_tick(0)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.told_to_end.wait(), 1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let open requests end, then the application; uvicorn's own would sleep a tenth of a second first."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        open_requests = set(self.server_state.tasks)
        if open_requests:
            _, late = await asyncio.wait(open_requests, timeout=GRACE_SECONDS)
            for request in late:
                request.cancel()
        await self.lifespan.shutdown()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass(frozen=True)
class Server:
    """A running sandbox."""

    url: str
    world: World


@contextlib.asynccontextmanager
async def serve(app: Starlette, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[Server]:
    """Run the application until the block ends; port 0 takes a free one.

    Raises ValueError for a host that other machines can reach, unless the application was created
    with `i_know_it_is_open`, and OSError for a port that is taken.
    """
    if not is_loopback(host) and not app.state.open:
        raise ValueError(f"{host} can be reached from other machines; say i_know_it_is_open to allow that")
    world: World = app.state.world
    listener = _listen(host, port)
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        log_config=None,
    )
    server = _QuietServer(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await _started(server, running)
        yield Server(_url(host, listener), world)
    finally:
        world.changes.close()
        server.told_to_end.set()
        await running


async def _started(server: uvicorn.Server, running: asyncio.Task[None]) -> None:
    while not server.started:
        if running.done():
            running.result()
            raise RuntimeError("the sandbox's server ended before it began")
        await asyncio.sleep(0.005)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Without the protocol named, asyncio leaves Nagle's algorithm on, and every answer waits 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


def _url(host: str, listener: socket.socket) -> str:
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listener.getsockname()[1]}"
