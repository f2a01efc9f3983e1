"""A job in the writer's queue, and what becomes of it."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from storage.trouble import is_collision, is_everybodys
from storage.tx import Tx

T = TypeVar("T")
Job = Callable[[Tx], T]

log = logging.getLogger(__name__)

LOST_AT_MOST = 4  # transactions by one job


class TransactionLostError(Exception):
    """The transaction that held a batch of jobs was lost in one of them; nothing of it was stored."""


@dataclass(eq=False)
class Waiting(Generic[T]):
    """A job in the queue, with the caller who waits for it."""

    job: Job[T]
    update_id: int | None
    slow: bool
    future: "asyncio.Future[T]"
    lost: int = 0  # in how many transactions that were lost in it; then it runs alone


@dataclass(eq=False)
class Finished:
    """What became of a batch: for each job its result or its error."""

    outcomes: list[tuple[Waiting[Any], Any, BaseException | None]] = field(default_factory=list)
    wakes: list[tuple[str, object]] = field(default_factory=list)


def blame(taken: list[Waiting[Any]], error: Exception) -> None:
    """See in which job a transaction was lost. One that, also alone, loses one after another gets the error.

    Of a full disk or a server that ends no job is to blame, and a caller waits for as long as that lasts.
    """
    cause = error.__cause__
    if not isinstance(error, TransactionLostError) or cause is None or is_collision(cause) or is_everybodys(cause):
        return
    suspect = taken[-1]
    suspect.lost += 1
    if suspect.lost > LOST_AT_MOST and not suspect.future.done():
        log.error("A job loses one transaction after another (%s); it is given up.", type(cause).__name__)
        suspect.future.set_exception(carried(cause))


def carried(error: BaseException) -> Exception:
    """An error as a future carries it. What is no Exception, or StopIteration, would end the writer for all."""
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    wrapped = RuntimeError(f"a job raised {type(error).__name__}")
    wrapped.__cause__ = error
    return wrapped
