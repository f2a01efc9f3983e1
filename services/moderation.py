"""Whether somebody may write. A mute holds in the unit of whoever spoke it and below, and in its own case.

A muted person reads, rates, withdraws, asks how it stands and objects all the same; drafts are kept.
"""

from datetime import datetime

from domain.moderation import NO_CASE, Taken, kept
from domain.people import Actor
from domain.suggestions import Suggestion
from domain.telling import END, KEEP, Outcome, Told
from services.suggestions.saying import Say
from storage import moderation, mutes, suggestions, units
from storage.tx import Tx


def is_muted(actor: Actor, now: datetime) -> bool:
    """Whether somebody is muted anywhere: known with who speaks, so that asking costs nobody else anything."""
    return actor.muted_until is not None and actor.muted_until > now


def mute_on(tx: Tx, actor: Actor, unit_id: int, case_id: int | None, now: datetime) -> Taken | None:
    """The mute that keeps somebody from writing, the one that lasts longest; None if there is none here."""
    if not is_muted(actor, now):
        return None
    above = frozenset(unit.id for unit in units.chain(tx, unit_id))
    taken = moderation.of_person(tx, actor.person)
    taken += [kept(actor.person, one.unit_id, one.offence, one.ends) for one in mutes.of_account(tx, actor.at)]
    found = [one for one in taken if one.stops(above, case_id, now)]
    return max(found, key=lambda taken: taken.until or now, default=None)


def stops_talk(tx: Tx, actor: Actor, case: Suggestion, said: Say | None, now: datetime) -> Outcome | None:
    """What somebody is told who may not write in a case now, once for an album; None if they may."""
    taken = mute_on(tx, actor, case.unit_id, case.id, now)
    if taken is None:
        return None
    album = said.files[0].album if said and said.files else None
    told = Told(actor.person, "moderation.stopped", facts(tx, taken), dedupe=f"stopped:{album}" if album else None)
    return Outcome.tell(told, talk=END)


def stops_handing_in(tx: Tx, actor: Actor, unit_id: int, now: datetime) -> Outcome | None:
    """The same for a draft that is to go to a unit: it is kept."""
    taken = mute_on(tx, actor, unit_id, None, now)
    if taken is None:
        return None
    return Outcome.tell(Told(actor.person, "moderation.draft_kept", facts(tx, taken)), talk=KEEP)


def facts(tx: Tx, taken: Taken) -> dict[str, object]:
    """What is shown of a measure to its person: who can help stands with it, as far as its case is known."""
    if taken.case_id == NO_CASE:
        return {"taken": taken, "case": None, "station": None}
    case = suggestions.find(tx, taken.case_id)
    if case is None:
        raise LookupError(f"measure {taken.id} has no case")
    station = units.station(tx, case.station_id) if case.station_id is not None else None
    return {"taken": taken, "case": case, "station": station}
