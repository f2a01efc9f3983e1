"""Erasing what is stored on a person. What was sent is looked through later, by ticks, in portions."""

from dataclasses import dataclass
from datetime import date, datetime

from domain.people import Address, random_code
from domain.suggestions import State
from storage import cards, notice_recipients, receptions
from storage.tx import Sql, Tx, micros

SQL = Sql("leaving")
PORTION = 5000  # rows of the outbox that are looked through at a time


@dataclass(frozen=True)
class Own:
    """A case of somebody who leaves, as far as that matters."""

    id: int
    state: State
    anonymous: bool


def holds_office(tx: Tx, person_id: int) -> bool:
    """Whether the roster knows an office of theirs, also one of another day."""
    return SQL(tx).holds_office(person_id=person_id) is not None


def accounts(tx: Tx, person_id: int) -> list[Address]:
    """All accounts of a person."""
    return [Address(row["channel"], row["address"]) for row in SQL(tx).accounts(person_id=person_id)]


def ghost(tx: Tx, now: datetime) -> int:
    """A person who is nobody: cases have an author even when theirs has left. Returns the id."""
    return int(SQL(tx).ghost(code=random_code(10), now=micros(now)))


def pass_cases(tx: Tx, from_id: int, to_id: int) -> None:
    """Let somebody else be the author of all that a person wrote as a resident."""
    SQL(tx).pass_cases(from_id=from_id, to_id=to_id)
    SQL(tx).pass_words(from_id=from_id, to_id=to_id)
    SQL(tx).blank_measures(author_id=from_id)
    SQL(tx).pass_measures(from_id=from_id, to_id=to_id)


def cases(tx: Tx, author_id: int) -> list[Own]:
    """All cases of a person."""
    rows = SQL(tx).cases(author_id=author_id)
    return [Own(row["id"], State(row["state"]), bool(row["anonymous"])) for row in rows]


def count_words(tx: Tx, author_id: int) -> int:
    """How many things a resident has said in the own cases."""
    return int(SQL(tx).count_words(author_id=author_id))


def erase(tx: Tx, person_id: int, today: date, now: datetime, *, office: bool) -> tuple[int, int]:
    """Erase the person's own rows; of those who hold an office what the roster gave stays.

    Returns the numbers of drafts and of cases that were supported.
    """
    drafts = SQL(tx).drop_drafts(person_id=person_id)
    supports = SQL(tx).drop_supports(person_id=person_id)
    SQL(tx).drop_reminders(person_id=person_id)
    notice_recipients.leave(tx, person_id, office=office)
    SQL(tx).blank_measures(author_id=person_id)
    SQL(tx).end_links(person_id=person_id, today=today.isoformat(), now=micros(now))
    SQL(tx).end_proposals(person_id=person_id, now=micros(now))
    SQL(tx).expire_contacts(person_id=person_id, now=micros(now))
    SQL(tx).blank_contacts(person_id=person_id)
    SQL(tx).blank_meetings(person_id=person_id)
    receptions.leave(tx, person_id)
    SQL(tx).blank_matters(person_id=person_id)
    SQL(tx).blank_objections(person_id=person_id)
    if office:
        SQL(tx).erase_resident(id=person_id)
    else:
        SQL(tx).drop_roster_words(id=person_id)
        SQL(tx).erase_person(id=person_id, now=micros(now))
    return int(drafts), int(supports)


def unbind(tx: Tx, person_id: int) -> None:
    """Cut the accounts from the person: whoever writes from them is a stranger."""
    SQL(tx).unbind(person_id=person_id)


def clear(tx: Tx, at: Address) -> int:
    """Forget all that is known of a chat. Returns how many messages were known to belong to cases."""
    SQL(tx).end_talk(channel=at.channel, address=at.address)
    cards.drop_all(tx, at)
    SQL(tx).drop_shown(channel=at.channel, address=at.address)
    SQL(tx).drop_tries(channel=at.channel, address=at.address)
    return int(SQL(tx).drop_relays(channel=at.channel, address=at.address))


def clear_cases(tx: Tx, at: Address, author_id: int, cases: list[int]) -> int:
    """Forget of a chat only what it knows of some cases, all of one author."""
    for id_ in cases:
        cards.drop(tx, at, f"case:{id_}")
    return int(SQL(tx).drop_relays_of(channel=at.channel, address=at.address, author_id=author_id))


def sweep_later(tx: Tx, at: Address, author_id: int, *, entirely: bool) -> None:
    """Have all that was sent until now looked through by ticks."""
    upto = SQL(tx).last_outgoing() or 0
    SQL(tx).put_sweep(channel=at.channel, address=at.address, person_id=author_id, entirely=int(entirely), upto=upto)


def sweep(tx: Tx) -> bool:
    """Look through one portion. Whether there may be more."""
    row = SQL(tx).sweep()
    if row is None:
        return False
    next_ = min(row["last"] + PORTION, row["upto"])
    part = {"last": row["last"], "next": next_}
    at = {"channel": row["channel"], "address": row["address"]}
    SQL(tx).sweep_papers(**at, **part)
    SQL(tx).sweep_own(**at, **part, entirely=row["entirely"], author_id=row["person_id"])
    SQL(tx).sweep_others(**part, author_id=row["person_id"])
    if next_ == row["upto"]:
        SQL(tx).end_sweep(id=row["id"])
    else:
        SQL(tx).swept(id=row["id"], last=next_)
    return True


def put(tx: Tx, case_id: int, due: datetime, *, keep: bool) -> None:
    """What was chosen for an open case is done at a moment."""
    SQL(tx).put_leaving(suggestion_id=case_id, keep=int(keep), due_at=micros(due))


def due(tx: Tx, now: datetime, count: int) -> list[tuple[int, bool]]:
    """Cases (ids) of those who left of which it is time, and whether the words stay."""
    return [(row["suggestion_id"], bool(row["keep"])) for row in SQL(tx).due(now=micros(now), count=count)]


def done(tx: Tx, case_id: int) -> None:
    """What was chosen for a case was done."""
    SQL(tx).left(suggestion_id=case_id)


def mark(tx: Tx, case_id: int) -> None:
    """From now on the case says that its author has left."""
    SQL(tx).mark_left(id=case_id)


def drop_phones(tx: Tx, author_id: int) -> None:
    """Forget the numbers that somebody gave for their cases."""
    SQL(tx).drop_phones(author_id=author_id)


def files_of(tx: Tx, case_id: int) -> list[tuple[int, str]]:
    """What the author of a case attached: (id, the messenger's file_id)."""
    return [(row["id"], row["file_id"]) for row in SQL(tx).files_of(suggestion_id=case_id)]


def blank(tx: Tx, case_id: int) -> None:
    """Blank all words of a case, also those of staff, which speak of the author; its place goes as well."""
    SQL(tx).blank_words(suggestion_id=case_id)
    SQL(tx).blank_case(id=case_id)


def words_of(tx: Tx, case_id: int) -> list[tuple[int, str]]:
    """All that was said in a case: (id, words)."""
    return [(row["id"], row["words"]) for row in SQL(tx).words_of(suggestion_id=case_id)]


def reword(tx: Tx, message_id: int, words: str) -> None:
    """Put words without a name in the place of those with it: only for an author who leaves."""
    SQL(tx).reword(id=message_id, words=words)


def put_place(tx: Tx, case_id: int, place: str) -> None:
    """The same for the words of the place."""
    SQL(tx).replace(id=case_id, place=place)
