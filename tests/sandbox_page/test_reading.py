"""Everybody can read the page: names for every control, contrast in light and dark, room for larger text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.sandbox_page.conftest import IN_BROWSER, two_people
from tests.support.browser import Open
from tests.support.sandbox import Bench, Phone

pytestmark = IN_BROWSER

AUDIT = (Path(__file__).parent / "audit.js").read_text(encoding="utf-8")
MARKED = "<b>编号</b> <code>张店 2026-0142</code> <a href='https://example.org'>出处</a>\n<blockquote>原话</blockquote>"
KEYS: dict[str, Any] = {"inline_keyboard": [[{"text": "看进展", "callback_data": "a"}]]}


async def fill(bench: Bench, resident: Phone) -> None:
    """A chat with something of every kind."""
    first = await resident.say("/start s_ZD01")
    await resident.say("路灯不亮", reply_to=first["message_id"])
    await resident.send_photo(caption="这一盏")
    await resident.send_voice()
    await resident.send_document()
    await resident.send_location()
    said = await bench.call("sendMessage", chat_id=resident.id, text=MARKED, parse_mode="HTML", reply_markup=KEYS)
    await bench.call("pinChatMessage", chat_id=resident.id, message_id=said["result"]["message_id"])


async def faults(page: Page) -> Any:
    return await page.evaluate(AUDIT)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
async def test_every_control_has_a_name_and_every_word_can_be_read(
    sandbox: Bench, look: Open, scheme: str, width: int
) -> None:
    resident, _ = await two_people(sandbox)
    await fill(sandbox, resident)
    window = await look(sandbox.url, width=width, color_scheme=scheme, first_visit=True)
    page, phone = window.page, window.phone(resident.id)
    await expect(phone.locator(".pinned")).to_be_visible()
    assert await faults(page) == []
    await phone.get_by_role("button", name="添加照片").click()
    assert await faults(page) == []
    await page.get_by_role("menuitem", name="位置").click()
    assert await faults(page) == []
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="添加手机").click()
    assert await faults(page) == []


PAIRS = {
    "My suggestions": "Change my place",
    "Representative": "Department officer",
    "我的事项": "换个地方",
    "Donaudampfschifffahrtsgesellschaftskapitän": "不要",
    "淄博市张店区傅家镇人大代表联络站": "淄博市淄川区将军路街道联络站",
}
BROKEN = """() => {
  const keys = [...document.querySelectorAll('.key')], found = [];
  for (const key of keys) {
    const leaves = key.getBoundingClientRect().right > innerWidth || key.scrollWidth > key.clientWidth;
    if (leaves) found.push(key.textContent);
    for (const text of key.querySelector('span').childNodes) {
      for (const word of (text.data ?? '').matchAll(/\\S+/g)) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        if (new Set([...range.getClientRects()].map((box) => box.top)).size > 1) found.push(word[0]);
      }
    }
  }
  return [keys.length, found];
}"""


@pytest.mark.parametrize("larger", [False, True])
async def test_no_word_of_a_button_breaks_in_the_middle(sandbox: Bench, look: Open, larger: bool) -> None:
    resident, _ = await two_people(sandbox)
    await resident.say("/start")
    rows = [[{"text": label, "callback_data": "x"} for label in pair] for pair in PAIRS.items()]
    await sandbox.call("sendMessage", chat_id=resident.id, text="?", reply_markup={"inline_keyboard": rows})
    page = (await look(sandbox.url, width=390, height=840)).page
    if larger:
        await page.get_by_role("button", name="大字").click()
    await expect(page.locator(".key")).to_have_count(2 * len(PAIRS))
    assert await page.evaluate(BROKEN) == [2 * len(PAIRS), []]


async def test_larger_text_is_larger_and_still_fits(sandbox: Bench, look: Open) -> None:
    resident, _ = await two_people(sandbox)
    await fill(sandbox, resident)
    page = (await look(sandbox.url, width=360, height=740)).page
    size = "parseFloat(getComputedStyle(document.querySelector('.bubble')).fontSize)"
    await expect(page.locator(".bubble").first).to_be_attached()
    assert await page.evaluate(size) == 16
    await page.get_by_role("button", name="大字").click()
    assert await page.evaluate(size) == 20
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await page.reload()
    await expect(page.locator(".bubble").first).to_be_attached()
    assert await page.evaluate(size) == 20
