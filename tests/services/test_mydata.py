"""/mydata: all that is stored on whoever asks, and nothing of anybody else."""

import json
from typing import Any

import pytest

from domain.messages import File
from domain.people import Role
from services import mydata
from services.suggestions import drafting, following, handling, noting, showing, supporting
from services.suggestions.drafting import Begin, Write
from services.suggestions.saying import Say
from storage import outbox, sends
from storage.tx import Tx
from tests.support.hall import Hall, Somebody
from tests.support.pages import root_of, text_of_page
from tests.support.scene import Scene

NAME, PHONE = "欧阳<慧敏>", "13805331234"
PAPER = File(kind="document", file_id="DOC-ID", unique_id="DOC-UNIQUE", name="房产证&.pdf", message_id=1)


async def papers(hall: Hall, who: Somebody) -> list[str]:
    """The contents of all documents that wait for somebody."""

    def job(tx: Tx) -> list[str]:
        query = f"SELECT id FROM outbox WHERE address = '{int(who.at.address)}' ORDER BY id"  # noqa: S608
        ids = [row["id"] for row in tx.connection.execute(query).fetchall()]
        return [paper for id_ in ids if (paper := outbox.paper(tx, id_))]

    found: list[str] = await hall.job(job)
    return found


async def asked(hall: Hall, who: Somebody) -> tuple[str, dict[str, Any]]:
    """Ask, and read the page and the record."""
    outcome = await hall.do(who, mydata.send)
    assert [told.kind for told in outcome.told] == ["mydata"]
    page, record = (await papers(hall, who))[-2:]
    return page, json.loads(record)


async def lived(hall: Hall) -> tuple[Scene, Somebody]:
    """A resident with a life here, and a neighbour with one as well."""
    scene = Scene(hall)
    await scene.begin(anonymous=True)
    me = scene.resident
    neighbour = await hall.resident("邻居赵敏")
    theirs = await hall.submit(neighbour, "邻居写的：消防通道被占")
    await hall.do(me, supporting.support, supporting.Join(case_id=theirs.id, code=theirs.code))
    reply = handling.Reply(case_id=scene.id, message_id=5, words="代表说：去看看")
    await hall.do(scene.mine, following.reply, reply)
    await hall.do(me, following.reply, reply.model_copy(update={"words": "补充：在东头", "files": (PAPER,)}))
    await scene.transfer(scene.mine)
    await hall.do(scene.mine, noting.ask, await scene.press())
    await hall.do(scene.mine, noting.write, Say(message_id=6, words="内部：此人常来"))
    await hall.do(me, drafting.begin, Begin())
    await hall.do(me, drafting.write, Write(message_id=7, words="草稿：垃圾没人清"))
    await hall.do(me, showing.give_phone, showing.Phone(words=PHONE))
    await hall.do(me, showing.remember)
    return scene, me


async def test_all_of_it_is_there_and_nothing_of_others(both_halls: Hall) -> None:
    hall = both_halls
    scene, me = await lived(hall)
    page, record = await asked(hall, me)
    text = text_of_page(page)
    case = await scene.case()
    for known in ("欧阳慧敏", PHONE, "共青团西路路灯全黑", "代表说：去看看", "补充：在东头", "房产证&.pdf",
                  "草稿：垃圾没人清", case.number, str(case.representative), me.at.address, "傅家镇"):  # fmt: skip
        assert known in text, known
        assert known in json.dumps(record, ensure_ascii=False), known
    for foreign in ("邻居", "赵敏", "此人", "常来"):
        assert foreign not in page + json.dumps(record, ensure_ascii=False), foreign
    assert [chapter for chapter in record if not record[chapter]] == []
    assert {deed["deed"] for deed in record["deeds"]} >= {"registered", "add", "supported"}


async def test_whoever_asks_again_at_once_is_told_when(hall: Hall) -> None:
    me = await hall.resident()
    await asked(hall, me)
    assert [told.kind for told in (await hall.do(me, mydata.send)).told] == ["mydata.too_soon"]
    hall.later(hours=1)
    await asked(hall, me)


async def test_a_stranger_hears_that_nothing_is_kept(hall: Hall) -> None:
    who = hall.stranger()
    assert [told.kind for told in (await hall.do(who, mydata.send)).told] == ["mydata.nothing"]


async def test_whoever_holds_an_office_sees_it_and_no_residents(hall: Hall) -> None:
    scene, _ = await lived(hall)
    page, record = await asked(hall, scene.mine)
    assert record["mandates"]
    assert [chapter for chapter in ("cases", "drafts", "supports") if chapter in record] == []
    for foreign in ("欧阳", "路灯全黑", "补充", "草稿", PHONE):
        assert foreign not in page
    officer, _ = await asked(hall, scene.officer), None
    assert officer[1]["roles"][0]["role"] == Role.OFFICER


@pytest.mark.parametrize("words", ["\x00\x08\ud83d", "<script>alert(1)</script>", "‮反过来", "😀" * 2000, "]]>&nbsp;"])
async def test_the_page_is_well_formed_whatever_was_written(hall: Hall, words: str) -> None:
    me = await hall.resident(NAME)
    await hall.do(me, drafting.write, Write(message_id=1, words="路灯" + words.encode("utf-8", "ignore").decode()))
    page, _ = await asked(hall, me)
    root = root_of(page)
    assert {element.tag for element in root.iter()} <= {
        "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "dl", "dt", "dd",
    }  # fmt: skip
    assert NAME in "".join(root.itertext())


async def test_the_contents_lie_apart_and_go_once_sent(hall: Hall) -> None:
    me = await hall.resident()
    await asked(hall, me)

    def job(tx: Tx) -> list[str]:
        rows = [row for row in outbox.waiting(tx, 100, 100) if row.message.document is not None]
        assert [row for row in rows if "陈桂兰" in row.body] == []
        for row in rows:
            sends.sent(tx, row, [7], hall.now)
        return [row.message.document.name for row in rows if row.message.document]

    assert [name.rsplit(".")[-1] for name in await hall.job(job)] == ["html", "json"]
    assert await papers(hall, me) == []
