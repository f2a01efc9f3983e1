"""The recorded walk: resident, representative and a neighbour on three phones of the page, in a real browser.

From /start to the rating, by what a person sees and clicks. The pictures are left in artifacts/walk/.
"""

from pathlib import Path

import pytest
from playwright.async_api import Locator, expect

from domain.people import Role
from locales import Text
from services import invites
from storage import people
from storage.tx import Tx
from tests.support.browser import Look, Open, browser, look
from tests.support.city import City, seats
from tests.support.sandbox import Phone

__all__ = ["browser", "look"]

ZH = Text("zh")
PICTURES = Path("artifacts/walk")
NUMBER = "张店 2026-0001"
LIGHTS = "供销社门口到桥头那段路，晚上七点以后路灯全黑，老人孩子走路看不清。"
ANSWER = "灯已经换好，挡光的树枝也修了。"

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def _a_place_for_pictures() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)


class Hand:
    """Somebody's hand on one of the page's phones."""

    def __init__(self, look: Look, phone: Phone, bot: str) -> None:
        self.page = look.page
        self.screen: Locator = look.phone(phone.id)
        self.bot = bot

    async def scan(self, payload: str) -> None:
        """Open a link to the bot on this phone, as a scanned code does."""
        await self.screen.get_by_role("button", name="打开链接或扫码").click()
        dialog = self.page.get_by_role("dialog")
        await dialog.get_by_label("链接").fill(f"https://t.me/{self.bot}?start={payload}")
        await dialog.get_by_role("button", name="打开", exact=True).click()

    async def write(self, words: str) -> None:
        """Type into the phone and press Enter."""
        await self.screen.locator("textarea").fill(words)
        await self.screen.locator("textarea").press("Enter")

    async def tap(self, label: str) -> None:
        """Tap the newest button of this name, when it is there."""
        await self.screen.get_by_role("button", name=label, exact=True).last.click()

    async def sees(self, words: str) -> None:
        """Wait until a bubble of the bot says this."""
        await expect(self.screen.locator(".theirs", has_text=words).last).to_be_visible()


async def test_from_the_first_word_to_the_rating(city: City, look: Open) -> None:
    bench = city.bench
    phones = [
        await bench.phone("陈桂兰", pinned=True, note="居民 Resident"),
        await bench.phone("徐春梅", pinned=True, note="代表 Representative"),
        await bench.phone("刘师傅", pinned=True, note="邻居 Neighbour"),
    ]
    window = await look(bench.url, width=1600, height=1000)
    resident, representative, neighbour = (Hand(window, phone, city.bot.application.bot.username) for phone in phones)

    async def picture(name: str) -> None:
        await window.page.screenshot(path=PICTURES / f"{name}.png")

    await representative.scan(f"i_{await _invited(city)}")
    await representative.tap(ZH("start.agree"))
    await representative.sees(ZH("role.representative"))
    await resident.scan("s_zd-fujia")
    await resident.sees("双联")
    await picture("1-greeting")
    await resident.tap(ZH("start.agree"))
    await resident.sees("发生了什么")
    await resident.write(LIGHTS)
    await resident.sees(ZH("category.streetlight"))
    await picture("2-preview")
    await resident.tap(ZH("suggest.submit"))
    await resident.sees(NUMBER)
    await representative.sees("老人孩子")
    await picture("3-arrived")

    await representative.tap(ZH("button.write"))
    await representative.write("看到了，今晚我去现场看看。")
    await resident.sees("今晚我去现场看看")
    await resident.tap(ZH("button.see_case"))
    await resident.sees("c_")
    link = await _shared(city)
    await neighbour.scan(link)
    await neighbour.tap(ZH("start.agree"))
    await neighbour.sees(NUMBER)
    await picture("4-first-word")

    await representative.tap(ZH("button.answer"))
    await representative.tap(ZH("class.A"))
    await representative.sees(ZH("desk.ask_answer", number=NUMBER, answer=ZH("class.A"))[:10])
    await representative.write(ANSWER)
    await representative.tap(ZH("desk.send"))
    await resident.sees(ANSWER)
    await resident.tap(ZH("rating.satisfied"))
    await resident.sees(ZH("rating.satisfied"))
    await picture("5-answered")
    await resident.tap(ZH("rating.basic"))
    await representative.sees(ZH("rating.basic"))
    await picture("6-rated")
    with_state = await city.bot.writer.run(lambda tx: tx.connection.execute("SELECT state FROM suggestions").fetchone())
    assert with_state["state"] == "closed"


async def _invited(city: City) -> str:
    """An invitation for the representative who gets the first case of Fujia."""
    now = city.clock.now()

    def job(tx: Tx) -> str:
        person = people.by_ref(tx, seats("zd-fujia")[0])
        return invites.make(tx, Role.REPRESENTATIVE, "zibo", person, now).token

    return await city.bot.writer.run(job)


async def _shared(city: City) -> str:
    """The payload of the public link of the case."""
    row = await city.bot.writer.run(lambda tx: tx.connection.execute("SELECT code FROM suggestions").fetchone())
    return f"c_{row['code']}"
