"""How a bot learns what happened: by long polling or by webhook."""

from __future__ import annotations

import re
from typing import Any

from sandbox.api.call import Call, Told, method
from sandbox.errors import bad_request, conflict
from sandbox.records import Bot, Json, Webhook

LONGEST_POLL = 50
TERMINATED = "terminated by other getUpdates request; make sure that only one bot instance is running"
TERMINATED_BY_WEBHOOK = "terminated by setWebhook request"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


@method("getUpdates")
async def get_updates(call: Call) -> list[Json]:
    bot, params, world = call.bot, call.params, call.world
    if bot.webhook is not None:
        raise conflict(WEBHOOK_ACTIVE)
    _note_allowed(call)
    offset = params.integer("offset", 0)
    if offset:
        world.mailbox.confirm(bot, offset)
    limit = params.integer("limit", 100, 1, 100)
    mine = world.polls.begin(bot.id, TERMINATED)
    world.store.commit()

    def found() -> list[Json] | bool:
        return world.polls.ended_by(bot.id, mine) is not None or world.mailbox.batch(bot, limit)

    await world.changes.until(found, params.integer("timeout", 0, 0, LONGEST_POLL))
    reason = world.polls.ended_by(bot.id, mine)
    if reason is not None:
        raise conflict(reason)
    return world.mailbox.batch(bot, limit)


@method("setWebhook")
def set_webhook(call: Call) -> Told:
    bot, params = call.bot, call.params
    url = params.text("url")
    if not url:
        return _remove_webhook(call)
    secret = params.text("secret_token")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    _note_allowed(call)
    if params.flag("drop_pending_updates"):
        call.world.mailbox.clear(bot)
    connections = params.integer("max_connections", 40, 1, 100)
    if bot.webhook and (bot.webhook.url, bot.webhook.secret_token) == (url, secret):
        return Told(True, "Webhook is already set")
    bot.webhook = Webhook(url=url, secret_token=secret, max_connections=connections)
    _put(call, bot)
    return Told(True, "Webhook was set")


@method("deleteWebhook")
def delete_webhook(call: Call) -> Told:
    return _remove_webhook(call)


def _remove_webhook(call: Call) -> Told:
    bot = call.bot
    if call.params.flag("drop_pending_updates"):
        call.world.mailbox.clear(bot)
    known = bot.webhook is not None
    bot.webhook = None
    _put(call, bot)
    return Told(True, "Webhook was deleted" if known else "Webhook is already deleted")


@method("getWebhookInfo")
def get_webhook_info(call: Call) -> Json:
    bot = call.bot
    info: Json = {
        "url": bot.webhook.url if bot.webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": call.world.mailbox.pending(bot),
    }
    if bot.webhook:
        info["max_connections"] = bot.webhook.max_connections
        info["ip_address"] = "127.0.0.1"
        if bot.webhook.last_error_date is not None:
            info["last_error_date"] = bot.webhook.last_error_date
            info["last_error_message"] = bot.webhook.last_error_message
    if bot.allowed_updates:
        info["allowed_updates"] = bot.allowed_updates
    return info


@method("logOut")
@method("close")
def leave_server(call: Call) -> bool:
    call.world.polls.begin(call.bot.id, TERMINATED)
    return True


def _note_allowed(call: Call) -> None:
    """A list of kinds stays in force until another is given; an empty one means the usual kinds."""
    if "allowed_updates" not in call.params:
        return
    kinds: Any = call.params.structure("allowed_updates")
    wanted = [str(kind) for kind in kinds] if isinstance(kinds, list) else []
    if wanted != (call.bot.allowed_updates or []):
        call.bot.allowed_updates = wanted or None
        call.world.people.bots.put(call.bot.id, call.bot)


def _put(call: Call, bot: Bot) -> None:
    call.world.people.bots.put(bot.id, bot)
    if bot.webhook is not None:
        call.world.polls.begin(bot.id, TERMINATED_BY_WEBHOOK)
    call.world.webhooks.wake(bot)
