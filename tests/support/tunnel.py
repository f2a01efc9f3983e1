"""A tunnel to a PostgreSQL server that stays open and silent when its far side is gone."""

import asyncio
import contextlib
from collections.abc import AsyncIterator


class Tunnel:
    """Leads to a server's port; what went through it before `fall_silent` is swallowed from then on."""

    def __init__(self, port: int) -> None:
        self._port, self._lost = port, set[asyncio.StreamWriter]()
        self._open = set[asyncio.StreamWriter]()

    def fall_silent(self) -> None:
        """Keep the connections of now, and let nothing through; new ones work. The server sees the old ones end."""
        self._lost |= self._open
        for writer in self._open:
            writer.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        with contextlib.suppress(OSError):
            there, server = await asyncio.open_connection("127.0.0.1", self._port)
            self._open.add(server)
            try:
                await asyncio.gather(self._pass(reader, server, server), self._pass(there, writer, server))
            finally:
                self._open.discard(server)
                server.close()
                writer.close()

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, server: asyncio.StreamWriter
    ) -> None:
        with contextlib.suppress(OSError):
            while words := await reader.read(65536):
                if server not in self._lost:
                    writer.write(words)
        if server not in self._lost:
            writer.close()


@contextlib.asynccontextmanager
async def tunnel(address: str) -> AsyncIterator[tuple[Tunnel, str]]:
    """A tunnel to the server of this address, and the address that goes through it."""
    port = int(address.rsplit(":", 1)[1].split("/")[0])
    made = Tunnel(port)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    try:
        yield made, address.replace(f":{port}/", f":{server.sockets[0].getsockname()[1]}/")
    finally:
        server.close()
