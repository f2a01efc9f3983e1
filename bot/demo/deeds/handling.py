"""What those do who see to a case."""

from bot.demo.courses import FORMAL, SECOND_ANSWERS, Deed
from bot.demo.playing import Play


async def write(play: Play, deed: Deed) -> None:
    """The holder's first word."""
    holder = await play.holder()
    await holder.press("case.write", play.case)
    await holder.say(play.tale.first)


async def transcribe(play: Play, deed: Deed) -> None:
    """The holder writes down what the voice message says."""
    holder = await play.holder()
    await holder.press("case.transcribe", play.case)
    await holder.say(play.tale.voice)


async def answer(play: Play, deed: Deed) -> None:
    """The holder answers; the second time in other words."""
    holder = await play.holder()
    await holder.press("case.answer", play.case)
    await holder.press("case.class", play.case, deed.class_)
    if play.answered:
        await holder.say(play.chance.choice(SECOND_ANSWERS))
    elif play.tale.answer_picture:
        await holder.show(play.tale.answer_picture, play.tale.answer(deed.class_))
    else:
        await holder.say(play.tale.answer(deed.class_))
    await holder.press("case.confirm", play.case)
    play.answered += 1


async def merge(play: Play, deed: Deed) -> None:
    """The holder finds that it is the same as another case."""
    holder, into = await play.holder(), str(play.town.cases[deed.value])
    await holder.press("merge.ask", play.case)
    await holder.press("merge.choose", play.case, into)
    await holder.press("merge.yes", play.case, into)


async def formal(play: Play, deed: Deed) -> None:
    """The holder writes and signs a formal suggestion that cites it; the congress office assigns it."""
    holder, run = await play.holder(), play.town.bot.writer.run
    await holder.say("/formal")
    await holder.press("formal.begin")
    for words in FORMAL:
        await holder.say(words)
    id_ = holder.shown("formal.cases").id
    await holder.press("formal.cases", id_)
    await holder.press("formal.cite", id_, f"{play.case}_0")
    await holder.press("formal.back", id_)
    await holder.press("formal.sign", id_)
    await holder.press("formal.sign_yes", id_)
    office = play.town.phone_at(await run(lambda tx: play.office(tx, id_)))
    await office.press("formal.take", id_)
    await office.press("formal.assign", id_)
    await office.press("formal.lead", id_, await run(play.department))
    await office.press("formal.assign_yes", id_)
