"""`python -m bench.duplicates [--json] [--full]`: the offer of similar cases in a city of 1 million.

All of the 1 million are open and in the search, which is more than any city has. Their texts are put together by
chance, out of parts that residents use; places are common or rare as in a city. Measured in the process, on SQLite,
without the network: the search for what somebody is writing, half of them with a position; adding a case; and whether
of two labelled texts about one matter (tests/data/similar.tsv) the one is found among the million by the other.
"""

import argparse
import asyncio
import itertools
import os
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.large_city import FIRST_TOWN, RESIDENTS, TOWNS, copy_of
from bench.report import line
from domain.categories import BUILT_IN
from domain.duplicates import Known, Matter, Spot, cell, keys
from domain.rules import Rules
from services.suggestions.duplicates import find, matter_words
from storage import duplicates
from storage.engines import open_engine
from storage.tx import Tx
from storage.url import DatabaseUrl
from tests.support.alike import pairs

CASES = 1_000_000
SEARCHES, SEARCHES_IN_FULL = 2_000, 20_000
ADDED = 1_000
READER = RESIDENTS + 1  # a representative: the author of no case
OFFER_MS, ADDING_MS = 5.0, 1.0  # wanted, at most
NAMES = "东西南北中新城湖光金晶柳泉青华山河平安福康和顺兴隆文昌石桥杨李张王赵孟沣淄周博临高桓源凤凰玉龙云峰春秋"
ENDS = ("路", "街", "社区", "小区", "花园", "村", "新村", "家园", "巷", "大街")
SPOTS = (
    "{n}号楼前", "{n}号楼{m}单元", "东门", "西门口", "南边", "路口", "公交站旁", "菜市场门口", "小学门口",
    "{n}号楼后面", "",
)  # fmt: skip
WHATS = (
    "路灯全黑", "路灯一闪一闪的", "路灯坏了没人修", "下水道反水", "井盖没了", "一下雨就积水", "没有车位",
    "消防通道停满了车", "人行道上全是汽车", "暖气不热", "屋里只有十四度", "还没有供暖", "物业费年年涨",
    "公共收益不公开", "垃圾没人清", "放学堵车", "缺一个红绿灯", "公交车太少", "公交站没有雨棚", "广场舞太吵",
    "烧烤店半夜扰民", "工地夜里施工", "想加装电梯一楼不同意", "电梯三天两头坏", "河沟发黑发臭", "有人烧塑料冒黑烟",
    "扬尘很大", "垃圾桶常年满着", "建筑垃圾堆了半年", "路面坑坑洼洼", "盲道被电线杆挡住", "杨絮满天飞",
    "绿化带被人种了菜", "树枝挡住红绿灯", "水压特别低", "经常停电", "自来水发黄", "有人飞线充电", "没有充电桩",
    "老人吃饭难", "卫生室老关门", "电线垂到窗口", "有野狗伤人", "厕所没人打扫",
)  # fmt: skip
WHENS = (
    "已经一个月了", "从上周开始", "晚上七点以后", "每天早上", "下雨天更厉害", "好几年了", "这两天", "天黑以后",
    "半年多了", "",
)  # fmt: skip
WHYS = (
    "老人出门不方便", "孩子上学害怕", "昨天有人摔倒了", "打电话没人管", "物业说不归他们", "味道很大",
    "找了社区也没用", "请尽快来看看", "希望派人修一修", "能不能早点解决", "邻居们都有意见", "麻烦代表帮忙问问",
    "实在太危险了", "",
)  # fmt: skip


class City:
    """Texts and places by chance: the same seed, the same city."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        fixed = random.Random(1)
        self._places = [
            "".join(fixed.choice(NAMES) for _ in range(fixed.choice((2, 2, 3)))) + fixed.choice(ENDS)
            for _ in range(6_000)
        ]
        self._spots = [Spot(36.5 + fixed.random() * 0.6, 117.7 + fixed.random() * 0.7) for _ in self._places]

    def case(self, id_: int = 0, *, marked: bool | None = None) -> Known:
        """What somebody writes; half of them mark the place on the map."""
        chance = self._chance
        at = int(len(self._places) * chance.random() ** 2)  # some places are many people's, most are few's
        where = chance.choice(SPOTS).format(n=chance.randint(1, 30), m=chance.randint(1, 5))
        what, when = chance.choice(WHATS), chance.choice(WHENS)
        said = "，".join(filter(None, (self._places[at] + where + what, when, chance.choice(WHYS))))
        near, spread = self._spots[at], lambda: chance.gauss(0, 0.002)
        spot = Spot(near.latitude + spread(), near.longitude + spread())
        marked = chance.random() < 0.5 if marked is None else marked
        town = FIRST_TOWN + at % TOWNS
        return Known(matter_words("", said), BUILT_IN.propose(what).code, town, spot if marked else None, id_)


def fill(connection: Any) -> None:
    """Let the search know every case, as adding them one by one would leave it, without the hours of it."""
    city, counts = City(2), Counter[str]()
    known = [city.case(id_) for id_ in range(1, CASES + 1)]

    def posted() -> Iterator[tuple[str, int]]:
        for case in known:
            for gram in keys(case.words):
                counts[gram] += 1
                if counts[gram] <= duplicates.KEPT:
                    yield gram, case.id

    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -500000")
    connection.execute("BEGIN")
    connection.executemany(
        "INSERT INTO duplicates_cases VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (k.id, k.category, k.unit_id, cell(k.spot) if k.spot else None,
             k.spot.latitude if k.spot else None, k.spot.longitude if k.spot else None, k.words)
            for k in known
        ),
    )  # fmt: skip
    connection.executemany("INSERT INTO duplicates_grams VALUES (?, ?)", posted())
    connection.executemany("INSERT INTO duplicates_frequencies VALUES (?, ?)", sorted(counts.items()))
    connection.execute("COMMIT")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA cache_size = -2000")


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, which counts what others do on this machine, and of the processor."""
    began, before = time.perf_counter(), time.thread_time()
    work()
    return 1000 * (time.perf_counter() - began), 1000 * (time.thread_time() - before)


def searches(tx: Tx, count: int) -> tuple[list[tuple[float, float]], float]:
    """The time of each search, and how many cases are offered on average."""
    city, found, offered = City(3), [], 0
    for _ in range(count):
        asked = city.case()
        results: list[object] = []
        found.append(timed(lambda asked=asked, results=results: results.extend(find(tx, asked, READER))))  # type: ignore[misc]
        offered += len(results)
    return found, offered / count


def additions(tx: Tx) -> list[tuple[float, float]]:
    """The time of each addition, in the place of a case that was let go before."""
    city, found = City(4), []
    for id_ in range(1, ADDED + 1):
        duplicates.drop(tx, id_)
        case = city.case(id_)
        found.append(timed(lambda case=case: duplicates.add(tx, case)))  # type: ignore[misc]
    return found


def recall(tx: Tx) -> tuple[int, int]:
    """How many of the labelled pairs find each other among the million, and how many there are, both ways."""
    same, hits = [pair for pair in pairs() if pair.same], 0
    both = itertools.chain.from_iterable(((p.one, p.other), (p.other, p.one)) for p in same)
    for there, here in both:
        duplicates.add(
            tx, Known(matter_words("", there.words), BUILT_IN.propose(there.words).code, FIRST_TOWN, None, 1)
        )
        asked = Matter(matter_words("", here.words), BUILT_IN.propose(here.words).code, FIRST_TOWN)
        hits += any(match.id == 1 for match in find(tx, asked, READER))
    return hits, 2 * len(same)


def tell(name: str, found: list[tuple[float, float]], against: str, wanted: float, **more: Any) -> None:
    """Print the 99th percentile and the median, by the clock and of the processor."""
    for part, column in (("", 0), (".cpu", 1)):
        for at, label in ((99, "p99"), (50, "median")):
            value = statistics.quantiles([run[column] for run in found], n=100)[at - 1]
            extra = {**more, "load": round(os.getloadavg()[0], 1)} if at == 99 else {}
            line(f"{name}{part}.{label}", value, "ms", against, value / wanted, len(found), wanted_ms=wanted, **extra)


async def main() -> None:
    """Fill, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="the rows are JSON in any case")
    parser.add_argument("--full", action="store_true", help=f"{SEARCHES_IN_FULL:,} searches in place of {SEARCHES:,}")
    count = SEARCHES_IN_FULL if parser.parse_args().full else SEARCHES
    with tempfile.TemporaryDirectory() as name:
        engine = await open_engine(DatabaseUrl.parse(f"sqlite:///{await copy_of(CASES, Path(name))}"))
        try:
            await engine.call(fill)
            await engine.call(lambda connection: measure(Tx("sqlite", connection, Rules()), count))
        finally:
            await engine.close()


def measure(tx: Tx, count: int) -> None:
    """All of it in one transaction that is thrown away."""
    tx.connection.execute("BEGIN IMMEDIATE")
    searches(tx, 200)  # fills the caches
    found, offered = searches(tx, count)
    tell("duplicates.offer", found, "limit", OFFER_MS, cases=CASES, offered_on_average=round(offered, 2))
    tell("duplicates.adding", additions(tx), "limit", ADDING_MS, cases=CASES)
    hits, asked = recall(tx)
    against = "labelled texts about one matter, each searched for by the other among 1 million"
    line("duplicates.recall", hits / asked, "share", against, None, asked, found=hits)
    tx.connection.execute("ROLLBACK")


if __name__ == "__main__":
    asyncio.run(main())
