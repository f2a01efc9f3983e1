"""What kinds of updates come, and in what proportion: mostly what people could do, in an order that nobody would."""

import copy
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiogram import types

from bench.fuzz.typed import Json, Maker
from handlers.people.views import COMMANDS
from handlers.presses import PRESSES
from locales import LANGUAGES, Text

VALUES = ("", "a", "B", "solved", "dissatisfied", "road", "zh", "en", "xx", "1", "0", "overdue", "_" * 24)
ODD_IDS = (0, -1, -1001234567890, 2**53, 2**63, 2**70)
LINKS = ("", "s_zd-fujia", "s_none", "s_", "r_AAAA", "i_" + "A" * 43, "c_x", "m_x", "t_x", "g_x", "z_1",
         "s_zd-fujia extra", "_", "A" * 64, "A" * 65, "s_" + "张", "s_\ud83d", "%00", "s_zd-fujia\n/start")  # fmt: skip
ENTITIES = ("bot_command", "mention", "url", "bold", "custom_emoji", "text_link", "text_mention", "next_years_kind")
LABELS = ("start.agree", "suggest.submit")


@dataclass
class Crowd:
    """Who writes: people with accounts at the sandbox, and what the bot showed them of late."""

    ids: list[int]
    files: dict[str, Json]  # real files of the sandbox, by kind, as they stand in a message
    links: list[str] = field(default_factory=list)
    codes: dict[int, list[tuple[int, str]]] = field(default_factory=dict)  # by chat: message id, callback data
    shown: dict[int, list[int]] = field(default_factory=dict)  # by chat: message ids
    group: int = -1001234567890  # where some of it is said


class Sorts:
    """Makes updates of a crowd. The same chance and the same crowd make the same ones."""

    def __init__(self, chance: random.Random, crowd: Crowd) -> None:
        self.chance, self.crowd, self.make = chance, crowd, Maker(chance)
        self.damaged: set[int] = set()  # numbers of updates whose types are not right any more

    def update(self, number: int) -> Json:
        """One update, now and then damaged."""
        made = self.chance.choices(SORTS, WEIGHTS)[0](self)
        if self.chance.random() < 0.03:
            damage(self.chance, made)
            self.damaged.add(number)
        return {"update_id": number, **made}

    def said(self) -> Json:
        """Words, a command, a deep link, or a label of some button."""
        words = self.chance.choice((self._command, self._link, self._label, self.make.text, self.make.text))()
        return {"message": self._message(text=words, entities=self._entities(words))}

    def sent(self) -> Json:
        """A file, a place or something else that is no text, perhaps part of an album."""
        kind = self.chance.choice((*self.crowd.files, "location", "contact", "venue", "sticker", "video_note", "dice"))
        content: Any = copy.deepcopy(self.crowd.files.get(kind))  # it may be damaged
        if content is None or self.chance.random() < 0.1:
            content = self.make.value(types.Message.model_fields[kind].annotation, 1)
        album = (
            {"media_group_id": self.chance.choice(("1", "2", self.make.text()))} if self.chance.random() < 0.4 else {}
        )
        return {"message": self._message(**{kind: content}, caption=self.make.text(), **album)}

    def edited(self) -> Json:
        """A text that was changed."""
        return {"edited_message": self._message(text=self.make.text(), edit_date=self.make.number())}

    def pressed(self) -> Json:
        """A button: one that was shown, a forged one, or nonsense."""
        who = self._person()
        shown = self.crowd.codes.get(who)
        if shown and self.chance.random() < 0.7:
            message_id, data = self.chance.choice(shown)
        else:
            message_id, data = self.make.number(), self.chance.choice((self._forged, self.make.text))()
        query = {"id": str(self.chance.randrange(10**18)), "from": self._user(who), "chat_instance": "1", "data": data}
        if self.chance.random() < 0.9:
            query["message"] = {"message_id": message_id, "date": self.chance.choice((0, 1)), "chat": self._chat(who)}
        return {"callback_query": query}

    def membership(self) -> Json:
        """The bot is blocked, let in again, or made something in a group."""
        who = self._person()
        states = [{"status": self.chance.choice(("member", "kicked", "left", "restricted", "x")),
                   "user": self._user(1), "until_date": 0} for _ in range(2)]  # fmt: skip
        change = {"chat": self._chat(who), "from": self._user(who), "date": 1}
        return {"my_chat_member": {**change, "old_chat_member": states[0], "new_chat_member": states[1]}}

    def typed(self) -> Json:
        """Any kind of update there is, wholly by chance; half of them from somebody known."""
        kind = self.chance.choice([name for name in types.Update.model_fields if name != "update_id"])
        body = self.make.value(types.Update.model_fields[kind].annotation, 0)
        if isinstance(body, dict) and self.chance.random() < 0.5:
            who = self._person()
            body |= {"from": self._user(who), "chat": self._chat(who)}
        return {kind: body}

    def unknown(self) -> Json:
        """A kind of which nobody has heard yet."""
        return {"next_years_kind": self.make.object(types.Message)}

    def _message(self, **content: Any) -> Json:
        who = self._person()
        if self.chance.random() < 0.25:
            content["reply_to_message"] = self._replied(who)
        more = self.make.object(types.Message, 2) if self.chance.random() < 0.1 else {}
        return {**more, "message_id": self.make.number(), "date": 1, "chat": self._chat(who), "from": self._user(who),
                **content}  # fmt: skip

    def _replied(self, who: int) -> Json:
        known = self.crowd.shown.get(who)
        number = self.chance.choice(known) if known and self.chance.random() < 0.8 else self.make.number()
        return {"message_id": number, "date": 1, "chat": self._chat(who), "text": self.make.text()}

    def _person(self) -> int:
        return self.chance.choice(self.crowd.ids) if self.chance.random() < 0.95 else self.chance.choice(ODD_IDS)

    def _user(self, who: int) -> Json:
        language = self.chance.choice(("zh", "zh-hans", "en", "fr", "", "\ud83d", "x" * 200))
        return {"id": who, "is_bot": False, "first_name": self.make.text(), "language_code": language}

    def _chat(self, who: int) -> Json:
        if self.chance.random() < 0.05:
            return {"id": self.crowd.group, "type": self.chance.choice(("group", "supergroup", "channel", "x"))}
        return {"id": who, "type": "private"}

    def _command(self) -> str:
        name = self.chance.choice([*(name for name, _ in COMMANDS), "start", "help", "nonsense"])
        return f"/{name}" + self.chance.choice(("", " ", " x", "@other_bot", "@"))

    def _link(self) -> str:
        return f"/start {self.chance.choice((*LINKS, *self.crowd.links))}"

    def _label(self) -> str:
        return Text(self.chance.choice(sorted(LANGUAGES)))(self.chance.choice(LABELS))

    def _entities(self, words: str) -> list[Json]:
        if words.startswith("/") and self.chance.random() < 0.9:
            return [{"type": "bot_command", "offset": 0, "length": len(words.split()[0])}]
        if self.chance.random() < 0.7:
            return []
        return [{"type": self.chance.choice(ENTITIES), "offset": self.make.number(), "length": self.make.number()}]

    def _forged(self) -> str:
        verb = self.chance.choice((*PRESSES, "nonsense", ""))
        numbers = [self.chance.choice(("", "0", "1", "2", "3", "-1", str(2**63), "x", "١")) for _ in range(2)]
        return f"{self.chance.choice('1112')}:{verb}:{numbers[0]}:{numbers[1]}:{self.chance.choice(VALUES)}"


SORTS: tuple[Callable[[Sorts], Json], ...] = (
    Sorts.said, Sorts.pressed, Sorts.sent, Sorts.edited, Sorts.membership, Sorts.typed, Sorts.unknown,
)  # fmt: skip
WEIGHTS = (35, 28, 12, 4, 3, 15, 3)


def damage(chance: random.Random, made: Json) -> None:
    """Take something away from an update, or put something of another type in its place."""
    holder: Any = made
    for _ in range(chance.randrange(1, 4)):
        inside = [value for value in holder.values() if isinstance(value, dict) and value]
        if inside:
            holder = chance.choice(inside)
    name = chance.choice(list(holder))
    if chance.random() < 0.5:
        del holder[name]
    else:
        holder[name] = chance.choice((None, [], {}, "x", -1, 2**70, True, 1.5, [{}], "\ud83d"))
