"""Privacy mode: which of a group's messages a bot is told about."""

from __future__ import annotations

import re

from sandbox.records import Bot, Group, Json

COMMAND = re.compile(r"/[A-Za-z0-9_]+(?:@([A-Za-z0-9_]+))?(?=\s|$)")
SERVICE = {
    "new_chat_members", "left_chat_member", "new_chat_title", "group_chat_created", "supergroup_chat_created",
    "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message", "forum_topic_created", "forum_topic_edited",
    "forum_topic_closed", "forum_topic_reopened",
}  # fmt: skip


def hears(bot: Bot, group: Group, message: Json) -> bool:
    """Commands, replies to the bot and service messages; administrators hear everything."""
    if bot.id in group.administrators or not SERVICE.isdisjoint(message):
        return True
    replied = message.get("reply_to_message") or {}
    if (replied.get("from") or {}).get("id") == bot.id:
        return True
    command = COMMAND.match(message.get("text") or message.get("caption") or "")
    return command is not None and (command[1] is None or command[1].lower() == bot.username.lower())
