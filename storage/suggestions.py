"""Suggestions, what was said in them, and the desks on which they lie."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from domain import suggestions as rules
from domain.messages import File
from domain.people import Address, Role
from domain.routing import Candidate, Route
from domain.suggestions import AnswerClass, Ending, Rating, Said, State, Suggestion
from storage import duplicates
from storage.tx import Row, Sql, TooLateError, Tx, instant, micros, moment

SQL = Sql("suggestions")
# What is owed, and by whom.
OWED = ("state", "representative_id", "station_id", "holder_role", "second_due", "answers", "lead_id",
        "department_due", "step_due", "promised")  # fmt: skip


@dataclass(frozen=True)
class New:
    """What a suggestion begins with."""

    code: str
    number_unit_id: int
    state: State
    channel: str
    author_id: int
    anonymous: bool
    category: str
    unit_id: int
    route: Route
    place: str
    latitude: float | None
    longitude: float | None
    first_word_due: date
    phone: str | None = None  # for the representative and the officer of the case alone


def add(tx: Tx, new: New, now: datetime, year: int) -> int:
    """Register a suggestion under the next number of its unit and year. Returns its id."""
    serial = SQL(tx).next_serial(unit_id=new.number_unit_id, year=year)
    id_: int = SQL(tx).add(
        code=new.code,
        number_unit_id=new.number_unit_id,
        year=year,
        serial=serial,
        state=new.state.value,
        channel=new.channel,
        author_id=new.author_id,
        anonymous=int(new.anonymous),
        category=new.category,
        unit_id=new.unit_id,
        station_id=new.route.station_id,
        representative_id=new.route.representative_id,
        holder_role=new.route.holder.value,
        reason=new.route.reason.value,
        place=new.place,
        latitude=new.latitude,
        longitude=new.longitude,
        now=micros(now),
        first_word_due=new.first_word_due.isoformat(),
        phone=new.phone,
    )
    return id_


def find(tx: Tx, suggestion_id: int) -> Suggestion | None:
    """A case by its id."""
    row = SQL(tx).find(id=suggestion_id)
    return _suggestion(row) if row else None


def by_code(tx: Tx, code: str) -> Suggestion | None:
    """A case by its public code."""
    row = SQL(tx).by_code(code=code)
    return find(tx, row["id"]) if row else None


def album(tx: Tx, person_id: int, album: str) -> int | None:
    """The case into which a person put the first part of an album."""
    row = SQL(tx).album(person_id=person_id, album=album)
    return int(row["suggestion_id"]) if row else None


def is_note(tx: Tx, at: Address, message_id: int) -> bool:
    """Whether a message in a chat showed a word among staff: a reply to it is one as well."""
    return SQL(tx).note_at(channel=at.channel, address=at.address, message_id=message_id) is not None


def numbered(tx: Tx, person_id: int, year: int, serial: int) -> list[Suggestion]:
    """The cases of one year and serial, at most one a district, among those in which a person has a part."""
    return [_suggestion(row) for row in SQL(tx).numbered(person_id=person_id, year=year, serial=serial)]


def change(tx: Tx, case: Suggestion, now: datetime, **values: object) -> Suggestion:
    """Store what changed. Raises TooLateError if the case has a newer version than the one decided on.

    Where it changes what is owed, or by whom, the clock begins to remind anew.
    """
    new = replace(case, **values)  # type: ignore[arg-type]
    ended = not new.is_open
    changed = SQL(tx).change(
        id=case.id,
        version=case.version,
        state=new.state.value,
        representative_id=new.representative_id,
        station_id=new.station_id,
        holder_role=new.holder_role.value,
        reason=new.reason,
        first_word_at=micros(new.first_word_at) if new.first_word_at else None,
        second_due=new.second_due.isoformat() if new.second_due else None,
        answered_at=micros(new.answered_at) if new.answered_at else None,
        answer_class=new.answer_class,
        answers=new.answers,
        process_rating=new.process_rating,
        result_rating=new.result_rating,
        rated_at=micros(now) if new.result_rating else None,
        closed_at=micros(now) if ended else None,
        outcome=new.outcome,
        lead_id=new.lead_id,
        department_due=new.department_due.isoformat() if new.department_due else None,
        promised=new.promised.isoformat() if new.promised else None,
        step_due=new.step_due.isoformat() if new.step_due else None,
        anew=int(any(getattr(new, name) != getattr(case, name) for name in OWED)),
    )
    if not changed:
        raise TooLateError
    if ended:
        duplicates.drop(tx, case.id)
    return replace(new, version=case.version + 1)


def of_author(tx: Tx, author_id: int, skip: int, count: int) -> list[Suggestion]:
    """A resident's cases, open ones first, the newest of each first."""
    return [_suggestion(row) for row in SQL(tx).of_author(author_id=author_id, skip=skip, count=count)]


def count_since(tx: Tx, author_id: int, since: datetime) -> int:
    """How many cases a resident has handed in since a moment."""
    return int(SQL(tx).count_since(author_id=author_id, since=micros(since)))


def count_of_author(tx: Tx, author_id: int) -> int:
    """How many cases a resident has."""
    return int(SQL(tx).count_of_author(author_id=author_id))


def desk(
    tx: Tx, person_id: int, view: str, today: date, skip: int, count: int, top: int | None = None
) -> list[Suggestion]:
    """What lies on a person's desk, overdue first; `view` is open, waiting or closed.

    `top` is the unit (id) of those who administer it, and all below, by configuration and not by a role.
    """
    rows = SQL(tx).desk(person_id=person_id, view=view, today=today.isoformat(), top=top, skip=skip, count=count)
    return [_suggestion(row) for row in rows]


def candidates(
    tx: Tx, unit_id: int, author_id: int, today: date, level: str, station_id: int | None = None
) -> list[Candidate]:
    """The representatives of a level whose constituency holds a place, perhaps of one station; never the author."""
    rows = SQL(tx).candidates(
        unit_id=unit_id, author_id=author_id, today=today.isoformat(), level=level, station_id=station_id
    )
    return [Candidate(**row) for row in rows]


def peers(tx: Tx, unit_id: int, today: date, count: int = 20) -> list[tuple[int, str]]:
    """(person id, name) of those to whom a case of this place can be given."""
    return [(row["id"], row["name"]) for row in SQL(tx).peers(unit_id=unit_id, today=today.isoformat(), count=count)]


def say(
    tx: Tx, suggestion_id: int, kind: str, author_id: int | None, role: Role, words: str, files: tuple[File, ...],
    now: datetime,
) -> int:  # fmt: skip
    """Keep what was said in a case, for good. Returns the case message's id."""
    id_: int = SQL(tx).say(
        suggestion_id=suggestion_id,
        kind=kind,
        author_id=author_id,
        role=role.value,
        words=words,
        now=micros(now),
        update_id=tx.update_id,
    )
    attach(tx, id_, files)
    return id_


def attach(tx: Tx, message_id: int, files: tuple[File, ...]) -> None:
    """Keep files with what was said, after those that are there."""
    if not files:
        return
    first = len(SQL(tx).files_of(message_id=message_id))
    for position, file in enumerate(files, start=first):
        facts = file.model_dump(include={"kind", "file_id", "unique_id", "mime", "size", "name", "album"})
        SQL(tx).attach(message_id=message_id, position=position, **facts)


def begun(tx: Tx, suggestion_id: int, person_id: int, album: str) -> Said | None:
    """What somebody said in a case with the first part of an album."""
    row = SQL(tx).begun(suggestion_id=suggestion_id, person_id=person_id, album=album)
    return Said(row["id"], row["kind"], Role(row["role"]), row["words"], instant(row["at"])) if row else None


def files_of(tx: Tx, message_id: int) -> tuple[File, ...]:
    """The files of one thing that was said."""
    return tuple(File(**row) for row in SQL(tx).files_of(message_id=message_id))


def said(tx: Tx, suggestion_id: int) -> list[Said]:
    """All that was said in a case, oldest first."""
    return [
        Said(
            row["id"],
            row["kind"],
            Role(row["role"]),
            row["words"],
            instant(row["at"]),
            row["files"],
            row["voices"] or 0,
            row["hidden"],
            row["edits_id"] is not None,
        )
        for row in SQL(tx).said(suggestion_id=suggestion_id)
    ]


def files(tx: Tx, suggestion_id: int, kind: str | None = None) -> tuple[File, ...]:
    """The files of a case, or of its messages of one kind."""
    return tuple(File(**row) for row in SQL(tx).files(suggestion_id=suggestion_id, kind=kind))


def unrated(tx: Tx, remind: datetime, close: datetime, count: int) -> list[int]:
    """Answers that nobody rated: given before `remind` and not reminded of yet, or before `close` and reminded of."""
    return [row["id"] for row in SQL(tx).unrated(remind=micros(remind), close=micros(close), count=count)]


def owing(tx: Tx, day: date, today: date, late: date, count: int) -> list[int]:
    """Cases of which there is news: something is due by a day that nobody was told of, or has become overdue.

    What was due before `late`, and of which everybody else was told, is for those above.
    """
    days = {"day": day.isoformat(), "today": today.isoformat(), "late": late.isoformat()}
    return [row["id"] for row in SQL(tx).owing(**days, count=count)]


def reminded(tx: Tx, case_id: int, what: str) -> None:
    """Note of what people were told last: soon, overdue, above, rate; or that nobody was there to hear."""
    SQL(tx).reminded(id=case_id, what=what)


def last_reminded(tx: Tx, case_id: int) -> str:
    """Of what people were told last."""
    return str(SQL(tx).last_reminded(id=case_id))


def ask_again(tx: Tx, count: int) -> None:
    """Let cases of which nobody could hear be looked at once more: meanwhile somebody may have come."""
    SQL(tx).ask_again(count=count)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _suggestion(row: Row) -> Suggestion:
    return Suggestion(
        id=row["id"],
        code=row["code"],
        number=rules.number(row["number_unit"], row["year"], row["serial"]),
        state=State(row["state"]),
        version=row["version"],
        channel=row["channel"],
        author_id=row["author_id"],
        anonymous=bool(row["anonymous"]),
        category=row["category"],
        unit_id=row["unit_id"],
        unit=row["unit"],
        station_id=row["station_id"],
        representative_id=row["representative_id"],
        representative=row["representative"],
        holder_role=Role(row["holder_role"]),
        reason=row["reason"],
        place=row["place"],
        latitude=row["latitude"],
        longitude=row["longitude"],
        registered_at=instant(row["registered_at"]),
        first_word_due=date.fromisoformat(row["first_word_due"]),
        first_word_at=moment(row["first_word_at"]),
        second_due=_day(row["second_due"]),
        answered_at=moment(row["answered_at"]),
        answer_class=AnswerClass(row["answer_class"]) if row["answer_class"] else None,
        answers=row["answers"],
        process_rating=Rating(row["process_rating"]) if row["process_rating"] else None,
        result_rating=Rating(row["result_rating"]) if row["result_rating"] else None,
        outcome=Ending(row["outcome"]) if row["outcome"] else None,
        lead_id=row["lead_id"],
        lead=row["lead"],
        department_due=_day(row["department_due"]),
        promised=_day(row["promised"]),
        step_due=_day(row["step_due"]),
        phone=row["phone"],
        formal=row["formal"],
        author_left=bool(row["author_left"]),
        words_gone=bool(row["words_gone"]),
        in_groups=bool(row["in_groups"]),
    )
