"""Who may do what, a row for every button, command, step and way in: printed as docs/permissions.md.

What concerns a case is decided by the table of a case's life (`domain/life.py`), and a row here only names the action;
all else names who may. `tests/handlers/test_permissions.py` finds buttons, commands and steps in the code, so that one
without a row here is a failure, and tries every row, as everybody, in every state of a case. What a new one needs to
be tried (a value, a conversation that stands somewhere) goes into `tests/handlers/ready.py`. Formal suggestions are no
cases: their buttons and steps stand in `tests/docs/formal.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from domain import life
from domain.people import Role
from domain.suggestions import OPEN, Action, State
from tests.docs.tables import NOBODY, section, table

FILE = Path(__file__).parents[2] / "docs" / "permissions.md"


class Who(StrEnum):
    """What somebody is to a case: the columns of the page."""

    STRANGER = "stranger"
    RESIDENT = "another resident"
    SUPPORTER = "supporter"
    AUTHOR = "author"
    REPRESENTATIVE = "representative"
    OFFICER = "liaison officer"
    ADMIN = "administrator"
    LEAD = "lead department"
    HELPER = "supporting department"
    OTHER_REPRESENTATIVE = "other representative"
    OTHER_OFFICER = "other officer"
    OTHER_ADMIN = "other administrator"
    OTHER_DEPARTMENT = "other department"


W = Who
ROLES: dict[Who, Role] = {
    W.AUTHOR: Role.RESIDENT, W.REPRESENTATIVE: Role.REPRESENTATIVE, W.OFFICER: Role.OFFICER, W.ADMIN: Role.ADMIN,
    W.LEAD: Role.DEPARTMENT_OFFICER, W.HELPER: Role.SUPPORTING,
}  # fmt: skip


@dataclass(frozen=True)
class Right:
    """Who may: the roles that may do an action in a case, or a list of people, as far as the case is in some state."""

    who: frozenset[Who] = frozenset()
    states: frozenset[State] = frozenset(State)
    acts: Mapping[Role, Action] = field(default_factory=dict)
    note: str = ""

    def allows(self, who: Who, state: State) -> bool:
        """Whether somebody may in a case of this state."""
        role = ROLES.get(who)
        if role is not None and role in self.acts:
            return life.allows(self.acts[role], state, role)
        return who in self.who and state in self.states

    @property
    def of_case(self) -> bool:
        """Whether it depends on the state of a case, or on what somebody is in it."""
        return bool(self.acts or self.note) or len(self.states) < len(State)

    @property
    def says(self) -> str:
        """In words: the actions, or the note."""
        named = dict.fromkeys(f"`{action}`" for action in self.acts.values())
        return ", ".join([*named, *([self.note] if self.note else [])])


def does(action: Action, *also: Action) -> Right:
    """Those who may do an action in a case; of several actions each role has one."""
    return Right(acts={role: one for one in (*also, action) for role in life.ever(one) if role is not Role.SYSTEM})


EVERYBODY = Right(frozenset(Who))
AGREED = Right(frozenset(Who) - {W.STRANGER})
STAFF = frozenset(Who) - {W.STRANGER, W.RESIDENT, W.SUPPORTER, W.AUTHOR}
DESK = Right(STAFF)
TRIAGE = Right(frozenset({W.OFFICER, W.ADMIN, W.OTHER_OFFICER, W.OTHER_ADMIN}))
REPRESENTATIVES = Right(frozenset({W.REPRESENTATIVE, W.OTHER_REPRESENTATIVE}))
SETS_UP = Right(frozenset({W.OFFICER, W.ADMIN}))  # of the station of a reception, or its unit
ON_DUTY = Right(frozenset({W.REPRESENTATIVE}))
LIVES_THERE = Right(frozenset({W.RESIDENT, W.SUPPORTER, W.AUTHOR}))
RUNS = Right(SETS_UP.who | ON_DUTY.who)
SEES_RECEPTION = Right(SETS_UP.who | ON_DUTY.who | LIVES_THERE.who)
KEEPERS = Right(frozenset({W.REPRESENTATIVE}))  # who keeps the link
OTHER_SIDE = Right(frozenset({W.AUTHOR}))  # with whom it is kept
BOTH_SIDES = Right(KEEPERS.who | OTHER_SIDE.who)
DECIDES = Right(frozenset({W.OFFICER}))  # on a disputed meeting
OVER_KEEPER = Right(frozenset({W.OFFICER, W.ADMIN}))  # of the keeper's station or unit
BETWEEN = Right(OTHER_SIDE.who | KEEPERS.who | OVER_KEEPER.who)
ADMINS = Right(frozenset({W.ADMIN, W.OTHER_ADMIN}))
OVER_UNIT = Right(frozenset({W.ADMIN}))  # of the case's unit, or of one above it
ENDS_LINK = Right(OTHER_SIDE.who | OVER_KEEPER.who)
LEDGER = Right(REPRESENTATIVES.who | TRIAGE.who)
PART = Right(frozenset(ROLES), note="who has a part in the case")
SEES = Right(frozenset(ROLES) | {W.SUPPORTER}, OPEN, note="who sees the case, while it is open")
MEASURED = Right(frozenset({W.AUTHOR}), note="against whom a measure was taken")
OFFICES = Right(STAFF - REPRESENTATIVES.who)
ADMINISTERS = Right(frozenset({W.ADMIN}), note="of their unit, or of one below")
OF_CITY = Right(frozenset(), note="in the settings of the city alone, by its administrators")
SETTLES = Right(frozenset({W.OFFICER, W.ADMIN}), note="of their station; of their unit, or of one below")
KEEPS = Right(frozenset({W.OFFICER, W.ADMIN}), note="of the templates of their unit, or of one below")
SAID = Right(frozenset(ROLES), note="of what they said, with a part in the case")
NOTIFIES = Right(frozenset({W.OFFICER, W.ADMIN}))  # of the station's notices
SUPPORTS = Right(frozenset({W.SUPPORTER}), note="who supports the case")
OWN = Right(frozenset({W.AUTHOR}), note="what one attached oneself")
SHOWN = Right(AGREED.who, note="of a case that was shown to them")
MERGED = Right(AGREED.who, note="for whom it was merged; others are told that there is nothing to undo")
TAKEN = Right(frozenset({W.AUTHOR}), note="of a case that they took over")
SLIP = Right(frozenset({W.OFFICER, W.ADMIN}), note="of a case that was registered for somebody; whoever did that, too")
A = Action
GIVES_BACK = does(A.RETURN, A.LEAVE)
TAKES_UP = does(A.ACCEPT, A.JOIN)
REPLIES = Right(acts={
    Role.RESIDENT: A.ADD, Role.REPRESENTATIVE: A.SPEAK, Role.OFFICER: A.SPEAK, Role.ADMIN: A.SPEAK,
    Role.DEPARTMENT_OFFICER: A.SPEAK, Role.SUPPORTING: A.NOTE,
})  # fmt: skip
REPLIES_AMONG_STAFF = Right(acts={**dict.fromkeys(life.ever(A.NOTE), A.NOTE), Role.RESIDENT: A.ADD})
LATER_PARTS = Right(frozenset({W.AUTHOR}), acts={r: a for r, a in REPLIES.acts.items() if r is not Role.RESIDENT})

PRESSES: dict[str, Right] = {
    "agree": EVERYBODY, "decline": EVERYBODY, "language": EVERYBODY,
    "unit": AGREED, "unit_whole": AGREED, "place": AGREED, "position": AGREED, "station": AGREED,
    "file.list": OWN, "file.ask": OWN, "file.yes": OWN,
    "forget.choose": EVERYBODY, "forget.yes": EVERYBODY, "forget.stop": EVERYBODY,
    "new": AGREED, "draft.resume": AGREED, "draft.anew": AGREED, "draft.join": AGREED, "draft.apart": AGREED,
    "draft.show": AGREED, "draft.category": AGREED, "draft.choose": AGREED, "draft.place": AGREED,
    "draft.who": AGREED, "draft.shown": AGREED, "draft.phone": AGREED, "phone.remember": AGREED, "phone.once": AGREED,
    "draft.rewrite": AGREED, "draft.drop_file": AGREED, "draft.discard": AGREED,
    "draft.discard_yes": AGREED, "draft.submit": AGREED,
    "similar.ask": SHOWN, "similar.support": SHOWN, "similar.none": AGREED,
    "support.add": Right(AGREED.who, OPEN, note="while it is open"), "support.show": SUPPORTS, "support.stop": AGREED,
    "supports": AGREED, "cases": AGREED,
    "walkin.begin": TRIAGE, "walkin.who": TRIAGE, "walkin.hide": TRIAGE, "walkin.list": TRIAGE, "walkin.slip": SLIP,
    "walkin.shown": TAKEN,
    **dict.fromkeys(("rights.people", "rights.one", "rights.take", "rights.take_yes", "rights.hand", "rights.hand_to",
                     "rights.hand_yes"), OVER_UNIT),
    "invite": TRIAGE, "invite.station": OVER_UNIT,
    **dict.fromkeys(("invite.whom", "invite.make", "invite.list", "invite.revoke", "invite.ask_cards", "invite.cards"),
                    OVER_KEEPER),
    "case.show": PART, "case.back": PART, "case.add": does(A.ADD),
    "case.withdraw": does(A.WITHDRAW), "case.withdraw_yes": does(A.WITHDRAW),
    "rate.begin": does(A.RATE), "rate.process": does(A.RATE), "rate.result": does(A.RATE), "rate.skip": AGREED,
    "waiting": AGREED, "case.chase": does(A.CHASE),
    "case.remind": SEES, "remind.day": SEES, "remind.other": SEES, "remind.cancel": AGREED, "reminders": AGREED,
    "fixed.begin": does(A.FIXED), "fixed.say": does(A.FIXED),
    "fixed.leave": does(A.FIXED), "fixed.reopen": does(A.REOPEN), "figures": TRIAGE,
    "inbox": DESK, "case.write": does(A.SPEAK), "case.template": does(A.SPEAK), "case.answer": does(A.ANSWER),
    "case.class": does(A.ANSWER), "case.confirm": does(A.ANSWER), "case.transcribe": does(A.TRANSCRIBE),
    "case.peers": does(A.ASSIGN), "case.assign": does(A.ASSIGN),
    "case.redirect": does(A.REDIRECT), "case.redirect_as": does(A.REDIRECT), "case.redirect_yes": does(A.REDIRECT),
    "case.refer": does(A.REFER), "case.refer_to": does(A.REFER),
    "relay.arrived": SAID,
    "templates": TRIAGE, "template.show": KEEPS, "template.add": KEEPS, "template.change": KEEPS, "template.up": KEEPS,
    "template.remove": KEEPS, "template.remove_yes": KEEPS,
    "audit": OVER_UNIT, "audit.act": OVER_UNIT, "audit.unit": OVER_UNIT, "audit.export": OVER_UNIT,
    "merge.ask": does(A.MERGE), "merge.choose": does(A.MERGE), "merge.yes": does(A.MERGE), "merge.object": MERGED,
    "case.moderate": does(A.MODERATE), "mod.begin": does(A.MODERATE), "mod.offence": does(A.MODERATE),
    "mod.send": does(A.MODERATE), "mod.undo": does(A.MODERATE), "mod.keep": does(A.MODERATE), "mod.object": MEASURED,
    "case.report": does(A.REPORT),
    "case.transfer": does(A.TRANSFER), "case.departments": does(A.TRANSFER), "case.lead": does(A.TRANSFER),
    "case.support": does(A.TRANSFER), "case.pass_on": does(A.TRANSFER),
    "case.recall": does(A.RECALL), "case.recall_yes": does(A.RECALL),
    "case.accept": TAKES_UP, "case.return": GIVES_BACK, "case.note": does(A.NOTE),
    "case.later": does(A.POSTPONE), "case.promise": does(A.POSTPONE),
    "case.extend": does(A.EXTEND), "case.extend_by": does(A.EXTEND),
    "case.grant": does(A.GRANT), "case.refuse": does(A.REFUSE),
    "quota.page": Right(frozenset({W.OFFICER})), "quota.export": Right(frozenset({W.OFFICER})),
    "quota.signs": Right(frozenset({W.ADMIN})), "contact.begin": KEEPERS, "contact.whom": KEEPERS,
    "contact.next": REPRESENTATIVES, "contact.mode": REPRESENTATIVES, "contact.day": REPRESENTATIVES,
    "contact.show_code": KEEPERS, "contact.confirm": OTHER_SIDE, "contact.dispute": OTHER_SIDE,
    "contact.enter_code": OTHER_SIDE,
    "contact.place": KEEPERS, "contact.counts": DECIDES, "contact.stays": DECIDES,
    "meeting.new": REPRESENTATIVES, "meeting.whom": KEEPERS, "meeting.next": REPRESENTATIVES,
    "meeting.day": REPRESENTATIVES, "meeting.time": REPRESENTATIVES, "meeting.when": KEEPERS, "meeting.where": KEEPERS,
    "meeting.show": BOTH_SIDES, "meeting.answer": OTHER_SIDE, "meeting.cancel": KEEPERS, "meeting.cancel_yes": KEEPERS,
    "meeting.held": KEEPERS, "meeting.missed": KEEPERS,
    "contact.of_case": KEEPERS, "contact.matter": KEEPERS, "matter.take": OTHER_SIDE, "matter.leave": OTHER_SIDE,
    "handover.ask": OVER_KEEPER, "handover.to": OVER_KEEPER,
    "link.whom": AGREED, "link.propose": BETWEEN, "link.accept": OTHER_SIDE, "link.decline": OTHER_SIDE,
    "link.end": ENDS_LINK, "link.end_yes": OTHER_SIDE, "links.page": Right(frozenset({W.OFFICER})),
    "link.keeper": OVER_KEEPER, "link.free": OVER_KEEPER,
    "closing.later": KEEPERS,
    "roster.template": ADMINS, "roster.export": ADMINS, "roster.import": ADMINS, "roster.leave": ADMINS,
    "roster.undo": ADMINS, "roster.undo_yes": ADMINS, "roster.keep": ADMINS,
    "rights": ADMINS, "rights.below": OVER_UNIT, "unit.end": OVER_UNIT, "unit.end_yes": OVER_UNIT,
    "approval.show": OVER_UNIT, "approval.yes": OVER_UNIT, "approval.no": OVER_UNIT, "approval.withdraw": OVER_UNIT,
    "groups": OFFICES, "group.link": OVER_KEEPER, "group.end": OVER_KEEPER, "group.end_yes": OVER_KEEPER,
    "settings": ADMINISTERS, "setting.room": ADMINISTERS, "setting.category": OF_CITY,
    "setting.show": SETTLES, "setting.change": SETTLES,
    "setting.choose": ADMINISTERS, "setting.undo": SETTLES,
    "reception.new": TRIAGE, "reception.stations": TRIAGE, "reception.station": SETS_UP, "reception.day": TRIAGE,
    "reception.time": TRIAGE, "reception.whom": TRIAGE, "reception.next": TRIAGE, "reception.anything": TRIAGE,
    "reception.part": TRIAGE, "reception.announce": TRIAGE, "reception.change": SETS_UP, "reception.cancel": SETS_UP,
    "reception.answer": ON_DUTY, "reception.show": SEES_RECEPTION, "reception.slots": LIVES_THERE,
    "reception.book": LIVES_THERE, "reception.unbook": LIVES_THERE,
    "reception.open": RUNS, "reception.close": RUNS, "reception.close_yes": RUNS, "reception.code": RUNS,
    "reception.roll": RUNS, "reception.register": RUNS, "reception.other": RUNS, "reception.here": LIVES_THERE,
    "reception.raise": Right(frozenset({W.AUTHOR})), "reception.write": SETS_UP, "reception.log": ON_DUTY,
    "reception.mark": ON_DUTY,
    "notice.list": TRIAGE, "notice.new": Right(frozenset({W.OFFICER})), "notice.show": NOTIFIES,
    "notice.part": NOTIFIES, "notice.set": NOTIFIES, "notice.discard": NOTIFIES, "notice.to": NOTIFIES,
    "notice.pick": NOTIFIES, "notice.preview": NOTIFIES, "notice.send": NOTIFIES, "notice.when": NOTIFIES,
    "notice.act": NOTIFIES, "notice.report": NOTIFIES, "notice.at": NOTIFIES,
    "notice.table": NOTIFIES, "notice.correct": NOTIFIES, "notice.remind": NOTIFIES,
    "notice.noted": AGREED, "notices": AGREED, "notices.kind": AGREED,
}  # fmt: skip
COMMANDS: dict[str, Right] = {
    "invite": TRIAGE,
    "start": EVERYBODY, "help": EVERYBODY, "language": EVERYBODY, "cancel": EVERYBODY,
    "audit": ADMINS, "place": AGREED, "representative": AGREED, "new": AGREED, "cases": AGREED,
    "waiting": AGREED, "portrait": REPRESENTATIVES, "inbox": DESK, "desk": TRIAGE, "templates": TRIAGE,
    "group": OFFICES,
    "settings": TRIAGE,
    "formal": Right(STAFF - {W.OFFICER, W.OTHER_OFFICER}),
    "mydata": EVERYBODY, "forget": EVERYBODY,
    "contact": REPRESENTATIVES, "links": AGREED, "quota": LEDGER, "meetings": AGREED,
    "register": TRIAGE, "take": AGREED, "rights": ADMINS, "roster": ADMINS,
    "reception": TRIAGE, "receptions": AGREED,
    "notice": TRIAGE, "mute": AGREED,
}  # fmt: skip
LINKS: dict[str, Right] = {"s": AGREED, "r": AGREED, "c": AGREED, "i": AGREED, "t": AGREED, "m": AGREED, "g": AGREED}
STEPS: dict[str, Right] = {
    "start.consent": EVERYBODY, "start.place": AGREED, "start.portrait": REPRESENTATIVES,
    "suggest.words": AGREED, "suggest.preview": AGREED, "suggest.rewrite": AGREED, "suggest.place": AGREED,
    "suggest.offer": AGREED, "suggest.phone": AGREED, "suggest.caller": TRIAGE, "walkin.take": AGREED,
    "walkin.phone": TAKEN,
    "case.write": does(A.SPEAK), "case.answer": does(A.ANSWER), "case.confirm": does(A.ANSWER),
    "case.redirect": does(A.REDIRECT), "case.postpone": does(A.POSTPONE), "case.transcribe": does(A.TRANSCRIBE),
    "template.write": KEEPS, "setting.write": SETTLES, "audit.find": OVER_UNIT,
    "case.add": does(A.ADD), "case.comment": does(A.COMMENT), "case.reopen": does(A.COMMENT),
    "case.transfer": does(A.TRANSFER),
    "case.return": GIVES_BACK, "case.extend": does(A.EXTEND), "case.note": does(A.NOTE), "case.remind": SEES,
    "case.moderate": does(A.MODERATE), "case.report": does(A.REPORT),
    "contact.whom": EVERYBODY, "contact.words": KEEPERS, "contact.dispute": OTHER_SIDE, "contact.code": OTHER_SIDE,
    "contact.line": KEEPERS, "contact.place": KEEPERS, "contact.decide": DECIDES,
    "meeting.whom": EVERYBODY, "meeting.when": REPRESENTATIVES, "meeting.place": KEEPERS,
    "link.word": OVER_KEEPER, "contact.matter": KEEPERS, "roster.file": ADMINS, "approval.refuse": OVER_UNIT,
    "reception.station": EVERYBODY, "reception.whom": EVERYBODY, "reception.confirm": EVERYBODY,
    "reception.when": TRIAGE, "reception.words": TRIAGE, "reception.cancel": SETS_UP,
    "reception.code": LIVES_THERE, "reception.name": RUNS, "reception.log": ON_DUTY,
    "notice.words": NOTIFIES, "notice.files": NOTIFIES, "notice.link": NOTIFIES, "notice.when": NOTIFIES,
    "notice.correct": NOTIFIES,
}  # fmt: skip
OTHERS: dict[str, Right] = {
    "words or files alone": AGREED,
    "an edited message": AGREED,
    "an edited word to the other side": does(A.EDIT),
    "an edited word among staff": does(A.NOTE),
    "a reply to a message of a case": REPLIES,
    "a reply to a word among staff": REPLIES_AMONG_STAFF,
    "a reply known by the case's number": Right(acts={Role.RESIDENT: A.ADD, Role.REPRESENTATIVE: A.SPEAK}),
    "a later part of an album": LATER_PARTS,
    "an unknown command": EVERYBODY,
    "anything else": EVERYBODY,
}

BEGIN = """# Who may do what

Every button, command and step of a conversation, and everybody who may want to use it. This page is written by
`python -m tests.docs.tables`; a test keeps it equal to the code, and another one tries every cell of it, in every state
of a case, through the real application. What is refused is answered with a kind word, changes nothing and tells nothing
of the case. A button is only a hint: rights are looked at when it is pressed (`services/access.py`).

People are what they are to the case at hand. The **author** is never staff in it. The **representative** is the one who
holds it, the **liaison officer** that of its station, the **administrator** that of its unit, of one above, or one whom
the configuration names. **Departments** are those to which it was passed on, as long as they have a part in it. The
**others** hold the same office somewhere else. Whoever's office has ended is a resident like **another resident**. An
officer who registered a case for somebody without an account can also look at it, `case.add` what they say, and hand
out another slip, until they take it over.

In the rows of rights and requests the unit is that of the case. Who asked for something never decides on it.

In a staff group cards have a few of these buttons, and replies; whoever uses one may do there what they may in the
private chat, and nobody what the author of the case may (`tests/handlers/test_groups.py` tries everybody).

In the rows of the double link the representative keeps a link with the author, and the station is the officer's. In
those of receptions the representative is on duty at one of the officer's station, and the residents live in its unit.
A notice is that of this station.

Where a row names an action, "yes" holds in the states in which [cases.md](cases.md) lets this role do it.
"""
BUTTONS = """By the verb of their code (`handlers/presses.py`).
"""
COMMANDED = """Everybody may write any command; a menu shows each role its own.
"""
LINKED = """`/start` with the beginning of a link: `s` a station's, `r` a representative's, `c` a case's public card,
`i` an invitation, `t` a slip's, by which a case is taken over, `m` a
meeting, `g` a staff group's, which is good in a group only. Who has not agreed yet is greeted and asked first.
"""
STEPPED = """What is written while a conversation waits for it. Rights are looked at once more: somebody may have lost
theirs since the question.
"""
ELSE = """What comes outside of any step.
"""


def page() -> str:
    """The whole page."""
    return BEGIN + "".join((
        section("Buttons", BUTTONS, _table("button", ((f"`{verb}`", right) for verb, right in PRESSES.items()))),
        section("Commands", COMMANDED, _table("command", ((f"`/{name}`", right) for name, right in COMMANDS.items()))),
        section("Links", LINKED, _table("link", ((f"`{kind}_…`", right) for kind, right in LINKS.items()))),
        section("Steps", STEPPED, _table("step", ((f"`{step}`", right) for step, right in STEPS.items()))),
        section("Anything else", ELSE, _table("what comes", OTHERS.items())),
    ))  # fmt: skip


def _table(head: str, rows: Iterable[tuple[str, Right]]) -> str:
    cells = (
        (way, right.says or NOBODY, *("yes" if _ever(right, who) else NOBODY for who in Who)) for way, right in rows
    )
    return table((head, "what for", *Who), cells)


def _ever(right: Right, who: Who) -> bool:
    return any(right.allows(who, state) for state in State)
