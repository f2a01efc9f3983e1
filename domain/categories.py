"""What suggestions are about: a table, from which a category is proposed by the words that people use.

A city lays its own names, words and categories over the table in chat; what then holds are its `Categories`, a part of
its rules. `level` is the level of congress that usually can decide the matter; the texts of the table's names stand in
the catalogues under `category.CODE`. Who handles what differs by district and stands in the roster, never here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any


@dataclass(frozen=True)
class Category:
    """A kind of matter. One that is not offered stays the category of the cases that have it."""

    code: str
    level: str  # city, district, town
    chinese: str
    english: str
    signs: tuple[str, ...]  # words that speak for it
    offered: bool = True

    @property
    def names(self) -> tuple[str, str]:
        """What it is called, in Chinese and in English; two blanks in a place that the city has not taken yet."""
        return self.chinese, self.english


CATEGORIES: tuple[Category, ...] = (
    Category("streetlight", "town", "路灯照明", "street lights",
             ("路灯", "照明", "灯不亮", "全黑", "太黑", "光线暗", "street light", "streetlight", "lamp", "dark")),
    Category("drainage", "town", "下水排水", "drains and flooding",
             ("下水", "反水", "排水", "积水", "淤泥", "井盖", "管道", "drain", "sewer", "flood", "manhole")),
    Category("road", "district", "道路修补", "roads and pavements",
             ("坑洼", "路面", "修路", "人行道", "盲道", "坑", "塌陷", "pothole", "pavement", "road surface")),
    Category("parking", "district", "停车与消防通道", "parking and fire lanes",
             ("停车", "车位", "消防通道", "乱停", "占道", "充电桩", "parking", "car park", "fire lane", "parked")),
    Category("heating", "district", "供热", "heating",
             ("暖气", "供热", "室温", "不热", "供暖", "取暖", "heating", "radiator", "cold flat")),
    Category("utilities", "district", "水电气", "water, power and gas",
             ("停水", "停电", "自来水", "水压", "燃气", "天然气", "电压", "tap water", "power cut", "gas")),
    Category("property", "district", "物业管理", "property management",
             ("物业", "业委会", "收费不公开", "维修基金", "property management", "housing manager")),
    Category("traffic", "district", "交通秩序", "traffic",
             ("拥堵", "红绿灯", "信号灯", "堵车", "超速", "值守", "交警", "派警", "斑马线",
              "traffic", "congestion", "crossing")),
    Category("transit", "city", "公交出行", "buses",
             ("公交", "公交站", "班车", "专线", "站牌", "候车", "报站", "播报", "bus", "bus stop", "timetable")),
    Category("noise", "district", "噪声扰民", "noise",
             ("噪音", "噪声", "扰民", "太吵", "广场舞", "喇叭", "noise", "noisy", "loud")),
    Category("lift", "district", "加装电梯", "lifts for old buildings",
             ("电梯", "加装", "上下楼", "爬楼", "lift", "elevator", "stairs")),
    Category("pollution", "city", "环境污染", "pollution",
             ("污水", "异味", "臭味", "河沟", "黑烟", "粉尘", "污染", "pollution", "smell", "sewage", "smoke")),
    Category("cleaning", "town", "环境卫生", "cleaning and rubbish",
             ("垃圾", "卫生", "清运", "公厕", "脏乱", "rubbish", "garbage", "litter", "toilet", "bin")),
    Category("green", "town", "绿化", "trees and parks",
             ("绿化", "树枝", "修枝", "公园", "草坪", "杨絮", "tree", "park", "branches")),
    Category("school", "district", "教育", "schools",
             ("学校", "幼儿园", "放学", "校门口", "入学", "助学", "school", "kindergarten")),
    Category("health", "district", "医疗卫生", "health care",
             ("医院", "卫生室", "看病", "医保", "药", "hospital", "clinic", "doctor")),
    Category("elderly", "town", "养老助残", "elderly and disabled people",
             ("老人", "养老", "食堂", "残疾", "无障碍", "轮椅", "elderly", "wheelchair", "disabled")),
    Category("safety", "district", "公共安全", "public safety",
             ("安全隐患", "危房", "消防", "电线", "火灾", "监控", "danger", "fire", "wires")),
    Category("other", "district", "其他", "something else", ()),
)  # fmt: skip

LAST = "other"  # stands at the end, and is always offered
OWN = tuple(f"own{n}" for n in range(1, 13))  # the places for a city's own ones


@dataclass(frozen=True)
class Categories:
    """A city's: the table and the places for its own ones, with what the city has laid over them."""

    places: tuple[Category, ...]

    @cached_property
    def all(self) -> tuple[Category, ...]:
        """Those that there are."""
        return tuple(one for one in self.places if one.chinese)

    @cached_property
    def offered(self) -> tuple[Category, ...]:
        """Those that residents can choose, and that are proposed to them."""
        return tuple(one for one in self.all if one.offered)

    @cached_property
    def named(self) -> Mapping[tuple[str, str], str]:
        """The names that the city has given, by code and language; all others stand in the catalogues."""
        return {
            (one.code, language): name
            for one in self.all
            for language, name, first in zip(("zh", "en"), one.names, PLACES[one.code].names, strict=True)
            if name != first
        }

    @cached_property
    def _by_code(self) -> Mapping[str, Category]:
        return {one.code: one for one in self.places}

    def of(self, code: str) -> Category:
        """A category by its code; the last one for a code that is not known here (yet)."""
        return self._by_code.get(code) or self._by_code[LAST]

    def has(self, code: str) -> bool:
        """Whether there is this category."""
        return code in self._by_code and bool(self._by_code[code].chinese)

    def offers(self, code: str | None) -> bool:
        """Whether residents can choose it."""
        return any(one.code == code for one in self.offered)

    def changed(self, changes: Mapping[str, Mapping[str, Any]]) -> "Categories":
        """The same with some fields of some categories changed, by their codes."""
        return Categories(
            tuple(replace(one, **changes[one.code]) if one.code in changes else one for one in self.places)
        )

    def clash(self, code: str) -> tuple[str, str] | None:
        """A name or a sign of a category that another one has already, and that one's code."""
        mine, signs = {name.lower() for name in self.of(code).names if name}, set(self.of(code).signs)
        for other in self.places:
            taken = {*_called(other), *_called(PLACES[other.code])}
            if other.code != code and (found := (mine & taken) or (signs & set(other.signs))):
                return min(found), other.code
        return None

    def propose(self, words: str) -> Category:
        """Whose signs stand in the words most (longer signs weigh more, then a city's own); the last if nobody's do."""
        best = max(self.offered, key=lambda category: (weight(category, words), category.code in OWN))
        return best if weight(best, words) else self.of(LAST)

    def find(self, text: str) -> Category | None:
        """A category by its code or by its name in either language, also by the one that the table gives it."""
        wanted = text.strip().lower()
        if found := next((one for one in self.all if wanted in _called(one)), None):
            return found
        first = next((one.code for one in CATEGORIES if wanted in _called(one)), None)
        return self.of(first) if first else None


PLACES = {
    one.code: one
    for one in (*CATEGORIES[:-1], *(Category(code, "district", "", "", ()) for code in OWN), CATEGORIES[-1])
}
BUILT_IN = Categories(tuple(PLACES.values()))


def _called(category: Category) -> tuple[str, ...]:
    return category.code, category.chinese.lower(), category.english.lower()


def weight(category: Category, words: str) -> int:
    """How much these words speak for a category: the bytes of its signs that stand in them."""
    lower = words.lower()
    return sum(len(sign.encode()) for sign in category.signs if _stands_in(sign, lower))


def _stands_in(sign: str, words: str) -> bool:
    """Chinese signs stand anywhere; an English one is a word in any form, for there is a tree in every street."""
    return sign in words and (not sign.isascii() or _word(sign).search(words) is not None)


@lru_cache(maxsize=4_096)
def _word(sign: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(sign)}(?:e?s|ed|ing|age|y)?\b", re.ASCII)
