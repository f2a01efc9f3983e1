"""Groups: privacy mode, members, topics, pins, and the step to a supergroup."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.sandbox import Bench, Phone

BOT = 110201543
NAME = "double_link_110201543_bot"


async def received(sandbox: Bench) -> list[dict[str, Any]]:
    """All updates since the last look."""
    updates = (await sandbox.call("getUpdates"))["result"]
    if updates:
        await sandbox.call("getUpdates", offset=updates[-1]["update_id"] + 1)
    return list(updates)


@pytest.fixture
async def wang(sandbox: Bench) -> Phone:
    return await sandbox.phone("王阿姨")


async def test_a_bot_is_told_that_it_came_into_a_group(sandbox: Bench, wang: Phone) -> None:
    group = await sandbox.post("groups", {"title": "湖光社区", "members": [wang.id, BOT]})
    assert (group["members"], group["bots"]) == ([wang.id], [BOT])
    joined, greeting = await received(sandbox)
    assert joined["my_chat_member"]["new_chat_member"]["status"] == "member"
    assert joined["my_chat_member"]["chat"] == {"id": group["id"], "type": "group", "title": "湖光社区"}
    assert greeting["message"]["new_chat_members"][0]["id"] == BOT


async def test_privacy_mode(sandbox: Bench, wang: Phone) -> None:
    group = await sandbox.group("湖光社区", wang)
    await received(sandbox)
    here = wang.in_chat(group["id"])
    assert (await here.say("只是聊聊"))["update_id"] is None
    assert (await here.say("/new@other_bot"))["update_id"] is None
    for command in ("/new", f"/new@{NAME} s_1"):
        assert (await here.say(command))["update_id"] is not None
    asked = (await sandbox.call("sendMessage", chat_id=group["id"], text="什么事?"))["result"]
    assert (await here.say("路灯", reply_to=asked["message_id"]))["update_id"] is not None
    texts = [update["message"]["text"] for update in await received(sandbox)]
    assert texts == ["/new", f"/new@{NAME} s_1", "路灯"]
    await sandbox.post(f"groups/{group['id']}/members", {"administrators": [BOT]})
    assert (await here.say("只是聊聊"))["update_id"] is not None


async def test_members_come_and_go(sandbox: Bench, wang: Phone) -> None:
    li = await sandbox.phone("李建国")
    group = await sandbox.group("湖光社区", wang)
    await received(sandbox)
    refused = await sandbox.http.post(f"/sandbox/chats/{group['id']}/text", json={"from": li.id, "text": "x"})
    assert refused.json() == {"error": f"李建国 ({li.id}) is not a member of this group."}
    await sandbox.post(f"groups/{group['id']}/members", {"add": [li.id]})
    await sandbox.post(f"groups/{group['id']}/members", {"remove": [li.id, BOT]})
    came, went, bot_went, thrown_out = await received(sandbox)
    assert came["message"]["new_chat_members"][0]["id"] == li.id
    assert went["message"]["left_chat_member"]["id"] == li.id
    assert bot_went["message"]["left_chat_member"]["id"] == BOT
    assert thrown_out["my_chat_member"]["new_chat_member"]["status"] == "kicked"
    answer = await sandbox.call("sendMessage", chat_id=group["id"], text="x")
    assert answer["description"] == "Forbidden: bot was kicked from the group chat"


async def test_a_group_becomes_a_supergroup(sandbox: Bench, wang: Phone) -> None:
    group = await sandbox.group("湖光社区", wang)
    await received(sandbox)
    new = await sandbox.post(f"groups/{group['id']}/migrate", {})
    leaving, arriving = await received(sandbox)
    assert leaving["message"]["migrate_to_chat_id"] == new["id"]
    assert leaving["message"]["chat"]["id"] == group["id"]
    assert arriving["message"]["migrate_from_chat_id"] == group["id"]
    assert arriving["message"]["chat"] == {"id": new["id"], "type": "supergroup", "title": "湖光社区"}
    assert str(new["id"]).startswith("-100")
    assert await sandbox.call("sendMessage", chat_id=group["id"], text="x") == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new["id"]},
    }
    assert (await sandbox.call("sendMessage", chat_id=new["id"], text="x"))["result"]["message_id"] == 2
    assert (await wang.in_chat(new["id"]).say("/start"))["message_id"] == 3


async def test_topics(sandbox: Bench, wang: Phone) -> None:
    group = await sandbox.group("湖光社区", wang, forum=True, topics=["路灯"])
    assert group["is_forum"]
    thread = group["topics"][0]["message_thread_id"]
    sent = (await sandbox.call("sendMessage", chat_id=group["id"], text="x", message_thread_id=thread))["result"]
    assert (sent["message_thread_id"], sent["is_topic_message"]) == (thread, True)
    await wang.in_chat(group["id"]).say("/new", thread=thread)
    assert (await received(sandbox))[-1]["message"]["message_thread_id"] == thread
    lost = await sandbox.call("sendMessage", chat_id=group["id"], text="x", message_thread_id=4711)
    assert lost["description"] == "Bad Request: message thread not found"


async def test_pins_need_rights_in_groups(sandbox: Bench, wang: Phone) -> None:
    group = await sandbox.group("湖光社区", wang)
    message = (await sandbox.call("sendMessage", chat_id=group["id"], text="x"))["result"]["message_id"]
    pin = {"chat_id": group["id"], "message_id": message}
    refused = await sandbox.call("pinChatMessage", **pin)
    assert refused["description"] == "Bad Request: not enough rights to manage pinned messages in the chat"
    await sandbox.post(f"groups/{group['id']}/members", {"administrators": [BOT, wang.id]})
    assert (await sandbox.call("pinChatMessage", **pin))["ok"]
    assert (await wang.in_chat(group["id"]).state())["pinned_message_id"] == message
    full = (await sandbox.call("getChat", chat_id=group["id"]))["result"]
    assert full["pinned_message"]["text"] == "x"
    note = (await received(sandbox))[-1]["message"]
    assert (note["from"]["id"], note["pinned_message"]["text"]) == (BOT, "x")
    assert (await sandbox.call("unpinChatMessage", chat_id=group["id"]))["ok"]
    assert (await wang.in_chat(group["id"]).state())["pinned_message_id"] is None
    administrators = (await sandbox.call("getChatAdministrators", chat_id=group["id"]))["result"]
    assert [(member["user"]["first_name"], member["status"]) for member in administrators] == [("王阿姨", "creator")]


async def test_who_is_a_member(sandbox: Bench, wang: Phone) -> None:
    li = await sandbox.phone("李建国")
    group = await sandbox.group("湖光社区", wang)

    async def status(number: int) -> str:
        answer = await sandbox.call("getChatMember", chat_id=group["id"], user_id=number)
        return str(answer["result"]["status"])

    assert (await status(wang.id), await status(li.id), await status(BOT)) == ("creator", "left", "member")
    assert (await sandbox.call("getChatMemberCount", chat_id=group["id"]))["result"] == 2
    assert (await sandbox.call("leaveChat", chat_id=group["id"]))["ok"]
    assert not (await sandbox.call("getChat", chat_id=group["id"]))["ok"]


async def test_a_press_in_a_group(sandbox: Bench, wang: Phone) -> None:
    group = await sandbox.group("湖光社区", wang)
    markup = {"inline_keyboard": [[{"text": "接", "callback_data": "t"}]]}
    await sandbox.call("sendMessage", chat_id=group["id"], text="谁接?", reply_markup=markup)
    told = await wang.in_chat(group["id"]).press("接", timeout=0)
    assert told["answered"] is False
    query = (await received(sandbox))[-1]["callback_query"]
    assert (query["from"]["id"], query["message"]["chat"]["id"]) == (wang.id, group["id"])
