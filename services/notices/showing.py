"""The card of a notice as it stands: a draft, one that waits for its time, or one on its way."""

from datetime import datetime, timedelta

from domain.notices import Notice, State, minutes
from domain.people import Actor
from domain.telling import Outcome, Told
from services.notices.counting import size
from services.notices.rights import OfNotice, Scope, load, scopes
from storage import events, notice_recipients, notices, units
from storage.tx import Tx

LISTED = 8
DELETABLE = timedelta(hours=47)  # the messenger lets bots delete what is younger than 48
NEWEST = 2**62


class Page(OfNotice):
    """The notices older than one; without one the newest."""

    notice_id: int = 0
    fresh: bool = True


class Show(OfNotice):
    """One of them, on a new card, or here in place of what was asked."""

    here: bool = False


def listed(tx: Tx, actor: Actor, command: Page, now: datetime) -> Outcome:
    """/notice: the newest ones of the own units and stations, and a button for a new one."""
    before = command.notice_id or NEWEST
    found = {one.id: one for scope in scopes(tx, actor) for one in _of(tx, scope, before)}
    newest = sorted(found.values(), key=lambda one: -one.id)
    facts = {"notices": newest[:LISTED], "more": len(newest) > LISTED, "fresh": command.fresh}
    return Outcome.tell(Told(actor.person, "notice.list", facts))


def show(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """One of them, as it stands."""
    return Outcome.tell(card(tx, actor.person, load(tx, actor, command.notice_id), now, fresh=not command.here))


def stale(tx: Tx, actor: Actor, notice: Notice, now: datetime) -> Outcome:
    """A press on an old card: the current one."""
    return Outcome.tell(card(tx, actor.person, notice, now), toast="button.stale")


def card(tx: Tx, to: int, notice: Notice, now: datetime, *, fresh: bool = False) -> Told:
    """The card of a notice for somebody who sees to it."""
    if notice.state is State.DRAFT:
        facts = {"notice": notice, "size": size(tx, notice, now), "where": where(tx, notice), "fresh": fresh}
        return Told(to, "notice.draft", facts)
    if notice.state is State.SCHEDULED:
        return Told(to, "notice.scheduled", {"notice": notice, "size": size(tx, notice, now), "fresh": fresh})
    return progress(tx, to, notice, now, fresh=fresh)


def progress(tx: Tx, to: int, notice: Notice, now: datetime, *, fresh: bool = False) -> Told:
    """How far it is: how many have it, and how long it still takes."""
    found = notice_recipients.progress(tx, notice.id)
    seconds = (now - notice.paced_at).total_seconds() if notice.paced_at else 0
    left = minutes(found.left, found.done - notice.paced_done, seconds) if found.left else 0
    notices.shown(tx, notice, found.steps, now)
    facts = {"notice": notice, "progress": found, "left": left, "fresh": fresh, "stays": _stays(tx, notice)}
    return Told(to, "notice.progress", facts)


def _stays(tx: Tx, notice: Notice) -> bool:
    """Whether it was withdrawn when some of it was too old to be deleted."""
    if notice.state is not State.WITHDRAWN or notice.began_at is None:
        return False
    known = [event["at"] for event in events.of(tx, "notice", notice.id) if event["kind"] == "notice_withdraw"]
    return bool(known) and known[-1] - notice.began_at >= DELETABLE


def where(tx: Tx, notice: Notice) -> str:
    """The place whose people are meant: a station, or a unit with all below it."""
    station = units.station(tx, notice.audience.station) if notice.audience.station else None
    unit = units.find(tx, notice.audience.unit)
    return station.name if station else unit.name if unit else ""


def read(notice: Notice, language: str = "") -> dict[str, object]:
    """What the view of a notice needs to know; of a preview the language, too."""
    mutable = not notice.content.owed and not notice.audience.group.is_office
    return {"notice": notice, "language": language, "mutable": mutable, "edits": 0}


def _of(tx: Tx, scope: Scope, before: int) -> list[Notice]:
    if scope.station_id is not None:
        return notices.of_station(tx, scope.station_id, before, LISTED + 1)
    return notices.of_unit(tx, scope.unit_id, before, LISTED + 1)
