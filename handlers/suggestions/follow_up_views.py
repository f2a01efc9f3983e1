"""What is shown of following up: what waits for one's reply, own reminders, and asking how a case stands."""

from collections.abc import Sequence
from datetime import date, datetime

from domain.formal import Formal
from domain.messages import Button, File, Message
from domain.people import Role
from domain.promises import packed
from domain.suggestions import Suggestion
from domain.waiting import Item, Wait
from handlers.suggestions.case_card import card
from handlers.viewing import button, pager, view
from locales import Html, Text
from services.suggestions.reminding import Part, Set
from services.suggestions.sheets import Sheet

UNDATED = frozenset(
    {Wait.QUESTION, Wait.SAME, Wait.OBJECTION, Wait.FIXED, Wait.ASK_FIXED, Wait.MEND}
)  # waits since a day, and not until one
# What a button does but for showing the case.
OPENS = {Wait.RATE: "rate.begin", Wait.FIXED: "fixed.begin", Wait.ASK_FIXED: "fixed.begin"}


@view("waiting")
def waiting(
    t: Text, items: Sequence[tuple[Item, Suggestion | Formal]], more: bool, page: int, fresh: bool, today: date
) -> Message:
    """A button a case, what waits longest on top."""
    rows: list[tuple[Button, ...]] = [(_item(t, item, case, today),) for item, case in items]
    if turn := pager(t, "waiting", page, more, value="on"):
        rows.append(turn)
    rows.append((button(t("button.reminders"), "reminders"),))
    text = t("waiting.title") if items else t("waiting.none")
    return Message(text=text, buttons=tuple(rows), card="waiting", fresh=fresh)


def _item(t: Text, item: Item, case: Suggestion | Formal, today: date) -> Button:
    key = "waiting.since" if item.wait in UNDATED else "waiting.overdue" if item.day < today else "waiting.until"
    when = t(key, day=t.brief_day(item.day))
    label = " · ".join((t(f"waits.{item.wait.value}"), when, case.number))
    if item.formal:
        return button(label, "formal.show", case.id)
    return button(label, OPENS.get(item.wait, "case.show"), case.id, case.version)


@view("remind.ask")
def ask(t: Text, case: Suggestion, chosen: date | None, soon: Sequence[date]) -> Message:
    """Some days, another one in words, and an end of it."""
    text = t("remind.chosen", number=case.number, day=t.day(chosen)) if chosen else t("remind.ask", number=case.number)
    keys = ("remind.tomorrow", "remind.week", "remind.month")
    days = [(key, day) for key, day in zip(keys, soon, strict=True) if day != chosen]
    rows: list[tuple[Button, ...]] = [
        (button(t(key, day=t.brief_day(day)), "remind.day", case.id, value=packed(day)),) for key, day in days
    ]
    stop = (button(t("remind.stop"), "remind.cancel", case.id),) if chosen else ()
    rows.append((button(t("remind.other"), "remind.other", case.id), *stop))
    return Message(text=text, buttons=tuple(rows), card=_card(case))


@view("remind.kept")
def kept(t: Text, case: Suggestion, day: date) -> Message:
    other = button(t("remind.other"), "remind.other", case.id)
    stop = button(t("remind.stop"), "remind.cancel", case.id)
    text = t("remind.kept", number=case.number, day=t.day(day))
    return Message(text=text, buttons=((other, stop),), card=_card(case))


@view("remind.cancelled")
def cancelled(t: Text, case: Suggestion) -> Message:
    return Message(text=t("remind.cancelled", number=case.number), card=_card(case), closes=True)


@view("remind.ask_day")
def ask_day(t: Text, case: Suggestion) -> Message:
    return Message(text=t("remind.ask_day", number=case.number))


def _plain(kind: str) -> None:
    @view(kind)
    def say(t: Text) -> Message:
        return Message(text=t(kind))


for _kind in ("remind.unread", "remind.not_then"):
    _plain(_kind)


@view("remind.list")
def listed(t: Text, reminders: Sequence[Set], more: bool, page: int, fresh: bool) -> Message:
    """A button a reminder, the next on top."""
    rows: list[tuple[Button, ...]] = [
        (button(" · ".join((t.brief_day(one.day), one.case.number)), "case.remind", one.case.id),) for one in reminders
    ]
    if turn := pager(t, "reminders", page, more, value="on"):
        rows.append(turn)
    rows.append((button(t("button.waiting"), "waiting"),))
    text = t("remind.list") if reminders else t("remind.none")
    return Message(text=text, buttons=tuple(rows), card="reminders", fresh=fresh)


@view("remind.due")
def due(t: Text, case: Suggestion, part: Part | None) -> Message:
    """The day has come: how the case stands, or that it has ended, or is not with the reader any more."""
    if part is None:
        return Message(text=t("remind.due_away", number=case.number))
    key = "remind.due" if case.is_open else "remind.due_ended"
    text = t(key, number=case.number, state=t(f"state.{case.state.value}"))
    see = button(t("button.see_case"), "support.show" if part == "supporter" else "case.show", case.id)
    again = (button(t("button.remind"), "case.remind", case.id),) if case.is_open else ()
    return Message(text=text, buttons=((see,), again) if again else ((see,),))


@view("chase.sent")
def chased(t: Text, case: Suggestion, next_time: datetime, heard: bool, done: bool) -> Message:
    """Who was asked, by when there is to be word, and that nobody needs to ask a second time."""
    lines = [t("chase.sent" if heard else "chase.unheard", number=case.number)]
    if case.due is not None:
        lines.append(t("case.next_due", day=t.day(case.due)))
    lines.append(t("chase.again", day=t.day(next_time)))
    if done:
        lines.append(t("chase.done"))
    remind = button(t("button.remind"), "case.remind", case.id)
    return Message(text=Html("\n".join(lines)), buttons=((remind,),))


@view("chase.too_soon")
def too_soon(t: Text, case: Suggestion, asked: datetime, next_time: datetime) -> Message:
    lines = [t("chase.too_soon", number=case.number, day=t.day(asked), again=t.day(next_time))]
    if case.due is not None:
        lines.append(t("case.next_due", day=t.day(case.due)))
    return Message(text=Html("\n".join(lines)))


@view("case.chased")
def nudged(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, role: Role) -> Message:
    """For whoever must do the next step: somebody asks how it stands."""
    return card(t, sheet, t("desk.chased", who=t(f"role.{role.value}")), fresh=True)


def _card(case: Suggestion) -> str:
    return f"remind:{case.id}"
