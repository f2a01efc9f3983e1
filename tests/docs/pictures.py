"""The pictures of the front pages, taken anew: `python -m tests.docs.pictures`.

A demo is started, some people speak English, and the three phones are photographed in both languages.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

from locales import Text
from tests.demo.running import started
from tests.support.browser import Look, chromium, looking
from tests.support.sandbox import Bench, Phone

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
EN = Text("en")
SIZE = {"width": 1600, "height": 1000}
RESIDENT, OF_ADMINISTRATOR = "Daniel Okoye", "Emily Carter"  # residents of the demo who write English
ANSWER = (
    "The zebra crossing was painted on Friday, 30 metres from the bus stop, and a traffic officer stands there on"
    " school mornings. I crossed it myself today at 7.50."
)


async def button_of(phone: Phone, verb: str) -> dict[str, Any]:
    """The message with the newest button for a verb, and the button's data, as soon as it is there."""
    for _ in range(50):
        for message in reversed(await phone.messages()):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if f":{verb}:" in button.get("callback_data", ""):
                        return {**message, "data": button["callback_data"]}
        await asyncio.sleep(0.1)
    raise LookupError(f"{phone.name} has no button for {verb}")


async def show_case(phone: Phone, case: str) -> None:
    """Open a case by its id."""
    await phone.say("/inbox")
    await phone.press_data((await button_of(phone, "case.show"))["message_id"], f"1:case.show:{case}::")


async def english(phone: Phone) -> None:
    """Switch to English."""
    await phone.say("/language")
    await phone.press("English")


async def case_of(phone: Phone) -> str:
    """The id of the case that a resident handed in."""
    return str((await button_of(phone, "case.show"))["data"].split(":")[2])


async def play(bench: Bench) -> list[int]:
    """An answer in English, and a case on the administrator's desk. Whose phones are to be shown."""
    users = {user["first_name"]: user for user in await bench.get("users")}
    phone = {name: Phone(bench, user) for name, user in users.items()}
    resident, other = phone[RESIDENT], phone[OF_ADMINISTRATOR]
    said = " ".join(str(message.get("text")) for message in await resident.messages())
    representative = next(
        p for n, p in phone.items() if "Representative" in users[n].get("note", "") and f"representative {n}" in said
    )
    administrator = next(phone[n] for n, user in users.items() if user["pinned"] and "Administrator" in user["note"])
    for one in (representative, administrator):
        await english(one)
    await show_case(representative, await case_of(resident))
    await representative.press(EN("button.answer"))
    await representative.press(EN("class.A"))
    await representative.say(ANSWER)
    await representative.press(EN("desk.send"))
    await show_case(administrator, await case_of(other))
    await asyncio.sleep(1)
    shown = (resident, representative, administrator)
    for one in shown:  # so that the page stands at the newest message
        await bench.post(f"chats/{one.id}/read", {"message_id": (await one.messages())[-1]["message_id"]})
    return [one.id for one in shown]


async def photograph(look: Look, name: str) -> None:
    """Once everything stands still."""
    await asyncio.sleep(2)
    await look.page.screenshot(path=FOLDER / name)


async def take(url: str) -> None:
    """Both pictures."""
    FOLDER.mkdir(exist_ok=True)
    async with chromium() as browser, looking(browser) as open_page, Bench(url) as bench:
        await photograph(await open_page(url, **SIZE, locale="zh-CN"), "phones.zh.png")
        shown = json.dumps(await play(bench))
        look = await open_page(url, **SIZE, locale="en-GB")
        await look.page.evaluate("ids => localStorage.setItem('shuanglian.phones', ids)", shown)
        await look.page.reload()
        await photograph(look, "phones.png")


if __name__ == "__main__":
    with started() as demo:
        demo.open().close()
        asyncio.run(take(demo.url))
