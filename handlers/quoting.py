"""People's words in messages: short ones inside a card, long ones whole in messages of their own before it.

Telegram takes 4,096 UTF-16 units a message, counted after parsing; a suggestion alone may have 4,000 characters.
"""

from html import escape

from domain.messages import Message
from domain.relays import Circle
from locales import Html, Text

LONG = 1200  # UTF-16 units that a card quotes
SHORT = 200  # units of something said earlier
PIECE = 4000  # units of a message that holds nothing but words


def shortened(words: str, length: int) -> str:
    """The words, or their beginning and a sign that there are more; `length` is in UTF-16 units."""
    return words if _fitting(words, length) == len(words) else words[: _fitting(words, length - 1)] + "…"


def quoted(t: Text, words: str, length: int = LONG) -> Html:
    """The words as a quotation in a card; of long ones the beginning, and how many there are."""
    if not _is_long(words, length):
        return t("case.quote", words=words or t("case.no_words"))
    return Html(t("case.quote", words=shortened(words, length)) + "\n" + t("case.more_words", n=len(words)))


def seen(t: Text, circle: Circle) -> Html:
    """Who sees what is said."""
    return Html(f"<i>{t(f'seen.{circle.value}')}</i>")


def whole(words: str, length: int = LONG) -> list[Message]:
    """Long words in full, in as many messages as they need; none where the card quotes all of them."""
    return [Message(text=escape(piece, quote=False)) for piece in pieces(words)] if _is_long(words, length) else []


def _is_long(words: str, length: int) -> bool:
    return _fitting(words, length) < len(words)


def pieces(words: str) -> list[str]:
    """Cut words into pieces that a message takes, at the end of a line where there is one."""
    found = []
    while words:
        end = _fitting(words, PIECE)
        line = words.rfind("\n", end // 2, end)
        end = line + 1 if end < len(words) and line > 0 else end
        found.append(words[:end])
        words = words[end:]
    return found


def _fitting(words: str, length: int) -> int:
    """How many characters fit into so many units: some of them count as two."""
    units = 0
    for position, character in enumerate(words):
        units += 2 if ord(character) > 0xFFFF else 1
        if units > length:
            return position
    return len(words)
