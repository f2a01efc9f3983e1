"""What comes in: stored first, confirmed afterwards; what nobody can read is put aside, and the rest goes on."""

import asyncio
import contextlib
import itertools
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot import intake
from bot.envelope import lane_of, read
from bot.intake import QUIET, Fed, Intake, Outcry, poll
from bot.metrics import Metrics
from bot.request import LeanRequest
from bot.web import LARGEST, SIGNED_BY, webhook_app
from sandbox import World, create_app, serve
from storage import inbox
from storage.tx import Tx
from storage.writer import Writer
from tests.storage.test_writer import Gate
from tests.support.city import City, clock_at, config_for, living
from tests.support.ports import free_port
from tests.support.sandbox import PATIENCE, TOKEN, Bench, text_of
from tests.walk.steps import ZH, part

SECRET = "a-secret_token"
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def text(update_id: int, words: str = "x", chat: int = 5) -> dict[str, Any]:
    who = {"id": chat, "is_bot": False, "first_name": "陈", "language_code": "zh"}
    message = {"message_id": 1, "date": 1, "chat": {"id": chat, "type": "private"}, "from": who, "text": words}
    return {"update_id": update_id, "message": message}


@contextlib.asynccontextmanager
async def hook(writer: Writer, fed: list[Fed], metrics: Metrics | None = None) -> AsyncIterator[httpx.AsyncClient]:
    """The webhook's endpoint, spoken to without a network."""
    app = webhook_app(Intake(writer, 7, clock_at(), fed.append, metrics), SECRET)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot") as client:
        yield client


async def post(client: httpx.AsyncClient, update: Any, secret: bytes | None = SECRET.encode()) -> int:
    headers = [(SIGNED_BY.encode(), secret)] if secret is not None else []
    answer = await client.post("/telegram/webhook", json=update, headers=headers)
    return answer.status_code


async def polled(sandbox: Bench) -> list[dict[str, Any]]:
    return [entry["params"] for entry in await sandbox.requests("getUpdates")]


async def until_polled(sandbox: Bench) -> None:
    """Until one more poll has ended."""
    before = len(await polled(sandbox))
    async with asyncio.timeout(PATIENCE):
        while len(await polled(sandbox)) <= before:  # noqa: ASYNC110 - the poller has no bell for tests
            await asyncio.sleep(0.02)


async def quiet(sandbox: Bench) -> None:
    """Until a poll has brought nothing and the next one has ended, too."""
    for _ in range(2):
        await until_polled(sandbox)


async def stored(writer: Writer) -> list[dict[str, Any]]:
    query = "SELECT update_id, state, address FROM inbox ORDER BY seq"
    rows: list[dict[str, Any]] = await writer.run(lambda tx: tx.connection.execute(query).fetchall())
    return rows


@ON_SQLITE
@pytest.mark.parametrize("secret", [None, b"", b"wrong", SECRET.upper().encode(), "a-secret_tokén".encode("latin-1")])
async def test_without_the_secret_nothing_is_taken(writer: Writer, secret: bytes | None) -> None:
    async with hook(writer, []) as client:
        assert await post(client, text(1), secret) == 403
    assert await stored(writer) == []


@ON_SQLITE
@pytest.mark.parametrize("body", [[], "x", {}, {"update_id": "1"}, {"message": {}}, None])
async def test_what_is_no_update_is_refused(writer: Writer, body: Any) -> None:
    async with hook(writer, []) as client:
        assert await post(client, body) == 400
        assert (await client.post("/telegram/webhook", content=b"{", headers={SIGNED_BY: SECRET})).status_code == 400
        huge = b'{"update_id": 1, "x": "' + b"x" * LARGEST + b'"}'
        assert (await client.post("/telegram/webhook", content=huge, headers={SIGNED_BY: SECRET})).status_code == 400
    assert await stored(writer) == []


@ON_SQLITE
async def test_the_webhook_answers_only_when_the_update_is_stored(writer: Writer) -> None:
    fed: list[Fed] = []
    async with hook(writer, fed) as client:
        async with Gate(writer) as gate:
            answer = asyncio.create_task(post(client, text(1)))
            await asyncio.sleep(0.1)
            assert not answer.done()
            assert fed == [], "no turn begins before its update is stored"
            gate.open()
            assert await answer == 200
        assert [row["update_id"] for row in await stored(writer)] == [1]
        assert [one.arrived.update_id for one in fed] == [1]


@ON_SQLITE
async def test_what_can_not_be_stored_is_asked_for_again_and_quoted_nowhere(
    writer: Writer, caplog: pytest.LogCaptureFixture
) -> None:
    async with hook(writer, []) as client:
        await writer.run(refusing)
        assert [await post(client, text(1, "路灯坏了")) for _ in range(20)] == [503] * 20
        await writer.run(taking)
        assert await post(client, text(1, "路灯坏了")) == 200
    assert caplog.text.count("could not be stored") == 1, "Telegram brings it again and again"
    assert "路灯" not in caplog.text
    assert len(await stored(writer)) == 1


@ON_SQLITE
async def test_polled_updates_that_can_not_be_stored_are_asked_for_ever_more_seldom_and_told_in_few_lines(
    sandbox: Bench, writer: Writer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And it is not told as Telegram's silence: what it gave is there."""
    monkeypatch.setattr("bot.intake.FIRST_PAUSE", 0.1)
    monkeypatch.setattr("bot.intake.POLL_SECONDS", 1)
    metrics, requests, tries = Metrics(), LeanRequest(2), list[float]()
    metrics.expect_updates()
    await requests.initialize()
    bot: ExtBot[None] = ExtBot(TOKEN, sandbox.base_url, request=requests, get_updates_request=requests)
    keeping = Intake(writer, 7, clock_at(), None, metrics)
    store = keeping.keep

    async def keep(updates: list[dict[str, Any]]) -> None:
        tries.append(asyncio.get_running_loop().time())
        await store(updates)

    monkeypatch.setattr(keeping, "keep", keep)
    await writer.run(refusing)
    polling = asyncio.create_task(poll(bot, keeping))
    await (await sandbox.phone("王芳")).say("路灯坏了")
    async with asyncio.timeout(PATIENCE):
        while len(tries) < 6:  # noqa: ASYNC110 it comes by the network
            await asyncio.sleep(0.01)
        assert metrics.silence() == 0
        assert metrics.unstored() > 1
        pauses = [later - earlier for earlier, later in itertools.pairwise(tries)]
        assert pauses[-1] >= 1.2, "from 0.1 s to 1.6 s, with some chance in it"
        assert min(pauses[:2]) < pauses[-1], "ever longer"
        await writer.run(taking)
        while metrics.unstored():  # noqa: ASYNC110 it comes by the network
            await asyncio.sleep(0.01)
    polling.cancel()
    await requests.shutdown()
    assert [row["state"] for row in await stored(writer)] == ["waiting"]
    for words in ("could not be stored", "stored without a look"):
        assert caplog.text.count(words) == 1
    assert "路灯" not in caplog.text


def refusing(tx: Tx) -> None:
    """Let the inbox take nothing, as where its table is damaged or a right was revoked."""
    tx.connection.execute(
        "CREATE TRIGGER refusing BEFORE INSERT ON inbox BEGIN SELECT RAISE(ABORT, 'not this one'); END"
    )


def taking(tx: Tx) -> None:
    """It does again."""
    tx.connection.execute("DROP TRIGGER refusing")


@ON_SQLITE
async def test_one_that_comes_twice_is_stored_once_and_has_one_turn(writer: Writer) -> None:
    fed: list[Fed] = []
    async with hook(writer, fed) as client:
        assert [await post(client, text(1)) for _ in range(3)] == [200, 200, 200]
    assert len(await stored(writer)) == len(fed) == 1


async def test_half_characters_and_nul_are_stored_all_the_same(writer: Writer) -> None:
    """Python reads them out of JSON, and no database takes them."""
    fed: list[Fed] = []
    intake = Intake(writer, 7, clock_at(), fed.append)
    await intake.keep([text(1, "\ud83d half"), text(2, "nul \x00"), text(3, "路灯\U0001f4a1")])
    assert [row["update_id"] for row in await stored(writer)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("update", "lane", "account"),
    [
        (text(1), "5", "5"),
        ({"update_id": 1, "edited_message": text(1)["message"]}, "5", "5"),
        ({"update_id": 1, "message": {"chat": {"id": -100}, "from": {"id": 5}}}, "-100", "5"),
        ({"update_id": 1, "callback_query": {"id": "9", "from": {"id": 5}, "message": {"chat": {"id": 6}}}}, "6", "5"),
        ({"update_id": 1, "callback_query": {"id": "9", "from": {"id": 5}}}, "5", "5"),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": 5}, "from": {"id": 5}}}, "5", "5"),
        ({"update_id": 1, "poll": {"id": "1"}}, "0", None),
        ({"update_id": 1, "callback_query": "x"}, "0", None),
        ({"update_id": 1, "message": {"from": 3, "chat": "x"}}, "0", None),
        ({"update_id": 1, "message": {"chat": {"id": 5}, "reply_to_message": 7, "from": {"id": 5}}}, "5", "5"),
        ({"update_id": 1}, "0", None),
    ],
)
def test_whom_an_update_comes_from(update: dict[str, Any], lane: str, account: str | None) -> None:
    incoming = read(update)
    assert lane_of(update) == lane
    assert (incoming.at.address if incoming else None) == account


async def test_another_program_with_the_same_token_is_told_once_and_outlasted(
    city: City, caplog: pytest.LogCaptureFixture
) -> None:
    city.trouble_expected = True
    await city.bench.fault(method="getUpdates", status=409, count=2)
    phone = await city.bench.phone("王芳")
    with caplog.at_level(logging.WARNING, "bot.intake"):
        await phone.say("x")  # ends the poll that is waiting; the next two meet the other program
        await phone.hear(part(ZH, "start.hello"))
        await phone.say("/start")
        await phone.hear(part(ZH, "start.hello"))
    said = [record.getMessage() for record in caplog.records if record.name == "bot.intake"]
    assert "Another program polls with the same token" in said[0]
    assert said[1:] == ["Telegram answers again."]


async def test_a_webhook_that_another_program_sets_is_deleted_and_named(
    city: City, caplog: pytest.LogCaptureFixture
) -> None:
    """Also where that program has long ended: it would be in the way until a restart."""
    city.trouble_expected = True
    phone = await city.bench.phone("王芳")
    with caplog.at_level(logging.WARNING, "bot.intake"):
        for _ in range(2):
            await city.bench.call("setWebhook", url="http://127.0.0.1:9/x")
            await phone.say("/start")
            await phone.hear(part(ZH, "start.hello"), timeout=20)
    said = [record.getMessage() for record in caplog.records if record.name == "bot.intake"]
    assert "Another program with the same token set a webhook" in said[0]
    assert said[1:] == ["Telegram answers again."], "it is told once, though it comes and goes"
    asked = await city.bench.requests("deleteWebhook")
    assert len(asked) == 3
    assert not any(entry["params"].get("drop_pending_updates") for entry in asked)


def test_a_trouble_that_comes_and_goes_is_told_once_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    now = 1000.0
    outcry = Outcry(lambda: now)
    with caplog.at_level(logging.WARNING, "bot.intake"):
        outcry.worked()
        for _ in range(100):
            outcry.failed(Conflict("terminated"))
            outcry.worked()
            now += QUIET / 60
    program, again = "Another program polls with the same token", "Telegram answers again."
    assert [record.getMessage().split(" (")[0] for record in caplog.records] == [program, again] * 2


def test_a_trouble_that_stays_is_told_once_and_at_last_also_where_it_was_told_just_before(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = 1000.0
    outcry = Outcry(lambda: now)
    with caplog.at_level(logging.WARNING, "bot.intake"):
        for spell in range(2):
            for _ in range(100 * (spell + 1)):
                outcry.failed(NetworkError("Bad Gateway"))
                now += 0.5
            outcry.worked()
    told = [record.getMessage().split(" (")[0] for record in caplog.records]
    assert told == ["Telegram does not answer", "Telegram answers again."] * 2


@pytest.mark.parametrize(
    "error",
    [RetryAfter(1), Conflict("x"), Conflict("use deleteWebhook"), BadRequest("x"), TimedOut(), InvalidToken("x")],
)
def test_every_trouble_of_a_poll_has_words(error: TelegramError, caplog: pytest.LogCaptureFixture) -> None:
    Outcry().failed(error)
    assert len(caplog.records) == 1


async def test_a_bot_api_that_is_away_loses_no_update(city: City) -> None:
    phone = await city.bench.phone("王芳")
    await city.bench.fault(method="getUpdates", status=502, count=1)
    await city.bench.fault(method="getUpdates", drop=True, count=1)
    for n in range(5):
        await phone.say(f"m{n}")
    async with asyncio.timeout(PATIENCE):
        while len(await stored(city.bot.writer)) < 5:  # noqa: ASYNC110 - the poller has no bell for tests
            await asyncio.sleep(0.02)
    await city.bot.settle()
    assert [row["state"] for row in await stored(city.bot.writer)] == ["done"] * 5


async def test_after_a_quiet_week_numbers_begin_anywhere_and_nothing_is_lost(
    sandbox: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "POLL_SECONDS", 1)
    async with living(sandbox, tmp_path) as city:
        resident = await city.resident("陈桂兰")
        await quiet(sandbox)
        await sandbox.fault(method="getUpdates", delay_ms=500)  # what comes meanwhile meets the offset of this poll
        await until_polled(sandbox)
        await sandbox.post("updates/renumber", {"next": 7})
        await resident.say("路灯不亮")
        await resident.hear("路灯不亮")
        assert 7 in {row["update_id"] for row in await stored(city.bot.writer)}


async def test_by_webhook_the_whole_way(sandbox: Bench, tmp_path: Path) -> None:
    port = free_port()
    hooked = {"listen": "127.0.0.1", "port": port, "secret_token": SECRET,
              "public_url": f"http://127.0.0.1:{port}/telegram/webhook"}  # fmt: skip
    base = config_for(sandbox, tmp_path).telegram.model_dump()
    async with living(sandbox, tmp_path, telegram={**base, "mode": "webhook", "webhook": hooked}) as city:
        resident = await city.resident("陈桂兰")
        await resident.say("路灯不亮")
        await resident.hear("路灯不亮")
        assert await sandbox.requests("getUpdates") == []
        [order] = await sandbox.requests("setWebhook")
        assert order["params"]["secret_token"] == SECRET


async def test_an_update_that_asks_nothing_of_us_is_marked_done(city: City) -> None:
    bodies: tuple[dict[str, Any], ...] = (
        {"poll": {"id": "1", "question": "?", "options": []}},
        {"message": {"chat": {"id": 5}}},
        {"chat_join_request": {}},
        {"something_of_next_year": {"from": {"id": 5}}},
    )
    for body in bodies:
        await city.bench.post("updates", body)
    phone = await city.bench.phone("王芳")
    await phone.say("/start")
    await phone.hear()
    await city.bot.settle()
    states = [row["state"] for row in await stored(city.bot.writer)]
    assert set(states) == {"done"}


async def test_a_flood_of_one_chat_is_stopped_told_once_and_costs_nobody_else(city: City) -> None:
    most = city.config.limits.waiting
    flooder, other = await city.bench.phone("洪水"), await city.bench.phone("王芳")

    def fill(tx: Tx) -> None:
        for n in range(most):
            inbox.store(tx, city.bot.application.bot.id, 10_000 + n, str(flooder.id), "{}", city.clock.now())

    await city.bot.writer.run(fill)
    for _ in range(3):
        await flooder.say("x")
    warned = await flooder.hear(part(ZH, "hint.flood"))
    await flooder.silence()
    assert text_of(warned)
    await other.say("/start")
    await other.hear(part(ZH, "start.hello"))


ODD_ANSWERS = (
    b"null", b"true", b"7", b'"x"', b'{"update_id": 1}', b'[{"message": {}}]', b"[" * 5000,
    b'{"status": "maintenance"}', b'{"ok": false, "error_code": 502, "description": "Bad Gateway"}',
)  # fmt: skip


@ON_SQLITE
async def test_no_odd_answer_ends_the_polling(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even one in which nothing can be confirmed is asked for again without a pause."""
    monkeypatch.setattr("bot.intake.FIRST_PAUSE", 0.02)
    monkeypatch.setattr("bot.intake.LONGEST_PAUSE", 0.05)
    answers = [b'{"ok": true, "result": ' + odd + b"}" for odd in ODD_ANSWERS] + list(ODD_ANSWERS)
    answers.append(json.dumps({"ok": True, "result": [text(1)]}).encode())
    asked: list[float] = []

    async def method(request: Request) -> Response:
        if request.url.path.endswith("deleteWebhook"):
            return Response(b'{"ok": true, "result": true}')
        asked.append(asyncio.get_running_loop().time())
        if not answers:
            await asyncio.sleep(3600)
        return Response(answers.pop(0))

    fed: list[Fed] = []
    app = create_app(World())
    app.router.routes.insert(0, Route("/{rest:path}", method, methods=["POST"]))
    async with serve(app) as server:
        requests = LeanRequest(2)
        await requests.initialize()
        bot: ExtBot[None] = ExtBot(TOKEN, f"{server.url}/bot", request=requests, get_updates_request=requests)
        polling = asyncio.create_task(poll(bot, Intake(writer, 7, clock_at(), fed.append)))
        async with asyncio.timeout(PATIENCE):
            while not fed and not polling.done():  # noqa: ASYNC110 it comes by the network
                await asyncio.sleep(0.01)
        polling.cancel()
        await requests.shutdown()
    assert [one.arrived.update_id for one in fed] == [1]
    assert all(later - earlier >= 0.01 for earlier, later in itertools.pairwise(asked[:-1]))
