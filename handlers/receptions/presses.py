"""The buttons of receptions: which use case each asks for. Part of the table in `handlers/presses.py`."""

from collections.abc import Callable
from typing import Any

from domain.meetings import Answer
from domain.telling import Outcome
from handlers.codes import Code
from services.commands import Nothing
from services.receptions import announcing, booking, contacting, planning, raising, receiving
from services.receptions.rights import OfReception

Press = tuple[Callable[..., Outcome], Callable[[Code], Any]]


def _nothing(code: Code) -> Nothing:
    return Nothing()


def _of(code: Code) -> OfReception:
    return OfReception(reception_id=code.id, version=code.version)


def _reply(code: Code) -> announcing.Reply:
    if (said := Answer(code.value)) is Answer.WAITING:
        raise ValueError(code.value)
    return announcing.Reply(reception_id=code.id, version=code.version, value=said)


def _book(code: Code) -> booking.Book:
    return booking.Book(reception_id=code.id, version=code.version, slot=int(code.value))


def _show(code: Code) -> booking.Show:
    return booking.Show(reception_id=code.id, version=code.version, here=code.value == "here")


def _register(code: Code) -> receiving.Register:
    return receiving.Register.model_validate({"reception_id": code.id, "person_id": code.value})


PRESSES: dict[str, Press] = {
    "reception.new": (planning.begin, _nothing),
    "reception.stations": (planning.page, lambda c: planning.Page(page=c.version)),
    "reception.station": (planning.choose_station, lambda c: planning.ChooseStation(station_id=int(c.value))),
    "reception.day": (planning.choose_day, lambda c: planning.ChooseDay(value=c.value)),
    "reception.time": (planning.choose_time, lambda c: planning.ChooseTime(value=c.value)),
    "reception.whom": (planning.toggle, lambda c: planning.Toggle.model_validate({"person_id": c.value})),
    "reception.next": (planning.next_, _nothing),
    "reception.anything": (planning.anything, _nothing),
    "reception.part": (planning.choose_part, lambda c: planning.Part(value=c.value)),
    "reception.announce": (announcing.announce, _nothing),
    "reception.change": (planning.begin_change, _of),
    "reception.cancel": (announcing.ask_cancel, _of),
    "reception.answer": (announcing.answer, _reply),
    "reception.show": (booking.show, _show),
    "reception.slots": (booking.ask_slot, _of),
    "reception.book": (booking.book, _book),
    "reception.unbook": (booking.unbook, _of),
    "reception.open": (receiving.open_, _of),
    "reception.close": (receiving.ask_close, _of),
    "reception.close_yes": (receiving.close, _of),
    "reception.code": (receiving.show_code, _of),
    "reception.here": (receiving.ask_code, _of),
    "reception.roll": (receiving.roll, _of),
    "reception.register": (receiving.register, _register),
    "reception.other": (receiving.ask_name, _of),
    "reception.raise": (raising.raise_, _of),
    "reception.write": (raising.write_down, lambda c: raising.OfVisitor(visitor_id=c.id)),
    "reception.log": (contacting.begin, _of),
    "reception.mark": (contacting.mark, lambda c: contacting.Mark.model_validate({"link_id": c.value})),
}
