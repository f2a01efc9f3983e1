"""What administrators are shown of who holds what, and what those hear whose office it is or was."""

from collections import Counter
from html import unescape

from domain.messages import Button, Message
from domain.rights import Holding
from domain.units import Unit
from handlers.quoting import shortened
from handlers.rights.views import CARD
from handlers.viewing import button, pager, view
from locales import Html, Text

LABEL = 60  # characters of a button


@view("rights.people")
def people(t: Text, unit: Unit, holders: list[Holding], page: int, more: bool) -> Message:
    """Everybody with a seat or an office in a unit."""
    twice = {one for one, n in Counter((one.name, one.role) for one in holders).items() if n > 1}
    labels = [_label(t, one, with_place=(one.name, one.role) in twice) for one in holders]
    rows: list[tuple[Button, ...]] = [
        (button(label, "rights.one", value=one.key),) for label, one in zip(labels, holders, strict=True)
    ]
    if turn := pager(t, "rights.people", page, more, str(unit.id)):
        rows.append(turn)
    rows.append((button(t("button.back"), "rights", value=str(unit.id)),))
    text = t("rights.people_of", unit=unit.name) if holders else t("rights.people_none", unit=unit.name)
    return Message(text=text, buttons=tuple(rows), card=CARD, fresh=False)


def _label(t: Text, one: Holding, *, with_place: bool) -> str:
    """Who, and as what; where somebody has the same twice, where."""
    what = one.place if with_place else t(f"role.{one.role.value}")
    return shortened(unescape(t("rights.label", name=one.name, role=what)), LABEL)


def _head(t: Text, one: Holding) -> Html:
    return t("rights.holds", name=one.name, role=t(f"role.{one.role.value}"), where=one.place)


@view("rights.one")
def one_(t: Text, holding: Holding) -> Message:
    """One of them, with what can be done."""
    lines = [_head(t, holding), t("rights.since", day=t.day(holding.since))]
    lines.append(t("rights.has_account") if holding.has_account else t("rights.no_account"))
    take = button(t("rights.take"), "rights.take", value=holding.key)
    hand = () if holding.is_seat else ((button(t("rights.hand"), "rights.hand", value=holding.key),),)
    back = button(t("button.back"), "rights.people", value=str(holding.unit_id))
    return Message(text=Html("\n".join(lines)), buttons=(*hand, (take, back)), card=CARD, fresh=False)


@view("rights.ask_take")
def ask_take(t: Text, holding: Holding, left: int, own: bool) -> Message:
    """Asked on the card itself, with what becomes of what lies there."""
    lines = [
        _head(t, holding),
        t("rights.ask_take_own" if own else "rights.ask_take"),
        t("rights.seat_then") if holding.is_seat else _left(t, left),
    ]
    keep = button(t("rights.keep"), "rights.one", value=holding.key)
    yes = button(t("rights.take_yes"), "rights.take_yes", value=holding.key)
    return Message(text=Html("\n".join(lines)), buttons=((keep, yes),), card=CARD, fresh=False)


def _left(t: Text, left: int) -> Html:
    return t("rights.left", n=left) if left else t("rights.nothing_left")


@view("rights.ask_heir")
def ask_heir(t: Text, holding: Holding, fellows: list[Holding], own: bool) -> Message:
    """To whom? Somebody new comes by an invitation."""
    twice = {one for one, n in Counter((one.name, one.place) for one in fellows).items() if n > 1}
    labels = [_label(t, one, with_place=(one.name, one.place) not in twice) for one in fellows]
    rows: list[tuple[Button, ...]] = [
        (button(label, "rights.hand_to", value=f"{holding.key}_{one.person_id}"),)
        for label, one in zip(labels, fellows, strict=True)
    ]
    rows.append((button(t("rights.by_invitation"), "invite", value=str(holding.unit_id)),))
    rows.append((button(t("button.back"), "rights.one", value=holding.key),))
    lines = [_head(t, holding), t("rights.ask_heir") if fellows else t("rights.no_fellows")]
    if own and fellows:
        lines.insert(1, t("rights.own"))
    return Message(text=Html("\n".join(lines)), buttons=tuple(rows), card=CARD, fresh=False)


@view("rights.ask_hand")
def ask_hand(t: Text, holding: Holding, heir: Holding, own: bool) -> Message:
    """Asked on the card itself: a name is easily hit beside the one that was meant, and two may have the same."""
    ask = t("rights.ask_hand", heir=heir.name, role=t(f"role.{heir.role.value}"), where=heir.place)
    lines = [_head(t, holding), *((t("rights.own"),) if own else ()), ask]
    back = button(t("button.back"), "rights.hand", value=holding.key)
    yes = button(t("rights.hand_yes"), "rights.hand_yes", value=f"{holding.key}_{heir.person_id}")
    return Message(text=Html("\n".join(lines)), buttons=((back, yes),), card=CARD, fresh=False)


@view("rights.done")
def done(t: Text, holding: Holding, heir_name: str, own: bool) -> Message:
    """For whoever took it away or handed it over; nothing leads back from where one administers no more."""
    said = t("rights.handed", heir=heir_name) if heir_name else t("rights.taken")
    if own:
        return Message(text=Html(f"{_head(t, holding)}\n{said} {t('rights.parted_own')}"), card=CARD, fresh=False)
    back = button(t("button.back"), "rights.people", value=str(holding.unit_id))
    return Message(text=Html(f"{_head(t, holding)}\n{said}"), buttons=((back,),), card=CARD, fresh=False)


@view("rights.parted")
def parted(t: Text, holding: Holding, who: str) -> Message:
    """For whose it was."""
    return Message(text=t("rights.parted", role=t(f"role.{holding.role.value}"), where=holding.place, who=who))


@view("rights.given")
def given(t: Text, holding: Holding, left: int) -> Message:
    """For whose it is now."""
    role = t(f"role.{holding.role.value}")
    lines = [t("rights.given", role=role, where=holding.place, name=holding.name), t(f"invite.{holding.role.value}")]
    if left:
        lines.append(t("rights.given_left", n=left))
    return Message(text=Html("\n".join(lines)), buttons=((button(t("button.inbox"), "inbox"),),))


@view("rights.news")
def news(t: Text, holding: Holding, heir_name: str, left: int) -> Message:
    """For those who see to the place from now on."""
    lines = [_head(t, holding), t("rights.news_handed", heir=heir_name) if heir_name else t("rights.news_taken")]
    if left and not heir_name:
        lines.append(t("rights.news_left", n=left))
    return Message(text=Html("\n".join(lines)))
