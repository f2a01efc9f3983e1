"""Cards to be printed: every one is there, its code can be read, and nothing runs out of its field."""

import re

import pytest
import segno

from bot import cards
from bot.cards import CODE, COLUMNS, PAD, PAGE, ROWS, in_words, printed
from bot.drawing import face
from domain.messages import Card, Cards

HOW = ("用手机相机扫码，在 Telegram 里打开。", "Scan the code with your phone's camera and open it in Telegram.")
LINK = "https://t.me/double_link_bot?start=i_Zx0aB1cD2eF3gH4iJ5kL6mN7oP8qR9s"


def sheet(number: int, name: str = "欧阳慧敏") -> Cards:
    made = tuple(Card(name=name, link=f"{LINK}{n:02}") for n in range(number))
    return Cards(title="傅家镇民情联络站", how=HOW, until=("只能用一次，2026-12-15 前有效",), cards=made)


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.fontconfig
@pytest.mark.parametrize(("number", "sheets"), [(1, 1), (8, 1), (9, 2), (60, 8)])
def test_eight_on_a_sheet(number: int, sheets: int) -> None:
    by = face()
    assert by is not None
    pdf = printed(sheet(number), by)
    assert pdf.startswith(b"%PDF")
    assert pages(pdf) == sheets
    assert len(pdf) < 120_000 * sheets, "small enough for a chat and a stick"


@pytest.mark.fontconfig
def test_every_code_says_its_link() -> None:
    """Each square of the code is as it must be: nothing was bent by scaling, nothing lies over it."""
    by = face()
    assert by is not None
    made = sheet(8)
    page = cards._page(made, made.cards, by)
    width, height = PAGE[0] // COLUMNS, PAGE[1] // ROWS
    for number, card in enumerate(made.cards):
        code = segno.make(card.link, error="m")
        scale = CODE // code.symbol_size(scale=1, border=2)[0]
        left, top = number % COLUMNS * width + PAD, number // COLUMNS * height + PAD
        for y, row in enumerate(code.matrix_iter(scale=1, border=2)):
            for x, dark in enumerate(row):
                seen = page.getpixel((left + x * scale + scale // 2, top + y * scale + scale // 2))
                assert bool(seen) is not bool(dark), (number, x, y)


@pytest.mark.fontconfig
def test_the_longest_name_stays_on_its_card() -> None:
    by = face()
    assert by is not None
    made = sheet(2, "王" * 64)
    page = cards._page(made, made.cards, by)
    height = PAGE[1] // ROWS
    below = page.crop((0, height + 4, PAGE[0] // COLUMNS - 4, 2 * height - 4))
    assert below.getextrema() == (255, 255), "the field below is empty"


def test_without_a_font_the_same_stands_in_words() -> None:
    words = in_words(sheet(3))
    assert words.count(LINK) == 3
    assert HOW[0] in words
