"""All addresses under /sandbox/."""

from __future__ import annotations

from starlette.routing import Route

from sandbox.control import bench, groups, people, phone, watching
from sandbox.control.asking import Answer, endpoint
from sandbox.world import World


def routes(world: World) -> list[Route]:
    """The control interface's routes."""

    def to(path: str, method: str, answer: Answer) -> Route:
        return Route(path, endpoint(world, answer), methods=[method])

    return [
        to(path, method, answer)
        for module in (people, phone, groups, watching, bench)
        for path, method, answer in module.ROUTES
    ]
