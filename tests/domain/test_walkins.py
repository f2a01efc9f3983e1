"""What is read off a line that an officer or a resident typed: name and phone, number and code."""

import re

import pytest

from domain.walkins import Claim, claim, spaced, who
from locales import LANGUAGES, Text


@pytest.mark.parametrize(
    ("words", "name", "phone"),
    [
        ("陈桂兰 13805331234", "陈桂兰", "13805331234"),
        ("13805331234 陈桂兰", "陈桂兰", "13805331234"),
        ("孙师傅，0533-2187654", "孙师傅", "0533-2187654"),
        ("电话 138 0533 1234", "电话", "13805331234"),
        ("Rose Chen +86 138 0533 1234", "Rose Chen", "+8613805331234"),
        ("１３８０５３３１２３４", "", "13805331234"),
        ("3号楼王阿姨", "3号楼王阿姨", ""),
        ("0533–2187654", "", "0533-2187654"),
        ("陈\u202e桂\n兰", "陈桂 兰", ""),
        ("无", "", ""),
        ("None", "", ""),
        ("无 13805331234", "", "13805331234"),
        ("", "", ""),
        ("陈" * 100, "陈" * 100, ""),
    ],
)
def test_name_and_phone_come_in_either_order_and_may_be_lacking(words: str, name: str, phone: str) -> None:
    assert who(words) == (name, phone)


@pytest.mark.parametrize(
    "words",
    [
        "张店 2026-0142 K7PM X2RD", "2026-0142 K7PMX2RD", "k7pm x2rd 2026-142",
        "２０２６－０１４２　Ｋ７ＰＭ　Ｘ２ＲＤ",
        "number 2026-0142, code K7PM-X2RD", "编号2026-0142口令K7PMX2RD", "2026 – 0142 K 7 P M X 2 R D",
    ],
)  # fmt: skip
def test_number_and_code_are_read_however_they_are_spaced(words: str) -> None:
    assert claim(words) == Claim(2026, 142, "K7PMX2RD")


def test_a_whole_slip_can_be_sent_as_it_is() -> None:
    facts = {"link": "https://t.me/some_bot?start=t_ABCDEFGH", "bot": "some_bot", "code": "K7PM X2RD", "day": "2027"}
    for language in LANGUAGES:
        slip = Text(language)("walkin.slip", number="张店 2026-0142", **facts)
        assert claim(re.sub(r"</?b>", "", slip)) == Claim(2026, 142, "K7PMX2RD")


@pytest.mark.parametrize(
    "words", ["", "路灯不亮", "2026-0142", "K7PM X2RD", "2026-0142 K7PM X2R", "2026-0142 K7PMX2RDA"]
)
def test_what_lacks_either_is_not_taken_for_them(words: str) -> None:
    assert claim(words) is None


def test_a_code_is_read_out_in_halves() -> None:
    assert spaced("K7PMX2RD") == "K7PM X2RD"
