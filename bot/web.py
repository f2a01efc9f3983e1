"""What the process serves over HTTP: whether it is well, its figures, and Telegram's calls in webhook mode."""

import asyncio
import contextlib
import hmac
import json
import logging
import socket
from collections.abc import AsyncIterator
from typing import Any

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.envelope import is_update
from bot.intake import Intake
from bot.logs import Seldom
from bot.status import Status
from bot.supervisor import Supervisor
from storage.writer import WriterClosedError

log = logging.getLogger(__name__)

SIGNED_BY = "x-telegram-bot-api-secret-token"
LARGEST = 4 * 1024 * 1024  # bytes of one update; Telegram's are far smaller
TAKEN = "If a bot runs already, stop it first; else choose another address and port in the configuration."
GRACE = 1  # seconds that open requests have at the end; a database that takes nothing would hold them for ever


class _Server(uvicorn.Server):
    """A server that leaves the process's signals alone."""

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        yield


@contextlib.asynccontextmanager
async def serving(app: Starlette, host: str, port: int, tasks: Supervisor) -> AsyncIterator[None]:
    """Serve `app` while entered, and end the process if it ends before.

    Raises OSError, with words for people, when the port is taken.
    """
    config = uvicorn.Config(
        app, host=host, port=port, log_level="warning", log_config=None, access_log=False, lifespan="off",
        timeout_graceful_shutdown=GRACE,
    )  # fmt: skip
    server = _Server(config)
    with _bound(host, port) as listening:
        task = tasks.start(server.serve(sockets=[listening]), "web")
        try:
            yield
        finally:
            server.should_exit = True
            await asyncio.wait({task})


def _bound(host: str, port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise OSError(f"{host}:{port} can't be listened on ({error.strerror}). {TAKEN}") from None
    return listening


def status_app(status: Status) -> Starlette:
    """/healthz, /readyz and /metrics."""

    async def healthz(request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(request: Request) -> Response:
        """Whether it does its work now, and if not, why."""
        fault = await status.fault()
        return PlainTextResponse(f"not ready: {fault}\n" if fault else "ready\n", status_code=503 if fault else 200)

    async def metrics(request: Request) -> Response:
        """The figures. While the database does not answer, those that are asked of it stay as they were."""
        status.figures.database.set(await status.look())
        return Response(generate_latest(status.figures.registry), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)])


def webhook_app(intake: Intake, secret: str) -> Starlette:
    """POST /telegram/webhook: 200 once the update is stored, so that Telegram tries again if it was not."""

    unstored = Seldom(log, logging.ERROR)

    async def webhook(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(SIGNED_BY, "").encode(), secret.encode()):
            return PlainTextResponse("forbidden\n", status_code=403)
        body = await request.body()
        try:
            update = json.loads(body) if len(body) <= LARGEST else None
        except (ValueError, RecursionError):
            update = None
        if not is_update(update):
            log.error("A call of the webhook held no update; it is refused.")
            return PlainTextResponse("not an update\n", status_code=400)
        try:
            intake.given()
            await intake.keep([update])
        except WriterClosedError:
            return PlainTextResponse("ends\n", status_code=503)
        except Exception as error:  # else the server would write it down with what it quotes
            unstored.note(error, "An update could not be stored; Telegram is asked to bring it again")
            return PlainTextResponse("not stored\n", status_code=503)
        intake.heard()
        return PlainTextResponse("stored\n")

    return Starlette(routes=[Route("/telegram/webhook", webhook, methods=["POST"])])
