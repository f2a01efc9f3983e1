"""What is shown of deeds that wait for a second person."""

from collections.abc import Mapping
from typing import Any

from domain.approvals import Approval, State
from domain.messages import Button, Message
from handlers.quoting import quoted
from handlers.viewing import button, view
from locales import Html, Text


@view("approval.card")
def card(t: Text, approval: Approval, deed: Mapping[str, Any], own: bool, fresh: bool, nearly_over: bool) -> Message:
    """A request as it stands, for who asked or for who can decide."""
    waits = approval.state is State.WAITING
    lines = [_head(t, approval, deed)]
    lines += _waiting(t, approval, own=own, soon=nearly_over) if waits else _outcome(t, approval)
    rows = _buttons(t, approval, own=own) if waits else ()
    subject = f"approval:{approval.id}"
    return Message(text=Html("\n".join(lines)), buttons=rows, card=subject, fresh=fresh, closes=not waits)


def _head(t: Text, approval: Approval, deed: Mapping[str, Any]) -> Html:
    return t(f"approval.what_{approval.kind.value}", **deed)


def _waiting(t: Text, approval: Approval, *, own: bool, soon: bool) -> list[Html]:
    until = {"day": t.day(approval.expires), "time": t.time(approval.expires)}
    if own:
        return [t("approval.own", unit=approval.unit, **until)]
    lines = [t("approval.asked", who=approval.asker, **until)]
    return [t("approval.soon"), *lines] if soon else lines


def _buttons(t: Text, approval: Approval, *, own: bool) -> tuple[tuple[Button, ...], ...]:
    if own:
        return ((button(t("approval.withdraw"), "approval.withdraw", approval.id),),)
    yes = button(t("approval.yes"), "approval.yes", approval.id)
    return ((yes, button(t("approval.no"), "approval.no", approval.id)),)


def _outcome(t: Text, approval: Approval) -> list[Html]:
    """What became of it, and why."""
    lines = [t(f"approval.is_{approval.state.value}", who=approval.decider)]
    if approval.state is State.VOID:
        return [*lines, t(approval.reason)]
    return [*lines, quoted(t, approval.reason)] if approval.reason else lines


@view("approval.news")
def news(t: Text, approval: Approval, deed: Mapping[str, Any]) -> Message:
    """For both: it is decided."""
    return Message(text=Html("\n".join([_head(t, approval, deed), *_outcome(t, approval)])))


@view("approval.ask_reason")
def ask_reason(t: Text, approval: Approval) -> Message:
    return Message(text=t("approval.ask_reason", who=approval.asker))


@view("approval.long_reason")
def long_reason(t: Text, limit: int) -> Message:
    return Message(text=t("approval.long_reason", limit=limit))
