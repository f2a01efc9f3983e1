"""One deed as a plain sentence, in either language: who did what, on whose behalf."""

from html import unescape

from domain.people import Role
from locales import Html, Text
from services.audit.lines import Entry

NAMELESS = {Role.RESIDENT: "audit.by_resident", Role.SYSTEM: "audit.by_program"}


def sentence(t: Text, entry: Entry) -> Html:
    """李建国 answered case 张店 2026-0142, on behalf of 王芳."""
    who = entry.who or t(NAMELESS.get(entry.role, "audit.by_gone"))
    if t.has(f"audit.did_{entry.subject}_{entry.kind}"):
        said = t(f"audit.did_{entry.subject}_{entry.kind}", who=who, what=entry.what)
    else:
        said = t("audit.did_something", who=who)
    return t("audit.behalf", said=said, behalf=entry.behalf) if entry.behalf else said


def when(t: Text, entry: Entry) -> str:
    """Its day and time; of what residents do, and what follows at once, the day alone."""
    return f"{t.day(entry.at)} {t.time(entry.at)}" if entry.timed else t.day(entry.at)


def plain(text: Html) -> str:
    """The same where there is no markup."""
    return unescape(str(text))
