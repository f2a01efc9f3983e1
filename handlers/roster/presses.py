"""The buttons of the roster: which use case each asks for. Part of the table in `handlers/presses.py`."""

from collections.abc import Callable
from typing import Any

from domain.telling import Outcome
from handlers.codes import Code
from services.commands import Nothing
from services.roster import desk

Press = tuple[Callable[..., Outcome], Callable[[Code], Any]]


def _nothing(code: Code) -> Nothing:
    return Nothing()


def _task(code: Code) -> desk.OfTask:
    return desk.OfTask.model_validate({"task_id": code.value})


def _change(code: Code) -> desk.OfChange:
    return desk.OfChange.model_validate({"change_id": code.value})


PRESSES: dict[str, Press] = {
    "roster.template": (desk.give_template, _nothing),
    "roster.export": (desk.give_export, _nothing),
    "roster.import": (desk.begin, _task),
    "roster.leave": (desk.leave, _task),
    "roster.undo": (desk.ask_undo, _change),
    "roster.undo_yes": (desk.undo, _change),
    "roster.keep": (desk.keep, _change),
}
