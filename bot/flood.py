"""How much one chat writes in a minute: counted in memory, beside the inbox, so that nobody's turn takes longer for it.

An album is one message, however many updates it comes in. It counts when a message was sent and not when it came: what
waited at Telegram while this program was away is no flood. Asked twice about one update it gives one answer, for a job
may be tried again.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.envelope import is_number, lane_of

MINUTE = timedelta(minutes=1).total_seconds()


@dataclass
class _Chat:
    """What one chat wrote in the last minute."""

    taken: OrderedDict[str, float] = field(default_factory=OrderedDict)  # when each was sent, by its key
    first_refused: object = None  # the number of that update, since something was taken last


class Flood:
    """Says of each message whether it is one too many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._chats: OrderedDict[str, _Chat] = OrderedDict()  # who wrote last stands last

    def refuses(self, update: dict[str, Any], now: datetime) -> bool:
        """Whether this is a message beyond what one chat may write in a minute."""
        message = update.get("message")
        if not isinstance(message, dict):
            return False
        sent = float(message["date"]) if is_number(message.get("date")) else now.timestamp()
        chat, key = self._chat(lane_of(update), sent), _key(update, message)
        if key in chat.taken:
            return False
        if len(chat.taken) >= self._most:
            chat.first_refused = chat.first_refused or update.get("update_id")
            return True
        chat.taken[key], chat.first_refused = sent, None
        return False

    def is_news(self, update: dict[str, Any]) -> bool:
        """Whether a refused message is the first of its flood: its sender is told once."""
        chat = self._chats.get(lane_of(update))
        return chat is not None and chat.first_refused == update.get("update_id")

    def spare(self, update: dict[str, Any]) -> None:
        """This message is kept all the same: the first one that is refused is still to come."""
        chat = self._chats.get(lane_of(update))
        if chat is not None and chat.first_refused == update.get("update_id"):
            chat.first_refused = None

    def _chat(self, address: str, sent: float) -> _Chat:
        """The chat, without what was sent more than a minute before. Chats that are silent since are forgotten."""
        chat = self._chats.setdefault(address, _Chat())
        self._chats.move_to_end(address)
        while chat.taken and sent - next(iter(chat.taken.values())) >= MINUTE:
            chat.taken.popitem(last=False)
        while len(self._chats) > 1:
            last = next(reversed(next(iter(self._chats.values())).taken.values()), 0.0)
            if sent - last < MINUTE:
                break
            self._chats.popitem(last=False)
        return chat


def _key(update: dict[str, Any], message: dict[str, Any]) -> str:
    album = message.get("media_group_id")
    return f"album {album}" if album else str(update.get("update_id"))
