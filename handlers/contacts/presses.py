"""The buttons of the double link: which use case each asks for. Part of the table in `handlers/presses.py`."""

from collections.abc import Callable
from typing import Any

from domain.telling import Outcome
from handlers.codes import Code
from services.commands import Nothing
from services.contacts import confirming, entering, viewing

Press = tuple[Callable[..., Outcome], Callable[[Code], Any]]


def _nothing(code: Code) -> Nothing:
    return Nothing()


def _contact(code: Code) -> confirming.Of:
    return confirming.Of(contact_id=code.id)


PRESSES: dict[str, Press] = {
    "quota.page": (viewing.page, lambda c: viewing.Page(place=c.value, page=c.version)),
    "contact.begin": (entering.begin, lambda c: entering.Begin(link_id=int(c.value or 0))),
    "contact.whom": (entering.toggle, lambda c: entering.Toggle(link_id=int(c.value))),
    "contact.next": (entering.next_, _nothing),
    "contact.mode": (entering.choose_mode, lambda c: entering.ChooseMode.model_validate({"mode": c.value})),
    "contact.day": (entering.choose_day, lambda c: entering.ChooseDay(value=c.value)),
    "contact.show_code": (confirming.show_code, lambda c: confirming.OfEntry(entry_id=c.id)),
    "contact.confirm": (confirming.confirm, _contact),
    "contact.dispute": (confirming.ask_dispute, _contact),
    "contact.enter_code": (confirming.ask_code, _contact),
}
