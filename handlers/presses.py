"""Every button: which use case its code asks for. One table, read from top to bottom."""

from collections.abc import Callable
from typing import Any

from telegram import Update

from domain.groups import AT_ONCE, GOES_ON
from domain.moderation import Offence
from domain.outcomes import Fixed
from domain.people import Actor, StrangerError
from domain.showing import Shown
from domain.suggestions import AnswerClass, Rating, Why
from domain.telling import Outcome
from handlers.audit.presses import PRESSES as AUDIT
from handlers.codes import Code, read
from handlers.contacts.presses import PRESSES as CONTACTS
from handlers.formal.presses import PRESSES as FORMAL
from handlers.groups.presses import PRESSES as GROUPS
from handlers.inviting.presses import PRESSES as INVITING
from handlers.meetings.presses import PRESSES as MEETINGS
from handlers.notices.presses import PRESSES as NOTICES
from handlers.reading import name_of
from handlers.receptions.presses import PRESSES as RECEPTIONS
from handlers.rights.presses import PRESSES as RIGHTS
from handlers.roster.presses import PRESSES as ROSTER
from handlers.settings.presses import PRESSES as SETTINGS
from handlers.turn import Context
from services import leaving, people, templates, welcome
from services.commands import Command, Nothing
from services.groups import acting
from services.suggestions import (
    answering,
    assigning,
    chasing,
    departing,
    desks,
    drafting,
    extending,
    following,
    handling,
    merging,
    moderating,
    noting,
    outcomes,
    placing,
    promising,
    receipts,
    reminding,
    showing,
    supporting,
    taken,
    transcribing,
    transferring,
    triaging,
    waiting,
    walkins,
    withdrawing,
)

Press = tuple[Callable[..., Outcome], Callable[[Code], Any]]


KEEPS = {"keep": True, "withdraw": False}  # what is chosen for the words of open cases by who leaves


def _nothing(code: Code) -> Nothing:
    return Nothing()


def _show(code: Code) -> handling.Show:
    return handling.Show(case_id=code.id)


def _press(code: Code) -> handling.Press:
    return handling.Press(case_id=code.id, version=code.version, value=code.value)


def _desk(code: Code) -> desks.Desk:
    view = {"view": code.value} if code.value else {}
    return desks.Desk.model_validate({**view, "page": code.version, "fresh": not code.value})


def _class(code: Code) -> answering.ChooseClass:
    return answering.ChooseClass(case_id=code.id, version=code.version, value=AnswerClass(code.value))


def _pick(code: Code) -> handling.Pick:
    return handling.Pick(case_id=code.id, version=code.version, value=code.value)


def _template(code: Code) -> templates.One:
    return templates.One(template_id=int(code.value), version=code.version)


def _instead(code: Code) -> supporting.Instead:
    return supporting.Instead(case_id=code.id, revision=code.version)


def _reason(code: Code) -> triaging.ChooseReason:
    return triaging.ChooseReason(case_id=code.id, version=code.version, value=Why(code.value))


def _level(code: Code) -> triaging.ChooseLevel:
    given = {"case_id": code.id, "version": code.version, "value": code.value}
    return triaging.ChooseLevel.model_validate(given)


def _day(code: Code) -> promising.Day:
    return promising.Day(case_id=code.id, version=code.version, value=code.value)


def _days(code: Code) -> extending.Days:
    return extending.Days(case_id=code.id, version=code.version, value=code.value)


def _choice(code: Code) -> leaving.Choice:
    if code.value not in KEEPS:
        raise ValueError(code.value)
    return leaving.Choice(person=code.id, cases=code.version, keep=KEEPS[code.value])


def _rate_process(code: Code) -> following.RateProcess:
    given = {"case_id": code.id, "version": code.version, "value": code.value}
    return following.RateProcess.model_validate(given)


def _begin_measure(code: Code) -> moderating.Begin:
    return moderating.Begin(case_id=code.id, version=code.version, value=code.value)


def _offence(code: Code) -> moderating.ChooseOffence:
    return moderating.ChooseOffence(case_id=code.id, version=code.version, value=Offence(code.value))


def _rate(code: Code) -> following.Rate:
    return following.Rate(case_id=code.id, version=code.version, value=Rating(code.value))


def _fixed(code: Code) -> outcomes.SayFixed:
    said, _, answer = code.value.partition("_")
    return outcomes.SayFixed(case_id=code.id, version=code.version, value=Fixed(said), answer=int(answer))


PRESSES: dict[str, Press] = {
    # who somebody is
    "agree": (welcome.agree, _nothing),  # with the account's name: see `pressed`
    "decline": (welcome.decline, _nothing),
    "language": (people.choose_language, lambda c: people.ChooseLanguage.model_validate({"language": c.value})),
    "unit": (welcome.choose_unit, lambda c: people.ChooseUnit(unit_id=c.id, page=c.version)),
    "unit_whole": (welcome.choose_unit, lambda c: people.ChooseUnit(unit_id=c.id, whole=True)),
    "place": (people.ask_place, _nothing),
    "forget.choose": (leaving.choose, _choice),
    "forget.yes": (leaving.erase, _choice),
    "forget.stop": (leaving.stop, _nothing),
    "position": (people.ask_position, _nothing),
    "station": (welcome.choose_station, lambda c: people.ChooseStation(station_id=c.id)),
    # writing a suggestion
    "new": (drafting.begin, lambda c: drafting.Begin()),
    "draft.resume": (drafting.resume, _nothing),
    "draft.anew": (drafting.begin, lambda c: drafting.Begin(anew=True)),
    "draft.join": (drafting.join, lambda c: drafting.Join(anew=False)),
    "draft.apart": (drafting.join, lambda c: drafting.Join(anew=True)),
    "draft.show": (drafting.show, _nothing),
    "draft.category": (drafting.ask_category, _nothing),
    "draft.choose": (drafting.choose_category, lambda c: drafting.Choose(category=c.value)),
    "draft.place": (drafting.ask_where, _nothing),
    "draft.who": (showing.ask, _nothing),
    "draft.shown": (showing.choose, lambda c: showing.Choose.model_validate({"shown": c.value})),
    "draft.phone": (showing.ask_phone, _nothing),
    "phone.remember": (showing.remember, _nothing),
    "phone.once": (showing.once, _nothing),
    "draft.rewrite": (drafting.ask_rewrite, _nothing),
    "draft.drop_file": (drafting.drop_file, _nothing),
    "draft.discard": (drafting.ask_discard, _nothing),
    "draft.discard_yes": (drafting.discard, _nothing),
    "draft.submit": (placing.submit, lambda c: placing.Submit(revision=c.version)),
    # the same as somebody else's
    "similar.ask": (supporting.ask, _instead),
    "similar.support": (supporting.instead, _instead),
    "similar.none": (supporting.neither, _nothing),
    "support.add": (supporting.support, lambda c: supporting.Join(case_id=c.id, code=c.value)),
    "support.show": (supporting.show, _show),
    "support.stop": (supporting.stop, _show),
    "supports": (supporting.supported, lambda c: following.List(page=c.version, fresh=not c.value)),
    # for somebody who has no account
    "walkin.begin": (walkins.begin, _nothing),
    "walkin.who": (walkins.ask_who, _nothing),
    "walkin.hide": (walkins.hide, _nothing),
    "walkin.list": (walkins.registered, lambda c: following.List(page=c.version, fresh=not c.value)),
    "walkin.slip": (walkins.slip, _show),
    "walkin.shown": (taken.choose, lambda c: taken.Choose(case_id=c.id, value=Shown(c.value))),
    # the resident's cases
    "cases": (following.cases, lambda c: following.List(page=c.version, fresh=not c.value)),
    "case.show": (following.show, _show),
    "case.add": (following.ask_add, _press),
    "case.withdraw": (following.ask_withdraw, _press),
    "case.withdraw_yes": (following.withdraw, _press),
    "rate.begin": (following.begin_rating, _press),
    "rate.process": (following.rate_process, _rate_process),
    "rate.result": (following.rate_result, _rate),
    "rate.skip": (following.skip_comment, _nothing),
    # following up
    "waiting": (waiting.mine, lambda c: following.List(page=c.version, fresh=not c.value)),
    "case.chase": (chasing.chase, _show),
    "case.remind": (reminding.ask, _show),
    "remind.day": (reminding.choose, _day),
    "remind.other": (reminding.ask_day, _show),
    "remind.cancel": (reminding.cancel, _show),
    "reminders": (reminding.listed, lambda c: following.List(page=c.version, fresh=not c.value)),
    "fixed.begin": (outcomes.begin, _press),
    "fixed.say": (outcomes.say, _fixed),
    "fixed.leave": (outcomes.leave, _press),
    "fixed.reopen": (outcomes.ask_word, _press),
    # the desk
    "inbox": (desks.desk, _desk),
    "figures": (
        outcomes.figures,
        lambda c: outcomes.Show(unit_id=int(c.value or 0), back=c.version, fresh=not c.value),
    ),
    "case.back": (following.back, _show),
    "case.write": (handling.ask_words, _press),
    "case.answer": (answering.ask_class, _press),
    "case.class": (answering.choose_class, _class),
    "case.template": (answering.use_template, _pick),
    "case.confirm": (answering.confirm, _press),
    "case.transcribe": (transcribing.ask_transcript, _press),
    "case.peers": (assigning.ask_peer, _press),
    "case.assign": (assigning.assign, _pick),
    "case.redirect": (triaging.ask_reason, _press),
    "case.redirect_as": (triaging.choose_reason, _reason),
    "case.redirect_yes": (triaging.redirect, _press),
    "case.refer": (triaging.ask_level, _press),
    "case.refer_to": (triaging.refer, _level),
    "relay.arrived": (receipts.show, lambda c: receipts.Ask(case_id=c.id, message=int(c.value))),
    # templates
    "templates": (templates.show_all, lambda c: templates.List(unit_id=int(c.value or 0), fresh=False)),
    "template.show": (templates.show, _template),
    "template.add": (templates.ask_new, lambda c: templates.List(unit_id=int(c.value or 0))),
    "template.change": (templates.ask_change, _template),
    "template.up": (templates.move_up, _template),
    "template.remove": (templates.ask_remove, _template),
    "template.remove_yes": (templates.remove, _template),
    "merge.ask": (merging.ask, _press),
    "merge.choose": (merging.choose, _pick),
    "merge.yes": (merging.merge, _pick),
    "file.list": (withdrawing.choose, _show),
    "file.ask": (withdrawing.ask, _pick),
    "file.yes": (withdrawing.withdraw, _pick),
    "merge.object": (merging.object_, _show),
    **AUDIT,
    # moderation
    "case.moderate": (moderating.ask, _press),
    "mod.begin": (moderating.begin, _begin_measure),
    "mod.offence": (moderating.choose_offence, _offence),
    "mod.send": (moderating.send, _press),
    "mod.undo": (moderating.undo, _pick),
    "mod.keep": (moderating.keep, _pick),
    "mod.object": (moderating.object_, _show),  # with the id of the measure
    "case.report": (moderating.ask_report, _press),
    # departments
    "case.transfer": (transferring.ask, lambda c: transferring.Page(case_id=c.id)),
    "case.departments": (transferring.ask, lambda c: transferring.Page(case_id=c.id, page=c.version)),
    "case.lead": (transferring.choose_lead, _pick),
    "case.support": (transferring.toggle, _pick),
    "case.pass_on": (transferring.send, _press),
    "case.recall": (transferring.ask_recall, _press),
    "case.recall_yes": (transferring.recall, _press),
    "case.accept": (departing.accept, _press),
    "case.return": (departing.ask_return, _press),
    "case.note": (noting.ask, _press),
    "case.later": (promising.ask, _press),
    "case.promise": (promising.choose, _day),
    "case.extend": (extending.ask, _press),
    "case.extend_by": (extending.ask_why, _days),
    "case.grant": (extending.grant, _press),
    "case.refuse": (extending.refuse, _press),
    **ROSTER,
    **FORMAL,
    **INVITING,
    **CONTACTS,
    **MEETINGS,
    **RIGHTS,
    **GROUPS,
    **SETTINGS,
    **RECEPTIONS,
    **NOTICES,
}


# The buttons that a card in a group has; any other is none there, whatever a changed program sends.
IN_GROUPS = frozenset({*AT_ONCE, *GOES_ON})
# The buttons of those who have not agreed yet, or are nobody any more.
GREETING = frozenset({"agree", "decline", "language", "forget.choose", "forget.yes", "forget.stop"})


def stale(tx: Any, actor: Actor, command: Command, now: Any) -> Outcome:
    """A button that nobody knows any more."""
    return Outcome(toast="button.unknown")


async def pressed(update: Update, context: Context) -> object:
    """Decode, and ask for what the table says."""
    query = update.callback_query
    code = read(query.data if query else None)
    known = PRESSES.get(code.verb) if code else None
    if query is None or code is None or known is None:
        return await context.turn.do(stale, Nothing())
    use_case, command = known
    in_group = context.turn.group is not None
    if in_group and code.verb not in IN_GROUPS:
        return await context.turn.do(stale, Nothing())
    if code.verb == "agree":
        return await context.turn.do(welcome.agree, welcome.Agree(name=name_of(query.from_user)))
    try:
        asked = command(code)
    except ValueError:  # a forged value that fits no command
        return await context.turn.do(stale, Nothing())
    if in_group:
        return await context.turn.do(acting.press(use_case, code.verb), asked)
    return await context.turn.do(use_case if code.verb in GREETING else _agreed(use_case), asked)


def _agreed(use_case: Callable[..., Outcome]) -> Callable[..., Outcome]:
    """Only for those who have agreed to the privacy note; others are asked to."""

    def guarded(tx: Any, actor: Actor, command: Any, now: Any) -> Outcome:
        if actor.is_stranger:
            raise StrangerError
        return use_case(tx, actor, command, now)

    return guarded
