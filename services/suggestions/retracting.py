"""Taking back what was shown of a case: its files, out of the case and out of the chats of those who got them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape

from domain.messages import Message
from domain.people import Address
from domain.supporters import nameless
from domain.telling import Priority, Told
from storage import retracting
from storage.tx import Tx

TAKEN_WITHIN = timedelta(hours=47)  # the messenger deletes what is younger than two days; an hour for the way there
TAG = re.compile(r"(<[^>]+>)")


@dataclass(frozen=True)
class Taken:
    """What came of taking files back: whom to tell, how many copies go, and how many are too old for that."""

    told: tuple[Told, ...]
    gone: int
    late: int


def take_back(tx: Tx, case_id: int, files: Iterable[tuple[int, str]], now: datetime) -> Taken:
    """Take files (id, file_id) out of a case, out of what waits to be sent, and out of the chats that show them."""
    files = list(files)
    if not files:
        return Taken((), 0, 0)
    shown = [found for _, file_id in files for found in retracting.shown(tx, case_id, file_id)]
    for id_, _ in files:
        retracting.drop_file(tx, id_)
    names = {file_id for _, file_id in files}
    retracting.change_unsent(tx, case_id, lambda message: _without(message, names), now)
    young: dict[Address, list[int]] = {}
    for found in shown:
        if now - found.since < TAKEN_WITHIN:
            young.setdefault(found.at, []).append(found.message_id)
    told = tuple(Told(at, "retract", {"messages": tuple(ids)}, priority=Priority.NOTICE) for at, ids in young.items())
    gone = sum(map(len, young.values()))
    return Taken(told, gone, len(shown) - gone)


def rename(tx: Tx, case_id: int, name: str, phone: str, now: datetime) -> None:
    """Take a name and a number out of what waits to be sent of a case."""
    retracting.change_unsent(tx, case_id, lambda message: _nameless(message, name, phone), now)


def hold_back(tx: Tx, case_id: int, now: datetime) -> None:
    """Send nothing of a case that was not sent yet: its words are to be gone."""
    retracting.change_unsent(tx, case_id, lambda message: None, now)


def _without(message: Message, names: set[str]) -> Message | None:
    files = tuple(file for file in message.files if file.file_id not in names)
    if len(files) == len(message.files):
        return message
    return message.model_copy(update={"files": files}) if files or message.text else None


def _nameless(message: Message, name: str, phone: str) -> Message:
    """The words between the tags without the name: a tag may look like one."""
    pieces = TAG.split(message.text)
    safe, number = escape(name, quote=False), escape(phone, quote=False)
    text = "".join(piece if n % 2 else nameless(piece, safe, number) for n, piece in enumerate(pieces))
    return message.model_copy(update={"text": text})
