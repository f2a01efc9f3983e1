"""Who gets a notice, and how it stands with each. What is on its way to them is rows of the outbox that name them."""

import json
from dataclasses import dataclass
from datetime import datetime

from domain.notices import Notice, Progress, Reached
from domain.people import Address
from storage.outbox import OUTBOX
from storage.tx import Row, Sql, Tx, instant, micros, moment

SQL = Sql("notice_recipients")


@dataclass(frozen=True)
class Recipient:
    """Somebody who gets a notice (`id` is the row's), and what is to become of it."""

    id: int
    person_id: int
    becomes: Reached


@dataclass(frozen=True)
class Delivered:
    """What somebody got: the messages of one chat, since when, and the one among them with the words."""

    at: Address
    message_ids: tuple[int, ...]
    words_id: int
    since: datetime


@dataclass(frozen=True)
class Mine:
    """What one who gets a notice sees of it."""

    id: int
    state: Reached
    noted_at: datetime | None


def next_ones(tx: Tx, notice: Notice, number: int) -> list[Recipient]:
    """The next ones who wait, and what becomes of each."""
    kind = "" if notice.audience.group.is_office else notice.content.kind
    rows = SQL(tx).next(notice_id=notice.id, kind=kind, number=number)
    return [Recipient(row["id"], row["person_id"], Reached(row["becomes"])) for row in rows]


def take(tx: Tx, one: Recipient, revision: int) -> bool:
    """Note what becomes of one who waits. Whether nobody was faster: the answer is yes once."""
    return bool(SQL(tx).take(state=one.becomes.value, revision=revision, id=one.id))


def settle(tx: Tx, notice: Notice, number: int) -> int:
    """Note what became of what was on its way, of so many at most. Returns how many.

    What was held back when the notice was cancelled was never sent: these wait as before.
    """
    rows = SQL(tx).settled(notice_id=notice.id, number=number)
    for row in rows:
        state = _outcome(row, over=notice.ended_at is not None)
        sent_at = row["sent_at"] if state is Reached.SENT else None
        SQL(tx).settle(state=state.value, sent_at=sent_at, revision=int(state is not Reached.WAITING), id=row["id"])
    return len(rows)


def _outcome(row: Row, *, over: bool) -> Reached:
    if row["dead"]:
        return Reached.FAILED
    if row["parked"]:
        return Reached.UNREACHABLE
    if row["dropped"]:
        return Reached.WAITING if over else Reached.UNREACHABLE
    return Reached.SENT if row["sent_at"] is not None else Reached.SKIPPED


def progress(tx: Tx, notice_id: int) -> Progress:
    """How many stand where."""
    counts = {Reached(row["state"]): int(row["n"]) for row in SQL(tx).counts(notice_id=notice_id)}
    return Progress(counts, int(SQL(tx).count_noted(notice_id=notice_id)))


def older(tx: Tx, notice: Notice, number: int) -> list[Recipient]:
    """Those who have older words than the present ones."""
    rows = SQL(tx).older(notice_id=notice.id, revision=notice.revision, number=number)
    return [Recipient(row["id"], row["person_id"], Reached.SENT) for row in rows]


def renew(tx: Tx, one: Recipient, revision: int) -> bool:
    """Note that somebody has the present words. Whether nobody was faster."""
    return bool(SQL(tx).renew(revision=revision, id=one.id, before=revision))


def delivered(tx: Tx, notice: Notice, number: int) -> list[Recipient]:
    """Those who have the notice."""
    rows = SQL(tx).delivered(notice_id=notice.id, number=number)
    return [Recipient(row["id"], row["person_id"], Reached.SENT) for row in rows]


def withdraw(tx: Tx, one: Recipient) -> bool:
    """Note that it is taken back from somebody. Whether nobody was faster."""
    return bool(SQL(tx).withdraw(id=one.id))


def messages(tx: Tx, one: Recipient) -> Delivered | None:
    """The messages that somebody got; None where the chat is not theirs any more."""
    rows = SQL(tx).messages(id=one.id)
    if not rows:
        return None
    ids = [id_ for row in rows for id_ in (json.loads(row["message_ids"] or "[]") or [row["message_id"]])]
    at = Address(rows[-1]["channel"], rows[-1]["address"])
    return Delivered(at, tuple(ids), rows[-1]["message_id"], instant(min(row["sent_at"] for row in rows)))


def unread(tx: Tx, notice: Notice, number: int) -> list[int]:
    """The next (person ids) who have it and did not say that they read it."""
    rows = SQL(tx).unread(notice_id=notice.id, after=notice.remind_upto or 0, number=number)
    return [row["person_id"] for row in rows]


def find(tx: Tx, notice_id: int, person_id: int) -> Mine | None:
    """How it stands with somebody; None for who does not get it."""
    row = SQL(tx).find(notice_id=notice_id, person_id=person_id)
    return Mine(row["id"], Reached(row["state"]), moment(row["noted_at"])) if row else None


def note(tx: Tx, one: Mine, now: datetime) -> bool:
    """Note that somebody has read it. Whether that is news."""
    return bool(SQL(tx).note(now=micros(now), id=one.id))


def missed(tx: Tx, notice_id: int, number: int) -> list[tuple[int, Reached]]:
    """Those whom it did not reach (person id, why)."""
    rows = SQL(tx).missed(notice_id=notice_id, number=number)
    return [(row["person_id"], Reached(row["state"])) for row in rows]


def hold(tx: Tx, notice_id: int) -> None:
    """Let what is on its way wait where it is. What is in the air at this moment still arrives, and is noted."""
    SQL(tx).hold(notice_id=notice_id)
    tx.wakes.append((OUTBOX, None))


def let_go(tx: Tx, notice_id: int) -> None:
    """Let it go on."""
    SQL(tx).let_go(notice_id=notice_id)
    tx.wakes.append((OUTBOX, None))


def drop_held(tx: Tx, notice_id: int, now: datetime) -> None:
    """What was held back is never sent."""
    SQL(tx).drop_held(notice_id=notice_id, now=micros(now))


def leave(tx: Tx, person_id: int, *, office: bool) -> None:
    """Somebody leaves: what they did not want is forgotten; who holds no office gets nothing more."""
    SQL(tx).drop_mutes(person_id=person_id)
    if not office:
        SQL(tx).leave(person_id=person_id)


def move(tx: Tx, from_id: int, to_id: int) -> None:
    """A resident turns out to be somebody of the roster: what waits for them is for that person, once."""
    SQL(tx).give_way(to_id=to_id, from_id=from_id)
    SQL(tx).pass_on(to_id=to_id, from_id=from_id)
    SQL(tx).pass_mutes(to_id=to_id, from_id=from_id)
