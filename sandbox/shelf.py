"""Records in memory that are written to the store as they change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from pydantic import BaseModel

from sandbox.store import Store

R = TypeVar("R", bound=BaseModel)


class Shelf(Generic[R]):
    """All records of one kind, by key. A changed record is put again to be kept."""

    def __init__(self, store: Store, kind: str, model: type[R]) -> None:
        self._store = store
        self._kind = kind
        self._records = {key: model.model_validate_json(body) for key, body in store.all(kind)}

    def get(self, key: str | int) -> R | None:
        return self._records.get(str(key))

    def put(self, key: str | int, record: R) -> R:
        self._records[str(key)] = record
        self._store.put(self._kind, str(key), record.model_dump_json())
        return record

    def drop(self, key: str | int) -> None:
        if self._records.pop(str(key), None) is not None:
            self._store.drop(self._kind, str(key))

    def items(self) -> list[tuple[str, R]]:
        return list(self._records.items())

    def __iter__(self) -> Iterator[R]:
        return iter(list(self._records.values()))

    def __len__(self) -> int:
        return len(self._records)


class Counters:
    """Numbers that never start again, also after a restart."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._last = {key: int(body) for key, body in store.all("counter")}

    def next(self, name: str, first: int = 1) -> int:
        return self.raise_to(name, self._last.get(name, first - 1) + 1)

    def raise_to(self, name: str, value: int) -> int:
        """Note that `value` is taken; the next one is higher."""
        self._last[name] = max(value, self._last.get(name, value))
        self._store.put("counter", name, str(self._last[name]))
        return value

    def restart(self, name: str, number: int) -> None:
        """Let the next one be `number`."""
        self._last[name] = number - 1
        self._store.put("counter", name, str(number - 1))
