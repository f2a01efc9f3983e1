"""Facts, plurals, dates and distances, as they are set into texts."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from locales import Html, Text, known

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("tag", "language"),
    [("zh-hans", "zh"), ("zh", "zh"), ("en", "en"), ("en-GB", "en"), ("EN", "en"), ("fr", "zh"), ("", "zh")],
)
def test_who_does_not_speak_english_is_spoken_to_in_chinese(tag: str, language: str) -> None:
    assert known(tag) == language


def test_facts_are_escaped_once_and_our_own_markup_is_not() -> None:
    text = Text("en")
    once = text("case.quote", words="<b>1 & 2</b> {n}")
    assert once == "<blockquote>&lt;b&gt;1 &amp; 2&lt;/b&gt; {n}</blockquote>"
    assert isinstance(once, Html)
    assert text("case.quote", words=once) == f"<blockquote>{once}</blockquote>"


def test_an_unknown_key_is_an_error_and_never_shown() -> None:
    with pytest.raises(KeyError, match=r"no\.such"):
        Text("zh")("no.such")
    with pytest.raises(KeyError, match="name"):
        Text("zh")("who.representative")
    assert not Text("zh").has("no.such")
    assert Text("zh").has("suggest.ask")


@pytest.mark.parametrize(
    ("language", "n", "words"),
    [("en", 1, "1 photo"), ("en", 2, "2 photos"), ("en", 0, "0 photos"), ("zh", 1, "1 张照片"), ("zh", 2, "2 张照片")],
)
def test_plurals(language: str, n: int, words: str) -> None:
    assert Text(language).count("files.photo", n) == words


@pytest.mark.parametrize(
    ("day", "chinese", "english"),
    [
        (date(2026, 12, 24), "12月24日(周四)", "Thu 24 Dec"),
        (date(2026, 12, 31), "12月31日(周四)", "Thu 31 Dec"),
        (date(2027, 1, 1), "2027年1月1日(周五)", "Fri 1 Jan 2027"),
        (date(2025, 12, 31), "2025年12月31日(周三)", "Wed 31 Dec 2025"),
        (date(2028, 2, 29), "2028年2月29日(周二)", "Tue 29 Feb 2028"),
    ],
)
def test_a_day_has_its_year_only_if_it_is_another_one(day: date, chinese: str, english: str) -> None:
    today = date(2026, 12, 24)
    assert Text("zh", SHANGHAI, today=today).day(day) == chinese
    assert Text("en", SHANGHAI, today=today).day(day) == english


def test_a_brief_day_has_no_weekday() -> None:
    today = date(2026, 12, 24)
    assert Text("zh", today=today).brief_day(date(2026, 12, 31)) == "12月31日"
    assert Text("en", today=today).brief_day(date(2026, 12, 31)) == "31 Dec"
    assert Text("en", today=today).brief_day(date(2027, 1, 4)) == "4 Jan 2027"


def test_without_a_today_no_year_is_said() -> None:
    assert Text("en").day(date(2031, 1, 6)) == "Mon 6 Jan"


def test_a_moment_falls_on_the_day_of_the_city() -> None:
    text = Text("en", SHANGHAI, today=date(2026, 12, 31))
    assert text.day(datetime(2026, 12, 31, 15, 59, tzinfo=UTC)) == "Thu 31 Dec"
    assert text.day(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == "Fri 1 Jan 2027"


@pytest.mark.parametrize(
    ("hour", "minute", "chinese", "english"),
    [
        (0, 5, "上午0:05", "12:05 am"),
        (9, 0, "上午9:00", "9:00 am"),
        (11, 59, "上午11:59", "11:59 am"),
        (12, 0, "下午12:00", "12:00 pm"),
        (13, 30, "下午1:30", "1:30 pm"),
        (17, 59, "下午5:59", "5:59 pm"),
        (18, 0, "晚上6:00", "6:00 pm"),
        (23, 59, "晚上11:59", "11:59 pm"),
    ],
)
def test_times_of_day(hour: int, minute: int, chinese: str, english: str) -> None:
    moment = datetime(2026, 12, 24, hour, minute, tzinfo=SHANGHAI)
    assert Text("zh", SHANGHAI).time(moment.astimezone(UTC)) == chinese
    assert Text("en", SHANGHAI).time(moment.astimezone(UTC)) == english


@pytest.mark.parametrize(
    ("last", "chinese", "english"),
    [(11, ("上午9:00", "11:00"), ("9:00", "11:00 am")), (14, ("上午9:00", "下午2:00"), ("9:00 am", "2:00 pm"))],
)
def test_of_a_span_the_half_of_the_day_is_said_once(
    last: int, chinese: tuple[str, str], english: tuple[str, str]
) -> None:
    begins, ends = (datetime(2026, 12, 5, hour, tzinfo=SHANGHAI) for hour in (9, last))
    assert Text("zh", SHANGHAI).span(begins, ends) == chinese
    assert Text("en", SHANGHAI).span(begins, ends) == english


@pytest.mark.parametrize(
    ("metres", "chinese", "english"),
    [
        (4, "0 米", "0 m"),
        (318, "320 米", "320 m"),
        (994, "990 米", "990 m"),
        (997, "1.0 公里", "1.0 km"),
        (1000, "1.0 公里", "1.0 km"),
        (2449, "2.4 公里", "2.4 km"),
    ],
)
def test_distances(metres: float, chinese: str, english: str) -> None:
    assert Text("zh").distance(metres) == chinese
    assert Text("en").distance(metres) == english
