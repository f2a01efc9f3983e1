"""One call of a method, and the table of methods."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sandbox.params import Params
from sandbox.records import Bot, Chat
from sandbox.world import World


@dataclass(frozen=True)
class Call:
    """What a method works on: the world, the bot that asks, and its parameters."""

    world: World
    bot: Bot
    params: Params

    def chat(self, name: str = "chat_id") -> Chat:
        """The chat that the call names."""
        return self.world.people.known_chat(self.bot, self.params.raw(name))

    def open_chat(self, name: str = "chat_id") -> Chat:
        """The chat that the call names, open for the bot to write to."""
        return self.world.people.reachable_chat(self.bot, self.params.raw(name))

    def is_private(self, chat: Chat) -> bool:
        return chat.id > 0


@dataclass(frozen=True)
class Told:
    """A result with the description that Telegram gives along with it."""

    result: Any
    description: str


Method = Callable[[Call], Any | Awaitable[Any]]
METHODS: dict[str, Method] = {}
PACED: set[str] = set()


def method(name: str, *, paced: bool = False) -> Callable[[Method], Method]:
    """Enter a function into the table of methods; `paced` ones count against the rates."""

    def enter(function: Method) -> Method:
        METHODS[name.lower()] = function
        if paced:
            PACED.add(name.lower())
        return function

    return enter
