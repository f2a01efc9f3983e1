"""A formal suggestion with everybody who has to do with it, and the steps that many tests share."""

from typing import Any

from domain.formal import Formal
from domain.people import Role
from domain.suggestions import AnswerClass, Rating
from domain.telling import Outcome
from services.formal import answering, departing, office, words, writing
from services.formal.commands import ChooseClass, ChooseFault, Cite, Day, Pick, Press, Rate, Write
from services.suggestions.saying import Say
from services.suggestions.supporting import Join
from storage import formal
from tests.support.city import seats
from tests.support.hall import HOME, Hall, Somebody, seat
from tests.support.scene import HELP, LEAD, department

TITLE = "补齐共青团西路的路灯"
REASON = "这条路有三段没有照明，夜里骑车和走路都不安全，去年以来多次有人提起。"
REQUEST = "请城市管理部门在年底前补装灯杆，并建立夜间巡查。"


class Paper:
    """A resident's case, the representative who holds it, the congress office, and departments."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.id = 0

    async def begin(self, *, anonymous: bool = False) -> "Paper":
        hall = self.hall
        both = [await hall.seated(ref) for ref in seats(HOME)]
        self.office = await hall.seated(seat(Role.ADMIN, "zhangdian"))
        self.lead = await hall.seated(seat(Role.DEPARTMENT_OFFICER, LEAD))
        self.help = await hall.seated(seat(Role.DEPARTMENT_OFFICER, HELP))
        self.resident = await hall.resident("欧阳慧敏")
        self.case = (await hall.submit(self.resident, "供销社门口的路灯坏了半个月没人修", anonymous=anonymous)).id
        holder = (await hall.case(self.case)).representative_id
        self.mine = next(one for one in both if one.id == holder)
        self.other = next(one for one in both if one.id != holder)
        return self

    async def now(self) -> Formal:
        found: Formal | None = await self.hall.job(lambda tx: formal.find(tx, self.id))
        assert found is not None
        return found

    async def press(self) -> Press:
        return Press(formal_id=self.id, version=(await self.now()).version)

    async def do(self, who: Somebody, use_case: Any, model: type[Press] = Press, **more: Any) -> Outcome:
        """A button on the card as it is now."""
        return await self.hall.do(who, use_case, model(formal_id=self.id, version=(await self.now()).version, **more))

    async def say(self, who: Somebody, text: str) -> Outcome:
        return await self.hall.do(who, words.write, Say(message_id=3, words=text))

    async def write(self, *, cite: bool = True, title: str = TITLE, reason: str = REASON) -> "Paper":
        """Begin one, with all that it says."""
        outcome = await self.hall.do(self.mine, writing.begin)
        self.id = outcome.told[0].facts["formal"].id
        for text in (title, reason, REQUEST):
            await self.say(self.mine, text)
        if cite:
            await self.cite(self.case)
        return self

    async def cite(self, case: int) -> Outcome:
        return await self.do(self.mine, writing.cite, Cite, value=f"{case}_0")

    async def sign(self) -> Outcome:
        await self.do(self.mine, writing.ask_sign)
        return await self.do(self.mine, writing.sign)

    async def send_back(self, fault: str = "several", text: str = "请分成两件") -> Outcome:
        await self.do(self.office, office.choose_fault, ChooseFault, value=fault)
        return await self.say(self.office, text)

    async def assign(self, *helping: str, lead: str = LEAD) -> Outcome:
        """Take it up if need be, and assign it."""
        if (await self.now()).state == "submitted":
            await self.do(self.office, office.take)
        await self.do(self.office, office.choose_lead, Pick, value=await self.code(lead))
        for code in helping:
            await self.do(self.office, office.toggle, Pick, value=await self.code(code))
        return await self.do(self.office, office.assign)

    async def code(self, name: str) -> str:
        return str(await self.hall.job(lambda tx: department(tx, name)))

    async def accept(self) -> Outcome:
        return await self.do(self.lead, departing.accept)

    async def answer(
        self, class_: str = "A", text: str = "已经补装七盏", day: str = "", files: tuple[Any, ...] = ()
    ) -> Outcome:
        """Answer through all steps."""
        await self.do(self.lead, answering.choose_class, ChooseClass, value=AnswerClass(class_))
        if day:
            await self.do(self.lead, answering.choose_day, Day, value=day)
        await self.hall.do(self.lead, answering.propose, Say(message_id=8, words=text, files=files))
        return await self.do(self.lead, answering.send)

    async def rate(self, value: str = "satisfied") -> Outcome:
        return await self.do(self.mine, answering.rate, Rate, value=Rating(value))

    async def field(self, name: str, text: str) -> Outcome:
        await self.do(self.mine, writing.ask, Write, value=name)
        return await self.say(self.mine, text)

    async def join(self) -> Join:
        """By the case's own card, as somebody who follows it."""
        return Join(case_id=self.case, code=(await self.hall.case(self.case)).code)

    async def quiet(self) -> None:
        """Pass over what everybody was told until now."""
        for who in (self.mine, self.other, self.office, self.lead, self.help, self.resident):
            await self.hall.heard(who)
