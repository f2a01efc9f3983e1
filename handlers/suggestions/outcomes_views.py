"""What is shown of whether it is really fixed, to the resident and to staff, and the figures."""

from collections.abc import Iterable
from datetime import date

from domain.messages import Button, File, Message
from domain.outcomes import RATED, SAID, Figures, Fixed
from domain.suggestions import AnswerClass, Suggestion
from domain.units import Unit
from handlers.quoting import quoted, whole
from handlers.suggestions.case_card import card
from handlers.suggestions.own_views import albums
from handlers.viewing import button, view
from locales import Html, Text
from services.suggestions.sheets import Sheet


@view("outcome.question")
def question(t: Text, case: Suggestion, fresh: bool) -> Message:
    """Four weeks after the answer."""
    said = t(f"class.{case.answer_class}")
    text = t("outcome.question", number=case.number, category=t.category(case.category), answer=said)
    return Message(text=text, buttons=(answers(t, case),), card=question_card(case), fresh=fresh)


def answers(t: Text, case: Suggestion) -> tuple[Button, ...]:
    """Yes, partly, no."""
    return tuple(
        button(t(f"fixed.{fixed.value}"), "fixed.say", case.id, case.version, f"{fixed.value}_{case.answers}")
        for fixed in Fixed
    )


@view("outcome.thanks")
def thanks(t: Text, case: Suggestion, fixed: Fixed, by: date | None, fresh: bool) -> Message:
    """What was said, and how the case is taken up again; `by` is empty where it is not, or is open anyway."""
    noted = t("outcome.noted", number=case.number, fixed=t(f"fixed.{fixed.value}"))
    if not fixed.may_reopen:
        return Message(text=noted, card=question_card(case), fresh=fresh, closes=not fresh)
    ask = t("outcome.ask_word", day=t.day(by)) if by else t("outcome.ask_why")
    leave = ((button(t("button.leave"), "fixed.leave", case.id, case.version),),)
    return Message(text=Html(noted + "\n" + ask), buttons=leave, card=question_card(case), fresh=fresh)


@view("outcome.left")
def left(t: Text, case: Suggestion) -> Message:
    """It was noted; the question has no button any more."""
    return Message(card=question_card(case), closes=True)


@view("outcome.reopened")
def reopened(t: Text, case: Suggestion, withheld: int) -> Message:
    """It is taken up again, and by when there will be an answer."""
    lines = [t("outcome.reopened", number=case.number, day=t.day(case.second_due) if case.second_due else "")]
    if withheld:
        lines.append(t("case.withheld"))
    return Message(text=Html("\n".join(lines)), card=question_card(case), closes=True)


@view("case.fixed")
def fixed(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool) -> Message:
    """For whoever saw to it: what the resident says."""
    said = sheet.judgement.fixed if sheet.judgement else None
    return card(t, sheet, t("desk.fixed", fixed=t(f"fixed.{said or 'not_said'}")), fresh=True)


@view("case.reopened")
def reopened_at_desk(
    t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, words: str, new_files: tuple[File, ...], withheld: int
) -> list[Message]:
    """It is not fixed: the reason, then the card with its new day."""
    lines = [
        t("desk.reopened", number=sheet.case.number),
        quoted(t, words) if words else Html(),
        t("desk.withheld") if withheld else Html(),
    ]
    reason = Message(text=Html("\n".join(line for line in lines if line)))
    return [*whole(words), *albums(new_files), reason, card(t, sheet, Html(), fresh=True)]


@view("figures")
def figures(
    t: Text, unit: Unit, figures: Figures, first: date, last: date, back: int, above: int | None, below: list[Unit],
    fresh: bool,
) -> Message:  # fmt: skip
    """What staff say, and beside it what residents say: never one for the other."""
    lines = [t("figures.title", unit=unit.name, first=t.day(first), last=t.day(last))]
    lines += _counts(t, figures) if figures.cases else [t("figures.none")]
    buttons = [_figures(one.name, one.id, back) for one in below]
    rows = [tuple(buttons[n : n + 3]) for n in range(0, len(buttons), 3)]
    if above is not None:
        rows.append((_figures(t("figures.above"), above, back),))
    before = _figures(t("figures.before"), unit.id, back + 1)
    later = (_figures(t("figures.later"), unit.id, back - 1),) if back else ()
    return Message(text=Html("\n".join(lines)), buttons=((before, *later), *rows), card="figures", fresh=fresh)


def _figures(label: str, unit_id: int, back: int) -> Button:
    """Shows the figures of another unit, or of another quarter, in the same place."""
    return button(label, "figures", version=back, value=str(unit_id))


def _counts(t: Text, figures: Figures) -> list[Html]:
    classes = _listed(t, ((f"class.{c.value}", figures.of_class(c)) for c in AnswerClass))
    still_open = figures.open
    return [
        t.count("figures.cases", figures.cases),
        t("figures.staff", said=classes, open=str(still_open), ended=str(figures.cases - still_open)),
        t("figures.residents", said=_listed(t, ((f"rating.{value}", figures.rated(value)) for value in RATED))),
        t("figures.fixed", said=_listed(t, ((f"fixed.{value}", figures.fixed(value)) for value in SAID))),
    ]


def _listed(t: Text, counted: Iterable[tuple[str, int]]) -> Html:
    """Only what there is; the figure never stands for anything else."""
    return Html(t("list.comma").join(t("figures.one", what=t(key), cases=str(n)) for key, n in counted if n))


def question_card(case: Suggestion) -> str:
    """The question of one answer: what follows takes its place."""
    return f"fixed:{case.id}:{case.answers}"
