"""What several views of receptions say in the same words."""

from datetime import datetime

from domain.receptions import Reception
from locales import Html, Text


def hours(t: Text, at: datetime, ends: datetime) -> Html:
    """When it is: the day, from when, until when."""
    first, until = t.span(at, ends)
    return t("reception.hours", day=t.day(at), time=first, until=until)


def named(t: Text, reception: Reception) -> Html:
    """What it is called: its topic, or that it is open to any matter."""
    return t("reception.of_topic", topic=reception.topic) if reception.topic else t("reception.of_any")


def about(t: Text, key: str, reception: Reception, **more: object) -> Html:
    """A sentence about a reception: which one, where and when."""
    return t(key, what=named(t, reception), day=t.day(reception.at), time=t.time(reception.at),
             place=reception.station, **more)  # fmt: skip
