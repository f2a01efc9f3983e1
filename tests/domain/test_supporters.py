"""What staff writes to an author goes to others without who that is."""

import pytest

from domain.supporters import HIDDEN, NEWS, nameless


@pytest.mark.parametrize(
    ("words", "name", "shown"),
    [
        ("陈桂兰您好，灯修好了", "陈桂兰", f"{HIDDEN}您好，灯修好了"),
        ("桂兰您好", "陈桂兰", f"{HIDDEN}您好"),
        ("陈阿姨，明天来修", "陈桂兰", f"{HIDDEN}阿姨，明天来修"),
        ("和老陈说好了", "陈桂兰", f"和老{HIDDEN}说好了"),
        ("欧阳女士您好", "欧阳雪晴", f"{HIDDEN}女士您好"),
        ("王师傅去修", "陈桂兰", "王师傅去修"),
        ("陈旧的线路", "陈桂兰", "陈旧的线路"),
        ("请打 13812345678 或 138 1234 5678", "陈桂兰", f"请打 {HIDDEN} 或 {HIDDEN}"),
        ("编号 2026-0142，电话 12348", "", "编号 2026-0142，电话 12348"),
        ("Dear Anna Li, Anna's lamp; ANNA", "Anna Li", f"Dear {HIDDEN}, {HIDDEN}'s lamp; {HIDDEN}"),
        ("An answer", "An", "An answer"),
        ("王的路，大王庄", "王", "王的路，大王庄"),
        ("a.b 和 axb", "a.b", f"{HIDDEN} 和 axb"),
        ("（）", "（", "（）"),
        ("", "陈桂兰", ""),
        ("👋 小张同志", "张👋", f"👋 小{HIDDEN}同志"),
    ],
)
def test_an_author_is_not_named(words: str, name: str, shown: str) -> None:
    assert nameless(words, name) == shown


def test_nothing_that_supporters_hear_is_what_the_author_hears() -> None:
    assert set(NEWS).isdisjoint(NEWS.values())
