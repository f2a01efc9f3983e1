"""Handing a suggestion in: its number, its route, its deadline, and the news to both sides."""

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial

from domain.calendar import is_provisional
from domain.drafts import Draft
from domain.people import Actor, Role, random_code
from domain.routing import Candidate, Reason, Route, choose
from domain.suggestions import Action, State, Suggestion
from domain.telling import END, Outcome, Told
from domain.walkins import AT_RECEPTION, CHANNEL
from services import access, walkins
from services.commands import Command, Nothing, today
from services.moderation import stops_handing_in
from services.people import ask_place
from services.suggestions import duplicates, sheets
from services.suggestions.drafting import category_of, let_go, preview
from services.suggestions.saying import relay
from storage import events, matters, people, receptions, settings, suggestions, talks, units
from storage.duplicates import alone
from storage.suggestions import New
from storage.tx import Tx


class Submit(Command):
    """Hand in the draft as it was shown: `revision` is that of the preview."""

    revision: int


@dataclass(frozen=True)
class Scene:
    """Where a suggestion belongs."""

    unit_id: int
    station_id: int | None = None
    chosen: int | None = None  # the representative by whose code somebody came
    at_home: bool = True  # whether it is where the author lives
    duty: frozenset[int] = frozenset()  # who was on duty at the reception where it was raised


def submit(tx: Tx, actor: Actor, command: Submit, now: datetime) -> Outcome:
    """Register the draft. Pressed twice, the second press finds no draft and says that it has gone already."""
    draft = talks.draft(tx, actor.person)
    if draft is None or not draft.says_something:
        return Outcome(toast="suggest.gone")
    if draft.revision != command.revision:
        shown = preview(tx, actor, draft, fresh=False)
        return Outcome(shown.told, shown.talk, "button.stale")
    scene = _scene(tx, actor, draft, today(tx.rules, now))
    if not scene.unit_id:  # it was begun by an old button, past the question where its author lives
        return ask_place(tx, actor, Nothing(), now)
    if stopped := _stopped(tx, actor, draft, scene, now):
        return stopped
    if similar := _similar(tx, actor, draft, now):
        return similar
    case, message = _hand_in(tx, actor, draft, scene, now)
    own = _own_news(tx, actor, draft, case, message, now)
    let_go(tx, actor, now)
    holders = access.holders(tx, case, today(tx.rules, now))
    news = [sheets.told(tx, person, case, now, kind="case.new", message=message) for person in holders]
    closed = Told(actor.person, "similar.close")
    return Outcome.tell(*own, closed, *news, talk=END, toast="suggest.sent_toast")


def _hand_in(tx: Tx, actor: Actor, draft: Draft, scene: Scene, now: datetime) -> tuple[Suggestion, int]:
    """Register it, for its author or for somebody who has no account. Returns the case and what was said (its id)."""
    author_id = walkins.add_person(tx, draft, scene.unit_id, now) if draft.is_for_another else actor.person
    case = _register(tx, author_id, draft, scene, now)
    message = suggestions.say(tx, case.id, "original", author_id, Role.RESIDENT, draft.words, draft.files, now)
    duplicates.index(tx, case)
    _note(tx, actor, case, now)
    for message_id in draft.message_ids:
        relay(tx, actor, message_id, case, message)
    if draft.matter and not draft.anonymous:  # of an anonymous case nothing tells who wrote it
        matters.became(tx, draft.matter, case.id)
    if draft.reception and not draft.anonymous:
        receptions.became(tx, draft.reception, case.id)
    return case, message


def _own_news(tx: Tx, actor: Actor, draft: Draft, case: Suggestion, message: int, now: datetime) -> list[Told]:
    """What whoever handed it in is told: an officer also gets the slip for the person whose case it is."""
    facts = {"case": case, "draft": draft.of(case.category), "provisional": is_provisional(case.first_word_due)}
    if not draft.is_for_another:
        return [Told(actor.person, "suggest.sent", facts, case=case.id, message=message)]
    slip = {"case": case, "slip": walkins.hand_out(tx, actor, case, now)}
    sent = Told(actor.person, "walkin.sent", facts, case=case.id, message=message)
    return [sent, Told(actor.person, "walkin.slip", slip, case=case.id)]


def _stopped(tx: Tx, actor: Actor, draft: Draft, scene: Scene, now: datetime) -> Outcome | None:
    """Who may not hand in now. An officer who does so for somebody else does it as an officer."""
    if draft.is_for_another:
        return None
    return stops_handing_in(tx, actor, scene.unit_id, now) or _enough(tx, actor, now)


def _enough(tx: Tx, actor: Actor, now: datetime) -> Outcome | None:
    """Who has handed in as much as one may a day keeps the draft for tomorrow, and is told what to do, once a day."""
    day, most = today(tx.rules, now), tx.rules.limits.suggestions_a_day
    begun = datetime.combine(day, time(), tx.rules.locale.zone)
    if suggestions.count_since(tx, actor.person, begun) < most:
        return None
    told = Told(actor.person, "limit.suggestions", {"n": most}, dedupe=f"limit:{actor.person}:{day}")
    return Outcome(told=(told,), toast="limit.tomorrow", alert=True)


def _similar(tx: Tx, actor: Actor, draft: Draft, now: datetime) -> Outcome | None:
    """Somebody may have filed the same since the preview: it is shown before, once; then it is handed in all the same.

    Nobody else hands in at the same moment: of two who do, the second sees the first one's case.
    """
    alone(tx)
    if draft.held_up:
        return None
    noted, offers = duplicates.offer(tx, actor, draft, category_of(tx, draft))
    if not offers:
        return None
    talks.save_draft(tx, actor.person, noted.model_copy(update={"held_up": True}), now)
    return Outcome(offers, toast="similar.first", alert=True)


def route(tx: Tx, author_id: int, anonymous: bool, category: str, scene: Scene, day: date) -> Route:
    """Where a case goes. The same question gets the same answer; an anonymous one never follows a link."""
    linked = None if anonymous else people.linked(tx, author_id, day)
    for person_id, reason in ((linked, Reason.LINK), (scene.chosen, Reason.CHOSEN)):
        if person_id is not None and person_id != author_id:
            return Route(Role.REPRESENTATIVE, reason, person_id, _station_of(tx, person_id, day))
    level = tx.rules.categories.of(category).level
    if best := choose(partial(_on_duty, tx, scene, author_id, day), level) if scene.duty else None:
        return Route(Role.REPRESENTATIVE, Reason.RECEPTION, best.person_id, best.station_id)
    anywhere = (None, Reason.CONSTITUENCY if scene.at_home else Reason.PLACE)
    for station_id, reason in ((scene.station_id, Reason.STATION), anywhere) if scene.station_id else (anywhere,):
        asked = partial(suggestions.candidates, tx, scene.unit_id, author_id, day, station_id=station_id)
        if best := choose(asked, level):
            return Route(Role.REPRESENTATIVE, reason, best.person_id, best.station_id)
    return _fallback(tx, author_id, scene, day)


def _fallback(tx: Tx, author_id: int, scene: Scene, day: date) -> Route:
    """Nobody represents the place: the officer of the nearest station up the tree, then administrators."""
    stations = [scene.station_id] if scene.station_id else []
    for unit in units.chain(tx, scene.unit_id):
        stations += [station.id for station in units.stations_of(tx, unit.id, day)]
    for station_id in stations:
        if access.officers(tx, station_id, day, author_id):
            return Route(Role.OFFICER, Reason.OFFICER, None, station_id)
    admins = access.administrators(tx, scene.unit_id, day, author_id)
    reason = Reason.ADMIN if admins and admins != access.configured(tx) else Reason.CONFIGURED
    return Route(Role.ADMIN, reason, None, stations[0] if stations else None)


def _register(tx: Tx, author_id: int, draft: Draft, scene: Scene, now: datetime) -> Suggestion:
    day = today(tx.rules, now)
    category = category_of(tx, draft)
    path = route(tx, author_id, draft.anonymous, category, scene, day)
    new = New(
        code=random_code(10),
        number_unit_id=access.numbering_unit(tx, scene.unit_id),
        state=State.ASSIGNED if path.representative_id else State.DESK,
        channel=_channel(draft),
        author_id=author_id,
        anonymous=draft.anonymous,
        category=category,
        unit_id=scene.unit_id,
        route=path,
        place=draft.place,
        latitude=draft.location.latitude if draft.location else None,
        longitude=draft.location.longitude if draft.location else None,
        first_word_due=settings.workdays(tx, scene.unit_id).add(day, tx.rules.deadlines.first_word),
        phone=draft.phone or None if not (draft.anonymous or draft.is_for_another) else None,
    )
    case = suggestions.find(tx, suggestions.add(tx, new, now, day.year))
    if case is None:
        raise LookupError("a suggestion that was just registered is not there")
    return case


def _note(tx: Tx, actor: Actor, case: Suggestion, now: datetime) -> None:
    for_another = case.author_id != actor.person
    role, behalf = (walkins.office(actor), case.author_id) if for_another else (Role.RESIDENT, None)
    events.add(tx, "suggestion", case.id, "registered", actor_id=actor.person, role=role, on_behalf_of=behalf, now=now)
    facts = {"to": case.representative_id, "desk": case.holder_role.value, "reason": case.reason}
    events.add(tx, "suggestion", case.id, Action.ASSIGN, actor_id=None, role=Role.SYSTEM, now=now, facts=facts)


def _on_duty(tx: Tx, scene: Scene, author_id: int, day: date, level: str) -> list[Candidate]:
    found = suggestions.candidates(tx, scene.unit_id, author_id, day, level)
    return [one for one in found if one.person_id in scene.duty]


def _channel(draft: Draft) -> str:
    """By which way it came. One without a name does not say that it was a reception."""
    if draft.reception and not draft.anonymous:
        return AT_RECEPTION if draft.is_for_another else "reception"
    return {"s": "station", "r": "representative", "w": CHANNEL}.get(draft.link[:1], "chat")


def _scene(tx: Tx, actor: Actor, draft: Draft, day: date) -> Scene:
    held = receptions.find(tx, draft.reception) if draft.reception and not draft.anonymous else None
    if held is not None:
        duty = frozenset(one.person_id for one in held.on_duty)
        return Scene(held.unit_id, held.station_id, at_home=held.unit_id == actor.unit_id, duty=duty)
    if draft.is_for_another:
        desk = walkins.desk(actor)
        return Scene(desk.unit_id, desk.station_id)
    kind, _, code = draft.link.partition("_")
    home = actor.unit_id or 0
    if kind == "s" and (station := units.station_by_code(tx, code, day)):
        return Scene(station.unit_id, station.id, at_home=station.unit_id == home)
    if kind == "r" and (person_id := people.by_code(tx, code)) and people.representative(tx, person_id, day):
        return Scene(home, chosen=person_id)
    return Scene(home)


def _station_of(tx: Tx, person_id: int, day: date) -> int | None:
    held = people.standings(tx, person_id, day)
    return next((standing.station_id for standing in held if standing.role is Role.REPRESENTATIVE), None)
