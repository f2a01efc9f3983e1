"""The buttons of invitations: which use case each asks for. Part of the table in `handlers/presses.py`."""

from collections.abc import Callable
from typing import Any

from domain.telling import Outcome
from handlers.codes import Code
from services import inviting

Press = tuple[Callable[..., Outcome], Callable[[Code], Any]]


def _parts(code: Code, *names: str) -> dict[str, Any]:
    """The pieces of a value by their names: "r_12_7"."""
    return dict(zip(names, code.value.split("_"), strict=True))


def _stations(code: Code) -> inviting.Stations:
    return inviting.Stations.model_validate({**_parts(code, "role", "unit_id"), "page": code.version})


def _whom(code: Code) -> inviting.Whom:
    return inviting.Whom.model_validate({**_parts(code, "role", "place_id"), "page": code.version})


def _list(code: Code) -> inviting.Listed:
    given = {"kind": code.value[:1], "place_id": code.value[1:], "page": code.version}
    return inviting.Listed.model_validate(given)


def _station(code: Code) -> inviting.OfStation:
    return inviting.OfStation.model_validate({"station_id": code.value})


def _sheet(code: Code) -> inviting.Sheet:
    return inviting.Sheet.model_validate({"station_id": code.value, "made": code.version})


def _invitation(code: Code) -> inviting.OfInvitation:
    return inviting.OfInvitation.model_validate({"invitation_id": code.value, "shown_in": code.id})


PRESSES: dict[str, Press] = {
    "invite": (inviting.room, lambda c: inviting.Room(unit_id=int(c.value or 0), fresh=False)),
    "invite.station": (inviting.ask_station, _stations),
    "invite.whom": (inviting.ask_whom, _whom),
    "invite.make": (
        inviting.make, lambda c: inviting.Make.model_validate(_parts(c, "role", "place_id", "person_id"))
    ),
    "invite.list": (inviting.listed, _list),
    "invite.revoke": (inviting.revoke, _invitation),
    "invite.ask_cards": (inviting.ask_cards, _station),
    "invite.cards": (inviting.cards, _sheet),
}  # fmt: skip
