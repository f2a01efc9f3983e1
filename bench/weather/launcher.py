"""`python -m bench.weather.launcher TALLY ANSWER POLL COMMAND...`: the real command line, which counts its requests.

Every request to the Bot API leaves a line in the file TALLY as it begins, also one that reaches nobody. ANSWER and POLL
are the seconds that an answer, and a poll without news, may take; 0 leaves the program's own. One weather comes soon
after another, so what comes and goes is told again after QUIET seconds in place of a minute.
"""

import sys
import time
from collections.abc import Awaitable, Callable
from functools import partialmethod
from pathlib import Path
from typing import Any

from bot import cli, intake, logs, pace
from bot.request import LeanRequest

QUIET = 5.0


def count(tally: Path) -> None:
    """Note the moment and the method of every request."""
    file = tally.open("a", buffering=1)
    request: Callable[..., Awaitable[Any]] = LeanRequest.do_request

    async def wrapped(client: LeanRequest, url: str, *given: Any, **more: Any) -> Any:
        file.write(f"{time.monotonic():.3f} {url.rsplit('/', 1)[-1]}\n")
        return await request(client, url, *given, **more)

    LeanRequest.do_request = wrapped  # type: ignore[method-assign,assignment]


def wait(answer: float, poll: int) -> None:
    """Wait no longer than this for an answer, and for news."""
    LeanRequest.__init__ = partialmethod(LeanRequest.__init__, read=answer)  # type: ignore[method-assign,assignment]
    intake.POLL_SECONDS, intake.SPARE = poll, answer


def main() -> None:
    """Prepare, and run the command line."""
    tally, answer, poll, *command = sys.argv[1:]
    count(Path(tally))
    intake.QUIET = logs.QUIET = pace.QUIET = QUIET
    if float(answer):
        wait(float(answer), int(poll))
    sys.argv[1:] = command
    cli.main()


if __name__ == "__main__":
    main()
