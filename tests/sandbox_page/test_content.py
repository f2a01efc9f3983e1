"""What messages carry: marked-up words, pictures, sound, places, links; and that none of it is markup."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import FilePayload, Locator, expect

from tests.sandbox_page.conftest import IN_BROWSER, Scene
from tests.support.browser import Open
from tests.support.sandbox import Bench, picture

pytestmark = IN_BROWSER

EVIL = "<img src=x onerror=\"document.title='robbed'\"><script>document.title='robbed'</script>"
MARKED = (
    "😀 <b>粗<i>斜</i></b> <u>下划</u> <s>删</s> <code>码</code>\n"
    '<pre><code class="language-sql">SELECT 1</code></pre>\n'
    '<blockquote>引用</blockquote>\n<a href="https://example.org/x">出处</a> <tg-spoiler>谜底</tg-spoiler>'
)


async def attach(scene: Scene, entry: str, phone: Locator | None = None) -> None:
    await (phone or scene.left).get_by_role("button", name="添加照片、语音、文件或位置").click()
    await scene.look.page.get_by_role("menuitem", name=entry, exact=True).click()


async def test_names_and_words_never_become_markup(sandbox: Bench, look: Open) -> None:
    mallory = await sandbox.phone(EVIL, note=EVIL, pinned=True)
    window = await look(sandbox.url)
    await mallory.say(EVIL)
    buttons = {"inline_keyboard": [[{"text": EVIL, "callback_data": "x"}]]}
    await sandbox.call("sendMessage", chat_id=mallory.id, text=EVIL, reply_markup=buttons)
    await mallory.send_document(name=f"{EVIL}.txt", caption=EVIL)
    phone = window.phone(mallory.id)
    await expect(phone.locator(".bubble")).to_have_count(3)
    await expect(phone.locator(".theirs .text")).to_have_text(EVIL)
    await expect(phone.locator("h2")).to_contain_text(EVIL)
    await expect(phone.locator("img, script")).to_have_count(0)
    assert await window.page.title() == "双联 · 试用台"


async def test_a_link_that_runs_a_script_is_no_link(scene: Scene) -> None:
    links = ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "https://example.org/"]
    drawn = await scene.look.page.evaluate(
        """async links => {
          const { rich } = await import('/page/js/entities.js');
          const entity = url => ({ type: 'text_link', offset: 0, length: 3, url });
          return links.map(url => rich('点这里', [entity(url)]).querySelectorAll('a').length);
        }""",
        links,
    )
    assert drawn == [0, 0, 0, 1]


async def test_entities_are_shown_at_their_utf16_offsets(scene: Scene) -> None:
    await scene.bot_says(MARKED, parse_mode="HTML")
    text = scene.left.locator(".theirs .text")
    for tag, words in {
        "strong": "粗斜",
        "strong em": "斜",
        "u": "下划",
        "s": "删",
        "code": "码",
        "pre": "SELECT 1",
        "blockquote": "引用",
    }.items():
        await expect(text.locator(tag)).to_have_text(words)
    link = text.get_by_role("link", name="出处")
    await expect(link).to_have_attribute("href", "https://example.org/x")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await expect(link).to_have_attribute("target", "_blank")


async def test_a_spoiler_shows_when_pressed(scene: Scene) -> None:
    await scene.bot_says(MARKED, parse_mode="HTML")
    hidden = scene.left.get_by_role("button", name="隐藏的文字")
    await hidden.focus()
    await scene.look.page.keyboard.press("Enter")
    await expect(hidden).to_have_count(0)
    await expect(scene.left.locator(".spoiler")).to_have_text("谜底")


async def test_several_photos_become_one_album(scene: Scene) -> None:
    async with scene.look.page.expect_file_chooser() as chooser:
        await attach(scene, "照片……")
    files: list[FilePayload] = [
        {"name": f"{number}.png", "mimeType": "image/png", "buffer": picture(40 + number, 30)} for number in range(3)
    ]
    await (await chooser.value).set_files(files)
    dialog = scene.look.page.get_by_role("dialog")
    await expect(dialog.locator("img")).to_have_count(3)
    await dialog.get_by_label("说明文字").fill("三处都坏了")
    await dialog.get_by_role("button", name="发送").click()
    album = scene.left.locator(".album")
    await expect(album.locator("img")).to_have_count(3)
    await expect(scene.left.locator(".mine").last).to_contain_text("三处都坏了")
    sent = [message for message in await scene.resident.messages() if "photo" in message]
    assert len({message["media_group_id"] for message in sent}) == 1
    assert [message.get("caption") for message in sent] == ["三处都坏了", None, None]
    assert await album.locator("img").first.evaluate("image => image.decode().then(() => image.naturalWidth)") == 40


async def test_the_sample_voice_can_be_played(scene: Scene) -> None:
    await attach(scene, "一段样例语音")
    player = scene.left.get_by_role("group", name="语音")
    await player.get_by_role("button", name="播放").click()
    await expect(player.get_by_role("button", name="暂停")).to_be_visible()
    assert (await scene.resident.messages())[-1]["voice"]["duration"] == 2


async def test_a_voice_message_is_recorded(scene: Scene) -> None:
    await attach(scene, "录一段语音……")
    dialog = scene.look.page.get_by_role("dialog", name="正在录音")
    await expect(dialog.locator(".recording")).to_have_text("0:01")
    await dialog.get_by_role("button", name="发送").click()
    await expect(scene.left.get_by_role("group", name="语音")).to_be_visible()
    [voice] = [message["voice"] for message in await scene.resident.messages() if "voice" in message]
    assert voice["file_size"] > 500
    assert voice["duration"] >= 1


async def test_a_document_goes_out_under_its_name(scene: Scene) -> None:
    async with scene.look.page.expect_file_chooser() as chooser:
        await attach(scene, "文件……")
    listed: FilePayload = {"name": "名单.csv", "mimeType": "text/csv", "buffer": b"a,b"}
    await (await chooser.value).set_files(listed)
    await scene.look.page.get_by_role("dialog").get_by_role("button", name="发送").click()
    await expect(scene.left.locator(".card")).to_contain_text("名单.csv")


async def test_a_place_is_chosen_on_the_sketch(scene: Scene) -> None:
    await attach(scene, "位置……")
    dialog = scene.look.page.get_by_role("dialog")
    await dialog.get_by_label("区县").select_option("博山")
    await expect(dialog.get_by_label("纬度")).to_have_value("36.4900")
    await dialog.locator(".map-frame").press("ArrowUp")
    await expect(dialog.get_by_label("纬度")).to_have_value("36.5000")
    await dialog.locator(".map-frame").click(position={"x": 100, "y": 60})
    await expect(dialog.get_by_label("纬度")).not_to_have_value("36.5000")
    await dialog.get_by_label("纬度").fill("91")
    await dialog.get_by_role("button", name="发送").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("-90 到 90")
    await dialog.get_by_label("纬度").fill("36.81")
    await dialog.get_by_role("button", name="发送").click()
    await expect(scene.left.locator(".place")).to_contain_text("36.8100")
    assert (await scene.resident.messages())[-1]["location"]["latitude"] == 36.81


@pytest.mark.parametrize("link", ["https://t.me/{name}?start=s_ZD01", "tg://resolve?domain={name}&start=s_ZD01"])
async def test_a_deep_link_opens_on_the_phone_that_presses_it(scene: Scene, link: str) -> None:
    [bot] = await scene.bench.get("bots")
    address = link.format(name=bot["username"])
    entity: dict[str, Any] = {"type": "text_link", "offset": 0, "length": 4, "url": address}
    await scene.bot_says("湖光社区", to=scene.representative, entities=[entity])
    await scene.right.get_by_role("link", name="湖光社区").click()
    await expect(scene.right.locator(".mine").last).to_contain_text("/start s_ZD01")
    await expect(scene.left.locator(".mine").last).not_to_contain_text("s_ZD01")


async def test_a_pasted_link_works_like_a_scanned_code(scene: Scene) -> None:
    [bot] = await scene.bench.get("bots")
    await scene.left.get_by_role("button", name="打开链接或扫码").click()
    dialog = scene.look.page.get_by_role("dialog")
    await dialog.get_by_label("链接").fill("t.me/somebody_else?start=s_X")
    await dialog.get_by_role("button", name="打开").click()
    await expect(dialog.get_by_role("alert")).to_contain_text("不是通向")
    await dialog.get_by_label("链接").fill(f"t.me/{bot['username']}?start=s_X")
    await dialog.get_by_role("button", name="打开").click()
    await expect(scene.left.locator(".mine").last).to_contain_text("/start s_X")
