"""Callback data: compact, at most 64 bytes, and anything that is not ours is nothing."""

import pytest
from pydantic import ValidationError

from handlers.codes import LIMIT, Code, code, read
from handlers.presses import PRESSES


@pytest.mark.parametrize("verb", PRESSES)
@pytest.mark.parametrize(("id_", "version", "value"), [(0, 0, ""), (1, 1, "A"), (2**40, 2**20, "unsatisfied")])
def test_round_trip(verb: str, id_: int, version: int, value: str) -> None:
    packed = code(verb, id_, version, value)
    assert len(packed.encode()) <= LIMIT
    assert read(packed) == Code(verb=verb, id=id_, version=version, value=value)


def test_the_widest_button_that_the_views_may_make_fits() -> None:
    widest = max(PRESSES, key=len)
    assert len(code(widest, 10**12, 10**6, str(10**15)).encode()) <= LIMIT


def test_what_does_not_fit_is_not_made() -> None:
    with pytest.raises(ValueError, match="over 64 bytes"):
        code("a" * 24, 2**63 - 1, 2**31 - 1, "b" * 24)


@pytest.mark.parametrize(
    ("verb", "id_", "version", "value"),
    [("Case", 0, 0, ""), ("", 0, 0, ""), ("case", -1, 0, ""), ("case", 2**63, 0, ""), ("case", 0, -1, ""),
     ("case", 0, 0, "a:b"), ("case", 0, 0, "代表"), ("case", 0, 0, "a" * 25)],
)  # fmt: skip
def test_what_is_no_code_is_not_made(verb: str, id_: int, version: int, value: str) -> None:
    with pytest.raises(ValidationError):
        code(verb, id_, version, value)


@pytest.mark.parametrize(
    "data",
    [None, "", ":", "::::", "1", "1:case", "1:case:1:1", "1:case:1:1:a:b", "2:case.show:1:1:", "0:case.show:1:1:",
     "1::1:1:", "1:CASE:1:1:", "1:case.show:x:1:", "1:case.show:1:x:", "1:case.show:-1:1:", "1:case.show:1:1:é",
     "1:case.show:99999999999999999999:1:", "1:case.show:1:99999999999:", "1:case.show:1:1:" + "a" * 40,
     "1:case.show:１:1:x y", "\x00", "1:case show:1:1:", "一:case.show:1:1:"],
)  # fmt: skip
def test_nonsense_is_nothing(data: str | None) -> None:
    assert read(data) is None
