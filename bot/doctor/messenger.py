"""The Bot API: whether it answers, knows the token, calls the right address, and has the same time."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import httpx
from telegram import Bot, WebhookInfo
from telegram.error import InvalidToken, TelegramError

from bot.clock import SystemClock
from bot.config import Config, ConfigError
from bot.doctor.finding import Finding, found
from bot.faults import discreet
from bot.request import LOOPBACK, LeanRequest

CLOCK_MAY_DIFFER = 5.0  # seconds
STILL = timedelta(hours=1)  # for so long an error of the webhook is told of
MANY = 100  # updates; one poll takes so many at once
PUT = "Put the token that @BotFather gives into config.toml, or into the file that telegram.token_file names."
NEW = "Take the current token from @BotFather, and see that telegram.base_url is the address of a Bot API."
REJECTED = "the token was rejected by the server"  # the library's words quote the token
NETWORK = "Look at the network, the proxy, and telegram.base_url."
PROXY = "Look at the proxy before the bot: its certificate, and whether it leads to [telegram.webhook] listen and port."
START = (
    "Start the bot. If it runs, its log says why it gets none: another program with the same token, the network, or"
    " telegram.base_url."
)
OTHER = (
    "Start the bot, which tells Telegram its address. If it runs, another program uses the same token: stop that one,"
    " or take a new token from @BotFather."
)
OTHERS = "If it comes back, another program uses the same token: stop that one, or take a new token from @BotFather."


async def username(config: Config) -> str:
    """The bot's username, from getMe. Raises TelegramError."""
    async with _bot(config) as bot:
        return bot.username


def _bot(config: Config) -> Bot:
    """Reached as the running bot reaches it: through the proxy of the environment, if at all."""
    return Bot(
        config.token(),
        base_url=config.telegram.base_url,
        base_file_url=config.telegram.base_file_url,
        request=LeanRequest(1),
        get_updates_request=LeanRequest(1),
    )


async def telegram(config: Config) -> list[Finding]:
    """The token, the webhook, and whether updates are taken."""
    try:
        async with _bot(config) as bot:
            webhook = await bot.get_webhook_info()
            token = Finding("token", True, f"@{bot.username}")
            polled = [_polling(webhook)] if config.telegram.mode == "polling" else []
            return [token, _webhook(config, webhook, SystemClock().now()), *polled]
    except ConfigError as error:
        return [Finding("token", False, str(error), PUT)]
    except InvalidToken:
        return [Finding("token", False, f"getMe: {REJECTED}", NEW)]
    except TelegramError as error:
        return [Finding("token", False, f"getMe: {discreet(str(error))}", NETWORK)]


def _webhook(config: Config, told: WebhookInfo, now: datetime) -> Finding:
    """Whether Telegram calls the bot where the configuration says, if it shall call at all."""
    if config.telegram.mode == "polling":
        mend = f"The bot removes it when it polls. {OTHERS}" if told.url else ""
        return Finding("webhook", True, told.url or "none is set", mend)
    wanted = config.telegram.webhook.public_url
    if told.url != wanted:
        return Finding("webhook", False, f"Telegram calls {told.url or 'nobody'}, not {wanted}", OTHER)
    error = told.last_error_message
    failing = bool(error) and (told.last_error_date is None or now - told.last_error_date < STILL)
    return found("webhook", not failing, told.url + (f"; last error: {error}" if failing else ""), PROXY)


def _polling(told: WebhookInfo) -> Finding:
    """Whether updates are taken: a bot that polls leaves no more at Telegram than one answer brings.

    Whether a bot that runs here gets any, its own pages say.
    """
    waiting = told.pending_update_count
    return found("polling", waiting < MANY, f"{waiting} updates wait at Telegram", START)


async def clock(config: Config) -> list[Finding]:
    """This machine's clock against the one in the Bot API's answer."""
    try:
        url = config.telegram.base_url.rsplit("/", 1)[0] + "/"
        near = urlsplit(url).hostname in LOOPBACK
        async with httpx.AsyncClient(timeout=10, trust_env=not near) as client:
            answer = await client.get(url)
        theirs = parsedate_to_datetime(answer.headers["date"])
    except (httpx.HTTPError, KeyError, ValueError) as error:
        return [Finding("clock", False, f"could not be compared ({type(error).__name__})", NETWORK)]
    differ = abs((SystemClock().now() - theirs).total_seconds())
    mend = "Let the machine set its clock by NTP; deadlines depend on it."
    return [found("clock", differ < CLOCK_MAY_DIFFER, f"differs by {differ:.0f} s from the Bot API's", mend)]
