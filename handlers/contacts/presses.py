"""The buttons of the double link: which use case each asks for. Part of the table in `handlers/presses.py`."""

from collections.abc import Callable
from typing import Any

from domain.telling import Outcome
from handlers.codes import Code
from services.commands import Nothing
from services.contacts import (
    closing,
    confirming,
    entering,
    exporting,
    handover,
    linking,
    links,
    matters,
    signs,
    viewing,
)

Press = tuple[Callable[..., Outcome], Callable[[Code], Any]]


def _nothing(code: Code) -> Nothing:
    return Nothing()


def _contact(code: Code) -> confirming.Of:
    return confirming.Of(contact_id=code.id)


TIERS = {"r": "residents", "c": "committee"}


def _pair(code: Code) -> linking.Propose:
    keeper, _, other = code.value[1:].partition("_")
    given = {"tier": TIERS.get(code.value[:1]), "keeper_id": keeper, "other_id": other}
    return linking.Propose.model_validate(given)


def _heir(code: Code) -> handover.Pass:
    mandate, _, person = code.value.partition("_")
    return handover.Pass.model_validate({"mandate_id": mandate, "person_id": person})


def _proposal(code: Code) -> linking.OfProposal:
    return linking.OfProposal(proposal_id=code.id)


def _link(code: Code) -> linking.OfLink:
    return linking.OfLink.model_validate({"link_id": code.value})


def _matter(code: Code) -> matters.OfMatter:
    return matters.OfMatter(matter_id=code.id)


def _free(code: Code) -> links.OfKeeper:
    return links.OfKeeper.model_validate({"tier": TIERS.get(code.value[:1]), "person_id": code.value[1:]})


def _put_off(code: Code) -> closing.PutOff:
    last, _, stage = code.value.partition("_")
    return closing.PutOff(last=last, stage=int(stage))


PRESSES: dict[str, Press] = {
    "handover.ask": (handover.ask, lambda c: handover.OfMandate.model_validate({"mandate_id": c.value})),
    "handover.to": (handover.pass_on, _heir),
    "link.whom": (links.whom, _nothing),
    "link.propose": (linking.propose, _pair),
    "link.accept": (linking.accept, _proposal),
    "link.decline": (linking.decline, _proposal),
    "link.end": (linking.ask_end, _link),
    "link.end_yes": (linking.end, _link),
    "links.page": (links.page, lambda c: links.Page(place=c.value, page=c.version)),
    "link.keeper": (links.keeper, lambda c: links.OfKeeper.model_validate({"person_id": c.value})),
    "link.free": (links.free, _free),
    "quota.page": (viewing.page, lambda c: viewing.Page(place=c.value, page=c.version)),
    "quota.export": (exporting.export, lambda c: exporting.Export(place=c.value)),
    "quota.signs": (signs.show, lambda c: signs.Show(unit_id=int(c.value), back=c.version, fresh=bool(c.id))),
    "contact.begin": (entering.begin, lambda c: entering.Begin(link_id=int(c.value or 0))),
    "contact.of_case": (entering.begin_of_case, lambda c: entering.OfCase(case_id=c.id)),
    "contact.matter": (matters.ask, _contact),
    "matter.take": (matters.take, _matter),
    "matter.leave": (matters.leave, _matter),
    "contact.whom": (entering.toggle, lambda c: entering.Toggle(link_id=int(c.value))),
    "contact.next": (entering.next_, _nothing),
    "contact.mode": (entering.choose_mode, lambda c: entering.ChooseMode.model_validate({"mode": c.value})),
    "contact.day": (entering.choose_day, lambda c: entering.ChooseDay(value=c.value)),
    "contact.show_code": (confirming.show_code, lambda c: confirming.OfEntry(entry_id=c.id)),
    "contact.confirm": (confirming.confirm, _contact),
    "contact.dispute": (confirming.ask_dispute, _contact),
    "contact.enter_code": (confirming.ask_code, _contact),
    "closing.later": (closing.put_off, _put_off),
}
