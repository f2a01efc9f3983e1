"""/roster over HTTP: a workbook is sent, looked at, imported, undone, and got back as a file."""

import asyncio
import io
import multiprocessing
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from telegram import Bot

from bot import roster_desk
from domain.people import Role
from domain.roster import Book, PersonRow
from services.roster.importing import apply
from storage import roster_changes
from tests.roster.books import workbook
from tests.support.city import City
from tests.support.sandbox import TOKEN, Json, Phone, text_of
from tests.walk.steps import EN, ZH, both, office, part

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PATIENCE = 60.0  # seconds: a process of its own begins for each step
PERSONS: list[dict[str, Any]] = [
    {"ref": "n1", "name": "新来的一", "phone": "13800000001", "home": "zd-fujia"},
    {"ref": "n2", "name": "新来的二", "home": "zd-fujia"},
]


async def admin(city: City, unit: str = "zibo", language: str = "zh") -> Phone:
    return await city.staff(office(Role.ADMIN, unit), Role.ADMIN, unit, language)


async def send(phone: Phone, *persons: dict[str, Any], name: str = "名册.xlsx") -> None:
    await phone.send_document(name, workbook(persons=list(persons)), XLSX)


async def hear(phone: Phone, words: str) -> Json:
    return await phone.hear(words, timeout=PATIENCE)


async def opened(city: City, message: Json) -> tuple[str, Workbook]:
    """The workbook in a message, as a telephone would open it."""
    paper = message["document"]
    async with Bot(TOKEN, base_url=city.bench.base_url, base_file_url=city.bench.base_file_url) as bot:
        file = await bot.get_file(paper["file_id"])
        content = bytes(await file.download_as_bytearray())
    return paper["file_name"], load_workbook(io.BytesIO(content))


async def document(phone: Phone) -> Json:
    while "document" not in (message := await hear(phone, "")):
        pass
    return message


async def test_a_workbook_is_looked_at_imported_and_undone(city: City) -> None:
    phone = await admin(city)
    await phone.say("/roster")
    await phone.hear("最大 20 MB")
    await send(phone, *PERSONS)
    shown = text_of(await hear(phone, "会改动"))
    assert "新增：人员 2" in shown
    assert phone.buttons() == [ZH("roster.import"), ZH("roster.leave")]
    assert "新来的一" not in await city.all_rows_of("persons")
    await phone.press(ZH("roster.import"))
    done = text_of(await hear(phone, "已导入"))
    assert "人员 2" in done
    assert "新来的一" in await city.all_rows_of("persons")
    others = [text_of(message) for message in await phone.messages()]
    assert not any("会改动" in text for text in others), "the card was changed in place"
    await send(phone, *PERSONS)
    await hear(phone, "没有要改的")
    await phone.press(ZH("roster.undo"))
    await hear(phone, "整个撤销吗")
    await phone.press(ZH("roster.keep"))
    await hear(phone, "没有撤销")
    assert "新来的一" in await city.all_rows_of("persons")
    await phone.press(ZH("roster.undo"))
    await hear(phone, "整个撤销吗")
    await phone.press(ZH("roster.undo_yes"))
    await hear(phone, "已撤销")
    assert "新来的一" not in await city.all_rows_of("persons")


async def test_faults_come_as_a_file_and_nothing_is_changed(city: City) -> None:
    phone = await admin(city, language="en")
    resident, _ = await both(city)
    await phone.say("/roster")
    await send(phone, {**PERSONS[0], "home": "nowhere"}, {**PERSONS[1], "phone": "?"})
    await resident.say("/help")
    await resident.hear("/cases")
    shown = text_of(await hear(phone, "Places to mend: 2"))
    assert "no unit with the code “nowhere”" in shown
    assert not phone.buttons()
    name, book = await opened(city, await document(phone))
    assert name == "名册-marked.xlsx"
    assert any("nowhere" in str(cell.value) for page in book for row in page.iter_rows() for cell in row)
    assert "新来的" not in await city.all_rows_of("persons")


async def test_what_has_changed_since_is_shown_again(city: City) -> None:
    phone = await admin(city)
    await phone.say("/roster")
    await send(phone, *PERSONS)
    await hear(phone, "会改动")
    other = Book(persons=(PersonRow(ref="n1", name="新来的一", phone="13800000001", home="zd-fujia"),))
    await city.bot.writer.run(lambda tx: apply(tx, None, other, city.clock.now()))
    await phone.press(ZH("roster.import"))
    await hear(phone, part(ZH, "roster.differs")[:8])
    assert "新来的二" not in await city.all_rows_of("persons")
    await phone.press(ZH("roster.leave"))
    await hear(phone, "没有导入")


async def test_an_export_sent_back_changes_nothing(city: City) -> None:
    phone = await admin(city, "zhangdian")
    await phone.say("/roster")
    await phone.hear("张店区")
    await phone.press(ZH("roster.template"))
    name, book = await opened(city, await document(phone))
    assert (name, "人员 persons" in book.sheetnames) == ("roster-template.xlsx", True)
    await phone.press(ZH("roster.export"))
    _, book = await opened(city, await document(phone))
    units = [row[0].value for row in book["单位 units"].iter_rows(min_row=2)]
    assert "zhangdian" in units
    assert "zibo" not in units
    content = io.BytesIO()
    book.save(content)
    await phone.send_document("export.xlsx", content.getvalue(), XLSX)
    await hear(phone, "没有要改的")


async def test_only_what_is_one_s_own_and_only_a_file(city: City) -> None:
    _, representative = await both(city)
    await representative.say("/roster")
    await representative.hear(ZH("refused.no_roster"))
    phone = await admin(city, "zhangdian")
    await phone.say("/roster")
    await phone.hear("张店区")
    await phone.say("什么意思")
    await phone.hear(ZH("roster.hint"))
    await phone.send_document("名册.pdf", b"%PDF", "application/pdf")
    await phone.hear(ZH("roster.unfit"))
    await send(phone, {**PERSONS[0], "home": "zc-kunlun"})
    shown = text_of(await hear(phone, ZH("roster.faults", n=1)))
    assert "不在您管理的单位之内" in shown
    assert EN("roster.import") not in phone.buttons()


async def killed() -> None:
    """Kill the process that works for the roster, as soon as there is one."""
    while not (found := multiprocessing.active_children()):  # noqa: ASYNC110 - nothing tells when it begins
        await asyncio.sleep(0.01)
    found[0].kill()


async def test_what_was_killed_is_done_once_after_all(city: City) -> None:
    city.trouble_expected = True
    phone = await admin(city)
    await phone.say("/roster")
    await send(phone, *PERSONS)
    await killed()
    await hear(phone, "会改动")
    await phone.press(ZH("roster.import"))
    await killed()
    await hear(phone, "已导入")
    assert len(await city.bot.writer.run(lambda tx: roster_changes.newest(tx, 9))) == 2, "the town, and this"


async def test_what_hangs_is_ended_and_its_sender_hears_so(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    city.trouble_expected = True
    phone = await admin(city)
    await phone.say("/roster")
    await send(phone, *PERSONS)
    await hear(phone, "会改动")
    monkeypatch.setattr(roster_desk, "LONGEST", 0.05)
    await phone.press(ZH("roster.import"))
    await hear(phone, ZH("roster.too_long")[:12])
    assert "新来的一" not in await city.all_rows_of("persons")
    assert not multiprocessing.active_children()
