"""Fixed links and the proposals of them: who keeps one with whom, and who could."""

from datetime import date, datetime

from domain.contacts.links import Consent, Free, Kept, Pair, Proposal
from domain.roster import Level, Tier
from storage.tx import Row, Sql, Tx, micros

SQL = Sql("links")


def propose(tx: Tx, tier: Tier, keeper_id: int, other_id: int, by_id: int, asked_id: int, now: datetime) -> int | None:
    """Keep a proposal. Returns its id; None if the same one waits already."""
    row = SQL(tx).propose(tier=tier.value, keeper_id=keeper_id, other_id=other_id, by_id=by_id, asked_id=asked_id,
                          now=micros(now))  # fmt: skip
    return int(row["id"]) if row else None


def proposal(tx: Tx, proposal_id: int) -> Proposal | None:
    """A proposal by its id."""
    row = SQL(tx).proposal(id=proposal_id)
    return Proposal(**{**row, "tier": Tier(row["tier"]), "answer": Consent(row["answer"])}) if row else None


def waiting_of(tx: Tx, person_id: int) -> list[Proposal]:
    """The proposals that wait and concern somebody, on either side."""
    found = (proposal(tx, row["id"]) for row in SQL(tx).waiting_of(person_id=person_id))
    return [one for one in found if one is not None]


def answer(tx: Tx, proposal_id: int, said: Consent, now: datetime) -> bool:
    """Note what was said to a proposal. Whether it still waited."""
    return bool(SQL(tx).answer(id=proposal_id, answer=said.value, now=micros(now)))


def declined(tx: Tx, tier: Tier, keeper_id: int, other_id: int, since: datetime) -> bool:
    """Whether one of two has said no to the other since a moment."""
    found = SQL(tx).declined(tier=tier.value, keeper_id=keeper_id, other_id=other_id, since=micros(since))
    return bool(found)


def unanswered(tx: Tx, before: datetime, number: int) -> list[Proposal]:
    """Proposals that have waited since before a moment, at most so many."""
    found = (proposal(tx, row["id"]) for row in SQL(tx).unanswered(before=micros(before), number=number))
    return [one for one in found if one is not None]


def begin(tx: Tx, tier: Tier, keeper_id: int, other_id: int, today: date, now: datetime) -> int:
    """Let a link begin today, of which both know. Returns its id."""
    row = SQL(tx).begin(tier=tier.value, keeper_id=keeper_id, other_id=other_id, today=today.isoformat(),
                        now=micros(now))  # fmt: skip
    return int(row["id"])


def finish(tx: Tx, link_id: int, last: date, now: datetime) -> bool:
    """Let a link end; a day is its last one. Whether it had not ended by then."""
    return bool(SQL(tx).finish(id=link_id, today=last.isoformat(), now=micros(now)))


def find(tx: Tx, link_id: int) -> Pair | None:
    """A link by its id."""
    row = SQL(tx).find(id=link_id)
    if row is None:
        return None
    days = {
        "starts": date.fromisoformat(row["starts"]),
        "ends": date.fromisoformat(row["ends"]) if row["ends"] else None,
    }
    return Pair(**{**row, **days, "tier": Tier(row["tier"])})


def between(tx: Tx, tier: Tier, keeper_id: int, other_id: int, day: date) -> int | None:
    """The link (id) that somebody keeps with somebody, unless it has ended by the end of a day."""
    row = SQL(tx).between(tier=tier.value, keeper_id=keeper_id, other_id=other_id, day=day.isoformat())
    return int(row["id"]) if row else None


def kept_by(tx: Tx, person_id: int, day: date) -> list[Pair]:
    """The links that somebody keeps, but for those that end on a day."""
    return _pairs(tx, SQL(tx).kept_by(person_id=person_id, day=day.isoformat()))


def kept_with(tx: Tx, person_id: int, day: date) -> list[Pair]:
    """The links that others keep with somebody, but for those that end on a day."""
    return _pairs(tx, SQL(tx).kept_with(person_id=person_id, day=day.isoformat()))


def untold(tx: Tx, number: int) -> list[tuple[Pair, bool]]:
    """Links whose other side was not told of them, and whether it has an account; at most so many."""
    found = ((find(tx, row["id"]), bool(row["reachable"])) for row in SQL(tx).untold(number=number))
    return [(pair, reachable) for pair, reachable in found if pair is not None]


def note_told(tx: Tx, link_id: int, *, told: bool) -> bool:
    """Note that the other side was told, or that there is nobody to tell. Whether that was to be done."""
    return bool(SQL(tx).note_told(id=link_id, told="yes" if told else "nobody"))


def keepers(
    tx: Tx, day: date, *, unit_id: int | None = None, station_id: int | None = None, person_id: int | None = None
) -> list[Kept]:
    """Everybody with a seat today in a unit or below it, at a station, or one person: how many links they are in."""
    rows = SQL(tx).keepers(unit_id=unit_id, station_id=station_id, person_id=person_id, day=day.isoformat())
    flags = ("has_committee", "is_member")
    return [Kept(**{**row, **{flag: bool(row[flag]) for flag in flags}}) for row in rows]


def residents(tx: Tx, keeper_id: int, day: date, since: datetime, number: int, only: int | None = None) -> list[Free]:
    """Residents with whom somebody could keep a link, at most so many; who has said no since a moment is left out."""
    rows = SQL(tx).residents(keeper_id=keeper_id, only_id=only, day=day.isoformat(), since=micros(since), number=number)
    return [_free(row) for row in rows]


def authors(tx: Tx, keeper_id: int, number: int) -> list[int]:
    """The residents (ids) who gave their name to a representative in a case, the newest first, at most so many."""
    return [row["id"] for row in SQL(tx).authors(keeper_id=keeper_id, number=number)]


def colleagues(
    tx: Tx, keeper_id: int, unit_id: int, level: Level, day: date, since: datetime, number: int,
    only: int | None = None,
) -> list[Free]:  # fmt: skip
    """Representatives of a congress with whom a member could keep a link, at most so many."""
    rows = SQL(tx).colleagues(keeper_id=keeper_id, only_id=only, unit_id=unit_id, level=level.value,
                              day=day.isoformat(), since=micros(since), number=number)  # fmt: skip
    return [_free(row) for row in rows]


def members(tx: Tx, unit_id: int, level: Level, day: date) -> list[Free]:
    """The members of a congress's standing committee who have an account, those with the fewest links first."""
    return [_free(row) for row in SQL(tx).members(unit_id=unit_id, level=level.value, day=day.isoformat())]


def seats(tx: Tx, person_id: int, day: date) -> list[Row]:
    """The seats that somebody has on a day: id, level, unit_id, station_id, committee."""
    return list(SQL(tx).seats(person_id=person_id, day=day.isoformat()))


def _pairs(tx: Tx, rows: list[Row]) -> list[Pair]:
    found = (find(tx, row["id"]) for row in rows)
    return [pair for pair in found if pair is not None]


def _free(row: Row) -> Free:
    return Free(row["id"], row["name"], row["unit"], row["links"])
