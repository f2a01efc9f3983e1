"""What somebody whose mandate has ended had in hand for it: links, open cases and meetings that wait.

What a seat covers that they still have stays with them. Of several mandates that have ended each passes on what it
covered; what none of them covered, or nobody knows where it belongs, goes with the last one that is handed over.
"""

from datetime import date

from domain.contacts.handover import Left, Mandate
from domain.contacts.links import COMMITTEES, Pair
from domain.roster import Tier
from storage import handovers, links, people, units
from storage.tx import Tx


def left(tx: Tx, ended: Mandate, day: date) -> Left:
    """The same in numbers."""
    pairs = [*kept(tx, ended, day), *kept_with(tx, ended, day)]
    meetings = sum(len(handovers.waiting(tx, pair.id)) for pair in pairs)
    return Left(len(pairs), len(cases(tx, ended, day)), meetings)


def kept(tx: Tx, ended: Mandate, day: date) -> list[Pair]:
    """The links that somebody kept for this seat."""
    pairs = links.kept_by(tx, ended.person_id, day)
    others = handovers.unsettled(tx, ended, day)
    return [*_residents(tx, ended, pairs, others, day), *_committee(tx, ended, pairs, others, day)]


def kept_with(tx: Tx, ended: Mandate, day: date) -> list[Pair]:
    """The links that members kept with them as a representative of this congress."""
    levels = _levels(tx, ended.person_id, day)
    if ended.level not in COMMITTEES or ended.level in levels:
        return []
    alone = not any(one.level in COMMITTEES for one in handovers.unsettled(tx, ended, day))
    found = [(pair, _levels(tx, pair.keeper_id, day, member=True))
             for pair in links.kept_with(tx, ended.person_id, day) if pair.tier is Tier.COMMITTEE]  # fmt: skip
    return [pair for pair, of in found if not of & levels and (ended.level in of or alone)]


def cases(tx: Tx, ended: Mandate, day: date) -> list[int]:
    """The open cases (ids) that they held for this seat."""
    scope, own = _scope(tx, ended.person_id, day), units.below(tx, ended.unit_id)
    alone = not handovers.unsettled(tx, ended, day)
    found = handovers.open_cases(tx, ended.person_id)
    return [id_ for id_, unit_id in found if unit_id not in scope and (unit_id in own or alone)]


def _residents(tx: Tx, ended: Mandate, pairs: list[Pair], others: list[Mandate], day: date) -> list[Pair]:
    scope, own = _scope(tx, ended.person_id, day), units.below(tx, ended.unit_id)
    homes = [(pair, _home(tx, pair.other_id)) for pair in pairs if pair.tier is Tier.RESIDENTS]
    open_ = [(pair, home) for pair, home in homes if home not in scope and (home is not None or not scope)]
    return [pair for pair, home in open_ if home in own or not others]


def _committee(tx: Tx, ended: Mandate, pairs: list[Pair], others: list[Mandate], day: date) -> list[Pair]:
    member = any(seat["committee"] for seat in links.seats(tx, ended.person_id, day))
    if member or not ended.committee:
        return []
    alone = not any(one.committee for one in others)
    found = (pair for pair in pairs if pair.tier is Tier.COMMITTEE)
    return [pair for pair in found if alone or ended.level in _levels(tx, pair.other_id, day)]


def _home(tx: Tx, person_id: int) -> int | None:
    person = people.find(tx, person_id)
    return person.unit_id if person else None


def _levels(tx: Tx, person_id: int, day: date, *, member: bool = False) -> set[str]:
    """The levels of the congresses in which somebody sits on a day, perhaps only those where on the committee."""
    return {seat["level"] for seat in links.seats(tx, person_id, day) if seat["committee"] or not member}


def _scope(tx: Tx, person_id: int, day: date) -> frozenset[int]:
    """The units of somebody's constituencies on a day, with all below them."""
    return frozenset().union(*(units.below(tx, seat["unit_id"]) for seat in links.seats(tx, person_id, day)))
