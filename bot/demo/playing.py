"""A case is played: its author and its holder do on their telephones what its course says."""

import random
from dataclasses import dataclass

from bot.demo.cast import NEWCOMERS
from bot.demo.courses import COMPLAINTS, FORMAL, SECOND_ANSWERS, WRONG_ADDRESS, Course, Deed, Tale
from bot.demo.moving import Town
from bot.demo.places import DISTRICTS, Area
from bot.demo.telephones import Telephone
from domain.suggestions import AT_DEPARTMENT, Why
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

    @property
    def phone(self) -> Telephone:
        """The author's telephone."""
        return self.town.phones[self.author]

    async def begin(self) -> None:
        """Hand it in. Who is new here comes first by a code, or looks for the own home."""
        if self.author in ARRIVING:
            await self.town.arrive(self.author)
        if self.tale.voice:
            await self.phone.speak("voice", VOICE_SECONDS)
        else:
            await self.phone.say(self._with_home(self.tale.words))
        if self.tale.picture:
            await self.phone.show(self.tale.picture)
        if self.tale.category:
            await self.phone.press("draft.category")
            await self.phone.press("draft.choose", value=self.tale.category)
        await self._place()
        if self.course.hidden:
            await self.phone.press("draft.who")
            await self.phone.press("draft.shown", value="nothing")
        await self.phone.press("draft.submit")
        self.case = self.phone.shown("case.show").id

    async def go_on(self, deed: Deed) -> None:
        """Do the next thing."""
        await DEEDS[deed.what](self, deed)

    async def _place(self) -> None:
        area = AREAS.get(self.town.members[self.author].area)
        await self.phone.press("draft.place")
        if area is not None and self.chance.randrange(POINTS_ONCE_IN) == 0:
            latitude, longitude = (
                round(near + self.chance.uniform(-NEARBY, NEARBY), 6) for near in (area.latitude, area.longitude)
            )
            await self.phone.point(latitude, longitude)
        else:
            await self.phone.say(self._with_home(self.tale.place))

    async def holder(self) -> Telephone:
        """The telephone of whoever must act: the representative or who stands in, or a department's officer."""
        account = await self.town.bot.writer.run(self._account_of_holder)
        return self.town.phone_at(account)

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

    def _with_home(self, words: str) -> str:
        return words.replace("{home}", self.town.members[self.author].home)


async def write(play: Play, deed: Deed) -> None:
    """The holder's first word."""
    holder = await play.holder()
    await holder.press("case.write", play.case)
    await holder.say(play.tale.first)


async def transcribe(play: Play, deed: Deed) -> None:
    """The holder writes down what the voice message says."""
    holder = await play.holder()
    await holder.press("case.transcribe", play.case)
    await holder.say(play.tale.voice)


async def add(play: Play, deed: Deed) -> None:
    """The author replies."""
    await play.phone.press("case.add", play.case)
    await play.phone.say(play.tale.more)


async def transfer(play: Play, deed: Deed) -> None:
    """The holder passes it on to a department."""
    holder = await play.holder()
    lead = await play.town.bot.writer.run(play.department)
    await holder.press("case.transfer", play.case)
    while not holder.offers("case.lead", play.case, lead):
        await holder.press("case.departments", play.case)
    await holder.press("case.lead", play.case, lead)
    await holder.press("case.pass_on", play.case)


async def redirect(play: Play, deed: Deed) -> None:
    """The officer finds it on the own desk, and says where to turn."""
    officer = play.town.phone_at(await play.town.bot.writer.run(play.officer))
    await officer.say("/desk")
    await officer.press("case.show", play.case)
    await officer.press("case.redirect", play.case)
    await officer.press("case.redirect_as", play.case, Why.LITIGATION)
    await officer.press("case.redirect_yes", play.case)


async def accept(play: Play, deed: Deed) -> None:
    """The department takes it up."""
    await (await play.holder()).press("case.accept", play.case)


async def give_back(play: Play, deed: Deed) -> None:
    """The department is the wrong address."""
    officer = await play.holder()
    await officer.press("case.return", play.case)
    await officer.say(WRONG_ADDRESS)


async def answer(play: Play, deed: Deed) -> None:
    """The holder answers; the second time in other words."""
    holder = await play.holder()
    await holder.press("case.answer", play.case)
    await holder.press("case.class", play.case, deed.class_)
    if play.answered:
        await holder.say(play.chance.choice(SECOND_ANSWERS))
    elif play.tale.answer_picture:
        await holder.show(play.tale.answer_picture, play.tale.answer(deed.class_))
    else:
        await holder.say(play.tale.answer(deed.class_))
    await holder.press("case.confirm", play.case)
    play.answered += 1


async def rate(play: Play, deed: Deed) -> None:
    """The author rates both halves, and says why where asked."""
    await play.phone.press("rate.process", play.case, deed.process)
    await play.phone.press("rate.result", play.case, deed.result)
    if any(half is not None and half.is_unhappy for half in (deed.process, deed.result)):
        await play.phone.say(play.chance.choice(COMPLAINTS))


async def withdraw(play: Play, deed: Deed) -> None:
    """The author takes it back."""
    await play.phone.press("case.show", play.case)
    await play.phone.press("case.withdraw", play.case)
    await play.phone.press("case.withdraw_yes", play.case)


async def formal(play: Play, deed: Deed) -> None:
    """The holder writes and signs a formal suggestion that cites it; the congress office assigns it."""
    holder, run = await play.holder(), play.town.bot.writer.run
    await holder.say("/formal")
    await holder.press("formal.begin")
    for words in FORMAL:
        await holder.say(words)
    id_ = holder.shown("formal.cases").id
    await holder.press("formal.cases", id_)
    await holder.press("formal.cite", id_, f"{play.case}_0")
    await holder.press("formal.back", id_)
    await holder.press("formal.sign", id_)
    await holder.press("formal.sign_yes", id_)
    office = play.town.phone_at(await run(lambda tx: play.office(tx, id_)))
    await office.press("formal.take", id_)
    await office.press("formal.assign", id_)
    await office.press("formal.lead", id_, await run(play.department))
    await office.press("formal.assign_yes", id_)


DEEDS = {
    "write": write,
    "transcribe": transcribe,
    "add": add,
    "transfer": transfer,
    "accept": accept,
    "redirect": redirect,
    "return": give_back,
    "answer": answer,
    "rate": rate,
    "withdraw": withdraw,
    "formal": formal,
}
