"""Supporting a case: instead of filing the same, or by its public card. Who supports it hears what its author hears."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.drafts import Draft
from domain.messages import File
from domain.people import Actor, Role
from domain.suggestions import Suggestion
from domain.supporters import NEWS, nameless
from domain.telling import END, Due, Outcome, Priority, Told
from services import walkins
from services.commands import Command, Nothing, RefusedError
from services.suggestions.drafting import let_go, preview
from services.suggestions.following import PAGE, List
from services.suggestions.handling import Show, load
from storage import events, people, suggestions, supporters, talks
from storage.tx import Tx

AT_ONCE = 20  # of those who support a case, told in one job


class Join(Show):
    """Support a case out of its public card, whose code only those have to whom somebody gave it."""

    code: str


class Instead(Command):
    """Support a case instead of filing the draft, which was shown in this revision."""

    case_id: int
    revision: int


def ask(tx: Tx, actor: Actor, command: Instead, now: datetime) -> Outcome:
    """It is the same matter: say what becomes of the draft, and ask once more. The draft stays until then."""
    case, draft, refused = _offered(tx, actor, command)
    if refused or draft is None:
        return refused or Outcome(toast="suggest.gone")
    return Outcome.tell(Told(actor.person, "similar.ask", {"case": case, "draft": draft}))


def instead(tx: Tx, actor: Actor, command: Instead, now: datetime) -> Outcome:
    """Support the case and let the draft go. Pressed twice, the second press finds no draft."""
    case, draft, refused = _offered(tx, actor, command)
    if refused or draft is None:
        return refused or Outcome(toast="suggest.gone")
    _add(tx, actor, case, now)
    let_go(tx, actor, now)
    return Outcome.tell(
        Told(actor.person, "similar.close"),
        Told(actor.person, "suggest.replaced"),
        _card(tx, actor, case, begun=True),
        talk=END,
    )


def neither(tx: Tx, actor: Actor, command: Nothing, now: datetime) -> Outcome:
    """None of what was offered is the same: the offer ends, and the draft goes its way."""
    return Outcome.tell(Told(actor.person, "similar.close"), toast="similar.go_on")


def public(tx: Tx, actor: Actor, case: Suggestion) -> Told:
    """The card of a case that everybody may see: nothing on it tells who wrote, or what."""
    joins = case.is_open and case.author_id != actor.person and not supporters.supports(tx, case.id, actor.person)
    return Told(
        actor.person, "case.public", {"case": case, "supporters": supporters.count(tx, case.id), "joins": joins}
    )


def support(tx: Tx, actor: Actor, command: Join, now: datetime) -> Outcome:
    """Support a case out of its public card. The second time nothing happens.

    Ids can be counted through, codes can't be guessed: without its code a case is as good as not there.
    """
    case = load(tx, command.case_id)
    if case.code != command.code:
        raise RefusedError("refused.no_case")
    if case.author_id == actor.person:
        return Outcome(toast="support.own")
    if not case.is_open:
        raise RefusedError("refused.state", number=case.number)
    if not _add(tx, actor, case, now):
        return Outcome(toast="support.already")
    return Outcome.tell(_card(tx, actor, case, begun=True))


def stop(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """Hear no more of a case. The second time nothing happens."""
    case = load(tx, command.case_id)
    if not supporters.remove(tx, case.id, actor.person):
        return Outcome(toast="button.done_already")
    _event(tx, actor, case, "unsupported", now)
    return Outcome.tell(Told(actor.person, "support.stopped", {"case": case}))


def show(tx: Tx, actor: Actor, command: Show, now: datetime) -> Outcome:
    """The card of a case for somebody who supports it; whoever does not gets the public one."""
    case = load(tx, command.case_id)
    if not supporters.supports(tx, case.id, actor.person):
        raise RefusedError("refused.not_yours")
    return Outcome.tell(_card(tx, actor, case, begun=False))


def supported(tx: Tx, actor: Actor, command: List, now: datetime) -> Outcome:
    """What one supports, a page at a time."""
    found = supporters.supported(tx, actor.person, command.page * PAGE, PAGE + 1)
    cases = [load(tx, id_) for id_ in found[:PAGE]]
    facts = {"cases": cases, "more": len(found) > PAGE, "page": command.page, "fresh": command.fresh}
    return Outcome.tell(Told(actor.person, "support.list", facts))


def spread(tx: Tx, told: Iterable[Told]) -> Iterator[Told]:
    """What is told, and after each thing that an author is told of a case the same for those who support it.

    Where many do it is kept for `pass_on`, so that nobody's turn takes longer for it.
    """
    for item in told:
        yield item
        case = item.facts.get("case")
        if item.kind not in NEWS or not isinstance(case, Suggestion) or item.to != case.author_id:
            continue
        kind = NEWS[item.kind]
        if supporters.count(tx, case.id) > AT_ONCE:
            supporters.put_news(tx, case.id, kind, item.message)
            continue
        facts = _facts(tx, case, kind, item.facts)
        yield from (_news(item, person, kind, facts) for person in supporters.of_case(tx, case.id))


def pass_on(tx: Tx, now: datetime) -> Due:
    """Tell the oldest news of a case that many support, to some of them at a time."""
    news = supporters.oldest_news(tx)
    if news is None:
        return Due()
    case = load(tx, news.case)
    told = Told(case.author_id, news.kind, case=case.id, message=news.message)
    facts = _facts(tx, case, news.kind, _said(tx, news))
    found = supporters.to_tell(tx, news, AT_ONCE)
    return Due(tuple(_news(told, person, news.kind, facts) for person in found), more=True)


def _said(tx: Tx, news: supporters.News) -> Mapping[str, Any]:
    """What staff said, as it is kept."""
    if news.message is None:
        return {}
    said = next(said for said in suggestions.said(tx, news.case) if said.id == news.message)
    return {"role": said.role, "words": said.words, "files": suggestions.files_of(tx, said.id)}


def _facts(tx: Tx, case: Suggestion, kind: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """What those who support a case are told, without anything that tells who its author is."""
    if kind == "support.state":
        return {"case": case}
    author, files = people.find(tx, case.author_id), safe(said["files"])
    words = nameless(said["words"], author.name if author else "", walkins.phone_of(tx, case))
    withheld = len(said["files"]) - len(files)
    return {"case": case, "role": said["role"], "words": words, "files": files, "withheld": withheld}


def _news(told: Told, person: int, kind: str, facts: dict[str, Any]) -> Told:
    """The same for one who supports the case."""
    key = f"{told.dedupe}:{person}" if told.dedupe else None
    return replace(told, to=person, kind=kind, facts=facts, priority=Priority.NOTICE, dedupe=key)


def safe(files: tuple[File, ...]) -> tuple[File, ...]:
    """The files that may go to those who support a case: nobody can look into a document or a voice for a name."""
    return tuple(file.model_copy(update={"name": ""}) for file in files if file.kind == "photo")


def _offered(tx: Tx, actor: Actor, command: Instead) -> tuple[Suggestion, Draft | None, Outcome | None]:
    """The case and the draft, or what is answered where it can't be done so any more.

    Only a case that was shown to who writes it can be supported instead of a draft.
    """
    case, draft = load(tx, command.case_id), talks.draft(tx, actor.person)
    if draft is None or not draft.says_something:
        return case, None, None
    if draft.is_for_another:
        return case, draft, Outcome(toast="walkin.follows_nothing", alert=True)
    if draft.revision != command.revision:
        shown = preview(tx, actor, draft, fresh=False)
        return case, draft, Outcome(shown.told, shown.talk, "button.stale")
    if case.id not in draft.shown:
        raise RefusedError("refused.no_case")
    if not case.is_open or case.author_id == actor.person:
        return case, draft, Outcome(toast="similar.closed", alert=True)
    return case, draft, None


def _add(tx: Tx, actor: Actor, case: Suggestion, now: datetime) -> bool:
    added = supporters.add(tx, case.id, actor.person, now)
    if added:
        _event(tx, actor, case, "supported", now)
    return added


def _event(tx: Tx, actor: Actor, case: Suggestion, kind: str, now: datetime) -> None:
    events.add(tx, "suggestion", case.id, kind, actor_id=actor.person, role=Role.RESIDENT, now=now)


def _card(tx: Tx, actor: Actor, case: Suggestion, *, begun: bool) -> Told:
    """The case for somebody who supports it; `begun` says that they do so from now on."""
    facts = {"case": case, "supporters": supporters.count(tx, case.id), "begun": begun}
    return Told(actor.person, "support.card", facts, case=case.id)
