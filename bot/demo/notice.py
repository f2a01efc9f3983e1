"""A liaison officer sends a notice to her street and asks for a “noted”; two of the residents have pressed it."""

from bot.demo.moving import Town

OFFICER, READERS = "l002", ("g006", "g008")
WORDS = "公园街道的各位居民：下周二（全天）检修供水管道，杏园社区、莲池社区会停水，请提前存水。给您添麻烦了。"


async def send(here: Town) -> None:
    """Write it, have it noted, and send it."""
    phone = here.phones[OFFICER]
    await phone.say("/notice")
    await phone.press("notice.new")
    await phone.say(WORDS)
    await phone.press("notice.part", value="more")
    await phone.press("notice.set", value="noted_1")
    await phone.press("notice.part", value="kinds")
    await phone.press("notice.set", value="kind_life")
    await phone.press("notice.part", value="draft")
    await phone.press("notice.preview")
    await phone.press("notice.send")


async def note(here: Town) -> None:
    """Some say that they have read it, once it has arrived."""
    for ref in READERS:
        await here.phones[ref].press("notice.noted")
