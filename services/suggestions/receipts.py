"""Whether what somebody said in a case has arrived. The outbox knows; nothing is noted or sent for it.

Who wants to know asks, by a button under the message that says that it was passed on, and that message is changed in
place. Only what can't be delivered is told unasked, once.
"""

from collections.abc import Iterable
from datetime import datetime

from pydantic import Field

from domain.people import Actor, Address, Role
from domain.relays import Arrival, Reached, Spoken, arrival
from domain.suggestions import Suggestion
from domain.telling import Outcome, Priority, Told
from services import access
from services.commands import Command, RefusedError
from services.suggestions.handling import load
from storage import cards, outbox, people, relays
from storage.relays import Piece
from storage.tx import Tx

FAILED = (Arrival.UNREACHABLE, Arrival.REFUSED)


class Ask(Command):
    """Whether something arrived; `message` is the case message."""

    case_id: int
    message: int = Field(ge=1, lt=2**63)


def show(tx: Tx, actor: Actor, command: Ask, now: datetime) -> Outcome:
    """Say of something that the actor said whether it arrived, in the message that told that it was passed on."""
    spoken, case = relays.find(tx, command.message), load(tx, command.case_id)
    if spoken is None or spoken.case != case.id or not _is_own(tx, actor, spoken, case):
        raise RefusedError("refused.not_yours")
    shown = [piece.message_id for piece in relays.pieces(tx, spoken.id) if piece.at == actor.at and piece.message_id]
    if shown and spoken.kind != "original":  # of a suggestion that message has its number and its day, which stay
        cards.point(tx, actor.at, card_of(spoken), shown[-1], now)
    return Outcome.tell(_told(tx, actor.person, spoken, now))


def undelivered(tx: Tx, messages: Iterable[int], now: datetime) -> list[Told]:
    """Tell who said something that it can't be delivered to somebody, and what happens now; of each message once."""
    told = []
    for message in messages:
        spoken = relays.find(tx, message)
        if spoken is None or (writer := _writer(tx, spoken)) is None or people.reach(tx, writer) is None:
            continue
        news = _told(tx, writer, spoken, now)
        if any(receipt.arrival in FAILED for receipt in news.facts["receipts"]) and outbox.claim(
            tx, f"undelivered:{message}", now
        ):
            told.append(news)
    return told


def receipts(tx: Tx, spoken: Spoken, case: Suggestion, writer: int, now: datetime) -> tuple[Reached, ...]:
    """What became of something that was said, for everybody who had to hear it and still has to do with the case."""
    by_chat: dict[Address, list[Piece]] = {}
    for piece in relays.pieces(tx, spoken.id):
        by_chat.setdefault(piece.at, []).append(piece)
    found = (_receipt(tx, at, pieces, case, writer, now) for at, pieces in by_chat.items())
    return tuple(receipt for receipt in found if receipt is not None)


def card_of(spoken: Spoken) -> str:
    """The card that shows whether something arrived."""
    return f"passed:{spoken.id}"


def _receipt(tx: Tx, at: Address, pieces: list[Piece], case: Suggestion, writer: int, now: datetime) -> Reached | None:
    person_id = people.person_at(tx, at)
    if person_id is None or person_id == writer:
        return None
    person = access.actor(tx, at, "", now)
    roles = access.roles_in(tx, person, case)
    if not roles:  # who only follows the case, or has nothing to do with it any more
        return None
    sent = [piece.sent for piece in pieces if piece.state == "sent" and piece.sent is not None]
    department = next((part.department for part in access.parts_of(tx, person, case)), "")
    what = arrival(piece.state for piece in pieces)
    return Reached(roles[0], department, what, max(sent) if sent and what is Arrival.SENT else None)


def _told(tx: Tx, writer: int, spoken: Spoken, now: datetime) -> Told:
    case = load(tx, spoken.case)
    facts = {
        "case": case, "message": spoken.id, "at": spoken.at, "circle": spoken.circle, "card": card_of(spoken),
        "receipts": receipts(tx, spoken, case, writer, now),
    }  # fmt: skip
    return Told(writer, "relay.receipts", facts, case=case.id, priority=Priority.REPLY)


def _writer(tx: Tx, spoken: Spoken) -> int | None:
    """Who said it: of a resident whoever the case belongs to now."""
    return load(tx, spoken.case).author_id if spoken.role is Role.RESIDENT else spoken.author_id


def _is_own(tx: Tx, actor: Actor, spoken: Spoken, case: Suggestion) -> bool:
    """Whether the actor said it, and still has a part in the case."""
    return actor.person == _writer(tx, spoken) and bool(access.roles_in(tx, actor, case))
