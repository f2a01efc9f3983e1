"""A case among departments: everybody who has to do with it, and the steps that many tests share."""

from typing import Any

from domain.departments import PartState
from domain.people import Role
from domain.suggestions import Suggestion
from domain.telling import Outcome
from services.suggestions import departing, handling, transferring
from services.suggestions.saying import Say
from storage import departments
from tests.support.city import seats
from tests.support.hall import HOME, Hall, Somebody, seat

LEAD, HELP, ELSEWHERE = "zd-zhifa", "zd-shizheng", "zc-zhifa"


class Scene:
    """A case with everybody who has to do with it."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall

    async def begin(self, *, anonymous: bool = False) -> "Scene":
        hall = self.hall
        both = [await hall.seated(ref) for ref in seats(HOME)]
        self.officer = await hall.seated(seat(Role.OFFICER, HOME))
        self.lead = await hall.seated(seat(Role.DEPARTMENT_OFFICER, LEAD))
        self.help = await hall.seated(seat(Role.DEPARTMENT_OFFICER, HELP))
        self.other = await hall.seated(seat(Role.DEPARTMENT_OFFICER, ELSEWHERE))
        self.resident = await hall.resident("欧阳慧敏")
        self.id = (await hall.submit(self.resident, anonymous=anonymous)).id
        case = await self.case()
        self.mine = next(one for one in both if one.id == case.representative_id)
        return self

    async def case(self) -> Suggestion:
        return await self.hall.case(self.id)

    async def press(self, value: str = "") -> handling.Press:
        return handling.Press(case_id=self.id, version=(await self.case()).version, value=value)

    async def pick(self, code: str) -> handling.Pick:
        id_ = await self.hall.job(lambda tx: department(tx, code))
        return handling.Pick(case_id=self.id, version=(await self.case()).version, value=str(id_))

    async def transfer(self, who: Somebody | None = None, *helping: str, words: str = "") -> Outcome:
        """Pass the case on, through all steps."""
        who = who or self.mine
        await self.hall.do(who, transferring.choose_lead, await self.pick(LEAD))
        for code in helping:
            await self.hall.do(who, transferring.toggle, await self.pick(code))
        if words:
            await self.hall.do(who, transferring.write, Say(message_id=4, words=words))
        return await self.hall.do(who, transferring.send, await self.press())

    async def give_back(self, who: Somebody, words: str = "不归我们") -> Outcome:
        await self.hall.do(who, departing.ask_return, await self.press())
        return await self.hall.do(who, departing.give_back, Say(message_id=5, words=words))

    async def states(self) -> list[tuple[bool, PartState]]:
        found = await self.hall.job(lambda tx: departments.parts(tx, self.id))
        return [(part.is_lead, part.state) for part in found]


def department(tx: Any, code: str) -> int:
    rows = tx.connection.execute(f"SELECT id FROM departments WHERE code = '{code}'").fetchall()  # noqa: S608
    return int(rows[0]["id"])
