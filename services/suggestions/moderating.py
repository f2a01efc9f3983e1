"""An officer or administrator hides a resident's message, warns or mutes; a representative asks for it.

All is done on a case and to its author, who stays without a name where no name was given. The message stays in the
record. Its author hears what was done, why, until when, and who can help; and can object, once, to those above.
"""

from datetime import datetime

from pydantic import Field

from domain.moderation import Measure, Offence, Taken, until
from domain.people import Actor, Role
from domain.suggestions import Action, Said, Suggestion
from domain.telling import END, Outcome, Talk, Told
from services import access
from services.commands import RefusedError, today
from services.moderation import facts
from services.suggestions import duplicates, hearing, sheets
from services.suggestions.handling import Pick, Press, Show, about, load
from services.suggestions.moving import note
from services.suggestions.saying import Say
from storage import departments, events, moderation, mutes, people, suggestions, talks, units
from storage.tx import Tx

MODERATE, REPORT = "case.moderate", "case.report"
SHOWN = 4  # messages that are offered to be hidden
LONGEST = 1000  # characters of the words that go with a measure


class Begin(Press):
    """What is to be done: hide a message, warn, or mute for some days."""

    value: str = Field(pattern=r"^(hide_[0-9]{1,15}|warn|mute_(1|3|7|30))$")


class ChooseOffence(Press):
    """Why."""

    value: Offence


def ask(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Show what can be done: the resident's last messages, a warning, days; and what was done that can be undone."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.MODERATE)
    standing = [taken for taken in moderation.of_case(tx, case.id) if taken.undone_at is None]
    more: dict[str, object] = {"hideable": _messages(tx, case)[-SHOWN:], "standing": standing[-SHOWN:]}
    return Outcome.tell(sheets.told(tx, actor.person, case, now, kind="case.moderating", fresh=False, more=more))


def begin(tx: Tx, actor: Actor, command: Begin, now: datetime) -> Outcome:
    """One thing was chosen: ask for the reason."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.MODERATE)
    what, _, number = command.value.partition("_")
    if what == Measure.HIDE and int(number) not in [said.id for said in _messages(tx, case)]:
        return Outcome(toast="moderation.gone")
    data = {"case": case.id, "what": what, "number": int(number or 0), "offence": "", "words": ""}
    return _show(tx, actor, case, data)


def choose_offence(tx: Tx, actor: Actor, command: ChooseOffence, now: datetime) -> Outcome:
    """The reason is chosen: ask for words, which the resident reads."""
    case, talk = load(tx, command.case_id), _talk(tx, actor, command.case_id)
    access.role_for(tx, actor, case, Action.MODERATE)
    if talk is None:
        return Outcome(toast="moderation.gone")
    return _show(tx, actor, case, {**talk.data, "offence": command.value.value})


def write(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """The words, which are shown once more before they go. Of too many none is cut off."""
    case = load(tx, about(tx, actor))
    access.role_for(tx, actor, case, Action.MODERATE)
    talk, words = _talk(tx, actor, case.id), command.words.strip()
    if len(words) > LONGEST:
        facts = {"limit": LONGEST, "over": len(words) - LONGEST}
        return Outcome.tell(Told(actor.person, "suggest.too_long", facts))
    return _show(tx, actor, case, {**(talk.data if talk else {}), "words": words})


def send(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Do it as it was shown. Pressed twice, the second press finds nothing to do."""
    case, talk = load(tx, command.case_id), _talk(tx, actor, command.case_id)
    role = access.role_for(tx, actor, case, Action.MODERATE)
    if talk is None or not talk.data["offence"] or not talk.data["words"]:
        return Outcome(toast="moderation.gone")
    taken = _take(tx, actor, case, role, talk, now)
    note(tx, actor, case, Action.MODERATE, role, now, {"measure": taken.measure.value, "id": taken.id})
    _carry_out(tx, case, taken, now)
    return Outcome.tell(
        Told(case.author_id, "moderation.told", facts(tx, taken)),
        Told(actor.person, "moderation.done", {"case": case}),
        *_refreshed(tx, actor, case, taken, now),
        talk=END,
    )


def undo(tx: Tx, actor: Actor, command: Pick, now: datetime) -> Outcome:
    """Undo a measure; its person hears so. The second time nothing happens."""
    case, role, taken = _found(tx, actor, command)
    if not moderation.undo(tx, taken.id, now):
        return Outcome(toast="button.done_already")
    mutes.undo(tx, taken.id)
    note(tx, actor, case, Action.MODERATE, role, now, {"undone": taken.id})
    _carry_out(tx, case, taken, now)
    return Outcome.tell(
        Told(taken.person_id, "moderation.undone", facts(tx, taken)),
        *_refreshed(tx, actor, case, taken, now),
        toast="moderation.undone_toast",
    )


def keep(tx: Tx, actor: Actor, command: Pick, now: datetime) -> Outcome:
    """Leave a measure as it is though its person objected. Whoever took it does not decide about it."""
    case, role, taken = _found(tx, actor, command)
    if taken.by_id == actor.person:
        raise RefusedError("refused.own_measure")
    if taken.objected_at is None or not moderation.decide(tx, taken.id, now):
        return Outcome(toast="button.done_already")
    note(tx, actor, case, Action.MODERATE, role, now, {"kept": taken.id})
    return Outcome.tell(
        Told(taken.person_id, "moderation.kept", facts(tx, taken)),
        sheets.told(tx, actor.person, case, now, fresh=False),
        toast="moderation.kept_toast",
    )


def object_(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """The person objects; those above look at it, never who took the measure. `case_id` is the measure's id here."""
    taken = moderation.find(tx, command.case_id)
    if taken is None or taken.person_id != actor.person:
        raise RefusedError("refused.not_yours")
    if not moderation.object_(tx, taken.id, now):
        return Outcome(toast="button.done_already")
    case = load(tx, taken.case_id)
    events.add(tx, "suggestion", case.id, "objected", actor_id=actor.person, role=Role.RESIDENT, now=now,
               facts={"id": taken.id})  # fmt: skip
    more: dict[str, object] = {"taken": taken, "files": ()}
    hearers = judges(tx, case, taken, now)
    news = [sheets.told(tx, p, case, now, kind="moderation.objected", more=more) for p in hearers]
    own = facts(tx, taken)
    return Outcome.tell(Told(actor.person, "moderation.objected_own", {**own, "heard": bool(hearers)}), *news)


def judges(tx: Tx, case: Suggestion, taken: Taken, now: datetime) -> list[int]:
    """Who decides about an objection: the nearest administrators, else the configured ones; never who took it."""
    day = today(tx.rules, now)
    for unit in units.chain(tx, case.unit_id):
        found = [p for p in people.admins(tx, unit.id, day) if p not in (taken.by_id, case.author_id)]
        if found:
            return found
    return [p for p in access.configured(tx) if p not in (taken.by_id, case.author_id)]


def ask_report(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Ask what the officer should look at."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.REPORT)
    return Outcome.tell(Told(actor.person, "case.ask_report", {"case": case}), talk=Talk(REPORT, {"case": case.id}))


def report(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """A representative or a department asks the officer to look at what a resident wrote, who does not hear of it."""
    case = load(tx, about(tx, actor))
    role = access.role_for(tx, actor, case, Action.REPORT)
    message = suggestions.say(tx, case.id, "note", actor.person, role, command.words, (), now)
    note(tx, actor, case, Action.REPORT, role, now)
    hearers = hearing.staff(tx, case, Action.REPORT, case.state, role, now, but=actor.person)
    more: dict[str, object] = {"words": command.words, "role": role, "files": ()}
    news = [sheets.told(tx, p, case, now, kind="case.reported", message=message, more=more) for p in hearers]
    kind = "case.report_sent" if hearers else "case.report_unheard"
    return Outcome.tell(Told(actor.person, kind, {"case": case}), *news, talk=END)


def _take(tx: Tx, actor: Actor, case: Suggestion, role: Role, talk: Talk, now: datetime) -> Taken:
    what, number = Measure(talk.data["what"]), int(talk.data["number"])
    id_ = moderation.add(
        tx, what, person_id=case.author_id, case_id=case.id, message_id=number if what is Measure.HIDE else None,
        unit_id=_unit_of(tx, actor, case, role), offence=Offence(talk.data["offence"]), words=talk.data["words"],
        by_id=actor.person, now=now, ends=until(number, now) if what is Measure.MUTE else None,
    )  # fmt: skip
    taken = moderation.find(tx, id_)
    if taken is None:
        raise LookupError("a measure that was just taken is not there")
    return taken


def _unit_of(tx: Tx, actor: Actor, case: Suggestion, role: Role) -> int:
    """How far the actor's word goes: the unit of the station, or the one that is administered."""
    station = units.station(tx, case.station_id) if case.station_id is not None else None
    if role is Role.OFFICER and station is not None:
        return station.unit_id
    held = [standing.unit_id for standing in actor.standings if standing.role is Role.ADMIN]
    return next((unit.id for unit in units.chain(tx, case.unit_id) if unit.id in held), case.unit_id)


def _carry_out(tx: Tx, case: Suggestion, taken: Taken, now: datetime) -> None:
    """Let the messages and the person be as the measures that stand say."""
    if taken.measure is Measure.MUTE:
        moderation.mute(tx, taken.person_id)
    if taken.message_id is None:
        return
    wordings = moderation.wordings(tx, taken.message_id)
    standing = [t for t in moderation.of_case(tx, case.id) if t.message_id in wordings and t.undone_at is None]
    why = standing[-1].offence.value if standing else ""
    for message in wordings:
        moderation.hide(tx, message, why)
    if any(file.kind == "voice" for message in wordings for file in suggestions.files_of(tx, message)):
        moderation.hide_transcripts(tx, case.id, why)
    duplicates.index(tx, case)
    if why:
        _withhold(tx, case, wordings, now)


def _withhold(tx: Tx, case: Suggestion, wordings: list[int], now: datetime) -> None:
    """What was not sent of it yet is not sent any more."""
    reached = (people.reach(tx, person) for person in _others(tx, case, now))
    for reach in filter(None, reached):
        for message in wordings:
            moderation.withhold(tx, reach.at, message, now)


def _refreshed(tx: Tx, actor: Actor, case: Suggestion, taken: Taken, now: datetime) -> list[Told]:
    """The cards of those who see the case, where one shows something else now."""
    others = [p for p in _others(tx, case, now) if p != actor.person] if taken.message_id is not None else []
    return [sheets.told(tx, person, case, now, fresh=False) for person in (actor.person, *others)]


def _others(tx: Tx, case: Suggestion, now: datetime) -> list[int]:
    """Everybody of staff and departments who sees the case as it goes its way."""
    day = today(tx.rules, now)
    involved = [part.department_id for part in departments.live(tx, case.id)]
    found = [*access.holders(tx, case, day), *access.dispatchers(tx, case, day)]
    found += [p for id_ in involved for p in access.of_department(tx, id_, day, case.author_id)]
    return list(dict.fromkeys(found))


def _messages(tx: Tx, case: Suggestion) -> list[Said]:
    """What the resident said, also by the officer who brought it, and is not hidden yet."""
    return [said for said in suggestions.said(tx, case.id) if said.role in sheets.OUTSIDE and not said.hidden]


def _found(tx: Tx, actor: Actor, command: Pick) -> tuple[Suggestion, Role, Taken]:
    """A measure of a case that the actor may moderate. Raises RefusedError."""
    case = load(tx, command.case_id)
    role = access.role_for(tx, actor, case, Action.MODERATE)
    taken = moderation.find(tx, int(command.value))
    if taken is None or taken.case_id != case.id:
        raise RefusedError("refused.not_yours")
    return case, role, taken


def _talk(tx: Tx, actor: Actor, case_id: int) -> Talk | None:
    """What was chosen so far for this case."""
    talk = talks.find(tx, actor.at)
    return talk if talk and talk.step == MODERATE and talk.data["case"] == case_id else None


def _show(tx: Tx, actor: Actor, case: Suggestion, data: dict[str, object]) -> Outcome:
    """The reason, then the words, then all of it before it goes."""
    shown = {name: data[name] for name in ("number", "offence", "words")}
    facts_ = {"case": case, "measure": data["what"], **shown}
    return Outcome.tell(Told(actor.person, "moderation.ask", facts_), talk=Talk(MODERATE, data))
