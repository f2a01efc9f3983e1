"""By when something that is not solved yet shall be: always a working day, for it is asked about then."""

from datetime import date, timedelta

from domain.calendar import workday_from

SPANS = (14, 30, 90, 180)  # days from which a promise can be chosen
USUAL = 30
LONGEST = timedelta(days=366)


def usual(today: date) -> date:
    """The day that is promised where nobody chooses another one."""
    return workday_from(today + timedelta(days=USUAL))


def offers(today: date) -> list[date]:
    """The days to choose from."""
    return [workday_from(today + timedelta(days=span)) for span in SPANS]


def possible(day: date, today: date) -> bool:
    """Whether a day can be promised: a forged press may name any."""
    return today < day <= today + LONGEST


def packed(day: date) -> str:
    """A day as a button says it: 20270115."""
    return f"{day:%Y%m%d}"
