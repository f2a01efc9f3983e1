"""`python -m tests.support.halved run ...`: the real command line, in which the poller dies of a fault of its own."""

import asyncio
from typing import Any, NoReturn

from bot import cli, process

WORDS = "我家住在张店区"


async def dies(*_: Any) -> NoReturn:
    """Poll, until something comes of which nobody thought."""
    await asyncio.sleep(0.2)
    raise KeyError(WORDS)


if __name__ == "__main__":
    process.poll = dies
    cli.main()
