"""What the author of a case lets the representative see: name and phone, the name, or nothing.

It is chosen in the draft, each time anew; what was chosen last is there already. The number is asked for only where
it is to be shown, must be the author's own, and is kept beyond the case only if its author wants that.
"""

from dataclasses import replace
from datetime import datetime

from domain.drafts import Draft
from domain.people import Actor
from domain.showing import Shown, telephone
from domain.telling import KEEP, Outcome, Talk, Told
from services.commands import Command, Nothing
from services.suggestions.drafting import PREVIEW, preview
from storage import people, talks
from storage.tx import Tx

PHONE = "suggest.phone"


class Choose(Command):
    """What shall be seen."""

    shown: Shown


class Phone(Command):
    """A number: typed, or a visiting card, which may be somebody else's."""

    words: str
    own: bool = True


def ask(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Show the three choices on the draft's card."""
    draft = _draft(tx, actor)
    if not draft.says_something:
        return preview(tx, actor, draft, fresh=False)
    facts = {"draft": draft, "phone": draft.phone or people.showing(tx, actor.person).phone or ""}
    return Outcome.tell(Told(actor.person, "suggest.who", facts), talk=Talk(PREVIEW))


def choose(tx: Tx, actor: Actor, command: Choose, now: datetime) -> Outcome:
    """Note the choice. Where a number is to be shown that nobody knows, it is asked for first."""
    people.set_shown(tx, actor.person, command.shown)
    draft = _draft(tx, actor)
    phone = draft.phone or people.showing(tx, actor.person).phone or ""
    if command.shown is Shown.PHONE and not phone:
        return ask_phone(tx, actor, Nothing(), now)
    return _show(tx, actor, draft, command.shown, phone if command.shown is Shown.PHONE else "", now)


def ask_phone(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Ask for the number, or for another one than the one that is known."""
    return Outcome.tell(Told(actor.person, "suggest.ask_phone"), talk=Talk(PHONE))


def give_phone(tx: Tx, actor: Actor, command: Phone, now: datetime) -> Outcome:
    """The number for this case. Whether it is kept for the next one is asked, unless it is known."""
    if not command.own:
        return Outcome.tell(Told(actor.person, "suggest.not_own_phone"), talk=KEEP)
    number = telephone(command.words)
    if number is None:
        return Outcome.tell(Told(actor.person, "suggest.no_phone"), talk=KEEP)
    known = people.showing(tx, actor.person).phone == number
    people.set_shown(tx, actor.person, Shown.PHONE)
    shown = _show(tx, actor, _draft(tx, actor), Shown.PHONE, number, now, fresh=True)
    question = () if known else (Told(actor.person, "suggest.remember_phone", {"phone": number}),)
    return replace(shown, told=(Told(actor.person, "suggest.phone_noted", {"phone": number}), *shown.told, *question))


def remember(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Keep the draft's number for later cases. Pressed too late there is none to keep."""
    if phone := _draft(tx, actor).phone:
        people.set_phone(tx, actor.person, phone)
    return _decided(actor, "suggest.phone_kept" if phone else "suggest.gone")


def once(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Do not keep it."""
    return _decided(actor, "suggest.phone_once")


def _decided(actor: Actor, toast: str) -> Outcome:
    return Outcome.tell(Told(actor.person, "suggest.phone_decided"), toast=toast)


def _draft(tx: Tx, actor: Actor) -> Draft:
    return talks.draft(tx, actor.person) or Draft()


def _show(
    tx: Tx, actor: Actor, draft: Draft, shown: Shown, phone: str, now: datetime, *, fresh: bool = False
) -> Outcome:
    changed = draft.changed(anonymous=shown is Shown.NOTHING, phone=phone)
    talks.save_draft(tx, actor.person, changed, now)
    return preview(tx, actor, changed, fresh=fresh)
