"""/links: the own fixed links, and for officers and administrators who has too few, too many or none."""

from collections import Counter
from datetime import datetime

from pydantic import Field

from domain.contacts.links import Kept, Lack, LackKind
from domain.people import Actor, Role
from domain.roster import Tier
from domain.telling import Outcome, Told
from services.commands import Command, Nothing, RefusedError, today
from services.contacts import candidates, viewing
from services.contacts.handover import waiting_at
from services.contacts.viewing import Place, places
from storage import links
from storage.tx import Tx

PAGE = 8
LARGEST = 2**63


class Page(Command):
    """A page of a place's links."""

    place: str
    page: int = 0


class OfKeeper(Command):
    """A representative, and perhaps the tier of links that are looked for."""

    person_id: int = Field(ge=0, lt=LARGEST)
    tier: Tier = Tier.RESIDENTS


def mine(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/links: whom one keeps links with, who keeps one with oneself, what is proposed, and how one's places stand."""
    told = list(viewing.links(tx, actor, command, now).told) if actor.holds(Role.REPRESENTATIVE) else []
    with_me = links.kept_with(tx, actor.person, today(tx.rules, now))
    proposals = links.waiting_of(tx, actor.person)
    shown = places(tx, actor)
    if with_me or proposals or told or not shown:
        facts = {"pairs": with_me, "proposals": proposals, "reader": actor.person, "keeps": bool(told)}
        told.append(Told(actor.person, "links.others", facts))
    return Outcome.tell(*told, *(_of_place(tx, actor, place, 0, now, fresh=True) for place in shown))


def whom(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """To whom a link can be proposed, and who can be asked for one."""
    facts = {
        "reader": actor.person, "free": candidates.whom_to_offer(tx, actor, now),
        "asked_for": candidates.whom_to_ask(tx, actor, now),
    }  # fmt: skip
    return Outcome.tell(Told(actor.person, "link.whom", facts))


def page(tx: Tx, actor: Actor, command: Page, now: datetime) -> Outcome:
    """Another page of a place."""
    for place in places(tx, actor):
        if place.key == command.place:
            return Outcome.tell(_of_place(tx, actor, place, command.page, now, fresh=False))
    raise RefusedError("refused.no_quota")


def keeper(tx: Tx, actor: Actor, command: OfKeeper, now: datetime) -> Outcome:
    """For the officer: the links of one representative, each of which can be ended, and what is proposed."""
    kept = _kept(tx, actor, command.person_id, now)
    proposals = [one for one in links.waiting_of(tx, command.person_id) if one.keeper_id == command.person_id]
    facts = {
        "kept": kept, "lacks": kept.lacks(tx.rules.scheme), "proposals": proposals,
        "pairs": links.kept_by(tx, command.person_id, today(tx.rules, now)),
    }  # fmt: skip
    return Outcome.tell(Told(actor.person, "links.keeper", facts))


def free(tx: Tx, actor: Actor, command: OfKeeper, now: datetime) -> Outcome:
    """For the officer: with whom this representative could keep a link, the nearest first."""
    kept = _kept(tx, actor, command.person_id, now)
    found = candidates.near(tx, command.person_id, command.tier, now)
    if not found:
        return Outcome(toast="link.nobody_free", alert=True)
    return Outcome.tell(Told(actor.person, "links.free", {"kept": kept, "tier": command.tier, "near": found}))


def _kept(tx: Tx, actor: Actor, person_id: int, now: datetime) -> Kept:
    if candidates.office_over(tx, actor, person_id, now) is None:
        raise RefusedError("refused.no_such_link")
    found = links.keepers(tx, today(tx.rules, now), person_id=person_id)
    if not found:
        raise RefusedError("refused.no_such_link")
    return found[0]


def _of_place(tx: Tx, actor: Actor, place: Place, page: int, now: datetime, *, fresh: bool) -> Told:
    day, scheme = today(tx.rules, now), tx.rules.scheme
    of_unit = place.kind == "u"
    kept = links.keepers(tx, day, unit_id=place.id) if of_unit else links.keepers(tx, day, station_id=place.id)
    wrong = [(one, lacks) for one in kept if (lacks := one.lacks(scheme))]
    wrong.sort(key=lambda pair: (list(LackKind).index(pair[1][0].kind), pair[0].person_id))
    shown = wrong[page * PAGE : (page + 1) * PAGE]
    retired, further = waiting_at(tx, place.kind, place.id)
    facts = {
        "place": place, "people": len(kept), "wrong": shown, "page": page, "more": len(wrong) > (page + 1) * PAGE,
        "retired": retired, "further": further, "numbers": _counted([lacks for _, lacks in wrong]),
        "fresh": fresh,
    }  # fmt: skip
    return Told(actor.person, "links.place", facts)


def _counted(lacks: list[tuple[Lack, ...]]) -> Counter[Lack]:
    return Counter(lack for one in lacks for lack in one)
