"""Writing and reading on the page's phones: what one types arrives, what the bot does shows."""

from __future__ import annotations

from playwright.async_api import expect

from tests.sandbox_page.conftest import IN_BROWSER, Scene

pytestmark = IN_BROWSER

TWO_BUTTONS = {"inline_keyboard": [[{"text": "是", "callback_data": "yes"}, {"text": "否", "callback_data": "no"}]]}


async def test_words_go_out_and_the_answer_comes_in(scene: Scene) -> None:
    await scene.left.locator("textarea").fill("共青团西路的路灯不亮")
    await scene.left.locator("textarea").press("Enter")
    await expect(scene.left.locator(".mine").last).to_contain_text("共青团西路的路灯不亮")
    assert (await scene.resident.messages())[-1]["text"] == "共青团西路的路灯不亮"
    await scene.bot_says("记下了。")
    await expect(scene.left.locator(".theirs").last).to_contain_text("记下了。")
    await expect(scene.right.locator(".theirs")).to_have_count(0)


async def test_shift_enter_makes_a_line_and_sends_nothing(scene: Scene) -> None:
    field = scene.left.locator("textarea")
    await field.press_sequentially("第一行")
    await field.press("Shift+Enter")
    await field.press_sequentially("第二行")
    await expect(field).to_have_value("第一行\n第二行")
    await field.press("Enter")
    await expect(scene.left.locator(".mine").last).to_contain_text("第二行")
    await expect(field).to_have_value("")


async def test_a_press_waits_for_its_answer_and_shows_the_toast(scene: Scene) -> None:
    await scene.bot_says("修好了吗?", reply_markup=TWO_BUTTONS)
    button = scene.left.get_by_role("button", name="是", exact=True)
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    async with scene.answering(text="谢谢您"):
        await expect(scene.left.locator(".toast")).to_have_text(["谢谢您"])
        await expect(button).not_to_have_attribute("aria-busy", "true")


async def test_an_alert_has_to_be_closed(scene: Scene) -> None:
    await scene.bot_says("撤回吗?", reply_markup=TWO_BUTTONS)
    async with scene.answering(text="已经撤回了", show_alert=True):
        await scene.left.get_by_role("button", name="是", exact=True).click()
        dialog = scene.look.page.get_by_role("dialog")
        await expect(dialog).to_contain_text("已经撤回了")
        await scene.look.page.keyboard.press("Escape")
        await expect(dialog).to_have_count(0)


async def test_the_bot_edits_and_deletes_in_place(scene: Scene) -> None:
    card = await scene.bot_says("状态:已交给代表", reply_markup=TWO_BUTTONS)
    where = {"chat_id": scene.resident.id, "message_id": card["message_id"]}
    await expect(scene.left.locator(".key")).to_have_count(2)
    await scene.call("editMessageText", text="状态:已答复", **where)
    await expect(scene.left.locator(".theirs")).to_have_count(1)
    await expect(scene.left.locator(".theirs")).to_contain_text("状态:已答复")
    await expect(scene.left.locator(".theirs")).not_to_contain_text("已编辑")
    await expect(scene.left.locator(".key")).to_have_count(0)
    await scene.call("deleteMessage", **where)
    await expect(scene.left.locator(".theirs")).to_have_count(0)


async def test_one_edits_ones_own_words(scene: Scene) -> None:
    field = scene.left.locator("textarea")
    await field.fill("路灯不亮")
    await field.press("Enter")
    await expect(scene.left.locator(".mine").last).to_contain_text("路灯不亮")
    await field.fill("还没写完的话")
    await scene.left.locator(".mine .bubble").last.click(button="right")
    await scene.look.page.get_by_role("menuitem", name="编辑").click()
    await expect(field).to_have_value("路灯不亮")
    await field.fill("三盏路灯不亮")
    await field.press("Enter")
    await expect(scene.left.locator(".mine").last).to_contain_text("三盏路灯不亮")
    await expect(scene.left.locator(".mine").last).to_contain_text("已编辑")
    await expect(field).to_have_value("还没写完的话")


async def test_a_reply_quotes_what_it_answers(scene: Scene) -> None:
    asked = await scene.bot_says("在哪一段?")
    await scene.left.locator(".theirs .bubble").last.click(button="right")
    await scene.look.page.get_by_role("menuitem", name="回复").click()
    await scene.left.locator("textarea").fill("医院门口")
    await scene.left.locator("textarea").press("Enter")
    await expect(scene.left.locator(".mine .quote")).to_contain_text("在哪一段?")
    last = (await scene.resident.messages())[-1]
    assert last["reply_to_message"]["message_id"] == asked["message_id"]


async def test_typing_and_the_pinned_message_show(scene: Scene) -> None:
    await scene.call("sendChatAction", chat_id=scene.resident.id, action="typing")
    await expect(scene.left.locator(".subtitle")).to_have_text("正在输入")
    message = await scene.bot_says("最晚周五答复")
    await expect(scene.left.locator(".subtitle")).to_have_text("机器人")
    await scene.call("pinChatMessage", chat_id=scene.resident.id, message_id=message["message_id"])
    await expect(scene.left.locator(".pinned")).to_contain_text("最晚周五答复")


async def test_scrolled_away_the_newest_waits_behind_a_button(scene: Scene) -> None:
    for number in range(30):
        await scene.bot_says(f"第{number}条")
    log = scene.left.locator(".log")
    await expect(log.locator(".theirs").last).to_be_in_viewport()
    await log.evaluate("log => { log.scrollTop = 0; }")
    down = scene.left.get_by_role("button", name="到最新消息")
    await expect(down).to_be_visible()
    await scene.bot_says("刚刚到的")
    await expect(down).to_have_text("1")
    await down.click()
    await expect(log.locator(".theirs").last).to_be_in_viewport()
    await expect(down).to_be_hidden()


async def test_blocking_takes_the_composer_away_until_unblocked(scene: Scene) -> None:
    await scene.left.get_by_role("button", name="这部手机的更多操作").click()
    await scene.look.page.get_by_role("menuitem", name="停用机器人").click()
    await scene.look.page.get_by_role("dialog").get_by_role("button", name="停用机器人").click()
    await expect(scene.left.locator("textarea")).to_be_hidden()
    refused = await scene.bench.call("sendMessage", chat_id=scene.resident.id, text="在吗")
    assert refused["error_code"] == 403
    await scene.left.get_by_role("button", name="重新启用").click()
    await expect(scene.left.locator("textarea")).to_be_visible()
