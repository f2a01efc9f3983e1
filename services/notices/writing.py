"""Writing a notice: words in one language or two, files, a button, of which kind it is. All stands in its draft.

Every message changes the draft and shows its card; so what was written is kept, whatever comes in between.
"""

from datetime import datetime

from domain.messages import File
from domain.notices import BY_CODE, FILES, WORDS, Content, Notice, Wording, fits, read_link, units
from domain.notices.audience import Audience
from domain.notices.life import Action
from domain.people import Actor
from domain.telling import END, Outcome, Talk, Told
from services.commands import Command, RefusedError
from services.notices.moving import note
from services.notices.rights import OfNotice, load, role_for, scope, scopes
from services.notices.showing import card, stale
from services.suggestions.saying import Say
from storage import notices, talks
from storage.tx import Tx

WRITE, ATTACH, LINK = "notice.words", "notice.files", "notice.link"
LANGUAGES = ("zh", "en")


class New(Command):
    """A new notice of a unit ("u3") or station ("s4"); of the only one if none is named."""

    scope: str = ""


class Part(OfNotice):
    """A part of a draft that is to be changed."""

    value: str


class Write(Say):
    """Words with their marks, and files."""

    wording: Wording = Wording()


def ask_new(tx: Tx, actor: Actor, command: New, now: datetime) -> Outcome:
    """Ask for the words of a new one; who has several places is asked for which first."""
    own = scopes(tx, actor)
    if not command.scope and len(own) > 1:
        return Outcome.tell(Told(actor.person, "notice.scopes", {"scopes": own}))
    chosen = scope(tx, actor, command.scope or own[0].key)
    return _ask(actor, WRITE, {"notice": 0, "scope": chosen.key, "language": actor.language})


def part(tx: Tx, actor: Actor, command: Part, now: datetime) -> Outcome:
    """What can be changed, or the question for one part of it."""
    notice, other = draft(tx, actor, command, now)
    if other is not None:
        return other
    facts = {"notice": notice}
    if command.value in LANGUAGES:
        return _ask(actor, WRITE, {"notice": notice.id, "scope": "", "language": command.value}, notice)
    if command.value in ("files", "link"):
        return _ask(actor, ATTACH if command.value == "files" else LINK, {"notice": notice.id}, notice)
    if command.value == "kinds":
        role = role_for(tx, actor, notice, Action.EDIT)
        kinds = [kind.code for kind in BY_CODE.values() if role and fits(kind, notice.audience, role)]
        return Outcome.tell(Told(actor.person, "notice.kinds", {**facts, "kinds": kinds}))
    if command.value == "more":
        return Outcome.tell(Told(actor.person, "notice.parts", facts))
    return Outcome.tell(card(tx, actor.person, notice, now), talk=END)


def change(tx: Tx, actor: Actor, command: Part, now: datetime) -> Outcome:
    """Change a part of it by a button: the kind, whether it is to be noted, or that there is no file or link."""
    notice, other = draft(tx, actor, command, now)
    if other is not None:
        return other
    what, _, value = command.value.partition("_")
    role = role_for(tx, actor, notice, Action.EDIT)
    if what == "kind" and value in BY_CODE and role and fits(BY_CODE[value], notice.audience, role):
        changes: dict[str, object] = {"kind": value}
    elif what == "noted":
        changes = {"noted": value == "1"}
    elif command.value in ("files_0", "link_0"):
        changes = {"files": ()} if what == "files" else {"link": None}
    elif what == "drop" and value in notice.content.texts and len(notice.content.texts) > 1:
        changes = {"texts": {key: text for key, text in notice.content.texts.items() if key != value}}
    else:
        return Outcome(toast="button.unknown")
    changed = keep(tx, notice, notice.content.model_copy(update=changes))
    return Outcome.tell(Told(actor.person, "notice.parts", {"notice": changed}))


def write(tx: Tx, actor: Actor, command: Write, now: datetime) -> Outcome:
    """The words of a new notice, or of one language of a draft; files that come with them are kept as well."""
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != WRITE:
        raise RefusedError("refused.no_notices")
    if wrong := unfit(command.wording, command.files):
        return Outcome.tell(Told(actor.person, "notice.unfit", wrong))
    notice = _talked_of(tx, actor, talk)
    if notice is None:
        chosen = scope(tx, actor, talk.data["scope"])
        content = Content(texts=_texts({}, talk.data["language"], command.wording), files=command.files)
        audience = Audience(unit=chosen.unit_id, station=chosen.station_id)
        id_ = notices.add(tx, actor.person, chosen.role, chosen.unit_id, chosen.station_id, content, audience, now)
        notice = load(tx, actor, id_)
        note(tx, actor, notice, Action.EDIT, chosen.role, now)
    else:
        texts = _texts(notice.content.texts, talk.data["language"], command.wording)
        more = notice.content.model_copy(update={"texts": texts})
        if command.files:
            more = more.model_copy(update={"files": command.files})
        notice = keep(tx, notice, more)
    return Outcome.tell(card(tx, actor.person, notice, now, fresh=True), talk=Talk(ATTACH, {"notice": notice.id}))


def attach(tx: Tx, actor: Actor, command: Write, now: datetime) -> Outcome:
    """One more photo or document, or the next part of an album."""
    talk = talks.find(tx, actor.at)
    if talk is None or talk.step != ATTACH:
        raise RefusedError("refused.no_notices")
    notice = _talked_of(tx, actor, talk)
    if notice is None:
        raise RefusedError("refused.no_notices")
    if wrong := unfit(Wording(words="-"), (*notice.content.files, *command.files)):
        return Outcome.tell(Told(actor.person, "notice.unfit", wrong))
    files = (*notice.content.files, *command.files)
    notice = keep(tx, notice, notice.content.model_copy(update={"files": files}))
    return Outcome.tell(card(tx, actor.person, notice, now, fresh=command.files[0].album is None))


def link(tx: Tx, actor: Actor, command: Say, now: datetime) -> Outcome:
    """A button: what stands on it, and the address."""
    talk = talks.find(tx, actor.at)
    notice = _talked_of(tx, actor, talk) if talk and talk.step == LINK else None
    if notice is None:
        raise RefusedError("refused.no_notices")
    found = read_link(command.words, actor.language)
    if found is None:
        return Outcome.tell(Told(actor.person, "notice.unfit", fault("link")))
    notice = keep(tx, notice, notice.content.model_copy(update={"link": found}))
    return Outcome.tell(card(tx, actor.person, notice, now, fresh=True), talk=END)


def discard(tx: Tx, actor: Actor, command: Part, now: datetime) -> Outcome:
    """Let a draft go; asked twice."""
    notice, other = draft(tx, actor, command, now)
    if other is not None:
        return other
    if command.value != "yes":
        return Outcome.tell(Told(actor.person, "notice.sure", {"notice": notice, "doing": "discard"}))
    role = role_for(tx, actor, notice, Action.DISCARD)
    if role is not None:
        note(tx, actor, notice, Action.DISCARD, role, now)
    notices.discard(tx, notice)
    return Outcome.tell(Told(actor.person, "notice.discarded", {"notice": notice}), talk=END)


def draft(tx: Tx, actor: Actor, command: OfNotice, now: datetime) -> tuple[Notice, Outcome | None]:
    """A draft that somebody may change, and for a press on an old card the current one. Raises RefusedError."""
    notice = load(tx, actor, command.notice_id)
    if role_for(tx, actor, notice, Action.EDIT) is None or notice.version != command.version:
        return notice, stale(tx, actor, notice, now)
    return notice, None


def keep(tx: Tx, notice: Notice, content: Content) -> Notice:
    """Keep another content of a draft. Returns the draft as it is then."""
    notices.write(tx, notice, content=content)
    found = notices.find(tx, notice.id)
    if found is None:
        raise LookupError(f"notice {notice.id} is gone")
    return found


def unfit(wording: Wording, files: tuple[File, ...]) -> dict[str, object] | None:
    """Why something can't be sent as it is, as facts; None where it can."""
    if not wording.words:
        return fault("words")
    if units(wording.words) > WORDS:
        return fault("long", n=units(wording.words), limit=WORDS)
    if any(file.kind == "voice" for file in files):
        return fault("voice")
    if len({file.kind for file in files}) > 1:
        return fault("mixed")
    return fault("many", limit=FILES) if len(files) > FILES else None


def fault(amiss: str, *, n: int = 0, limit: int = 0) -> dict[str, object]:
    """What is said of something that can't be sent as it is."""
    return {"amiss": amiss, "n": n, "limit": limit}


def _talked_of(tx: Tx, actor: Actor, talk: Talk) -> Notice | None:
    """The draft that the conversation is about; None for a new one. Raises RefusedError for what is no draft."""
    if not talk.data["notice"]:
        return None
    notice = load(tx, actor, talk.data["notice"])
    if role_for(tx, actor, notice, Action.EDIT) is None:
        raise RefusedError("refused.notice_on_its_way")
    return notice


def _texts(texts: dict[str, Wording], language: str, wording: Wording) -> dict[str, Wording]:
    return {**texts, language if language in LANGUAGES else LANGUAGES[0]: wording}


def _ask(actor: Actor, step: str, data: dict[str, object], notice: Notice | None = None) -> Outcome:
    language = str(data.get("language", ""))
    facts = {"step": step, "notice": notice, "language": language}
    return Outcome.tell(Told(actor.person, "notice.ask", facts), talk=Talk(step, data))
