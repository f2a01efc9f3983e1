"""Fields of reply templates: what is filled, what general words stand for, and what stays open."""

from domain.templates import GAP, Field, fill, parted, unknown

FACTS = {Field.NUMBER: "张店 2026-0001", Field.NAME: "陈{due}", Field.DUE: ""}
INSTEAD = {Field.NAME: "居民朋友", Field.REPRESENTATIVE: "联络站"}


def test_fields_are_filled_in_either_language_and_never_twice() -> None:
    found = fill("{name}您好，{编号}由{ Representative }跟进。", FACTS, INSTEAD)
    assert found.words == "陈{due}您好，张店 2026-0001由联络站跟进。"
    assert (found.gaps, found.neutral) == ((), (Field.REPRESENTATIVE,))


def test_what_nothing_is_known_of_is_a_gap_and_what_is_no_field_stays() -> None:
    found = fill("{due}前，{due}，{天气}", FACTS, INSTEAD)
    assert found.words == f"{GAP}前，{GAP}，{{天气}}"
    assert found.gaps == (Field.DUE,)
    assert unknown("{due}{天气}{天气}{phone}") == ["天气", "phone"]


def test_the_first_line_is_the_title() -> None:
    assert parted(" 收到 \n\n您好，\n收到了 ") == ("收到", "您好，\n收到了")
    for odd in ("", "只有标题", "标题\n \n", "长" * 31 + "\n内容", "标题\n" + "长" * 1501):
        assert parted(odd) is None, odd
