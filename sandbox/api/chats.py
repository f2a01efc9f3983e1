"""What a bot may know of a chat and of the people in it."""

from __future__ import annotations

from sandbox.api.call import Call, method
from sandbox.errors import bad_request
from sandbox.records import Group, Json

GIFTS = dict.fromkeys(
    ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"), False
)
RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
)  # fmt: skip
NO_STORIES = dict.fromkeys(("can_post_stories", "can_edit_stories", "can_delete_stories"), False)


@method("getChat")
def get_chat(call: Call) -> Json:
    chat = call.chat()
    world = call.world
    full = {
        **world.people.as_chat(chat.id),
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": GIFTS,
    }
    if chat.id < 0:
        full["permissions"] = {"can_send_messages": True}
    if chat.pinned and (pinned := world.replied_message(chat, chat.pinned[-1])):
        full["pinned_message"] = pinned
    return full


@method("getChatMember")
def get_chat_member(call: Call) -> Json:
    chat = call.chat()
    number = call.params.integer("user_id", 0)
    bot, user = call.world.people.bots.get(number), call.world.people.users.get(number)
    if bot is None and user is None:
        raise bad_request("invalid user_id specified")
    group = call.world.people.groups.get(chat.id)
    person = bot.as_user() if bot else user.as_user() if user else {}
    if group is None:
        if number not in {chat.id, call.bot.id}:
            raise bad_request("user not found")
        return {"status": "member", "user": person}
    return member(group, number, person)


@method("getChatAdministrators")
def get_chat_administrators(call: Call) -> list[Json]:
    chat = call.chat()
    group = call.world.people.groups.get(chat.id)
    if group is None:
        raise bad_request("there are no administrators in the private chat")
    numbers = dict.fromkeys([group.creator, *group.administrators])
    users = [user for number in numbers if (user := call.world.people.users.get(number))]
    return [member(group, user.id, user.as_user()) for user in users]


@method("getChatMemberCount")
def get_chat_member_count(call: Call) -> int:
    group = call.world.people.groups.get(call.chat().id)
    return 2 if group is None else len(group.members) + len(group.bots)


@method("leaveChat")
def leave_chat(call: Call) -> bool:
    chat = call.chat()
    group = call.world.people.groups.get(chat.id)
    if group is None:
        raise bad_request("chat member status can't be changed in private chats")
    call.world.post(chat, call.bot.as_user(), {"left_chat_member": call.bot.as_user()})
    group.bots.remove(call.bot.id)
    group.gone_bots[call.bot.id] = "is not a member of"
    call.world.people.groups.put(group.id, group)
    return True


@method("createForumTopic")
def create_forum_topic(call: Call) -> Json:
    chat = call.open_chat()
    group = call.world.people.groups.get(chat.id)
    if group is None or not group.forum:
        raise bad_request("the chat is not a forum")
    if call.bot.id not in group.administrators:
        raise bad_request("not enough rights to create a topic")
    name = call.params.text("name").strip()
    if not name:
        raise bad_request("TOPIC_TITLE_EMPTY")
    first = call.world.open_topic(chat, group, call.bot.as_user(), name)
    return {"message_thread_id": first.id, **first.message["forum_topic_created"]}


def member(group: Group, number: int, person: Json) -> Json:
    """A member of a group as a ChatMember."""
    if number == group.creator:
        return {"status": "creator", "user": person, "is_anonymous": False}
    if number in group.administrators:
        granted = {right: True for right in RIGHTS if group.supergroup or right != "can_manage_topics"}
        return {
            "status": "administrator",
            "user": person,
            "can_be_edited": False,
            "is_anonymous": False,
            **granted,
            **NO_STORIES,
        }
    present = number in group.members or number in group.bots
    return {"status": "member" if present else "left", "user": person}
