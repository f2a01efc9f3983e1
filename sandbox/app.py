"""The ASGI application: the Bot API, the control interface and the page behind one guard."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from sandbox import params
from sandbox.clock import Clock
from sandbox.control import routes as control
from sandbox.dispatch import Dispatcher, Dropped, refusal
from sandbox.errors import ApiError, ControlError
from sandbox.guard import Guard
from sandbox.serving import Connection
from sandbox.world import World

PAGE = Path(__file__).parent / "page"
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
        if not page.exists():
            return Response("The sandbox is running.", media_type="text/plain")
        return FileResponse(page, headers={"X-Frame-Options": "DENY"})

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
