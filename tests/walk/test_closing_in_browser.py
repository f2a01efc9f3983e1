"""The recorded walk to the quarter's end: the page's clock is set forward, a reminder arrives, the ledger changes.

In a real browser, with the demo's own clock. The pictures are left in artifacts/walk/.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.demo.clock import TownClock
from bot.demo.folder import Folder
from domain.contacts import Link
from domain.people import Address, Role
from sandbox import World, create_app, serve
from services import invites
from storage import contacts, people
from storage.tx import Tx
from tests.sandbox.conformance import check_requests
from tests.support.browser import Open, browser, look
from tests.support.city import BEGIN, City, living, seats
from tests.support.sandbox import TOKEN, Bench, Phone
from tests.walk.steps import HOME, ZH
from tests.walk.test_in_browser import PICTURES, Hand

__all__ = ["browser", "look"]
pytestmark = pytest.mark.browser


@pytest_asyncio.fixture
async def town(tmp_path: Path) -> AsyncIterator[City]:
    """The bot with the demo's town, on a clock that the page can set forward."""
    (tmp_path / "clock").mkdir()
    world, clock = World(), TownClock(Folder(tmp_path / "clock"))
    clock.start_at(BEGIN)
    async with serve(create_app(world, clock=clock)) as server, Bench(server.url) as bench:
        await bench.post("bots", {"token": TOKEN})
        async with living(bench, tmp_path, clock=clock) as city:
            clock.open(city.bot)
            yield city
            await clock.close()
        check_requests(await bench.requests())
    world.close()


async def _bound(city: City, phone: Phone) -> tuple[str, list[Link]]:
    """Let a phone be that of somebody whom a representative keeps a link with: the payload of the representative's
    invitation, and the links."""
    now = city.clock.now()

    def job(tx: Tx) -> tuple[str, list[Link]]:
        keeper = people.by_ref(tx, seats(HOME)[0])
        links = contacts.links_of(tx, keeper or 0, BEGIN.date())
        people.bind(tx, Address("telegram", str(phone.id)), links[0].other_id, now)
        return f"i_{invites.make(tx, Role.REPRESENTATIVE, 'zibo', keeper, now).token}", links

    return await city.bot.writer.run(job)


async def test_from_a_fortnight_before_the_close_to_a_ledger_that_has_changed(town: City, look: Open) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    phones = [
        await town.bench.phone("徐春梅", pinned=True, note="代表 Representative"),
        await town.bench.phone("群众", pinned=True, note="居民 Resident"),
    ]
    window = await look(town.bench.url, width=1200, height=1000)
    keeper, other = (Hand(window, phone, town.bot.application.bot.username) for phone in phones)

    async def picture(name: str) -> None:
        await window.page.screenshot(path=PICTURES / f"{name}.png")

    await other.scan("s_zd-fujia")  # nobody is written to before they have spoken
    await other.sees("双联")
    invitation, links = await _bound(town, phones[1])
    await keeper.scan(invitation)
    await keeper.tap(ZH("start.agree"))
    await keeper.sees(ZH("role.representative"))

    clock = window.page.get_by_role("button", name="城市时钟")
    await clock.click()
    await window.page.get_by_role("button", name="季度结束前 14 天").click()
    await expect(clock).to_contain_text("12月17日", timeout=60_000)
    await keeper.sees("还有 14 天")
    await keeper.sees(links[0].name)
    await picture("7-a-fortnight-before")

    await keeper.tap(str(ZH("contact.log", name=links[0].name)))
    await keeper.tap(ZH("mode.visit"))
    await keeper.sees("谈了什么")
    await keeper.write("去家里坐了坐，暖气够热。")
    await keeper.sees("记上了")
    await other.sees("见过吗")
    await picture("8-logged")
    await other.tap(ZH("contact.yes"))
    await other.sees("已经确认")
    await keeper.sees(ZH("evidence.confirmed"))
    await keeper.write("/quota")
    await keeper.sees("已完成 1 次")
    await picture("9-ledger")
