"""Holds a bot's requests against the Bot API as another library types it (aiogram's method models)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from aiogram import methods
from aiogram.methods import TelegramMethod
from pydantic import ValidationError

Json = dict[str, Any]
MODELS: dict[str, type[TelegramMethod[Any]]] = {
    name.lower(): model
    for name, model in vars(methods).items()
    if isinstance(model, type) and issubclass(model, TelegramMethod) and model is not TelegramMethod
}
# These come as files of a form; in the models they are required fields beside the others.
UPLOADED = "attach://file"


def check_requests(requests: list[Json]) -> None:
    """Check recorded requests (of `/sandbox/requests`): every method and parameter known, every type right.

    Raises AssertionError that names the request and what is wrong with it.
    """
    problems = [problem for request in requests for problem in check_request(request)]
    assert not problems, "Requests that the Bot API doesn't know:\n" + "\n".join(problems)


def check_request(request: Json) -> list[str]:
    """What is wrong with one request, a line each."""
    label = f"#{request.get('n', '?')} {request['method']}"
    model = MODELS.get(request["method"].lower())
    if model is None:
        return [f"{label}: unknown method"]
    try:
        model.model_validate(_with_files(request, model), extra="forbid")
    except ValidationError as error:
        return [f"{label}: {line}" for line in _in_words(error.errors())]
    return []


def _in_words(errors: list[Any]) -> Iterator[str]:
    """A line for each wrong parameter; where there were alternatives, for the one that fits best."""
    deepest: dict[Any, int] = {}
    for error in errors:
        deepest[error["loc"][0]] = max(len(error["loc"]), deepest.get(error["loc"][0], 0))
    for error in errors:
        if len(error["loc"]) == deepest[error["loc"][0]]:
            unknown = error["type"] == "extra_forbidden"
            yield f"unknown parameter {_place(error)}" if unknown else f"parameter {_place(error)}: {error['msg']}"


def _with_files(request: Json, model: type[TelegramMethod[Any]]) -> Json:
    files = [name for name in request.get("files") or {} if name in model.model_fields]
    return {**request["params"], **dict.fromkeys(files, UPLOADED)}


def _place(part: Any) -> str:
    """Where in the parameters; names of alternatives that pydantic tried are left out."""
    return ".".join(str(step) for step in part["loc"] if isinstance(step, int) or str(step).islower())
