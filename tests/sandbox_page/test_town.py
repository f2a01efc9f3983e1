"""The page around the phones: languages, narrow screens, people, a lost line, and the town's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import expect

from sandbox import World, create_app, serve
from tests.sandbox_page.conftest import IN_BROWSER, Scene, two_people
from tests.support.browser import Open
from tests.support.ports import free_port
from tests.support.sandbox import TOKEN, Bench

pytestmark = IN_BROWSER

MONDAY = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = MONDAY

    def now(self) -> datetime:
        return self.moment

    async def advance(self, now: datetime) -> None:
        self.moment = now


@pytest.mark.parametrize(
    ("locale", "tag", "start", "other"), [("zh-CN", "zh-CN", "开始", "Start"), ("en-GB", "en", "Start", "开始")]
)
async def test_the_page_speaks_the_readers_language_and_can_switch(
    sandbox: Bench, look: Open, locale: str, tag: str, start: str, other: str
) -> None:
    resident, _ = await two_people(sandbox)
    window = await look(sandbox.url, locale=locale)
    page, phone = window.page, window.phone(resident.id)
    await expect(phone.get_by_role("button", name=start, exact=True)).to_be_visible()
    await expect(page.locator("html")).to_have_attribute("lang", tag)
    await expect(phone.locator(".log")).to_have_attribute("lang", "zh")
    await page.get_by_role("button", name="Switch to English" if tag == "zh-CN" else "切换到中文").click()
    await expect(phone.get_by_role("button", name=other, exact=True)).to_be_visible()
    await expect(page.locator("html")).not_to_have_attribute("lang", tag)


async def test_a_switch_of_language_keeps_what_is_being_written(scene: Scene) -> None:
    await scene.left.locator("textarea").fill("写到一半")
    await scene.look.page.get_by_role("button", name="Switch to English").click()
    await expect(scene.left.locator("textarea")).to_have_value("写到一半")
    await scene.look.page.reload()
    await expect(scene.left.locator("textarea")).to_have_value("写到一半")


async def test_the_first_visit_is_explained_once(sandbox: Bench, look: Open) -> None:
    await two_people(sandbox)
    window = await look(sandbox.url, first_visit=True)
    await expect(window.page.locator(".intro")).to_contain_text("每部手机是")
    await window.page.get_by_role("button", name="知道了").click()
    await window.page.reload()
    await expect(window.page.locator(".phone")).to_have_count(2)
    await expect(window.page.locator(".intro")).to_have_count(0)


async def test_at_360_pixels_one_phone_at_a_time_with_unread_marks(scene: Scene, look: Open) -> None:
    window = await look(scene.bench.url, width=360, height=740)
    left, right = window.phone(scene.resident.id), window.phone(scene.representative.id)
    await expect(left.locator("textarea")).to_be_visible()
    await expect(right).to_be_hidden()
    await scene.look.page.close()
    await scene.bot_says("新的建议", to=scene.representative)
    tab = window.page.get_by_role("navigation").get_by_role("button", name="李建国")
    await expect(tab).to_contain_text("1 条未读")
    await tab.click()
    await expect(right.locator(".theirs").last).to_contain_text("新的建议")
    await expect(left).to_be_hidden()
    await expect(tab).not_to_contain_text("未读")
    await expect(right.locator(".unread-mark")).to_be_visible()
    await right.locator("textarea").fill("看到了")
    await right.get_by_role("button", name="发送").click()
    await expect(right.locator(".unread-mark")).to_have_count(0)
    width = await window.page.evaluate("document.documentElement.scrollWidth")
    assert width == 360, "nothing may stick out sideways"


async def test_a_phone_is_added_for_someone_new_and_removed(scene: Scene) -> None:
    page = scene.look.page
    await page.get_by_role("button", name="添加手机").click()
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("姓名", exact=True).fill("Anna")
    await dialog.get_by_label("语言").select_option("en")
    await dialog.get_by_role("button", name="新建并打开手机").click()
    added = page.get_by_role("region", name="Anna")
    await expect(added.get_by_role("button", name="开始")).to_be_visible()
    users = await scene.bench.get("users")
    assert [user["language_code"] for user in users if user["first_name"] == "Anna"] == ["en"]
    await added.get_by_role("button", name="这部手机的更多操作").click()
    await page.get_by_role("menuitem", name="移走这部手机").click()
    await expect(page.locator(".phone")).to_have_count(2)


async def test_a_person_changes_language(scene: Scene) -> None:
    commands = [{"command": "help", "description": "help"}]
    await scene.call("setMyCommands", commands=commands, language_code="en")
    await scene.left.get_by_role("button", name="这部手机的更多操作").click()
    await scene.look.page.get_by_role("menuitem", name="此人改用英文").click()
    await expect(scene.left.locator(".log")).to_have_attribute("lang", "en")
    await scene.left.locator("textarea").press_sequentially("/h")
    await expect(scene.left.get_by_role("option")).to_have_text(["/helphelp"])


async def test_an_empty_sandbox_says_what_to_do(look: Open) -> None:
    async with serve(create_app(World())) as server, Bench(server.url) as bench:
        page = (await look(server.url, first_visit=True)).page
        await page.get_by_role("main").get_by_role("button", name="添加手机").click()
        await page.get_by_role("dialog").get_by_label("姓名", exact=True).fill("Anna")
        await page.keyboard.press("Enter")
        phone = page.get_by_role("region", name="Anna")
        await expect(phone).to_contain_text(f"让机器人连到 {server.url}/bot")
        await bench.call("getMe")
        await expect(phone.get_by_role("button", name="开始")).to_be_visible()


async def test_with_two_bots_one_chooses(scene: Scene) -> None:
    await scene.bench.post("bots", {"token": f"42:{'x' * 35}", "username": "second_bot", "first_name": "另一个"})
    await scene.left.get_by_role("button", name="选择机器人").click()
    await scene.look.page.get_by_role("menuitemradio", name="另一个").click()
    await expect(scene.left.locator(".head")).to_contain_text("另一个")
    await expect(scene.left.get_by_role("button", name="开始")).to_be_visible()
    await expect(scene.right.locator(".mine")).to_have_count(1)


async def test_after_a_lost_line_all_is_as_it_should_be(look: Open, tmp_path: Path) -> None:
    port = free_port()
    async with serve(create_app(World(tmp_path)), port=port) as server, Bench(server.url) as bench:
        await bench.post("bots", {"token": TOKEN})
        resident, _ = await two_people(bench)
        window = await look(server.url)
        window.expected = ("ERR_CONNECTION_REFUSED", "ERR_INCOMPLETE_CHUNKED_ENCODING", "net::ERR")
        phone = window.phone(resident.id)
        await phone.get_by_role("button", name="开始").click()
        await expect(phone.locator(".mine")).to_have_count(1)
    server.world.close()
    await expect(window.page.locator(".lost")).to_contain_text("正在重新连接")
    world = World(tmp_path)
    async with serve(create_app(world), port=port) as again, Bench(again.url) as bench:
        await bench.call("sendMessage", chat_id=resident.id, text="我回来了")
        await expect(phone.locator(".theirs")).to_contain_text("我回来了")
        await expect(window.page.locator(".lost")).to_be_empty()
        await bench.call("sendMessage", chat_id=resident.id, text="接着说")
        await expect(phone.locator(".theirs").last).to_contain_text("接着说")
    world.close()


async def test_the_clock_moves_forward_and_only_forward(look: Open) -> None:
    clock = HandClock()
    async with serve(create_app(World(), clock=clock)) as server, Bench(server.url) as bench:
        await bench.post("bots", {"token": TOKEN})
        await two_people(bench)
        page = (await look(server.url)).page
        shown = page.get_by_role("button", name="城市时钟")
        await expect(shown).to_contain_text("11月23日 星期一")
        await shown.click()
        await page.get_by_role("button", name="季度结束前 14 天").click()
        await expect(shown).to_contain_text("12月17日 星期四")
        assert clock.moment - MONDAY == timedelta(days=23, hours=23, minutes=30)
        await shown.click()
        await page.get_by_label("自选日期和时间").fill("2026-12-01T09:00")
        await page.get_by_role("button", name="拨到这一刻").click()
        await expect(page.get_by_role("alert")).to_contain_text("只能往前")


async def test_without_a_clock_to_move_there_is_none(scene: Scene) -> None:
    await expect(scene.left).to_be_visible()
    await expect(scene.look.page.locator(".clock")).to_be_hidden()
