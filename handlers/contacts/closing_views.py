"""What is shown before a quarter closes: who is still owed a contact, who is late, and thanks."""

from datetime import date

from domain.messages import Message
from handlers.contacts.lines import begin, pairs, states
from handlers.viewing import button, view
from locales import Html, Text
from services.contacts.ledger import Quotas
from services.contacts.viewing import Owing, Place

LISTED = 20  # names in one message


@view("closing.remind")
def remind(
    t: Text, last: date, stage: int, left: int, owing: tuple[Owing, ...], waiting: tuple[Owing, ...],
    later: date | None, put_off: date | None,
) -> Message:  # fmt: skip
    """For a representative: everybody who is still owed something, and a button for each that begins the log."""
    head = t.count("closing.left", left, day=t.day(last)) if left else t("closing.last_day", day=t.day(last))
    shown = owing[:LISTED]
    lines: list[str] = [head, t.count("closing.whom", len(owing))]
    lines += [t("quota.person", name=one.name, what=states(t, one)) for one in shown]
    if len(owing) > LISTED:
        lines.append(t("closing.more", n=len(owing) - LISTED))
    if waiting:
        lines.append(t.count("closing.waiting", len(waiting)))
    if put_off:
        lines += ["", t("closing.again", day=t.day(put_off))]
    buttons = pairs([begin(t, one) for one in shown])
    if later:
        label = t("closing.later", day=t.brief_day(later))
        buttons += ((button(label, "closing.later", value=f"{last:%Y%m%d}_{stage}"),),)
    return Message(text=Html("\n".join(lines)), buttons=buttons, card=f"closing:{last}", fresh=put_off is None)


@view("closing.laggards")
def laggards(
    t: Text, place: Place, last: date, left: int, laggards: list[tuple[str, Quotas]], number: int
) -> Message:  # fmt: skip
    """For a liaison officer or an administrator: who still owes contacts, whoever misses most first."""
    head = t.count("closing.left", left, day=t.day(last)) if left else t("closing.last_day", day=t.day(last))
    lines: list[str] = [head, t.count("closing.laggards", number, name=place.name)]
    lines += [t("quota.laggard", name=name, missing=q.missing, pending=q.pending) for name, q in laggards]
    if number > len(laggards):
        lines.append(t("closing.more_laggards", n=number - len(laggards)))
    ledger = button(t("closing.ledger"), "quota.page", value=place.key)
    return Message(text=Html("\n".join(lines)), buttons=((ledger,),))


@view("closing.thanks")
def thanks(t: Text, last: date) -> list[Message]:
    """For a representative who has done all; the reminder has no buttons any more."""
    return [Message(card=f"closing:{last}", closes=True), Message(text=t("closing.thanks", day=t.day(last)))]
