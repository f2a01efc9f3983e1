"""Draws cards to be printed and cut out, eight on a sheet of A4: a name, a code to be scanned, the link, what to do.

Black and white at 200 dots an inch, so that a code stays sharp and a sheet small. The library that draws the charts
writes PDF as well; one more for it would have to bring a Chinese font of its own.
"""

import io
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.drawing import Face
from domain.messages import Card, Cards

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

DPI = 200
PAGE = (1654, 2339)  # A4
COLUMNS, ROWS = 2, 4
PAD = 36
CODE = 300  # a code's side, 38 mm
LARGE, NORMAL, SMALL = 48, 27, 20  # of letters
DASH = 14


def printed(sheet: Cards, by: Face) -> bytes:
    """The sheets, as PDF."""
    each = COLUMNS * ROWS
    pages = [_page(sheet, sheet.cards[at : at + each], by) for at in range(0, len(sheet.cards), each)]
    content = io.BytesIO()
    pages[0].save(content, "PDF", resolution=DPI, save_all=True, append_images=pages[1:], title=sheet.title)
    return content.getvalue()


def in_words(sheet: Cards) -> str:
    """The same without a font: who, and the link."""
    lines = [f"{card.name}\n{card.link}\n" for card in sheet.cards]
    return "\n".join([sheet.title, *sheet.how, *sheet.until, "", *lines])


def _page(sheet: Cards, cards: tuple[Card, ...], by: Face) -> "Image":
    from PIL import Image, ImageDraw  # rarely needed, so not at every start

    image = Image.new("L", PAGE, 255)
    draw = ImageDraw.Draw(image)
    width, height = PAGE[0] // COLUMNS, PAGE[1] // ROWS
    for number, card in enumerate(cards):
        left, top = number % COLUMNS * width, number // COLUMNS * height
        _card(image, draw, sheet, card, by, left, top, width, height)
    for column in range(1, COLUMNS):
        _dashed(draw, column * width, 0, column * width, PAGE[1])
    for row in range(1, ROWS):
        _dashed(draw, 0, row * height, PAGE[0], row * height)
    return image.point(lambda grey: 255 * (grey > 140), "1")


def _card(
    image: "Image", draw: "ImageDraw", sheet: Cards, card: Card, by: Face, left: int, top: int, width: int, height: int
) -> None:
    fonts = _fonts(by)
    image.paste(_code(card.link), (left + PAD, top + PAD))
    x, right = left + 2 * PAD + CODE, left + width - PAD
    y = _lines(draw, card.name, fonts[LARGE], x, top + PAD, right - x, most=2)
    y = _lines(draw, sheet.title, fonts[NORMAL], x, y + 10, right - x, most=2)
    for words in sheet.until:
        y = _lines(draw, words, fonts[NORMAL], x, y + 8, right - x, most=2)
    y = max(y, top + PAD + CODE) + 14
    for words in sheet.how:
        y = _lines(draw, words, fonts[SMALL], left + PAD, y, width - 2 * PAD, most=3) + 6
    _lines(draw, card.link, fonts[SMALL], left + PAD, y + 4, width - 2 * PAD, most=3)


def _code(link: str) -> "Image":
    import segno
    from PIL import Image

    code, content = segno.make(link, error="m"), io.BytesIO()
    scale = max(1, CODE // code.symbol_size(scale=1, border=2)[0])  # whole dots, so that every square is as large
    code.save(content, kind="png", scale=scale, border=2)
    return Image.open(content).convert("L")


@cache
def _fonts(by: Face) -> dict[int, Any]:
    from PIL import ImageFont

    return {size: ImageFont.truetype(by.file, size, index=by.number) for size in (LARGE, NORMAL, SMALL)}


def _lines(draw: "ImageDraw", words: str, font: Any, x: int, y: int, width: int, *, most: int) -> int:
    """The words in lines of a width, at most so many. Returns where the next line would stand."""
    for line in _broken(words, font, width)[:most]:
        draw.text((x, y), line, fill=0, font=font)
        y += int(font.size * 1.3)
    return y


def _broken(words: str, font: Any, width: int) -> list[str]:
    """The words in lines that fit; at blanks where there are any, Chinese and links anywhere."""
    lines, line = [], ""
    for sign in " ".join(words.split()):
        if font.getlength(line + sign) > width and line:
            head, blank, tail = line.rpartition(" ")
            whole = bool(blank) and line.isascii() and sign != " "
            lines.append(head if whole else line)
            line = tail if whole else ""
        line += sign if line or sign != " " else ""
    return [*lines, line]


def _dashed(draw: "ImageDraw", x: int, y: int, to_x: int, to_y: int) -> None:
    """Where to cut."""
    along = range(0, max(to_x - x, to_y - y), 2 * DASH)
    for at in along:
        if x == to_x:
            draw.line((x, y + at, x, y + at + DASH), fill=0, width=2)
        else:
            draw.line((x + at, y, x + at + DASH, y), fill=0, width=2)
