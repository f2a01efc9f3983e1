"""Commands, the bot's buttons above the composer, and the whole page by keyboard alone."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.sandbox_page.conftest import IN_BROWSER, Scene
from tests.support.browser import Open
from tests.support.sandbox import Bench

pytestmark = IN_BROWSER

COMMANDS = [
    {"command": "cases", "description": "我反映的事"},
    {"command": "cancel", "description": "先放下"},
    {"command": "help", "description": "帮助"},
]


async def focused(page: Page) -> str:
    """The accessible name (or words) of what has the focus."""
    return str(
        await page.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent")
    )


async def test_a_slash_filters_the_commands_and_enter_sends_one(scene: Scene) -> None:
    await scene.call("setMyCommands", commands=COMMANDS)
    field = scene.left.locator("textarea")
    await expect(scene.left.get_by_role("option")).to_have_count(0)
    await field.press_sequentially("/ca")
    await expect(scene.left.get_by_role("option")).to_have_count(2)
    await field.press("ArrowDown")
    await expect(scene.left.locator("[aria-selected=true]")).to_contain_text("/cancel")
    await field.press("Enter")
    await expect(scene.left.locator(".mine").last).to_contain_text("/cancel")
    await expect(field).to_have_value("")


async def test_the_command_button_lists_commands_with_descriptions(scene: Scene) -> None:
    await scene.call("setMyCommands", commands=COMMANDS)
    await scene.left.get_by_role("button", name="命令").click()
    await expect(scene.left.get_by_role("option")).to_have_text(["/cases我反映的事", "/cancel先放下", "/help帮助"])
    await scene.look.page.keyboard.press("Escape")
    await expect(scene.left.get_by_role("option")).to_have_count(0)


async def test_reply_buttons_say_words_and_give_place_and_number(scene: Scene) -> None:
    keyboard = [
        [{"text": "我的位置", "request_location": True}, {"text": "我的号码", "request_contact": True}],
        [{"text": "不用了"}],
    ]
    await scene.bot_says("您住在哪儿?", reply_markup={"keyboard": keyboard})
    buttons = scene.left.get_by_role("group", name="回复按钮")
    await buttons.get_by_role("button", name="不用了").click()
    await expect(scene.left.locator(".mine").last).to_contain_text("不用了")
    dialog = scene.look.page.get_by_role("dialog")
    await buttons.get_by_role("button", name="我的位置").click()
    await dialog.get_by_role("button", name="发送").click()
    await expect(scene.left.locator(".mine .place")).to_have_count(1)
    await buttons.get_by_role("button", name="我的号码").click()
    await dialog.get_by_role("button", name="给它").click()
    await expect(scene.left.locator(".mine").last).to_contain_text("+86")
    await scene.left.get_by_role("button", name="显示或收起按钮").click()
    await expect(buttons).to_be_hidden()


async def test_from_start_to_a_pressed_button_by_keyboard_alone(sandbox: Bench, look: Open) -> None:
    resident = await sandbox.phone("王桂兰", pinned=True)
    page = (await look(sandbox.url)).page
    phone = page.locator(f"#phone-{resident.id}")
    await expect(phone.get_by_role("button", name="开始")).to_be_visible()
    for _ in range(12):
        await page.keyboard.press("Tab")
        if await focused(page) == "开始":
            break
    await page.keyboard.press("Enter")
    await expect(phone.locator(".mine").last).to_contain_text("/start")
    button = {"inline_keyboard": [[{"text": "张店区", "callback_data": "zd"}]]}
    await sandbox.call("sendMessage", chat_id=resident.id, text="您住在哪儿?", reply_markup=button)
    await expect(phone.get_by_role("button", name="张店区")).to_be_visible()
    await phone.locator("textarea").focus()
    for _ in range(6):
        await page.keyboard.press("Shift+Tab")
        if await focused(page) == "张店区":
            break
    outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "the focus must be seen"
    await page.keyboard.press("Enter")
    await expect(phone.get_by_role("button", name="张店区")).to_have_attribute("aria-busy", "true")


async def test_arrows_walk_through_messages_and_menus(scene: Scene) -> None:
    await scene.bot_says("第一条")
    await scene.bot_says("第二条")
    page = scene.look.page
    await scene.left.locator("article").last.focus()
    await page.keyboard.press("ArrowUp")
    assert "第一条" in await focused(page)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="回复")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("menuitem", name="复制文字")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("menuitem", name="回复")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("menu")).to_have_count(0)


async def test_the_focus_stays_on_a_button_whose_message_is_edited(scene: Scene) -> None:
    def keyboard(number: int) -> dict[str, object]:
        return {
            "inline_keyboard": [
                [{"text": "上一页", "callback_data": "b"}, {"text": "下一页", "callback_data": str(number)}]
            ]
        }

    card = await scene.bot_says("第 1 页", reply_markup=keyboard(1))
    await scene.left.get_by_role("button", name="下一页").focus()
    where = {"chat_id": scene.resident.id, "message_id": card["message_id"]}
    await scene.call("editMessageText", text="第 2 页", reply_markup=keyboard(2), **where)
    await expect(scene.left.locator(".theirs").last).to_contain_text("第 2 页")
    await expect(scene.left.get_by_role("button", name="下一页")).to_be_focused()


async def test_arrow_up_in_an_empty_field_edits_the_last_words(scene: Scene) -> None:
    field = scene.left.locator("textarea")
    await field.fill("路灯不亮")
    await field.press("Enter")
    await expect(scene.left.locator(".mine").last).to_contain_text("路灯不亮")
    await field.press("ArrowUp")
    await expect(field).to_have_value("路灯不亮")
    await field.press("Escape")
    await expect(field).to_have_value("")
