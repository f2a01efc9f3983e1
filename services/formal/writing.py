"""The representative writes one: title, matter, request and the cases that it grew from; then signs it.

Every step is kept. Signing is a deliberate act: it is asked twice, and what was signed is not changed any more unless
the congress office sends it back.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from domain import suggestions as rules
from domain.formal import CITED, FIELDS, TITLE, Action, Formal, Seat, State, number, office_of
from domain.people import Actor, Role
from domain.telling import END, Outcome, Talk, Told
from domain.units import Unit
from services import access
from services.commands import Nothing, RefusedError, today
from services.formal import citing, rights, sheets
from services.formal.commands import WORDS, Cite, List, Pick, Press, Show, Write, fresh
from services.formal.moving import move
from services.suggestions.saying import Say
from storage import formal as papers
from storage import settings, suggestions, units
from storage.tx import Tx

PAGE = 6
UNCITED = (rules.State.WITHDRAWN, rules.State.MERGED, rules.State.REDIRECTED)  # cases that are over without an answer


def own(tx: Tx, actor: Actor, command: List, now: datetime) -> Outcome:
    """/formal: what somebody has to do with, what is due first on top."""
    person_id = actor.person
    if not any(actor.holds(role) for role in (Role.REPRESENTATIVE, Role.ADMIN, Role.DEPARTMENT_OFFICER)):
        raise RefusedError("refused.no_formal_desk")
    day = today(tx.rules, now)
    top = access.top_of(tx, actor)
    found = papers.desk(tx, person_id, command.view, day, command.page * PAGE, PAGE + 1, top)
    facts = {"papers": found[:PAGE], "more": len(found) > PAGE, "page": command.page, "tab": command.view,
             "today": day, "writes": actor.holds(Role.REPRESENTATIVE), "fresh": command.fresh}  # fmt: skip
    return Outcome.tell(Told(person_id, "formal.list", facts))


def show(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """The card at the end of the chat."""
    return Outcome.tell(_card(tx, actor, command, now, fresh=True))


def back(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """The card with its own buttons again."""
    return Outcome.tell(_card(tx, actor, command, now, fresh=False))


def begin(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Begin one. Who has several mandates is asked in which one it shall be signed."""
    seats = _seats(tx, actor, now)
    if len(seats) > 1:
        return Outcome.tell(Told(actor.person, "formal.seats", {"seats": seats, "formal": None}))
    return _begin(tx, actor, seats[0], now)


def choose_seat(tx: Tx, actor: Actor, command: Pick, now: datetime) -> Outcome:
    """The mandate: of a new one, or of a draft whose mandate has ended."""
    seat = next((seat for seat in _seats(tx, actor, now) if seat.id == int(command.value)), None)
    if seat is None:
        return Outcome(toast="button.unknown")
    if not command.formal_id:
        return _begin(tx, actor, seat, now)
    formal, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    role = rights.role_for(tx, actor, formal, Action.WRITE, now)
    changed = move(tx, actor, formal, Action.WRITE, role, now, mandate_id=seat.id)
    return Outcome.tell(sheets.told(tx, actor.person, changed, now, fresh=False))


def ask(tx: Tx, actor: Actor, command: Write, now: datetime) -> Outcome:
    """Ask for a field's words; the old ones stay until they come."""
    formal = rights.load(tx, command.formal_id)
    rights.role_for(tx, actor, formal, Action.WRITE, now)
    return _ask(actor, formal, command.value)


def write(tx: Tx, actor: Actor, formal: Formal, talk: Talk, said: Say, now: datetime) -> Outcome:
    """Keep the words of a field, and ask for the next one that is empty."""
    field, words = str(talk.data["what"]), said.words.strip()
    role = rights.role_for(tx, actor, formal, Action.WRITE, now)
    limit = TITLE if field == "title" else tx.rules.limits.words
    words = " ".join(words.split()) if field == "title" else words
    if len(words) > limit:
        return Outcome.tell(Told(actor.person, "formal.too_long", {"limit": limit, "over": len(words) - limit}))
    written: dict[str, Any] = {field: words}
    changed = move(tx, actor, formal, Action.WRITE, role, now, facts={"field": field}, **written)
    missing = next((name for name in FIELDS if not getattr(changed, name)), None)
    if missing:
        return _ask(actor, changed, missing)
    return Outcome.tell(sheets.told(tx, actor.person, changed, now), talk=END)


def ask_cases(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """Show the own cases, to pick those that it grew from."""
    formal = rights.load(tx, command.formal_id)
    rights.role_for(tx, actor, formal, Action.CITE, now)
    return _picker(tx, actor, formal, command.page, now)


def cite(tx: Tx, actor: Actor, command: Cite, now: datetime) -> Outcome:
    """A case, in or out. Only a case that the representative holds, whether its author is known or not."""
    formal, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    role = rights.role_for(tx, actor, formal, Action.CITE, now)
    case_id, page = map(int, command.value.split("_"))
    known = {cited.case: cited for cited in papers.cited(tx, formal.id)}
    if case_id in known:
        papers.leave_out(tx, formal.id, case_id)
        if known[case_id].told:
            citing.parted(tx, formal, [case_id])
    elif len(known) >= CITED:
        return Outcome(toast="formal.cited_enough", alert=True)
    elif not _may_cite(tx, actor, case_id):
        return Outcome(toast="button.unknown")
    else:
        papers.cite(tx, formal.id, case_id)
    changed = move(tx, actor, formal, Action.CITE, role, now, facts={"case": case_id, "in": case_id not in known})
    return _picker(tx, actor, changed, page, now)


def ask_sign(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Say what the signature will be and where it goes, and ask once more."""
    formal, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    rights.role_for(tx, actor, formal, Action.SIGN, now)
    if lacking := _lacking(tx, actor, formal, now):
        return lacking
    facts: dict[str, object] = {"office": _office(tx, formal).name}
    return Outcome.tell(sheets.told(tx, actor.person, formal, now, kind="formal.ask_sign", fresh=False, more=facts))


def sign(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Sign and submit it. It gets its number with the first signature, and keeps it."""
    formal, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    role = rights.role_for(tx, actor, formal, Action.SIGN, now)
    if lacking := _lacking(tx, actor, formal, now):
        return lacking
    day, unit = today(tx.rules, now), _office(tx, formal)
    given = formal.number or number(unit.name, day.year, papers.next_serial(tx, unit.id, day.year))
    changed = move(
        tx, actor, formal, Action.SIGN, role, now, facts={"mandate": formal.mandate_id}, number=given, signed_at=now,
        unit_id=unit.id, due=settings.workdays(tx, unit.id).add(day, tx.rules.deadlines.formal_office),
    )  # fmt: skip
    citing.signed(tx, changed)
    hearers = rights.hearers(tx, changed, Action.SIGN, formal.state, role, now, actor.person)
    return Outcome.tell(
        sheets.told(tx, actor.person, changed, now, fresh=False),
        *sheets.news(tx, changed, Action.SIGN, hearers, now),
        talk=END,
        toast="formal.signed",
    )


def ask_withdraw(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Withdrawing is asked twice."""
    formal = rights.load(tx, command.formal_id)
    rights.role_for(tx, actor, formal, Action.WITHDRAW, now)
    return Outcome.tell(sheets.told(tx, actor.person, formal, now, kind="formal.ask_withdraw", fresh=False))


def withdraw(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Take it back, before it is assigned. Of what was never signed no words are kept."""
    formal, stale = fresh(tx, actor, command, now)
    if stale:
        return stale
    role = rights.role_for(tx, actor, formal, Action.WITHDRAW, now)
    words: dict[str, Any] = {} if formal.number else dict.fromkeys(FIELDS, "")
    changed = move(tx, actor, formal, Action.WITHDRAW, role, now, due=None, **words)
    citing.parted(tx, changed, [cited.case for cited in papers.cited(tx, formal.id) if cited.told])
    if not formal.number:
        return Outcome.tell(Told(actor.person, "formal.discarded", {"formal": changed}), talk=END)
    hearers = rights.hearers(tx, changed, Action.WITHDRAW, formal.state, role, now, actor.person)
    return Outcome.tell(
        sheets.told(tx, actor.person, changed, now, fresh=False),
        *sheets.news(tx, changed, Action.WITHDRAW, hearers, now),
        talk=END,
        toast="formal.withdrawn",
    )


def _card(tx: Tx, actor: Actor, command: Show, now: datetime, *, fresh: bool) -> Told:
    formal = rights.load(tx, command.formal_id)
    if not rights.roles_in(tx, actor, formal):
        raise RefusedError("refused.not_yours_formal")
    return sheets.told(tx, actor.person, formal, now, fresh=fresh)


def _seats(tx: Tx, actor: Actor, now: datetime) -> list[Seat]:
    """The mandates of today. Raises RefusedError for who has none."""
    found = papers.seats(tx, actor.person, today(tx.rules, now))
    if not found:
        raise RefusedError("refused.no_mandate")
    return found


def _begin(tx: Tx, actor: Actor, seat: Seat, now: datetime) -> Outcome:
    """An empty one that was begun before in this mandate will do: pressed twice, there are not two."""
    day = today(tx.rules, now)
    before = papers.desk(tx, actor.person, "open", day, 0, PAGE * PAGE, None)
    empty = (one for one in before if one.author_id == actor.person and one.mandate_id == seat.id and _is_empty(one))
    formal = next(empty, None) or rights.load(tx, papers.begin(tx, actor.person, seat.id, now))
    return _ask(actor, formal, "title")


def _is_empty(formal: Formal) -> bool:
    return formal.state is State.DRAFT and not (formal.title or formal.reason or formal.request)


def _ask(actor: Actor, formal: Formal, field: str) -> Outcome:
    told = Told(actor.person, "formal.ask_field", {"formal": formal, "field": field})
    return Outcome.tell(told, talk=Talk(WORDS, {"formal": formal.id, "what": field}))


def _picker(tx: Tx, actor: Actor, formal: Formal, page: int, now: datetime) -> Outcome:
    ids = papers.citable(tx, actor.person, page * PAGE, PAGE + 1) if actor.holds(Role.REPRESENTATIVE) else []
    found = [case for case in (suggestions.find(tx, id_) for id_ in ids) if case is not None]
    if not found and not page:
        return Outcome(toast="formal.no_cases", alert=True)
    more: dict[str, object] = {"choice": found[:PAGE], "more": len(found) > PAGE, "page": page}
    return Outcome.tell(sheets.told(tx, actor.person, formal, now, kind="formal.cases", fresh=False, more=more))


def _may_cite(tx: Tx, actor: Actor, case_id: int) -> bool:
    """Whether the representative holds it, and it is not over without an answer: as the list has it."""
    case = suggestions.find(tx, case_id)
    if case is None or case.state in UNCITED:
        return False
    return Role.REPRESENTATIVE in access.roles_in(tx, actor, case)


def _lacking(tx: Tx, actor: Actor, formal: Formal, now: datetime) -> Outcome | None:
    """What is answered where it can't be signed: something is empty, or the mandate has ended."""
    if not formal.is_whole:
        return Outcome(toast="formal.not_whole", alert=True)
    seats = _seats(tx, actor, now)
    if formal.mandate_id in [seat.id for seat in seats]:
        return None
    return replace(Outcome.tell(Told(actor.person, "formal.seats", {"seats": seats, "formal": formal})), talk=END)


def _office(tx: Tx, formal: Formal) -> Unit:
    """The unit whose congress office gets it; one that has it already keeps it."""
    kept = units.find(tx, formal.unit_id) if formal.unit_id is not None else None
    return kept or office_of(formal.level, units.chain(tx, formal.seat_id))
