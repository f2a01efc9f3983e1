"""Looking on: chats, what the bot said, files, commands, and the feed of changes for the page."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.responses import Response, StreamingResponse

from sandbox import commands
from sandbox.control.asking import Asked, Input
from sandbox.errors import ControlError
from sandbox.records import Chat, Json, Post
from sandbox.world import World

LONGEST_WAIT, USUAL_WAIT, HEARTBEAT = 120.0, 10.0, 15.0


class Reading(Input):
    """How far a person has read."""

    message_id: int
    reader: int | None = None


def messages(asked: Asked) -> list[Json]:
    return [post.message for post in asked.world.posts.of(asked.chat())]


def state(asked: Asked) -> Json:
    chat = asked.chat()
    return {
        "reply_keyboard": chat.reply_keyboard,
        "pinned_message_id": chat.pinned[-1] if chat.pinned else None,
        "blocked": chat.blocked,
        "started": chat.started,
        "last_read": chat.last_read,
    }


def read(asked: Asked) -> Json:
    given = asked.given(Reading)
    chat = asked.chat(given.bot)
    if given.message_id > chat.last_read:
        chat.last_read = given.message_id
        asked.world.put_chat(chat)
    return {"last_read": chat.last_read}


async def wait(asked: Asked) -> list[Json]:
    """The bots' messages after a message, as soon as there is one; an empty list when the time is over."""
    chat, after = asked.asked_chat(), int(asked.query("after", 0))
    posts = await asked.world.changes.until(
        lambda: [post for post in _by_bots(asked.world, chat) if post.id > after], _timeout(asked)
    )
    return [post.message for post in posts]


async def heard(asked: Asked) -> Json:
    """What bots said or changed since a cursor, as soon as there is something, with the next cursor."""
    chat, since = asked.asked_chat(), int(asked.query("since", 0))
    posts = await asked.world.changes.until(
        lambda: [post for post in _by_bots(asked.world, chat) if post.revision > since], _timeout(asked)
    )
    cursor = max((post.revision for post in posts), default=since)
    return {"cursor": cursor, "messages": [post.message for post in sorted(posts, key=lambda post: post.revision)]}


def _timeout(asked: Asked) -> float:
    return min(LONGEST_WAIT, max(0.0, asked.query("timeout", USUAL_WAIT)))


def _by_bots(world: World, chat: Chat) -> list[Post]:
    return [post for post in world.posts.of(chat) if post.message["from"]["is_bot"]]


def offered_commands(asked: Asked) -> list[dict[str, str]]:
    number, bot = int(asked.query("chat")), asked.bot()
    group = asked.world.people.groups.get(number)
    user = asked.world.people.user(int(asked.query("user", number if group is None else group.members[0])))
    return commands.seen_by(bot, user.id, number, user.language_code, group)


def file(asked: Asked) -> Response:
    record = asked.world.files.any(asked.request.path_params["file_id"])
    if record is None:
        raise ControlError("There is no such file.", 404)
    showable = record.mime_type.startswith(("image/", "audio/", "video/")) and "svg" not in record.mime_type
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    if not showable:
        headers["Content-Disposition"] = "attachment"
    return Response(asked.world.files.content(record), media_type=record.mime_type, headers=headers)


def requests(asked: Asked) -> list[Json]:
    return asked.world.requests.since(int(asked.query("since", 0)))


def events(asked: Asked) -> Response:
    """The feed as server-sent events; Last-Event-ID goes on where a connection broke."""
    last = asked.request.headers.get("last-event-id", "")
    start = int(last) if last.isdigit() else asked.world.changes.last
    headers = {"Cache-Control": "no-store"}
    return StreamingResponse(_feed(asked.world, start), media_type="text/event-stream", headers=headers)


async def _feed(world: World, number: int) -> AsyncIterator[str]:
    yield f"retry: 1000\nid: {number}\n: hello\n\n"
    while not world.changes.closing:
        entries = world.changes.since(number)
        if entries is None:
            number = world.changes.last
            yield f"id: {number}\nevent: reload\ndata: {{}}\n\n"
            continue
        for number, change in entries:
            yield f"id: {number}\ndata: {json.dumps(change, ensure_ascii=False)}\n\n"
        if not await world.changes.after(number, HEARTBEAT):
            yield ": still here\n\n"


ROUTES: tuple[tuple[str, str, Any], ...] = (
    ("/chats/{chat}", "GET", messages),
    ("/chats/{chat}/state", "GET", state),
    ("/chats/{chat}/read", "POST", read),
    ("/wait", "GET", wait),
    ("/heard", "GET", heard),
    ("/commands", "GET", offered_commands),
    ("/files/{file_id}", "GET", file),
    ("/requests", "GET", requests),
    ("/events", "GET", events),
)
