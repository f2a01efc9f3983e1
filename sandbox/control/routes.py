"""All addresses under /sandbox/."""

from __future__ import annotations

from starlette.routing import Route

from sandbox.control import acting, bench, groups, people, saying, watching
from sandbox.control.asking import Answer, Asked, endpoint
from sandbox.errors import ControlError
from sandbox.world import World


def routes(world: World) -> list[Route]:
    """The control interface's routes."""

    def to(path: str, method: str, answer: Answer) -> Route:
        return Route(path, endpoint(world, answer), methods=[method])

    known = [
        to(path, method, answer)
        for module in (people, saying, acting, groups, watching, bench)
        for path, method, answer in module.ROUTES
    ]
    return [*known, Route("/{rest:path}", endpoint(world, _nowhere), methods=["GET", "POST", "DELETE"])]


def _nowhere(asked: Asked) -> None:
    raise ControlError(f"The sandbox has nothing for {asked.request.method} {asked.request.url.path}.", 404)
