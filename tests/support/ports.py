"""Free ports of loopback, for what listens a while after its port was chosen, or comes back to it."""

import os
import random
import socket
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

LOWEST, HIGHEST = 10_000, 60_000
GIVEN_AWAY = Path("/proc/sys/net/ipv4/ip_local_port_range")  # to whoever asks for any port, or connects


def free_port() -> int:
    """A port that nobody listens at; nor does anybody get it by chance before it is listened at.

    The system gives none of these away, and no other process of the same test run looks among them.
    """
    while True:
        port = next(_mine)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def _share() -> Iterator[int]:
    """The ports of this process, over and over, from somewhere in their middle."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    ports = range(LOWEST + worker, _end(), workers)
    begin = random.randrange(len(ports))
    return cycle([*ports[begin:], *ports[:begin]])


def _end() -> int:
    """Where the ports begin that the system gives away; where it leaves none over, they are all alike."""
    try:
        first = int(GIVEN_AWAY.read_text(encoding="utf-8").split()[0])
    except OSError:
        return HIGHEST
    return first if first > LOWEST + 1000 else HIGHEST


_mine = _share()
