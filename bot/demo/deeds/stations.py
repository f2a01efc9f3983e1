"""What liaison officers do."""

from bot.demo.courses import MEASURES, REPORT, TEMPLATE, Deed
from bot.demo.playing import Play
from domain.moderation import Measure, Offence
from domain.suggestions import Why


async def template(play: Play, deed: Deed) -> None:
    """The officer keeps a reply for the own unit, and the case's holder writes by it."""
    officer, holder = play.town.phones[deed.by], await play.holder()
    await officer.say("/templates")
    await officer.press("template.add")
    await officer.say(TEMPLATE)
    kept = officer.shown("template.change").value
    await holder.press("case.write", play.case)
    await holder.press("case.template", play.case, kept)
    await holder.press("case.confirm", play.case)


async def redirect(play: Play, deed: Deed) -> None:
    """The officer finds it on the own desk, and says where to turn."""
    officer = play.town.phone_at(await play.town.bot.writer.run(play.officer))
    await officer.say("/desk")
    await officer.press("case.show", play.case)
    await officer.press("case.redirect", play.case)
    await officer.press("case.redirect_as", play.case, Why.LITIGATION)
    await officer.press("case.redirect_yes", play.case)


async def moderate(play: Play, deed: Deed) -> None:
    """The representative asks the officer to look at what was written, and the officer takes a measure."""
    officer = play.town.phone_at(await play.town.bot.writer.run(play.officer))
    if deed.value == Measure.HIDE:
        holder = await play.holder()
        await holder.press("case.report", play.case)
        await holder.say(REPORT)
    await officer.press("case.moderate", play.case)
    begun = next(v for v in reversed(officer.values("mod.begin", play.case)) if v.startswith(deed.value))
    await officer.press("mod.begin", play.case, begun)
    await officer.press("mod.offence", play.case, Offence.THREAT)
    await officer.say(MEASURES[deed.value])
    await officer.press("mod.send", play.case)
