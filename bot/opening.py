"""Open what a command works on, and close it on every way out."""

import contextlib
from collections.abc import AsyncIterator, Iterable

from bot.config import Config
from domain.rules import Rules
from services.settings import standing
from storage.engines import open_engine
from storage.writer import Writer


@contextlib.asynccontextmanager
async def database(config: Config, rules: Rules | None = None, announced: Iterable[str] = ()) -> AsyncIterator[Writer]:
    """The database of a configuration, its schema checked; what is `announced` other processes hear of.

    Its rules are the configured ones with what was settled in chat.

    Raises DatabaseRefusedError.
    """
    configured = rules or config.rules
    writer = Writer(await open_engine(config.database_url), configured, announced=frozenset(announced))
    try:
        writer.rules = await writer.run(lambda tx: standing.rules(tx, configured))
        yield writer
    finally:
        await writer.close()
