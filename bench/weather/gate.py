"""The way from the bot to the Bot API: a port that can be closed, while people go on talking to the sandbox."""

import asyncio
import contextlib
from urllib.parse import urlsplit

from tests.support.ports import free_port

PIECE = 65_536


class Gate:
    """Passes bytes on between its port and another one."""

    def __init__(self, to: str) -> None:
        parts = urlsplit(to)
        self._host, self._to = parts.hostname or "127.0.0.1", parts.port or 80
        self._port = free_port()
        self._server: asyncio.Server | None = None
        self._passing: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        """Its own address."""
        return f"http://127.0.0.1:{self._port}"

    async def open(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._pass, "127.0.0.1", self._port)

    async def shut(self) -> None:
        """Listen no more, and cut off whoever is connected."""
        if self._server is not None:
            self._server.close()
        for writer in list(self._passing):
            writer.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            there, back = await asyncio.open_connection(self._host, self._to)
            await asyncio.gather(self._pipe(reader, back), self._pipe(there, writer))

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._passing.add(writer)
        try:
            with contextlib.suppress(OSError):
                while piece := await reader.read(PIECE):
                    writer.write(piece)
                    await writer.drain()
        finally:
            self._passing.discard(writer)
            writer.close()
