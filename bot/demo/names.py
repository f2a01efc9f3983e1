"""Names for the demo's people: common surnames and given names, each pair once, the same at every start."""

from collections.abc import Iterator

SURNAMES = tuple("王李张刘陈杨赵孙周徐胡朱高林郭马罗宋郑谢韩唐冯于董萧程曹袁邓许傅沈吕苏卢蒋蔡贾丁魏")

# By the age of those who bear them: representatives and officers, then residents of every age.
SETTLED = (
    "建国", "秀英", "志强", "桂兰", "卫东", "玉华", "永胜", "淑珍", "国庆", "丽华", "振华", "春梅", "文斌", "晓燕",
    "德顺", "爱华", "海涛", "红霞", "立新", "月英", "学军", "凤霞", "宝山", "素芹", "光明", "慧敏", "长河", "翠萍",
    "景龙",
)  # fmt: skip
EVERY_AGE = (
    "敏", "浩然", "桂芳", "子轩", "静", "庆有", "雨桐", "国强", "婷婷", "玉兰", "磊", "思远", "金凤", "伟", "欣怡",
    "长贵", "丹", "建业", "梦瑶", "福生", "洁", "俊杰", "秀珍", "超", "佳宁", "守信", "雪梅", "鹏", "瑞芳", "宇航",
    "艳",
)  # fmt: skip


def names(given: tuple[str, ...], start: int) -> Iterator[str]:
    """Names without end; as the two lists' lengths share no factor, a pair comes again only after all others."""
    number = start
    while True:
        yield SURNAMES[number % len(SURNAMES)] + given[number * 5 % len(given)]
        number += 1
