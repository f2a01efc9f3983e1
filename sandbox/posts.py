"""The messages of every chat, in order."""

from __future__ import annotations

from sandbox.records import Chat, Group, Post
from sandbox.shelf import Counters, Shelf
from sandbox.store import Store


class Posts:
    """All messages, by chat and message id."""

    def __init__(self, store: Store, counters: Counters) -> None:
        self._counters = counters
        self._shelf = Shelf(store, "post", Post)
        self._chats: dict[str, dict[int, Post]] = {}
        for key, post in self._shelf.items():
            self._chats.setdefault(key.rpartition(":")[0], {})[post.id] = post

    def next_id(self, group: Group | None) -> int:
        """A message id: supergroups count for themselves, other chats share one count."""
        if group is not None and group.supergroup:
            return self._counters.next(f"message:{group.id}")
        return self._counters.next("message")

    def put(self, chat: Chat, post: Post) -> None:
        self._chats.setdefault(chat.key, {})[post.id] = post
        self._shelf.put(self._key(chat, post.id), post)

    def drop(self, chat: Chat, message_id: int) -> None:
        self._chats.get(chat.key, {}).pop(message_id, None)
        self._shelf.drop(self._key(chat, message_id))

    def get(self, chat: Chat, message_id: int) -> Post | None:
        return self._chats.get(chat.key, {}).get(message_id)

    def of(self, chat: Chat) -> list[Post]:
        """All messages of a chat, the oldest first."""
        return list(self._chats.get(chat.key, {}).values())

    def last_revision(self) -> int:
        return max((post.revision for _, post in self._shelf.items()), default=0)

    @staticmethod
    def _key(chat: Chat, message_id: int) -> str:
        return f"{chat.key}:{message_id:012d}"
