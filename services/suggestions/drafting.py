"""Writing a suggestion: its parts come in any order, every step is kept, and all can be changed before it goes."""

from dataclasses import replace
from datetime import datetime, timedelta

from domain.courtesy import courtesy
from domain.drafts import Draft
from domain.messages import File, Location
from domain.people import Actor
from domain.showing import Shown
from domain.telling import ALBUM_PAUSE, END, KEEP, Outcome, Talk, Told
from domain.walkins import LINK
from services.commands import Command, Nothing
from services.moderation import stops_handing_in
from services.people import ask_place
from services.suggestions import duplicates
from storage import people, talks
from storage.talks import WAITING
from storage.tx import Tx

CARD = "draft"
WORDS, PREVIEW, PLACE, REWRITE = "suggest.words", "suggest.preview", "suggest.place", "suggest.rewrite"
OFFER = "suggest.offer"
LONGEST_PLACE = 200  # characters


class Begin(Command):
    """Begin, or go on with what was begun; `link` is the deep link by which somebody came."""

    link: str = ""
    anew: bool = False  # let an older draft go
    reception: int = 0  # at which it is raised
    caller: str = ""  # for whom an officer writes it down


class Write(Command):
    """Words, with the message that they stand in."""

    message_id: int
    words: str


class Attach(Command):
    """A photo, a voice message or a document, with its caption."""

    file: File
    caption: str = ""


class Place(Command):
    """Where it is: a position, or words."""

    location: Location | None = None
    words: str = ""


class Join(Command):
    """Where words belong that came while an older draft rested."""

    anew: bool


class Choose(Command):
    """A category."""

    category: str


def begin(tx: Tx, actor: Actor, command: Begin, now: datetime, **facts: object) -> Outcome:
    """Ask what is wrong; somebody with an unfinished draft is asked whether to go on with it."""
    draft, waiting = _draft(tx, actor), _waiting(tx, actor)
    if actor.unit_id is None and LINK not in (command.link, waiting.link):
        if command.reception:  # it is gone on with once the home is known
            talks.save_draft(tx, actor.person, waiting.changed(reception=command.reception), now, WAITING)
        return ask_place(tx, actor, Nothing(), now)
    if not waiting.is_empty:
        return join(tx, actor, Join(anew=True), now) if command.anew else _ask_where_it_belongs(actor, draft)
    if not draft.is_empty and not command.anew:
        talks.save_draft(tx, actor.person, _begun(command, Draft()), now, WAITING)
        return resting(actor, draft)
    fresh = _shown_as_last(tx, actor, _begun(command, waiting, draft.revision))
    talks.save_draft(tx, actor.person, fresh, now)
    talks.drop_draft(tx, actor.person, WAITING)
    if fresh.is_for_another:
        return Outcome.tell(Told(actor.person, "walkin.ask"), talk=Talk(WORDS))
    told = Told(actor.person, "suggest.ask", dict(facts))
    return Outcome.tell(told, *_muted(tx, actor, now), talk=Talk(WORDS))


def _begun(command: Begin, waiting: Draft, revision: int = 0) -> Draft:
    """An empty draft that knows where it began."""
    return Draft(link=command.link or waiting.link, reception=command.reception or waiting.reception,
                 caller=command.caller or waiting.caller, revision=revision)  # fmt: skip


def resting(actor: Actor, draft: Draft) -> Outcome:
    """Whether to go on with an unfinished draft."""
    return Outcome.tell(Told(actor.person, "suggest.resume", {"draft": draft}), talk=Talk(OFFER))


def resume(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Go on with the draft."""
    if not _waiting(tx, actor).is_empty:
        return join(tx, actor, Join(anew=False), now)
    talks.drop_draft(tx, actor.person, WAITING)
    return preview(tx, actor, _draft(tx, actor), fresh=True)


def offer(tx: Tx, actor: Actor, command: Write | Attach, now: datetime) -> Outcome:
    """Words or files without any command: a draft begins with them at once, which is shown and can be let go.

    Where an older draft rests they wait beside it, and it is asked to which of the two they belong. A mere courtesy
    is answered with one; staff, who may have meant a resident, are told where words to a resident go.
    """
    if actor.person and actor.unit_id is None:
        return ask_place(tx, actor, Nothing(), now)
    if isinstance(command, Write) and (polite := courtesy(command.words)):
        kind = "courtesy.thanks" if polite == "thanks" else "courtesy.greeting"
        return Outcome.tell(Told(actor.person, kind))
    old = _draft(tx, actor)
    if not old.says_something:
        begun = write(tx, actor, command, now) if isinstance(command, Write) else attach(tx, actor, command, now)
        hint = (Told(actor.person, "suggest.not_to_resident"),) if actor.is_staff and old.is_empty else ()
        muted = _muted(tx, actor, now) if old.is_empty else ()
        return replace(begun, told=(*hint, *begun.told, *muted))
    talks.save_draft(tx, actor.person, _added(_waiting(tx, actor), command), now, WAITING)
    return _ask_where_it_belongs(actor, old, _album(command))


def join(tx: Tx, actor: Actor, command: Join, now: datetime) -> Outcome:
    """What waited goes to the older draft, or begins a new one in its place."""
    old, new = _draft(tx, actor), _waiting(tx, actor)
    if new.is_empty:
        return resume(tx, actor, Nothing(), now)
    if command.anew:
        old = _shown_as_last(tx, actor, _begun(Begin(), new, old.revision))
    limit, files = tx.rules.limits.files, (*old.files, *new.files)
    joined = old.changed(parts=(*old.parts, *new.parts), files=files[:limit])
    if _is_too_long(tx, joined):
        return _too_long(tx, actor, joined)
    talks.drop_draft(tx, actor.person, WAITING)
    outcome = _keep(tx, actor, joined, now)
    full = (Told(actor.person, "suggest.files_full", {"n": limit}),) if len(files) > limit else ()
    return replace(outcome, told=(*outcome.told, *full))


def let_go(tx: Tx, actor: Actor, now: datetime) -> None:
    """The draft was handed in or thrown away; what waited beside it is the draft now."""
    talks.drop_draft(tx, actor.person)
    waiting = _waiting(tx, actor)
    talks.drop_draft(tx, actor.person, WAITING)
    if not waiting.is_empty:
        talks.save_draft(tx, actor.person, _shown_as_last(tx, actor, waiting), now)


def write(tx: Tx, actor: Actor, command: Write, now: datetime) -> Outcome:
    """Add words; the words of an edited message take the place of the old ones."""
    return _keep(tx, actor, _added(_draft(tx, actor), command), now)


def rewrite(tx: Tx, actor: Actor, command: Write, now: datetime) -> Outcome:
    """Say it anew: these words instead of all that were there."""
    return _keep(tx, actor, _added(_draft(tx, actor).changed(parts=()), command), now)


def edited(tx: Tx, actor: Actor, command: Write, now: datetime) -> Outcome | None:
    """A message was edited: while it is part of a draft, its words change there. None if it is part of none."""
    for kind in (talks.SUGGESTION, WAITING):
        draft = talks.draft(tx, actor.person, kind)
        if draft is None or command.message_id not in draft.message_ids:  # a photo may get its first words by this
            continue
        changed = _added(draft, command)
        if kind == WAITING:
            talks.save_draft(tx, actor.person, changed, now, WAITING)
            return Outcome()
        outcome = _keep(tx, actor, changed, now, fresh=False)
        return replace(outcome, talk=KEEP) if changed.says_something else outcome
    return None


def attach(tx: Tx, actor: Actor, command: Attach, now: datetime) -> Outcome:
    """Add a file and its caption. The parts of an album are answered together."""
    draft, file = _draft(tx, actor), command.file
    if len(draft.files) >= tx.rules.limits.files and draft.with_file(file) is not draft:
        once = f"files_full:{actor.person}:{file.album or file.message_id}"
        return Outcome.tell(Told(actor.person, "suggest.files_full", {"n": tx.rules.limits.files}, dedupe=once))
    return _keep(tx, actor, _added(draft, command), now, album=_album(command))


def choose_category(tx: Tx, actor: Actor, command: Choose, now: datetime) -> Outcome:
    """Correct the category that was proposed."""
    chosen = command.category if tx.rules.categories.offers(command.category) else None
    return _change(tx, actor, _draft(tx, actor).changed(category=chosen), now)


def ask_category(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Show the categories on the card."""
    offered = [one.code for one in tx.rules.categories.offered]
    facts = {"draft": _shown(tx, _draft(tx, actor)), "offered_categories": offered}
    return Outcome.tell(Told(actor.person, "suggest.categories", facts), talk=Talk(PREVIEW))


def ask_where(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Ask for the place of the matter."""
    return Outcome.tell(Told(actor.person, "suggest.ask_place"), talk=Talk(PLACE))


def set_place(tx: Tx, actor: Actor, command: Place, now: datetime) -> Outcome:
    """Note the place of the matter. Who says too much of it is told so: nothing is cut off."""
    words = command.words.strip()
    if len(words) > LONGEST_PLACE:
        facts = {"limit": LONGEST_PLACE, "over": len(words) - LONGEST_PLACE}
        return Outcome.tell(Told(actor.person, "suggest.too_long", facts))
    changed = _draft(tx, actor).changed(location=command.location, place=words)
    return _change(tx, actor, changed, now, fresh=True)


def drop_file(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Take the last file away again."""
    draft = _draft(tx, actor)
    return _change(tx, actor, draft.changed(files=draft.files[:-1]), now)


def ask_rewrite(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Ask for new words; the old ones stay until they come."""
    return Outcome.tell(Told(actor.person, "suggest.ask_rewrite"), talk=Talk(REWRITE))


def show(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """The card as it stands now."""
    return preview(tx, actor, _draft(tx, actor), fresh=False)


def ask_discard(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Throwing a draft away is asked twice, on the card itself: no button of the question outlives the draft."""
    draft = _draft(tx, actor)
    if not draft.says_something:
        return preview(tx, actor, draft, fresh=False)
    return Outcome.tell(Told(actor.person, "suggest.ask_discard"), talk=Talk(PREVIEW))


def discard(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Throw the draft away."""
    let_go(tx, actor, now)
    return Outcome.tell(Told(actor.person, "similar.close"), Told(actor.person, "suggest.discarded"), talk=END)


def cancel(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/cancel: leave the conversation. A draft stays."""
    if actor.is_stranger:
        return Outcome.tell(Told(actor.at, "start.declined"), talk=END)
    kept = not (_draft(tx, actor).is_empty and _waiting(tx, actor).is_empty)
    return Outcome.tell(Told(actor.person, "cancel.kept" if kept else "cancel.done"), talk=END)


def preview(tx: Tx, actor: Actor, draft: Draft, *, fresh: bool, pause: timedelta = timedelta()) -> Outcome:
    """The card of the draft, with its buttons; what says nothing yet, or was handed in already, has no card."""
    if not draft.says_something:
        return Outcome.tell(Told(actor.person, "suggest.say_something"), talk=Talk(WORDS))
    told = Told(actor.person, "suggest.preview", {"draft": _shown(tx, draft), "fresh": fresh}, delay=pause)
    return Outcome.tell(told, talk=Talk(PREVIEW))


def category_of(tx: Tx, draft: Draft) -> str:
    """The category of a draft: the chosen one while it is offered, else the one that its words propose."""
    known = tx.rules.categories
    if draft.category and known.offers(draft.category):
        return draft.category
    return known.propose(draft.words).code


def _shown(tx: Tx, draft: Draft) -> Draft:
    """The draft as its card shows it: with its category."""
    return draft.of(category_of(tx, draft))


def _muted(tx: Tx, actor: Actor, now: datetime) -> tuple[Told, ...]:
    """Who may not hand in at home now hears so when a draft begins, and not only when it is done."""
    stopped = stops_handing_in(tx, actor, actor.unit_id, now) if actor.unit_id is not None else None
    return stopped.told if stopped else ()


def _draft(tx: Tx, actor: Actor) -> Draft:
    return talks.draft(tx, actor.person) or _shown_as_last(tx, actor, Draft())


def _shown_as_last(tx: Tx, actor: Actor, draft: Draft) -> Draft:
    """What its author let the representative see last is the choice that a new draft begins with."""
    last = people.showing(tx, actor.person)
    shown = last.shown or tx.rules.privacy.shown
    phone = last.phone or "" if shown is Shown.PHONE else ""
    return draft.model_copy(update={"anonymous": shown is Shown.NOTHING, "phone": phone})


def _waiting(tx: Tx, actor: Actor) -> Draft:
    return talks.draft(tx, actor.person, WAITING) or Draft()


def _ask_where_it_belongs(actor: Actor, old: Draft, album: str | None = None) -> Outcome:
    told = Told(actor.person, "suggest.offer", {"draft": old}, delay=_pause(album))
    return Outcome.tell(told, talk=Talk(OFFER))


def _keep(tx: Tx, actor: Actor, new: Draft, now: datetime, *, fresh: bool = True, album: str | None = None) -> Outcome:
    """Keep a changed draft, unless it says too much; ask on while it says nothing yet."""
    if _is_too_long(tx, new):
        return _too_long(tx, actor, new)
    if not new.says_something:
        talks.save_draft(tx, actor.person, new, now)
        once = f"say_something:{actor.person}:{album}" if album else None
        return Outcome.tell(Told(actor.person, "suggest.say_something", dedupe=once), talk=Talk(WORDS))
    return _change(tx, actor, new, now, fresh=fresh, pause=_pause(album))


def _is_too_long(tx: Tx, draft: Draft) -> bool:
    return len(draft.words) > tx.rules.limits.words


def _too_long(tx: Tx, actor: Actor, draft: Draft) -> Outcome:
    limit = tx.rules.limits.words
    return Outcome.tell(Told(actor.person, "suggest.too_long", {"limit": limit, "over": len(draft.words) - limit}))


def _change(
    tx: Tx, actor: Actor, draft: Draft, now: datetime, *, fresh: bool = False, pause: timedelta = timedelta()
) -> Outcome:
    draft, similar = duplicates.offer(tx, actor, draft, category_of(tx, draft), pause)
    talks.save_draft(tx, actor.person, draft, now)
    shown = preview(tx, actor, draft, fresh=fresh, pause=pause)
    return replace(shown, told=(*shown.told, *similar))


def _added(draft: Draft, command: Write | Attach) -> Draft:
    """The draft with these words, or this file and its caption."""
    if isinstance(command, Write):
        return draft.with_words(command.message_id, command.words.strip())
    changed = draft.with_file(command.file)
    if command.caption and command.file.message_id is not None:
        return changed.with_words(command.file.message_id, command.caption.strip())
    return changed


def _album(command: Write | Attach) -> str | None:
    return command.file.album if isinstance(command, Attach) else None


def _pause(album: str | None) -> timedelta:
    """The parts of an album are answered together."""
    return ALBUM_PAUSE if album else timedelta()
