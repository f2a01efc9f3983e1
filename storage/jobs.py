"""A job in the writer's queue, and what becomes of it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from storage.trouble import discreet, is_collision, is_everybodys, is_lock, is_nobodys, is_storage_trouble, mend
from storage.tx import Tx

T = TypeVar("T")
Job = Callable[[Tx], T]

log = logging.getLogger(__name__)

LOST_AT_MOST = 4  # transactions by one job
LOST_FOR = 60.0  # seconds from the first of them to the last; most troubles of a server pass sooner


class TransactionLostError(Exception):
    """The transaction that held a batch of jobs was lost in one of them; nothing of it was stored."""


@dataclass(eq=False)
class Waiting(Generic[T]):
    """A job in the queue, with the caller who waits for it."""

    job: Job[T]
    update_id: int | None
    slow: bool
    future: "asyncio.Future[T]"
    lost: int = 0  # how many transactions were lost in it
    since: float = 0.0  # the monotonic time of the first one
    aside: bool = False  # it is suspect, and runs alone


@dataclass(eq=False)
class Finished:
    """What became of a batch: for each job its result or its error."""

    outcomes: list[tuple[Waiting[Any], Any, BaseException | None]] = field(default_factory=list)
    wakes: list[tuple[str, object]] = field(default_factory=list)


def blamed(taken: list[Waiting[Any]], error: Exception, now: float) -> Waiting[Any] | None:
    """The job that steps aside, if a transaction was lost in one, at a monotonic time. None: all are tried again as is.

    Of a full disk or a server that ends no job is to blame: all wait, for as long as it lasts. So it is where the
    connection is lost, or the server has no memory or can't read; but if the same job meets that for LOST_FOR seconds,
    it may be the reason. A job that loses more than LOST_AT_MOST transactions, for so long, gets the error. Rows that
    somebody else holds are not its fault, though: for these it waits, aside, for as long as they are held.
    """
    cause = error.__cause__
    if not isinstance(error, TransactionLostError) or cause is None or is_collision(cause):
        return None
    suspect = taken[-1]
    suspect.lost, suspect.since = suspect.lost + 1, suspect.since or now
    long = now - suspect.since >= LOST_FOR
    if is_nobodys(cause) or (is_everybodys(cause) and not (long or suspect.aside)):
        return None
    if not suspect.aside:
        suspect.aside = True
        todo = mend(cause) if is_storage_trouble(cause) else ""
        log.error("A job lost its transaction and steps aside; the others go on (%s). %s", discreet(cause), todo)
    if long and suspect.lost > LOST_AT_MOST and not is_lock(cause):
        _give_up(suspect, cause)
    return suspect


def _give_up(suspect: Waiting[Any], cause: BaseException) -> None:
    if not suspect.future.done():
        log.error("A job loses one transaction after another (%s); it is given up.", type(cause).__name__)
        suspect.future.set_exception(carried(cause))


def carried(error: BaseException) -> Exception:
    """An error as a future carries it. What is no Exception, or StopIteration, would end the writer for all."""
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    wrapped = RuntimeError(f"a job raised {type(error).__name__}")
    wrapped.__cause__ = error
    return wrapped
