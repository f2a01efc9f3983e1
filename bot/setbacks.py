"""What becomes of a message that was not sent: once more in its place, later, put aside, or a dead letter.

Each refusal and each trouble has an answer of its own; until it has one, the chat of the message stays in flight.
"""

import logging
from collections import Counter
from collections.abc import Callable

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.grouping import Grouping
from bot.logs import Seldom, event
from bot.marks import Marks
from bot.metrics import Metrics
from bot.pace import Outage, Pace, asked_by, back_off
from domain.people import Address
from storage import sends
from storage.outbox import Outgoing
from storage.writer import Writer

log = logging.getLogger(__name__)

BACK_OFF = (0.5, 60.0)  # seconds that a chat rests: the first pause, and the longest
OUTAGE = (0.5, 15.0)  # the same for all, where several chats in a row can't be reached
UNREAD = 64  # tries to read what another release wrote, about an hour
MEND = "All messages wait, and go out when it answers. Look at the network, the proxy, or the Bot API server."
REVOKED = (
    "Telegram refuses the token (%s). Get the one that holds from @BotFather, put it into the configuration, restart, "
    "and check it: shuanglian doctor. All that waits goes out then, and nothing that people write is lost."
)
NOTHING = "What waits for it goes out when it writes again; there is nothing to do."
AGAIN = "Look at what it says; where that can be mended, then: shuanglian parked retry --messages"
ALL = "`shuanglian parked list` shows all."
UPGRADE = "It waits for this process to be upgraded as well, up to an hour, and what follows in its chat behind it."
LATER = "After the upgrade: shuanglian parked retry --messages"
NOBODY = ("chat not found", "user is deactivated", "bot can't initiate")


class Setbacks:
    """Finds the answer to what came in the way of a send. `again` puts a row back into its lane."""

    def __init__(
        self, writer: Writer, pace: Pace, groups: Grouping, marks: Marks, again: Callable[[Outgoing], None],
        metrics: Metrics,
    ) -> None:  # fmt: skip
        self._writer, self._pace, self._groups, self._marks, self._again = writer, pace, groups, marks, again
        self._sends, self._outage = metrics.sends, Outage()
        self._told, self._gone = Seldom(log, logging.WARNING), Seldom(log, logging.INFO)
        self._dead, self._strange, self._given_up, self._token = (Seldom(log, logging.ERROR) for _ in range(4))
        self._failures: dict[Address, int] = {}
        self._unread: Counter[int] = Counter()  # tries to read a row (id) that this release can't

    def counted(self, result: str, row: Outgoing) -> None:
        """Note what became of a row, in the figures and in the log."""
        self._sends.labels(result).inc()
        event(log, result, row=row.id, action=row.action, priority=row.priority)

    def worked(self, row: Outgoing) -> None:
        """It was sent: its chat rests no more, and an outage is over."""
        self._failures.pop(row.at, None)
        if self._outage.worked():
            log.warning("Messages reach Telegram again.")
        self.counted("sent", row)

    async def refused(self, row: Outgoing, error: TelegramError) -> None:
        """Telegram did not take it, or could not be reached."""
        words = str(error).lower()
        if row.at.is_group and (again := await self._groups.mends(row, error)) is not None:
            self.counted("again" if again else "moved", row)
            if again:
                self._again(row)
        elif isinstance(error, RetryAfter):
            self.counted("stopped", row)
            self._pace.stop(row.at.address, asked_by(error))
            self._again(row)
        elif isinstance(error, Forbidden) or any(sign in words for sign in NOBODY):
            self.counted("unreachable", row)
            self._gone.say("Chat %s can't be reached: it blocked the bot, or is gone. %s", row.at.address, NOTHING)
            await self._marks.unreachable(row)
        elif isinstance(error, (BadRequest, ChatMigrated)):
            self.counted("dead", row)
            await self._marks.give_up(row, str(error))
            self._dead.say(
                "Telegram refuses row %d (%s); it is a dead letter. %s %d. %s", row.id, error, AGAIN, row.id, ALL
            )
        else:
            self.counted("again", row)
            await self._try_again(row, error)

    async def _try_again(self, row: Outgoing, error: TelegramError) -> None:
        """Time-outs, 5xx and the like: later, and ever later, with some chance in it."""
        pause = self._rest(row)
        if (lost := self._outage.failed(row.at.address)) > 0:
            self._pace.hold(back_off(lost, *OUTAGE))
        if isinstance(error, InvalidToken):
            self._token.say(REVOKED, error)
        elif self._outage.is_news():
            log.error("Nothing reaches Telegram (%s). %s", type(error).__name__, MEND)
        elif self._failures[row.at] == 1 and lost == 0:
            self._told.say("Row %d could not be sent (%s); tried again in %.1f s.", row.id, type(error).__name__, pause)
        await self._writer.run(lambda tx: sends.tried(tx, row.id, str(error)))
        self._again(row)

    async def unreadable(self, row: Outgoing) -> None:
        """Let wait what another release wrote, and its chat with it: after the upgrade it is sent in its order."""
        self.counted("unread", row)
        self._unread[row.id] += 1
        if self._unread[row.id] == 1:
            self._strange.say("Row %d was written by another release. %s", row.id, UPGRADE)
        if self._unread[row.id] > UNREAD:
            self.counted("fault", row)
            await self._marks.give_up(row, "it was written by another release")
            self._given_up.say("Row %d can't be read still; it is a dead letter. %s %d. %s", row.id, LATER, row.id, ALL)
        else:
            self.later(row)

    def later(self, row: Outgoing) -> None:
        """Once more in its place, after a rest of its chat."""
        self._rest(row)
        self._again(row)

    def _rest(self, row: Outgoing) -> float:
        """Let its chat rest, ever longer, and with some chance in it. Returns the seconds."""
        count = self._failures[row.at] = self._failures.get(row.at, 0) + 1
        pause = back_off(count, *BACK_OFF)
        self._pace.rest(row.at.address, pause)
        return pause
