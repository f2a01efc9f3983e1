"""Who supports a case hears what its author hears, and never who that is."""

import re

# What an author is told, and what those who support the case are told of it.
NEWS: dict[str, str] = {
    "case.word": "support.word",
    "relay.word": "support.edited",
    "case.answer": "support.answer",
    "case.assigned": "support.state",
    "case.transferred": "support.state",
    "case.recalled_own": "support.state",
    "case.returned_author": "support.state",
    "case.extended": "support.state",
    "case.redirected": "support.state",
    "case.postponed": "support.postponed",
    "rate.thanks": "support.state",
    "rate.lapsed": "support.state",
    "outcome.reopened": "support.state",
}
HIDDEN = "＊＊"
COMPOUND = ("欧阳", "司马", "上官", "诸葛", "皇甫", "令狐", "慕容", "尉迟", "东方", "夏侯")
TITLES = (
    "先生", "女士", "小姐", "同志", "阿姨", "叔叔", "大爷", "大妈", "大娘", "大叔", "大姐", "大哥", "大嫂", "大伯",
    "大婶", "奶奶", "爷爷", "师傅", "老师", "医生", "大夫", "经理", "书记",
)  # fmt: skip
TITLED = "|".join(TITLES)
PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")


def nameless(words: str, name: str, phone: str = "") -> str:
    """Words of staff without the author's name, the ways to address by it, and telephone numbers."""
    words = PHONE.sub(HIDDEN, words.replace(phone, HIDDEN) if phone else words)
    for pattern in _addresses(name.strip()):
        words = re.sub(pattern, HIDDEN, words, flags=re.IGNORECASE)
    return words


def _addresses(name: str) -> list[str]:
    """Patterns for a name: 陈桂兰 is also 桂兰, 陈阿姨, 老陈 and 小陈; of a Latin name each part of three letters."""
    if not name:
        return []
    if name.isascii():
        return [rf"\b{re.escape(part)}\b" for part in (name, *re.split(r"\W+", name)) if len(part) > 2]
    surname = next((known for known in COMPOUND if name.startswith(known)), name[0])
    given = name.removeprefix(surname)
    patterns = [rf"{re.escape(surname)}(?={TITLED})", rf"(?<=[老小]){re.escape(surname)}"]
    return [*(re.escape(part) for part in (name, given) if len(part) > 1), *patterns]
