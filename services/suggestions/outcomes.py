"""What residents say of answers: four weeks later whether it is really fixed, and the figures of it all.

Only the author's word counts, and silence says nothing. Somebody without an account is asked by the officer who
registered the case, or by who stands in, and that one brings what they say. What is not fixed is taken up again with a
word of why: it has the clock of a second handling then, and is with whoever held it.
"""

from datetime import date, datetime, timedelta

from pydantic import Field

from domain.life import allows
from domain.outcomes import ASKABLE, Fixed, Judgement, quarter
from domain.people import Actor, Role
from domain.suggestions import Action, Suggestion
from domain.telling import END, Outcome, Priority, Talk, Told
from services import access, walkins
from services.commands import Command, RefusedError, today
from services.moderation import stops_talk
from services.suggestions import duplicates, hearing, sheets
from services.suggestions.following import news
from services.suggestions.handling import Press, load
from services.suggestions.moving import move, note
from services.suggestions.saying import Kept, Say, keep
from storage import outcomes, people, talks, units
from storage.tx import Tx

WORD = "case.reopen"
LONGEST_BACK = 40  # quarters


class SayFixed(Press):
    """Whether it is really fixed; `answer` is the number of the answer that was asked about."""

    value: Fixed
    answer: int


class Show(Command):
    """The figures of a unit, of so many quarters back; without a unit those of the own one."""

    unit_id: int = Field(0, ge=0, lt=2**62)
    back: int = Field(0, ge=0, le=LONGEST_BACK)
    fresh: bool = True


def question(tx: Tx, case: Suggestion, answer: int, now: datetime) -> list[Told]:
    """Ask the author, once, or whoever asks for one without an account; nobody where the case is handled again."""
    askable = case.state in ASKABLE and case.answers == answer
    asked = _questions(tx, case, now) if askable else []
    if not asked:
        outcomes.ask_no_more(tx, case.id)
        return []
    outcomes.asked(tx, case.id, answer, now)
    key = f"fixed:{case.id}:{answer}"
    return [
        Told(told.to, told.kind, told.facts, case.id, None, Priority.REMINDER, f"{key}:{n}" if n else key)
        for n, told in enumerate(asked)
    ]


def begin(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """The question once more, out of the case's card."""
    case = load(tx, command.case_id)
    _role(tx, actor, case, Action.FIXED, now)
    judgement = outcomes.latest(tx, case.id)
    if judgement is None or not judgement.waits:
        return Outcome(toast="button.done_already")
    return Outcome.tell(*(told for told in _questions(tx, case, now) if told.to == actor.person))


def say(tx: Tx, actor: Actor, command: SayFixed, now: datetime) -> Outcome:
    """Yes, partly or no. Said once: a second press changes nothing. What is not fixed asks for a word of why."""
    case = load(tx, command.case_id)
    role = _role(tx, actor, case, Action.FIXED, now)
    said = command.answer == case.answers and outcomes.say(tx, case.id, case.answers, command.value, now)
    if not said:
        return Outcome(toast="button.done_already")
    facts = {"answer": case.answers, "fixed": command.value.value}
    note(tx, actor, case, Action.FIXED, role, now, facts)
    hearers = hearing.staff(tx, case, Action.FIXED, case.state, role, now, but=actor.person)
    heard = (sheets.told(tx, person, case, now, kind="case.fixed", more={"files": ()}) for person in hearers)
    thanks = _thanks(tx, actor, case, role, command.value, now, fresh=False)
    brings = role is Role.RESIDENT or allows(Action.REOPEN, case.state, role)  # words, after it
    if not command.value.may_reopen or not brings:
        return Outcome.tell(thanks, *heard)
    return Outcome.tell(thanks, *heard, talk=Talk(WORD, {"case": case.id}))


def leave(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """It is left as it is. Pressed late it leaves alone what has been begun since."""
    case = load(tx, command.case_id)
    _role(tx, actor, case, Action.FIXED, now)
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != WORD or talk.data["case"] != case.id:
        return Outcome(toast="outcome.left")
    return Outcome.tell(Told(actor.person, "outcome.left", {"case": case}), talk=END, toast="outcome.left")


def ask_word(tx: Tx, actor: Actor, command: Press, now: datetime) -> Outcome:
    """Ask for the word with which a case is taken up again, out of its card, also weeks later."""
    case = load(tx, command.case_id)
    role = _role(tx, actor, case, Action.REOPEN, now)
    judgement = outcomes.latest(tx, case.id)
    if judgement is None or judgement.fixed is None or not judgement.may_reopen:
        return Outcome(toast="button.done_already")
    shown = _thanks(tx, actor, case, role, judgement.fixed, now, fresh=True)
    return Outcome.tell(shown, talk=Talk(WORD, {"case": case.id}))


def word(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """Why it is not fixed, in the resident's words. They take the case up again, or reach who still sees to it."""
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != WORD:
        raise RefusedError("refused.no_case")
    case = load(tx, int(talk.data["case"]))
    role = _role(tx, actor, case, Action.REOPEN if _asks_for(tx, actor, case, now) else Action.COMMENT, now)
    if stopped := stops_talk(tx, actor, case, command, now):
        return stopped
    judgement = outcomes.latest(tx, case.id)
    reopens = judgement is not None and judgement.may_reopen and allows(Action.REOPEN, case.state, role)
    kept = keep(tx, actor, case, "comment", role, command, now)
    changed = _reopen(tx, actor, case, judgement, role, now) if judgement and reopens else case
    if not reopens and not kept.continues:
        note(tx, actor, case, Action.COMMENT, role, now)
    return _told(tx, actor, case, changed, kept, role, now)


def _told(
    tx: Tx, actor: Actor, case: Suggestion, changed: Suggestion, kept: Kept, role: Role, now: datetime
) -> Outcome:
    """The resident hears what comes of the word, and whoever sees to the case hears the word."""
    facts = {"case": changed, "withheld": sheets.withheld(case.anonymous, kept.files)}
    if changed is case:
        facts["message"] = kept.message
        done = Told(actor.person, "rate.commented", facts, case=case.id, message=kept.message)
        heard = news(tx, case, Action.COMMENT, kept, now, actor.person)
    else:
        kind = "walkin.reopened" if role is Role.REGISTRAR else "outcome.reopened"
        done = Told(actor.person, kind, facts, case=case.id)
        heard = news(tx, changed, Action.REOPEN, kept, now, actor.person, state=case.state)
    return Outcome.tell(*map(kept.together, (done, *heard)), talk=END)


def _reopen(tx: Tx, actor: Actor, case: Suggestion, judgement: Judgement, role: Role, now: datetime) -> Suggestion:
    due = today(tx.rules, now) + timedelta(days=tx.rules.deadlines.second_handling)
    facts = {"answer": judgement.answer}
    changed = move(tx, actor, case, Action.REOPEN, role, now, facts=facts, second_due=due, outcome=None)
    outcomes.lapse(tx, case)
    duplicates.index(tx, changed)
    return changed


def _questions(tx: Tx, case: Suggestion, now: datetime) -> list[Told]:
    """The question to the author; of one without an account to those who ask for it."""
    if people.reach(tx, case.author_id) is not None:
        return [Told(case.author_id, "outcome.question", {"case": case, "fresh": True}, case=case.id)]
    return [
        Told(to, "walkin.ask_fixed", {"case": case, "who": facts["who"], "phone": facts["phone"]}, case=case.id)
        for to, facts in walkins.askers(tx, case, now)
    ]


def _asks_for(tx: Tx, actor: Actor, case: Suggestion, now: datetime) -> bool:
    """Whether the actor asks somebody without an account, and brings what they say."""
    return any(to == actor.person for to, _ in walkins.askers(tx, case, now))


def _role(tx: Tx, actor: Actor, case: Suggestion, action: Action, now: datetime) -> Role:
    """The author's role, or that of who brings the words of one without an account. Raises RefusedError."""
    if not _asks_for(tx, actor, case, now):
        return access.role_for(tx, actor, case, action)
    if not allows(action, case.state, Role.REGISTRAR):
        raise RefusedError("refused.state", number=case.number)
    return Role.REGISTRAR


def _thanks(tx: Tx, actor: Actor, case: Suggestion, role: Role, fixed: Fixed, now: datetime, *, fresh: bool) -> Told:
    due = today(tx.rules, now) + timedelta(days=tx.rules.deadlines.second_handling)
    reopens = fixed.may_reopen and allows(Action.REOPEN, case.state, role)
    facts = {"case": case, "fixed": fixed, "by": due if reopens else None, "fresh": fresh}
    kind = "walkin.fixed_noted" if role is Role.REGISTRAR else "outcome.thanks"
    return Told(actor.person, kind, facts, case=case.id)


def figures(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """What staff and residents say of a quarter's answers, of a unit and all below: for officers and administrators."""
    own = _units(actor)
    if not own:
        raise RefusedError("refused.no_figures")
    unit_id = command.unit_id or own[0]
    if not any(unit_id in units.below(tx, top) for top in own):
        raise RefusedError("refused.no_figures")
    day = today(tx.rules, now)
    first, after = quarter(day, command.back)
    facts = {
        "unit": units.find(tx, unit_id), "figures": outcomes.count(tx, unit_id, _begins(tx, first), _begins(tx, after)),
        "first": first, "last": after - timedelta(days=1), "back": command.back, "fresh": command.fresh,
        "above": _above(tx, unit_id, own), "below": units.children(tx, unit_id, day),
    }  # fmt: skip
    return Outcome.tell(Told(actor.person, "figures", facts))


def _units(actor: Actor) -> list[int]:
    """The units whose figures somebody sees, with all below them: those of administrators first."""
    held = [one for role in (Role.ADMIN, Role.OFFICER) for one in actor.standings if one.role is role]
    return list(dict.fromkeys(one.unit_id for one in held))


def _above(tx: Tx, unit_id: int, own: list[int]) -> int | None:
    """The unit right above, where it is one's own to see."""
    above = [unit.id for unit in units.chain(tx, unit_id)][1:2]
    return next((id_ for id_ in above if any(id_ in units.below(tx, top) for top in own)), None)


def _begins(tx: Tx, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=tx.rules.locale.zone)
