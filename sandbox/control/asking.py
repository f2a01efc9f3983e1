"""How a control request is read and answered: JSON in, JSON out, plain words for what is wrong."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.errors import ControlError
from sandbox.params import Upload, read_uploads
from sandbox.records import Bot, Chat, Json, User
from sandbox.world import World

M = TypeVar("M", bound=BaseModel)
NUMBER = re.compile(r"-?\d{1,16}(\.\d+)?")
Answer = Callable[["Asked"], Any | Awaitable[Any]]


class Input(BaseModel):
    """What every input may say: who does it, to which bot, in which topic."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    sender: int | None = None
    thread: int | None = None
    bot: int | None = None


@dataclass
class Asked:
    """One control request."""

    world: World
    request: Request
    body: Json
    uploads: dict[str, Upload]

    def given(self, model: type[M]) -> M:
        """The body as a model. Raises a ControlError that names the wrong field."""
        body = {("sender" if key == "from" else key): value for key, value in self.body.items()}
        try:
            return model.model_validate(body)
        except ValidationError as error:
            raise ControlError("; ".join(_in_words(part) for part in error.errors())) from None

    def number(self, name: str) -> int:
        """An id from the path. Raises a ControlError if it is none."""
        try:
            return int(self.request.path_params[name])
        except ValueError:
            raise ControlError(f"The {name} in the address must be an id, a number.", 404) from None

    def query(self, name: str, default: float | None = None) -> float:
        """A number from the address. Raises a ControlError if it is missing or none."""
        text = self.request.query_params.get(name)
        if text is None and default is not None:
            return default
        if text is None or not NUMBER.fullmatch(text):
            raise ControlError(f"`{name}` must be a number.")
        return float(text)

    def bot(self, number: int | None = None) -> Bot:
        """The bot that is meant: named in the body or in the address, or the only one."""
        if number is None and "bot" in self.request.query_params:
            number = int(self.query("bot"))
        return self.world.people.bot(number)

    def chat(self, bot: int | None = None) -> Chat:
        """The chat of the path. Raises a ControlError where there is none."""
        return self._chat(self.number("chat"), bot)

    def asked_chat(self) -> Chat:
        """The chat that the address asks for with `?chat=`. Raises a ControlError where there is none."""
        return self._chat(int(self.query("chat")), None)

    def _chat(self, number: int, bot: int | None) -> Chat:
        if self.world.people.groups.get(number) is not None:
            return self.world.people.chat(0, number)
        user = self.world.people.user(number)
        return self.world.people.chat(self.bot(bot).id, user.id)

    def sender(self, given: Input, chat: Chat) -> User:
        """Who acts: `from`, or the person whose private chat it is."""
        if given.sender is None and chat.id < 0:
            raise ControlError("In a group say with `from` who it is.")
        if chat.id > 0 and given.sender not in {None, chat.id}:
            raise ControlError("A private chat has one person; nobody else can write in it.", 403)
        user = self.world.people.user(given.sender or chat.id)
        group = self.world.people.groups.get(chat.id)
        if group is not None and user.id not in group.members:
            raise ControlError(f"{user.first_name} ({user.id}) is not a member of this group.", 403)
        return user


def endpoint(world: World, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """An address of the control interface."""

    async def respond(request: Request) -> Response:
        body, uploads = await _read(request)
        try:
            result = answer(Asked(world, request, body, uploads))
            result = await result if inspect.isawaitable(result) else result
        finally:
            world.store.commit()
        return result if isinstance(result, Response) else JSONResponse(result)

    return respond


async def _read(request: Request) -> tuple[Json, dict[str, Upload]]:
    if request.method != "POST":
        return {}, {}
    if request.headers.get("content-type", "").startswith(("multipart/", "application/x-www-form")):
        return await read_uploads(request)
    try:
        body = json.loads(await request.body() or b"{}")
    except ValueError:
        raise ControlError("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise ControlError("The body must be a JSON object.")
    return body, {}


def _in_words(error: Any) -> str:
    place = ".".join(str(part) for part in error["loc"]).replace("sender", "from")
    return f"`{place}`: {error['msg']}"
