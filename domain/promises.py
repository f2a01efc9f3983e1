"""By when something that is not solved yet shall be: a working day of its place, for it is asked about then."""

from datetime import date, timedelta

from domain.calendar import Workdays

SPANS = (14, 30, 90, 180)  # days from which a promise can be chosen
USUAL = 30
LONGEST = timedelta(days=366)


def usual(today: date, workdays: Workdays) -> date:
    """The day that is promised where nobody chooses another one."""
    return workdays.at_or_after(today + timedelta(days=USUAL))


def offers(today: date, workdays: Workdays) -> list[date]:
    """The days to choose from."""
    return [workdays.at_or_after(today + timedelta(days=span)) for span in SPANS]


def possible(day: date, today: date) -> bool:
    """Whether a day can be promised: a forged press may name any."""
    return today < day <= today + LONGEST


def packed(day: date) -> str:
    """A day as a button says it: 20270115."""
    return f"{day:%Y%m%d}"
