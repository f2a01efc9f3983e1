"""When a notice may go out, of what can be chosen by one press."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

STAMP = "%Y%m%d%H%M"
EVENING, MORNING = 19, 9  # o'clock
ROUND = 5  # minutes
SOON = timedelta(minutes=30)  # what is nearer than this is no choice


def offers(now: datetime, zone: tzinfo, is_quiet: Callable[[int], bool]) -> dict[str, datetime]:
    """In an hour, this evening, tomorrow morning, on Monday morning: by the clock of a zone, none at a quiet hour."""
    local = now.astimezone(zone)
    hour = (now + timedelta(hours=1)).astimezone(zone).replace(second=0, microsecond=0)
    evening, morning = (local.replace(hour=at, minute=0, second=0, microsecond=0) for at in (EVENING, MORNING))
    found = {"hour": hour + timedelta(minutes=-hour.minute % ROUND)}
    if evening - local > SOON:
        found["evening"] = evening
    found["tomorrow"] = morning + timedelta(days=1)
    if (days := 7 - local.weekday()) > 1:
        found["monday"] = morning + timedelta(days=days)
    return {name: at for name, at in found.items() if not is_quiet(at.hour)}


def read_stamp(text: str, zone: tzinfo) -> datetime | None:
    """The moment that stands in a button; None for what none of ours says."""
    if len(text) != 12 or not text.isdecimal() or not text.startswith("20"):
        return None
    try:
        return datetime.strptime(text, STAMP).replace(tzinfo=zone)
    except ValueError:
        return None
