"""The ASGI application and the server that runs it, alone or inside of another program."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from uvicorn.protocols.http.h11_impl import H11Protocol

from sandbox import params
from sandbox.clock import Clock
from sandbox.control import routes as control
from sandbox.dispatch import Dispatcher, Dropped, refusal
from sandbox.errors import ApiError, ControlError
from sandbox.guard import Guard, is_loopback
from sandbox.world import World

PAGE = Path(__file__).parent / "page"
GRACE_SECONDS = 1
T = TypeVar("T")


def create_app(state: World, *, clock: Clock | None = None, i_know_it_is_open: bool = False) -> Starlette:
    """The sandbox as an ASGI application.

    A `clock` dates the messages and may be set forward from the page; without one time is real.
    With `i_know_it_is_open` requests from other machines and pages are answered too.
    """
    if clock is not None:
        state.clock = clock
    dispatcher = Dispatcher(state)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        state.changes.closing = False
        await state.webhooks.start(dispatcher.execute)
        try:
            yield
        finally:
            await state.webhooks.stop()
            state.store.commit()

    app = Starlette(
        routes=_routes(state, dispatcher),
        middleware=[] if i_know_it_is_open else [Middleware(Guard)],
        exception_handlers={ControlError: _control_error},
        lifespan=lifespan,
    )
    app.state.world = state
    app.state.open = i_know_it_is_open
    return app


def _routes(world: World, dispatcher: Dispatcher) -> list[Route | Mount]:
    async def bot_method(request: Request) -> Response:
        try:
            given = await params.read(request)
            method = request.path_params["method"]
            answering = dispatcher.answer(request.path_params["token"], method, given)
            if method.lower() == "getupdates":
                answering = _while_listening(request, answering)
            status, body = await answering
        except ApiError as error:
            return JSONResponse(refusal(error)[1], status_code=error.status)
        except Dropped:
            return _hang_up(request)
        return Response(body, status, media_type="application/json")

    async def download(request: Request) -> Response:
        try:
            bot, _ = world.people.bot_of_token(request.path_params["token"])
        except ApiError as error:
            return JSONResponse(refusal(error)[1], status_code=error.status)
        record = world.files.at_path(bot.id, request.path_params["path"])
        if record is None:
            return JSONResponse(refusal(ApiError(404, "Not Found"))[1], status_code=404)
        return Response(world.files.content(record), media_type="application/octet-stream")

    async def index(_: Request) -> Response:
        page = PAGE / "index.html"
        return FileResponse(page) if page.exists() else Response("The sandbox is running.", media_type="text/plain")

    return [
        Route("/bot{token}/{method}", bot_method, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", download, methods=["GET"]),
        Mount("/sandbox", routes=control.routes(world)),
        Route("/", index),
        *([Mount("/page", StaticFiles(directory=PAGE))] if PAGE.is_dir() else []),
        Route("/{rest:path}", _not_found, methods=["GET", "POST"]),
    ]


async def _while_listening(request: Request, answering: Coroutine[Any, Any, T]) -> T:
    """Wait for an answer that may take long. Raises Dropped, and stops, when the client hangs up.

    A poll that nobody listens to any more must not be told that another one took its place.
    """
    answer = asyncio.ensure_future(answering)
    gone = asyncio.ensure_future(_hung_up(request))
    try:
        await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
        if answer.done():
            return answer.result()
        raise Dropped
    finally:
        gone.cancel()
        answer.cancel()


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        continue


async def _not_found(_: Request) -> Response:
    return JSONResponse(refusal(ApiError(404, "Not Found"))[1], status_code=404)


async def _control_error(_: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, ControlError) else 500
    return JSONResponse({"error": str(error)}, status_code=status)


def _hang_up(request: Request) -> Response:
    """Close the connection under the answer, if the server is one of ours."""
    transport = Connection.open.get((request.scope.get("client"), request.scope.get("server")))
    if transport is not None:
        transport.abort()
    return Response(status_code=500)


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
        timeout_graceful_shutdown=GRACE_SECONDS,
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
