"""Whatever tells who an anonymous resident is stays here: not one message to staff holds it, whoever looks, whenever.

The resident below has a name, an account and documents that would give them away. Everything that anybody but the
resident hears, through all that can happen to a case, is searched for them.
"""

import json
from typing import Any

from domain.drafts import Draft
from domain.messages import File
from domain.people import Role
from domain.suggestions import Suggestion
from domain.telling import Told
from handlers.telling import render
from services.suggestions import assigning, desks, following, handling, transcribing
from services.suggestions.due import due
from services.suggestions.saying import Say
from services.welcome import follow
from tests.support.city import seats
from tests.support.hall import HOME, Hall, Somebody, seat

NAME, ACCOUNT = "欧阳慧敏", 77003311
PAPER = File(kind="document", file_id="DOC-ID", unique_id="DOC-UNIQUE", name="欧阳慧敏-房产证.pdf", message_id=1)
PHOTO = File(kind="photo", file_id="PHOTO-ID", unique_id="PHOTO-UNIQUE", name="IMG_欧阳.jpg", message_id=1)
VOICE = File(kind="voice", file_id="VOICE-ID", unique_id="VOICE-UNIQUE", message_id=1)
SECRETS = (NAME, "欧阳", str(ACCOUNT), "DOC-ID", "DOC-UNIQUE", "房产证", "IMG_")


async def everything_told(hall: Hall, resident: Somebody) -> str:
    """All that anybody else was ever told, as it is stored on its way out: texts, captions, files, buttons."""
    rows = await hall.job(
        lambda tx: tx.connection.execute(
            "SELECT body FROM outbox WHERE address <> ?", (resident.at.address,)
        ).fetchall()
    )
    return "\n".join(row["body"] for row in rows)


async def scene(hall: Hall, *, anonymous: bool) -> tuple[Somebody, list[Somebody], Suggestion]:
    """A resident's case with all kinds of files, and everybody who may look at it."""
    staff = [await hall.seated(ref) for ref in (*seats(HOME), seat(Role.OFFICER, HOME), seat(Role.ADMIN, "zhangdian"))]
    resident = await hall.resident(NAME, account=ACCOUNT)
    case = await hall.submit(
        resident, "河沟有异味", anonymous=anonymous, category="streetlight", files=(PAPER, PHOTO, VOICE)
    )
    return resident, staff, case


async def whole_life(hall: Hall, resident: Somebody, staff: list[Somebody], case: Suggestion) -> None:
    """Everything that can happen to a case, seen by everybody."""
    mine = next(person for person in staff if person.id == case.representative_id)
    officer, admin = staff[2], staff[3]
    await hall.do(mine, following.reply, handling.Reply(case_id=case.id, message_id=5, words="在哪一段?"))
    await hall.do(
        resident, following.reply, handling.Reply(case_id=case.id, message_id=6, words="见附件", files=(PAPER, PHOTO))
    )
    current = await hall.case(case.id)
    await hall.do(mine, transcribing.ask_transcript, handling.Press(case_id=case.id, version=current.version))
    await hall.do(mine, transcribing.transcribe, Say(message_id=7, words="语音说的是排水"))
    await hall.answer(mine, case)
    await hall.rate(resident, case, "basic", "unsatisfied")
    await hall.do(resident, following.comment, Say(message_id=8, words="没有修好", files=(PAPER,)))
    hall.later(days=16)
    await hall.tick(due)
    for person in (officer, admin):
        await hall.do(person, handling.show, handling.Show(case_id=case.id))
        await hall.do(person, desks.desk, desks.Desk())
        await hall.do(person, handling.back, handling.Show(case_id=case.id))
    await hall.answer(mine, case)
    hall.later(days=15)
    await hall.tick(due)


async def test_nothing_that_staff_hears_tells_who_an_anonymous_resident_is(hall: Hall) -> None:
    resident, staff, case = await scene(hall, anonymous=True)
    await whole_life(hall, resident, staff, case)
    told = await everything_told(hall, resident)
    assert "河沟有异味" in told
    assert "PHOTO-ID" in told
    assert [secret for secret in SECRETS if secret in told] == []


async def test_with_the_name_shown_all_of_it_arrives(hall: Hall) -> None:
    """The same search finds something where it should, so it can find something at all."""
    resident, staff, case = await scene(hall, anonymous=False)
    await whole_life(hall, resident, staff, case)
    told = await everything_told(hall, resident)
    assert NAME in told
    assert "DOC-ID" in told
    assert str(ACCOUNT) not in told, "nobody's account is ever shown"


async def test_given_to_another_representative_it_stays_hidden(hall: Hall) -> None:
    resident, staff, case = await scene(hall, anonymous=True)
    officer = staff[2]
    other = next(person for person in staff[:2] if person.id != case.representative_id)
    pick = handling.Pick(case_id=case.id, version=case.version, value=str(other.id))
    await hall.do(officer, assigning.assign, pick)
    assert "河沟有异味" in await hall.words_for(other)
    told = await everything_told(hall, resident)
    assert [secret for secret in SECRETS if secret in told] == []


async def test_withdrawn_it_stays_hidden(hall: Hall) -> None:
    resident, _, case = await scene(hall, anonymous=True)
    press = handling.Press(case_id=case.id, version=case.version)
    await hall.do(resident, following.withdraw, press)
    told = await everything_told(hall, resident)
    assert [secret for secret in SECRETS if secret in told] == []


async def test_the_author_is_told_that_documents_were_kept_back(hall: Hall) -> None:
    resident, _, case = await scene(hall, anonymous=True)
    await hall.heard(resident)
    said = handling.Reply(case_id=case.id, message_id=6, words="见附件", files=(PAPER,))
    outcome = await hall.do(resident, following.reply, said)
    assert outcome.told[0].facts["withheld"] == 1


async def test_the_public_card_tells_no_words_and_no_names(hall: Hall) -> None:
    _, _, case = await scene(hall, anonymous=False)
    passer_by = await hall.resident("过路人")
    await hall.do(passer_by, lambda tx, actor, command, now: follow(tx, actor, f"c_{case.code}", now))
    words = await hall.words_for(passer_by)
    assert case.number in words
    assert [secret for secret in (*SECRETS, "河沟有异味", str(case.representative)) if secret in words] == []


async def test_the_history_holds_ids_and_no_words(hall: Hall) -> None:
    resident, staff, case = await scene(hall, anonymous=True)
    await whole_life(hall, resident, staff, case)
    rows = await hall.job(
        lambda tx: tx.connection.execute("SELECT facts FROM events WHERE subject <> 'roster'").fetchall()
    )
    facts: list[Any] = [value for row in rows for value in json.loads(row["facts"]).values()]
    assert facts
    assert not [value for value in facts if isinstance(value, str) and not value.isascii()]


async def test_the_voice_stays_but_its_author_was_warned(hall: Hall) -> None:
    draft = Draft(anonymous=True).with_file(VOICE).with_file(PAPER.model_copy(update={"message_id": 2}))
    told = Told(1, "suggest.preview", {"draft": draft})
    hidden = await hall.job(lambda tx: render(tx, told, "zh", hall.now))
    shown = Told(1, "suggest.preview", {"draft": draft.changed(anonymous=False)})
    plain = await hall.job(lambda tx: render(tx, shown, "zh", hall.now))
    assert "语音" in hidden[0].text
    assert len(hidden[0].text) > len(plain[0].text) + 20
