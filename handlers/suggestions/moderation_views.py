"""What an officer sees who hides a message, warns or mutes; and what the person reads, with who can help."""

from collections.abc import Sequence

from domain.messages import Button, File, Message
from domain.moderation import DAYS, Measure, Offence, Taken
from domain.people import Role
from domain.suggestions import Said, Suggestion
from domain.units import Station
from handlers.quoting import SHORT, quoted, shortened
from handlers.suggestions.case_card import card
from handlers.viewing import button, view
from locales import Html, Text
from services.suggestions.sheets import Sheet

LABEL = 24  # UTF-16 units of a message on a button


@view("case.moderating")
def moderating(
    t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, hideable: Sequence[Said], standing: Sequence[Taken]
) -> Message:
    """In place of the card's buttons: messages to hide, a warning, days to mute, and what stands already."""
    case = sheet.case
    rows: list[tuple[Button, ...]] = [
        (_begin(t("mod.hide", words=shortened(said.words or t("case.no_words"), LABEL)), case, f"hide_{said.id}"),)
        for said in hideable
    ]
    rows.append((_begin(t("mod.warn"), case, "warn"),))
    mutes = [_begin(t("mod.mute", n=days), case, f"mute_{days}") for days in DAYS]
    rows += [tuple(mutes[:2]), tuple(mutes[2:])]
    for taken in standing:
        label = t("mod.undo", what=_what(t, taken.measure, taken))
        undo = button(label, "mod.undo", case.id, case.version, str(taken.id))
        keep = button(t("mod.keep"), "mod.keep", case.id, case.version, str(taken.id))
        rows.append((undo, keep) if taken.awaits_decision else (undo,))
    rows.append((button(t("button.back"), "case.back", case.id, case.version),))
    shown = card(t, sheet, t("moderation.choose"), fresh=False)
    return shown.model_copy(update={"buttons": tuple(rows)})


def _begin(label: str, case: Suggestion, value: str) -> Button:
    return button(label, "mod.begin", case.id, case.version, value)


def _what(t: Text, measure: Measure, taken: Taken) -> Html:
    """A measure in short."""
    until = taken.until
    return t(f"measure.{measure.value}", day=t.brief_day(until.astimezone(t.zone).date()) if until else "")


@view("moderation.ask")
def ask(t: Text, case: Suggestion, measure: str, number: int, offence: str, words: str) -> Message:
    """The reason, then the words, then all of it before it goes."""
    head = t("moderation.doing", number=case.number, what=t(f"doing.{measure}", n=number))
    if not offence:
        rows = tuple((button(t(f"offence.{o.value}"), "mod.offence", case.id, case.version, o.value),) for o in Offence)
        return _step(t, case, [head, t("moderation.ask_offence")], rows)
    lines = [head, t("moderation.why", why=t(f"offence.{offence}"))]
    if not words:
        return _step(t, case, [*lines, t("moderation.ask_words")], ())
    send = (button(t("mod.send"), "mod.send", case.id, case.version),)
    return _step(t, case, [*lines, quoted(t, words), t("moderation.confirm")], (send,))


def _step(t: Text, case: Suggestion, lines: Sequence[Html], rows: tuple[tuple[Button, ...], ...]) -> Message:
    return Message(text=Html("\n".join(lines)), buttons=rows, card=f"moderate:{case.id}")


@view("moderation.done")
def done(t: Text, case: Suggestion) -> Message:
    return Message(text=t("moderation.done", number=case.number), card=f"moderate:{case.id}", closes=True)


@view("moderation.told")
def told(t: Text, taken: Taken, case: Suggestion, station: Station | None) -> Message:
    """For the person: what was done and why, what still works, who can help, and how to object."""
    lines = [t(f"moderation.told_{taken.measure.value}", number=case.number, until=_until(t, taken))]
    return _to_person(t, taken, station, lines)


@view("moderation.stopped")
def stopped(t: Text, taken: Taken, case: Suggestion | None, station: Station | None) -> Message:
    """For somebody who writes while muted: until when, and why."""
    return _to_person(t, taken, station, [t("moderation.stopped", until=_until(t, taken))])


@view("moderation.draft_kept")
def draft_kept(t: Text, taken: Taken, case: Suggestion | None, station: Station | None) -> Message:
    """For somebody who begins a draft, or would hand one in, while muted."""
    return _to_person(t, taken, station, [t("moderation.draft_kept", until=_until(t, taken))])


def _to_person(t: Text, taken: Taken, station: Station | None, lines: list[Html]) -> Message:
    words = [quoted(t, taken.words)] if taken.words else []
    lines += [t("moderation.why", why=t(f"offence.{taken.offence.value}")), *words, *_help(t, station)]
    rows = ((button(t("mod.object"), "mod.object", taken.id),),) if taken.may_be_objected_to else ()
    return Message(text=Html("\n".join(lines)), buttons=rows)


def _help(t: Text, station: Station | None) -> list[Html]:
    """Who can help: the station, where the case has one."""
    if station is None:
        return [t("moderation.help")]
    where = t("list.comma").join(part for part in (station.name, station.address, station.hours) if part)
    return [t("moderation.help_station", station=where)]


def _until(t: Text, taken: Taken) -> str:
    return f"{t.day(taken.until)} {t.time(taken.until)}" if taken.until else ""


@view("moderation.undone")
def undone(t: Text, taken: Taken, case: Suggestion, station: Station | None) -> Message:
    return Message(text=t(f"moderation.undone_{taken.measure.value}", number=case.number))


@view("moderation.kept")
def kept(t: Text, taken: Taken, case: Suggestion, station: Station | None) -> Message:
    """The objection was looked at, and changed nothing."""
    lines = [t("moderation.kept", number=case.number), *_help(t, station)]
    return Message(text=Html("\n".join(lines)))


@view("moderation.objected_own")
def objected_own(t: Text, taken: Taken, case: Suggestion, station: Station | None, heard: bool) -> Message:
    lines = [t("moderation.objected_own")] if heard else [t("moderation.unheard"), *_help(t, station)]
    return Message(text=Html("\n".join(lines)))


@view("moderation.objected")
def objected(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, taken: Taken) -> Message:
    """For whoever is above: what was done, why, and to undo it or leave it so."""
    case = sheet.case
    lines = [
        t("moderation.objected", what=_what(t, taken.measure, taken), why=t(f"offence.{taken.offence.value}")),
        t("case.quote", words=shortened(taken.words, SHORT)),
    ]
    verbs = (("mod.undo_short", "mod.undo"), ("mod.keep", "mod.keep"))
    row = tuple(button(t(key), verb, case.id, case.version, str(taken.id)) for key, verb in verbs)
    shown = card(t, sheet, Html("\n".join(lines)), fresh=True)
    return shown.model_copy(update={"buttons": (row, *shown.buttons)})


@view("case.reported")
def reported(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, words: str, role: Role) -> Message:
    """For the officer: somebody who sees to the case asks to look at what the resident wrote."""
    head = t("desk.reported", who=t(f"role.{role.value}"))
    return card(t, sheet, Html(head + "\n" + t("case.quote", words=shortened(words, SHORT))), fresh=True)


def _numbered(kind: str) -> None:
    @view(kind)
    def say(t: Text, case: Suggestion) -> Message:
        return Message(text=t(kind, number=case.number))


for _kind in ("case.ask_report", "case.report_sent", "case.report_unheard"):
    _numbered(_kind)


@view("limit.suggestions")
def enough(t: Text, n: int) -> Message:
    return Message(text=t("limit.suggestions", n=n))


@view("limit.slow")
def slowly(t: Text) -> Message:
    return Message(text=t("limit.slow"))


@view("limit.messages")
def too_fast(t: Text, n: int) -> Message:
    return Message(text=t("limit.messages", n=n))
