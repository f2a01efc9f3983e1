"""A representative asks two of the own residents to a meeting in the days to come; one of them has said yes."""

from datetime import date

from bot.demo.moving import Town
from storage import contacts, people
from storage.tx import Tx

WHO = "r002"
PLACE, HOUR = "和平街道联络站", "1500"
AHEAD = 3  # the day among those that are offered


async def propose(here: Town, today: date) -> None:
    """Ask them, and let the first say yes."""
    phone = here.phones[WHO]
    asked = await here.bot.writer.run(lambda tx: _reachable(tx, today)[:2])
    await phone.say("/meetings")
    await phone.press("meeting.new")
    for link_id, _ in asked:
        await phone.press("meeting.whom", value=str(link_id))
    await phone.press("meeting.next")
    await phone.press("meeting.day", value=phone.values("meeting.day", 0)[AHEAD])
    await phone.press("meeting.time", value=HOUR)
    await phone.say(PLACE)
    await here.phone_at(asked[0][1]).press("meeting.answer", value="accepted")


def _reachable(tx: Tx, today: date) -> list[tuple[int, str]]:
    """The links of the representative with people who have an account: the link's id, and the account."""
    keeper = people.by_ref(tx, WHO) or 0
    found = ((link.id, people.reach(tx, link.other_id)) for link in contacts.links_of(tx, keeper, today))
    return [(id_, reached.at.address) for id_, reached in found if reached is not None]
