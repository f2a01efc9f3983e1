"""How we speak to the Bot API: python-telegram-bot's own seam for it, on aiohttp.

The library's default client looks through all its connections for an idle one at every request, and drops idle ones
after five seconds. This one keeps them, and sends parameters as JSON where no file goes along (`docs/profile.md`).
"""

import contextlib
import json
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import orjson
from telegram import Bot
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.faults import discreet
from bot.pace import PASSAGE

ANSWER_WITHIN = 45.0  # seconds; what is given up too early may have happened, and is sent a second time
SPARE = 15.0  # seconds beyond connecting and answering after which a request ends, however much of an answer trickles
KEPT_OPEN = 75.0  # seconds that an idle connection is kept
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})  # no proxy leads to this machine itself
MOST_DIGITS = 400  # of a number; Python reads none of more than 4,300, and no database takes one of more than 19
WELL = b'{"ok":true'  # how the answer to what went well begins
AS_JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True)
class Plain:
    """The parameters of a call that are plain values already: what `do_request` below needs of a RequestData."""

    parameters: dict[str, Any]
    contains_files: bool = False


async def call(bot: Bot, method: str, **parameters: Any) -> Any:
    """Call a method and give back its raw result. Parameters that are None are left out. Raises TelegramError.

    The library's own methods make objects of every parameter and of the whole answer, of which sending needs one id.
    """
    given = {name: value for name, value in parameters.items() if value is not None}
    return await _post(bot, method, Plain(given))


@dataclass(frozen=True)
class Form:
    """The parameters of a call beside a file: the rest of what `do_request` needs of a RequestData."""

    parameters: dict[str, Any]
    multipart_data: dict[str, tuple[str, bytes, str]]
    contains_files: bool = True

    @property
    def json_parameters(self) -> dict[str, str]:
        """As a form has them: texts as they are, everything else as JSON."""
        return {name: v if isinstance(v, str) else orjson.dumps(v).decode() for name, v in self.parameters.items()}


async def upload(bot: Bot, method: str, field: str, file: tuple[str, bytes, str], **parameters: Any) -> Any:
    """The same with a file of our own: (name, contents, MIME type) as the parameter `field`."""
    given = {name: value for name, value in parameters.items() if value is not None}
    return await _post(bot, method, Form(given, {field: file}))


async def _post(bot: Bot, method: str, data: Plain | Form) -> Any:
    """At the pace of sending, where this is part of a message from the outbox; else at once."""
    async with PASSAGE.get() or contextlib.nullcontext():
        return await bot.request.post(f"{bot.base_url}/{method}", cast(RequestData, data))


class LeanRequest(BaseRequest):
    """A client for the Bot API. Timeouts are seconds."""

    def __init__(
        self, connections: int, read: float = ANSWER_WITHIN, write: float = 60.0, connect: float = 10.0
    ) -> None:
        self._connections, self._read, self._write, self._connect = connections, read, write, connect
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[str, str | None] = {}

    @property
    def read_timeout(self) -> float | None:
        """How long an answer may take, for the library's long polls."""
        return self._read

    async def initialize(self) -> None:
        """Open the pool of connections."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEPT_OPEN)
            self._session = aiohttp.ClientSession(connector=connector)

    async def shutdown(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as it stands. Raises NetworkError for nonsense, and for JSON that is not the Bot API's."""
        for read in (orjson.loads, _loads):
            with contextlib.suppress(ValueError, RecursionError):
                answer = read(payload)
                if isinstance(answer, dict) and (answer.get("result") is not None or answer.get("ok") is False):
                    return answer
        raise NetworkError(f"the Bot API answered with something else than JSON of its own: {payload[:80]!r}")

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request. Returns (status, body); raises TimedOut or NetworkError."""
        if self._session is None:
            raise RuntimeError("the client is not open yet")
        read, connect = _given(read_timeout, self._read), _given(connect_timeout, self._connect)
        with_files = request_data is not None and request_data.contains_files
        long = with_files or method == "GET"  # a file goes along, or comes
        total = read + (_given(write_timeout, self._write) if long else connect + SPARE)
        try:
            async with self._session.request(
                method, url, timeout=_timeout(total, read, connect), proxy=self._proxy(url), allow_redirects=False,
                **_body(request_data),
            ) as answer:  # fmt: skip
                body = await answer.read()
                return _meant(answer.status, body) if method == "POST" else answer.status, body
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(discreet(f"{type(error).__name__}: {error}")) from error

    def _proxy(self, url: str) -> str | None:
        """The proxy that the environment names for a host, looked up once."""
        host = url[: url.find("/", 8)]
        if host not in self._proxies:
            parts = urlsplit(host)
            bypassed = parts.hostname in LOOPBACK or proxy_bypass(parts.hostname or "")
            self._proxies[host] = None if bypassed else getproxies().get(parts.scheme)
        return self._proxies[host]


def _meant(status: int, body: bytes) -> int:
    """The status that an answer should have: what stands in between may give 200 to a refusal, or to nonsense.

    Then nobody knows who speaks, so it counts as trouble of the network, and nothing is given up for it.
    Raises NetworkError.
    """
    if not 200 <= status <= 299 or body.startswith(WELL):
        return status
    return status if LeanRequest.parse_json_payload(body).get("ok") is not False else HTTPStatus.BAD_GATEWAY


def _loads(payload: bytes) -> Any:
    """JSON with half a character, a broken one, or a huge number in it; the quick reader takes none of these."""
    return json.loads(payload.decode("utf-8", "replace"), parse_int=lambda digits: int(digits[:MOST_DIGITS]))


@lru_cache(maxsize=16)
def _timeout(total: float, read: float, connect: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=total, sock_read=read, sock_connect=connect)


def _given(value: Any, default: float) -> float:
    """A timeout that a call may set, else our own; the library marks "not set" by an object of its own."""
    return default if isinstance(value, DefaultValue) or value is None else float(value)


def _body(data: RequestData | None) -> dict[str, Any]:
    """The parameters as JSON, or as a form where files go along."""
    if data is None:
        return {}
    if not data.contains_files:
        try:
            return {"data": orjson.dumps(data.parameters), "headers": AS_JSON}
        except TypeError as error:  # half a character, a number beyond 64 bits: later it will be no better
            raise BadRequest(f"no request can be made of the parameters: {error}") from error
    form = aiohttp.FormData(data.json_parameters, quote_fields=False)  # a name of a file may be Chinese
    for name, (filename, content, mime) in (data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return {"data": form}
