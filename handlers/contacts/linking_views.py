"""What is shown of the fixed links: the own ones, proposals, and who has too few, too many or none."""

from collections.abc import Sequence

from domain.contacts.handover import Mandate
from domain.contacts.links import LACKS, Free, Kept, Lack, Pair, Proposal
from domain.messages import Button, Message
from domain.roster import Tier
from handlers.contacts.lines import begin, states
from handlers.contacts.lines import pairs as rows_of
from handlers.quoting import quoted, whole
from handlers.viewing import button, pager, view
from locales import Html, Text
from services.contacts.ledger import Quotas
from services.contacts.viewing import Owing, Place

SHORT = {Tier.RESIDENTS: "r", Tier.COMMITTEE: "c"}  # how a tier stands in a button


@view("links")
def links(t: Text, quotas: Quotas, owing: list[Owing]) -> Message:
    """Everybody with what is owed, and a button for each."""
    if not owing:
        return Message(text=t("contact.no_links"))
    lines = [t("links.title"), *(t("quota.person", name=one.name, what=states(t, one)) for one in owing)]
    return Message(text=Html("\n".join(lines)), buttons=rows_of([begin(t, one) for one in owing]))


@view("links.others")
def others(t: Text, pairs: list[Pair], proposals: list[Proposal], reader: int, keeps: bool) -> Message:
    """Who keeps a link with the reader, and what is proposed; each can be ended or answered."""
    lines: list[str] = [t("links.with_you")] if pairs else [] if keeps or proposals else [t("links.nobody")]
    lines += [t(f"links.keeps_{pair.tier.value}", name=pair.keeper, day=t.day(pair.starts)) for pair in pairs]
    lines += [t("links.proposed")] if proposals else []
    lines += [_waits(t, one, reader) for one in proposals]
    lines += [t("links.more")]
    rows: list[tuple[Button, ...]] = [_answers(t, one) for one in proposals if one.asked_id == reader]
    rows.append((button(t("link.whom"), "link.whom"),))
    rows += [(button(t("link.end", name=pair.keeper), "link.end", value=str(pair.id)),) for pair in pairs]
    return Message(text=Html("\n".join(lines)), buttons=tuple(rows))


def _waits(t: Text, one: Proposal, reader: int) -> Html:
    whose = "links.for_you" if one.asked_id == reader else "links.for_them"
    return t(whose, keeper=one.keeper, other=one.other)


def _answers(t: Text, one: Proposal) -> tuple[Button, ...]:
    return (button(t("link.yes"), "link.accept", one.id), button(t("link.no"), "link.decline", one.id))


@view("link.whom")
def whom(t: Text, free: list[tuple[Tier, Free]], asked_for: list[tuple[Tier, Free]], reader: int) -> Message:
    """Those to whom a link can be proposed, and those who can be asked for one."""
    if not free and not asked_for:
        return Message(text=t("link.nobody_to_ask"))
    lines: list[str] = [t("link.offer_them"), *_listed(t, free)] if free else []
    lines += [t("link.ask_them"), *_listed(t, asked_for)] if asked_for else []
    given = [_propose(tier, reader, one, one.person_id) for tier, one in free]
    asked = [_propose(tier, one.person_id, one, reader) for tier, one in asked_for]
    return Message(text=Html("\n".join(lines)), buttons=rows_of([*given, *asked]))


def _listed(t: Text, found: list[tuple[Tier, Free]]) -> list[Html]:
    return [t("link.person", name=one.name, unit=one.unit) for _, one in found]


def _propose(tier: Tier, keeper_id: int, one: Free, other_id: int) -> Button:
    return button(one.name, "link.propose", value=f"{SHORT[tier]}{keeper_id}_{other_id}")


@view("link.asked")
def asked(t: Text, proposal: Proposal) -> Message:
    """For the side whose word it waits for."""
    who = "keeper" if proposal.asked_id == proposal.keeper_id else "other"
    text = t(f"link.asked_{who}_{proposal.tier.value}", keeper=proposal.keeper, other=proposal.other)
    return Message(text=text, buttons=(_answers(t, proposal),), card=_card(proposal))


@view("link.accepted")
def accepted(t: Text, proposal: Proposal) -> list[Message]:
    return [_closed(proposal), _of(t, "link.accepted", proposal)]


@view("link.refused")
def refused(t: Text, proposal: Proposal) -> list[Message]:
    return [_closed(proposal), _of(t, "link.refused", proposal)]


@view("link.stands")
def stands(t: Text, proposal: Proposal) -> list[Message]:
    """It was answered before: the question has no buttons any more."""
    return [_closed(proposal), Message(text=t(f"link.is_{proposal.answer.value}"))]


@view("link.expired")
def expired(t: Text, proposal: Proposal) -> list[Message]:
    return [_closed(proposal), _of(t, "link.expired", proposal)]


def _of(t: Text, key: str, proposal: Proposal) -> Message:
    return Message(text=t(key, keeper=proposal.keeper, other=proposal.other))


def _card(proposal: Proposal) -> str:
    return f"link_proposal:{proposal.id}"


def _closed(proposal: Proposal) -> Message:
    return Message(card=_card(proposal), closes=True)


@view("link.news")
def news(t: Text, pair: Pair) -> Message:
    """For whom a link is kept with, and who has not been asked: the roster says so."""
    text = t(f"link.news_{pair.tier.value}", keeper=pair.keeper, day=t.day(pair.starts))
    return Message(text=text, buttons=((button(t("link.rather_not"), "link.end", value=str(pair.id)),),))


@view("link.sure")
def sure(t: Text, pair: Pair) -> Message:
    """Once more, before it ends."""
    yes = button(t("link.end_yes"), "link.end_yes", value=str(pair.id))
    return Message(text=t("link.sure", keeper=pair.keeper), buttons=((yes,),), card=f"link:{pair.id}")


@view("link.ended_own")
def ended_own(t: Text, pair: Pair, words: str) -> list[Message]:
    return [Message(card=f"link:{pair.id}", closes=True), Message(text=t("link.ended_own", keeper=pair.keeper))]


@view("link.ask_word")
def ask_word(t: Text, pair: Pair) -> Message:
    return Message(text=t("link.ask_word", keeper=pair.keeper, other=pair.other))


@view("link.ended")
def ended(t: Text, pair: Pair, words: str) -> list[Message]:
    """For both and the officer: by the officer with a word, by the other side without."""
    if not words:
        return [Message(text=t("link.ended_by_other", keeper=pair.keeper, other=pair.other))]
    head = t("link.ended", keeper=pair.keeper, other=pair.other)
    return [*whole(words), Message(text=Html(head + "\n" + quoted(t, words)))]


@view("links.place")
def place(
    t: Text, place: Place, people: int, wrong: list[tuple[Kept, tuple[Lack, ...]]], numbers: dict[Lack, int], page: int,
    more: bool, fresh: bool, retired: list[Mandate], further: int,
) -> Message:  # fmt: skip
    """A station or unit: who has no link at all first, then too few, then too many."""
    lines: list[str] = [t("links.place", name=place.name, people=people)]
    lines += [t(f"lack.n_{lack.key}", n=numbers[lack]) for lack in LACKS if numbers.get(lack)]
    lines += [] if wrong else [t("links.place_fine")]
    lines += [t("links.wrong", name=kept.name, what=_lacking(t, kept, lacks)) for kept, lacks in wrong]
    lines += [t.count("handover.further", further)] if further else []
    names = [button(kept.name, "link.keeper", value=str(kept.person_id)) for kept, _ in wrong]
    turn = pager(t, "links.page", page, more, place.key)
    left = [button(t("handover.button", name=seat.name), "handover.ask", value=str(seat.id)) for seat in retired]
    rows = (*((one,) for one in left), *rows_of(names), *((turn,) if turn else ()))
    return Message(text=Html("\n".join(lines)), buttons=rows, card=f"links:{place.key}", fresh=fresh)


def _lacking(t: Text, kept: Kept, lacks: Sequence[Lack]) -> Html:
    number = {Tier.RESIDENTS: kept.residents, Tier.COMMITTEE: kept.representatives}
    said = [t(f"lack.{lack.key}", n=number[lack.tier]) for lack in lacks]
    waiting = [t.count("lack.waiting", kept.waiting)] if kept.waiting else []
    return Html(t("list.comma").join([*said, *waiting]))


@view("links.keeper")
def keeper(t: Text, kept: Kept, lacks: tuple[Lack, ...], pairs: list[Pair], proposals: list[Proposal]) -> Message:
    """For the officer: the links of one representative, and what can be done about them."""
    lines: list[str] = [t("links.keeper", name=kept.name)]
    lines += [t("links.has", what=_lacking(t, kept, lacks))] if lacks else []
    lines += [t(f"links.of_{pair.tier.value}", name=pair.other, day=t.day(pair.starts)) for pair in pairs]
    lines += [t("links.waits_for", name=one.other) for one in proposals]
    rows: list[tuple[Button, ...]] = [(_find(t, kept, Tier.RESIDENTS),)]
    rows += [(_find(t, kept, Tier.COMMITTEE),)] if kept.is_member else []
    rows += rows_of([button(t("link.end", name=pair.other), "link.end", value=str(pair.id)) for pair in pairs])
    return Message(text=Html("\n".join(lines)), buttons=tuple(rows))


def _find(t: Text, kept: Kept, tier: Tier) -> Button:
    return button(t(f"links.find_{tier.value}"), "link.free", value=f"{SHORT[tier]}{kept.person_id}")


@view("links.free")
def free(t: Text, kept: Kept, tier: Tier, near: list[Free]) -> Message:
    """For the officer: the nearest who are free; a tap asks them."""
    lines = [t(f"links.free_{tier.value}", name=kept.name)]
    lines += [t("link.person_of", name=one.name, unit=one.unit, n=one.links) for one in near]
    return Message(text=Html("\n".join(lines)), buttons=rows_of([_candidate(kept, tier, one) for one in near]))


def _candidate(kept: Kept, tier: Tier, one: Free) -> Button:
    return button(one.name, "link.propose", value=f"{SHORT[tier]}{kept.person_id}_{one.person_id}")


def _of_proposal(kind: str) -> None:
    @view(kind)
    def say(t: Text, proposal: Proposal) -> Message:
        return _of(t, kind, proposal)


for _kind in ("link.proposed", "link.set", "link.begun", "link.declined"):
    _of_proposal(_kind)


@view("link.over")
def over(t: Text) -> Message:
    return Message(text=t("link.over"))
