"""Moving in: everybody of the town gets a telephone, and most of them begin to use the bot, by talking to it.

Staff come by their invitations. The roster's residents greet the bot as anybody does; their yes is noted in a job, as
the roster alone knows which account is whose, and so who is linked with whom.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from bot.demo.cast import INVITED, NEWCOMERS, REPRESENTATIVE, Member, Newcomer
from bot.demo.telephones import Exchange, Telephone
from bot.demo.town import CITY
from bot.process import Running
from domain.people import Address, Role
from services import invites
from storage import events, people, talks, units
from storage.tx import Tx

PORTRAITS = {REPRESENTATIVE: "portrait-man", "r002": "portrait-woman"}
NEWCOMER = {newcomer.ref: newcomer for newcomer in NEWCOMERS}


@dataclass
class Town:
    """The people, and their telephones by ref and by account."""

    exchange: Exchange
    bot: Running
    members: dict[str, Member]
    phones: dict[str, Telephone] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)  # by the tale, of the courses that name one

    def phone_at(self, account: str) -> Telephone:
        """The telephone of an account."""
        return Telephone(self.exchange, self.bot, int(account))

    async def give_telephones(self) -> None:
        """Let the sandbox know everybody, in the order in which the page shows them."""
        for member in self.members.values():
            note = member.note
            user = await self.exchange.person(member.name, member.language, note, pinned=member.is_pinned)
            self.phones[member.ref] = Telephone(self.exchange, self.bot, user)

    async def begin(self, members: Iterable[Member], now: datetime) -> None:
        """Let these people begin, side by side."""
        await asyncio.gather(*(self._begin(member, now) for member in members))

    async def arrive(self, ref: str) -> None:
        """Let a newcomer begin: by a code, or by looking for the home in the list."""
        newcomer, phone = NEWCOMER[ref], self.phones[ref]
        link = await self._link(newcomer)
        await phone.say(f"/start {link}".strip())
        await phone.press("agree")
        way = await self.bot.writer.run(lambda tx: [_unit(tx, code) for code in newcomer.way])
        for unit_id in way:
            await phone.press("unit", unit_id)

    async def _begin(self, member: Member, now: datetime) -> None:
        phone, role = self.phones[member.ref], INVITED.get(member.ref[0])
        if role is None:
            await phone.say("/start")
            await self.bot.writer.run(lambda tx: _agreed(tx, member.ref, phone.user, now))
            await phone.say("/representative")
            return
        token = await self.bot.writer.run(lambda tx: _invite(tx, role, member, now))
        await phone.say(f"/start i_{token}")
        await phone.press("agree")
        if member.ref in PORTRAITS:
            await phone.say("/portrait")
            await phone.show(PORTRAITS[member.ref])

    async def _link(self, newcomer: Newcomer) -> str:
        kind, _, ref = newcomer.link.partition("_")
        if kind != "r":
            return newcomer.link
        return "r_" + await self.bot.writer.run(lambda tx: _code(tx, ref))


def _invite(tx: Tx, role: Role, member: Member, now: datetime) -> str:
    place = CITY if role is Role.DEPARTMENT_OFFICER else member.area  # the roster says of which department
    return invites.make(tx, role, place, people.by_ref(tx, member.ref), now).token


def _agreed(tx: Tx, ref: str, account: int, now: datetime) -> None:
    """What agreeing does, but for somebody whom the roster knows."""
    person_id, at = people.by_ref(tx, ref), Address("telegram", str(account))
    if person_id is None:
        raise LookupError(f"the roster has no {ref}")
    people.bind(tx, at, person_id, now)
    talks.save(tx, at, None, now)
    events.add(tx, "person", person_id, "consented", actor_id=person_id, role=Role.RESIDENT, now=now)


def _unit(tx: Tx, code: str) -> int:
    unit = units.by_code(tx, code)
    if unit is None:
        raise LookupError(f"the roster has no unit {code}")
    return unit.id


def _code(tx: Tx, ref: str) -> str:
    person = people.find(tx, people.by_ref(tx, ref) or 0)
    if person is None:
        raise LookupError(f"the roster has no {ref}")
    return person.code
