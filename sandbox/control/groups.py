"""Groups: founding them, their members and topics, and their growth into supergroups."""

from __future__ import annotations

from typing import Any

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from sandbox.api.chats import member
from sandbox.control.asking import Asked
from sandbox.errors import ControlError
from sandbox.records import Bot, Chat, Group, Json, Post

LEFT, MEMBER = {"status": "left"}, {"status": "member"}


class NewGroup(BaseModel):
    """A new group. Its first member founds it; the only bot joins unless `bots` says otherwise."""

    model_config = ConfigDict(extra="forbid")

    title: str
    members: list[int] = Field(min_length=1)
    bots: list[int] | None = None
    forum: bool = False
    supergroup: bool = False
    topics: list[str] = Field(default_factory=list)


class MemberChange(BaseModel):
    """Who comes, who goes, and who becomes an administrator (people and bots by id)."""

    model_config = ConfigDict(extra="forbid")

    add: list[int] = Field(default_factory=list, validation_alias=AliasChoices("add", "members"))
    remove: list[int] = Field(default_factory=list)
    administrators: list[int] | None = None


class NewTopic(BaseModel):
    """A new topic of a forum."""

    model_config = ConfigDict(extra="forbid")

    name: str


def list_groups(asked: Asked) -> list[Json]:
    return [_shown(group) for group in asked.world.people.groups if group.migrated_to is None]


def add_group(asked: Asked) -> Json:
    given = asked.given(NewGroup)
    people = asked.world.people
    bots = _joining_bots(asked, given)
    members = [number for number in given.members if people.bots.get(number) is None]
    group = people.add_group(given.title, members, forum=given.forum, supergroup=given.supergroup)
    chat = people.chat(0, group.id)
    founder = people.user(group.creator).as_user()
    asked.world.changes.publish({"type": "group", "chat": group.id})
    kind = "supergroup_chat_created" if group.supergroup else "group_chat_created"
    asked.world.post(chat, founder, {kind: True})
    for number in bots:
        _join_bot(asked, group, people.bot(number), founder)
    for topic in given.topics:
        asked.world.tell_bots(chat, _topic(asked, group, founder, topic))
    return _shown(group)


def _joining_bots(asked: Asked, given: NewGroup) -> list[int]:
    """The bots that were named, among the members or apart; the only one if none was."""
    bots = asked.world.people.bots
    named = [number for number in given.members if bots.get(number)]
    if given.bots is not None or named:
        return list(dict.fromkeys([*(given.bots or []), *named]))
    if len(bots) > 1:
        raise ControlError(f"There are {len(bots)} bots; say with `bots` which of them join.", 409)
    return [bot.id for bot in bots]


def change_members(asked: Asked) -> Json:
    given = asked.given(MemberChange)
    group = _group(asked)
    founder = asked.world.people.user(group.members[0]).as_user()
    for number in given.add:
        _add(asked, group, number, founder)
    for number in given.remove:
        _remove(asked, group, number, founder)
    if given.administrators is not None:
        _appoint(asked, group, given.administrators, founder)
    asked.world.people.groups.put(group.id, group)
    asked.world.changes.publish({"type": "group", "chat": group.id})
    return _shown(group)


def migrate(asked: Asked) -> Json:
    """The group becomes a supergroup: a new id, a note in each of both, and the old one is closed."""
    old = _group(asked)
    if old.supergroup:
        raise ControlError("This is a supergroup already.", 409)
    world, people = asked.world, asked.world.people
    number = people.next_group_id(supergroup=True)
    new = old.model_copy(update={"id": number, "supergroup": True}, deep=True)
    people.groups.put(number, new)
    founder = people.user(old.members[0]).as_user()
    leaving = world.post(people.chat(0, old.id), founder, {"migrate_to_chat_id": number})
    world.tell_bots(people.chat(0, old.id), leaving)
    arriving = world.post(people.chat(0, number), founder, {"migrate_from_chat_id": old.id})
    world.tell_bots(people.chat(0, number), arriving)
    old.migrated_to = number
    people.groups.put(old.id, old)
    world.changes.publish({"type": "group", "chat": number})
    return _shown(new)


def add_topic(asked: Asked) -> Json:
    given = asked.given(NewTopic)
    group = _group(asked)
    if not group.forum:
        raise ControlError("Only a forum has topics; found the group with `forum`.", 409)
    founder = asked.world.people.user(group.members[0]).as_user()
    post = _topic(asked, group, founder, given.name)
    update = asked.world.tell_bots(_chat(asked, group), post)
    return {"message_thread_id": post.id, "message_id": post.id, "update_id": update}


def _topic(asked: Asked, group: Group, founder: Json, name: str) -> Post:
    chat = _chat(asked, group)
    return asked.world.open_topic(chat, group, founder, name)


def _add(asked: Asked, group: Group, number: int, founder: Json) -> None:
    bot = asked.world.people.bots.get(number)
    if bot is not None:
        _join_bot(asked, group, bot, founder)
        return
    user = asked.world.people.user(number)
    if user.id not in group.members:
        group.members.append(user.id)
        _service(asked, group, founder, {"new_chat_members": [user.as_user()]})


def _remove(asked: Asked, group: Group, number: int, founder: Json) -> None:
    bot = asked.world.people.bots.get(number)
    if bot is not None and bot.id in group.bots:
        _service(asked, group, founder, {"left_chat_member": bot.as_user()})
        group.bots.remove(bot.id)
        group.gone_bots[bot.id] = "was kicked from"
        asked.world.member_changed(bot, _chat(asked, group), founder, MEMBER, {"status": "kicked", "until_date": 0})
    elif number in group.members:
        if len(group.members) == 1:
            raise ControlError("The last member can't be removed.", 409)
        group.members.remove(number)
        user = asked.world.people.user(number)
        _service(asked, group, user.as_user(), {"left_chat_member": user.as_user()})


def _appoint(asked: Asked, group: Group, administrators: list[int], founder: Json) -> None:
    changed = set(group.administrators) ^ set(administrators)
    before = {number: member(group, number, {}) for number in changed}
    group.administrators = administrators
    for number in changed:
        bot = asked.world.people.bots.get(number)
        if bot is not None:
            now = member(group, number, {})
            asked.world.member_changed(bot, _chat(asked, group), founder, before[number], now)


def _join_bot(asked: Asked, group: Group, bot: Bot, founder: Json) -> None:
    if bot.id in group.bots:
        return
    group.bots.append(bot.id)
    group.gone_bots.pop(bot.id, None)
    asked.world.people.groups.put(group.id, group)
    asked.world.member_changed(bot, _chat(asked, group), founder, LEFT, MEMBER)
    _service(asked, group, founder, {"new_chat_members": [bot.as_user()]})


def _service(asked: Asked, group: Group, author: Json, content: Json) -> None:
    chat = _chat(asked, group)
    asked.world.tell_bots(chat, asked.world.post(chat, author, content))


def _group(asked: Asked) -> Group:
    group = asked.world.people.groups.get(asked.number("chat"))
    if group is None:
        raise ControlError(f"There is no group {asked.number('chat')}.", 404)
    if group.migrated_to is not None:
        raise ControlError(f"This group has become the supergroup {group.migrated_to}.", 409)
    return group


def _chat(asked: Asked, group: Group) -> Chat:
    return asked.world.people.chat(0, group.id)


def _shown(group: Group) -> Json:
    return {
        **group.as_chat(),
        "members": group.members,
        "bots": group.bots,
        "administrators": group.administrators,
        "topics": [{"message_thread_id": number, "name": name} for number, name in group.topics.items()],
    }


ROUTES: tuple[tuple[str, str, Any], ...] = (
    ("/groups", "GET", list_groups),
    ("/groups", "POST", add_group),
    ("/groups/{chat}/members", "POST", change_members),
    ("/groups/{chat}/migrate", "POST", migrate),
    ("/groups/{chat}/topics", "POST", add_topic),
    ("/chats/{chat}/members", "POST", change_members),
    ("/chats/{chat}/migrate", "POST", migrate),
)
