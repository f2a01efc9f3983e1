"""Which of a bot's command lists a person sees: the narrowest scope first, the own language before none."""

from __future__ import annotations

from sandbox.records import Bot, Group, Json

SCOPES: dict[str, tuple[str, ...]] = {
    "default": (),
    "all_private_chats": (),
    "all_group_chats": (),
    "all_chat_administrators": (),
    "chat": ("chat_id",),
    "chat_administrators": ("chat_id",),
    "chat_member": ("chat_id", "user_id"),
}


def key(scope: Json, language: str) -> str:
    """The name under which the list of a scope and language is kept."""
    details = [str(scope.get(field)) for field in SCOPES[scope["type"]]]
    return ":".join([scope["type"], *details, language])


def seen_by(bot: Bot, user: int, chat: int, language: str, group: Group | None) -> list[dict[str, str]]:
    """The commands that a person is offered in a chat."""
    for scope in _scopes(user, chat, group):
        for code in (language.partition("-")[0], ""):
            listed = bot.commands.get(key(scope, code))
            if listed:
                return listed
    return []


def _scopes(user: int, chat: int, group: Group | None) -> list[Json]:
    if group is None:
        return [{"type": "chat", "chat_id": chat}, {"type": "all_private_chats"}, {"type": "default"}]
    administers = group.administers(user)
    return [
        {"type": "chat_member", "chat_id": chat, "user_id": user},
        *([{"type": "chat_administrators", "chat_id": chat}] if administers else []),
        {"type": "chat", "chat_id": chat},
        *([{"type": "all_chat_administrators"}] if administers else []),
        {"type": "all_group_chats"},
        {"type": "default"},
    ]
