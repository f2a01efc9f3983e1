"""Draws charts: wide enough for a telephone, each mark with a shape of its own, so that no colour is needed to read it.

The colours are those of Okabe and Ito, which colour-blind people tell apart. A name needs a font that has its letters;
where this machine has none that knows Chinese, there is no picture, and the same stands in words as a table.
"""

import io
import shutil
import subprocess
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from domain.charts import Chart, Mark, Row

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

WIDTH, MARGIN = 760, 24
NAMES = 210  # pixels for names
SAYS = 110  # for what stands beside a bar
ROW, HEAD, LEGEND, TITLE = 56, 66, 44, 56
LARGE, NORMAL, SMALL = 30, 25, 21  # of letters
INK, PALE, LINE = "#222222", "#999999", "#dddddd"
COLOURS = {
    Mark.DONE: "#009E73", Mark.PENDING: "#E69F00", Mark.OWED: "#ffffff", Mark.LATE: "#D55E00", Mark.LATER: "#ffffff",
    Mark.NONE: "#ffffff",
}  # fmt: skip
SIGNS = {Mark.DONE: "✓", Mark.PENDING: "…", Mark.OWED: "○", Mark.LATE: "✗", Mark.LATER: "·", Mark.NONE: "–"}
RADIUS = 17


class Face(NamedTuple):
    """A font that knows Chinese: its file, and which of the file's fonts."""

    file: str
    number: int


@cache
def face() -> Face | None:
    """The font of this machine that suits Chinese best; None if none does."""
    program = shutil.which("fc-match")
    if program is None:
        return None
    asked = [program, "-f", "%{file}\n%{index}\n%{lang}", "sans-serif:lang=zh-cn"]
    found = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split("\n")  # noqa: S603 - ours
    if len(found) < 3 or "zh-cn" not in found[2].split("|"):
        return None
    return Face(found[0], int(found[1] or 0))


@cache
def blank() -> bytes:
    """A picture that shows nothing, as PNG."""
    from PIL import Image

    content = io.BytesIO()
    Image.new("RGB", (320, 200), LINE).save(content, "PNG")
    return content.getvalue()


def drawn(chart: Chart, by: Face) -> bytes:
    """The picture, as PNG."""
    from PIL import Image, ImageDraw  # rarely needed, so not at every start

    fonts = _fonts(by)
    height = MARGIN + TITLE + LEGEND * _legend_lines(chart, fonts) + (HEAD if chart.heads else 0)
    image = Image.new("RGB", (WIDTH, height + ROW * len(chart.rows) + MARGIN), "#ffffff")
    draw = ImageDraw.Draw(image)
    draw.text((MARGIN, MARGIN), _fitting(chart.title, fonts[LARGE], WIDTH - 2 * MARGIN), fill=INK, font=fonts[LARGE])
    _legend(draw, chart, fonts, MARGIN + TITLE)
    _heads(draw, chart, fonts, height - HEAD)
    for number, row in enumerate(chart.rows):
        _row(draw, chart, row, fonts, height + ROW * number)
    content = io.BytesIO()
    image.save(content, "PNG", optimize=True)
    return content.getvalue()


def table(chart: Chart) -> str:
    """The same in words, as simple HTML."""
    meaning = " ".join(f"{SIGNS[mark]} {words}" for mark, words in chart.legend)
    rows = [f"{row.name}: {' '.join(SIGNS[mark] for mark in row.marks) or _said(row)}" for row in chart.rows]
    return escape(
        "\n".join(
            [
                chart.title,
                meaning,
                *([" · ".join(head.replace("\n", " ") for head in chart.heads)] if chart.heads else []),
                *rows,
            ]
        ),
        quote=False,
    )


def _said(row: Row) -> str:
    return " ".join([*(f"{SIGNS[mark]}{number}" for mark, number in row.bar), row.says]).strip()


@cache
def _fonts(by: Face) -> dict[int, Any]:
    from PIL import ImageFont

    return {size: ImageFont.truetype(by.file, size, index=by.number) for size in (LARGE, NORMAL, SMALL)}


def _fitting(words: str, font: Any, width: float) -> str:
    """The words, or their beginning and a sign that there are more."""
    if font.getlength(words) <= width:
        return words
    while words and font.getlength(words + "…") > width:
        words = words[:-1]
    return words + "…"


def _placed(chart: Chart, fonts: dict[int, Any]) -> list[tuple[int, int, Mark, str]]:
    """Where the parts of the legend stand: (line, x, mark, words)."""
    placed, line, x = [], 0, MARGIN
    for mark, words in chart.legend:
        width = 2 * RADIUS + 10 + int(fonts[SMALL].getlength(words)) + 22
        if x > MARGIN and x + width > WIDTH - MARGIN:
            line, x = line + 1, MARGIN
        placed.append((line, x, mark, words))
        x += width
    return placed


def _legend_lines(chart: Chart, fonts: dict[int, Any]) -> int:
    placed = _placed(chart, fonts)
    return placed[-1][0] + 1 if placed else 0


def _legend(draw: "ImageDraw", chart: Chart, fonts: dict[int, Any], top: int) -> None:
    for line, x, mark, words in _placed(chart, fonts):
        middle = top + LEGEND * line + LEGEND // 2
        _mark(draw, mark, x + RADIUS, middle)
        draw.text((x + 2 * RADIUS + 10, middle), words, fill=INK, font=fonts[SMALL], anchor="lm")


def _columns(chart: Chart) -> list[int]:
    """The middles of the columns."""
    width = (WIDTH - 2 * MARGIN - NAMES) / max(1, len(chart.heads))
    return [int(MARGIN + NAMES + width * (n + 0.5)) for n in range(len(chart.heads))]


def _heads(draw: "ImageDraw", chart: Chart, fonts: dict[int, Any], top: int) -> None:
    for middle, head in zip(_columns(chart), chart.heads, strict=True):
        draw.multiline_text((middle, top + HEAD // 2), head, fill=INK, font=fonts[SMALL], anchor="mm", align="center")


def _row(draw: "ImageDraw", chart: Chart, row: Row, fonts: dict[int, Any], top: int) -> None:
    middle = top + ROW // 2
    draw.line((MARGIN, top, WIDTH - MARGIN, top), fill=LINE, width=2)
    name = _fitting(row.name, fonts[NORMAL], NAMES - 12)
    draw.text((MARGIN, middle), name, fill=INK, font=fonts[NORMAL], anchor="lm")
    for x, mark in zip(_columns(chart), row.marks, strict=False):
        _mark(draw, mark, x, middle)
    if row.bar:
        _bar(draw, row, top)
        draw.text((WIDTH - MARGIN, middle), row.says, fill=INK, font=fonts[SMALL], anchor="rm")


def _bar(draw: "ImageDraw", row: Row, top: int) -> None:
    """A bar of its parts, each with its mark where there is room."""
    whole, x = sum(number for _, number in row.bar), float(MARGIN + NAMES)
    for mark, number in row.bar:
        width = (WIDTH - 2 * MARGIN - NAMES - SAYS) * number / max(1, whole)
        if not number:
            continue
        draw.rectangle((x, top + 10, x + width, top + ROW - 10), fill=COLOURS[mark], outline=INK, width=2)
        if width > 2 * RADIUS + 6:
            _mark(draw, mark, int(x + width / 2), top + ROW // 2)
        x += width


def _mark(draw: "ImageDraw", mark: Mark, x: int, y: int) -> None:
    """A tick in a circle, three dots in a square, an empty circle, a cross in a rhombus, a dot, a stroke."""
    r, colour = RADIUS, COLOURS[mark]
    if mark is Mark.DONE:
        draw.ellipse((x - r, y - r, x + r, y + r), fill=colour, outline="#ffffff", width=1)
        draw.line((x - 8, y, x - 2, y + 7, x + 9, y - 7), fill="#ffffff", width=4)
    elif mark is Mark.PENDING:
        draw.rectangle((x - r + 2, y - r + 2, x + r - 2, y + r - 2), fill=colour, outline="#ffffff", width=1)
        for dot in (x - 8, x, x + 8):
            draw.ellipse((dot - 2, y - 2, dot + 2, y + 2), fill=INK)
    elif mark is Mark.OWED:
        draw.ellipse((x - r + 2, y - r + 2, x + r - 2, y + r - 2), fill="#ffffff", outline=INK, width=3)
    elif mark is Mark.LATE:
        draw.polygon(((x, y - r - 2), (x + r + 2, y), (x, y + r + 2), (x - r - 2, y)), fill=colour, outline="#ffffff")
        draw.line((x - 6, y - 6, x + 6, y + 6), fill="#ffffff", width=4)
        draw.line((x - 6, y + 6, x + 6, y - 6), fill="#ffffff", width=4)
    elif mark is Mark.LATER:
        draw.ellipse((x - 4, y - 4, x + 4, y + 4), fill=PALE)
    else:
        draw.line((x - 9, y, x + 9, y), fill=PALE, width=3)
