"""One deed as a plain sentence, in either language: who did what, on whose behalf."""

from html import unescape

from domain.people import Role
from domain.settings import SETTINGS, Room
from locales import Html, Text
from services.audit.lines import Entry

DECIDED = ("approval", "unit")  # what one asked for and another one decided
NAMELESS = {Role.RESIDENT: "audit.by_resident", Role.SYSTEM: "audit.by_program"}


def sentence(t: Text, entry: Entry) -> Html:
    """李建国 answered case 张店 2026-0142, on behalf of 王芳."""
    who = entry.who or t(NAMELESS.get(entry.role, "audit.by_gone"))
    if t.has(f"audit.did_{entry.subject}_{entry.kind}"):
        said = t(f"audit.did_{entry.subject}_{entry.kind}", who=who, what=entry.what)
    else:
        said = t("audit.did_something", who=who)
    if about := _about(t, dict(entry.about)):
        said = t("audit.about", said=said, about=about)
    if not entry.behalf:
        return said
    return t("audit.asked_by" if entry.subject in DECIDED else "audit.behalf", said=said, behalf=entry.behalf)


def _about(t: Text, facts: dict[str, str]) -> str | Html:
    """Which unit, whose office, from whom to whom, which setting it was."""
    place = facts.get("unit", "")
    if "deed" in facts:
        return t(f"audit.deed_{facts['deed']}", unit=place)
    if "heir" in facts:
        gone = t("audit.gone")
        return t("audit.handed", giver=facts["giver"] or gone, heir=facts["heir"] or gone)
    if setting := SETTINGS.get(facts.get("setting", "")):
        is_one = not setting.category and setting.room is not Room.STATION
        name = t(f"setting.name_{setting.code}") if is_one else t(f"setting.room_{setting.room.value}")
        return t("audit.setting", name=name, place=place)
    return facts.get("person", place)


def when(t: Text, entry: Entry) -> str:
    """Its day and time; of what residents do, and what follows at once, the day alone."""
    return f"{t.day(entry.at)} {t.time(entry.at)}" if entry.timed else t.day(entry.at)


def plain(text: Html) -> str:
    """The same where there is no markup."""
    return unescape(str(text))
