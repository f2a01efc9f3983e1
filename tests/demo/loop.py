"""Where the demo's town shows each part of the closed loop: on whose telephone, and by which text.

The tables of the front pages name the same telephones; tests hold both to this one.
"""

import re
from typing import Any

from locales import catalogues

# What it is, whose telephone shows it, and the key of the text that stands there.
SHOWN: tuple[tuple[str, str, str], ...] = (
    ("registered at a station", "冯宝山", "walkin.slip"),
    ("taken over with the code", "田桂兰", "walkin.yours"),
    ("followed instead of written again", "郭婷婷", "support.begun"),
    ("merged", "宋超", "merge.told_own"),
    ("merged, for who followed it", "林子轩", "merge.told"),
    ("a hidden message", "徐欣怡", "moderation.told_hide"),
    ("a warning", "徐欣怡", "moderation.told_warn"),
    ("a mute", "徐欣怡", "moderation.told_mute"),
    ("an objection", "韩文斌", "moderation.objected"),
    ("a unit's template", "于翠萍", "template.card"),
    ("an edit, for who wrote it", "胡福生", "relay.edited"),
    ("an edit, for who reads it", "刘振华", "relay.added"),
    ("a promised day", "郑瑞芳", "answer.promised"),
    ("more time for a department", "董鹏", "case.extended"),
    ("a second handling", "刘长贵", "rate.then_second"),
    ("the question after four weeks", "杨守信", "outcome.question"),
    ("taken up again", "于秀珍", "outcome.reopened"),
    ("a reception to come", "张玉华", "reception.duty_accepted"),
    ("a notice to a street", "周玉兰", "notice.head"),
    ("a notice, for who sent it", "于翠萍", "notice.state_sent"),
    ("a group that is connected", "冯宝山", "group.connected"),
    ("all that is stored", "吕磊", "mydata.here"),
    ("somebody who left", "张宇航", "forget.receipt"),
)


def pattern(key: str) -> re.Pattern[str]:
    """A text as it stands in a chat, whatever is set into it."""
    [words] = [message.string for one in catalogues("zh").values() for message in one if message.id == key]
    pieces = re.split(r"\{\w+\}", re.sub(r"</?\w+>", "", words))
    return re.compile(".*?".join(map(re.escape, pieces)), re.DOTALL)


def says(chat: list[dict[str, Any]], key: str) -> bool:
    """Whether a message of a chat is this text, or has it."""
    wanted = pattern(key)
    return any(wanted.search(message.get("text") or message.get("caption") or "") for message in chat)
