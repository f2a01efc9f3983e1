"""A liaison officer announces a reception of the days to come; the representative on duty has said that she comes."""

from datetime import date

from bot.demo.moving import Town
from storage import people

OFFICER, ON_DUTY = "l001", "r002"
TOPIC = "冬季供暖"
AHEAD = 4  # days from today


async def announce(here: Town, day: date) -> None:
    """Set it up, and let her say yes."""
    person = await here.bot.writer.run(lambda tx: people.by_ref(tx, ON_DUTY))
    phone = here.phones[OFFICER]
    await phone.say("/reception")
    await phone.say(f"{day.month}月{day.day}日 9:00-11:00")
    await phone.press("reception.whom", value=str(person))
    await phone.press("reception.next")
    await phone.say(TOPIC)
    await phone.press("reception.anything")
    await phone.press("reception.announce")
    await here.phones[ON_DUTY].press("reception.answer", value="accepted")
