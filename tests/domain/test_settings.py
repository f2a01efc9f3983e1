"""What may stand in a setting, in whatever way it is written."""

from datetime import date

import pytest

from domain.calendar import Workdays
from domain.rules import Rules
from domain.settings import SETTINGS, Scope, bounds, overlaid, read, value_in
from domain.settings.reading import Form, UnfitError, Value

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(("code", "words", "value"), [
    ("hour", " １０ ", 10),
    ("days", "30、14，7 7", [30, 14, 7]),
    ("days", "7和3", [7, 3]),
    ("off", "2026-12-24 2026/12/25,2026年12月28日", ["2026-12-24", "2026-12-25", "2026-12-28"]),
    ("off", "2026-12-24、2026-11-01", ["2026-12-24"]),
    ("hour", "９点", 9),
    ("answer", "5个工作日", 5),
    ("close", "14 days", 14),
    ("off", "无", []),
    ("hours", "周三 上午9点到11点半", "周三 上午9点到11点半"),
    ("hours", "None", ""),
    ("n_lift", " 加装电梯／Lifts ", ["加装电梯", "Lifts"]),
    ("n_own1", "Stairwell charging\n楼道  充电", ["楼道 充电", "Stairwell charging"]),
    ("n_own1", "ETC（收费） / ETC", ["ETC(收费)", "ETC"]),
    ("w_own1", "飞线充电，充电棚 充电棚、Charging  Shed", ["飞线充电", "充电棚", "charging shed"]),
    ("w_road", "坑,路面", ["坑", "路面"]),
    ("w_own1", "无", []),
])  # fmt: skip
def test_it_is_read_as_people_write_it(code: str, words: str, value: Value) -> None:
    assert read(SETTINGS[code], words, TODAY) == value


@pytest.mark.parametrize(("code", "words", "why"), [
    ("hour", "九点", "number"),
    ("hour", "", "number"),
    ("hour", "-3", "number"),
    ("days", "30天", "numbers"),
    ("off", "12月24日", "dates"),
    ("off", "2026-02-30", "dates"),
    ("off", "", "dates"),
    ("off", "2026-12-24 放假", "dates"),
    ("off", "2036-12-24", "many_dates"),
    ("hours", "一\n二", "words"),
    ("hours", "长" * 101, "words"),
    ("hours", "周三\u202e上午9点", "words"),
    ("hours", "周三\u200b", "words"),
    ("hours", "周三\x00", "words"),
    ("n_own1", "楼道充电", "names"),
    ("n_own1", "楼道充电 / a / b", "names"),
    ("n_own1", "楼 / Stairs", "names"),
    ("n_own1", f"{'长' * 29} / Stairs", "names"),
    ("n_own1", "楼道\u202e充电 / Stairs", "names"),
    ("n_own1", "\u3164\u3164 / Stairs", "names"),
    ("n_own1", "<b>楼道</b> / Stairs", "names"),
    ("n_own1", "=楼道充电 / Stairs", "names"),
    ("n_own1", "楼道;充电 / Stairs", "names"),
    ("w_own1", "的", "signs"),
    ("w_own1", "长" * 25, "signs"),
    ("w_own1", "充电\u202e棚", "signs"),
    ("w_own1", ".*", "signs"),
    ("w_own1", "", "signs"),
    ("w_own1", ",".join(f"word{n}" for n in range(31)), "many_signs"),
])  # fmt: skip
def test_what_cant_stand_there_is_told(code: str, words: str, why: str) -> None:
    with pytest.raises(UnfitError) as told:
        read(SETTINGS[code], words, TODAY)
    assert told.value.why == why


@pytest.mark.parametrize(("values", "why"), [
    ({"hour": 23}, "reminders"),
    ({"hour": 24}, "bounds"),
    ({"days": [61]}, "many_bounds"),
    ({"days": list(range(1, 14))}, "many_bounds"),
    ({"close": 5}, "deadlines"),
    ({"first_word": 0}, "bounds"),
    ({"n_own1": ["供热", "Warmth"]}, "clash"),
    ({"n_own1": ["温暖", "HEATING"]}, "clash"),
    ({"n_own1": ["温暖", "lift"]}, "clash"),
    ({"n_own1": ["温暖", "own2"]}, "clash"),
    ({"n_lift": ["电梯", "Lifts"], "n_own1": ["加装电梯", "New lifts"]}, "clash"),
    ({"n_own1": ["温暖", "Warmth"], "w_own1": ["暖气"]}, "clash"),
])  # fmt: skip
def test_a_citys_values_are_checked_by_its_rules(values: dict[str, Value], why: str) -> None:
    with pytest.raises(UnfitError) as told:
        overlaid(Rules(), values)
    assert told.value.why == why


def test_what_is_settled_together_is_checked_together() -> None:
    rules = overlaid(Rules(), {"hour": 23, "quiet_from": 0, "quiet_until": 6, "days": [21]})
    assert (rules.reminders.hour, rules.reminders.days, rules.reminders.officer) == (23, (21,), 7)


def test_every_setting_of_a_city_names_a_rule_and_its_bounds() -> None:
    citys = [one for one in SETTINGS.values() if one.scope is Scope.CITY and not one.category]
    assert len(citys) == 15
    for one in citys:
        value = value_in(Rules(), one)
        assert overlaid(Rules(), {one.code: value}) == Rules()
        if one.form is not Form.CHOICE:
            low, high = bounds(Rules(), one)
            assert all(low <= number <= high for number in (value if isinstance(value, list) else [value]))


def test_what_is_settled_of_categories_is_laid_over_the_table() -> None:
    settled: dict[str, Value] = {
        "n_own1": ["楼道充电", "Charging in stairwells"], "w_own1": ["飞线充电"], "l_own1": "town",
        "n_lift": ["电梯", "lifts for old buildings"], "o_noise": "no",
    }  # fmt: skip
    known = overlaid(Rules(), settled).categories
    assert [value_in(overlaid(Rules(), settled), SETTINGS[code]) for code in settled] == list(settled.values())
    assert (known.of("own1").level, known.propose("楼道里飞线充电").code) == ("town", "own1")
    assert known.propose("太吵").code == "other"
    assert known.all[-2:] == (known.of("own1"), known.of("other"))
    assert known.named == {
        ("own1", "zh"): "楼道充电", ("own1", "en"): "Charging in stairwells", ("lift", "zh"): "电梯",
    }  # fmt: skip


def test_every_setting_of_a_category_is_its_own_as_it_is() -> None:
    for one in SETTINGS.values():
        if one.scope is Scope.CITY and one.category:
            assert overlaid(Rules(), {one.code: value_in(Rules(), one)}) == Rules()
    assert "o_other" not in SETTINGS


def test_codes_fit_into_buttons() -> None:
    choices = [f"{one.code}_{choice}" for one in SETTINGS.values() for choice in one.choices]
    assert max(map(len, choices)) <= 24
    assert max(len(code) + 11 for code in SETTINGS if SETTINGS[code].form is Form.DEPARTMENTS) <= 24


def test_days_of_ones_own() -> None:
    thursday, friday = date(2026, 12, 24), date(2026, 12, 25)
    own = Workdays(frozenset({thursday}), frozenset({date(2026, 12, 26)}))
    assert own.add(date(2026, 12, 23), 1) == friday
    assert own.add(friday, 1) == date(2026, 12, 26)
    assert own.before(friday) == date(2026, 12, 23)
    assert own.at_or_before(thursday) == date(2026, 12, 23)
    assert not Workdays(frozenset({friday}), frozenset({friday})).is_workday(friday)
