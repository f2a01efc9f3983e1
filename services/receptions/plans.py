"""The plan of a reception while it is being set up: its parts stand in the conversation, and all can be changed.

What is asked for next is the first part that is not there yet; where all are, the whole is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from domain.meetings import Answer
from domain.people import Actor, Role
from domain.receptions import Reception, is_short, possible
from domain.telling import Outcome, Talk, Told
from domain.units import Station
from services.commands import RefusedError, today
from storage import receptions, units
from storage.receptions import New
from storage.tx import Tx

STATION, WHEN, DUTY = "reception.station", "reception.when", "reception.whom"
WORDS, CONFIRM = "reception.words", "reception.confirm"
DAYS = 14  # days that are offered as buttons
HOURS = range(8, 20)  # full hours that are
LENGTHS = (60, 90, 120, 150, 180, 240)  # minutes
PAGE = 8
Data = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What was chosen so far, as its author reads it."""

    station: str
    at: datetime
    ends: datetime
    names: tuple[str, ...]
    topic: str
    scope: str
    short: str
    changes: bool  # whether it is there already


def fresh() -> Data:
    """Nothing was chosen yet."""
    return {"reception": 0, "version": 0, "station": 0, "day": "", "from": "", "until": "", "chosen": [], "duty": [],
            "topic": None, "scope": None, "short": "", "asks": ""}  # fmt: skip


def of(tx: Tx, found: Reception) -> Data:
    """The plan of a reception that is there, to be changed."""
    zone = tx.rules.locale.zone
    begins, ends = found.at.astimezone(zone), found.ends.astimezone(zone)
    duty = [one.person_id for one in found.duties if one.answer is not Answer.DECLINED]
    return {"reception": found.id, "version": found.version, "station": found.station_id,
            "day": begins.date().isoformat(), "from": begins.strftime("%H:%M"), "until": ends.strftime("%H:%M"),
            "chosen": duty, "duty": duty, "topic": found.topic, "scope": found.scope, "short": found.short,
            "asks": ""}  # fmt: skip


def stations(tx: Tx, actor: Actor, now: datetime) -> list[Station]:
    """The stations at which somebody may set receptions up: the officer's, and those of the administrator's units."""
    found: dict[int, Station] = {}
    for held in actor.standings:
        if held.role is Role.OFFICER and held.station_id is not None and (own := units.station(tx, held.station_id)):
            found[own.id] = own
        if held.role is Role.ADMIN:
            found |= {one.id: one for one in receptions.stations_in(tx, held.unit_id, today(tx.rules, now))}
    return list(found.values())


def may(tx: Tx, actor: Actor, now: datetime, station_id: int = 0) -> list[Station]:
    """The same; raises RefusedError where there is none, or not this one."""
    if actor.person and not any(actor.holds(role) for role in (Role.OFFICER, Role.ADMIN)):
        raise RefusedError("refused.no_receptions")
    found = stations(tx, actor, now)
    if station_id and station_id not in {one.id for one in found}:
        raise RefusedError("refused.not_your_reception")
    return found


def moments(tx: Tx, data: Data) -> tuple[datetime, datetime] | None:
    """Beginning and end, if they were chosen."""
    if not (data["day"] and data["from"] and data["until"]):
        return None
    day, zone = date.fromisoformat(data["day"]), tx.rules.locale.zone
    begins, ends = (datetime.combine(day, time.fromisoformat(data[key]), zone) for key in ("from", "until"))
    return begins, ends


def new(tx: Tx, data: Data) -> New | None:
    """What it is announced with, once all is there."""
    when = moments(tx, data)
    if when is None:
        return None
    day = date.fromisoformat(data["day"])
    return New(data["station"], data["topic"] or "", data["scope"] or "", data["short"], *when, day,
               tx.rules.scheme.receptions.slot)  # fmt: skip


def go_on(tx: Tx, actor: Actor, data: Data, now: datetime, *, fresh: bool = False) -> Outcome:
    """Ask for what is asked for anew, else for the first part that is not there; where nothing is, show it all."""
    may(tx, actor, now, data["station"])
    part = data["asks"] or next((name for name, (lacks, _) in PARTS.items() if lacks(tx, data, now)), "")
    if not part:
        return preview(tx, actor, data, fresh=fresh)
    return PARTS[part][1](tx, actor, data, now, fresh)


def preview(tx: Tx, actor: Actor, data: Data, *, fresh: bool) -> Outcome:
    """All of it, with what can be changed."""
    when = moments(tx, data)
    station = units.station(tx, data["station"])
    if when is None or station is None:
        raise RefusedError("refused.not_your_reception")
    known = dict(receptions.able(tx, station.id, date.fromisoformat(data["day"])))
    names = tuple(known[id_] for id_ in data["duty"] if id_ in known)
    plan = Plan(station.name, *when, names, data["topic"] or "", data["scope"] or "", data["short"],
                bool(data["reception"]))  # fmt: skip
    return Outcome.tell(
        Told(actor.person, "reception.preview", {"plan": plan, "fresh": fresh}), talk=Talk(CONFIRM, data)
    )


def _short(tx: Tx, data: Data, now: datetime) -> bool:
    """Whether a reason is lacking for announcing it so late; of one that is there its day must have changed."""
    if not data["day"] or data["short"]:
        return False
    old = receptions.find(tx, data["reception"]) if data["reception"] else None
    if old is not None and today(tx.rules, old.at).isoformat() == data["day"]:
        return False
    return is_short(date.fromisoformat(data["day"]), today(tx.rules, now), tx.rules.scheme.receptions.notice)


def _ask_station(tx: Tx, actor: Actor, data: Data, now: datetime, fresh: bool) -> Outcome:
    return stations_page(tx, actor, data, now, 0, fresh=fresh)


def stations_page(tx: Tx, actor: Actor, data: Data, now: datetime, page: int, *, fresh: bool) -> Outcome:
    """At which station?"""
    found = may(tx, actor, now)[page * PAGE :]
    facts = {"stations": found[:PAGE], "page": page, "more": len(found) > PAGE, "fresh": fresh}
    return Outcome.tell(Told(actor.person, "reception.ask_station", facts), talk=Talk(STATION, data))


def _ask_when(tx: Tx, actor: Actor, data: Data, now: datetime, fresh: bool) -> Outcome:
    """The day, then the beginning, then the end."""
    talk = Talk(WHEN, data)
    if not data["day"]:
        first = today(tx.rules, now) + timedelta(days=max(1, tx.rules.scheme.receptions.notice))
        facts: Data = {"possible": [first + timedelta(days=n) for n in range(DAYS)], "fresh": fresh}
        return Outcome.tell(Told(actor.person, "reception.ask_day", facts), talk=talk)
    day, zone = date.fromisoformat(data["day"]), tx.rules.locale.zone
    if not data["from"]:
        starts = [datetime.combine(day, time(hour), zone) for hour in HOURS]
        facts = {"day": day, "times": [one for one in starts if one > now]}
        return Outcome.tell(Told(actor.person, "reception.ask_begin", facts), talk=talk)
    begins = datetime.combine(day, time.fromisoformat(data["from"]), zone)
    ends = [begins + timedelta(minutes=length) for length in LENGTHS]
    facts = {"at": begins, "times": [one for one in ends if one.date() == day]}
    return Outcome.tell(Told(actor.person, "reception.ask_end", facts), talk=talk)


def _ask_duty(tx: Tx, actor: Actor, data: Data, now: datetime, fresh: bool) -> Outcome:
    able = receptions.able(tx, data["station"], date.fromisoformat(data["day"]))
    if not able:
        return Outcome.tell(Told(actor.person, "reception.nobody"), talk=None)
    facts = {"able": able, "marked": data["chosen"], "fresh": fresh}
    return Outcome.tell(Told(actor.person, "reception.ask_duty", facts), talk=Talk(DUTY, data))


def _ask_words(part: str) -> "Ask":
    def ask(tx: Tx, actor: Actor, data: Data, now: datetime, fresh: bool) -> Outcome:
        facts = {"piece": part, "number": tx.rules.scheme.receptions.notice, "fresh": fresh}
        return Outcome.tell(Told(actor.person, "reception.ask_words", facts), talk=Talk(WORDS, {**data, "asks": part}))

    return ask


def _when(tx: Tx, data: Data, now: datetime) -> bool:
    when = moments(tx, data)
    return when is None or not possible(*when, now)


Ask = Callable[[Tx, Actor, Data, datetime, bool], Outcome]
PARTS: dict[str, tuple[Callable[[Tx, Data, datetime], bool], Ask]] = {
    "station": (lambda tx, data, now: not data["station"], _ask_station),
    "when": (_when, _ask_when),
    "short": (_short, _ask_words("short")),
    "duty": (lambda tx, data, now: not data["duty"], _ask_duty),
    "topic": (lambda tx, data, now: data["topic"] is None, _ask_words("topic")),
    "scope": (lambda tx, data, now: data["scope"] is None, _ask_words("scope")),
}
