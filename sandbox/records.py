"""What the sandbox remembers, record by record. Messages are kept as the Telegram objects that they are."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

Json = dict[str, Any]


class Bot(BaseModel):
    """A bot: whoever first speaks with a well-formed token."""

    id: int
    token: str
    username: str
    first_name: str
    allowed_updates: list[str] | None = None
    webhook: Webhook | None = None
    names: dict[str, str] = Field(default_factory=dict)
    descriptions: dict[str, str] = Field(default_factory=dict)
    short_descriptions: dict[str, str] = Field(default_factory=dict)
    commands: dict[str, list[dict[str, str]]] = Field(default_factory=dict)
    menu_buttons: dict[str, Json] = Field(default_factory=dict)

    def as_user(self) -> Json:
        """The bot as a Telegram User, as messages carry it."""
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}


class Webhook(BaseModel):
    """Where a bot wants its updates posted, and how that went."""

    url: str
    secret_token: str = ""
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str | None = None


class User(BaseModel):
    """A person with a telephone."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str = "zh"
    note: str = ""
    pinned: bool = False
    deactivated: bool = False

    def as_user(self) -> Json:
        """This person as a Telegram User."""
        return {"id": self.id, "is_bot": False, **self._names(), "language_code": self.language_code}

    def as_chat(self) -> Json:
        """The private chat with this person as a Telegram Chat."""
        return {"id": self.id, "type": "private", **self._names()}

    def _names(self) -> Json:
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {key: value for key, value in names.items() if value}


class Group(BaseModel):
    """A group or supergroup with its members and, in a forum, its topics.

    `gone_bots` tells of bots that were members how they went: "was kicked from" or "is not a member of".
    """

    id: int
    title: str
    supergroup: bool = False
    forum: bool = False
    members: list[int] = Field(default_factory=list)
    bots: list[int] = Field(default_factory=list)
    administrators: list[int] = Field(default_factory=list)
    gone_bots: dict[int, str] = Field(default_factory=dict)
    topics: dict[int, str] = Field(default_factory=dict)
    migrated_to: int | None = None

    @property
    def creator(self) -> int:
        """Who founded the group: its first member."""
        return self.members[0]

    def administers(self, number: int) -> bool:
        return number == self.creator or number in self.administrators

    def as_chat(self) -> Json:
        """This group as a Telegram Chat."""
        chat: Json = {
            "id": self.id,
            "type": "supergroup" if self.supergroup else "group",
            "title": self.title,
        }
        return chat | ({"is_forum": True} if self.forum else {})


class Chat(BaseModel):
    """A conversation: of one bot with one person (bot given), or a group's (bot is 0)."""

    bot: int
    id: int
    started: bool = False
    blocked: bool = False
    reply_keyboard: Json | None = None
    pinned: list[int] = Field(default_factory=list)
    last_read: int = 0

    @property
    def key(self) -> str:
        return f"{self.bot}:{self.id}"


class Post(BaseModel):
    """One message with what its Telegram object doesn't tell.

    `revision` is the number of the change that last touched it; `frozen` is set on messages that were
    sent with another keyboard than an inline one, which can't be edited.
    """

    message: Json
    author: int
    revision: int = 0
    frozen: bool = False
    reactions: dict[int, list[Json]] = Field(default_factory=dict)

    @property
    def id(self) -> int:
        return int(self.message["message_id"])


class Waiting(BaseModel):
    """An update that its bot has not confirmed yet; `since` is the machine's time in seconds."""

    bot: int
    update: Json
    since: float

    @property
    def id(self) -> int:
        return int(self.update["update_id"])


class FileRecord(BaseModel):
    """A file as one bot knows it. Several sizes of a picture may share their `content`."""

    file_id: str
    bot: int
    unique_id: str
    kind: str
    content: str
    path: str
    size: int
    mime_type: str
    fields: Json = Field(default_factory=dict)


Bot.model_rebuild()
