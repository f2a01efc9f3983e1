"""What departments do, and those who pass a case on to them."""

from bot.demo.courses import WHY_LONGER, WRONG_ADDRESS, Deed
from bot.demo.playing import Play


async def transfer(play: Play, deed: Deed) -> None:
    """The holder passes it on to a department."""
    holder = await play.holder()
    lead = await play.town.bot.writer.run(play.department)
    await holder.press("case.transfer", play.case)
    while not holder.offers("case.lead", play.case, lead):
        await holder.press("case.departments", play.case)
    await holder.press("case.lead", play.case, lead)
    await holder.press("case.pass_on", play.case)


async def accept(play: Play, deed: Deed) -> None:
    """The department takes it up."""
    await (await play.holder()).press("case.accept", play.case)


async def give_back(play: Play, deed: Deed) -> None:
    """The department is the wrong address."""
    officer = await play.holder()
    await officer.press("case.return", play.case)
    await officer.say(WRONG_ADDRESS)


async def extend(play: Play, deed: Deed) -> None:
    """The department asks for more time."""
    officer = await play.holder()
    await officer.press("case.extend", play.case)
    await officer.press("case.extend_by", play.case, "5")
    await officer.say(WHY_LONGER)


async def grant(play: Play, deed: Deed) -> None:
    """Whoever keeps watch gives it."""
    await (await play.representative()).press("case.grant", play.case)
