"""Logging a contact: whom, how, when, and a line about it. The link's other side always hears of it.

What was chosen so far stands in the conversation. A meeting waits for the other side's word; anything else counts at
once, and the other side may object. For somebody without an account the station's liaison officer is the witness.
"""

from datetime import date, datetime

from pydantic import Field

from domain.contacts import Contact, Link, Mode
from domain.contacts.periods import loggable
from domain.people import Actor, Role
from domain.telling import END, Outcome, Talk, Told
from services.commands import Command, Nothing, RefusedError, today
from services.contacts.of_cases import link_of
from services.suggestions.saying import Say
from storage import contacts, events, handovers, people, suggestions, talks
from storage.tx import Tx

WHOM, WORDS = "contact.whom", "contact.words"


class Begin(Command):
    """Log a contact: on one link, or with the choice of them."""

    link_id: int = 0


class OfCase(Command):
    """Log a contact with the author of a case."""

    case_id: int


class Toggle(Command):
    """One link more, or one less."""

    link_id: int


class ChooseMode(Command):
    """How it was."""

    mode: Mode


class ChooseDay(Command):
    """When it was, as 20261231."""

    value: str = Field(pattern=r"^20[0-9]{6}$")


def begin(tx: Tx, actor: Actor, command: Begin, now: datetime) -> Outcome:
    """/contact, or a button beside somebody's name."""
    links = own(tx, actor, now)
    if not links:
        return Outcome.tell(Told(actor.person, "contact.no_links"), talk=END)
    if command.link_id:
        chosen = [link.id for link in links if link.id == command.link_id]
        if not chosen:
            raise RefusedError("refused.no_link")
        return _ask_mode(tx, actor, chosen, now, fresh=True)
    return _ask_whom(tx, actor, links, [], fresh=True)


def begin_of_case(tx: Tx, actor: Actor, command: OfCase, now: datetime) -> Outcome:
    """Straight out of a case, with its author. Whose author is hidden is refused like whose author is not linked."""
    own(tx, actor, now)
    case = suggestions.find(tx, command.case_id)
    link_id = link_of(tx, case, actor.person, now) if case is not None else None
    if link_id is None:
        raise RefusedError("refused.no_link")
    return _ask_mode(tx, actor, [link_id], now, fresh=True)


def toggle(tx: Tx, actor: Actor, command: Toggle, now: datetime) -> Outcome:
    """Choose somebody, or not any more."""
    links, talk = own(tx, actor, now), talks.find(tx, actor.at)
    if talk is None or talk.step != WHOM or command.link_id not in {link.id for link in links}:
        return Outcome(toast="contact.gone")
    return _ask_whom(tx, actor, links, toggled(talk.data["links"], command.link_id), fresh=False)


def toggled(chosen: list[int], id_: int) -> list[int]:
    """What was chosen, with one more or one less."""
    return [one for one in chosen if one != id_] if id_ in chosen else [*chosen, id_]


def next_(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """All are chosen."""
    own(tx, actor, now)
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != WHOM:
        return Outcome(toast="contact.gone")
    if not talk.data["links"]:
        return Outcome(toast="contact.nobody_chosen")
    return _ask_mode(tx, actor, talk.data["links"], now, fresh=False)


def choose_mode(tx: Tx, actor: Actor, command: ChooseMode, now: datetime) -> Outcome:
    """How it was; then the line is asked for, and today is the day until another one is chosen."""
    return _ask_words(tx, actor, now, mode=command.mode.value)


def choose_day(tx: Tx, actor: Actor, command: ChooseDay, now: datetime) -> Outcome:
    """When it was."""
    day = _day(command.value)
    if day is None or day not in days(tx, now):
        return Outcome(toast="button.unknown")
    return _ask_words(tx, actor, now, day=day.isoformat())


def write(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """The line: the contact is logged, and everybody hears."""
    links, talk = {link.id: link for link in own(tx, actor, now)}, talks.find(tx, actor.at)
    if talk is None or talk.step != WORDS:
        raise RefusedError("refused.no_link")
    if not talk.data["mode"]:
        return Outcome.tell(Told(actor.person, "contact.mode_first"))
    chosen = [links[id_] for id_ in talk.data["links"] if id_ in links]
    day = date.fromisoformat(talk.data["day"])
    if not chosen:
        raise RefusedError("refused.no_link")
    if day not in days(tx, now):
        return _ask_words(tx, actor, now, day=today(tx.rules, now).isoformat())
    return _log(tx, actor, chosen, Mode(talk.data["mode"]), day, command.words.strip(), now)


def _log(tx: Tx, actor: Actor, chosen: list[Link], mode: Mode, day: date, words: str, now: datetime) -> Outcome:
    entry_id = contacts.enter(tx, actor.person, mode, day, words, now)
    logged = on_links(tx, actor, entry_id, [link.id for link in chosen], mode, day, now)
    here = [one.other for one in logged if one.reachable]
    coded = bool(here) and mode.is_face_to_face and day == today(tx.rules, now)
    facts = {
        "raised": [(one.id, one.other) for one in logged],
        "entry": entry_id, "mode": mode, "day": day, "names": [one.other for one in logged], "here": here,
        "coded": coded,
    }  # fmt: skip
    others = [told for contact in logged for told in asks(tx, contact, now)]
    return Outcome.tell(Told(actor.person, "contact.kept", facts), *others, talk=END)


def on_links(
    tx: Tx, actor: Actor, entry_id: int, links: list[int], mode: Mode, day: date, now: datetime
) -> list[Contact]:
    """Note what was logged on each of these links (ids), with its event."""
    logged = []
    for link_id in links:
        id_ = contacts.add(tx, entry_id, link_id, mode, day, now)
        events.add(tx, "contact", id_, "logged", actor_id=actor.person, role=Role.REPRESENTATIVE, now=now,
                   facts={"link": link_id, "mode": mode.value, "day": day.isoformat()})  # fmt: skip
        if (contact := contacts.find(tx, id_)) is not None:
            logged.append(contact)
    return logged


def asks(tx: Tx, contact: Contact, now: datetime) -> list[Told]:
    """What the other side hears of a contact, or the witness in its place."""
    facts = {"contact": contact}
    if not contact.mode.is_face_to_face:
        return [Told(contact.other_id, "contact.logged", facts)] if contact.reachable else []
    if contact.reachable:
        return [Told(contact.other_id, "contact.confirm", facts)]
    return [Told(person, "contact.witness", facts) for person in officers(tx, contact, now)]


def officers(tx: Tx, contact: Contact, now: datetime) -> list[int]:
    """The liaison officers of the keeper's stations, who see to what the two cannot settle; never one of the two."""
    return officers_over(tx, contact.keeper_id, contact.other_id, now)


def officers_over(tx: Tx, keeper_id: int, other_id: int, now: datetime) -> list[int]:
    """The liaison officers of the stations of who keeps a link, or of their last one; never one of the two."""
    day = today(tx.rules, now)
    stations = [s.station_id for s in people.standings(tx, keeper_id, day) if s.role is Role.REPRESENTATIVE]
    stations = stations or [handovers.last_station(tx, keeper_id, day)]
    found = (person for id_ in stations if id_ is not None for person in people.officers(tx, id_, day))
    return [person for person in dict.fromkeys(found) if person not in (keeper_id, other_id)]


def own(tx: Tx, actor: Actor, now: datetime) -> list[Link]:
    """The links that somebody keeps. Raises RefusedError for who represents nobody."""
    if not actor.holds(Role.REPRESENTATIVE):
        raise RefusedError("refused.no_links")
    return contacts.links_of(tx, actor.person, today(tx.rules, now))


def days(tx: Tx, now: datetime) -> list[date]:
    """The days to which a contact may be dated, the latest first."""
    scheme = tx.rules.scheme
    return loggable(today(tx.rules, now), scheme.back_dating, scheme.freezing)


def _ask_whom(tx: Tx, actor: Actor, links: list[Link], chosen: list[int], *, fresh: bool) -> Outcome:
    facts = {"linked": links, "marked": chosen, "fresh": fresh}
    return Outcome.tell(Told(actor.person, "contact.ask_whom", facts), talk=Talk(WHOM, {"links": chosen}))


def _ask_mode(tx: Tx, actor: Actor, chosen: list[int], now: datetime, *, fresh: bool) -> Outcome:
    talk = Talk(WORDS, {"links": chosen, "mode": "", "day": today(tx.rules, now).isoformat()})
    facts = {"names": _names(tx, actor, chosen, now), "fresh": fresh}
    return Outcome.tell(Told(actor.person, "contact.ask_mode", facts), talk=talk)


def _ask_words(tx: Tx, actor: Actor, now: datetime, **chosen: str) -> Outcome:
    own(tx, actor, now)
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != WORDS or not (chosen.get("mode") or talk.data["mode"]):
        return Outcome(toast="contact.gone")
    talk = Talk(WORDS, {**talk.data, **chosen})
    facts = {
        "names": _names(tx, actor, talk.data["links"], now), "mode": Mode(talk.data["mode"]),
        "day": date.fromisoformat(talk.data["day"]), "possible": days(tx, now),
    }  # fmt: skip
    return Outcome.tell(Told(actor.person, "contact.ask_words", facts), talk=talk)


def _names(tx: Tx, actor: Actor, chosen: list[int], now: datetime) -> list[str]:
    return [link.name for link in own(tx, actor, now) if link.id in chosen]


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
