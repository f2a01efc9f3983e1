"""Steps that many walks share. Labels come from the catalogue, so that a better text breaks no test."""

import re

from bot.demo.town import town
from domain.people import Role
from locales import Text
from services import invites
from storage import people
from storage.tx import Tx
from tests.support.city import City, seats
from tests.support.sandbox import Json, Phone, text_of

ZH, EN = Text("zh"), Text("en")
TEXTS = {"zh": ZH, "en": EN}
HOME = "zd-fujia"  # a town: two representatives of its own, two of the district
STREET = "zd-heping"  # a street: two representatives of the district
FACTS = (
    "above", "again", "answer", "category", "closes", "day", "ended", "fixed", "into", "keeper", "lead", "limit", "n",
    "name", "names",
    "number", "open", "other", "over", "process", "result", "role", "said", "state", "station", "time", "unit", "until",
    "what",
    "caption", "language",
    "where",
    "who", "why", "words",
    "formal", "rating", "seat",
    "bot", "code", "link", "title",
    "evidence", "mode", "other",
)  # fmt: skip
LIGHTS = "共青团西路晚上七点后一段路路灯全黑"
NUMBER = "2026-0001"


async def both(city: City, name: str = "陈桂兰") -> tuple[Phone, Phone]:
    """A resident of Fujia, and the representative who gets the first case about a street light there."""
    representative = await city.staff(seats(HOME)[0])
    return await city.resident(name), representative


async def officer(city: City, station: str = HOME) -> Phone:
    """The liaison officer of a station."""
    return await city.staff(office(Role.OFFICER, station), Role.OFFICER, station)


def office(role: Role, place: str) -> str:
    """The ref of whoever holds an office at a unit or a station of the demo's town."""
    return next(held.person for held in town().roles if held.role is role and place in (held.unit, held.station))


def office_of(department: str) -> str:
    """The ref of the officer of a department of the demo's town."""
    return next(held.person for held in town().roles if held.department == department)


async def hand_in(resident: Phone, words: str = LIGHTS, t: Text = ZH) -> Json:
    """Write a suggestion and hand it in. The message with the number."""
    await resident.say(words)
    await resident.hear(words[:10])
    await resident.press(t("suggest.submit"))
    return await resident.hear(part(t, "suggest.first_word"))


async def answer(
    staff: Phone, class_: str = "A", words: str = "灯已经换好，树枝也修了。", number: str = NUMBER, t: Text = ZH
) -> None:
    """Answer finally, through all its steps."""
    await staff.press(t("button.answer"))
    await staff.press(t(f"class.{class_}"))
    await staff.hear(number)
    await staff.say(words)
    await staff.hear(words)
    await staff.press(t("desk.send"))


async def rate(resident: Phone, process: str, result: str, t: Text = ZH) -> Json:
    """Give both halves of the rating. The thanks."""
    await resident.hear(part(t, "rate.process"))
    await resident.press(t(f"rating.{process}"))
    await resident.hear(part(t, "rate.result"))
    await resident.press(t(f"rating.{result}"))
    return await resident.hear(t("rate.thanks", number="", process="", result="")[:4])


def part(t: Text, key: str) -> str:
    """The longest piece of a text that holds no fact: what a test can wait for."""
    filled = str(t(key, **dict.fromkeys(FACTS, "\0")))
    return max(re.split(r"\0|\n|</?blockquote>", re.sub(r"</?[bi]>", "", filled)), key=len)


async def quiet(city: City, *phones: Phone) -> None:
    """Let everything be said that is on its way, and pass over it."""
    await city.bot.settle()
    for phone in phones:
        await phone.pass_over()


async def invitation(city: City, ref: str, role: Role = Role.REPRESENTATIVE, unit: str = "zibo") -> str:
    """The payload of a fresh invitation for somebody of the roster."""
    now = city.clock.now()

    def job(tx: Tx) -> str:
        return invites.make(tx, role, unit, people.by_ref(tx, ref), now).token

    return f"i_{await city.bot.writer.run(job)}"


async def code_of(city: City, ref: str) -> tuple[str, str]:
    """The code in a representative's own link, and the name."""

    def job(tx: Tx) -> tuple[str, str]:
        found = people.find(tx, people.by_ref(tx, ref) or 0)
        assert found is not None
        return found.code, found.name

    return await city.bot.writer.run(job)


async def said_to(phone: Phone) -> list[str]:
    """What the bot said in a chat, as it stands now."""
    return [text_of(message) for message in await phone.messages() if message["from"]["is_bot"]]


async def count(phone: Phone) -> int:
    """How many messages a chat has."""
    return len(await phone.messages())


def codes(message: Json) -> dict[str, str]:
    """The callback data of a message's buttons by their labels."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    return {button["text"]: button.get("callback_data", "") for row in rows for button in row}


def sender(phone: Phone) -> Json:
    """A person as an update names one."""
    return {"id": phone.id, "is_bot": False, "first_name": phone.name, "language_code": phone.user["language_code"]}
