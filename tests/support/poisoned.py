"""`python -m tests.support.poisoned run ...`: the real command line, in which one word kills the process.

What a fault in a library of C does: no exception, no goodbye, in the middle of a turn.
"""

import os

from telegram import Update

from bot import cli
from handlers.conversation import ForgetfulApplication

POISON = "毒"
process = ForgetfulApplication.process_update


async def deadly(application: ForgetfulApplication, update: Update) -> None:
    """Handle an update, unless it is the deadly one."""
    if update.message is not None and update.message.text == POISON:
        os._exit(139)
    await process(application, update)


if __name__ == "__main__":
    ForgetfulApplication.process_update = deadly  # type: ignore[assignment,method-assign]
    cli.main()
