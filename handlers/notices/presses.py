"""The buttons of notices: which use case each asks for. Part of the table in `handlers/presses.py`."""

from collections.abc import Callable
from typing import Any

from domain.telling import Outcome
from handlers.codes import Code
from services.commands import Nothing
from services.notices import addressing, changing, reading, reporting, sending, showing, writing
from services.notices.rights import OfNotice
from services.notices.writing import Part

Press = tuple[Callable[..., Outcome], Callable[[Code], Any]]


def _notice(code: Code) -> OfNotice:
    return OfNotice(notice_id=code.id, version=code.version)


def _part(code: Code) -> Part:
    return Part(notice_id=code.id, version=code.version, value=code.value)


def _kind(code: Code) -> reading.Kind:
    kind, _, wanted = code.value.partition("_")
    return reading.Kind(kind=kind, wanted=wanted == "1")


PRESSES: dict[str, Press] = {
    "notice.list": (showing.listed, lambda c: showing.Page(notice_id=c.id, fresh=False)),
    "notice.new": (writing.ask_new, lambda c: writing.New(scope=c.value)),
    "notice.show": (showing.show, lambda c: showing.Show(notice_id=c.id, here=bool(c.value))),
    "notice.part": (writing.part, _part),
    "notice.set": (writing.change, _part),
    "notice.discard": (writing.discard, _part),
    "notice.to": (addressing.to, _part),
    "notice.pick": (addressing.pick, _part),
    "notice.preview": (sending.preview, _notice),
    "notice.send": (sending.send, _notice),
    "notice.when": (sending.ask_when, _notice),
    "notice.at": (sending.at, _part),
    "notice.act": (sending.act, _part),
    "notice.report": (reporting.report, _notice),
    "notice.table": (reporting.table, _notice),
    "notice.correct": (changing.ask_correct, _part),
    "notice.remind": (changing.remind, _notice),
    "notice.noted": (reading.noted, _notice),
    "notices": (reading.kinds, lambda c: Nothing()),
    "notices.kind": (reading.choose, _kind),
}
