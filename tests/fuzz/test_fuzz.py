"""Updates by chance: 2,000 of a fixed seed, and every seed that ever found something."""

import json
import random
from pathlib import Path

from aiogram import types

from bench.fuzz.__main__ import SEED, UPDATES
from bench.fuzz.driving import A_SEED, fuzz
from bench.fuzz.sorts import SORTS, Crowd, Sorts
from bench.fuzz.typed import Maker
from bench.slope import slope
from bot.envelope import storable

SEEDS = Path(__file__).parent / "seeds.txt"


def kept() -> list[int]:
    """The seeds of the list."""
    lines = SEEDS.read_text(encoding="utf-8").splitlines()
    return [int(line.split()[0]) for line in lines if line and not line.startswith("#")]


async def test_nothing_gives_way() -> None:
    drawn = range(SEED, SEED + UPDATES // A_SEED)
    found = await fuzz([*(seed for seed in kept() if seed not in drawn), *drawn])
    assert found.updates >= UPDATES
    assert found.faults == [], f"seeds {found.failed}"
    assert 0 < found.parked < found.updates // 10, "some can't be read, and only these are put aside"


def test_a_seed_makes_the_same_updates_again() -> None:
    crowd = Crowd([1, 2, 3], {}, ["r_x"])
    first, second = ([Sorts(random.Random(7), crowd).update(n) for n in range(50)] for _ in range(2))
    assert first == second
    assert first != [Sorts(random.Random(8), crowd).update(n) for n in range(50)]


def test_every_sort_can_be_stored() -> None:
    sorts = Sorts(random.Random(1), Crowd([1, 2, 3], {"photo": {}}))
    for sort in SORTS:
        for number in range(100):
            update, payload = storable({"update_id": number, **sort(sorts)})
            assert json.loads(payload) == update
            assert "\0" not in payload.encode().decode()


def test_most_objects_by_chance_are_what_the_types_say() -> None:
    """Else the drill would only try how nonsense is refused."""
    make, valid = Maker(random.Random(3)), 0
    for _ in range(200):
        made = make.object(types.Message, message_id=1, date=1, chat={"id": 1, "type": "private"})
        try:
            types.Message.model_validate(json.loads(storable(made)[1]))
        except ValueError:
            continue
        valid += 1
    assert valid > 150


def test_a_slope_is_seen_through_noise() -> None:
    chance = random.Random(5)
    assert abs(slope([(n, chance.uniform(0, 10)) for n in range(500)])) < 0.01
    assert 1.9 < slope([(n, 2 * n + chance.uniform(0, 10)) for n in range(500)]) < 2.1
    assert slope([(1, 5)]) == 0.0
