"""What is shown of a notice that is being written: the draft, its parts, the questions, and whether it shall go."""

from datetime import datetime
from itertools import accumulate
from unicodedata import east_asian_width

from domain.messages import Button, Message
from domain.notices import FILES, LABEL, WORDS, Notice
from domain.notices.times import STAMP
from handlers.notices.audience_views import examples, who
from handlers.quoting import shortened
from handlers.viewing import button, view
from locales import LANGUAGES, Html, Text
from services.notices.counting import Size
from services.notices.rights import Scope

QUOTED = 500  # UTF-16 units of each wording on the card
LISTED = 28  # columns of a notice's beginning on a button, two for a Chinese character: a telephone shows no more


def card_of(notice: Notice) -> str:
    """What the card of a notice is known by in a chat."""
    return f"notice:{notice.id}"


def press(t: Text, key: str, verb: str, notice: Notice, value: str = "") -> Button:
    """A button on the card of a notice."""
    return button(t(key), verb, notice.id, notice.version, value)


@view("notice.list")
def listed(t: Text, notices: list[Notice], more: bool, fresh: bool) -> Message:
    """The newest ones, and a button for a new one."""
    rows: list[tuple[Button, ...]] = [(button(t("notice.new"), "notice.new"),)]
    for one in notices:
        label = t("notice.line", state=t(f"notice.state_{one.state.value}"), title=_begins(one.content.title))
        rows.append((button(label, "notice.show", one.id, one.version),))
    if more and notices:
        rows.append((button(t("page.on"), "notice.list", notices[-1].id),))
    text = t("notice.list") if notices else t("notice.list_empty")
    return Message(text=text, buttons=tuple(rows), card="notice.list", fresh=fresh)


def _begins(title: str) -> str:
    columns = accumulate(2 if east_asian_width(sign) in "WF" else 1 for sign in title)
    fits = sum(upto <= LISTED for upto in columns)
    return title if fits == len(title) else title[: fits - 1].rstrip("…") + "…"


@view("notice.scopes")
def scopes(t: Text, scopes: list[Scope]) -> Message:
    """Whose notice it is to be."""
    rows = tuple((button(scope.name, "notice.new", value=scope.key),) for scope in scopes)
    return Message(text=t("notice.scopes"), buttons=rows, card="notice.list", fresh=False)


@view("notice.ask")
def ask(t: Text, step: str, notice: Notice | None, language: str) -> Message:
    """The question for one part."""
    if step in ("notice.words", "notice.correct"):
        facts = {"language": t(f"language.{language or 'zh'}"), "limit": WORDS}
        return Message(text=t("notice.ask_words" if step == "notice.words" else "notice.ask_correct", **facts))
    if step == "notice.files":
        return Message(text=t("notice.ask_files", n=FILES))
    return Message(text=t("notice.ask_link", n=LABEL))


@view("notice.ask_when")
def ask_when(t: Text, notice: Notice, moments: dict[str, datetime]) -> Message:
    """When it shall go: by a press, or in words."""
    buttons = [
        button(t(f"notice.at_{name}", day=t.day(at), time=t.time(at)), "notice.at", notice.id, notice.version,
               f"{at.astimezone(t.zone):{STAMP}}")
        for name, at in moments.items()
    ]  # fmt: skip
    return Message(text=t("notice.ask_when"), buttons=tuple((one,) for one in buttons))


@view("notice.unfit")
def unfit(t: Text, amiss: str, n: int, limit: int) -> Message:
    """Why something can't be sent as it is."""
    return Message(text=t(f"notice.unfit_{amiss}", n=n, limit=limit, label=LABEL))


@view("notice.draft")
def draft(t: Text, notice: Notice, size: Size, where: str, fresh: bool) -> Message:
    """The draft, with what is likeliest next."""
    lines = [t("notice.draft", sender=notice.sender), *contents(t, notice), ""]
    lines += [t("notice.to", who=who(t, notice.audience, where)), *examples(t, size)]
    rows = (
        (press(t, "notice.preview", "notice.preview", notice),),
        (press(t, "notice.whom", "notice.to", notice), press(t, "notice.parts", "notice.part", notice, "more")),
        (press(t, "notice.discard", "notice.discard", notice),),
    )
    return Message(text=Html("\n".join(lines)), buttons=rows, card=card_of(notice), fresh=fresh)


def contents(t: Text, notice: Notice) -> list[Html]:
    """What is in it, shortly."""
    content = notice.content
    lines = [t("notice.quote", words=shortened(text.words, QUOTED)) for text in content.texts.values()]
    if content.files:
        lines.append(t.count(f"files.{content.files[0].kind}", len(content.files)))
    if content.link:
        labels = list(content.link.labels.values()) or [content.link.label]
        lines.append(t("notice.link", label=" / ".join(labels), url=content.link.url))
    lines.append(t("notice.kind", kind=t(f"notice.kind_{content.kind}")))
    return [*lines, *([t("notice.to_be_noted")] if content.noted else [])]


@view("notice.parts")
def parts(t: Text, notice: Notice) -> Message:
    """The parts that can be changed."""
    content, other = notice.content, [key for key in LANGUAGES if key in notice.content.texts]
    words = tuple(
        button(t("notice.words_in", language=t(f"language.{key}")), "notice.part", notice.id, notice.version, key)
        for key in LANGUAGES
    )
    files = [press(t, "notice.files", "notice.part", notice, "files")]
    files += [press(t, "notice.no_files", "notice.set", notice, "files_0")] if content.files else []
    link = [press(t, "notice.button", "notice.part", notice, "link")]
    link += [press(t, "notice.no_link", "notice.set", notice, "link_0")] if content.link else []
    noted = press(t, "notice.unask" if content.noted else "notice.ask_noted", "notice.set", notice,
                  f"noted_{int(not content.noted)}")  # fmt: skip
    rows = [words, tuple(files), tuple(link), (press(t, "notice.kinds", "notice.part", notice, "kinds"), noted)]
    if len(other) > 1:
        drop = (button(t("notice.drop", language=t(f"language.{key}")), "notice.set", notice.id, notice.version,
                       f"drop_{key}") for key in other)  # fmt: skip
        rows.append(tuple(drop))
    rows.append((press(t, "button.back", "notice.part", notice, "draft"),))
    text = Html("\n".join([t("notice.change"), *contents(t, notice)]))
    return Message(text=text, buttons=tuple(rows), card=card_of(notice), fresh=False)


@view("notice.kinds")
def kinds(t: Text, notice: Notice, kinds: list[str]) -> Message:
    """Which kind it is: residents choose by it what they get."""
    lines = [t("notice.kinds_ask"), *(t(f"notice.about_{kind}") for kind in kinds)]
    rows = [(press(t, f"notice.kind_{kind}", "notice.set", notice, f"kind_{kind}"),) for kind in kinds]
    rows.append((press(t, "button.back", "notice.part", notice, "more"),))
    return Message(text=Html("\n".join(lines)), buttons=tuple(rows), card=card_of(notice), fresh=False)


@view("notice.ready")
def ready(t: Text, notice: Notice, size: Size, night: bool) -> Message:
    """Below the preview: whether it shall go."""
    lines = [t.count("notice.ready", size.people, minutes=size.minutes), *examples(t, size, counted=False)]
    lines += [t("notice.night")] if night else []
    rows = (
        (press(t, "notice.send", "notice.send", notice), press(t, "notice.later", "notice.when", notice)),
        (press(t, "notice.back_to_draft", "notice.part", notice, "draft"),),
    )
    return Message(text=Html("\n".join(lines)), buttons=rows, card=card_of(notice))


@view("notice.scheduled")
def scheduled(t: Text, notice: Notice, size: Size, fresh: bool) -> Message:
    """It waits for its time."""
    at = notice.send_at or notice.created_at
    lines = [t("notice.scheduled", title=notice.content.title, day=t.day(at), time=t.time(at))]
    lines.append(t.count("notice.scheduled_for", size.people))
    rows = ((press(t, "notice.unschedule", "notice.act", notice, "unschedule"),),)
    return Message(text=Html("\n".join(lines)), buttons=rows, card=card_of(notice), fresh=fresh)


@view("notice.sure")
def sure(t: Text, notice: Notice, doing: str) -> Message:
    """Asked twice, on the card itself."""
    if doing == "discard":
        yes = press(t, "notice.discard_yes", "notice.discard", notice, "yes")
    else:
        yes = button(t(f"notice.{doing}_yes"), "notice.act", notice.id, notice.version, f"{doing}_yes")
    keep = press(t, "notice.leave_it", "notice.show", notice, "here")
    text = t(f"notice.sure_{doing}", title=notice.content.title)
    return Message(text=text, buttons=((keep, yes),), card=card_of(notice), fresh=False)


@view("notice.discarded")
def discarded(t: Text, notice: Notice) -> Message:
    """The draft is gone."""
    return Message(text=t("notice.discarded", title=notice.content.title), card=card_of(notice), fresh=False)


@view("notice.stopped")
def stopped(t: Text, notice: Notice) -> Message:
    """Its time came, and its author may not send it any more."""
    return Message(text=t("notice.stopped", title=notice.content.title, sender=notice.sender))


@view("notice.grown")
def grown(t: Text, notice: Notice) -> Message:
    """Its time came, and so many would get it by now that nobody agreed to."""
    return Message(text=t("notice.grown", title=notice.content.title))


@view("notice.corrected")
def corrected(t: Text, notice: Notice, who: str) -> Message:
    """For those who decide on what goes to so many: the words below are others now."""
    return Message(text=t("notice.corrected", who=who, title=notice.content.title))
