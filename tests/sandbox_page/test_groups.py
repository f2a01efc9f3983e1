"""Groups on the page: whoever is in one opens it on the own phone, and sees there who wrote what."""

from __future__ import annotations

from playwright.async_api import Locator, expect

from tests.sandbox_page.conftest import IN_BROWSER, Scene
from tests.support.sandbox import Json

pytestmark = IN_BROWSER

TITLE = "联络站工作群"
BUTTON = {"inline_keyboard": [[{"text": "打开", "callback_data": "open"}]]}


async def gathered(scene: Scene) -> Json:
    """A group of the two with the bot in it."""
    return await scene.bench.group(TITLE, scene.representative, scene.resident)


async def opened(scene: Scene, phone: Locator, name: str = TITLE) -> None:
    """Open the group, or the chat with the bot again."""
    await phone.get_by_role("button", name="选择机器人").click()
    await scene.look.page.get_by_role("menuitemradio", name=name).click()


async def test_a_group_is_opened_on_the_phones_of_its_members_and_shows_who_wrote(scene: Scene) -> None:
    await expect(scene.right.get_by_role("button", name="选择机器人")).to_have_count(0)
    group = await gathered(scene)
    for phone in (scene.left, scene.right):
        await opened(scene, phone)
        await expect(phone.locator(".head")).to_contain_text(TITLE)
    await scene.left.locator("textarea").fill("路灯的事谁去看看？")
    await scene.left.locator("textarea").press("Enter")
    await expect(scene.left.locator(".mine").last).to_contain_text("路灯的事谁去看看？")
    await expect(scene.right.locator(".theirs").last).to_contain_text(scene.resident.name)
    said = await scene.call("sendMessage", chat_id=group["id"], text="新事项", reply_markup=BUTTON)
    for phone in (scene.left, scene.right):
        await expect(phone.locator(".theirs").last).to_contain_text("新事项")
    async with scene.answering(text="请到和我的私聊里接着办。"):
        await scene.right.get_by_role("button", name="打开", exact=True).click()
        await expect(scene.right.locator(".toast")).to_contain_text("请到和我的私聊里接着办。")
    await expect(scene.left.locator(".toast")).to_have_count(0)
    await scene.right.locator(".bubble", has_text="新事项").click(button="right")
    await scene.look.page.get_by_role("menuitem", name="回复").click()
    await scene.right.locator("textarea").fill("我下午去。")
    await scene.right.locator("textarea").press("Enter")
    await expect(scene.left.locator(".theirs").last).to_contain_text("我下午去。")
    written = (await scene.representative.in_chat(group["id"]).messages())[-1]
    assert written["reply_to_message"]["message_id"] == said["message_id"]
    await opened(scene, scene.right, "Bot")
    await expect(scene.right.locator(".theirs", has_text="新事项")).to_have_count(0)


async def test_a_link_that_is_good_for_a_group_is_followed_in_the_one_that_is_chosen(scene: Scene) -> None:
    link = f"https://t.me/{(await scene.call('getMe'))['username']}?startgroup=g_abc"
    keyboard = {"inline_keyboard": [[{"text": "选一个群", "url": link}]]}
    await scene.bot_says("点下面的按钮。", to=scene.representative, reply_markup=keyboard)
    button = scene.right.get_by_role("button", name="选一个群")
    await button.click()
    await expect(scene.right.locator(".toast")).to_contain_text("还不在任何群里")
    group = await gathered(scene)
    await button.click()
    await scene.look.page.get_by_role("menuitem", name=TITLE).click()
    await expect(scene.right.locator(".head")).to_contain_text(TITLE)
    await expect(scene.right.locator(".mine").last).to_contain_text("/start g_abc")
    assert (await scene.representative.in_chat(group["id"]).messages())[-1]["text"] == "/start g_abc"


async def test_a_group_that_grew_is_followed_and_who_was_put_out_sees_the_bot_again(scene: Scene) -> None:
    group = await gathered(scene)
    for phone in (scene.left, scene.right):
        await opened(scene, phone)
        await expect(phone.locator(".head")).to_contain_text(TITLE)
    grown = await scene.bench.post(f"groups/{group['id']}/migrate", {})
    await scene.call("sendMessage", chat_id=grown["id"], text="新事项")
    for phone in (scene.left, scene.right):
        await expect(phone.locator(".theirs").last).to_contain_text("新事项")
    await scene.bench.post(f"groups/{grown['id']}/members", {"remove": [scene.resident.id]})
    await expect(scene.left.locator(".head")).not_to_contain_text(TITLE)
    await expect(scene.left.get_by_role("button", name="选择机器人")).to_have_count(0)
    await expect(scene.right.locator(".head")).to_contain_text(TITLE)
