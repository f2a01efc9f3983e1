"""Objects of Telegram's types as JSON, made by chance from aiogram's models of them.

Types are right, values need not be: texts that are empty, huge, half a character or full of markup; numbers that are
zero, negative or beyond 64 bits; any optional part missing or there; a word where a fixed set of words is expected.
"""

import random
import types
import typing
from datetime import datetime
from functools import cache
from typing import Any, Union

from aiogram.types.base import TelegramObject

Json = dict[str, Any]
DEEPEST = 3  # levels of objects in which optional parts may be there
RARELY, SOMETIMES = 0.02, 0.12

TEXTS = (
    "", " ", "\n", "路灯不亮", "Street light is out", "/start", "/", "//", "/cases@other_bot",
    "\ud83d", "\ude00x\ud83d", "a\x00b", "\u202e反\u202c", "\u200b", "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 20,
    "<b>", "</code>", "&amp;&lt;<i>", "_*[](~`>#+-=|{}.!", "%s %d {0} {x}", "'; --", "e\u0301" * 200,
    "张店 2026-0001", "9999-123456789", "1:agree:::", "字" * 4096, "\U0001d54f" * 4096, "x" * 70_000,
)  # fmt: skip
NUMBERS = (0, 1, -1, 2, 7, 255, 2**31 - 1, 2**31, -(2**31), 2**53, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**70)
FLOATS = (0.0, -0.0, 36.81, 118.02, 90.0, -180.0, 181.0, 1e-300, 1e308, -1e308)


class Maker:
    """Makes objects. The same `chance` makes the same ones."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance

    def object(self, model: type[TelegramObject], depth: int = 0, **given: Any) -> Json:
        """An object of a type; `given` are fields that are not left to chance, by their names in JSON."""
        made = dict(given)
        for name, annotation, required in fields(model):
            if name not in made and (required or self._is_there(depth)):
                made[name] = self.value(annotation, depth + 1)
        return made

    def _is_there(self, depth: int) -> bool:
        return depth < DEEPEST and self.chance.random() < (SOMETIMES if depth == 0 else 2 * RARELY)

    def value(self, annotation: Any, depth: int) -> Any:
        """A value of a type."""
        origin, inside = typing.get_origin(annotation), typing.get_args(annotation)
        if origin is typing.Annotated:
            return self.value(inside[0], depth)
        if origin in (Union, types.UnionType):
            return self.value(self.chance.choice([one for one in inside if one is not type(None)]), depth)
        if origin is typing.Literal:
            return self.chance.choice(inside) if self.chance.random() > RARELY else self.text()
        if origin is list:
            return [self.value(inside[0], depth + 1) for _ in range(self.chance.choice((0, 1, 1, 2, 5)))]
        if isinstance(annotation, type) and issubclass(annotation, TelegramObject):
            return self.object(annotation, depth)
        return self._plain(annotation)

    def _plain(self, annotation: Any) -> Any:
        if annotation is bool:
            return self.chance.random() < 0.5
        if annotation is int or annotation is datetime:
            return self.number()
        if annotation is float:
            return self.chance.choice(FLOATS)
        return self.text()

    def text(self) -> str:
        """A text, more often a short one."""
        words = self.chance.choice(TEXTS)
        return words if len(words) < 1000 or self.chance.random() < SOMETIMES else words[:10]

    def number(self) -> int:
        """A number, more often an ordinary one."""
        return self.chance.choice(NUMBERS) if self.chance.random() < SOMETIMES else self.chance.randrange(1, 10**6)


@cache
def fields(model: type[TelegramObject]) -> tuple[tuple[str, Any, bool], ...]:
    """Fields of a type: the name in JSON, the type, and whether it is always there, as the word for the kind is."""
    return tuple(
        (f.alias or name, f.annotation, f.is_required() or isinstance(f.default, str))
        for name, f in model.model_fields.items()
    )
