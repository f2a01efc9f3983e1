"""From what is to be told to messages on their way: every `Told` is rendered in its reader's language, in the job."""

from collections.abc import Iterable
from datetime import datetime

from domain.messages import Message
from domain.people import Actor, Address
from domain.telling import Told
from handlers.views import VIEWS
from locales import Text
from services import walkins
from services.commands import today
from services.groups import showing
from services.suggestions.receipts import undelivered
from services.suggestions.supporting import spread
from storage import groups, outbox, people, talks
from storage.tx import Tx


def tell(tx: Tx, told: Iterable[Told], now: datetime, actor: Actor | None = None) -> None:
    """Put on its way what is to be told, also to those who support a case. What has a key that was used is left out."""
    waiting: dict[int, None] = {}  # what was said in cases, where somebody can't be reached
    news = showing.News()
    for item in spread(tx, told):
        if item.dedupe is not None and not outbox.claim(tx, item.dedupe, now):
            continue
        news.hear(item)
        if _tell(tx, item, now, actor) and item.message is not None:
            waiting[item.message] = None
    for item in undelivered(tx, waiting, now):
        _tell(tx, item, now, actor)
    for item in showing.spread(tx, news, now):
        if item.dedupe is None or outbox.claim(tx, item.dedupe, now):
            _tell(tx, item, now, actor)


def _tell(tx: Tx, told: Told, now: datetime, actor: Actor | None) -> bool:
    """Put it on its way. Whether it must wait, since its reader can't be reached."""
    at, language, unreachable = _reach(tx, told.to, actor)
    if at is None:  # a person without an account: the services have told those who stand in, or here they do
        for item in walkins.instead(tx, told, now):
            _tell(tx, item, now, actor)
        return False
    for number, message in enumerate(render(tx, told, language, now)):
        outbox.add(
            tx,
            at,
            _gathered(told.gather, number, message),
            now,
            priority=told.priority,
            case=told.case,
            case_message=told.message,
            dedupe=told.dedupe,
            expires=told.expires,
            parked=unreachable,
            delay=told.delay,
            recipient=told.recipient,
        )
    return unreachable


def _gathered(album: str | None, number: int, message: Message) -> Message:
    """What is told of an album is a card that is sent once: until then each part's takes the place of the last."""
    if album is None or message.card is not None:
        return message
    return message.model_copy(update={"card": f"album:{album}:{number}", "closes": True})


def render(tx: Tx, told: Told, language: str, now: datetime) -> list[Message]:
    """The messages of one `Told`."""
    text = Text(language, tx.rules.locale.zone, tx.rules.bot_username, today(tx.rules, now), tx.rules.categories.named)
    rendered = VIEWS[told.kind](text, **told.facts)
    return rendered if isinstance(rendered, list) else [rendered]


def _reach(tx: Tx, to: int | Address, actor: Actor | None) -> tuple[Address | None, str, bool]:
    """Where, in which language, and whether it must wait. Whoever is speaking is answered where they speak."""
    if isinstance(to, Address):
        return to, language_of(tx, to, actor), False
    if actor is not None and actor.person_id == to:
        return actor.at, actor.language, False
    found = people.reach(tx, to)
    if found is None:
        return None, tx.rules.locale.default, False
    return found.at, found.language, found.unreachable


def language_of(tx: Tx, at: Address, actor: Actor | None) -> str:
    """The language at an address: the group's or the person's, else what a stranger chose, else the account's."""
    if at.is_group:
        return groups.language(tx, at) or (actor.language if actor else tx.rules.locale.default)
    if known := people.language_at(tx, at):
        return known
    talk = talks.find(tx, at)
    chosen = talk.data.get("language") if talk else None
    return str(chosen or (actor.language if actor else tx.rules.locale.default))
