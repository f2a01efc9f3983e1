"""A case in every state with everybody who may want something of it, and what each button and step needs to be tried.

Most need nothing. The others need a value in their code, a conversation that stands somewhere, or something that must
have happened to the case: `READY`.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from domain.departments import Extension
from domain.drafts import Draft
from domain.messages import File
from domain.people import Address, Role, Standing
from domain.roster import Level
from domain.suggestions import Rating, State, Suggestion
from domain.telling import Talk
from services import access
from services.commands import today
from services.receptions import plans
from services.suggestions import departing, following, handling, merging, triaging
from storage import departments, people, receptions, relays, suggestions, supporters, talks, units
from storage.tx import Tx, dumps, micros
from tests.docs import permissions
from tests.docs.permissions import Who
from tests.support.city import seats
from tests.support.hall import CONFIGURED, HOME, Hall, Somebody, seat
from tests.support.scene import ELSEWHERE, HELP, LEAD, Scene, department

WORDS = "共青团西路路灯全黑,门口的井盖也松了"
AUTHOR = "欧阳慧敏"
MESSAGE = 700  # the message of a case that people reply to
PHOTO = File(kind="photo", file_id="PHOTO", unique_id="P", message_id=1)
W = Who


@dataclass(frozen=True)
class Persona:
    """Somebody who tries: what they are to the cases, and what makes them that."""

    name: str
    who: Who
    somebody: Somebody
    ended: bool = False  # their office has ended since


@dataclass
class World:
    """A case in every state, and everybody."""

    personas: list[Persona] = field(default_factory=list)
    cases: dict[State, Suggestion] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)  # of a peer, and of the departments by their code

    def partner(self, case: Suggestion) -> Suggestion:
        """Another open case that may be the same."""
        state = State.HANDLING if case.state is State.ASSIGNED else State.ASSIGNED
        return self.cases[state]


async def world(hall: Hall) -> World:
    """Everything, made by the use cases themselves."""
    scene = await Scene(hall).begin()
    everybody = {
        W.STRANGER: hall.stranger(), W.RESIDENT: await hall.resident("孙志强"),
        W.SUPPORTER: await hall.resident("刘师傅"), W.AUTHOR: scene.resident, W.REPRESENTATIVE: scene.mine,
        W.OFFICER: scene.officer, W.ADMIN: await hall.seated(seat(Role.ADMIN, "zhangdian")), W.LEAD: scene.lead,
        W.HELPER: scene.help, W.OTHER_REPRESENTATIVE: await hall.seated(seats("zd-heping", Level.DISTRICT)[0]),
        W.OTHER_OFFICER: await hall.seated(seat(Role.OFFICER, "zd-heping")),
        W.OTHER_ADMIN: await hall.seated(seat(Role.ADMIN, "zichuan")), W.OTHER_DEPARTMENT: scene.other,
    }  # fmt: skip
    made = World([Persona(who, who, somebody) for who, somebody in everybody.items()])
    made.personas += [
        Persona("administrator of the top", W.ADMIN, await hall.seated(seat(Role.ADMIN, "zibo"))),
        Persona("administrator by the configuration", W.ADMIN, await hall.resident("配置的人", account=CONFIGURED)),
    ]
    made.personas += [
        Persona(f"{who}, whose office has ended", W.RESIDENT, everybody[who], ended=True)
        for who in (W.REPRESENTATIVE, W.OFFICER, W.ADMIN, W.LEAD, W.HELPER)
    ]
    for state, steps in COURSES.items():
        made.cases[state] = await _case(scene, everybody[W.SUPPORTER], state, steps, made)
    made.ids = await hall.job(lambda tx: {
        "peer": next(id_ for ref in seats(HOME) if (id_ := people.by_ref(tx, ref) or 0) != scene.mine.id),
        **{code: department(tx, code) for code in (LEAD, HELP, ELSEWHERE)},
    })  # fmt: skip
    return made


async def _case(scene: Scene, supporter: Somebody, state: State, steps: str, made: World) -> Suggestion:
    """A case of the author with the representative, brought into a state; somebody supports it from the beginning."""
    hall, one = scene.hall, copy.copy(scene)
    code = await hall.job(lambda tx: (found := people.find(tx, scene.mine.id)) and found.code)
    one.id = (await hall.submit(scene.resident, WORDS, link=f"r_{code}")).id
    await hall.job(lambda tx: supporters.add(tx, one.id, supporter.id, hall.now))
    for step in steps.split():
        await STEPS[step](one, made)
    case = await one.case()
    assert case.state is state
    return case


async def _desk(scene: Scene, made: World) -> None:
    """Nobody represents the place: it is the officer's."""
    change = "UPDATE suggestions SET state = 'desk', representative_id = NULL, holder_role = 'officer' WHERE id = ?"
    await scene.hall.job(lambda tx: tx.connection.execute(change, (scene.id,)))


async def _speak(scene: Scene, made: World) -> None:
    said = handling.Reply(case_id=scene.id, message_id=5, words="我去看看")
    await scene.hall.do(scene.mine, following.reply, said)


async def _transfer(scene: Scene, made: World) -> None:
    await scene.transfer(scene.mine, HELP)


async def _accept(scene: Scene, made: World) -> None:
    await scene.hall.do(scene.lead, departing.accept, await scene.press())


async def _return(scene: Scene, made: World) -> None:
    await scene.give_back(scene.lead)


async def _withdraw(scene: Scene, made: World) -> None:
    await scene.hall.do(scene.resident, following.withdraw, await scene.press())


async def _merge(scene: Scene, made: World) -> None:
    pick = handling.Pick(**(await scene.press(str(made.cases[State.ASSIGNED].id))).model_dump())
    await scene.hall.do(scene.officer, merging.merge, pick)


async def _redirect(scene: Scene, made: World) -> None:
    press = await scene.press("litigation")
    await scene.hall.do(scene.officer, triaging.choose_reason, triaging.ChooseReason(**press.model_dump()))
    await scene.hall.do(scene.officer, triaging.redirect, press)


def _answer(class_: str) -> "Step":
    async def step(scene: Scene, made: World) -> None:
        await scene.hall.answer(scene.lead, await scene.case(), class_)

    return step


def _rate(result: Rating) -> "Step":
    async def step(scene: Scene, made: World) -> None:
        await scene.hall.rate(scene.resident, await scene.case(), "basic", result)

    return step


Step = Callable[[Scene, World], Any]
STEPS: dict[str, Step] = {
    "desk": _desk, "speak": _speak, "transfer": _transfer, "accept": _accept, "return": _return,
    "A": _answer("A"), "B": _answer("B"), "satisfied": _rate(Rating.SATISFIED), "not": _rate(Rating.UNSATISFIED),
    "withdraw": _withdraw, "merge": _merge, "redirect": _redirect,
}  # fmt: skip
COURSES: dict[State, str] = {
    State.DESK: "desk",
    State.ASSIGNED: "",
    State.HANDLING: "speak",
    State.TRANSFERRED: "transfer",
    State.UNDERWAY: "transfer accept",
    State.RETURNED: "transfer return",
    State.ANSWERED: "transfer accept A",
    State.WATCHED: "transfer accept B satisfied",
    State.SECOND: "transfer accept A not",
    State.CLOSED: "transfer accept A satisfied",
    State.WITHDRAWN: "transfer accept withdraw",
    State.MERGED: "merge",
    State.REDIRECTED: "redirect",
}
# What somebody is not, or no more, in a case of some states.
ABSENT: dict[Who, frozenset[State]] = {
    W.REPRESENTATIVE: frozenset({State.DESK}),
    **dict.fromkeys((W.LEAD, W.HELPER), frozenset(s for s in State if "transfer" not in COURSES[s].split())
                    | {State.RETURNED}),
}  # fmt: skip


@dataclass(frozen=True)
class Given:
    """What a button or a step can make use of."""

    tx: Tx
    world: World
    who: Persona
    case: Suggestion
    now: datetime


def _nothing(given: Given) -> Any:
    return None


@dataclass(frozen=True)
class Ready:
    """What one button or step needs: a value in the code, where the conversation stands, what happened before."""

    value: Callable[[Given], object] = lambda given: ""
    talk: Callable[[Given], Talk | None] | None = None
    before: Callable[[Given], object] = _nothing
    sends: dict[str, Any] = field(default_factory=lambda: {"text": "一句话"})
    row: Callable[[Given], tuple[int, int]] = lambda given: (given.case.id, given.case.version)  # id and version
    apart: bool = False  # whether those who may not are understood to begin a matter of their own


def at(step: str, **more: object) -> Callable[[Given], Talk]:
    """The conversation stands at a step of the case."""
    return lambda given: Talk(step, {"case": given.case.id, **{k: _of(v, given) for k, v in more.items()}})


def _of(value: object, given: Given) -> object:
    return value(given) if callable(value) else value


def word(value: str) -> Callable[[Given], object]:
    """The same value whatever is given."""
    return lambda given: value


def id_of(name: str) -> Callable[[Given], Any]:
    """The number of somebody or something in the world."""
    return lambda given: given.world.ids[name]


def taken_over(given: Given) -> None:
    """An officer registered the case for somebody without an account, and its author took it over."""
    case, officer = given.case, given.world.ids["peer"]
    given.tx.connection.execute("UPDATE suggestions SET channel = 'officer', anonymous = 1 WHERE id = ?", (case.id,))
    given.tx.connection.execute(
        "INSERT INTO walkins (suggestion_id, person_id, officer_id, token_hash, code_hash, expires_at, taken_at,"
        " taken_by) VALUES (?, ?, ?, 'x', 'x', 0, 1, ?)",
        (case.id, case.author_id, officer, case.author_id),
    )


def a_draft(given: Given) -> None:
    """A draft to which both cases and no case belong."""
    draft = Draft(shown=(given.case.id,)).with_words(1, "路灯不亮")
    if given.who.somebody.id:
        talks.save_draft(given.tx, given.who.somebody.id, draft, given.now)


def more_time_asked(given: Given) -> None:
    for part in departments.live(given.tx, given.case.id):
        if part.is_lead:
            departments.extend(given.tx, part, Extension.ASKED, 3, given.now)


def rated(given: Given) -> None:
    given.tx.connection.execute("UPDATE suggestions SET result_rating = 'basic' WHERE id = ?", (given.case.id,))


def asked(given: Given) -> None:
    """Its author was asked whether it is really fixed."""
    given.tx.connection.execute("UPDATE outcomes SET asked_at = 1, ask_at = NULL")


def not_fixed(given: Given) -> None:
    """And said that it is not."""
    given.tx.connection.execute("UPDATE outcomes SET asked_at = 1, ask_at = NULL, fixed = 'no'")


def half_rated(given: Given) -> None:
    given.tx.connection.execute("UPDATE suggestions SET process_rating = 'basic' WHERE id = ?", (given.case.id,))


def a_measure(given: Given) -> None:
    """A warning under the case's own number, by somebody who is not here."""
    given.tx.connection.execute(
        "INSERT INTO measures (id, measure, person_id, suggestion_id, unit_id, offence, words, by_id, at)"
        " VALUES (?, 'warn', ?, ?, ?, 'abuse', '请好好说话', ?, 1)",
        (given.case.id, given.case.author_id, given.case.id, given.case.unit_id, given.world.ids["peer"]),
    )


def objected(given: Given) -> None:
    """The same, and its person objects."""
    a_measure(given)
    given.tx.connection.execute("UPDATE measures SET objected_at = 1 WHERE id = ?", (given.case.id,))


def relayed(given: Given, message: int | None = None) -> None:
    """A message of the case stands in the chat."""
    relays.bind(given.tx, given.who.somebody.at, MESSAGE, given.case.id, message)


def a_note(given: Given) -> None:
    """The same of a word among staff."""
    relayed(given, suggestions.say(given.tx, given.case.id, "note", None, Role.OFFICER, "内部", (), given.now))


def own_word(given: Given, kind: str = "message") -> int:
    """They said something in the case, with a message of their own chat."""
    who = given.who
    role = permissions.ROLES.get(who.who, Role.REPRESENTATIVE) if kind == "message" else Role.OFFICER
    said = suggestions.say(given.tx, given.case.id, kind, who.somebody.id or None, role, "原话", (), given.now)
    relays.bind(given.tx, who.somebody.at, MESSAGE, given.case.id, said)
    return said


def own_template(given: Given) -> tuple[int, int]:
    """A template of the officer's unit, and that unit."""
    officer = next(one.somebody.id for one in given.world.personas if one.who is W.OFFICER)
    query = "SELECT unit_id FROM roles WHERE person_id = ? AND role = 'officer'"
    unit = given.tx.connection.execute(query, (officer,)).fetchone()["unit_id"]
    add = (
        "INSERT INTO templates (unit_id, language, title, words, version) VALUES (?, 'zh', '到', '好', ?) RETURNING id"
    )
    row = given.tx.connection.execute(add, (unit, given.case.version)).fetchone()
    return int(row["id"]), int(unit)


def a_group(given: Given) -> int:
    """A connected group of the case's station."""
    add = (
        "INSERT INTO staff_groups (channel, address, title, kind, station_id, language, connected_by, connected_at)"
        " VALUES ('telegram', '-77', '工作群', 'station', ?, 'zh', ?, 1) ON CONFLICT DO NOTHING"
    )
    given.tx.connection.execute(add, (given.case.station_id, given.world.ids["peer"]))
    query = "SELECT id FROM staff_groups WHERE address = '-77' AND ended_at IS NULL"
    return int(given.tx.connection.execute(query).fetchone()["id"])


def settled(given: Given) -> int:
    """The officer's station has hours that were settled in chat. Returns the row."""
    given.tx.connection.execute("UPDATE stations SET hours = 'now' WHERE id = ?", (given.case.station_id,))
    add = (
        "INSERT INTO settings (scope, target_id, code, value, was, set_by, set_at)"
        " VALUES ('station', ?, 'hours', '\"now\"', '\"then\"', ?, 0) RETURNING id"
    )
    officer = next(one.somebody.id for one in given.world.personas if one.who is W.OFFICER)
    return int(given.tx.connection.execute(add, (given.case.station_id, officer)).fetchone()["id"])


def begun_album(given: Given) -> None:
    """A first part of an album went into the case."""
    if given.who.somebody.id:
        first, kind = PHOTO.model_copy(update={"album": "album"}), "note" if given.who.who is W.HELPER else "message"
        suggestions.say(given.tx, given.case.id, kind, given.who.somebody.id, Role.RESIDENT, "", (first,), given.now)


def a_link(given: Given) -> int:
    """The representative keeps a link with the author. Returns its id."""
    keeper = next(p.somebody.id for p in given.world.personas if p.who is W.REPRESENTATIVE)
    given.tx.connection.execute(
        "INSERT INTO links (tier, representative_id, other_id, starts) VALUES ('residents', ?, ?, '2022-03-01')"
        " ON CONFLICT DO NOTHING",
        (keeper, given.case.author_id),
    )
    query = "SELECT id FROM links WHERE representative_id = ? AND other_id = ?"
    return int(given.tx.connection.execute(query, (keeper, given.case.author_id)).fetchone()["id"])


def a_contact(given: Given) -> None:
    """A meeting on this link waits for the author's word. The entry and the contact have the case's number."""
    id_, link = given.case.id, a_link(given)
    given.tx.connection.execute(
        "INSERT INTO contact_entries (id, author_id, mode, day, summary, entered_at)"
        " SELECT ?, representative_id, 'visit', '2026-12-01', '谈了谈', 0 FROM links WHERE id = ?",
        (id_, link),
    )
    given.tx.connection.execute(
        "INSERT INTO contacts (id, entry_id, link_id, day, face, entered_at, standing)"
        " VALUES (?, ?, ?, '2026-12-01', 1, 0, 'waiting')",
        (id_, id_, link),
    )


def a_disputed(given: Given) -> None:
    """The same, and the author says that there was no such meeting."""
    a_contact(given)
    given.tx.connection.execute("UPDATE contacts SET standing = 'disputed', void_at = 1 WHERE id = ?", (given.case.id,))


def a_meeting(given: Given) -> int:
    """A meeting on this link is planned, under the case's number. Returns the link's id."""
    id_, link = given.case.id, a_link(given)
    given.tx.connection.execute(
        "INSERT INTO meetings (id, author_id, place, at, day, state, changed_at)"
        " SELECT ?, representative_id, '老站台', ?, '2026-12-05', 'planned', 0 FROM links WHERE id = ?",
        (id_, micros(given.now + timedelta(days=4)), link),
    )
    given.tx.connection.execute("INSERT INTO invited (meeting_id, link_id) VALUES (?, ?)", (id_, link))
    return link


def a_proposal(given: Given) -> None:
    """The representative asks the author for a link. The proposal has the case's number."""
    given.tx.connection.execute(
        "INSERT INTO link_proposals (id, tier, keeper_id, other_id, by_id, asked_id, at)"
        " VALUES (?, 'residents', ?, ?, ?, ?, 0)",
        (given.case.id, keeper_of(given), given.case.author_id, keeper_of(given), given.case.author_id),
    )


def keeper_of(given: Given) -> int:
    """The representative who keeps the link."""
    return next(p.somebody.id for p in given.world.personas if p.who is W.REPRESENTATIVE)


def a_pair(given: Given) -> str:
    """The same two, as a button that asks the representative names them."""
    return f"r{keeper_of(given)}_{given.case.author_id}"


def reminded(given: Given) -> None:
    """The representative was reminded of this link a month before the year's end."""
    link = a_link(given)
    given.tx.connection.execute(
        "INSERT INTO closing_told (person_id, last, stage, told_at)"
        " SELECT representative_id, '2026-12-31', 30, 0 FROM links WHERE id = ?",
        (link,),
    )


def a_matter(given: Given) -> None:
    """Something was raised in a meeting. The matter has the case's number."""
    a_contact(given)
    query = "INSERT INTO contact_matters (id, contact_id, words, at) VALUES (?, ?, '路灯不亮', 0)"
    given.tx.connection.execute(query, (given.case.id, given.case.id))


def an_office(given: Given) -> str:
    """Somebody else is an officer of the station. The office's key."""
    who = people.add(given.tx, "另一位联络员", "zh", given.now)
    row = given.tx.connection.execute(
        "INSERT INTO roles (person_id, role, unit_id, station_id, starts) VALUES (?, 'officer', ?, ?, '2022-03-01')"
        " RETURNING id",
        (who, given.case.unit_id, given.case.station_id),
    ).fetchone()
    return f"r{row['id']}"


def an_invitation(given: Given) -> int:
    """An open invitation for the representative. Its id."""
    row = given.tx.connection.execute(
        "INSERT INTO invites (token_hash, role, unit_id, station_id, person_id, created_at, expires_at)"
        " VALUES ('x', 'representative', ?, ?, ?, 0, ?) RETURNING id",
        (given.case.unit_id, given.case.station_id, keeper_of(given), micros(given.now + timedelta(days=9))),
    ).fetchone()
    return int(row["id"])


def an_ended_seat(given: Given) -> int:
    """Somebody sat beside the representative until yesterday, and the officer was asked who follows. The seat's id."""
    tx = given.tx
    who = people.add(tx, "卸任的代表", "zh", given.now)
    query = (
        "INSERT INTO mandates (person_id, level, unit_id, station_id, starts, ends, handover)"
        " SELECT ?, level, unit_id, station_id, '2022-03-01', '2026-11-30', 'asked' FROM mandates"
        " WHERE person_id = ? ORDER BY id LIMIT 1 RETURNING id"
    )
    return int(tx.connection.execute(query, (who, keeper_of(given))).fetchone()["id"])


def a_request(given: Given, *, own: bool = False) -> None:
    """An administrator of the unit asked to end it. The request has the case's number."""
    tx, unit = given.tx, given.case.unit_id
    asker = given.who.somebody.id if own and given.who.who is W.ADMIN else people.add(tx, "提出的人", "zh", given.now)
    if asker != given.who.somebody.id:
        people.bind(tx, Address("telegram", "77001"), asker, given.now)
        people.grant(tx, asker, Standing(Role.ADMIN, unit), today(tx.rules, given.now))
    payload = dumps({"units": sorted(units.below(tx, unit)), "parent": units.chain(tx, unit)[1].id})
    tx.connection.execute(
        "INSERT INTO approvals (id, kind, unit_id, subject_id, payload, asked_by, asked_at, expires_at)"
        " VALUES (?, 'end_unit', ?, ?, ?, ?, ?, ?)",
        (given.case.id, unit, unit, payload, asker, micros(given.now), micros(given.now + timedelta(hours=72))),
    )


def a_notice(state: str = "draft") -> Callable[[Given], None]:
    """A notice of the officer's station, under the case's number and version."""

    def before(given: Given) -> None:
        officer = next(one.somebody.id for one in given.world.personas if one.who is W.OFFICER)
        content = '{"texts":{"zh":{"words":"周六接待"}},"noted":true}'
        query = (
            "INSERT INTO notices (id, author_id, role, unit_id, station_id, state, version, content, audience,"
            " created_at, began_at) SELECT ?, ?, 'officer', unit_id, id, ?, ?, ?,"
            " '{\"unit\":' || unit_id || ',\"station\":' || id || '}', 0, 1 FROM stations WHERE id = ?"
        )
        given.tx.connection.execute(
            query, (given.case.id, officer, state, given.case.version, content, given.case.station_id)
        )

    return before


def of_notice(step: str, **more: object) -> Callable[[Given], Talk]:
    """The conversation stands at a step of this notice."""
    return lambda given: Talk(step, {"notice": given.case.id, "scope": "", "language": "zh", **more})


def home_station(given: Given) -> str:
    """The officer's station, as a button names it."""
    return f"s{given.case.station_id}"


def a_reception(given: Given) -> None:
    """A reception at the officer's station is announced, with the representative on duty, under the case's number."""
    id_, at = given.case.id, micros(given.now + timedelta(days=4))
    given.tx.connection.execute(
        "INSERT INTO receptions (id, station_id, author_id, topic, scope, short, at, ends, day, slot, state,"
        " changed_at, version) VALUES (?, ?, ?, '供暖', '', '', ?, ?, '2026-12-05', 15, 'announced', 0, ?)",
        (id_, given.case.station_id, keeper_of(given), at, at + 7_200_000_000, given.case.version),
    )
    lives = "UPDATE persons SET unit_id = ? WHERE id = ? AND unit_id IS NULL"
    if given.who.who is W.RESIDENT:
        given.tx.connection.execute(lives, (given.case.unit_id, given.who.somebody.id))
    duty = "INSERT INTO reception_duties (reception_id, person_id) VALUES (?, ?)"
    given.tx.connection.execute(duty, (id_, keeper_of(given)))


def a_booked(given: Given) -> None:
    """The same, and who tries has booked a slot, as those can who live there."""
    a_reception(given)
    if given.who.who in permissions.LIVES_THERE.who:
        booking = "INSERT INTO reception_bookings (reception_id, person_id, slot, place) VALUES (?, ?, 0, 0)"
        given.tx.connection.execute(booking, (given.case.id, given.who.somebody.id))


def an_open(given: Given) -> None:
    """The same is open now. The author came, and so did somebody who is not known here, under the case's number."""
    a_reception(given)
    id_, at = given.case.id, micros(given.now)
    opens = "UPDATE receptions SET state = 'open', at = ?, ends = ?, day = '2026-12-01' WHERE id = ?"
    given.tx.connection.execute(opens, (at - 3_600_000_000, at + 3_600_000_000, id_))
    came = (
        "INSERT INTO reception_visitors (id, reception_id, person_id, name, at, by_id, evidence)"
        " VALUES (?, ?, ?, ?, 0, ?, 'seen')"
    )
    given.tx.connection.execute(came, (id_, id_, None, "张大爷", keeper_of(given)))
    given.tx.connection.execute(came, (id_ + 2**40, id_, given.case.author_id, "", keeper_of(given)))


def a_visit(given: Given) -> int:
    """The same, and the representative keeps a link with the author. Returns its id."""
    an_open(given)
    return a_link(given)


def waits_at(step: str) -> Callable[[Given], Talk]:
    """The conversation stands at a step of the reception."""
    return lambda given: Talk(step, {"reception": given.case.id, "links": [a_link(given)]})


def planning(step: str, **more: object) -> Callable[[Given], Talk]:
    """A reception is being set up by who tries, at a station of theirs."""

    def talk(given: Given) -> Talk:
        actor = access.actor(given.tx, given.who.somebody.at, "zh", given.now)
        found = plans.stations(given.tx, actor, given.now) if actor.person_id else []
        able = ((one.id, receptions.able(given.tx, one.id, given.now.date())) for one in found)
        own, duties = next(((id_, there) for id_, there in able if there), (0, []))
        duty = [id_ for id_, _ in duties]
        whole = {"station": own, "day": "2026-12-07", "from": "09:00", "until": "11:00", "chosen": duty, "duty": duty,
                 "topic": "供暖", "scope": ""}  # fmt: skip
        return Talk(step, {**plans.fresh(), **whole, **more})

    return talk


def somebody_able(given: Given) -> int:
    """A representative of the station at which who tries sets a reception up."""
    chosen = planning("reception.whom")(given).data["chosen"]
    return int(chosen[0]) if chosen else 1


A_PHOTO: dict[str, Any] = {
    "photo": [{"file_id": "PHOTO", "file_unique_id": "P", "width": 9, "height": 9, "file_size": 9}]
}
DAY = "2026-12-21"
CONFIRM = at("case.confirm", **{"class": "A", "words": "修好了", "files": [], "promised": None})
REDIRECT = at("case.redirect", why="litigation", words="")
TRANSFER = at("case.transfer", lead=id_of(LEAD), support=[], words="")
ANSWER = at("case.answer", **{"class": "A", "promised": None})
MODERATE = at("case.moderate", what="warn", number=0, offence="abuse", words="请好好说话")
POSTPONE = at("case.postpone", promised=DAY)
EXTEND = at("case.extend", days=3)


def logging(given: Given) -> Talk:
    """A visit on the link is being logged."""
    return Talk("contact.words", {"links": [a_link(given)], "mode": "visit", "day": "2026-12-01"})


def asking(step: str, **more: object) -> Callable[[Given], Talk]:
    """A meeting on the link is being proposed."""
    chosen = {"meeting": 0, "day": "2026-12-05", "time": "15:00", **more}
    return lambda given: Talk(step, {"links": [a_link(given)], **chosen})


def own_task(given: Given) -> int:
    """What a file of theirs would change was shown to them. Returns the task's id."""
    add = "INSERT INTO roster_tasks (person_id, kind, state, todo, at) VALUES (?, 'import', 'shown', 0, 0) RETURNING id"
    person = given.who.somebody.id or given.world.ids["peer"]
    return int(given.tx.connection.execute(add, (person,)).fetchone()["id"])


def own_import(given: Given) -> int:
    """They imported a roster. Returns its number."""
    add = "INSERT INTO roster_changes (actor_id, file, counts, at) VALUES (?, 'a.xlsx', '{}', 0) RETURNING id"
    person = given.who.somebody.id or given.world.ids["peer"]
    return int(given.tx.connection.execute(add, (person,)).fetchone()["id"])


def about_contact(step: str) -> Callable[[Given], Talk]:
    """The conversation stands at a step of the contact."""
    return lambda given: Talk(step, {"contact": given.case.id})


PRESSES: dict[str, Ready] = {
    **dict.fromkeys(("roster.import", "roster.leave"), Ready(own_task)),
    **dict.fromkeys(("roster.undo", "roster.undo_yes", "roster.keep"), Ready(own_import)),
    "language": Ready(word("en")),
    "draft.shown": Ready(word("name")),
    "file.ask": Ready(word("1")),
    "file.yes": Ready(word("1")),
    "forget.choose": Ready(word("keep")),
    "forget.yes": Ready(word("withdraw")),
    "similar.ask": Ready(before=a_draft),
    "similar.support": Ready(before=a_draft),
    "support.add": Ready(lambda given: given.case.code),
    "rate.process": Ready(word("basic")),
    "rate.result": Ready(word("basic"), before=half_rated),
    "fixed.begin": Ready(before=asked),
    "fixed.say": Ready(lambda given: f"no_{given.case.answers}", before=asked),
    "fixed.reopen": Ready(before=not_fixed),
    "walkin.shown": Ready(word("name"), before=taken_over),
    "case.template": Ready(word("1")),
    "case.class": Ready(word("A")),
    "case.confirm": Ready(talk=CONFIRM),
    "case.assign": Ready(id_of("peer")),
    "case.redirect_as": Ready(word("litigation")),
    "case.redirect_yes": Ready(talk=REDIRECT),
    "case.refer_to": Ready(word("district")),
    "relay.arrived": Ready(lambda given: own_word(given)),
    **dict.fromkeys(
        ("template.show", "template.change", "template.up", "template.remove", "template.remove_yes"),
        Ready(lambda given: own_template(given)[0]),
    ),
    "group.link": Ready(lambda given: f"station_{given.case.station_id}"),
    "group.end": Ready(a_group),
    "group.end_yes": Ready(a_group),
    **dict.fromkeys(("settings", "setting.room"), Ready(word("calendar"), row=lambda given: (given.case.unit_id, 0))),
    "setting.category": Ready(word("lift"), row=lambda given: (given.case.unit_id, 0)),
    **dict.fromkeys(
        ("setting.show", "setting.change", "setting.undo"),
        Ready(word("hours"), row=lambda given: (given.case.station_id or 0, settled(given))),
    ),
    "setting.choose": Ready(
        lambda given: f"h_other_{given.world.ids[LEAD]}", row=lambda given: (given.case.unit_id, 0)
    ),
    "template.add": Ready(lambda given: own_template(given)[1]),
    "merge.choose": Ready(lambda given: given.world.partner(given.case).id),
    "merge.yes": Ready(lambda given: given.world.partner(given.case).id),
    "case.lead": Ready(id_of(LEAD)),
    "case.support": Ready(id_of(HELP), TRANSFER),
    "case.pass_on": Ready(talk=TRANSFER),
    "case.promise": Ready(word("20261221"), POSTPONE),
    "case.extend_by": Ready(word("3")),
    "remind.day": Ready(word("20261208")),
    "mod.begin": Ready(word("warn")),
    "mod.offence": Ready(word("abuse"), MODERATE),
    "mod.send": Ready(talk=MODERATE),
    "mod.undo": Ready(lambda given: given.case.id, before=a_measure),
    "mod.keep": Ready(lambda given: given.case.id, before=objected),
    "mod.object": Ready(before=a_measure),
    "case.grant": Ready(before=more_time_asked),
    "case.refuse": Ready(before=more_time_asked),
    **dict.fromkeys(
        ("audit", "audit.act", "audit.unit", "audit.export"),
        Ready(row=lambda given: (given.case.id, given.case.unit_id)),
    ),
    "quota.page": Ready(home_station),
    "quota.export": Ready(home_station),
    "quota.signs": Ready(lambda given: given.case.unit_id),
    "contact.of_case": Ready(before=a_link),
    "contact.matter": Ready(before=a_contact),
    **dict.fromkeys(("matter.take", "matter.leave"), Ready(before=a_matter)),
    "handover.ask": Ready(an_ended_seat),
    "handover.to": Ready(lambda given: f"{an_ended_seat(given)}_{keeper_of(given)}"),
    "link.propose": Ready(a_pair),
    **dict.fromkeys(("link.accept", "link.decline"), Ready(before=a_proposal)),
    **dict.fromkeys(("link.end", "link.end_yes"), Ready(a_link, before=a_link)),
    "links.page": Ready(home_station),
    "link.keeper": Ready(keeper_of),
    "link.free": Ready(lambda given: f"r{keeper_of(given)}"),
    "contact.begin": Ready(a_link, before=a_link),
    "contact.whom": Ready(a_link, at("contact.whom", links=[]), a_link),
    "contact.next": Ready(talk=at("contact.whom", links=[])),
    "contact.mode": Ready(word("visit"), logging),
    "contact.day": Ready(word("20261130"), logging),
    "closing.later": Ready(word("20261231_30"), before=reminded),
    **dict.fromkeys(("rights.one", "rights.take", "rights.take_yes", "rights.hand"), Ready(an_office)),
    **dict.fromkeys(
        ("rights.hand_to", "rights.hand_yes"), Ready(lambda given: f"{an_office(given)}_{keeper_of(given)}")
    ),
    "rights.people": Ready(lambda given: given.case.unit_id),
    "invite.station": Ready(lambda given: f"r_{given.case.unit_id}"),
    "invite.whom": Ready(lambda given: f"r_{given.case.station_id}"),
    "invite.make": Ready(lambda given: f"r_{given.case.station_id}_{keeper_of(given)}"),
    "invite.list": Ready(home_station),
    "invite.revoke": Ready(lambda given: an_invitation(given)),
    **dict.fromkeys(("invite.ask_cards", "invite.cards"), Ready(lambda given: given.case.station_id)),
    **dict.fromkeys(("rights.below", "unit.end", "unit.end_yes"), Ready(lambda given: given.case.unit_id)),
    **dict.fromkeys(("approval.show", "approval.yes", "approval.no"), Ready(before=a_request)),
    "approval.withdraw": Ready(before=lambda given: a_request(given, own=True)),
    **dict.fromkeys(
        ("contact.show_code", "contact.confirm", "contact.dispute", "contact.enter_code"), Ready(before=a_contact)
    ),
    "reception.station": Ready(lambda given: given.case.station_id, planning("reception.station", station=0)),
    "reception.stations": Ready(talk=planning("reception.station")),
    "reception.day": Ready(word("20261207"), planning("reception.when", **{"from": "", "until": ""})),
    "reception.time": Ready(word("1000"), planning("reception.when", **{"from": "", "until": ""})),
    "reception.whom": Ready(somebody_able, planning("reception.whom", duty=[])),
    "reception.next": Ready(talk=planning("reception.whom", duty=[])),
    "reception.anything": Ready(talk=planning("reception.words", topic=None, asks="topic")),
    "reception.part": Ready(word("when"), planning("reception.confirm")),
    "reception.announce": Ready(talk=planning("reception.confirm")),
    "reception.answer": Ready(word("accepted"), before=a_reception),
    "reception.book": Ready(word("1"), before=a_reception),
    "reception.unbook": Ready(before=a_booked),
    **dict.fromkeys(
        ("reception.change", "reception.cancel", "reception.show", "reception.slots"), Ready(before=a_reception)
    ),
    "reception.open": Ready(before=a_reception),
    **dict.fromkeys(
        (
            "reception.close",
            "reception.close_yes",
            "reception.code",
            "reception.here",
            "reception.roll",
            "reception.other",
            "reception.raise",
            "reception.write",
        ),
        Ready(before=an_open),
    ),
    "reception.register": Ready(lambda given: given.case.author_id, before=an_open),
    "reception.log": Ready(before=a_visit),
    "reception.mark": Ready(a_link, waits_at("reception.log"), a_visit),
    "contact.place": Ready(before=a_contact),
    "contact.counts": Ready(before=a_disputed),
    "contact.stays": Ready(before=a_disputed),
    "meeting.whom": Ready(a_link, at("meeting.whom", links=[]), a_link),
    "meeting.next": Ready(talk=at("meeting.whom", links=[])),
    "meeting.day": Ready(word("20261205"), asking("meeting.when", time="")),
    "meeting.time": Ready(word("1500"), asking("meeting.when", time="")),
    "meeting.answer": Ready(word("accepted"), before=a_meeting),
    **dict.fromkeys(
        (
            "meeting.when",
            "meeting.where",
            "meeting.show",
            "meeting.cancel",
            "meeting.cancel_yes",
            "meeting.held",
            "meeting.missed",
        ),
        Ready(before=a_meeting),
    ),
    "notice.new": Ready(home_station),
    **dict.fromkeys(
        ("notice.show", "notice.to", "notice.preview", "notice.send", "notice.when"), Ready(before=a_notice())
    ),
    "notice.part": Ready(word("zh"), before=a_notice()),
    "notice.set": Ready(word("noted_0"), before=a_notice()),
    "notice.discard": Ready(word("yes"), before=a_notice()),
    "notice.pick": Ready(word("group_residents"), before=a_notice()),
    "notice.act": Ready(word("pause"), before=a_notice("sending")),
    "notice.report": Ready(before=a_notice("sent")),
    "notice.table": Ready(before=a_notice("sent")),
    "notice.at": Ready(word("202612020900"), before=a_notice()),
    "notice.remind": Ready(before=a_notice("sent")),
    "notice.correct": Ready(word("zh"), before=a_notice("sent")),
    "notices.kind": Ready(word("news_0")),
}
AT: dict[str, Ready] = {
    "roster.file": Ready(sends={"document": {"file_id": "F", "file_unique_id": "U", "file_name": "a.xlsx"}}),
    "audit.find": Ready(talk=lambda given: Talk("audit.find", {"unit_id": given.case.unit_id})),
    "case.moderate": Ready(talk=MODERATE),
    "approval.refuse": Ready(talk=lambda given: Talk("approval.refuse", {"approval": given.case.id}), before=a_request),
    "start.consent": Ready(talk=lambda given: Talk("start.consent")),
    "start.place": Ready(sends={"location": {"latitude": 36.8, "longitude": 118.0}}),
    "start.portrait": Ready(sends=A_PHOTO),
    "setting.write": Ready(
        talk=lambda given: Talk(
            "setting.write", {"target": given.case.station_id, "code": "hours", "version": settled(given)}
        )
    ),
    "template.write": Ready(
        talk=lambda given: Talk("template.write", {"unit": own_template(given)[1], "template": None, "version": 0}),
        sends={"text": "去看看\n明天去看看"},
    ),
    "walkin.phone": Ready(talk=at("walkin.phone"), before=taken_over, sends={"text": "13800000000"}),
    "case.answer": Ready(talk=ANSWER),
    "case.confirm": Ready(talk=CONFIRM),
    "case.redirect": Ready(talk=REDIRECT),
    "case.postpone": Ready(talk=POSTPONE),
    "case.comment": Ready(before=rated),
    "case.reopen": Ready(before=not_fixed),
    "case.transfer": Ready(talk=TRANSFER),
    "case.extend": Ready(talk=EXTEND),
    "contact.words": Ready(talk=logging, before=a_link),
    "link.word": Ready(talk=lambda given: Talk("link.word", {"link": a_link(given)}), before=a_link),
    "contact.matter": Ready(talk=about_contact("contact.matter"), before=a_contact),
    "contact.dispute": Ready(talk=about_contact("contact.dispute"), before=a_contact),
    "contact.code": Ready(talk=about_contact("contact.code"), before=a_contact),
    "contact.line": Ready(talk=lambda given: Talk("contact.line", {"entry": given.case.id}), before=a_contact),
    "contact.place": Ready(talk=lambda given: Talk("contact.place", {"entry": given.case.id}), before=a_contact),
    "contact.decide": Ready(
        talk=lambda given: Talk("contact.decide", {"contact": given.case.id, "counts": True}), before=a_disputed
    ),
    "reception.station": Ready(talk=planning("reception.station")),
    "reception.whom": Ready(talk=planning("reception.whom", duty=[])),
    "reception.confirm": Ready(talk=planning("reception.confirm")),
    "reception.when": Ready(
        talk=planning("reception.when", day="", until="", **{"from": ""}), sends={"text": "12月7日 9:00-11:00"}
    ),
    "reception.words": Ready(talk=planning("reception.words", topic=None, asks="topic")),
    "reception.cancel": Ready(
        talk=lambda given: Talk("reception.cancel", {"reception": given.case.id}), before=a_reception
    ),
    "reception.code": Ready(talk=waits_at("reception.code"), before=an_open),
    "reception.name": Ready(talk=waits_at("reception.name"), before=an_open),
    "reception.log": Ready(talk=waits_at("reception.log"), before=a_visit),
    "meeting.when": Ready(talk=asking("meeting.when", time=""), sends={"text": "12月5日下午3点"}),
    "meeting.place": Ready(talk=asking("meeting.place")),
    "notice.words": Ready(talk=of_notice("notice.words"), before=a_notice()),
    "notice.files": Ready(talk=of_notice("notice.files"), before=a_notice(), sends=A_PHOTO),
    "notice.link": Ready(
        talk=of_notice("notice.link"), before=a_notice(), sends={"text": "报名 https://example.cn/sign"}
    ),
    "notice.when": Ready(talk=of_notice("notice.when"), before=a_notice(), sends={"text": "明天 9:00"}),
    "notice.correct": Ready(talk=of_notice("notice.correct"), before=a_notice("sent")),
}
