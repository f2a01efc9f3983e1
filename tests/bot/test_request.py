"""How we speak to the Bot API: a token stands in every address, and in nothing that is written down."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from telegram.error import NetworkError, RetryAfter, TimedOut

from bot.logs import JsonFormatter, TextFormatter
from bot.request import LeanRequest
from sandbox import World, create_app, serve
from tests.support.sandbox import TOKEN, Bench


@pytest_asyncio.fixture
async def client() -> AsyncIterator[LeanRequest]:
    client = LeanRequest(1)
    await client.initialize()
    yield client
    await client.shutdown()


@pytest.mark.parametrize("base", ["htp://db", "http://127.0.0.1:1", "http://[half"])
async def test_no_error_holds_the_token(client: LeanRequest, base: str) -> None:
    with pytest.raises((NetworkError, ValueError)) as failed:
        await client.post(f"{base}/bot{TOKEN}/getMe")
    assert TOKEN not in str(failed.value)


async def test_nobody_leads_a_request_with_its_token_elsewhere(client: LeanRequest) -> None:
    """A hotel's wireless network answers everything with the way to its own page."""
    led: list[str] = []

    async def away(request: Request) -> Response:
        return RedirectResponse(f"/hotel{request.url.path}")

    async def hotel(request: Request) -> Response:
        led.append(request.url.path)
        return PlainTextResponse("welcome")

    app = create_app(World())
    app.router.routes[:0] = [Route("/bot{rest:path}", away, methods=["POST"]), Route("/hotel/{rest:path}", hotel)]
    assert isinstance(app, Starlette)
    async with serve(app) as server:
        with pytest.raises(NetworkError) as failed:
            await client.post(f"{server.url}/bot{TOKEN}/getMe")
    assert led == []
    assert TOKEN not in str(failed.value)


@pytest.mark.parametrize("formatter", [TextFormatter, JsonFormatter])
def test_what_libraries_log_is_written_without_the_token(formatter: type[logging.Formatter]) -> None:
    error = OSError(f"https://api.telegram.org/bot{TOKEN}/getMe did not answer")
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "%s", (error,), (OSError, error, None))
    written = formatter().format(record)
    assert "did not answer" in written
    assert TOKEN not in written
    assert "/bot<token>/getMe" in written


@pytest.mark.parametrize("value", [rb'"\ud83d"', b"1e400", b"9" * 400, b"9" * 5000, b'"\xff\xfe"'])
def test_an_answer_is_read_that_only_the_standard_library_reads(value: bytes) -> None:
    """Else one update would keep all that came with it, and be asked for again for ever."""
    assert LeanRequest.parse_json_payload(b'{"ok": true, "result": ' + value + b"}")["ok"] is True


DEEP = b'{"ok": true, "result": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize(
    "payload",
    [b"", b"<html>", b"[", b"7", b"[]", b"{}", b'{"status": "maintenance"}', b'{"ok": true}',
     b'{"ok": true, "result": null}', DEEP],
)  # fmt: skip
def test_an_answer_of_something_else_is_trouble_of_the_network(payload: bytes) -> None:
    """A gateway that is closed for repairs answers as it likes; else every message of that time would be given up."""
    with pytest.raises(NetworkError, match="something else than JSON"):
        LeanRequest.parse_json_payload(payload)


async def test_a_refusal_that_http_calls_a_success_is_trouble_of_the_network(
    client: LeanRequest, sandbox: Bench
) -> None:
    await sandbox.fault(status=403, http=200, count=1)
    with pytest.raises(NetworkError, match="blocked by the user"):
        await client.post(f"{sandbox.base_url}{TOKEN}/getMe")
    await sandbox.fault(status=429, retry_after=3, http=200, count=1)
    with pytest.raises(RetryAfter):
        await client.post(f"{sandbox.base_url}{TOKEN}/getMe")


async def test_an_answer_that_trickles_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time, and the last one never."""
    monkeypatch.setattr("bot.request.SPARE", 0.2)

    async def trickle(request: Request) -> Response:
        async def drops() -> AsyncIterator[bytes]:
            while True:
                yield b" "
                await asyncio.sleep(0.05)

        return StreamingResponse(drops())

    app = create_app(World())
    app.router.routes.insert(0, Route("/bot{rest:path}", trickle, methods=["POST"]))
    client = LeanRequest(1, read=0.5, connect=0.2)
    await client.initialize()
    async with serve(app) as server:
        with pytest.raises(TimedOut):
            await asyncio.wait_for(client.post(f"{server.url}/bot{TOKEN}/getUpdates"), 20)
    await client.shutdown()


async def test_an_answer_after_half_a_minute_is_not_given_up(client: LeanRequest) -> None:
    """A send that is given up may have happened, and comes twice."""
    assert client.read_timeout is not None
    assert client.read_timeout > 40
