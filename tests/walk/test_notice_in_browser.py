"""On the page: an administrator sends a notice to all, and one watches it arrive on the other phones."""

import pytest

from domain.people import Role
from services import invites
from storage import people
from storage.tx import Tx
from tests.support.browser import Open, browser, look
from tests.support.city import City
from tests.support.hall import seat
from tests.walk.steps import ZH, part
from tests.walk.test_in_browser import PICTURES, Hand

__all__ = ["browser", "look"]

WORDS = "周六上午九点，代表在湖光社区接待，欢迎来坐坐。"

pytestmark = pytest.mark.browser


async def test_a_notice_to_all_arrives_before_ones_eyes(city: City, look: Open) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    bench = city.bench
    phones = [
        await bench.phone("谢淑珍", pinned=True, note="管理员 Administrator"),
        await bench.phone("陈桂兰", pinned=True, note="居民 Resident"),
        await bench.phone("刘师傅", pinned=True, note="居民 Resident"),
    ]
    window = await look(bench.url, width=1600, height=1000)
    boss, *residents = (Hand(window, phone, city.bot.application.bot.username) for phone in phones)
    for one in residents:
        await one.scan("s_zd-fujia")
        await one.tap(ZH("start.agree"))
        await one.sees("发生了什么")
    await boss.scan(f"i_{await _invited(city)}")
    await boss.tap(ZH("start.agree"))
    await boss.sees(ZH("role.admin"))
    await boss.write("/notice")
    await boss.tap(ZH("notice.new"))
    await boss.sees(part(ZH, "notice.ask_words"))
    await boss.write(WORDS)
    await boss.sees(ZH("notice.group_everybody"))
    await boss.tap(ZH("notice.preview"))
    await boss.tap(ZH("notice.send"))
    for one in residents:
        await one.sees(WORDS)
    await city.bot.settle()
    await boss.sees(ZH("notice.n_sent", n=3, total=3))
    await window.page.screenshot(path=PICTURES / "notice.png")


async def _invited(city: City) -> str:
    """An invitation for the administrator of the district."""
    now = city.clock.now()

    def job(tx: Tx) -> str:
        person = people.by_ref(tx, seat(Role.ADMIN, "zhangdian"))
        return invites.make(tx, Role.ADMIN, "zhangdian", person, now).token

    return await city.bot.writer.run(job)
