"""Setting a reception up, step by step: where, when, who is on duty, on which topic, what is heard there.

What was chosen so far stands in the conversation. The same steps change a reception that is there already.
"""

from datetime import date, datetime, time

from pydantic import Field

from domain.people import Actor
from domain.receptions import Action, possible, read_hours
from domain.telling import Outcome, Told
from services.commands import Command, Nothing, RefusedError, today
from services.contacts.entering import toggled
from services.receptions import plans
from services.receptions.plans import DUTY, STATION, WHEN, WORDS, Data, go_on, may
from services.receptions.rights import OfReception, load, role_for
from services.suggestions.saying import Say
from storage import receptions, talks
from storage.tx import Tx

GONE = "reception.gone"
LENGTHS = {"topic": 60, "scope": 300, "short": 300}  # characters
WITHOUT = ("topic", "scope")  # what may be left open


class ChooseStation(Command):
    """At which station."""

    station_id: int


class Page(Command):
    """Further stations."""

    page: int = Field(ge=0, lt=2**20)


class ChooseDay(Command):
    """On which day, as 20261231."""

    value: str = Field(pattern=r"^20[0-9]{6}$")


class ChooseTime(Command):
    """From when, and then until when, as 0930."""

    value: str = Field(pattern=r"^([01][0-9]|2[0-3])[0-5][0-9]$")


class Toggle(Command):
    """One representative more on duty, or one less."""

    person_id: int


class Part(Command):
    """Another time, other people on duty, another topic, or something else that is heard there."""

    value: str = Field(pattern=r"^(when|duty|topic|scope)$")


def begin(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/reception: at which station? Who has one is not asked."""
    found, data = may(tx, actor, now), plans.fresh()
    if len(found) == 1:
        data["station"] = found[0].id
    return go_on(tx, actor, data, now, fresh=True)


def begin_change(tx: Tx, actor: Actor, command: OfReception, now: datetime) -> Outcome:
    """What was announced, to be changed."""
    reception = load(tx, command.reception_id)
    role_for(tx, actor, reception, Action.CHANGE)
    return plans.preview(tx, actor, plans.of(tx, reception), fresh=True)


def page(tx: Tx, actor: Actor, command: Page, now: datetime) -> Outcome:
    """Further stations."""
    data = _data(tx, actor, now, STATION)
    if data is None:
        return Outcome(toast=GONE)
    return plans.stations_page(tx, actor, data, now, command.page, fresh=False)


def choose_station(tx: Tx, actor: Actor, command: ChooseStation, now: datetime) -> Outcome:
    """The station; who is on duty is chosen anew."""
    may(tx, actor, now, command.station_id)
    data = _data(tx, actor, now, STATION)
    if data is None:
        return Outcome(toast=GONE)
    return go_on(tx, actor, {**data, "station": command.station_id, "chosen": [], "duty": []}, now)


def choose_day(tx: Tx, actor: Actor, command: ChooseDay, now: datetime) -> Outcome:
    """The day; the hours are next."""
    data = _data(tx, actor, now, WHEN)
    try:
        day = date(int(command.value[:4]), int(command.value[4:6]), int(command.value[6:]))
    except ValueError:
        return Outcome(toast="button.unknown")
    if data is None:
        return Outcome(toast=GONE)
    return _choose_when(tx, actor, {**data, "day": day.isoformat(), "from": "", "until": ""}, now)


def choose_time(tx: Tx, actor: Actor, command: ChooseTime, now: datetime) -> Outcome:
    """The beginning, or the end where that is known."""
    data = _data(tx, actor, now, WHEN)
    if data is None or not data["day"]:
        return Outcome(toast=GONE)
    part = "until" if data["from"] else "from"
    return _choose_when(tx, actor, {**data, part: f"{command.value[:2]}:{command.value[2:]}"}, now)


def write_when(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """Day and hours in words, as far as they are there."""
    data = _stands(tx, actor, now, WHEN)
    day, begins, until = read_hours(command.words, today(tx.rules, now))
    if begins and not until and data["from"] and not day:
        begins, until = None, begins  # the end was asked for
    if day is None and begins is None and until is None:
        return Outcome.tell(Told(actor.person, "reception.unread"))
    read = {"day": day.isoformat() if day else "", "from": _minutes(begins), "until": _minutes(until)}
    data = {**data, **{part: value for part, value in read.items() if value}}
    if not data["day"]:
        return Outcome.tell(Told(actor.person, "reception.unread"))
    return _choose_when(tx, actor, data, now)


def toggle(tx: Tx, actor: Actor, command: Toggle, now: datetime) -> Outcome:
    """On duty, or not any more."""
    data = _data(tx, actor, now, DUTY)
    if data is None:
        return Outcome(toast=GONE)
    able = receptions.able(tx, data["station"], date.fromisoformat(data["day"]))
    if command.person_id not in dict(able):
        return Outcome(toast=GONE)
    return go_on(tx, actor, {**data, "chosen": toggled(data["chosen"], command.person_id), "duty": []}, now)


def next_(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """All are chosen."""
    data = _data(tx, actor, now, DUTY)
    if data is None:
        return Outcome(toast=GONE)
    if not data["chosen"]:
        return Outcome(toast="contact.nobody_chosen")
    return go_on(tx, actor, {**data, "duty": data["chosen"]}, now)


def anything(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """No topic, or anything is heard there."""
    data = _data(tx, actor, now, WORDS)
    if data is None or data["asks"] not in WITHOUT:
        return Outcome(toast=GONE)
    return go_on(tx, actor, {**data, data["asks"]: "", "asks": ""}, now)


def write_words(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """The topic, what is heard there, or why it is announced so late."""
    data, words = _stands(tx, actor, now, WORDS), command.words.strip()
    part = data["asks"] if data["asks"] in LENGTHS else "topic"
    if len(words) > LENGTHS[part]:
        return Outcome.tell(Told(actor.person, "reception.too_long", {"number": LENGTHS[part]}))
    return go_on(tx, actor, {**data, part: words, "asks": ""}, now, fresh=True)


def choose_part(tx: Tx, actor: Actor, command: Part, now: datetime) -> Outcome:
    """Change a part of what is shown."""
    data = _data(tx, actor, now, plans.CONFIRM)
    if data is None:
        return Outcome(toast=GONE)
    anew: dict[str, Data] = {"when": {"day": "", "from": "", "until": "", "short": ""}, "duty": {"duty": []}}
    return go_on(tx, actor, {**data, **anew.get(command.value, {"asks": command.value})}, now)


def _choose_when(tx: Tx, actor: Actor, data: Data, now: datetime) -> Outcome:
    when = plans.moments(tx, data)
    if when is None or possible(*when, now):
        return go_on(tx, actor, data, now)
    again = go_on(tx, actor, {**data, "day": "", "from": "", "until": ""}, now, fresh=True)
    return Outcome.tell(Told(actor.person, "reception.not_then"), *again.told, talk=again.talk)


def _data(tx: Tx, actor: Actor, now: datetime, step: str) -> Data | None:
    """The plan, if the conversation stands there. Raises RefusedError for who may not set one up."""
    may(tx, actor, now)
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != step:
        return None
    may(tx, actor, now, talk.data["station"])
    return talk.data


def _stands(tx: Tx, actor: Actor, now: datetime, step: str) -> Data:
    """The same for words, which only come where they are waited for."""
    data = _data(tx, actor, now, step)
    if data is None:
        raise RefusedError("refused.not_your_reception")
    return data


def _minutes(at: time | None) -> str:
    return at.isoformat("minutes") if at else ""
