"""Open what a command works on, and close it on every way out."""

import contextlib
from collections.abc import AsyncIterator, Iterable

from bot.config import Config
from domain.rules import Rules
from services.settings import standing
from storage.engines import open_engine
from storage.writer import Writer

PATIENCE = 5.0  # seconds that a lock of another program is waited for


@contextlib.asynccontextmanager
async def database(
    config: Config, rules: Rules | None = None, announced: Iterable[str] = (), *, steadfast: bool = False
) -> AsyncIterator[Writer]:
    """The database of a configuration, its schema checked; what is `announced` other processes hear of.

    Its rules are the configured ones with what was settled in chat. The bot is `steadfast` and waits for a database
    that takes nothing; a command says after some seconds what is wrong.

    Raises DatabaseRefusedError, and so do its jobs then.
    """
    configured = rules or config.rules
    engine = await open_engine(config.database_url)
    writer = Writer(engine, configured, PATIENCE, frozenset(announced), steadfast=steadfast)
    try:
        writer.rules = await writer.run(lambda tx: standing.rules(tx, configured))
        yield writer
    finally:
        await writer.close()
