"""What is said about what is stored on somebody."""

from datetime import datetime

from domain.messages import Document, File, Message
from domain.suggestions import Suggestion
from handlers.privacy.paper import page, record
from handlers.viewing import button, view
from locales import Html, Text
from services.leaving import Receipt
from services.mydata import Everything
from storage.retracting import Own

CARD = "forget"
SHOWN = 20  # files that are offered to be taken back


@view("mydata")
def data(t: Text, everything: Everything) -> list[Message]:
    """The page with a word on it, and the same for programs."""
    name = f"{t('mydata.file')}-{everything.at:%Y%m%d}"
    return [
        Message(text=t("mydata.here"), document=Document(name=f"{name}.html", mime="text/html",
                                                         content=page(t, everything))),
        Message(text=t("mydata.json"), document=Document(name=f"{name}.json", mime="application/json",
                                                         content=record(everything))),
    ]  # fmt: skip


@view("mydata.too_soon")
def too_soon(t: Text, moment: datetime) -> Message:
    return Message(text=t("mydata.too_soon", day=t.day(moment), time=t.time(moment)))


@view("mydata.nothing")
def nothing(t: Text) -> Message:
    return Message(text=t("mydata.nothing"))


@view("forget.ask")
def ask(t: Text, person: int, total: int, unfinished: int, in_office: bool, muted: bool) -> Message:
    """What is erased, what stays, and what can be chosen."""
    lines = [t("forget.ask"), t("forget.stays")]
    if muted:
        lines.append(t("forget.mute"))
    if in_office:
        lines.append(t("forget.office"))
    lines.append(t.count("forget.open", unfinished) if unfinished else t.count("forget.none_open", total))
    rows = [(button(t("forget.go_on"), "forget.choose", person, total, "withdraw"),)]
    if unfinished:
        rows = [
            (button(t("forget.keep_words"), "forget.choose", person, total, "keep"),),
            (button(t("forget.withdraw"), "forget.choose", person, total, "withdraw"),),
        ]
    rows.insert(0, (button(t("forget.not_now"), "forget.stop"),))
    return Message(text=Html("\n\n".join(lines)), buttons=tuple(rows), card=CARD)


@view("forget.sure")
def sure(t: Text, person: int, total: int, unfinished: int, keep: bool, in_office: bool) -> Message:
    """The same once more, with what was chosen."""
    lines = [t("forget.sure")]
    if unfinished:
        lines.append(t("forget.sure_keep" if keep else "forget.sure_withdraw"))
    if in_office:
        lines.append(t("forget.office"))
    value = "keep" if keep else "withdraw"
    rows = ((button(t("forget.not_now"), "forget.stop"),),
            (button(t("forget.yes"), "forget.yes", person, total, value),))  # fmt: skip
    return Message(text=Html("\n\n".join(lines)), buttons=rows, card=CARD, fresh=False)


@view("forget.stopped")
def stopped(t: Text) -> Message:
    return Message(text=t("forget.stopped"), card=CARD, fresh=False, closes=True)


@view("forget.closed")
def closed(t: Text) -> Message:
    """The question loses its buttons."""
    return Message(card=CARD, closes=True)


@view("forget.receipt")
def receipt(t: Text, receipt: Receipt) -> Message:
    """What was erased and what stays, in numbers, with a number and a date of its own."""
    number = f"{receipt.number[:5]}-{receipt.number[5:]}"
    lines = [t("forget.receipt", number=number, day=t.day(receipt.at), time=t.time(receipt.at))]
    counts = (("words", receipt.words), ("files", receipt.files), ("drafts", receipt.drafts),
              ("supports", receipt.supports), ("messages", receipt.messages))  # fmt: skip
    gone = [t.count(f"forget.gone_{what}", n) for what, n in counts if n]
    lines.append(Html("\n".join([t("forget.gone_person"), *gone])))
    stays = [t.count("forget.left_cases", receipt.cases)] if receipt.cases else []
    stays += [t.count("forget.left_kept", receipt.kept)] if receipt.kept else []
    lines.append(Html("\n".join([*stays, t("forget.left_history")])))
    lines.append(t("forget.later"))
    lines.append(t("forget.office_stays") if receipt.office else t("forget.start_anew"))
    return Message(text=Html("\n\n".join(lines)), drop_ask=True)


@view("forget.nothing")
def forget_nothing(t: Text) -> Message:
    return Message(text=t("forget.nothing"))


@view("retract")
def retract(t: Text, messages: tuple[int, ...]) -> Message:
    """Messages that go from a chat."""
    return Message(takes_back=messages)


@view("case.left")
def left(t: Text, case: Suggestion) -> Message:
    """For whoever sees to a case: its author has left, the case has not."""
    see = button(t("button.see_case"), "case.show", case.id)
    return Message(text=t("case.left", number=case.number), buttons=((see,),))


@view("case.left_withdrawn")
def left_withdrawn(t: Text, case: Suggestion) -> Message:
    return Message(text=t("case.left_withdrawn", number=case.number), card=f"case:{case.id}", closes=True)


@view("file.list")
def files(t: Text, case: Suggestion, attached: list[Own]) -> Message:
    """What somebody attached in the own case, a button each."""
    rows = []
    for n, file in enumerate(attached[:SHOWN], start=1):
        day = t.brief_day(file.at.astimezone(t.zone).date())
        label = t("file.one", n=n, kind=t(f"mydata.kind_{file.kind}"), day=day)
        rows.append((button(label, "file.ask", case.id, value=str(file.id)),))
    return Message(text=t("file.list", number=case.number), buttons=tuple(rows))


@view("file.ask")
def ask_file(t: Text, case: Suggestion, file: File, id_: int) -> Message:
    """The file itself, and what taking it back does."""
    keep = button(t("file.keep"), "case.show", case.id)
    yes = button(t("file.yes"), "file.yes", case.id, value=str(id_))
    return Message(text=t("file.ask", number=case.number), files=(file,), buttons=((keep,), (yes,)))


@view("file.withdrawn")
def file_withdrawn(t: Text, case: Suggestion, gone: int, late: int) -> Message:
    """What was taken back, and what could not be."""
    lines = [t("file.withdrawn", number=case.number)]
    lines += [t.count("file.gone_copies", gone)] if gone else []
    lines += [t.count("file.late_copies", late)] if late else []
    return Message(text=Html("\n".join(lines)))


@view("case.file_withdrawn")
def file_withdrawn_news(t: Text, case: Suggestion) -> Message:
    """For whoever sees to the case."""
    return Message(text=t("case.file_withdrawn", number=case.number))
