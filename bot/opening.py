"""Open what a command works on, and close it on every way out."""

import contextlib
from collections.abc import AsyncIterator, Iterable

from bot.config import Config
from domain.rules import Rules
from storage.engines import open_engine
from storage.writer import Writer


@contextlib.asynccontextmanager
async def database(config: Config, rules: Rules | None = None, announced: Iterable[str] = ()) -> AsyncIterator[Writer]:
    """The database of a configuration, its schema checked; what is `announced` other processes hear of.

    Raises DatabaseRefusedError.
    """
    writer = Writer(await open_engine(config.database_url), rules or config.rules, announced=frozenset(announced))
    try:
        yield writer
    finally:
        await writer.close()
