"""Facts for every view: an ordinary scene, and the worst that people may write, by the name of the argument."""

import inspect
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import cycle, product
from typing import Any
from zoneinfo import ZoneInfo

from domain import rights as held
from domain.approvals import Approval, Kind
from domain.approvals import State as Request
from domain.audit import SAID as DEEDS_IN_OFFICE
from domain.audit import Act
from domain.categories import BUILT_IN, CATEGORIES, PLACES
from domain.charts import Mark
from domain.contacts import Contact, Evidence, Link, Matter, Mode, Standing
from domain.contacts.handover import Left, Mandate
from domain.contacts.links import LACKS, Consent, Free, Kept, Pair, Proposal
from domain.contacts.quotas import Line, asked, of_year
from domain.departments import Department, Extension, PartState
from domain.departments import Part as PartOf
from domain.dissolving import Ending as Dissolved
from domain.drafts import Draft, Part
from domain.formal import Action as FormalAction
from domain.formal import Fault, Formal, News, Phase, Seat, Share
from domain.formal import State as FormalState
from domain.groups import DEEDS, Group, Target
from domain.groups import Kind as Belongs
from domain.meetings import Answer, Invited, Meeting
from domain.meetings import State as Planned
from domain.messages import File, Location, Message
from domain.moderation import Measure, Offence, Taken
from domain.outcomes import RATED as RATED_AS
from domain.outcomes import SAID as SAID_FIXED
from domain.outcomes import Counted, Figures, Fixed, Judgement
from domain.people import Address, Representative, Role
from domain.receptions import Action as ReceptionAction
from domain.receptions import Booking, Duty, Linked, Reception, Seen, Visitor
from domain.receptions import State as ReceptionState
from domain.relays import Arrival, Circle, Reached
from domain.roster import MODELS, Change, PersonRow, Tier
from domain.roster import Fault as RosterFault
from domain.roster import Plan as RosterPlan
from domain.roster_history import Imported, Obstacle
from domain.roster_tasks import Kind as TaskKind
from domain.roster_tasks import State as TaskState
from domain.roster_tasks import Task
from domain.rules import SchemeRules, SignRules
from domain.settings import SETTINGS, Held, Room, Scope
from domain.settings.reading import UNFIT, Form, Value
from domain.showing import Shown
from domain.suggestions import (
    AT_DEPARTMENT,
    Action,
    AnswerClass,
    Ending,
    Rating,
    Said,
    State,
    Step,
    Suggestion,
    Why,
)
from domain.templates import Field, Filled, Template
from domain.units import Station, Unit, UnitKind
from domain.waiting import Item, Wait
from domain.walkins import LINK, Caller
from handlers.settings.views import WRITTEN
from handlers.views import VIEWS
from locales import Text
from services.audit.lines import Entry
from services.audit.searching import Look
from services.contacts.exporting import Exported
from services.contacts.ledger import Quotas
from services.contacts.picturing import Bar, Year
from services.contacts.signs import KINDS, Found
from services.contacts.viewing import Owing, Place
from services.formal.sheets import Paper
from services.invites import Made
from services.leaving import Receipt
from services.mydata import Chapter, Everything
from services.people import Neighbour, OwnLink
from services.receptions.boards import Board
from services.receptions.plans import Plan
from services.receptions.receiving import Roll
from services.settings.standing import Stand
from services.suggestions.duplicates import Offer
from services.suggestions.reminding import Set
from services.suggestions.sheets import UNSHOWN, Sheet
from services.walkins import Slip
from storage.formal import Word
from storage.retracting import Own
from storage.signs import Sign
from tests.handlers.notice_scenes import facts as notice_facts

NOW = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
TODAY = date(2026, 12, 1)
NAME = "<b>王&\"'</i>"
HOSTILE = (NAME * 8)[:64]
LONG = ("<b>" + "路&灯\U0001f4a1\n" * 1000)[:4000]
FILES = tuple(
    File.model_validate({"kind": kind, "file_id": f"F{n}", "message_id": n, "name": HOSTILE})
    for n, kind in enumerate(("photo",) * 6 + ("document",) * 2 + ("voice",) * 2)
)
CASE = Suggestion(
    id=2**40, code="ABCDEFGHJK", number="张店 2026-0142", state=State.ASSIGNED, version=2**20, channel="chat",
    author_id=7, anonymous=False, category="streetlight", unit_id=3, unit="傅家镇", station_id=4, representative_id=9,
    representative="李建国", holder_role=Role.REPRESENTATIVE, reason="constituency", place="供销社门口", latitude=36.8,
    longitude=118.0, registered_at=NOW, first_word_due=date(2026, 12, 4), first_word_at=None, second_due=None,
    answered_at=None, answer_class=None, answers=0, process_rating=None, result_rating=None, outcome=None,
)  # fmt: skip
RATED = {
    "answered_at": NOW, "answer_class": AnswerClass.PROMISED, "answers": 1, "process_rating": Rating.BASIC,
    "result_rating": Rating.UNSATISFIED, "second_due": date(2026, 12, 16), "promised": date(2026, 12, 31),
}  # fmt: skip
CLOSED = replace(CASE, state=State.CLOSED)
JUDGED = Judgement(2**40, 2, AnswerClass.SOLVED, NOW, Rating.BASIC, Rating.MISSED, asked_at=NOW)
JUDGEMENTS = (
    None, Judgement(2**40, 1, AnswerClass.SOLVED, NOW), Judgement(2**40, 1, AnswerClass.NOTED, NOW, lapsed=True),
    JUDGED, *(replace(JUDGED, fixed=fixed) for fixed in Fixed),
)  # fmt: skip
LED = {"lead_id": 5, "lead": "张店区综合行政执法局", "department_due": date(2026, 12, 8)}
ANSWERED = (State.ANSWERED, State.WATCHED, State.SECOND, State.CLOSED, State.WITHDRAWN)
ROLES_THAT_SPEAK = {
    "original": (Role.RESIDENT,), "comment": (Role.RESIDENT,),
    "message": (Role.RESIDENT, Role.REPRESENTATIVE, Role.OFFICER, Role.ADMIN, Role.DEPARTMENT_OFFICER,
                Role.REGISTRAR),
    "answer": (Role.REPRESENTATIVE, Role.OFFICER, Role.ADMIN, Role.DEPARTMENT_OFFICER),
    "transcript": (Role.REPRESENTATIVE, Role.OFFICER, Role.ADMIN),
}  # fmt: skip
NOTED = (Role.REPRESENTATIVE, Role.OFFICER, Role.ADMIN, Role.DEPARTMENT_OFFICER, Role.SUPPORTING)
STEPS = ("registered", "taken", *(action.value for action in Action if action not in UNSHOWN))


FORMAL = Formal(
    id=2**40, number="张店 代表建议 2026-003", state=FormalState.DRAFT, version=2**20, author_id=9, author="李建国",
    mandate_id=4, level="district", seat="傅家镇", seat_id=3, mandate_ends=None, unit_id=2, unit="张店区", title="",
    reason="", request="", signed_at=None, assigned_on=TODAY, lead_id=5, lead=None, due=None, extension=Extension.NONE,
    months=3, answered_at=None, answer_class=None, answers=0, promised=None, rating=None, second=False,
)  # fmt: skip
UNTOLD = (FormalAction.WRITE, FormalAction.CITE)


def cases(**more: Any) -> Iterator[Suggestion]:
    """A case in every state, as far as that state can have come."""
    for state in State:
        facts: dict[str, Any] = RATED if state in ANSWERED else {}
        ended = {
            State.CLOSED: Ending.UNSATISFIED,
            State.WITHDRAWN: Ending.WITHDRAWN,
            State.REDIRECTED: Ending.REDIRECTED,
        }.get(state)
        nobody = {"representative": None, "representative_id": None} if state is State.DESK else {}
        lead = LED if state in AT_DEPARTMENT or facts else {}
        step = {"step_due": date(2026, 12, 11)} if state is State.RETURNED else {}
        yield replace(CASE, **{**facts, **lead, **step, "state": state, "outcome": ended, **more, **nobody})


def sheets(words: str, name: str, **more: Any) -> Iterator[Sheet]:
    """A sheet of every state for every reader, with everything said by everybody."""
    said = tuple(
        Said(n, kind, role, words, NOW, files=1, voices=int(kind == "original"))
        for n, (kind, role) in enumerate((k, r) for k, roles in ROLES_THAT_SPEAK.items() for r in roles)
    )
    among = tuple(Said(100 + n, "note", role, words, NOW) for n, role in enumerate(NOTED))
    facts = {"rate": {"result": "missed"}, "fixed": {"fixed": "partly"}}
    steps = tuple(Step(kind, Role.OFFICER, NOW, {"class": "A", **facts.get(kind, {})}) for kind in STEPS)
    readers = (
        Role.RESIDENT, Role.REPRESENTATIVE, Role.OFFICER, Role.ADMIN, Role.DEPARTMENT_OFFICER, Role.SUPPORTING,
        Role.REGISTRAR,
    )  # fmt: skip
    callers = (None, Caller(name, "0533-2187654", own=True), Caller(name, "", own=False))
    for n, (case, role) in enumerate(product(cases(**more), readers)):
        first = 1 + n * 4 % (len(said) - 1)  # cards show what was said last: have each of them among that
        shown = (said[0], *said[first : first + 4])
        if role is not Role.RESIDENT:
            shown = (*shown[:4], among[n % len(among)])
        parts = (part(name, lead=True), part(name, lead=False)) if n % 2 else ()
        behalf = case.representative if role in (Role.OFFICER, Role.ADMIN) else None
        actions, author = frozenset(Action) if n % 5 else frozenset(), name if n % 7 else None
        late = TODAY if n % 2 else date(2026, 12, 9)
        yield Sheet(
            case, shown, steps[n % len(steps) :][:8], actions, role, author, late, behalf, supporters=n % 3,
            phone=name if n % 3 else None, parts=parts, caller=callers[n % 3],
            judgement=JUDGEMENTS[n % len(JUDGEMENTS)], linked=n % 4 == 1,
        )  # fmt: skip


def taken(words: str) -> Iterator[Taken]:
    """A measure of every kind, for every reason."""
    for n, (measure, offence) in enumerate(product(Measure, Offence)):
        until = NOW if measure is Measure.MUTE else None
        yield Taken(2**40 + n, measure, 7, 2**40, 2**40, 3, offence, words[:1000] or "x", 9, NOW, until,
                    NOW if n % 2 else None)  # fmt: skip


def part(name: str, *, lead: bool) -> PartOf:
    """A department's part in a case."""
    return PartOf(2**40, 2**40, name, lead, PartState.OFFERED, 9, TODAY, Extension.ASKED, 10)


def everything(words: str, name: str) -> Everything:
    """All that is stored on somebody, with one of each kind."""
    said = {
        "at": NOW,
        "kind": "original",
        "role": "resident",
        "words": words,
        "files": [{"kind": "photo", "name": name}],
    }
    case = {"number": "张店 2026-0142", "state": "closed", "anonymous": True, "category": "road", "said": [said]}
    deed = {"at": NOW, "deed": "unheard of", "role": "resident", "subject": "suggestion 7"}
    return Everything(NOW, (Chapter("person", ({"name": name, "phone": None},)), Chapter("cases", (case,)),
                            Chapter("deeds", (deed,))))  # fmt: skip


@cache
def facts_of(words: str, name: str) -> dict[str, list[Any]]:
    """What may stand for each argument of a view."""
    unit = Unit(2**30, "zd", name, UnitKind.TOWN, 1)
    station = Station(2**30, "s", name, 1, name, name)
    who = Representative(9, "CODE", name, "town", name, name, name, name, "PORTRAIT", True)
    case = {"unit": name, "representative": name, "place": words[:200], "formal": FORMAL.number}
    written = list(formals(words, name))
    said: dict[str, Any] = {"role": Role.OFFICER, "words": words, "files": ()}
    draft = Draft(
        parts=(Part(message_id=1, words=words),), files=FILES, place=words[:200], anonymous=True, revision=2**20
    )
    return {
        "unit": [unit, None], "path": [[], [unit, unit]], "below": [[], [unit] * 20], "page": [0, 1],
        "fresh": [True, False], "again": [True, False], "days": [7, 10], "why": list(Why),
        "spans": [[(4, TODAY), (5, TODAY), (6, TODAY)]],
        "levels": [["town", "district", "city"]], "promised": [None, date(2026, 12, 31)],
        "offers": [[date(2026, 12, 15), date(2026, 12, 31), date(2027, 3, 1), date(2027, 5, 31)]],
        "neighbours": [[Neighbour(station, 320.0, name), Neighbour(station, 2400.0, name)] * 3],
        "representative": [who, replace(who, level="city", portrait=None, address="", hours=""), None],
        "roles": [(), (Role.REPRESENTATIVE,), tuple(set(Role) - {Role.RESIDENT, Role.SYSTEM})],
        "role": [Role.REPRESENTATIVE, Role.OFFICER, Role.ADMIN, Role.DEPARTMENT_OFFICER],
        "where": [name], "name": [name],
        "links": [[], [OwnLink(name, payload) for payload in ("r_CODE", "s_zd-fujia")]],
        "update_id": [2**40], "n": [10], "limit": [4000], "over": [41],
        "case": [*cases(**case), *cases(**{**case, "category": "other"})], "cases": [[], list(cases(**case))[:6]],
        "sheet": [*sheets(words, name, **case)], "words": [words, ""], "files": [(), FILES], "new_files": [(), FILES],
        "more": [True, False], "view": ["open", "waiting", "closed", "triage"], "today": [TODAY, date(2026, 12, 30)],
        "withheld": [0, 2], "unhappy": [True, False], "closes": [date(2026, 12, 15)], "provisional": [True, False],
        "peers": [[], [(2**40 + n, name) for n in range(20)]], "answer": [*AnswerClass, None],
        "templates": [[], [Template(2**40 + n, 3, name, "zh", name[:30], words[:1500], 1) for n in range(12)]],
        "station": [station, None],
        "draft": [draft, draft.model_copy(update={"parts": (), "anonymous": False, "place": ""}),
                  draft.model_copy(update={"anonymous": False, "phone": "+8613805331234"}),
                  Draft(parts=(Part(message_id=1, words=words),), location=Location(latitude=1, longitude=1)),
                  *(Draft(parts=draft.parts, category=c.code) for c in CATEGORIES),
                  *(Draft(parts=draft.parts, link=LINK, anonymous=hidden, caller=who, caller_phone="0533-2187654")
                    for hidden, who in ((True, name), (False, ""))),
                  Draft(parts=draft.parts, link=LINK)],
        "key": ["refused.no_case"], "facts": [{}], "supporters": [0, 1, 25], "joins": [True, False],
        "begun": [True, False], "own": [True, False], "origin": [2**40], "into": [*cases(**case)],
        "partner": [*cases(**case)], "partners": [list(cases(**case))[:1], list(cases(**case))[:6]],
        "supports": [True, False],
        "alike": [[Offer(one, n, metres, common) for one in list(cases(**case))[:3]]
                   for n, metres, common in ((0, None, ()), (3, 120.0, (words[:200], name)))],
        "departments": [[Department(2**40 + n, name, n < 3, n % 3) for n in range(20)]], "lead": [2**40 + 1],
        "support": [[], [2**40 + 2, 2**40 + 4]], "department": [name, ""],
        "slip": [Slip("t" * 32, "K7PMX2RD", date(2027, 3, 1))], "who": [name, ""],
        "heard_of": [*(("case.answer", {**said, "case": one}) for one in cases(**case) if one.answer_class),
                 ("case.word", {**said, "case": CASE, "files": FILES}),
                 ("rate.lapsed", {"case": CLOSED, "asks": TODAY}),
                 ("merge.told", {"case": CASE, "into": CASE, "origin": 1, "own": True}),
                 ("rate.reminder", {"case": CLOSED, "closes": TODAY})],
        "filled": [None, Filled(words, tuple(Field), tuple(Field))], "unknown": [(), (name, words[:30])],
        "template": [Template(2**40, n, name, "zh", name[:30], words[:1500], 1) for n in (None, 3)],
        "found": [[], [Template(2**40 + n, n % 4, name, "zh", name[:30], "w", 1) for n in range(12)]],
        "others": [[], [unit]], "keeps": [True, False], "saved": [True, False], "home": [3],
        "message": [2**40], "original": [True, False], "circle": list(Circle), "card": ["edit:1:2"], "at": [NOW],
        "receipts": [(), tuple(Reached(role, name if role is Role.SUPPORTING else "", what,
                                       NOW if what is Arrival.SENT else None)
                               for role in (*NOTED, Role.RESIDENT) for what in Arrival)],
        "choices": [[3, 5, 10]], "day": [date(2026, 12, 31)], "phone": ["13805331234", ""],
        "items": [[], [(Item(one.id, wait, TODAY if n % 2 else date(2026, 11, 30)), one)
                       for n, (wait, one) in enumerate(zip(Wait, cases(**case), strict=False))]],
        "hideable": [[], [Said(2**40 + n, "message", Role.RESIDENT, one, NOW) for n, one in enumerate((words, ""))]],
        "standing": [[], list(taken(words))], "taken": list(taken(words)), "measure": [m.value for m in Measure],
        "number": [2**40, 7], "offence": ["", *(o.value for o in Offence)],
        "chosen": [None, date(2026, 12, 8)], "reminders": [[], [Set(one, TODAY) for one in list(cases(**case))[:6]]],
        "part": ["own", "staff", "supporter", None], "asked": [NOW], "next_time": [NOW], "heard": [True, False],
        "done": [True, False], "soon": [[date(2026, 12, 2), date(2026, 12, 8), date(2027, 1, 1)]],
        "formal": written, "papers": [[], written[:6]], "paper": list(formal_papers(written, words, name)),
        "tab": ["open", "closed"], "writes": [True, False], "action": [a for a in FormalAction if a not in UNTOLD],
        "due": ["soon", "overdue", "promise", "opinion_soon", "opinion_overdue", "rate", "over"],
        "seats": [[Seat(2**40 + n, level, 1, name) for n, level in enumerate(("town", "district", "city"))]],
        "fault": [*Fault, None], "field": ["title", "reason", "request"], "office": [name],
        "what": ["return", "decline", "opine", "extend"], "choice": [list(cases(**case))[:6]],
        "news": [News(FORMAL.number, phase, name, name, day, answer) for phase in Phase
                 for day, answer in ((None, AnswerClass.SOLVED), (TODAY, AnswerClass.PROMISED))],
        "everything": [everything(words, name)], "moment": [NOW],
        "person": [2**40], "unfinished": [0, 1, 3], "total": [0, 1, 7],
        "muted": [True, False],
        "in_office": [True, False], "keep": [True, False], "messages": [(7, 8)], "gone": [0, 1, 3], "late": [0, 1, 3],
        "file": list(FILES[5:]),
        "attached": [[Own(2**40 + n, f.kind, f.file_id, "U", NOW) for n, f in enumerate(FILES)]], "id_": [2**40],
        "receipt": [Receipt("ABCDEFGHJK", NOW, n, n, n, n, n, n, n, n == 0) for n in (0, 1, 2)],
        "asks": [None, date(2026, 12, 29)],
        **audit_of(name, unit),
        "judgements": [{}, dict.fromkeys([2**40], JUDGEMENTS[-1])], "fixed": list(Fixed),
        "shown": list(Shown),
        "by": [None, date(2026, 12, 31)],
        "figures": [Figures(()), Figures(tuple(Counted(c, rated == "missed", rated, said, 2**20)
                                               for c in AnswerClass for rated in RATED_AS for said in SAID_FIXED))],
        **roster_of(words, name),
        "first": [date(2026, 10, 1)], "last": [date(2026, 12, 31)], "back": [0, 3], "above": [None, 2**30],
        **contacts_of(words, name), **rights_of(words, name), **notice_facts(words, name),
        **settings_of(name, unit),
    }  # fmt: skip


def rights_of(words: str, name: str) -> dict[str, list[Any]]:
    """The same for units, rights, and what waits for a second person."""
    why = {Request.REFUSED: words[:500], Request.VOID: "approval.void_changed"}
    requests = [
        Approval(2**40, kind, 3, name, 3, {}, 7, name, NOW, NOW, state, 8, name, why.get(state, ""))
        for kind in Kind for state in Request
    ]  # fmt: skip
    waiting = [one for one in requests if one.state is Request.WAITING]
    return {
        "approval": [waiting[0], *requests], "requests": [[], waiting * 8],
        "made": [0, 25],
        "deed": [{"unit": name, "units": 12, "title": name, "people": 60_000, "who": name}],
        "nearly_over": [True, False], "admins": [[], [name] * 3], "has_ended": [False, True],
        "ending": [Dissolved(12, 3, 2, 14, 5, 140, 2**20, 2)], "other": [name, ""], "second": [True, False],
        "keeper_name": [name], "other_name": [name],
    }  # fmt: skip


def settings_of(name: str, unit: Unit) -> dict[str, list[Any]]:
    """The same for settings."""
    held = Held(2**30, "off", [], None, name, NOW)
    values: dict[Form, list[Value]] = {
        Form.NUMBER: [3], Form.NUMBERS: [[30, 14, 7]], Form.WORDS: ["", name[:100]],
        Form.DATES: [[], ["2026-12-24"] * 60], Form.DEPARTMENTS: [[], [2**30 + n for n in range(20)]],
        Form.NAMES: [["", ""], [name[:28], name[:28]]], Form.SIGNS: [[], [name[:24]] * 30],
    }  # fmt: skip
    stands = [Stand(one, 2**30, name, value, by) for one in SETTINGS.values() if one.category in ("", "lift", "own1")
              for value in list(one.choices) or values[one.form]
              for by in (None, held, replace(held, by=""))]  # fmt: skip
    return {
        "flaw": list(UNFIT), "limits": [{"n": 60, "low": 0, "high": 23, "most": 12, "what": name, "category": "own1"}],
        "categories": [BUILT_IN.changed({"lift": {"offered": False}}).all], "next_own": ["own2", ""],
        "added": [True, False], "offered_categories": [[*PLACES]],
        "stand": stands, "offered": [[2**30 + n for n in range(20)]], "between": [None, (1, 60)], "up": [0, 3],
        "called": [{2**30 + n: name for n in range(20)}], "room": list(Room),
        "stands": [stands[:18], [one for one in stands if one.setting.room is Room.HANDLING][:20],
                   [one for one in stands if one.setting.category == "own1"]],
        "rooms": [[], list(Room)], "places": [[], [(scope, 2**30, name) for scope in (Scope.UNIT, Scope.STATION)] * 4],
    }  # fmt: skip


def roster_of(words: str, name: str) -> dict[str, list[Any]]:
    """The same for the roster in chat."""
    file = (name * 20)[:115] + ".xlsx"
    tasks = [Task(2**40, 7, kind, TaskState.WORKING, name=file) for kind in TaskKind if kind is not TaskKind.IMPORT]
    tasks += [Task(2**40, 7, TaskKind.IMPORT, state, name=file) for state in TaskState]
    imported = Imported(2**40, None, name, file, {}, NOW)
    wrong = tuple(RosterFault("choice", "persons", n, words[:30], words[:80], {"choices": words}) for n in range(9))
    changes = tuple(Change(kind, sheet, PersonRow(ref="p", name=name)) for sheet in MODELS
                    for kind in ("added", "changed", "ended"))  # fmt: skip
    same = {"persons": 2**20}
    return {
        "task": tasks, "state": [TaskState.READING, TaskState.APPLYING], "part_of": ["", "read", "check", "write"],
        "so_far": [0, 2**20], "of_all": [2**20], "unit_names": [[name], [name] * 9],
        "latest": [None, imported, replace(imported, undone_at=NOW)], "too_big": [True, False],
        "compared": [RosterPlan(), RosterPlan(changes, same, change=2**40), RosterPlan((), same, wrong),
                     RosterPlan(changes, same, (), wrong)],
        "titles": [{}, {("persons", ""): words[:80]}], "workbook": [b"PK", None], "differs": [True, False],
        "change": [imported], "obstacles": [tuple(Obstacle("accounts", "persons", name) for _ in range(n))
                                            for n in (1, 40)],
        "is_template": [True, False], "reasons": [{}],
    }  # fmt: skip


def contacts_of(words: str, name: str) -> dict[str, list[Any]]:
    """The same for the double link."""
    wanted = asked(SchemeRules(), TODAY)
    late = Quotas(TODAY, tuple((one, Line(10, 10, 5, 2)) for one in wanted))
    done = Quotas(TODAY, tuple((one, Line(10, 10, 10, 0)) for one in wanted))
    waits = Quotas(TODAY, tuple((one, Line(1, 1, 0, 1)) for one in wanted))
    contact = Contact(2**40, 2**40, 2**40, 7, name, 8, name, True, Mode.VISIT, TODAY, words, Standing.WAITING,
                      None, words, 0, NOW, words[:200], words)  # fmt: skip
    proposals = [Proposal(2**40, tier, 7, name, 8, name, 9, asked_id, answer)
                 for tier in Tier for asked_id in (7, 8) for answer in Consent]  # fmt: skip
    sat = Mandate(2**30, 2**30, name, "town", 3, name, 4, TODAY, TODAY, False, "asked")
    free = [(tier, Free(2**30 + n, name, name, n)) for n in range(4) for tier in Tier]
    lacking = [Kept(2**30, name, True, member, n, n, 0, n % 2) for n in (0, 2, 30) for member in (True, False)]
    return {
        "contact": [*(replace(contact, mode=mode) for mode in Mode), replace(contact, summary=""),
                    *(replace(contact, standing=standing, evidence=Evidence.CODE) for standing in Standing)],
        "mode": list(Mode), "names": [[name], [name] * 16], "here": [[], [name] * 16], "coded": [True, False],
        "entry": [2**40], "left": [0, 1, 4], "code": ["ABCDEFGH"], "token": ["A" * 22], "number": [0, 25],
        "people": [40], "place": [Place(2**30, "u", name), Place(2**30, "s", name)], "marked": [[], [2**40 + 1]],
        "quotas": [late, done, waits, Quotas(TODAY, ())], "laggards": [[], [(name, late)] * 10],
        "owing": [[], *([Owing(2**40, name, "residents", q.lines)] * 16 for q in (late, done, waits))],
        "meeting": list(meetings_of(words, name)), "decides": [True, False], "counts": [True, False],
        "guest": [Invited(2**40, 8, name, True, answer) for answer in Answer],
        "planned": [[], list(meetings_of(words, name))], "reader": [7, 8], "times": [[NOW] * 12],
        "waiting": [(), (Owing(2**40, name, "residents", waits.lines),) * 16], "stage": [14],
        "later": [None, date(2026, 12, 18)], "put_off": [None, date(2026, 12, 18)],
        "linked": [[Link(2**40 + n, Tier.RESIDENTS, 7, 8, name, True) for n in range(16)]],
        "ended": [sat], "retired": [[], [sat] * 3], "further": [0, 1, 12], "heirs": [[], [sat] * 10], "heir": [sat],
        "in_hand": [Left(9, 4, 2)],
        "matter": [Matter(2**40, 2**40, words, "waiting")], "raised": [[], [(2**40 + n, name) for n in range(16)]],
        "pairs": [[], [Pair(2**40 + n, tier, 7, name, 8, name, TODAY, None) for n in range(8) for tier in Tier]],
        "pair": [Pair(2**40, tier, 7, name, 8, name, TODAY, None) for tier in Tier],
        "proposals": [[], [one for one in proposals if one.answer is Consent.WAITING] * 2], "proposal": proposals,
        "free": [[], free], "asked_for": [[], free], "near": [[one for _, one in free]], "tier": list(Tier),
        "kept": [lacking[0]], "lacks": [(), lacking[0].lacks(SchemeRules())], "numbers": [{}, dict.fromkeys(LACKS, 3)],
        "wrong": [[], [(one, one.lacks(SchemeRules())) for one in lacking]],
        **pictures_of(name), **holdings_of(name),
        **groups_of(name),
        **receptions_of(words, name),
        "possible": [[date(2026, 12, 31), date(2026, 12, 30), *(date(2026, 12, n) for n in range(29, 16, -1))]],
    }  # fmt: skip


def groups_of(name: str) -> dict[str, list[Any]]:
    """What is told of staff groups, and in them."""
    targets = [Target(kind, 2**40, name, 3) for kind in Belongs]
    group = Group(2**40, Address("telegram", "-100"), name, targets[0], "zh", True, 9, NOW)
    return {
        "target": targets, "targets": [[], targets * 3], "groups": [[], [group] * 8], "group": [group],
        "title": [name], "forum": [True, False], "among_staff": [True, False],
        "lately": [None, *((deed, name) for deed in DEEDS)],
        "enclosed": [0, 3], "head": ["", "case.new", "due.soon", "due.promise", "due.overdue", "due.above"],
    }  # fmt: skip


def holdings_of(name: str) -> dict[str, list[Any]]:
    """Who holds what, and invitations."""
    roles = (Role.REPRESENTATIVE, Role.OFFICER, Role.DEPARTMENT_OFFICER, Role.ADMIN)
    holders = [
        held.Holding("r" if n else "m", 2**30, 2**30, name, role, 3, 4, None, name, TODAY, n % 2 == 0)
        for n, role in enumerate(roles)
    ]  # fmt: skip
    open_ones = [
        held.Invited(2**30, role, 3, None, name, whom, maker, NOW, NOW, None, "", False)
        for role in roles for whom, maker in ((name, ""), ("", name))
    ]  # fmt: skip
    used = [replace(one, used=NOW, user=name) for one in open_ones]
    station = Station(2**30, "s", name, 1, name, name)
    return {
        "holding": holders, "holders": [[], holders * 2], "fellows": [[], holders * 2], "heir": holders,
        "heir_name": ["", name], "letter": ["r", "o", "d", "a"], "unit_id": [2**30],
        "place_id": [2**30],
        "stations": [[station] * 8, []], "until": [NOW], "place_key": ["u1073741824", "s1073741824"],
        "open_ones": [open_ones, []], "used_ones": [used, []],
        "cards": [[(name, Made("A" * 32, NOW))] * 9],
        "configured": [[name], []],
    }  # fmt: skip


def pictures_of(name: str) -> dict[str, list[Any]]:
    """What the pictures of quotas, the table and the signs hold."""
    year = of_year(SchemeRules(), TODAY)
    marks = list(Mark)
    pictured = [
        Year(
            tier,
            2026,
            columns,
            tuple((name, tuple(marks[(i + n) % 6] for n in range(len(columns)))) for i in range(12)),
            3,
        )
        for tier in Tier
        for columns in [tuple(one for one in year if one.tier is tier)]
    ]
    lines = [Exported(name, name, level, name, one, Line(10, 10, 5, 2)) for level in ("city", "town") for one in year]
    found = [Found(kind, tuple(Sign(7, name, n, 2 * n) for n in range(10)), True) for kind in KINDS]
    return {
        "years": [[], pictured], "bars": [[], [Bar(name, 5, 1, n, 3) for n in range(12)]], "exported": [[], lines],
        "on": [TODAY], "span": [year[0].span], "rules": [SignRules()], "signs": [found, [Found("pair", (), False)]],
    }  # fmt: skip


def audit_of(name: str, unit: Unit) -> dict[str, list[Any]]:
    """What the audit trail shows: every deed that has words, and one that nobody foresaw."""
    kinds = [(subject, kind) for subject, kinds in DEEDS_IN_OFFICE.items() for kind in kinds]
    abouts = [(), (("unit", name),), (("person", name),), (("deed", "end_unit"), ("unit", name)),
              (("setting", "hour"), ("unit", name)), (("setting", "h_road"), ("unit", ""))]  # fmt: skip
    entries = [
        Entry(
            NOW,
            subject,
            kind,
            role,
            name if n % 3 else "",
            name,
            name if n % 2 else "",
            n % 4 != 0,
            abouts[n % len(abouts)],
        )
        for n, ((subject, kind), role) in enumerate(zip([*kinds, ("weather", "sun")], cycle(Role), strict=False))
    ]
    looks = [
        Look(unit_id=2**30),
        Look(unit_id=2**30, act=Act.CASES, person_id=2**40, since=TODAY, until=TODAY, before=2**40, fresh=False),
        Look(unit_id=2**30, case_id=2**40, since=date(2026, 1, 1), until=TODAY),
    ]
    return {
        "look": looks, "case_number": ["", "张店 2026-0142"], "whom": ["", name], "older": [0, 2**40],
        "entries": [[], *(entries[n : n + 8] for n in range(0, len(entries), 8))], "upward": [[], [unit] * 3],
        "picks": [[(name, look) for look in looks]],
    }  # fmt: skip


def receptions_of(words: str, name: str) -> dict[str, list[Any]]:
    """What the views of receptions hold: one in every state, for every reader, quiet and crowded."""
    duties = tuple(Duty(7 + n, name, n % 2 == 0, list(Answer)[n % 3]) for n in range(6))
    one = Reception(2**40, 2**30, name, 3, name, 9, "", "", "", NOW, NOW + timedelta(hours=10), 15,
                    ReceptionState.ANNOUNCED, 2**20, "", duties[:1])  # fmt: skip
    full = replace(one, topic=words[:60], scope=words[:300], short=words[:300], duties=duties)
    found = [replace(one, state=state) for one in (one, full) for state in ReceptionState]
    booked = tuple(Booking(8 + n, name, n % 30, n // 30, n % 2 == 0) for n in range(60))
    doing = list(ReceptionAction)
    boards = [
        Board(shown, frozenset(doing[n % 3 :] if n % 4 else ()), n % 2 == 0, [None, *Answer][n % 4],
              NOW if n % 3 == 0 else None, booked if n % 2 == 0 else (), n % 5 != 0, n % 3 == 1, n, n % 3,
              (name,) * 20 if n % 2 == 0 else ())
        for n, shown in enumerate(found * 5)
    ]  # fmt: skip
    plan = Plan(name, NOW, NOW + timedelta(hours=2), (name,), "", "", "", changes=False)
    whole = replace(plan, names=(name,) * 6, topic=words[:60], scope=words[:300], short=words[:300], changes=True)
    came = tuple(Visitor(2**40 + n, 2**40, None if n % 3 else 8, name[: n % 2 * 64], seen, n % 3 == 0)
                 for n in range(40) for seen in Seen)  # fmt: skip
    rolls = [Roll(full, came, booked, ((2**40, name),) * 40, able=True, writes=True),
             Roll(one, (), (), (), able=False, writes=False)]  # fmt: skip
    linked = [Linked(2**40 + n, 8, name, list(Seen)[n % 2], logged=False) for n in range(40)]
    return {
        "roll": rolls, "visitors": [linked], "counted": [[], [name] * 10],
        "away": [[name] * 10, []],
        "board": boards, "was": found[:1] + found[-1:], "reception": found, "plan": [plan, whole],
        "reason": [words[:300]],
        "stations": [[Station(2**30 + n, "s", name, 1, name, name) for n in range(8)]],
        "able": [[(2**40 + n, name) for n in range(50)]], "piece": ["topic", "scope", "short"],
        "said": ["accepted", "declined"], "spots": [[], [(n, NOW) for n in range(100)]], "coming": [[], found],
        "sets_up": [True, False], "same": [[(2**40, name)], [(2**40, name)] * 3],
    }  # fmt: skip


def meetings_of(words: str, name: str) -> Iterator[Meeting]:
    """A meeting in every state, with few and with many who were asked."""
    for n, state in enumerate(Planned):
        invited = tuple(Invited(2**40 + i, 8 + i, name, i % 2 == 0, answer) for i in range(n * 4 + 1)
                        for answer in [list(Answer)[i % 3]])  # fmt: skip
        yield Meeting(2**40, 7, name, words[:200] if n else "", NOW, n, state, NOW, invited)


def formals(words: str, name: str) -> Iterator[Formal]:
    """A formal suggestion in every state, as far as that state can have come."""
    for n, state in enumerate(FormalState):
        signed = {} if state is FormalState.DRAFT else {"number": FORMAL.number, "signed_at": NOW}
        late = state in (FormalState.WATCHED, FormalState.SECOND, FormalState.CLOSED)
        rated = {"answer_class": AnswerClass.PROMISED, "rating": Rating.UNSATISFIED if n % 2 else None} if late else {}
        due = {} if state in (FormalState.DRAFT, FormalState.RETURNED, FormalState.ANSWERED, FormalState.CLOSED,
                              FormalState.WITHDRAWN) else {"due": date(2027, 3, 1)}  # fmt: skip
        known = {"author": name, "seat": name, "unit": name, "lead": name, "title": words[:60], "reason": words,
                 "request": words, "mandate_ends": date(2026, 11, 30) if n % 2 else None, "number": ""}  # fmt: skip
        yield replace(FORMAL, **{**known, **signed, **rated, **due, "state": state})


def formal_papers(written: list[Formal], words: str, name: str) -> Iterator[Paper]:
    """Each of them for every reader, with everything said."""
    kinds = ("return_several", "decline", "leave", "opine", "extend", "answer", "comment")
    said = tuple(Word(n, kind, Role.ADMIN, name if n % 2 else "", words, NOW) for n, kind in enumerate(kinds))
    roles = (Role.REPRESENTATIVE, Role.ADMIN, Role.DEPARTMENT_OFFICER, Role.SUPPORTING)
    parts = tuple(
        Share(2**40 + n, 2**40, name, n == 0, PartState.OFFERED, 9, TODAY, due=TODAY if n else None) for n in range(3)
    )
    for n, (formal, role) in enumerate(product(written, roles)):
        cited = tuple(cases(unit=name))[:12] if n % 3 else ()
        able = frozenset(FormalAction) if n % 5 else frozenset()
        shown = said[n % len(said) :][:3]
        yield Paper(formal, role, able, cited, parts if n % 2 else (), shown, TODAY, words if n % 2 else "", n % 3 == 0)


# What the services never tell: a rating without an answer, an answer of no class, a path without a unit.
NEEDS: dict[str, dict[str, Any]] = {
    "rate.result": {"case": lambda case: case.process_rating},
    "rate.thanks": {"case": lambda case: case.state in (State.SECOND, State.WATCHED, State.CLOSED)},
    "rate.lapsed": {"case": lambda case: case.state in (State.WATCHED, State.CLOSED)},
    "case.lapsed": {"case": lambda case: case.state in (State.WATCHED, State.CLOSED)},
    "case.answer": {"case": lambda case: case.answer_class},
    "case.rated": {"sheet": lambda sheet: sheet.case.result_rating},
    "support.answer": {"case": lambda case: case.answer_class},
    "outcome.question": {"case": lambda case: case.answer_class},
    "walkin.ask_fixed": {"case": lambda case: case.answer_class},
    "outcome.thanks": {"case": lambda case: case.answer_class},
    "figures": {"unit": lambda unit: unit is not None},
    "audit.units": {"unit": lambda unit: unit is not None},
    "quota.signs": {"unit": lambda unit: unit is not None},
    "case.ask_answer": {"answer": lambda answer: answer is not None},
    "case.extended": {"case": lambda case: case.state in AT_DEPARTMENT},
    "case.transferred": {"case": lambda case: case.state in AT_DEPARTMENT},
    "case.ask_postpone": {"promised": lambda day: day is not None},
    "formal.confirm": {"answer": lambda answer: answer is not None},
    "formal.ask_answer": {"answer": lambda answer: answer is not None},
    "case.own": {"sheet": lambda sheet: sheet.role is Role.RESIDENT},
    "place.ask": {"unit": lambda unit: unit is not None},
    "approval.news": {"approval": lambda approval: approval.state is not Request.WAITING},
    "import.progress": {"task": lambda task: task.kind is TaskKind.IMPORT},
    "import.done": {"compared": lambda plan: plan.change},
    "import.file": {"workbook": lambda workbook: workbook is not None},
    "rights.room": {"unit": lambda unit: unit is not None},
    "rights.people": {"unit": lambda unit: unit is not None},
    "invite.ask_cards": {"station": lambda station: station is not None},
    "invite.cards": {"station": lambda station: station is not None},
    "rights.below": {"unit": lambda unit: unit is not None},
    "setting.ask": {"stand": lambda stand: stand.setting.form in WRITTEN},
    "unit.ask_end": {"unit": lambda unit: unit is not None},
}


def scenes(kind: str, words: str, name: str) -> Iterator[dict[str, Any]]:
    """Sets of facts for one view: each value of each argument at least once."""
    pools = facts_of(words, name)
    wanted = [argument for argument in inspect.signature(VIEWS[kind]).parameters if argument != "t"]
    chosen = {
        argument: [value for value in pools[argument] if NEEDS.get(kind, {}).get(argument, lambda _: True)(value)]
        for argument in wanted
    }
    rounds = max((len(values) for values in chosen.values()), default=1)
    for turn in range(rounds):
        yield {argument: values[turn % len(values)] for argument, values in chosen.items()}
        if len(chosen) > 1:
            yield {name: values[(turn * 7 + n) % len(values)] for n, (name, values) in enumerate(chosen.items())}


def rendered(kind: str, language: str, words: str = "路灯不亮", name: str = "李建国") -> Iterator[Message]:
    """All messages of a view in a language."""
    text = Text(language, ZoneInfo("Asia/Shanghai"), "double_link_bot", TODAY, {("own1", language): name[:28]})
    for facts in scenes(kind, words, name):
        found = VIEWS[kind](text, **facts)
        yield from found if isinstance(found, list) else [found]
