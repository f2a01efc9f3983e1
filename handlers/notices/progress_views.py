"""How far a notice is, what became of it, and whom it did not reach."""

from html import unescape

from domain.messages import Button, Document, Message
from domain.notices import Notice, Progress, Reached, State
from handlers.notices.draft_views import card_of, press
from handlers.viewing import button, view
from locales import LANGUAGES, Html, Text
from services.notices.reporting import Missed
from services.tables import Column, as_csv

LISTED = 10  # whom it did not reach, in the message itself
COLUMNS = ("name", "role", "place", "people", "why", "officer")


@view("notice.progress")
def progress(t: Text, notice: Notice, progress: Progress, left: int, fresh: bool) -> Message:
    """The card of a notice on its way, and after that."""
    lines = [t("notice.progress", title=notice.content.title, state=t(f"notice.state_{notice.state.value}"))]
    if notice.state is State.SENDING and not notice.chosen:
        lines.append(t("notice.choosing"))
    else:
        lines += numbers(t, notice, progress)
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
def report(t: Text, notice: Notice, progress: Progress, missed: list[Missed]) -> list[Message]:
    """The numbers, whom it did not reach, and the same as a table."""
    lines: list[str] = [t("notice.report_of", title=notice.content.title), *numbers(t, notice, progress)]
    if missed:
        lines += ["", t("notice.missed"), *(_line(t, one) for one in missed[:LISTED])]
    if len(missed) > LISTED:
        lines.append(t("notice.missed_more", n=len(missed) - LISTED))
    words = Message(text=Html("\n".join(lines)))
    if not missed:
        return [words]
    paper = Document(name=f"notice-{notice.id}.csv", mime="text/csv", content=table(t, missed))
    return [words, Message(text=t("notice.table"), document=paper)]


def _line(t: Text, one: Missed) -> Html:
    who = _named(t, one)
    officers = t("notice.tell", names=t("list.comma").join(one.officers)) if one.officers else t("notice.tell_nobody")
    return t("notice.missed_one", who=who, place=one.who.place, why=t(f"notice.why_{one.why.value}"), tell=officers)


def _named(t: Text, one: Missed) -> str:
    return one.who.name or str(t.count("notice.residents", one.number))


def table(t: Text, missed: list[Missed]) -> str:
    """All of them, for a spreadsheet."""

    rows = (
        (
            one.who.name, _plain(t(f"role.{one.who.role.value}")), one.who.place, one.number,
            _plain(t(f"notice.why_{one.why.value}")), t("list.comma").join(one.officers),
        )
        for one in missed
    )  # fmt: skip
    return as_csv([Column(_plain(t(f"notice.column_{column}"))) for column in COLUMNS], rows)


def _plain(text: Html) -> str:
    """A text for a cell, which knows no markup."""
    return unescape(str(text))
