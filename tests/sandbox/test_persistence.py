"""With a data folder everything survives a restart."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from sandbox import World, create_app, serve
from tests.support.sandbox import TOKEN, Bench, Phone, picture

LONELY = """
import asyncio, sys
from sandbox import World, create_app, serve
async def main():
    async with serve(create_app(World(sys.argv[1]))) as server:
        print(server.url, flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


async def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    world = World(tmp_path)
    async with serve(create_app(world)) as server, Bench(server.url) as bench:
        await bench.call("getMe")
        await bench.call("setMyCommands", commands=[{"command": "start", "description": "开始"}])
        wang = await bench.phone("王阿姨", pinned=True)
        group = await bench.group("湖光社区", wang)
        await wang.say("one")
        await wang.send_photo()
        confirmed = (await bench.call("getUpdates"))["result"][-2]["update_id"]
        await bench.call("getUpdates", offset=confirmed + 1)
        keyboard = {"keyboard": [[{"text": "好"}]]}
        await bench.call("sendMessage", chat_id=wang.id, text="two", reply_markup=keyboard)
        before = await wang.messages()
    world.close()

    world = World(tmp_path)
    async with serve(create_app(world)) as server, Bench(server.url) as bench:
        again = Phone(bench, wang.user)
        assert await again.messages() == before
        assert (await again.state())["reply_keyboard"] == keyboard
        assert (await bench.get("users"))[0]["pinned"] is True
        assert (await bench.get("groups"))[0]["id"] == group["id"]
        (photo,) = (await bench.call("getUpdates"))["result"]
        assert photo["update_id"] == confirmed + 1
        path = (await bench.call("getFile", file_id=photo["message"]["photo"][-1]["file_id"]))["result"]["file_path"]
        assert (await bench.http.get(f"/file/bot{TOKEN}/{path}")).content == picture()
        later = await again.say("three")
        assert later["update_id"] == confirmed + 2
        assert later["message_id"] == before[-1]["message_id"] + 1
        assert (await bench.phone("李建国")).id == wang.id + 1
        assert (await bench.call("getMyCommands"))["result"][0]["description"] == "开始"
    world.close()


@pytest.mark.crash
def test_a_killed_sandbox_loses_nothing_that_was_answered(tmp_path: Path) -> None:
    def start() -> tuple[subprocess.Popen[str], str]:
        process = subprocess.Popen([sys.executable, "-c", LONELY, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        return process, process.stdout.readline().strip()

    process, url = start()
    try:
        httpx.get(f"{url}/bot{TOKEN}/getMe")
        user = httpx.post(f"{url}/sandbox/users", json={"first_name": "王阿姨"}).json()["id"]
        numbers = [
            httpx.post(f"{url}/sandbox/chats/{user}/text", json={"text": str(number)}).json()["update_id"]
            for number in range(20)
        ]
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    process, url = start()
    try:
        kept = httpx.get(f"{url}/bot{TOKEN}/getUpdates").json()["result"]
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert [update["update_id"] for update in kept] == numbers
    assert [update["message"]["text"] for update in kept] == [str(number) for number in range(20)]


def test_without_a_folder_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        world = World()
        async with serve(create_app(world)) as server, Bench(server.url) as bench:
            await bench.call("getMe")
            await (await bench.phone("王阿姨")).send_photo()
        world.close()

    monkeypatch.chdir(tmp_path)
    asyncio.run(run())
    assert list(tmp_path.iterdir()) == []


async def test_a_folder_belongs_to_one_sandbox(tmp_path: Path) -> None:
    world = World(tmp_path)
    with pytest.raises(OSError, match="is another sandbox using it"):
        await asyncio.to_thread(World, tmp_path)
    world.close()
    World(tmp_path).close()
