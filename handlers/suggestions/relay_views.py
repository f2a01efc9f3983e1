"""What is told of messages that are passed on in a case: who sees them, edits of them, and whether they arrived."""

from collections.abc import Callable
from datetime import datetime

from domain.messages import Button, File, Message
from domain.people import Role
from domain.relays import Arrival, Circle, Reached
from domain.suggestions import Suggestion
from handlers.departments.views import who_notes
from handlers.quoting import quoted, seen, whole
from handlers.suggestions.case_card import actions
from handlers.suggestions.own_views import albums, rating_card, speaker
from handlers.viewing import button, view
from locales import Html, Text
from services.suggestions.sheets import Sheet

Ends = Callable[[Suggestion], str]


def _done(kind: str, circle: Circle, ends: Ends | None = None) -> None:
    """What a writer is told once it is on its way: who sees it, and a button that tells whether it has arrived.

    `ends` names the card on which it was asked for, which has no buttons any more.
    """

    @view(kind)
    def say(t: Text, case: Suggestion, message: int) -> Message:
        ending = {"card": ends(case), "closes": True} if ends else {}
        return Message(
            text=_lines(t(kind, number=case.number), seen(t, circle)), buttons=_ask(t, case, message), **ending
        )


def _added(kind: str, ends: Ends | None = None) -> None:
    @view(kind)
    def say(t: Text, case: Suggestion, message: int, withheld: int) -> Message:
        ending = {"card": ends(case), "closes": True} if ends else {}
        kept_back = t("case.withheld") if withheld else Html()
        text = _lines(t(kind, number=case.number), kept_back, seen(t, Circle.CASE))
        return Message(text=text, buttons=_ask(t, case, message), **ending)


_done("case.passed_on", Circle.EVERYBODY, lambda case: f"confirm:{case.id}")
_done("case.note_sent", Circle.STAFF)
_done("case.note_kept", Circle.STAFF)
_added("case.added_own")
_added("rate.commented", rating_card)


@view("case.answered")
def answered(t: Text, case: Suggestion, message: int) -> Message:
    """The answer is out. It can't be changed any more, so here is what one can do instead."""
    more = (button(t("button.write"), "case.write", case.id, case.version),)
    text = _lines(t("case.answered", number=case.number), seen(t, Circle.EVERYBODY))
    return Message(text=text, buttons=(more, *_ask(t, case, message)), card=f"confirm:{case.id}", closes=True)


@view("relay.edited")
def edited(
    t: Text, case: Suggestion, message: int, original: bool, withheld: int, words: str, role: Role, at: datetime,
    circle: Circle, card: str,
) -> Message:  # fmt: skip
    """For who edited: it is on its way as an edit."""
    key = "relay.edited_original" if original else "relay.edited"
    kept_back = t("case.withheld") if withheld else Html()
    text = _lines(t(key, number=case.number, time=t.time(at)), kept_back, seen(t, circle))
    return Message(text=text, buttons=_ask(t, case, message), card=f"own:{card}", fresh=False)


@view("relay.word")
def word(
    t: Text, case: Suggestion, role: Role, words: str, files: tuple[File, ...], at: datetime, card: str
) -> list[Message]:
    """For the resident: what somebody wrote reads otherwise now."""
    head = t("relay.word", who=speaker(t, case, role), number=case.number, time=t.time(at))
    add = ((button(t("button.reply"), "case.add", case.id, case.version),),)
    return _anew(t, head, words, files, seen(t, Circle.EVERYBODY), add, card)


@view("relay.added")
def added(
    t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, words: str, new_files: tuple[File, ...],
    withheld: int, role: Role, at: datetime, card: str,
) -> list[Message]:  # fmt: skip
    """For the desk: what the resident wrote reads otherwise now."""
    head = t("relay.added", number=sheet.case.number, time=t.time(at))
    last = _lines(t("desk.withheld") if withheld else Html(), seen(t, Circle.CASE))
    return _anew(t, head, words, new_files, last, actions(t, sheet), card)


@view("relay.noted")
def noted(
    t: Text, sheet: Sheet, files: tuple[File, ...], fresh: bool, words: str, new_files: tuple[File, ...],
    role: Role, department: str, at: datetime, card: str,
) -> list[Message]:  # fmt: skip
    """Among those who see to the case: a word reads otherwise now. A reply to it stays among them."""
    head = t("relay.noted", who=who_notes(t, role, department), number=sheet.case.number, time=t.time(at))
    return _anew(t, head, words, new_files, seen(t, Circle.STAFF), actions(t, sheet), card)


@view("support.edited")
def supported(
    t: Text, case: Suggestion, role: Role, words: str, files: tuple[File, ...], withheld: int
) -> list[Message]:
    """For who follows the case: what staff wrote to its author reads otherwise now."""
    head = t("support.edited", who=speaker(t, case, role), number=case.number)
    see = button(t("button.see_case"), "support.show", case.id)
    text = _lines(head, quoted(t, words), t("support.withheld") if withheld else Html())
    stop = button(t("button.stop_support"), "support.stop", case.id)
    return [*whole(words), *albums(files), Message(text=text, buttons=((see, stop),))]


@view("relay.receipts")
def receipts(
    t: Text, case: Suggestion, message: int, at: datetime, circle: Circle, card: str, receipts: tuple[Reached, ...]
) -> Message:
    """Whether something arrived, and what happens now where it did not."""
    lines = [t("relay.receipts", number=case.number, day=t.day(at), time=t.time(at))]
    lines += [_receipt(t, case, receipt) for receipt in receipts] or [t("relay.nobody")]
    again = any(receipt.arrival is not Arrival.SENT for receipt in receipts)
    return Message(
        text=_lines(*lines, seen(t, circle)), buttons=_ask(t, case, message) if again else (), card=card, fresh=False
    )


def _receipt(t: Text, case: Suggestion, receipt: Reached) -> Html:
    who = receipt.department or t(f"role.{receipt.role.value}")
    if receipt.role is Role.REPRESENTATIVE:
        who = t("who.representative", name=case.representative or "")
    if receipt.arrival is Arrival.UNREACHABLE and receipt.role in UNREACHABLE:
        return t(UNREACHABLE[receipt.role], who=who)
    if receipt.at is not None:
        return t("relay.arrived", who=who, day=t.day(receipt.at), time=t.time(receipt.at))
    return t(f"arrival.{receipt.arrival.value}", who=who)


# What happens now where somebody can't be reached, if it is more than that it waits.
UNREACHABLE: dict[Role, str] = {
    Role.RESIDENT: "arrival.resident_unreachable",
    Role.REPRESENTATIVE: "arrival.representative_unreachable",
}


def _anew(
    t: Text, head: Html, words: str, files: tuple[File, ...], last: Html, buttons: tuple[tuple[Button, ...], ...],
    card: str,
) -> list[Message]:  # fmt: skip
    """A later wording: the first one sends a message, those after it change that one in place."""
    text = _lines(head, quoted(t, words) if words or not files else Html(), last)
    return [*whole(words), *albums(files), Message(text=text, buttons=buttons, card=card, fresh=False)]


def _lines(*lines: Html) -> Html:
    return Html("\n".join(line for line in lines if line))


def _ask(t: Text, case: Suggestion, message: int) -> tuple[tuple[Button, ...], ...]:
    return ((button(t("button.arrived"), "relay.arrived", case.id, value=str(message)),),)
