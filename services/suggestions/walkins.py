"""An officer registers a case for a walk-in or a caller, and the person takes it over on an own account later."""

from datetime import datetime, timedelta

from domain.drafts import Draft
from domain.people import Actor, Role
from domain.suggestions import Suggestion
from domain.telling import END, Outcome, Talk, Told
from domain.walkins import LINK, NAME_LENGTH, claim, who
from services import access
from services.commands import Command, Nothing, RefusedError
from services.suggestions import drafting, following, taken
from services.suggestions.following import PAGE, List
from services.suggestions.handling import Show, load
from services.walkins import hash_of, is_code, office, renew
from storage import events, people, talks, walkins
from storage.tx import Tx
from storage.walkins import Walkin

WHO, TAKE = "suggest.caller", "walkin.take"
CASE_TRIES = 10  # wrong codes for one case in an hour; then it rests, and its link still works
HOUR = timedelta(hours=1)
SEES_TO = {Role.OFFICER, Role.ADMIN, Role.REPRESENTATIVE, Role.REGISTRAR}  # who does is not its author


class Typed(Command):
    """A line that somebody typed."""

    words: str


def begin(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/register: take down what somebody says who has no account."""
    office(actor)
    return drafting.begin(tx, actor, drafting.Begin(link=LINK), now)


def ask_who(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Ask for name and phone; both may be left out."""
    office(actor)
    return Outcome.tell(Told(actor.person, "walkin.ask_who"), talk=Talk(WHO))


def set_who(tx: Tx, actor: Actor, command: Typed, now: datetime) -> Outcome:
    """Name and phone, instead of those that were there."""
    office(actor)
    draft = talks.draft(tx, actor.person)
    if draft is None or not draft.is_for_another:
        raise RefusedError("suggest.gone")
    name, phone = who(command.words)
    if len(name) > NAME_LENGTH:
        return Outcome.tell(Told(actor.person, "walkin.name_too_long", {"limit": NAME_LENGTH}))
    return _show(tx, actor, draft.changed(caller=name, caller_phone=phone), now, fresh=True)


def hide(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Hide name and phone from the representative, or show them again, as the person wishes."""
    office(actor)
    draft = talks.draft(tx, actor.person)
    if draft is None or not draft.is_for_another:
        return Outcome(toast="suggest.gone")
    return _show(tx, actor, draft.changed(anonymous=not draft.anonymous), now, fresh=False)


def registered(tx: Tx, actor: Actor, command: List, now: datetime) -> Outcome:
    """The cases that one registered and nobody has taken over, a page at a time."""
    office(actor)
    found = walkins.open_of(tx, actor.person, command.page * PAGE, PAGE + 1)
    cases = [load(tx, id_) for id_ in found[:PAGE]]
    facts = {"cases": cases, "more": len(found) > PAGE, "page": command.page, "fresh": command.fresh}
    return Outcome.tell(Told(actor.person, "walkin.list", facts))


def slip(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """Another slip, for whoever lost the first one: that is worth nothing any more."""
    case = load(tx, command.case_id)
    if not {Role.OFFICER, Role.ADMIN, Role.REGISTRAR} & set(access.roles_in(tx, actor, case)):
        raise RefusedError("refused.not_yours")
    walkin = walkins.find(tx, case.id)
    if walkin is None or walkin.taken:
        return Outcome(toast="walkin.taken_toast", alert=True)
    new = renew(tx, case, now)
    events.add(tx, "suggestion", case.id, "slip", actor_id=actor.person, role=office(actor),
               on_behalf_of=walkin.person, now=now)  # fmt: skip
    return Outcome.tell(Told(actor.person, "walkin.slip", {"case": case, "slip": new}, case=case.id))


def ask_take(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/take: ask for the number and the code that an officer read out."""
    return Outcome.tell(Told(actor.person, "walkin.ask_take"), talk=Talk(TAKE))


def take_by_link(tx: Tx, actor: Actor, token: str, now: datetime) -> Outcome:
    """Take a case over by the link of its slip."""
    if _tried_too_often(tx, actor, now):
        return Outcome.tell(Told(actor.person, "walkin.too_often"), talk=END)
    walkin = walkins.by_token(tx, hash_of(token))
    return _take(tx, actor, walkin, now) if walkin else _wrong(tx, actor, now)


def take_by_code(tx: Tx, actor: Actor, command: Typed, now: datetime) -> Outcome:
    """Take a case over by its number and its code. Wrong ones are counted, by account and by case."""
    if _tried_too_often(tx, actor, now):
        return Outcome.tell(Told(actor.person, "walkin.too_often"), talk=END)
    asked = claim(command.words)
    if asked is None:
        return Outcome.tell(Told(actor.person, "walkin.unreadable"), talk=_again(tx, actor))
    found = _meant(tx, asked.year, asked.serial, command.words)
    tried = [pair for pair in found if pair[0].tries < CASE_TRIES or pair[0].tried <= now - HOUR]
    if found and not tried:
        return Outcome.tell(Told(actor.person, "walkin.too_often"), talk=END)
    for walkin, case in tried:
        if is_code(walkin, case, asked.code):
            return _take(tx, actor, walkin, now)
    for walkin, _ in tried:
        walkins.note_try(tx, walkin.case, now - HOUR, now)
    return _wrong(tx, actor, now)


def _meant(tx: Tx, year: int, serial: int, words: str) -> list[tuple[Walkin, Suggestion]]:
    """The cases that a typed number can be of: districts count apart, and whoever typed which one means that."""
    found = [(walkin, load(tx, walkin.case)) for walkin in walkins.numbered(tx, year, serial)]
    named = [pair for pair in found if pair[1].number.split()[0] in words]
    return named or found


def _take(tx: Tx, actor: Actor, walkin: Walkin, now: datetime) -> Outcome:
    """The person is the author from now on, and the officer's part for them ends. It works once."""
    case = load(tx, walkin.case)
    if walkin.taken:
        if walkin.taken_by == actor.person and case.author_id == actor.person:
            return following.show(tx, actor, Show(case_id=case.id), now)
        return Outcome.tell(Told(actor.person, "walkin.used"), talk=END)
    if walkin.expires < now:
        return Outcome.tell(Told(actor.person, "walkin.expired", {"case": case}), talk=END)
    if SEES_TO & set(access.roles_in(tx, actor, case)) or walkin.officer == actor.person:
        return Outcome.tell(Told(actor.person, "walkin.not_for_staff", {"case": case}), talk=END)
    walkins.take(tx, walkin, actor.person, now)
    events.add(tx, "suggestion", case.id, "taken", actor_id=actor.person, role=Role.RESIDENT, now=now,
               facts={"from": walkin.person})  # fmt: skip
    return _taken(tx, actor, walkin, now, asks=not case.anonymous)


def _taken(tx: Tx, actor: Actor, walkin: Walkin, now: datetime, *, asks: bool) -> Outcome:
    """The whole case for its author, and the news for the officer: not who it is, for an account may have another name.

    The author is asked what may be seen of the account, unless they wished at the counter to stay unnamed. The staff's
    cards are shown anew when they are asked for.
    """
    case = load(tx, walkin.case)
    question = (taken.question(actor, case),) if asks else ()
    return Outcome.tell(
        Told(actor.person, "walkin.yours", {"case": case}, case=case.id),
        *following.show(tx, actor, Show(case_id=case.id), now).told,
        *question,
        Told(walkin.officer, "walkin.taken", {"case": case}, case=case.id),
        talk=END,
    )


def _tried_too_often(tx: Tx, actor: Actor, now: datetime) -> bool:
    return people.tries(tx, actor.at, now - HOUR) >= tx.rules.access.invite_tries


def _wrong(tx: Tx, actor: Actor, now: datetime) -> Outcome:
    people.note_try(tx, actor.at, now)
    return Outcome.tell(Told(actor.person, "walkin.unknown"), talk=_again(tx, actor))


def _show(tx: Tx, actor: Actor, draft: Draft, now: datetime, *, fresh: bool) -> Outcome:
    talks.save_draft(tx, actor.person, draft, now)
    return drafting.preview(tx, actor, draft, fresh=fresh)


def _again(tx: Tx, actor: Actor) -> Talk:
    """Number and code are waited for, or still are."""
    talk = talks.find(tx, actor.at)
    return talk if talk and talk.step == TAKE else Talk(TAKE)
