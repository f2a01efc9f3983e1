"""Who there is: bots, people, groups, and the chats between them."""

from __future__ import annotations

import re
from typing import Any

from sandbox.errors import ApiError, ControlError, bad_request, forbidden
from sandbox.records import Bot, Chat, Group, Json, User
from sandbox.shelf import Counters, Shelf
from sandbox.store import Store

TOKEN = re.compile(r"(\d{1,16}):[A-Za-z0-9_-]{20,64}")
FIRST_USER, FIRST_GROUP, FIRST_SUPERGROUP = 700_000_001, 4_000_000_001, 2_000_000_001
SUPERGROUP_BASE = -1_000_000_000_000
UPGRADED = "group chat was upgraded to a supergroup chat"


class People:
    """The registry of bots, people, groups and chats."""

    def __init__(self, store: Store, counters: Counters) -> None:
        self._counters = counters
        self.bots = Shelf(store, "bot", Bot)
        self.users = Shelf(store, "user", User)
        self.groups = Shelf(store, "group", Group)
        self.chats = Shelf(store, "chat", Chat)

    def bot_of_token(self, token: str) -> tuple[Bot, bool]:
        """The bot of a token, and whether it is new.

        Raises a 404 for a token of wrong form, and a 401 for one that another token has replaced.
        """
        form = TOKEN.fullmatch(token)
        if form is None:
            raise ApiError(404, "Not Found")
        number = int(form[1])
        bot = self.bots.get(number)
        if bot is None:
            username = f"double_link_{number}_bot"
            bot = Bot(id=number, token=token, username=username, first_name=f"Bot {number}")
            return self.bots.put(number, bot), True
        if bot.token != token:
            raise ApiError(401, "Unauthorized")
        return bot, False

    def register_bot(self, token: str, username: str | None, first_name: str | None) -> Bot:
        """Name a bot before it speaks; a new token for a known number revokes the old one."""
        form = TOKEN.fullmatch(token)
        if form is None:
            raise ControlError("A token looks like 123456:ABC..., with 20 to 64 characters after the colon.")
        known = self.bots.get(form[1])
        bot, _ = self.bot_of_token(known.token if known else token)
        bot.token = token
        bot.username = username or bot.username
        bot.first_name = first_name or bot.first_name
        return self.bots.put(bot.id, bot)

    def add_user(self, fields: Json) -> User:
        number = fields.get("id") or self._next_user_id()
        if self.users.get(number) or self.bots.get(number):
            raise ControlError(f"There is somebody with the id {number} already.", 409)
        return self.users.put(number, User.model_validate({**fields, "id": number}))

    def add_group(self, title: str, members: list[int], *, forum: bool, supergroup: bool) -> Group:
        """A new group, founded by the first of its members; a forum is always a supergroup."""
        if not members:
            raise ControlError("A group needs a person to found it.")
        for member in members:
            self.user(member)
        large = forum or supergroup
        number = self.next_group_id(supergroup=large)
        group = Group(id=number, title=title, members=members, forum=forum, supergroup=large)
        return self.groups.put(group.id, group)

    def next_group_id(self, *, supergroup: bool) -> int:
        if supergroup:
            return SUPERGROUP_BASE - self._counters.next("supergroup", FIRST_SUPERGROUP)
        return -self._counters.next("group", FIRST_GROUP)

    def user(self, number: int) -> User:
        """A person by id, for the control interface."""
        user = self.users.get(number)
        if user is None:
            raise ControlError(f"There is no user {number}.", 404)
        return user

    def bot(self, number: int | None) -> Bot:
        """A bot by id, or the only one, for the control interface."""
        if number is not None:
            bot = self.bots.get(number)
            if bot is None:
                raise ControlError(f"There is no bot {number}.", 404)
            return bot
        if len(self.bots) != 1:
            raise ControlError(f"There are {len(self.bots)} bots; say which one with `bot`.", 409)
        return next(iter(self.bots))

    def chat(self, bot: int, number: int) -> Chat:
        """The conversation record of a bot with a person or group, made when first needed."""
        key = Chat(bot=0 if number < 0 else bot, id=number)
        return self.chats.get(key.key) or self.chats.put(key.key, key)

    def known_chat(self, bot: Bot, chat_id: Any) -> Chat:
        """The chat that a bot's request means. Raises Telegram's refusals where there is none."""
        number = self._chat_number(chat_id)
        group = self.groups.get(number)
        if group is not None:
            self._enter(bot, group)
            return self.chat(bot.id, number)
        if self.bots.get(number):
            raise forbidden("bot can't send messages to bots")
        user = self.users.get(number)
        if user is None:
            raise bad_request("chat not found")
        return self.chat(bot.id, number)

    def reachable_chat(self, bot: Bot, chat_id: Any) -> Chat:
        """The same, where the bot may also write to it now."""
        chat = self.known_chat(bot, chat_id)
        user = self.users.get(chat.id)
        if user is None:
            return chat
        if user.deactivated:
            raise forbidden("user is deactivated")
        if not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        return chat

    def as_chat(self, number: int) -> Json:
        """A person's or a group's Telegram Chat object."""
        group = self.groups.get(number)
        return group.as_chat() if group else self.user(number).as_chat()

    def bots_in(self, chat: Chat) -> list[Bot]:
        group = self.groups.get(chat.id)
        numbers = group.bots if group else [chat.bot]
        return [bot for number in numbers if (bot := self.bots.get(number))]

    def _enter(self, bot: Bot, group: Group) -> None:
        if group.migrated_to is not None:
            error = bad_request(UPGRADED)
            error.parameters["migrate_to_chat_id"] = group.migrated_to
            raise error
        if bot.id in group.bots:
            return
        if bot.id not in group.gone_bots:
            raise bad_request("chat not found")
        raise forbidden(f"bot {group.gone_bots[bot.id]} the {'supergroup' if group.supergroup else 'group'} chat")

    def _chat_number(self, chat_id: Any) -> int:
        text = str(chat_id if chat_id is not None else "").strip()
        if not text:
            raise bad_request("chat_id is empty")
        try:
            return int(text)
        except ValueError:
            raise bad_request("chat not found") from None

    def _next_user_id(self) -> int:
        while True:
            number = self._counters.next("user", FIRST_USER)
            if not self.users.get(number) and not self.bots.get(number):
                return number
