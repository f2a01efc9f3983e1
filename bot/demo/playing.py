"""A case is played: how it is handed in, and whose telephones do what its course says (bot/demo/deeds)."""

import random
from dataclasses import dataclass

from bot.demo.cast import NEWCOMERS
from bot.demo.courses import CALLERS_PHONE, Course, Tale
from bot.demo.moving import Town
from bot.demo.places import DISTRICTS, Area
from bot.demo.telephones import Telephone
from domain.suggestions import AT_DEPARTMENT
from services import access
from services.commands import today
from services.formal import rights
from storage import departments, people, suggestions
from storage.tx import Tx

AREAS: dict[str, Area] = {area.code: area for district in DISTRICTS for area in district.areas}
ARRIVING = {newcomer.ref for newcomer in NEWCOMERS}
VOICE_SECONDS = 5
POINTS_ONCE_IN = 3  # one of so many shows the place on the map instead of writing it
NEARBY = 0.004  # degrees from the station, about 400 m


@dataclass
class Play:
    """One case on its course."""

    town: Town
    course: Course
    tale: Tale
    author: str
    chance: random.Random
    case: int = 0
    answered: int = 0
    outbursts: int = 0

    @property
    def phone(self) -> Telephone:
        """The author's telephone."""
        return self.town.phones[self.author]

    async def begin(self) -> None:
        """Hand it in, or have the officer register it. Who is new here comes first by a code, or looks for the home."""
        if self.course.registrar:
            await self._register()
        else:
            await self._hand_in()
        self.town.cases[self.course.tale] = self.case

    async def _hand_in(self) -> None:
        if self.author in ARRIVING:
            await self.town.arrive(self.author)
        if self.tale.voice:
            await self.phone.speak("voice", VOICE_SECONDS)
        else:
            await self.phone.say(self.with_home(self.tale.words))
        if self.tale.picture:
            await self.phone.show(self.tale.picture)
        if self.tale.category:
            await self.phone.press("draft.category")
            await self.phone.press("draft.choose", value=self.tale.category)
        await self._place(self.phone)
        if self.course.hidden:
            await self.phone.press("draft.who")
            await self.phone.press("draft.shown", value="nothing")
        await self.phone.press("draft.submit")
        self.case = self.phone.shown("case.show").id

    async def _register(self) -> None:
        """The officer takes down what somebody says at the station, who they are, and gets the slip for them."""
        officer = self.town.phones[self.course.registrar]
        await officer.say("/register")
        await officer.say(self.with_home(self.tale.words))
        await self._place(officer)
        await officer.press("walkin.who")
        await officer.say(f"{self.town.members[self.author].name} {CALLERS_PHONE}")
        await officer.press("draft.submit")
        self.case = officer.shown("case.show").id

    async def _place(self, phone: Telephone) -> None:
        area = AREAS.get(self.town.members[self.author].area)
        off = self.course.off
        if off is None and area is not None and self.chance.randrange(POINTS_ONCE_IN) == 0:
            off = (self.chance.uniform(-NEARBY, NEARBY), self.chance.uniform(-NEARBY, NEARBY))
        await phone.press("draft.place")
        if area is not None and off is not None:
            await phone.point(round(area.latitude + off[0], 6), round(area.longitude + off[1], 6))
        else:
            await phone.say(self.with_home(self.tale.place))

    async def holder(self) -> Telephone:
        """The telephone of whoever must act: the representative or who stands in, or a department's officer."""
        account = await self.town.bot.writer.run(self._account_of_holder)
        return self.town.phone_at(account)

    async def representative(self) -> Telephone:
        """The telephone of whoever keeps watch, also while a department has it."""
        return self.town.phone_at(await self.town.bot.writer.run(self._account_of_keeper))

    def _account_of_keeper(self, tx: Tx) -> str:
        case = suggestions.find(tx, self.case)
        first, *_ = access.holders(tx, case, today(tx.rules, case.registered_at)) if case else []
        reach = people.reach(tx, first)
        return reach.at.address if reach else ""

    def _account_of_holder(self, tx: Tx) -> str:
        case = suggestions.find(tx, self.case)
        if case is None:
            raise LookupError(f"there is no case {self.case}")
        day = today(tx.rules, case.registered_at)
        if case.state in AT_DEPARTMENT:
            first, *_ = access.of_department(tx, case.lead_id, day, case.author_id)
        else:
            first, *_ = access.holders(tx, case, day)
        reach = people.reach(tx, first)
        return reach.at.address if reach else ""

    def officer(self, tx: Tx) -> str:
        """The account of the officer who serves the case's station."""
        case = suggestions.find(tx, self.case)
        first, *_ = access.dispatchers(tx, case, today(tx.rules, case.registered_at)) if case else []
        reach = people.reach(tx, first)
        return reach.at.address if reach else ""

    def office(self, tx: Tx, formal_id: int) -> str:
        """The account of the congress office that has to do with a formal suggestion."""
        signed = rights.load(tx, formal_id)
        first, *_ = rights.office(tx, signed, today(tx.rules, signed.signed_at)) if signed.signed_at else []
        reach = people.reach(tx, first)
        return reach.at.address if reach else ""

    def department(self, tx: Tx) -> str:
        """The id of the first department that fits and uses the bot."""
        case = suggestions.find(tx, self.case)
        found = departments.choices(tx, case, today(tx.rules, case.registered_at)) if case else []
        return str(next(department.id for department in found if department.is_here))

    def public_link(self, tx: Tx) -> str:
        """What opens the case's public card."""
        case = suggestions.find(tx, self.case)
        return f"c_{case.code}" if case else ""

    def with_home(self, words: str) -> str:
        """Words in which the writer's home is named."""
        return words.replace("{home}", self.town.members[self.author].home)
