"""Making trouble and setting time forward: faults, limits, raw updates and the clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from sandbox.control.asking import Asked
from sandbox.errors import ControlError
from sandbox.faults import Fault
from sandbox.limits import LimitOrder
from sandbox.records import Json


class ClockOrder(BaseModel):
    """The time to go forward to, with an offset."""

    model_config = ConfigDict(extra="forbid")

    now: datetime


class Renumbering(BaseModel):
    """The number of the next update."""

    model_config = ConfigDict(extra="forbid")

    next: int = Field(gt=0)
    bot: int | None = None


def list_faults(asked: Asked) -> list[Json]:
    return [fault.model_dump(exclude_none=True) for fault in asked.world.faults.all()]


def add_fault(asked: Asked) -> Json:
    fault = asked.given(Fault)
    if fault.status is None and not fault.drop and not fault.delay_ms:
        raise ControlError("A fault needs a `status`, a `delay_ms` or `drop`.")
    asked.world.faults.add(fault)
    return fault.model_dump(exclude_none=True)


def clear_faults(asked: Asked) -> Json:
    asked.world.faults.clear()
    return {}


def get_limits(asked: Asked) -> Json:
    return asked.world.limits.order.model_dump()


def set_limits(asked: Asked) -> Json:
    asked.world.limits.set(asked.given(LimitOrder))
    return asked.world.limits.order.model_dump()


def clear_limits(asked: Asked) -> Json:
    asked.world.limits.set(LimitOrder())
    return {}


def inject(asked: Asked) -> Json:
    """A raw update, exactly as given: to see how a bot bears what it doesn't expect."""
    number = asked.body.pop("bot", None)
    return {"update_id": asked.world.mailbox.inject(asked.bot(number), asked.body)}


def renumber(asked: Asked) -> Json:
    """What a week's silence does to update ids: they go on somewhere else, perhaps lower."""
    given = asked.given(Renumbering)
    bot = asked.bot(given.bot)
    if asked.world.mailbox.pending(bot):
        raise ControlError("Updates are waiting; Telegram renumbers only when it has been quiet.", 409)
    asked.world.mailbox.renumber(bot, given.next)
    return {"next": given.next}


def get_clock(asked: Asked) -> Json:
    return {"now": asked.world.now().isoformat(), "controllable": asked.world.clock is not None}


async def set_clock(asked: Asked) -> Json:
    clock = asked.world.clock
    if clock is None:
        raise ControlError("This sandbox has real time; nobody gave it a clock that can be set.", 404)
    now = asked.given(ClockOrder).now
    if now.tzinfo is None:
        raise ControlError("Give `now` with an offset, such as 2026-12-17T09:00:00+08:00.")
    if now < clock.now():
        raise ControlError(f"The clock goes forward only; it is {clock.now().isoformat()} now.", 409)
    try:
        await clock.advance(now)
    except ValueError as error:
        raise ControlError(str(error), 409) from None
    asked.world.changes.publish({"type": "clock", "now": asked.world.now().isoformat()})
    return get_clock(asked)


ROUTES: tuple[tuple[str, str, Any], ...] = (
    ("/faults", "GET", list_faults),
    ("/faults", "POST", add_fault),
    ("/faults", "DELETE", clear_faults),
    ("/limits", "GET", get_limits),
    ("/limits", "POST", set_limits),
    ("/limits", "DELETE", clear_limits),
    ("/updates", "POST", inject),
    ("/updates/renumber", "POST", renumber),
    ("/clock", "GET", get_clock),
    ("/clock", "POST", set_clock),
)
