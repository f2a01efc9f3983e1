"""What an officer sees who redirects a case or refers it to another level, and what its resident reads."""

from collections.abc import Sequence

from domain.messages import Button, File, Message
from domain.relays import Circle
from domain.suggestions import Suggestion, Why
from handlers.quoting import quoted, seen, whole
from handlers.suggestions.case_card import card
from handlers.viewing import button, view
from locales import Html, Text
from services.suggestions.sheets import Sheet


@view("case.reasons")
def reasons(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool) -> Message:
    """The reasons in place of the card's buttons."""
    case = sheet.case
    rows = [(button(t(f"why.{why}"), "case.redirect_as", case.id, case.version, why.value),) for why in Why]
    return _instead(t, sheet, t("desk.ask_reason"), rows)


@view("case.levels")
def levels(t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, levels: list[str]) -> Message:
    """The levels in place of the card's buttons."""
    case = sheet.case
    rows = [(button(t(f"level.{level}"), "case.refer_to", case.id, case.version, level),) for level in levels]
    return _instead(t, sheet, t("desk.ask_level"), rows)


@view("case.ask_redirect")
def ask_redirect(t: Text, case: Suggestion, why: Why, words: str) -> list[Message]:
    """What the resident would read, before it goes."""
    text = Html(t("desk.ask_redirect", number=case.number) + "\n" + quoted(t, words or t(f"help_for.{why}")))
    text = Html(text + "\n" + seen(t, Circle.CASE))
    send = (button(t("desk.send"), "case.redirect_yes", case.id, case.version),)
    return [*whole(words), Message(text=text, buttons=(send,), card=f"confirm:{case.id}")]


@view("case.redirected")
def redirected(t: Text, case: Suggestion, why: Why, words: str) -> list[Message]:
    """For the resident: why not here, and who can help."""
    head = t("case.redirected", number=case.number, why=t(f"why_not.{why}"))
    new = ((button(t("button.suggest"), "new"),),)
    return [*whole(words), Message(text=Html(head + "\n" + quoted(t, words or t(f"help_for.{why}"))), buttons=new)]


@view("case.redirected_done")
def redirected_done(t: Text, case: Suggestion, message: int | None) -> Message:
    """For who did it; of own words one can ask whether they arrived."""
    ask = ((button(t("button.arrived"), "relay.arrived", case.id, value=str(message)),),) if message else ()
    text = t("case.redirected_done", number=case.number)
    return Message(text=text, buttons=ask, card=f"confirm:{case.id}", closes=True)


def _instead(t: Text, sheet: Sheet, head: Html, rows: Sequence[tuple[Button, ...]]) -> Message:
    case = sheet.case
    back = (button(t("button.back"), "case.back", case.id, case.version),)
    return card(t, sheet, head, fresh=False).model_copy(update={"buttons": (*rows, back)})
