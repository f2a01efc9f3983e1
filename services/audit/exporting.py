"""A copy of what was found in the trail, as a table. Whoever takes one leaves a row in the history."""

from datetime import datetime

from domain.people import Actor, Role
from domain.telling import Outcome, Told
from services.audit.lines import lines
from services.audit.searching import Look, allowed, deeds, title
from storage import events
from storage.tx import Tx

MOST = 1_000  # deeds in one table that is sent by chat; the command line has no limit


def export(tx: Tx, actor: Actor, command: Look, now: datetime) -> Outcome:
    """Send the newest deeds that are looked for, with nothing that the page would not show."""
    look = allowed(tx, actor, command).model_copy(update={"before": 0})
    found = deeds(tx, look, MOST + 1)
    entries = lines(tx, found[:MOST])
    note(tx, actor, look, len(entries), now)
    facts = {**title(tx, look), "entries": entries, "more": len(found) > MOST, "moment": now}
    return Outcome.tell(Told(actor.person, "audit.export", facts))


def note(tx: Tx, actor: Actor | None, look: Look, rows: int, now: datetime, *, kind: str = "audit") -> None:
    """Note that a copy was taken, and of what: by ids, days and codes. Without an actor it was the command line."""
    narrowed = look.model_dump(mode="json", include={"act", "person_id", "case_id", "since", "until"},
                               exclude_defaults=True)  # fmt: skip
    events.add(
        tx, "export", look.unit_id, kind, actor_id=actor.person if actor else None,
        role=Role.ADMIN if actor else Role.SYSTEM, now=now, facts={"unit": look.unit_id, "rows": rows, **narrowed},
    )  # fmt: skip
