"""The resident's side: the own cases, their history, adding a word, withdrawing, and the rating."""

from datetime import date, datetime, timedelta
from typing import Literal

from domain.people import Actor, Role
from domain.suggestions import Action, Ending, Rating, State, Suggestion, after_rating
from domain.telling import END, Outcome, Talk, Told
from services import access
from services.commands import Command, Nothing, RefusedError, today
from services.moderation import stops_talk
from services.suggestions import handling, hearing, noting, sheets
from services.suggestions.handling import Press, Reply, Show, load
from services.suggestions.moving import move, note
from services.suggestions.saying import Kept, Say, keep
from storage import outcomes, suggestions, supporters, talks
from storage.tx import Tx

PAGE = 6
ADD, COMMENT = "case.add", "case.comment"


class List(Command):
    """A page of the own cases."""

    page: int = 0
    fresh: bool = True


class Rate(Press):
    """The second half of a rating: the result."""

    value: Rating


class RateProcess(Press):
    """The first half: the process, which can be no answer to something else."""

    value: Literal[Rating.SATISFIED, Rating.BASIC, Rating.UNSATISFIED]


def cases(tx: Tx, actor: Actor, command: List, now: datetime) -> Outcome:
    """/cases: the own cases, open ones first."""
    found = suggestions.of_author(tx, actor.person, command.page * PAGE, PAGE + 1)
    facts = {"cases": found[:PAGE], "more": len(found) > PAGE, "page": command.page, "fresh": command.fresh}
    facts["supports"] = bool(supporters.supported(tx, actor.person, 0, 1))
    return Outcome.tell(Told(actor.person, "cases", facts))


def show(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """One case with its time line."""
    case = load(tx, command.case_id)
    if case.author_id != actor.person:
        return handling.show(tx, actor, command, now)
    return Outcome.tell(_own_card(tx, actor, case, now, fresh=True))


def back(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """The card with its own buttons again."""
    case = load(tx, command.case_id)
    if case.author_id != actor.person:
        return handling.back(tx, actor, command, now)
    return Outcome.tell(_own_card(tx, actor, case, now, fresh=False))


def ask_add(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Ask for what is to be added."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.ADD)
    if case.author_id == actor.person and (stopped := stops_talk(tx, actor, case, None, now)):
        return stopped
    told = Told(actor.person, "case.ask_add", {"case": case})
    return Outcome.tell(told, talk=Talk(ADD, {"case": case.id}))


def add(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """Add a message, out of the conversation."""
    talk = talks.find(tx, actor.at)
    if talk is None or "case" not in talk.data:
        raise RefusedError("refused.no_case")
    return add_to(tx, actor, load(tx, int(talk.data["case"])), command, now)


def add_to(tx: Tx, actor: Actor, case: Suggestion, said: Say, now: datetime) -> Outcome:
    """Add a message to a case; whoever holds it gets it. An officer adds what the caller says, and it is told so."""
    role = Role.RESIDENT if case.author_id == actor.person else Role.REGISTRAR
    if role is Role.RESIDENT and (stopped := stops_talk(tx, actor, case, said, now)):
        return stopped
    kept = keep(tx, actor, case, "message", role, said, now)
    if not kept.continues:
        note(tx, actor, case, Action.ADD, access.role_for(tx, actor, case, Action.ADD), now)
    facts = {"case": case, "withheld": sheets.withheld(case.anonymous, kept.files), "message": kept.message}
    done = Told(actor.person, "case.added_own", facts, case=case.id, message=kept.message)
    return Outcome.tell(*map(kept.together, (done, *news(tx, case, Action.ADD, kept, now, actor.person))), talk=END)


def reply(tx: Tx, actor: Actor, command: Reply, now: datetime) -> Outcome:
    """A reply to any message of a case goes to the other side of that case, also years later."""
    case = load(tx, command.case_id)
    said = Say(message_id=command.message_id, words=command.words, files=command.files)
    if case.author_id == actor.person:
        return add_to(tx, actor, case, said, now)
    if not access.roles_in(tx, actor, case) and supporters.supports(tx, case.id, actor.person):
        raise RefusedError("refused.supporter", number=case.number)
    if noting.is_meant(tx, actor, case, command.replied_to):
        return noting.add(tx, actor, case, said, now)
    if access.speaks_for_author(tx, actor, case):
        return add_to(tx, actor, case, said, now)
    return handling.speak(tx, actor, case, said, now)


def ask_withdraw(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Withdrawing is asked twice."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.WITHDRAW)
    return Outcome.tell(Told(actor.person, "case.ask_withdraw", {"case": case}))


def withdraw(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Take a case back. Nothing that was said is lost, and its holder hears of it."""
    case = load(tx, command.case_id)
    if case.state is State.WITHDRAWN and case.author_id == actor.person:
        return Outcome.tell(_own_card(tx, actor, case, now, fresh=False), toast="button.done_already")
    role = access.role_for(tx, actor, case, Action.WITHDRAW)
    changed = move(tx, actor, case, Action.WITHDRAW, role, now, outcome=Ending.WITHDRAWN)
    outcomes.lapse(tx, case)
    outcomes.ask_no_more(tx, case.id)
    hearers = hearing.staff(tx, case, Action.WITHDRAW, case.state, role, now)
    gone = (Told(p, "case.withdrawn", {"case": changed}, case=case.id) for p in hearers)
    supporters.put_news(tx, case.id, "support.state", None)
    shown = _own_card(tx, actor, changed, now, fresh=False)
    return Outcome.tell(shown, *gone, talk=END, toast="case.withdrawn_toast")


def begin_rating(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Ask for the rating, out of a reminder or the case's card."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.RATE)
    return Outcome.tell(Told(actor.person, "rate.process", {"case": case}))


def skip_comment(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """No word of why; the rating stands. Pressed late it leaves alone what has been begun since."""
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != COMMENT:
        return Outcome(toast="rate.skipped")
    case = load(tx, int(talk.data["case"]))
    return Outcome.tell(Told(actor.person, "rate.skipped", {"case": case}), talk=END, toast="rate.skipped")


def continue_album(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """A later part of an album that went into a case: it follows the first part, and goes out with it."""
    album = command.files[0].album
    begun = suggestions.album(tx, actor.person, album) if album else None
    if begun is None:
        return Outcome()
    case = load(tx, begun)
    said = Say(message_id=command.message_id, words=command.words, files=command.files)
    if case.author_id == actor.person:
        return add_to(tx, actor, case, said, now)
    first = suggestions.begun(tx, case.id, actor.person, album) if album else None
    if first is not None and first.kind == "note":
        return noting.add(tx, actor, case, said, now)
    if first is not None and first.role is Role.REGISTRAR:
        return add_to(tx, actor, case, said, now)
    return handling.speak(tx, actor, case, said, now)


def rate_process(tx: Tx, actor: Actor, command: RateProcess, now: datetime) -> Outcome:
    """The first half of the rating: the way it was handled. It can be changed until the second half is given."""
    case = load(tx, command.case_id)
    access.role_for(tx, actor, case, Action.RATE)
    changed = suggestions.change(tx, case, now, process_rating=command.value)
    return Outcome.tell(Told(actor.person, "rate.result", {"case": changed, "fresh": False}))


def rate_result(tx: Tx, actor: Actor, command: Rate, now: datetime) -> Outcome:
    """The second half: the result. It ends the case, or starts its second handling."""
    case = load(tx, command.case_id)
    role = access.role_for(tx, actor, case, Action.RATE)
    if case.process_rating is None or case.answer_class is None:
        return Outcome.tell(Told(actor.person, "rate.process", {"case": case, "fresh": False}))
    result = command.value
    state = after_rating(case.answer_class, result, case.had_second)
    facts = {"process": case.process_rating.value, "result": result.value}
    due = today(tx.rules, now) + timedelta(days=tx.rules.deadlines.second_handling)
    changed = move(
        tx, actor, case, Action.RATE, role, now, to=state, facts=facts, result_rating=result,
        second_due=due if state is State.SECOND else case.second_due,
        outcome=result.ending if state is State.CLOSED else None,
    )  # fmt: skip
    outcomes.rate(tx, case, case.process_rating, result, now)
    unhappy = result.is_unhappy or case.process_rating.is_unhappy
    facts_then = {"case": changed, "unhappy": unhappy, "asks": asks(tx, changed)}
    thanks = Told(actor.person, "rate.thanks", facts_then)
    hearers = hearing.staff(tx, changed, Action.RATE, case.state, role, now)
    rated = (sheets.told(tx, p, changed, now, kind="case.rated") for p in hearers)
    return Outcome.tell(thanks, *rated, talk=Talk(COMMENT, {"case": case.id}) if unhappy else END)


def comment(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """Why somebody is unsatisfied, in their words. Kept also when the case is closed."""
    talk = talks.find(tx, actor.at)
    if talk is None or "case" not in talk.data:
        raise RefusedError("refused.no_case")
    case = load(tx, int(talk.data["case"]))
    if case.author_id != actor.person or case.result_rating is None:
        raise RefusedError("refused.not_yours")
    if stopped := stops_talk(tx, actor, case, command, now):
        return stopped
    kept = keep(tx, actor, case, "comment", Role.RESIDENT, command, now)
    if not kept.continues:
        note(tx, actor, case, Action.COMMENT, Role.RESIDENT, now)
    facts = {"case": case, "withheld": sheets.withheld(case.anonymous, kept.files), "message": kept.message}
    done = Told(actor.person, "rate.commented", facts, case=case.id, message=kept.message)
    return Outcome.tell(*map(kept.together, (done, *news(tx, case, Action.COMMENT, kept, now, actor.person))), talk=END)


def asks(tx: Tx, case: Suggestion) -> date | None:
    """The day on which the resident will be asked whether it is fixed, where the case has come to an end."""
    judgement = outcomes.latest(tx, case.id) if not case.is_open else None
    return today(tx.rules, judgement.ask_at) if judgement and judgement.ask_at else None


def news(
    tx: Tx, case: Suggestion, action: Action, kept: Kept, now: datetime, but: int, *,
    state: State | None = None,
) -> list[Told]:  # fmt: skip
    """What the resident said, for whoever holds the case (but not for who wrote it down): all that may go there.

    `state` is the one before.
    """
    told = []
    kind = "case.reopened" if action is Action.REOPEN else "case.added"
    for person in hearing.staff(tx, case, action, state or case.state, Role.RESIDENT, now, but=but):
        hidden = case.anonymous or bool(access.parts_of(tx, access.person(tx, person, now), case))
        files, withheld = sheets.passed_on(hidden, kept.files), sheets.withheld(hidden, kept.files)
        facts: dict[str, object] = {"words": kept.words, "new_files": files, "withheld": withheld}
        told.append(sheets.told(tx, person, case, now, kind=kind, message=kept.message, more=facts))
    return told


def _own_card(tx: Tx, actor: Actor, case: Suggestion, now: datetime, *, fresh: bool) -> Told:
    view = sheets.sheet(tx, actor, case, now)
    return Told(actor.person, "case.own", {"sheet": view, "fresh": fresh}, case=case.id)
