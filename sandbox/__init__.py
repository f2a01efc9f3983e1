"""A local Bot API server with people to talk to: for trying a bot out, for tests, and for showing it.

It speaks Telegram's own protocol, enforces its rules with its texts, and knows nothing of any
particular bot. `World` is what it remembers; `create_app` is the ASGI application; `serve` runs it.
"""

from sandbox.app import create_app
from sandbox.clock import Clock
from sandbox.serving import Server, serve
from sandbox.world import World

__all__ = ["Clock", "Server", "World", "create_app", "serve"]
