"""Everything the sandbox knows, and what happens in it: people write, bots answer, messages change."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sandbox.callbacks import Callbacks
from sandbox.changes import Changes
from sandbox.clock import Clock, real_now
from sandbox.errors import bad_request
from sandbox.faults import Faults
from sandbox.files import Files
from sandbox.limits import Limits
from sandbox.mailbox import Mailbox
from sandbox.people import People
from sandbox.polls import Polls
from sandbox.posts import Posts
from sandbox.privacy import hears
from sandbox.records import Bot, Chat, Group, Json, Post, User
from sandbox.requests import RequestRecord
from sandbox.shelf import Counters
from sandbox.store import Store
from sandbox.webhook import Webhooks

KICKED, MEMBER = {"status": "kicked", "until_date": 0}, {"status": "member"}


class World:
    """The state of a sandbox.

    With a `data_dir` it survives a restart (users, chats, messages, files, counters, unconfirmed
    updates). `seconds` is the machine's time, which update expiry goes by; messages carry the clock's.
    """

    def __init__(self, data_dir: Path | str | None = None, seconds: Callable[[], float] = time.time) -> None:
        self.store = Store(Path(data_dir) if data_dir is not None else None)
        self.counters = Counters(self.store)
        self.people = People(self.store, self.counters)
        self.posts = Posts(self.store, self.counters)
        self.files = Files(self.store)
        self.changes = Changes(self.posts.last_revision())
        self.mailbox = Mailbox(self.store, self.counters, self.changes, seconds)
        self.callbacks = Callbacks(self.changes)
        self.requests = RequestRecord()
        self.faults = Faults()
        self.limits = Limits()
        self.polls = Polls(self.changes)
        self.webhooks = Webhooks(self)
        self.clock: Clock | None = None

    def now(self) -> datetime:
        return self.clock.now() if self.clock else real_now()

    def timestamp(self) -> int:
        return int(self.now().timestamp())

    def close(self) -> None:
        """Write what is left, and let the file go."""
        self.store.close()

    def post(self, chat: Chat, author: Json, content: Json, *, frozen: bool = False) -> Post:
        """A new message in a chat: numbered, dated, kept and published."""
        group = self.people.groups.get(chat.id)
        message = {
            "message_id": self.posts.next_id(group),
            "from": author,
            "chat": self.people.as_chat(chat.id),
            "date": self.timestamp(),
            **content,
        }
        post = Post(message=message, author=int(author["id"]), frozen=frozen)
        self._keep(chat, post, "message")
        return post

    def revise(self, chat: Chat, post: Post, content: Json, *, edited: bool = True) -> Post:
        """A message with other content, in the place of the old one. A field that is None goes."""
        changed = {**post.message, **content} | ({"edit_date": self.timestamp()} if edited else {})
        post.message = {key: value for key, value in changed.items() if value is not None}
        self._keep(chat, post, "edit")
        return post

    def react(self, chat: Chat, post: Post, author: int, reactions: list[Json]) -> None:
        """Somebody's reactions to a message, in the place of earlier ones."""
        post.reactions = {**post.reactions, author: reactions}
        self.posts.put(chat, post)
        self.publish(chat, {"type": "edit", "message": post.message})

    def remove(self, chat: Chat, message_id: int) -> None:
        self.posts.drop(chat, message_id)
        if message_id in chat.pinned:
            chat.pinned.remove(message_id)
            self.people.chats.put(chat.key, chat)
        self.publish(chat, {"type": "delete", "message_id": message_id})

    def put_chat(self, chat: Chat) -> None:
        """Keep a chat's state (reply keyboard, blocked, read) and tell the page."""
        self.people.chats.put(chat.key, chat)
        self.publish(chat, {"type": "state"})

    def set_blocked(self, chat: Chat, user: User, *, blocked: bool) -> int | None:
        """A person blocks or unblocks a bot; the update that tells the bot, if anything changed."""
        if chat.blocked == blocked:
            return None
        chat.blocked = blocked
        self.put_chat(chat)
        bot = self.people.bot(chat.bot)
        old, new = (MEMBER, KICKED) if blocked else (KICKED, MEMBER)
        return self.member_changed(bot, chat, user.as_user(), old, new)

    def publish(self, chat: Chat, change: Json) -> int:
        """Tell everybody who watches, once for every bot of the chat."""
        number = self.changes.last
        for bot in self.people.bots_in(chat):
            number = self.changes.publish({**change, "chat": chat.id, "bot": bot.id})
        return number

    def tell_bots(self, chat: Chat, post: Post, kind: str = "message") -> int | None:
        """Queue a person's message as an update for the bots that hear it; the first update's id."""
        group = self.people.groups.get(chat.id)
        heard = [bot for bot in self.people.bots_in(chat) if group is None or hears(bot, group, post.message)]
        numbers = [self.mailbox.push(bot, kind, dict(post.message)) for bot in heard]
        return next((number for number in numbers if number is not None), None)

    def replied_message(self, chat: Chat, message_id: int) -> Json | None:
        """A message as it stands inside of a reply to it: without the one that it replies to itself."""
        post = self.posts.get(chat, message_id)
        if post is None:
            return None
        return {key: value for key, value in post.message.items() if key != "reply_to_message"}

    def existing(self, chat: Chat, message_id: int, missing: str) -> Post:
        """A message that must be there. Raises a 400 with the text `missing`."""
        post = self.posts.get(chat, message_id)
        if post is None:
            raise bad_request(missing)
        return post

    def mention(self, number: int) -> Json | None:
        """The user of a text mention, if there is one."""
        user = self.people.users.get(number)
        return user.as_user() if user else None

    def member_changed(self, bot: Bot, chat: Chat, author: Json, old: Json, new: Json) -> int | None:
        """Tell a bot that its own place in a chat changed."""
        content = {
            "chat": self.people.as_chat(chat.id),
            "from": author,
            "date": self.timestamp(),
            "old_chat_member": {**old, "user": bot.as_user()},
            "new_chat_member": {**new, "user": bot.as_user()},
        }
        return self.mailbox.push(bot, "my_chat_member", content)

    def open_topic(self, chat: Chat, group: Group, author: Json, name: str) -> Post:
        """A new topic of a forum; its first message, whose number is the thread's."""
        post = self.post(chat, author, {"forum_topic_created": {"name": name, "icon_color": 7322096}})
        group.topics[post.id] = name
        self.people.groups.put(group.id, group)
        return self.revise(chat, post, {"message_thread_id": post.id, "is_topic_message": True}, edited=False)

    def _keep(self, chat: Chat, post: Post, change: str) -> None:
        post.revision = self.publish(chat, {"type": change, "message": post.message})
        self.posts.put(chat, post)
