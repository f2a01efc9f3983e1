"""Writing a suggestion: its parts come in any order, every step is kept, and all can be changed before it goes."""

from datetime import datetime, timedelta

from domain import categories
from domain.drafts import Draft
from domain.messages import File, Location
from domain.people import Actor
from domain.telling import END, Outcome, Talk, Told
from services.commands import Command, Nothing
from services.people import ask_place
from storage import talks
from storage.tx import Tx

ALBUM_PAUSE = timedelta(seconds=1.5)  # an album comes as several updates, and nothing says which is the last
CARD = "draft"
WORDS, PREVIEW, PLACE, REWRITE = "suggest.words", "suggest.preview", "suggest.place", "suggest.rewrite"
OFFER = "suggest.offer"


class Begin(Command):
    """Begin, or go on with what was begun; `link` is the deep link by which somebody came."""

    link: str = ""
    anew: bool = False  # let an older draft go


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
    if actor.unit_id is None:
        return ask_place(tx, actor, Nothing(), now)
    draft = talks.draft(tx, actor.person)
    if draft is not None and draft.says_something and not command.anew:
        return Outcome.tell(Told(actor.person, "suggest.resume", {"draft": draft}), talk=Talk(PREVIEW))
    talks.save_draft(tx, actor.person, Draft(link=command.link), now)
    return Outcome.tell(Told(actor.person, "suggest.ask", dict(facts)), talk=Talk(WORDS))


def resume(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Go on with the draft."""
    return preview(tx, actor, _draft(tx, actor), fresh=True)


def offer(tx: Tx, actor: Actor, command: Write | Attach, now: datetime) -> Outcome:
    """Words or files without any command: a draft begins with them at once, which is shown and can be let go.

    Where an older draft rests they wait in the conversation, while it asks to which of the two they belong.
    """
    if actor.person and actor.unit_id is None:
        return ask_place(tx, actor, Nothing(), now)
    old = talks.draft(tx, actor.person)
    if old is None or not old.says_something:
        return _add(tx, actor, command, now)
    talk = talks.find(tx, actor.at)
    waiting = Draft.model_validate(talk.data) if talk and talk.step == OFFER else Draft()
    waiting = _added(waiting, command)
    told = Told(actor.person, "suggest.offer", {"draft": old}, delay=_pause(command))
    return Outcome.tell(told, talk=Talk(OFFER, waiting.model_dump(mode="json")))


def join(tx: Tx, actor: Actor, command: Join, now: datetime) -> Outcome:
    """What waited goes to the older draft, or begins a new one in its place."""
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != OFFER:
        return resume(tx, actor, Nothing(), now)
    new = Draft.model_validate(talk.data)
    old = Draft() if command.anew else _draft(tx, actor)
    files = (*old.files, *new.files)[: tx.rules.limits.files]
    return _keep(tx, actor, old, old.changed(parts=(*old.parts, *new.parts), files=files), now)


def write(tx: Tx, actor: Actor, command: Write, now: datetime) -> Outcome:
    """Add words; the words of an edited message take the place of the old ones."""
    draft = _draft(tx, actor)
    changed = draft.with_words(command.message_id, command.words.strip())
    return _keep(tx, actor, draft, changed, now)


def rewrite(tx: Tx, actor: Actor, command: Write, now: datetime) -> Outcome:
    """Say it anew: these words instead of all that were there."""
    draft = _draft(tx, actor)
    changed = draft.changed(parts=()).with_words(command.message_id, command.words.strip())
    return _keep(tx, actor, draft, changed, now)


def edited(tx: Tx, actor: Actor, command: Write, now: datetime) -> Outcome:
    """A message was edited: while its words are part of a draft, they change there."""
    draft = _draft(tx, actor)
    if not any(part.message_id == command.message_id for part in draft.parts):
        return Outcome()
    return _keep(tx, actor, draft, draft.with_words(command.message_id, command.words.strip()), now, fresh=False)


def attach(tx: Tx, actor: Actor, command: Attach, now: datetime) -> Outcome:
    """Add a file and its caption. The parts of an album are answered together."""
    draft = _draft(tx, actor)
    if len(draft.files) >= tx.rules.limits.files and draft.with_file(command.file) is not draft:
        full = Told(actor.person, "suggest.files_full", {"n": tx.rules.limits.files}, dedupe=_once(actor, draft))
        return Outcome.tell(full)
    return _keep(tx, actor, draft, _added(draft, command), now, pause=_pause(command))


def choose_category(tx: Tx, actor: Actor, command: Choose, now: datetime) -> Outcome:
    """Correct the category that was proposed."""
    known = categories.BY_CODE.get(command.category)
    draft = _draft(tx, actor)
    return _change(tx, actor, draft.changed(category=known.code if known else None), now)


def ask_category(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Show the categories on the card."""
    return Outcome.tell(Told(actor.person, "suggest.categories", {"draft": _draft(tx, actor)}), talk=Talk(PREVIEW))


def ask_where(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Ask for the place of the matter."""
    return Outcome.tell(Told(actor.person, "suggest.ask_place"), talk=Talk(PLACE))


def set_place(tx: Tx, actor: Actor, command: Place, now: datetime) -> Outcome:
    """Note the place of the matter."""
    changed = _draft(tx, actor).changed(location=command.location, place=command.words.strip()[:200])
    return _change(tx, actor, changed, now, fresh=True)


def toggle_anonymous(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Hide the name from the representative, or show it again."""
    draft = _draft(tx, actor)
    return _change(tx, actor, draft.changed(anonymous=not draft.anonymous), now)


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
    """Throwing a draft away is asked twice."""
    return Outcome.tell(Told(actor.person, "suggest.ask_discard"), talk=Talk(PREVIEW))


def discard(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """Throw the draft away."""
    talks.drop_draft(tx, actor.person)
    return Outcome.tell(Told(actor.person, "suggest.discarded"), talk=END)


def cancel(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """/cancel: leave the conversation. A draft stays."""
    if actor.is_stranger:
        return Outcome.tell(Told(actor.at, "start.declined"), talk=END)
    draft = talks.draft(tx, actor.person)
    kept = draft is not None and draft.says_something
    return Outcome.tell(Told(actor.person, "cancel.kept" if kept else "cancel.done"), talk=END)


def preview(tx: Tx, actor: Actor, draft: Draft, *, fresh: bool, pause: timedelta = timedelta()) -> Outcome:
    """The card of the draft, with its buttons; what says nothing yet, or was handed in already, has no card."""
    if not draft.says_something:
        return Outcome.tell(Told(actor.person, "suggest.say_something"), talk=Talk(WORDS))
    told = Told(actor.person, "suggest.preview", {"draft": draft, "fresh": fresh}, delay=pause)
    return Outcome.tell(told, talk=Talk(PREVIEW))


def category_of(draft: Draft) -> str:
    """The category of a draft: the chosen one, else the one that its words propose."""
    return draft.category or categories.propose(draft.words).code


def _draft(tx: Tx, actor: Actor) -> Draft:
    return talks.draft(tx, actor.person) or Draft()


def _keep(
    tx: Tx, actor: Actor, old: Draft, new: Draft, now: datetime, *, fresh: bool = True, pause: timedelta = timedelta()
) -> Outcome:
    """Keep a changed draft, unless it says too much; ask on while it says nothing yet."""
    too_many = len(new.words) - tx.rules.limits.words
    if too_many > 0:
        facts = {"limit": tx.rules.limits.words, "over": too_many}
        return Outcome.tell(Told(actor.person, "suggest.too_long", facts))
    if not new.says_something:
        talks.save_draft(tx, actor.person, new, now)
        return Outcome.tell(Told(actor.person, "suggest.say_something"), talk=Talk(WORDS))
    return _change(tx, actor, new, now, fresh=fresh, pause=pause)


def _change(
    tx: Tx, actor: Actor, draft: Draft, now: datetime, *, fresh: bool = False, pause: timedelta = timedelta()
) -> Outcome:
    talks.save_draft(tx, actor.person, draft, now)
    return preview(tx, actor, draft, fresh=fresh, pause=pause)


def _add(tx: Tx, actor: Actor, command: Write | Attach, now: datetime) -> Outcome:
    if isinstance(command, Attach):
        return attach(tx, actor, command, now)
    return write(tx, actor, command, now)


def _added(draft: Draft, command: Write | Attach) -> Draft:
    """The draft with these words, or this file and its caption."""
    if isinstance(command, Write):
        return draft.with_words(command.message_id, command.words.strip())
    changed = draft.with_file(command.file)
    if command.caption and command.file.message_id is not None:
        return changed.with_words(command.file.message_id, command.caption.strip())
    return changed


def _pause(command: Write | Attach) -> timedelta:
    """The parts of an album are answered together."""
    return ALBUM_PAUSE if isinstance(command, Attach) and command.file.album else timedelta()


def _once(actor: Actor, draft: Draft) -> str:
    return f"files_full:{actor.person}:{draft.revision}"
