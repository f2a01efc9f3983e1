"""The buttons of /group, in the private chat."""

from collections.abc import Callable
from typing import Any

from domain.groups import Kind
from domain.telling import Outcome
from handlers.codes import Code
from services.groups import connecting


def _choose(code: Code) -> connecting.Choose:
    kind, _, id_ = code.value.partition("_")
    return connecting.Choose(kind=Kind(kind), id=int(id_))


def _one(code: Code) -> connecting.One:
    return connecting.One(group_id=int(code.value))


PRESSES: dict[str, tuple[Callable[..., Outcome], Callable[[Code], Any]]] = {
    "groups": (connecting.show, lambda c: connecting.List(page=c.version, fresh=False)),
    "group.link": (connecting.make, _choose),
    "group.end": (connecting.ask_end, _one),
    "group.end_yes": (connecting.end, _one),
}
