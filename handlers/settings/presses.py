"""The buttons of settings. A code's value is the setting's own, with the choice behind it where there is one."""

from collections.abc import Callable
from typing import Any

from domain.settings import SETTINGS, Room
from domain.telling import Outcome
from handlers.codes import Code
from services.settings import changing, showing
from services.settings.standing import One


def _open(code: Code) -> showing.Open:
    return showing.Open(unit_id=code.id, page=code.version, fresh=False)


def _room(code: Code) -> showing.OfRoom:
    return showing.OfRoom(unit_id=code.id, room=Room(code.value))


def _category(code: Code) -> showing.OfRoom:
    return showing.OfRoom(unit_id=code.id, room=Room.CATEGORIES, category=code.value)


def _one(code: Code) -> One:
    return One(target_id=code.id, code=code.value, version=code.version)


def _choice(code: Code) -> changing.Choose:
    name, _, choice = code.value.rpartition("_")
    if name not in SETTINGS:
        raise ValueError(code.value)
    return changing.Choose(target_id=code.id, code=name, version=code.version, choice=choice)


PRESSES: dict[str, tuple[Callable[..., Outcome], Callable[[Code], Any]]] = {
    "settings": (showing.open_, _open),
    "setting.room": (showing.open_room, _room),
    "setting.category": (showing.open_room, _category),
    "setting.show": (showing.show, _one),
    "setting.change": (changing.ask_change, _one),
    "setting.choose": (changing.choose, _choice),
    "setting.undo": (changing.undo, _one),
}
