"""How far a notice is, what became of it, and whom it did not reach."""

from collections.abc import Sequence
from html import unescape

from domain.messages import Button, Document, Message
from domain.notices import Notice, Progress, Reached, State
from handlers.notices.draft_views import card_of, press
from handlers.viewing import button, view
from locales import LANGUAGES, Html, Text
from services.notices.reporting import Missed
from services.tables import Cell, Column, as_rows

LISTED = 10  # whom it did not reach, in the message itself
COLUMNS = {"name": 16, "role": 18, "place": 26, "people": 10, "why": 36, "officer": 30}  # of the table, and how wide
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@view("notice.progress")
def progress(t: Text, notice: Notice, progress: Progress, left: int, fresh: bool, stays: bool) -> Message:
    """The card of a notice on its way, and after that."""
    lines = [t("notice.progress", title=notice.content.title, state=t(f"notice.state_{notice.state.value}"))]
    if notice.state is State.SENDING and not notice.chosen:
        lines.append(t("notice.choosing"))
    else:
        lines += numbers(t, notice, progress)
    if stays:
        lines.append(t("notice.withdrawn_late"))
    if notice.state is State.SENDING and notice.chosen and left:
        lines.append(t.count("notice.minutes", left))
    return Message(text=Html("\n".join(lines)), buttons=_rows(t, notice), card=card_of(notice), fresh=fresh)


def numbers(t: Text, notice: Notice, progress: Progress) -> list[Html]:
    """How many stand where; what is nobody is left out, but for who has it."""
    sent = progress.of(Reached.SENT)
    taken_back = notice.state is State.WITHDRAWN and not sent
    lines = [] if taken_back else [t("notice.n_sent", n=sent, total=progress.total)]
    ends = (Reached.WITHDRAWN, Reached.UNREACHABLE, Reached.FAILED, Reached.SKIPPED)
    lines += [t(f"notice.n_{one.value}", n=progress.of(one)) for one in ends if progress.of(one)]
    if progress.left:
        over = notice.state in (State.CANCELLED, State.WITHDRAWN)
        lines.append(t("notice.n_never" if over else "notice.n_waiting", n=progress.left))
    if notice.content.noted:
        lines.append(t("notice.n_noted", n=progress.noted))
    return lines


def _rows(t: Text, notice: Notice) -> tuple[tuple[Button, ...], ...]:
    """What can be done with it now, the likeliest first."""

    def act(what: str) -> Button:
        return button(t(f"notice.{what}"), "notice.act", notice.id, notice.version, what)

    report = press(t, "notice.report", "notice.report", notice)
    fix = tuple(
        button(t("notice.correct", language=t(f"language.{key}")), "notice.correct", notice.id, notice.version, key)
        for key in notice.content.texts if key in LANGUAGES
    )  # fmt: skip
    if notice.state is State.SENDING:
        return ((act("pause"), act("cancel")),)
    if notice.state is State.PAUSED:
        return ((act("go_on"), act("cancel")), fix)
    if notice.state is State.WITHDRAWN:
        return ((report,),)
    remind = notice.content.noted and notice.state is State.SENT
    first = (report, press(t, "notice.remind", "notice.remind", notice)) if remind else (report,)
    return (first, fix, (act("withdraw"),))


@view("notice.report")
def report(t: Text, notice: Notice, progress: Progress, missed: list[Missed]) -> Message:
    """The numbers, whom it did not reach, and a button for the same as a table."""
    lines: list[str] = [t("notice.report_of", title=notice.content.title), *numbers(t, notice, progress)]
    if missed:
        lines += ["", t("notice.missed"), *(_line(t, one) for one in missed[:LISTED])]
    if len(missed) > LISTED:
        lines.append(t("notice.missed_more", n=len(missed) - LISTED))
    rows = ((press(t, "notice.as_table", "notice.table", notice),),) if missed else ()
    return Message(text=Html("\n".join(lines)), buttons=rows)


@view("notice.table")
def as_table(t: Text, notice: Notice, missed: list[Missed]) -> Message:
    """All of them, for a spreadsheet."""
    paper = Document(name=f"notice-{notice.id}.xlsx", mime=SPREADSHEET, content=table(t, missed), sheet=True)
    return Message(text=t("notice.table", title=notice.content.title), document=paper)


def _line(t: Text, one: Missed) -> Html:
    who = _named(t, one)
    officers = t("notice.tell", names=t("list.comma").join(one.officers)) if one.officers else t("notice.tell_nobody")
    return t("notice.missed_one", who=who, place=one.who.place, why=t(f"notice.why_{one.why.value}"), tell=officers)


def _named(t: Text, one: Missed) -> str:
    return one.who.name or str(t.count("notice.residents", one.number))


def table(t: Text, missed: list[Missed]) -> str:
    """A line each, as the rows of a workbook."""
    columns = [Column(_plain(t(f"notice.column_{name}")), width) for name, width in COLUMNS.items()]
    return as_rows(columns, (_cells(t, one) for one in missed), _plain(t("notice.report")))


def _cells(t: Text, one: Missed) -> Sequence[Cell]:
    return (
        one.who.name, _plain(t(f"role.{one.who.role.value}")), one.who.place, one.number,
        _plain(t(f"notice.why_{one.why.value}")), t("list.comma").join(one.officers),
    )  # fmt: skip


def _plain(text: Html) -> str:
    """A text for a cell, which knows no markup."""
    return unescape(str(text))
