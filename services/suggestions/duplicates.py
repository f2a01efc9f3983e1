"""Cases that may be one matter: which open ones the search knows, and which are like what is being written."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.drafts import Draft
from domain.duplicates import LONGEST, Comparison, Known, Match, Matter, Spot, bare, best, common, keys, match, rarest
from domain.people import Actor
from domain.suggestions import Suggestion
from domain.telling import Due, Told
from domain.units import distance
from services import walkins
from storage import duplicates, suggestions, supporters
from storage.tx import Tx

PORTION = 20  # cases that one look of the clock takes in
PLACE = 50  # characters of the words for a place
PARTNERS = 21  # the case itself is among them
NOBODY = 0  # the author of no case
WORDS = ("original", "transcript")  # kinds of what was said that tell the matter


@dataclass(frozen=True)
class Offer:
    """An open case as it is shown to somebody who is writing of what may be the same."""

    case: Suggestion
    supporters: int
    metres: float | None  # None where either has no position, and of an anonymous case
    common: tuple[str, ...]  # what the reader wrote as well; nothing of an anonymous case


def offer(
    tx: Tx, actor: Actor, draft: Draft, category: str, pause: timedelta = timedelta()
) -> tuple[Draft, tuple[Told, ...]]:
    """What may be the same as a draft, and the draft with the note that it was shown; nothing is shown twice."""
    unit_id, author_id = actor.unit_id or 0, actor.person
    if draft.is_for_another:
        unit_id, author_id = walkins.desk(actor).unit_id, NOBODY
    asked = Matter(matter_words(draft.place, draft.words), category, unit_id, _spot(draft))
    found = find(tx, asked, author_id)
    if all(match.id in draft.shown for match in found):
        return draft, ()
    offers = [_offer(tx, match, asked) for match in found]
    noted = draft.model_copy(update={"shown": tuple(dict.fromkeys((*draft.shown, *(match.id for match in found))))})
    return noted, (Told(actor.person, "similar.offer", {"alike": offers, "draft": noted}, delay=pause),)


def _offer(tx: Tx, match: Match, asked: Matter) -> Offer:
    case = suggestions.find(tx, match.id)
    if case is None:
        raise LookupError(f"the search knows a case {match.id} that is not there")
    n = supporters.count(tx, case.id)
    if case.anonymous:
        return Offer(case, n, None, ())
    return Offer(case, n, match.metres, common(asked.words, known(tx, case).words))


def _spot(draft: Draft) -> Spot | None:
    return Spot(draft.location.latitude, draft.location.longitude) if draft.location else None


def find(tx: Tx, asked: Matter, person_id: int) -> list[Match]:
    """The open cases of others that may be the same matter, the likeliest first."""
    return best(_alike(tx, asked, person_id, tx.rules.duplicates.near_metres))


def partners(tx: Tx, case: Suggestion) -> list[int]:
    """The open cases (ids) that staff may merge a case with, whoever wrote them, the likeliest first."""
    found = _alike(tx, known(tx, case), NOBODY, tx.rules.duplicates.merge_metres)
    return [match.id for match in best(found, PARTNERS) if match.id != case.id]


def _alike(tx: Tx, asked: Matter, person_id: int, near: float) -> list[Match]:
    rules = tx.rules.duplicates
    far = rules.merge_metres
    compared = Comparison(asked.words)
    found = {known.id: known for known in (*_in_words(tx, asked, person_id), *_nearby(tx, asked, near, person_id))}
    matches = (match(asked, compared, known, near, far, rules.similarity) for known in found.values())
    return [found for found in matches if found is not None]


def index(tx: Tx, case: Suggestion) -> None:
    """Let a case be found by all that tells its matter; one that is not open is not found."""
    if case.is_open:
        duplicates.add(tx, known(tx, case))


def known(tx: Tx, case: Suggestion) -> Known:
    """What is compared of a case."""
    said = [said.words for said in suggestions.said(tx, case.id) if said.kind in WORDS and not said.hidden]
    spot = Spot(case.latitude, case.longitude) if case.latitude is not None and case.longitude is not None else None
    return Known(matter_words(case.place, *said), case.category, case.unit_id, spot, case.id)


def matter_words(place: str, *said: str) -> str:
    """What somebody says of a matter, as it is compared. The place goes first: nothing tells more."""
    return bare("\n".join((place[:PLACE], *(words[: 2 * LONGEST] for words in said))))


def catch_up(tx: Tx, now: datetime) -> Due:
    """Take in cases that were open before there was a search, some at a time."""
    waiting = duplicates.backlog(tx, PORTION)
    for case in filter(None, (suggestions.find(tx, id_) for id_ in waiting)):
        index(tx, case)
    if waiting:
        duplicates.caught_up(tx, waiting[-1])
    return Due(more=len(waiting) == PORTION)


def _in_words(tx: Tx, asked: Matter, person_id: int) -> list[Known]:
    rare = rarest(duplicates.frequencies(tx, keys(asked.words)))
    return duplicates.alike(tx, rare, person_id)


def _nearby(tx: Tx, asked: Matter, metres: float, person_id: int) -> list[Known]:
    """The nearest of one category; with many around, those that are compared in full are the nearest."""
    spot = asked.spot
    if spot is None:
        return []

    def away(known: Known) -> float:
        there = known.spot or spot
        return distance(spot.latitude, spot.longitude, there.latitude, there.longitude)

    found = duplicates.around(tx, asked.category, spot, metres, person_id)
    return sorted(found, key=away)[: duplicates.LOOKED_AT]
