"""Words and answers to a resident: what they are about, how they look before they go, and the promised day."""

from datetime import date

from domain.messages import Button, File, Message
from domain.promises import packed
from domain.relays import Circle
from domain.suggestions import AnswerClass, Suggestion
from domain.templates import Filled, Template
from handlers.quoting import quoted, seen
from handlers.suggestions.case_card import card
from handlers.templates.views import named
from handlers.viewing import button, view
from locales import Html, Text
from services.suggestions.sheets import Sheet


@view("case.classes")
def classes(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool) -> Message:
    """The classes of an answer in place of the card's buttons."""
    case = sheet.case
    rows = [(button(t(f"class.{c.value}"), "case.class", case.id, case.version, c.value),) for c in AnswerClass]
    rows.append((button(t("button.back"), "case.back", case.id, case.version),))
    return card(t, sheet, Html(), fresh=fresh).model_copy(update={"buttons": tuple(rows)})


@view("case.ask_words")
def ask_words(t: Text, case: Suggestion, templates: list[Template]) -> Message:
    rows = tuple((button(one.title, "case.template", case.id, case.version, str(one.id)),) for one in templates)
    text = Html(t("desk.ask_words", number=case.number) + "\n" + seen(t, Circle.EVERYBODY))
    return Message(text=text, buttons=rows, card=f"confirm:{case.id}")


@view("case.ask_answer")
def ask_answer(
    t: Text, case: Suggestion, answer: AnswerClass, promised: date | None, offers: list[date], fresh: bool
) -> Message:
    """Ask for the words; of B and C with the day by which it shall be solved."""
    lines = [t("desk.ask_answer", number=case.number, answer=t(f"class.{answer.value}"))]
    if promised is not None:
        lines.append(t("desk.promised", day=t.day(promised)))
    lines.append(seen(t, Circle.EVERYBODY))
    rows = _other_days(t, case, promised, offers) if promised else ()
    return Message(text=Html("\n".join(lines)), buttons=rows, card=f"confirm:{case.id}", fresh=fresh)


@view("case.ask_postpone")
def ask_postpone(t: Text, case: Suggestion, promised: date, offers: list[date], fresh: bool) -> Message:
    """Another day for what is not solved yet, and why."""
    head = t("desk.ask_postpone", number=case.number, day=t.day(promised))
    text = Html(head + "\n" + seen(t, Circle.EVERYBODY))
    return Message(text=text, buttons=_other_days(t, case, promised, offers), card=f"confirm:{case.id}", fresh=fresh)


def _other_days(t: Text, case: Suggestion, promised: date, offers: list[date]) -> tuple[tuple[Button, ...], ...]:
    """The days to choose from, two in a row, but for the one that is chosen."""
    days = [
        button(t("desk.by_day", day=t.brief_day(day)), "case.promise", case.id, case.version, packed(day))
        for day in offers
        if day != promised
    ]
    return tuple(tuple(days[i : i + 2]) for i in range(0, len(days), 2))


@view("due.promise")
def due_promise(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool) -> Message:
    """The promised day has come: is it solved?"""
    return card(t, sheet, t("desk.promise_due", day=t.day(sheet.case.due or sheet.today)), fresh=True)


@view("case.confirm")
def confirm(
    t: Text, case: Suggestion, words: str, files: tuple[File, ...], answer: AnswerClass | None, promised: date | None,
    fresh: bool, filled: Filled | None,
) -> Message:  # fmt: skip
    """What goes to the resident, before it goes."""
    what = t(f"class.{answer.value}") if answer else t("desk.message")
    lines = [t("desk.confirm", number=case.number, what=what)]
    if words:
        lines.append(quoted(t, words))
    if files:
        lines.append(t.count("files.all", len(files)))
    if promised is not None:
        lines.append(t("desk.promised", day=t.day(promised)))
    lines.append(seen(t, Circle.EVERYBODY))
    gaps, neutral = (filled.gaps, filled.neutral) if filled else ((), ())
    if neutral:
        lines.append(t("template.neutral", fields=named(t, neutral)))
    if gaps:  # it can't go as it is
        lines.append(t("template.gaps", fields=named(t, gaps)))
    again = "case.class" if answer else "case.write"
    value = answer.value if answer else ""
    return Message(
        text=Html("\n".join(lines)),
        buttons=(*(() if gaps else ((button(t("desk.send"), "case.confirm", case.id, case.version),),)),
                 (button(t("desk.change"), again, case.id, case.version, value),)),
        card=f"confirm:{case.id}", fresh=fresh,
    )  # fmt: skip
