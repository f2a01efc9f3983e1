"""What residents do: the author of a case, and neighbours who follow it."""

from bot.demo.courses import COMPLAINTS, NOT_FIXED, OUTBURSTS, Deed
from bot.demo.playing import Play
from domain.showing import Shown
from domain.walkins import claim, spaced


async def add(play: Play, deed: Deed) -> None:
    """The author replies."""
    await play.phone.press("case.add", play.case)
    await play.phone.say(play.tale.more)


async def rate(play: Play, deed: Deed) -> None:
    """The author rates both halves, and says why where asked."""
    await play.phone.press("rate.process", play.case, deed.process)
    await play.phone.press("rate.result", play.case, deed.result)
    if any(half is not None and half.is_unhappy for half in (deed.process, deed.result)):
        await play.phone.say(play.chance.choice(COMPLAINTS))


async def withdraw(play: Play, deed: Deed) -> None:
    """The author takes it back."""
    await play.phone.press("case.show", play.case)
    await play.phone.press("case.withdraw", play.case)
    await play.phone.press("case.withdraw_yes", play.case)


async def edit(play: Play, deed: Deed) -> None:
    """The author mends in the messenger what was written last."""
    await play.phone.edit(play.tale.edited)


async def support(play: Play, deed: Deed) -> None:
    """A neighbour begins to write the same, is shown the case, and follows it instead."""
    neighbour = play.town.phones[deed.by]
    await neighbour.say(play.with_home(play.tale.echo))
    await neighbour.press("similar.ask", play.case)
    await neighbour.press("similar.support", play.case)


async def follow(play: Play, deed: Deed) -> None:
    """A neighbour was given the link of the public card, and follows the case."""
    neighbour = play.town.phones[deed.by]
    await neighbour.say(f"/start {await play.town.bot.writer.run(play.public_link)}")
    await neighbour.press("support.add", play.case)


async def reopen(play: Play, deed: Deed) -> None:
    """Asked four weeks later, the author says that it is not fixed, and why."""
    await play.phone.press("fixed.say", play.case, f"no_{play.answered}")
    await play.phone.say(NOT_FIXED)


async def take_over(play: Play, deed: Deed) -> None:
    """Whoever came to the station comes to the bot, and takes the case over with what stands on the slip."""
    slip = next(filter(None, map(claim, reversed(play.town.phones[play.course.registrar].said()))))
    await play.town.arrive(play.author)
    await play.phone.say(f"/take {slip.year}-{slip.serial:04} {spaced(slip.code)}")
    await play.phone.press("walkin.shown", play.case, Shown.NAME)


async def outburst(play: Play, deed: Deed) -> None:
    """The author writes in anger, each time something else."""
    await play.phone.press("case.add", play.case)
    await play.phone.say(OUTBURSTS[play.outbursts])
    play.outbursts += 1


async def object_(play: Play, deed: Deed) -> None:
    """The author objects to the last measure."""
    await play.phone.press("mod.object")


async def mydata(play: Play, deed: Deed) -> None:
    """The author asks for all that is stored."""
    await play.phone.say("/mydata")


async def forget(play: Play, deed: Deed) -> None:
    """The author leaves; what was written of the open case stays without a name."""
    await play.phone.say("/forget")
    await play.phone.press("forget.choose", value="keep")
    await play.phone.press("forget.yes")
