"""One update at a time: a server of the bench's own process that hands an update out and notes when it was answered."""

import asyncio
import contextlib
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from bench.echoes import TOKEN
from bench.large_city import FIRST_ACCOUNT, HANDLING
from bench.server import Connection, Script

PATIENCE = 60.0  # seconds for one answer


class Beat(Script):
    """One update at a time: the next one goes out when somebody asks how long it takes."""

    def __init__(self) -> None:
        super().__init__([], 0.0)
        self.waiting: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.answered: dict[int, asyncio.Future[float]] = {}
        self.number = 0
        self.out = 0.0

    async def poll(self, offset: int, limit: int) -> list[dict[str, Any]]:
        """The next update, when there is one."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(20):
                update = await self.waiting.get()
                self.out = time.perf_counter()
                return [update]
        return []

    def sent(self, chat: int) -> int:
        """The first message to a chat is the answer that it waits for."""
        answered = self.answered.pop(chat, None)
        if answered is not None and not answered.done():
            answered.set_result(time.perf_counter() - self.out)
        return super().sent(chat)

    async def turn(self) -> float:
        """Hand out the next resident's reply. Returns the seconds until its answer."""
        self.number += 1
        user = FIRST_ACCOUNT + self.number % HANDLING
        return await self.answer(reply(self.number, user), user)

    async def answer(self, update: dict[str, Any], user: int) -> float:
        """Hand out an update. Returns the seconds until the first message to its chat."""
        waiting = self.answered[user] = asyncio.get_running_loop().create_future()
        self.waiting.put_nowait(update)
        return await asyncio.wait_for(waiting, PATIENCE)


def reply(number: int, user: int) -> dict[str, Any]:
    """A resident's reply to the first message of a case of theirs."""
    who = {"id": user, "is_bot": False, "first_name": f"居民{user}", "language_code": "zh"}
    chat = {"id": user, "type": "private", "first_name": who["first_name"]}
    replied = {"message_id": 1, "date": 1, "chat": chat, "text": "…"}
    message = {"message_id": 1_000_000 + number, "date": 1_790_000_000, "chat": chat, "from": who,
               "text": f"第 {number} 句：灯还是不亮", "reply_to_message": replied}  # fmt: skip
    return {"update_id": 10_000_000 + number, "message": message}


@contextlib.asynccontextmanager
async def bot(script: Script, database: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """The real command on a database, against a server of this process."""
    server = await asyncio.get_running_loop().create_server(lambda: Connection(script), "127.0.0.1", 0)
    base = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    config = database.with_suffix(".toml")
    config.write_text(
        f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{base}/bot"\nbase_file_url = "{base}/file/bot"\n'
        f'[database]\nurl = "sqlite:///{database}"\n[metrics]\nlisten = ""\n[limits]\nmessages_a_minute = 100000\n'
        "[delivery]\nper_second = 1000000\nper_chat_per_second = 1000\nper_chat_burst = 1000\nat_once = 64\n"
    )
    command = [str(Path(sys.executable).parent / "shuanglian"), "run", "--config", str(config)]
    with database.with_suffix(".log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(*command, stdout=log, stderr=log)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        server.close()
