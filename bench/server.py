"""A Bot API server that does next to nothing, so that what is measured is the bot: `python -m bench.server SCRIPT`.

It hands out a script of updates by long polling, answers every send with a canned message, and notes when. The script
is a JSON list of updates; PORT is printed when it listens. `GET /report` tells what happened, `POST /begin` lets the
script begin (anything asked before gets no updates).
"""

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

POLL = 0.05  # seconds that an empty poll waits


class Script:
    """The updates to hand out, and what was sent."""

    def __init__(self, updates: list[dict[str, Any]], delay: float) -> None:
        self.updates = updates
        self.delay = delay
        self.confirmed = 0
        self.begun = asyncio.Event()
        self.first = self.last = 0.0
        self.sends = 0
        self.next_message = 1_000_000

    def handed_out(self, offset: int, limit: int) -> list[dict[str, Any]]:
        """The next updates from `offset` on, which confirms those before; without one, what was not confirmed."""
        if offset:
            self.confirmed = max(self.confirmed, offset - self.updates[0]["update_id"])
        return self.updates[self.confirmed : self.confirmed + limit]

    def sent(self, chat: int) -> int:
        """Note a send. Returns the new message's id."""
        self.last = time.perf_counter()
        self.sends += 1
        self.next_message += 1
        return self.next_message

    async def poll(self, offset: int, limit: int) -> list[dict[str, Any]]:
        """What the script has, or nothing after a short while."""
        if not self.begun.is_set():
            try:
                await asyncio.wait_for(self.begun.wait(), POLL)
            except TimeoutError:
                return []
        if self.delay:
            await asyncio.sleep(self.delay)
        found = self.handed_out(offset, limit)
        if not found:
            await asyncio.sleep(POLL)
        return found


class Connection(asyncio.Protocol):
    """Just enough of HTTP/1.1: one request after another on a connection that stays open."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.buffer = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].decode("latin-1")
            length = next(
                (int(line[15:]) for line in head.split("\r\n") if line.lower().startswith("content-length:")), 0
            )
            if len(self.buffer) < end + 4 + length:
                return
            body = self.buffer[end + 4 : end + 4 + length]
            self.buffer = self.buffer[end + 4 + length :]
            path = head.split(" ", 2)[1]
            asyncio.ensure_future(self.answer(path.rsplit("/", 1)[-1].split("?")[0], head, body))  # noqa: RUF006

    async def answer(self, method: str, head: str, body: bytes) -> None:
        """Answer one request."""
        result = await self.result(method, head, body)
        text = json.dumps({"ok": True, "result": result}).encode()
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(text)
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(answer + text)

    async def result(self, method: str, head: str, body: bytes) -> Any:
        """What a method answers."""
        script = self.script
        if method == "getUpdates":
            asked = given(head, body)
            return await script.poll(int(asked.get("offset") or 0), int(asked.get("limit") or 100))
        if script.delay:
            await asyncio.sleep(script.delay)
        if method == "getMe":
            return {"id": 123456, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
        if method == "sendMessage":
            chat = int(given(head, body).get("chat_id", 1))
            return {"message_id": script.sent(chat), "date": 1, "chat": {"id": chat, "type": "private"}, "text": "x"}
        if method == "begin":
            script.first = time.perf_counter()
            script.begun.set()
        if method == "report":
            return {"sends": script.sends, "seconds": script.last - script.first}
        return True


def given(head: str, body: bytes) -> dict[str, Any]:
    """The parameters of a request: JSON, a form, or a multipart form of plain fields."""
    if "application/json" in head:
        return dict(json.loads(body or b"{}"))
    if "multipart/form-data" in head:
        parts = body.split(b'name="')[1:]
        return {p[: p.index(b'"')].decode(): p.split(b"\r\n\r\n", 1)[1].split(b"\r\n--")[0].decode() for p in parts}
    from urllib.parse import parse_qsl

    return dict(parse_qsl(body.decode()))


async def main(script: Script) -> None:
    """Serve until killed."""
    server = await asyncio.get_running_loop().create_server(lambda: Connection(script), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(Script(json.loads(Path(sys.argv[1]).read_text()), float(sys.argv[2]))))
