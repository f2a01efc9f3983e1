"""The station of the pinned representative works in a group: its officer connects it, and new cases appear in it.

That comes last, for a group takes twenty messages a minute, and five weeks of cases would be long on their way.
"""

from bot.demo.cast import REPRESENTATIVE
from bot.demo.moving import Town
from domain.people import Role
from domain.roster import Book

TITLE = "联络站工作群"


async def gather(here: Town, book: Book) -> None:
    """Found a group of the officer and the representative, and connect it by a link out of the private chat."""
    station = next(mandate.station for mandate in book.mandates if mandate.person == REPRESENTATIVE)
    officer = next(held.person for held in book.roles if held.role is Role.OFFICER and held.station == station)
    phone, members = here.phones[officer], [here.phones[ref].user for ref in (officer, REPRESENTATIVE)]
    group = await here.exchange.post("/groups", {"title": TITLE, "members": members})
    await phone.say("/group")
    await phone.press("group.link")
    await phone.say(f"/start {phone.link('startgroup')}", chat=int(group["id"]))
