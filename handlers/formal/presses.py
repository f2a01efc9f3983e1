"""The buttons of formal suggestions: a part of the table in handlers/presses.py."""

from collections.abc import Callable
from typing import Any

from domain.formal import Fault
from domain.suggestions import AnswerClass, Rating
from domain.telling import Outcome
from handlers.codes import Code
from services.commands import Nothing
from services.formal import answering, departing, extending, office, writing
from services.formal.commands import ChooseClass, ChooseFault, Cite, Day, List, Pick, Press, Rate, Show, Write


def _list(code: Code) -> List:
    given = {"view": code.value} if code.value else {}
    return List.model_validate({**given, "page": code.version, "fresh": not code.value})


def _show(code: Code) -> Show:
    return Show(formal_id=code.id)


def _page(code: Code) -> Show:
    return Show(formal_id=code.id, page=code.version)


def _press(code: Code) -> Press:
    return Press(formal_id=code.id, version=code.version)


def _pick(code: Code) -> Pick:
    return Pick(formal_id=code.id, version=code.version, value=code.value)


def _write(code: Code) -> Write:
    given = {"formal_id": code.id, "version": code.version, "value": code.value}
    return Write.model_validate(given)


PRESSES: dict[str, tuple[Callable[..., Outcome], Callable[[Code], Any]]] = {
    "formal": (writing.own, _list),
    "formal.show": (writing.show, _show),
    "formal.back": (writing.back, _show),
    # the representative
    "formal.begin": (writing.begin, lambda c: Nothing()),
    "formal.seat": (writing.choose_seat, _pick),
    "formal.write": (writing.ask, _write),
    "formal.cases": (writing.ask_cases, _page),
    "formal.cite": (writing.cite, lambda c: Cite(formal_id=c.id, version=c.version, value=c.value)),
    "formal.sign": (writing.ask_sign, _press),
    "formal.sign_yes": (writing.sign, _press),
    "formal.withdraw": (writing.ask_withdraw, _press),
    "formal.withdraw_yes": (writing.withdraw, _press),
    "formal.grant": (extending.grant, _press),
    "formal.refuse": (extending.refuse, _press),
    "formal.rate": (
        answering.rate,
        lambda c: Rate(formal_id=c.id, version=c.version, value=Rating(c.value)),
    ),
    "formal.skip": (answering.skip_comment, lambda c: Nothing()),
    # the congress office
    "formal.take": (office.take, _press),
    "formal.return": (office.ask_fault, _press),
    "formal.return_as": (
        office.choose_fault,
        lambda c: ChooseFault(formal_id=c.id, version=c.version, value=Fault(c.value)),
    ),
    "formal.assign": (office.ask_departments, _show),
    "formal.departments": (office.ask_departments, _page),
    "formal.lead": (office.choose_lead, _pick),
    "formal.support": (office.toggle, _pick),
    "formal.assign_yes": (office.assign, _press),
    "formal.recall": (office.ask_recall, _press),
    "formal.recall_yes": (office.recall, _press),
    # departments
    "formal.accept": (departing.accept, _press),
    "formal.decline": (departing.ask_decline, _press),
    "formal.opine": (departing.ask_opinion, _press),
    "formal.extend": (extending.ask, _press),
    "formal.extend_to": (extending.choose, _pick),
    "formal.answer": (answering.ask_class, _press),
    "formal.class": (
        answering.choose_class,
        lambda c: ChooseClass(formal_id=c.id, version=c.version, value=AnswerClass(c.value)),
    ),
    "formal.day": (answering.choose_day, lambda c: Day(formal_id=c.id, version=c.version, value=c.value)),
    "formal.send": (answering.send, _press),
}
