"""Whatever a message carries beside its words, nobody but its anonymous author ever gets it, nor does any log.

The messenger sends along who somebody is in many places: the account, a mention, the head of a forwarded message, the
name of a file, a visiting card. Here every one of them holds a mark. They come in the draft, in replies, as edits and
as reasons, through a whole life of a case that everybody sees: representative, officer, administrators, departments,
those who follow it, those who open its public card, those with whom it is merged, and the ones to whom the clock goes.
"""

import logging
from datetime import timedelta
from typing import Any

import pytest

from bot.faults import OURS
from domain.people import Role
from domain.suggestions import State, Suggestion
from handlers.codes import code
from handlers.telling import tell
from services.suggestions.due import due
from storage import departments, suggestions, talks
from tests.handlers.ready import department
from tests.support.city import seats
from tests.support.hall import HOME, Hall, Somebody, seat
from tests.support.scene import HELP, LEAD
from tests.support.stage import Heard, Json, Stage, staged

MARK = "暗记"
ACCOUNT, OTHER = 77003311, 77003312
SECRETS = (MARK, "anji", str(ACCOUNT), str(OTHER), "13999990000")


def who(name: str, id_: int = OTHER) -> Json:
    """Somebody as the messenger names them."""
    named = {"first_name": f"{MARK}{name}", "last_name": f"{MARK}姓", "username": f"anji_{id_}"}
    return {"id": id_, "is_bot": False, **named}


def by(name: str) -> Json:
    """The head of a message that was somebody else's."""
    return {"type": "user", "date": 1, "sender_user": who(name)}


AUTHOR = {"from": {**who("名", ACCOUNT), "language_code": "zh"}}
FILE: Json = {"file_id": "F", "file_unique_id": "U", "file_size": 9}
SHAPE: Json = {**FILE, "width": 9, "height": 9, "duration": 1}
MENTION = [{"type": "text_mention", "offset": 0, "length": 2, "user": who("提及")}]
CHANNEL = {"id": -100500, "type": "channel", "title": f"{MARK}频道", "username": "anji_channel"}
HIDDEN = {"type": "hidden_user", "date": 1, "sender_user_name": f"{MARK}隐"}
POSTED = {"type": "channel", "date": 1, "chat": CHANNEL, "message_id": 3, "author_signature": f"{MARK}署"}
PAPER = {**FILE, "file_name": f"{MARK}房产证.pdf", "mime_type": "application/pdf"}
CARD = {"phone_number": "13999990000", "first_name": f"{MARK}名片", "user_id": ACCOUNT, "vcard": f"FN:{MARK}"}
STICKER = {**SHAPE, "type": "regular", "is_animated": False, "is_video": False, "set_name": "anji_by_me"}
# What a message can carry, and with it who its author is.
CARRIED: dict[str, Json] = {
    "a mention": {"text": "楼下路灯全黑", "entities": MENTION},
    "the head of a person's message": {"text": "路口很危险", "forward_origin": by("转")},
    "the head of a hidden person's": {"text": "小孩摔过", "forward_origin": HIDDEN},
    "the head of a channel's": {"text": "有人发过", "author_signature": f"{MARK}签", "forward_origin": POSTED},
    "by way of a bot": {"text": "晚上七点后", "via_bot": {**who("机"), "is_bot": True}},
    "a quotation": {"text": "像这样", "quote": {"text": f"{MARK}引", "position": 0}},
    "a reply to elsewhere": {"text": "同上", "external_reply": {"origin": by("外"), "chat": CHANNEL}},
    "a link's preview": {"text": "看图", "link_preview_options": {"url": "https://anji.example/me"}},
    "a business": {"text": "急", "business_connection_id": "anji", "sender_boost_count": 3},
    "a document's name": {"document": PAPER, "caption": "见附件", "caption_entities": MENTION},
    "a photo's caption": {"photo": [SHAPE], "caption": "照片", "caption_entities": MENTION},
    "a moving picture": {"animation": {**SHAPE, "file_name": f"{MARK}.gif"}, "document": PAPER, "caption": "会动"},
    "a voice": {"voice": {**SHAPE, "mime_type": "audio/ogg"}, "forward_origin": by("声")},
    "a song": {"audio": {**SHAPE, "performer": MARK, "title": MARK, "file_name": f"{MARK}.mp3"}},
    "a film": {"video": {**SHAPE, "file_name": f"{MARK}.mp4"}},
    "a visiting card": {"contact": CARD},
    "a sticker": {"sticker": STICKER},
}


class Life:
    """The people, and the case as it goes its way."""

    def __init__(self, stage: Stage, people: dict[str, Somebody]) -> None:
        self.stage, self.people = stage, people
        self.author = people["author"]
        self.id = 0
        self.told: list[str] = []  # all that was told to anybody else
        self.heard_by: set[str] = set()

    @property
    def case(self) -> Suggestion:
        found = suggestions.find(self.stage.tx, self.id)
        assert found is not None
        return found

    @property
    def mine(self) -> Somebody:
        """The representative who holds it."""
        return next(one for one in self.people.values() if one.id == self.case.representative_id)

    def note(self, heard: Heard) -> Heard:
        """Keep what others were told."""
        others = [(at, m) for at, m in heard.messages if at != self.author.at.address]
        self.told += [message.model_dump_json() for _, message in others]
        self.heard_by |= {at for at, _ in others}
        return heard

    async def everything(self, **more: Any) -> None:
        """The author sends one of each, and edits it."""
        for content in CARRIED.values():
            self.note(await self.stage.send(self.author, **AUTHOR, **content, **more))
            edited = {**content, "message_id": self.stage.number - 1, "edit_date": 2}
            self.note(await self.stage.send(self.author, edited=True, **AUTHOR, **edited))

    async def presses(self, who: Somebody, verb: str, value: object = "") -> Heard:
        data = code(verb, self.id, self.case.version if self.id else 0, str(value))
        more = AUTHOR if who is self.author else {}
        return self.note(await self.stage.press(who, data, **more))

    async def says(self, who: Somebody, words: str) -> Heard:
        return self.note(await self.stage.say(who, words))

    async def looked_at(self) -> None:
        """Everybody of the staff looks: the desk, the case, its card again."""
        for one in self.people.values():
            if one is not self.author:
                for verb in ("inbox", "case.show", "case.back", "support.show"):
                    await self.presses(one, verb)
                for words in ("/inbox", "/desk", "/waiting", "/formal", "/mydata", f"/start c_{self.case.code}"):
                    await self.says(one, words)

    async def days(self, n: int) -> None:
        """Days pass, and the clock looks every day."""
        for _ in range(n):
            self.stage.now += timedelta(days=1)
            before = self.stage.last()
            while True:
                found = due(self.stage.tx, self.stage.now)
                tell(self.stage.tx, found.told, self.stage.now)
                if not found.more:
                    break
            self.note(Heard(self.stage.since(before)))


async def people_of(hall: Hall) -> dict[str, Somebody]:
    """Everybody who may hear of a case."""
    offices = {
        "officer": (Role.OFFICER, HOME), "admin": (Role.ADMIN, "zhangdian"),
        "top": (Role.ADMIN, "zibo"), "lead": (Role.DEPARTMENT_OFFICER, LEAD), "help": (Role.DEPARTMENT_OFFICER, HELP),
    }  # fmt: skip
    found = {name: await hall.seated(seat(role, place)) for name, (role, place) in offices.items()}
    found |= {f"representative {n}": await hall.seated(ref) for n, ref in enumerate(seats(HOME))}
    found |= {name: await hall.resident(called) for name, called in (("neighbour", "孙志强"), ("follower", "刘师傅"))}
    return {**found, "author": await hall.resident(f"{MARK}名 {MARK}姓", account=ACCOUNT)}


@pytest.fixture
def written(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """All that our own parts log, from the lowest level on."""
    for part in OURS:
        caplog.set_level(logging.DEBUG, part)
    return caplog


async def hand_in(life: Life, shown: str = "nothing") -> None:
    """A draft with one of everything, which comes in at every step of it."""
    author, stage = life.author, life.stage
    await life.says(author, "/new")
    await life.everything()
    await life.presses(author, "draft.shown", "phone")
    await life.everything()  # a number is asked for: a visiting card is there as well
    await life.presses(author, "draft.shown", shown)
    for verb in ("draft.place", "draft.rewrite"):
        await life.presses(author, verb)
        await life.everything()
    for _ in range(2):  # the first time it may be held up by an offer
        draft = talks.draft(stage.tx, author.id)
        if draft is not None:
            life.note(await stage.press(author, code("draft.submit", 0, draft.revision), **AUTHOR))
    life.id = stage.connection.execute("SELECT max(id) AS id FROM suggestions").fetchone()["id"]
    assert (life.case.author_id, life.case.anonymous) == (author.id, shown == "nothing")


async def answered(life: Life, who: Somebody, class_: str) -> None:
    await life.presses(who, "case.answer")
    await life.presses(who, "case.class", class_)
    await life.says(who, "已经换了灯")
    await life.presses(who, "case.confirm")


async def whole_life(life: Life) -> None:
    """A case goes every way that there is, and its author says everything at every stop."""
    people = life.people
    await hand_in(life)
    await life.presses(people["follower"], "support.add", life.case.code)
    await life.looked_at()
    await life.days(7)  # nobody says a word: the officer hears, and those above
    await life.presses(life.author, "case.add")
    await life.everything()
    await life.presses(life.author, "case.chase")
    await cited(life)
    await life.presses(life.mine, "case.transcribe")
    await life.says(life.mine, "语音里说路灯不亮")
    await life.presses(life.mine, "case.write")
    await life.says(life.mine, "我去看看")
    await to_departments(life)
    await life.everything(reply_to_message={"message_id": 1, "date": 1, "chat": {"id": ACCOUNT, "type": "private"},
                                            "text": f"{life.case.number}"})  # fmt: skip
    await life.looked_at()
    await answered(life, people["lead"], "B")
    for verb, value in (("rate.begin", ""), ("rate.process", "unsatisfied"), ("rate.result", "unsatisfied")):
        await life.presses(life.author, verb, value)
    await life.everything()  # why they are not satisfied
    assert life.case.state is State.SECOND
    await life.days(20)
    await answered(life, life.mine, "A")
    await life.looked_at()
    await life.days(16)
    assert life.case.state is State.CLOSED
    await life.everything()
    await life.looked_at()


async def cited(life: Life) -> None:
    """A formal suggestion cites the case, and goes to the office and to departments."""
    people, stage = life.people, life.stage

    async def does(who: str, verb: str, value: object = "") -> None:
        row = stage.connection.execute("SELECT max(id) AS id, max(version) AS version FROM formal").fetchone()
        somebody = life.mine if who == "mine" else people[who]
        life.note(await stage.press(somebody, code(verb, row["id"] or 0, row["version"] or 0, str(value))))

    await does("mine", "formal.begin")
    for words in ("补齐路灯", "这条路有三段没有照明", "请在年底前补装灯杆"):
        await life.says(life.mine, words)
    await does("mine", "formal.cite", f"{life.id}_0")
    await does("mine", "formal.sign_yes")
    await does("admin", "formal.take")
    await does("admin", "formal.lead", department(stage.tx, LEAD))
    await does("admin", "formal.assign_yes")
    await does("lead", "formal.accept")
    assert stage.connection.execute("SELECT state FROM formal").fetchone()["state"] == "underway"
    await life.days(1)


async def to_departments(life: Life) -> None:
    """To two departments, with a word among staff, more time, and help."""
    people, tx = life.people, life.stage.tx
    await life.presses(life.mine, "case.lead", department(tx, LEAD))
    await life.presses(life.mine, "case.support", department(tx, HELP))
    await life.presses(life.mine, "case.pass_on")
    await life.presses(people["lead"], "case.accept")
    await life.presses(people["help"], "case.accept")
    await life.presses(people["help"], "case.note")
    await life.says(people["help"], "我们出梯子")
    await life.presses(people["lead"], "case.extend_by", "3")
    await life.says(people["lead"], "等灯具")
    await life.presses(life.mine, "case.grant")
    assert len(departments.live(tx, life.id)) == 2
    assert life.case.state is State.UNDERWAY


async def test_nothing_beside_the_words_reaches_anybody(hall: Hall, written: pytest.LogCaptureFixture) -> None:
    people = await people_of(hall)
    with staged(hall) as stage:
        life = Life(stage, people)
        await whole_life(life)
    assert {one.at.address for name, one in people.items() if name not in ("author", "neighbour")} <= life.heard_by
    told = "\n".join(life.told)
    assert "楼下路灯全黑" in told, "what they say arrives"
    assert [secret for secret in SECRETS if secret in told] == []
    assert [secret for secret in SECRETS if secret in written.text] == []


async def test_where_the_name_is_shown_the_same_search_finds_it(hall: Hall) -> None:
    """Else it might find nothing at all. The account, mentions and heads of forwarded messages stay here even then."""
    people = await people_of(hall)
    with staged(hall) as stage:
        life = Life(stage, people)
        await hand_in(life, "name")
        await life.looked_at()
    told = "\n".join(life.told)
    assert f"{MARK}名 {MARK}姓" in told
    assert f"{MARK}房产证" in told
    hidden = (f"{MARK}提及", f"{MARK}转", f"{MARK}隐", f"{MARK}引", f"{MARK}外", str(ACCOUNT), "anji", "13999990000")
    assert [secret for secret in hidden if secret in told] == []


@pytest.mark.parametrize("into_theirs", [True, False])
async def test_merged_and_apart_again_it_stays_hidden(hall: Hall, into_theirs: bool) -> None:
    people = await people_of(hall)
    theirs = await hall.submit(people["neighbour"], "共青团西路路灯全黑,楼下路灯全黑,路口很危险,小孩摔过")
    with staged(hall) as stage:
        life = Life(stage, people)
        await hand_in(life)
        one, other = (life.id, theirs.id) if into_theirs else (theirs.id, life.id)
        for verb in ("merge.ask", "merge.choose", "merge.yes"):
            version = suggestions.find(stage.tx, one).version  # type: ignore[union-attr]
            life.note(await stage.press(people["officer"], code(verb, one, version, str(other))))
        merged = suggestions.find(stage.tx, one)
        assert merged is not None
        assert merged.state is State.MERGED
        await life.everything()
        await life.looked_at()
        for who in ("author", "neighbour"):
            life.note(await stage.press(people[who], code("merge.object", one)))
        await life.everything()
        await life.looked_at()
    assert people["neighbour"].at.address in life.heard_by
    assert [secret for secret in SECRETS if secret in "\n".join(life.told)] == []
