"""Long polling: what is confirmed, what is kept, and who may ask."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from sandbox import World, create_app, serve
from tests.support.sandbox import TOKEN, Bench

TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


async def updates(sandbox: Bench, **params: Any) -> list[dict[str, Any]]:
    return list((await sandbox.call("getUpdates", **params))["result"])


async def test_offsets_confirm(sandbox: Bench) -> None:
    wang = await sandbox.phone("王阿姨")
    numbers = [(await wang.say(f"{number}"))["update_id"] for number in range(5)]
    assert [update["update_id"] for update in await updates(sandbox)] == numbers
    assert numbers == list(range(numbers[0], numbers[0] + 5))
    assert len(await updates(sandbox, limit=2)) == 2
    assert [update["message"]["text"] for update in await updates(sandbox, offset=numbers[2])] == ["2", "3", "4"]
    assert [update["message"]["text"] for update in await updates(sandbox, offset=-1)] == ["4"]
    assert [update["message"]["text"] for update in await updates(sandbox)] == ["4"]
    assert await updates(sandbox, offset=numbers[4] + 1) == []


async def test_a_poll_waits_for_what_comes(sandbox: Bench) -> None:
    wang = await sandbox.phone("王阿姨")
    poll = asyncio.create_task(updates(sandbox, timeout=20))
    await asyncio.sleep(0.1)
    assert not poll.done()
    await wang.say("now")
    assert (await asyncio.wait_for(poll, 10))[0]["message"]["text"] == "now"


async def test_a_second_poller_ends_the_first(sandbox: Bench) -> None:
    first = asyncio.create_task(sandbox.call("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(sandbox.call("getUpdates", timeout=0))
    assert await asyncio.wait_for(first, 10) == {"ok": False, "error_code": 409, "description": TERMINATED}
    assert (await second)["ok"]


async def test_no_polling_beside_a_webhook(sandbox: Bench) -> None:
    assert (await sandbox.call("setWebhook", url="http://127.0.0.1:9/hook"))["description"] == "Webhook was set"
    answer = await sandbox.call("getUpdates")
    assert (answer["error_code"], answer["description"]) == (409, WEBHOOK_ACTIVE)
    assert (await sandbox.call("deleteWebhook"))["description"] == "Webhook was deleted"
    assert (await sandbox.call("deleteWebhook"))["description"] == "Webhook is already deleted"
    assert (await sandbox.call("getUpdates"))["ok"]


async def test_kinds_that_are_not_wanted_stay_away(sandbox: Bench) -> None:
    wang = await sandbox.phone("王阿姨")
    await updates(sandbox, allowed_updates=["message"])
    sent = await wang.say("one")
    assert (await wang.edit(sent["message_id"], "two"))["update_id"] is None
    assert [set(update) - {"update_id"} for update in await updates(sandbox)] == [{"message"}]
    await updates(sandbox, allowed_updates=[])
    assert (await wang.edit(sent["message_id"], "three"))["update_id"] is not None
    assert (await updates(sandbox))[-1]["edited_message"]["text"] == "three"


async def test_updates_are_kept_for_a_day() -> None:
    now = time.time()
    world = World(seconds=lambda: now)
    async with serve(create_app(world)) as server, Bench(server.url) as bench:
        await bench.call("getMe")
        await (await bench.phone("王阿姨")).say("hello")
        now += 24 * 3600 - 1
        assert len(await updates(bench)) == 1
        now += 2
        assert await updates(bench) == []
    world.close()


async def test_raw_updates_are_passed_on_as_they_are(sandbox: Bench) -> None:
    poison = {"update_id": 900_000_001, "message": {"unheard": "of"}}
    assert await sandbox.post("updates", poison) == {"update_id": 900_000_001}
    assert (await sandbox.post("updates", {"poll": {}}))["update_id"] == 900_000_002
    assert await updates(sandbox) == [poison, {"update_id": 900_000_002, "poll": {}}]


async def test_the_server_ends_at_once_with_polls_open() -> None:
    world = World()
    async with serve(create_app(world)) as server:
        bench = Bench(server.url)
        poll = asyncio.create_task(bench.http.post(f"/bot{TOKEN}/getUpdates", json={"timeout": 50}))
        feed = asyncio.create_task(bench.http.get("/sandbox/events"))
        await asyncio.sleep(0.2)
        begun = time.monotonic()
    assert time.monotonic() - begun < 25, "it waits for no poll, which would have lasted 50 s"
    assert (await poll).json() == {"ok": True, "result": []}
    assert (await feed).status_code == 200
    await bench.http.aclose()
    world.close()


async def test_a_poll_that_nobody_listens_to_is_forgotten(sandbox: Bench) -> None:
    poll = asyncio.create_task(sandbox.call("getUpdates", timeout=20))
    await asyncio.sleep(0.1)
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    await asyncio.sleep(0.1)
    assert await updates(sandbox) == []
    assert [entry["status"] for entry in await sandbox.requests()] == [200]


async def test_numbers_go_on_elsewhere_after_a_quiet_week(sandbox: Bench) -> None:
    wang = await sandbox.phone("王阿姨")
    first = (await wang.say("one"))["update_id"]
    refused = await sandbox.http.post("/sandbox/updates/renumber", json={"next": 7})
    assert refused.status_code == 409
    await updates(sandbox, offset=first + 1)
    await sandbox.post("updates/renumber", {"next": 7})
    assert (await wang.say("two"))["update_id"] == 7
    assert [update["message"]["text"] for update in await updates(sandbox)] == ["two"]
    assert [update["update_id"] for update in await updates(sandbox, offset=7)] == [7]
