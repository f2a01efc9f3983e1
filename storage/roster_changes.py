"""Imports of the roster as changes: what became of each row, and what points to rows that an import added."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.roster import MODELS, PORTION, Key
from domain.roster_history import Counts, Imported, Trace
from storage.tx import Row, Sql, Tx, dumps, instant, micros, moment

SQL = Sql("roster_changes")
ALL = 2**62
# In an order in which nothing is dropped that something else of the roster still names.
ORDER = ("links", "roles", "mandates", "persons", "departments", "stations", "units")
KNOWN = (*ORDER, "suggestions", "invites")  # tables whose rows are looked at one by one, by their id
OWNERS = {"department_scopes": ("departments", "department_id")}  # rows that are part of another one


@dataclass(frozen=True)
class Use:
    """A row that points to a row of the roster. `id` is its own, in tables whose rows are looked at one by one."""

    table: str
    column: str
    sheet: str
    target: int
    id: int | None


def add(tx: Tx, actor_id: int | None, file: str, counts: Counts, traces: Iterable[Trace], now: datetime) -> int:
    """Keep an import. Returns its id."""
    id_: int = SQL(tx).add(actor_id=actor_id, file=file, counts=dumps(counts), now=micros(now))
    rows = ({"change_id": id_, "number": n, **piece} for n, piece in enumerate(_pieces(traces), start=1))
    SQL(tx).keep(rows)
    return id_


def _pieces(traces: Iterable[Trace]) -> Iterator[Row]:
    """Those of one kind together, a portion in each piece; a person's words alone."""
    waiting: dict[tuple[str, str], list[Any]] = {}
    for trace in traces:
        content = [trace.key, trace.before, trace.after]
        if trace.ref is not None:
            yield _piece(trace.sheet, trace.kind, [content], trace.ref)
            continue
        piece = waiting.setdefault((trace.sheet, trace.kind), [])
        piece.append(content)
        if len(piece) == PORTION:
            yield _piece(trace.sheet, trace.kind, piece)
            piece.clear()
    yield from (_piece(sheet, kind, piece) for (sheet, kind), piece in waiting.items() if piece)


def _piece(sheet: str, kind: str, content: list[Any], ref: str | None = None) -> Row:
    return {"sheet": sheet, "kind": kind, "ref": ref, "content": dumps(content)}


def traces(tx: Tx, change_id: int) -> list[Trace]:
    """What became of each row. What was said of persons who have left is gone."""
    return [
        Trace(row["sheet"], row["kind"], tuple(key), before, after)
        for row in SQL(tx).rows(change_id=change_id)
        for key, before, after in json.loads(row["content"])
    ]


def find(tx: Tx, change_id: int) -> Imported | None:
    """An import by its id."""
    row = SQL(tx).find(id=change_id)
    if row is None:
        return None
    times = {"at": instant(row["at"]), "undone_at": moment(row["undone_at"])}
    names = {"actor": row["actor"] or "", "undoer": row["undoer"] or ""}
    return Imported(**{**row, **times, **names, "counts": json.loads(row["counts"])})


def newest(tx: Tx, count: int, actor_id: int | None = None, before: int = ALL) -> list[Imported]:
    """The last imports, of everybody or of one person; those with ids below `before`."""
    if actor_id is None:
        rows = SQL(tx).newest(before=before, count=count)
    else:
        rows = SQL(tx).newest_of(actor_id=actor_id, before=before, count=count)
    return [one for row in rows if (one := find(tx, row["id"])) is not None]


def undo(tx: Tx, change_id: int, actor_id: int | None, now: datetime) -> bool:
    """Note that an import was undone. Whether it stood until then."""
    return bool(SQL(tx).undo(id=change_id, undone_by=actor_id, now=micros(now)))


def changed_later(tx: Tx, change_id: int) -> frozenset[str]:
    """Refs of persons whose rows a later import changed."""
    return frozenset(row["ref"] for row in SQL(tx).changed_later(change_id=change_id))


def ids(tx: Tx, sheet: str) -> dict[Key, int]:
    """The database's ids of a sheet's rows, by their keys; of two equal ones the older one's."""
    model = MODELS[sheet]
    names = (*model.IDENTITY, *((model.START,) if model.START else ()))
    rows = getattr(SQL(tx), f"ids_of_{sheet}")()
    return {tuple(str(row[name] or "") for name in names): row["id"] for row in rows}


def uses(tx: Tx, removed: Mapping[str, Mapping[int, Key]]) -> list[Use]:
    """What points to rows that are to be removed, but for what is removed along with them."""
    found = []
    for row in SQL(tx).foreign_keys():
        if targets := removed.get(row["sheet"]):
            found += _uses(tx, row["pointing"], row["field"], row["sheet"], targets)
    return [use for use in found if use.id is None or use.id not in removed.get(use.table, {})]


def _uses(tx: Tx, table: str, column: str, sheet: str, targets: Mapping[int, Key]) -> list[Use]:
    """The names are the schema's own. Rows of one import lie close together, so a range of ids holds hardly more."""
    owner, own = OWNERS.get(table, (table, "id" if table in KNOWN else "NULL"))
    query = (
        f"SELECT DISTINCT {column} AS target, {own} AS id FROM {table}"  # noqa: S608 - names and numbers of our own
        f" WHERE {column} BETWEEN {min(targets)} AND {max(targets)}"
    )
    rows = tx.connection.execute(query).fetchall()
    return [Use(owner, column, sheet, row["target"], row["id"]) for row in rows if row["target"] in targets]


def unused_invites(tx: Tx, ids: Iterable[int]) -> frozenset[int]:
    """Those of some invitations that nobody has used."""
    return frozenset(id_ for id_ in ids if SQL(tx).is_unused(id=id_))


def passed_on(tx: Tx) -> frozenset[int]:
    """Mandates (ids) whose links and cases went to whoever followed."""
    return frozenset(row["id"] for row in SQL(tx).passed_on())


def told(tx: Tx) -> frozenset[int]:
    """Links (ids) of which the other side was told."""
    return frozenset(row["id"] for row in SQL(tx).told())


def in_history(tx: Tx, subject: str) -> frozenset[int]:
    """What the history knows by its number: it may not be given to something else."""
    return frozenset(row["id"] for row in SQL(tx).of_history(subject=subject))


def drop(tx: Tx, removed: Mapping[str, Mapping[int, Key]], invites: Iterable[int]) -> None:
    """Remove rows to which nothing points any more, and invitations that nobody used; the newest first."""
    sql = SQL(tx)
    sql.drop_invites({"id": id_} for id_ in sorted(invites))
    sql.drop_scopes({"id": id_} for id_ in removed.get("departments", ()))
    for sheet in ORDER:
        getattr(sql, f"drop_{sheet}")({"id": id_} for id_ in sorted(removed.get(sheet, ()), reverse=True))
