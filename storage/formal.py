"""Formal suggestions, the cases that they cite, and the parts of departments in them."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.departments import Extension, PartState
from domain.formal import Formal, Seat, Share, State
from domain.messages import File
from domain.people import Role
from domain.suggestions import AnswerClass, Rating
from storage.tx import Row, Sql, TooLateError, Tx, instant, micros, moment

SQL = Sql("formal")
OWED = ("state", "due")  # what changes what is owed, so that the clock begins to remind anew


@dataclass(frozen=True)
class Cited:
    """A case that is cited; `told` if it was signed so, and its residents know."""

    case: int
    told: bool


@dataclass(frozen=True)
class Word:
    """Something that was said about a formal suggestion."""

    id: int
    kind: str
    role: Role
    department: str
    words: str
    at: datetime


def seats(tx: Tx, person_id: int, today: date) -> list[Seat]:
    """The mandates of a person on a day."""
    return [Seat(**row) for row in SQL(tx).mandates(person_id=person_id, today=today.isoformat())]


def begin(tx: Tx, author_id: int, mandate_id: int, now: datetime) -> int:
    """An empty draft. Returns its id."""
    return int(SQL(tx).begin(author_id=author_id, mandate_id=mandate_id, now=micros(now)))


def find(tx: Tx, formal_id: int) -> Formal | None:
    """A formal suggestion by its id."""
    row = SQL(tx).find(id=formal_id)
    return _formal(row) if row else None


def change(tx: Tx, formal: Formal, now: datetime, **values: object) -> Formal:
    """Store what changed. Raises TooLateError if there is a newer version than the one decided on."""
    new = replace(formal, **values)  # type: ignore[arg-type]
    changed = SQL(tx).change(
        id=formal.id,
        version=formal.version,
        number=new.number,
        state=new.state.value,
        mandate_id=new.mandate_id,
        unit_id=new.unit_id,
        title=new.title,
        reason=new.reason,
        request=new.request,
        signed_at=micros(new.signed_at) if new.signed_at else None,
        assigned_on=_text(new.assigned_on),
        lead_id=new.lead_id,
        due=_text(new.due),
        extension=new.extension.value,
        months=new.months,
        answered_at=micros(new.answered_at) if new.answered_at else None,
        answer_class=new.answer_class,
        answers=new.answers,
        promised=_text(new.promised),
        rating=new.rating,
        second=int(new.second),
        closed_at=None if new.is_open else micros(now),
        anew=int(any(getattr(new, name) != getattr(formal, name) for name in OWED)),
    )
    if not changed:
        raise TooLateError
    return replace(new, version=formal.version + 1)


def next_serial(tx: Tx, unit_id: int, year: int) -> int:
    """The next number of a congress office's year; of two at once each gets its own."""
    return int(SQL(tx).next_serial(unit_id=unit_id, year=year))


def desk(tx: Tx, person_id: int, view: str, today: date, skip: int, count: int, top: int | None) -> list[Formal]:
    """What somebody has to do with: as author, congress office or department. `view` is open or closed."""
    rows = SQL(tx).desk(person_id=person_id, view=view, today=today.isoformat(), skip=skip, count=count, top=top)
    return [_formal(row) for row in rows]


def citable(tx: Tx, person_id: int, skip: int, count: int) -> list[int]:
    """The cases (ids) that a representative may cite."""
    return [row["id"] for row in SQL(tx).citable(person_id=person_id, skip=skip, count=count)]


def cite(tx: Tx, formal_id: int, case_id: int) -> None:
    """Cite a case; twice is once."""
    SQL(tx).cite(formal_id=formal_id, suggestion_id=case_id)


def leave_out(tx: Tx, formal_id: int, case_id: int) -> None:
    """Cite a case no more."""
    SQL(tx).leave_out(formal_id=formal_id, suggestion_id=case_id)


def cited(tx: Tx, formal_id: int) -> list[Cited]:
    """The cases that are cited."""
    return [Cited(row["suggestion_id"], bool(row["told"])) for row in SQL(tx).cited(formal_id=formal_id)]


def told(tx: Tx, formal_id: int) -> None:
    """It was signed with the cases that it cites now."""
    SQL(tx).told(formal_id=formal_id)


def mark(tx: Tx, case_id: int) -> None:
    """Let a case show of which formal suggestion it is part, if of any."""
    SQL(tx).mark(suggestion_id=case_id)


def add_part(
    tx: Tx, formal_id: int, department_id: int, *, sender_id: int, return_until: date, due: date | None, now: datetime
) -> None:
    """Give a department a part; one with a day for its opinion supports, the other one leads."""
    SQL(tx).add_part(
        formal_id=formal_id, department_id=department_id, lead=int(due is None), sender_id=sender_id,
        return_until=return_until.isoformat(), due=_text(due), now=micros(now),
    )  # fmt: skip


def parts(tx: Tx, formal_id: int) -> list[Share]:
    """The parts that departments have now, the lead's first."""
    found = [
        Share(
            row["id"], row["department_id"], row["department"], bool(row["lead"]), PartState(row["state"]),
            row["sender_id"], date.fromisoformat(row["return_until"]), due=_day(row["due"]),
        )
        for row in SQL(tx).parts(formal_id=formal_id)
    ]  # fmt: skip
    return [part for part in found if part.is_live]


def change_part(tx: Tx, part: Share, state: PartState, now: datetime) -> None:
    """Store where a part stands."""
    SQL(tx).change_part(id=part.id, state=state.value, now=micros(now))


def end_parts(tx: Tx, formal_id: int, now: datetime) -> None:
    """No department has a part any more."""
    SQL(tx).end_parts(formal_id=formal_id, now=micros(now))


def say(
    tx: Tx, formal_id: int, kind: str, author_id: int, role: Role, words: str, now: datetime, *,
    department_id: int | None = None, files: tuple[File, ...] = (),
) -> int:  # fmt: skip
    """Keep what was said, for good. Returns its id."""
    id_: int = SQL(tx).say(
        formal_id=formal_id, kind=kind, author_id=author_id, role=role.value, department_id=department_id, words=words,
        now=micros(now), update_id=tx.update_id,
    )  # fmt: skip
    for position, file in enumerate(files):
        SQL(tx).attach(
            message_id=id_, position=position, kind=file.kind, file_id=file.file_id, unique_id=file.unique_id,
            mime=file.mime, size=file.size, name=file.name,
        )  # fmt: skip
    return id_


def said(tx: Tx, formal_id: int) -> list[Word]:
    """All that was said, oldest first."""
    return [
        Word(row["id"], row["kind"], Role(row["role"]), row["department"] or "", row["words"], instant(row["at"]))
        for row in SQL(tx).said(formal_id=formal_id)
    ]


def files(tx: Tx, formal_id: int) -> tuple[File, ...]:
    """The files of the last answer."""
    return tuple(File(**row) for row in SQL(tx).files(formal_id=formal_id))


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _formal(row: Row) -> Formal:
    return Formal(
        id=row["id"],
        number=row["number"],
        state=State(row["state"]),
        version=row["version"],
        author_id=row["author_id"],
        author=row["author"],
        mandate_id=row["mandate_id"],
        level=row["level"],
        seat=row["seat"],
        seat_id=row["seat_id"],
        mandate_ends=_day(row["mandate_ends"]),
        unit_id=row["unit_id"],
        unit=row["unit"],
        title=row["title"],
        reason=row["reason"],
        request=row["request"],
        signed_at=moment(row["signed_at"]),
        assigned_on=_day(row["assigned_on"]),
        lead_id=row["lead_id"],
        lead=row["lead"],
        due=_day(row["due"]),
        extension=Extension(row["extension"]),
        months=row["months"],
        answered_at=moment(row["answered_at"]),
        answer_class=AnswerClass(row["answer_class"]) if row["answer_class"] else None,
        answers=row["answers"],
        promised=_day(row["promised"]),
        rating=Rating(row["rating"]) if row["rating"] else None,
        second=bool(row["second"]),
    )
