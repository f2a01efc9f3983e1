"""What may stand in a setting, in whatever way it is written."""

from datetime import date

import pytest

from domain.calendar import Workdays
from domain.rules import Rules
from domain.settings import SETTINGS, Form, Scope, UnfitError, Value, bounds, overlaid, read, value_in

TODAY = date(2026, 12, 1)


@pytest.mark.parametrize(("code", "words", "value"), [
    ("hour", " １０ ", 10),
    ("days", "30、14，7 7", [30, 14, 7]),
    ("days", "7和3", [7, 3]),
    ("off", "2026-12-24 2026/12/25,2026年12月28日", ["2026-12-24", "2026-12-25", "2026-12-28"]),
    ("off", "2026-12-24、2026-11-01", ["2026-12-24"]),
    ("off", "无", []),
    ("hours", "周三 上午9点到11点半", "周三 上午9点到11点半"),
    ("hours", "None", ""),
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
])  # fmt: skip
def test_what_cant_stand_there_is_told(code: str, words: str, why: str) -> None:
    with pytest.raises(UnfitError) as told:
        read(SETTINGS[code], words, TODAY)
    assert told.value.why == why


@pytest.mark.parametrize(("values", "why"), [
    ({"hour": 23}, "reminders"),
    ({"hour": 24}, "bounds"),
    ({"days": [61]}, "bounds"),
    ({"days": list(range(1, 14))}, "bounds"),
    ({"close": 5}, "deadlines"),
    ({"first_word": 0}, "bounds"),
])  # fmt: skip
def test_a_citys_values_are_checked_by_its_rules(values: dict[str, Value], why: str) -> None:
    with pytest.raises(UnfitError) as told:
        overlaid(Rules(), values)
    assert told.value.why == why


def test_what_is_settled_together_is_checked_together() -> None:
    rules = overlaid(Rules(), {"hour": 23, "quiet_from": 0, "quiet_until": 6, "days": [21]})
    assert (rules.reminders.hour, rules.reminders.days, rules.reminders.officer) == (23, (21,), 7)


def test_every_setting_of_a_city_names_a_rule_and_its_bounds() -> None:
    citys = [one for one in SETTINGS.values() if one.scope is Scope.CITY]
    assert len(citys) == 15
    for one in citys:
        value = value_in(Rules(), one)
        assert overlaid(Rules(), {one.code: value}) == Rules()
        if one.form is not Form.CHOICE:
            low, high = bounds(Rules(), one)
            assert all(low <= number <= high for number in (value if isinstance(value, list) else [value]))


def test_codes_fit_into_buttons() -> None:
    assert max(len(code) + 11 for code in SETTINGS if SETTINGS[code].form is Form.DEPARTMENTS) <= 24


def test_days_of_ones_own() -> None:
    thursday, friday = date(2026, 12, 24), date(2026, 12, 25)
    own = Workdays(frozenset({thursday}), frozenset({date(2026, 12, 26)}))
    assert own.add(date(2026, 12, 23), 1) == friday
    assert own.add(friday, 1) == date(2026, 12, 26)
    assert own.before(friday) == date(2026, 12, 23)
    assert own.at_or_before(thursday) == date(2026, 12, 23)
    assert not Workdays(frozenset({friday}), frozenset({friday})).is_workday(friday)
