"""Charts as pictures: every mark has a shape and a colour of its own, all fits, and without a font there are words."""

import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageFont

from bot import drawing
from domain.charts import Chart, Mark, Row

NAME = "一个特别特别特别特别特别长的名字"
CHART = Chart(
    title="2026年联系群众" * 9, legend=tuple((mark, f"意思是{mark}") for mark in Mark), heads=("1季度\n联系",) * 6,
    rows=tuple(Row(name=NAME, marks=tuple(Mark)) for _ in range(12)),
)  # fmt: skip
BARS = Chart(
    title="张店区",
    legend=CHART.legend,
    rows=(Row(name="<傅家镇>", bar=((Mark.DONE, 9), (Mark.LATE, 3)), says="9 / 12"),),
)


@pytest.fixture
def face(tmp_path: Path) -> drawing.Face:
    """The font that the drawing library brings along: it is there on every machine."""
    path = tmp_path / "font.ttf"
    font: Any = ImageFont.load_default(20)
    path.write_bytes(font.font_bytes)
    return drawing.Face(str(path), 0)


def cell(mark: Mark, face: drawing.Face) -> Image.Image:
    """How one mark looks."""
    one = Chart(title="", legend=(), heads=("x",), rows=(Row(name="", marks=(mark,)),))
    image = Image.open(io.BytesIO(drawing.drawn(one, face)))
    middle = (drawing.MARGIN + drawing.NAMES + drawing.WIDTH - drawing.MARGIN) // 2
    return image.crop((middle - 25, image.height - 24 - 50, middle + 25, image.height - 28))


def test_it_is_as_wide_as_a_telephone_reads_and_has_room_for_all(face: drawing.Face) -> None:
    image = Image.open(io.BytesIO(drawing.drawn(CHART, face)))
    assert (image.format, image.width) == ("PNG", drawing.WIDTH)
    assert image.height > 12 * drawing.ROW
    assert len(drawing.drawn(CHART, face)) < 200_000


def test_marks_differ_without_their_colours(face: drawing.Face) -> None:
    """Turned grey and into black and white, no two of them are alike."""
    grey = {
        mark: cell(mark, face).convert("L").point(lambda light: 255 if light > 200 else 0).tobytes() for mark in Mark
    }
    assert len(set(grey.values())) == len(Mark)


def test_marks_have_their_colours(face: drawing.Face) -> None:
    for mark in (Mark.DONE, Mark.PENDING, Mark.LATE):
        colours = {colour for _, colour in cell(mark, face).convert("RGB").getcolors(10_000) or ()}
        wanted = tuple(int(drawing.COLOURS[mark][n : n + 2], 16) for n in (1, 3, 5))
        assert wanted in colours


def test_bars_are_as_long_as_their_parts(face: drawing.Face) -> None:
    image = Image.open(io.BytesIO(drawing.drawn(BARS, face))).convert("RGB")
    row = image.height - drawing.MARGIN - drawing.ROW + 14
    line = [image.getpixel((x, row)) for x in range(image.width)]
    done, late = (line.count(tuple(int(drawing.COLOURS[mark][n : n + 2], 16) for n in (1, 3, 5)))
                  for mark in (Mark.DONE, Mark.LATE))  # fmt: skip
    assert 2.6 < done / late < 3.4


def test_without_a_font_the_same_stands_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    words = drawing.table(BARS)
    assert "&lt;傅家镇&gt;: ✓9 ✗3 9 / 12" in words
    rows = drawing.table(CHART).splitlines()
    assert rows[-1] == f"{NAME}: ✓ … ○ ✗ · –"
    monkeypatch.setenv("PATH", "")
    drawing.face.cache_clear()
    assert drawing.face() is None
    drawing.face.cache_clear()
