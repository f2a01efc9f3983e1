"""Bots and people: who there is."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from sandbox.control.asking import Asked
from sandbox.records import Bot, Json, User


class NewBot(BaseModel):
    """A bot to be known by a name before it speaks."""

    model_config = ConfigDict(extra="forbid")

    token: str
    username: str | None = None
    first_name: str | None = None


class NewUser(BaseModel):
    """A new person. Without an id the next free one is given."""

    model_config = ConfigDict(extra="forbid")

    id: int | None = Field(default=None, gt=0)
    first_name: str = Field(min_length=1)
    last_name: str | None = None
    username: str | None = None
    language_code: str = "zh"
    note: str = ""
    pinned: bool = False


class UserChange(BaseModel):
    """What may change about a person."""

    model_config = ConfigDict(extra="forbid")

    first_name: str | None = None
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    note: str | None = None
    pinned: bool | None = None
    deactivated: bool | None = None


def list_bots(asked: Asked) -> list[Json]:
    return [_bot(bot) for bot in asked.world.people.bots]


def add_bot(asked: Asked) -> Json:
    given = asked.given(NewBot)
    bot = asked.world.people.register_bot(given.token, given.username, given.first_name)
    asked.world.changes.publish({"type": "bot", "bot": _bot(bot)})
    return _bot(bot)


def list_users(asked: Asked) -> list[Json]:
    return [_user(user) for user in asked.world.people.users]


def add_user(asked: Asked) -> Json:
    user = asked.world.people.add_user(asked.given(NewUser).model_dump())
    asked.world.changes.publish({"type": "user", "user": _user(user)})
    return _user(user)


def change_user(asked: Asked) -> Json:
    user = asked.world.people.user(asked.number("user"))
    changed = user.model_copy(update=asked.given(UserChange).model_dump(exclude_unset=True))
    asked.world.people.users.put(user.id, changed)
    asked.world.changes.publish({"type": "user", "user": _user(changed)})
    return _user(changed)


def _bot(bot: Bot) -> Json:
    return {"id": bot.id, "username": bot.username, "first_name": bot.first_name}


def _user(user: User) -> Json:
    return user.model_dump(exclude_none=True)


ROUTES: tuple[tuple[str, str, Any], ...] = (
    ("/bots", "GET", list_bots),
    ("/bots", "POST", add_bot),
    ("/users", "GET", list_users),
    ("/users", "POST", add_user),
    ("/users/{user}", "POST", change_user),
)
