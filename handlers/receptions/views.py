"""What is shown of a reception: to residents, to who is on duty, and to the office that set it up."""

from datetime import datetime

from domain.meetings import Answer
from domain.messages import Button, Message
from domain.receptions import Action, Duty, Reception, State
from handlers.contacts.lines import names_of
from handlers.receptions.lines import about, hours, named
from handlers.viewing import button, view
from locales import Html, Text
from services.receptions.boards import Board

ACROSS = 4  # slots in a row of buttons
SHOWN = 16  # names of who booked
ON_DUTY = 8  # names of who is on duty
SLOTS = 80
SAYS = {"accepted": "reception.says_accepted", "declined": "reception.says_declined"}
# What can be done, in the order of its buttons; each asks for the verb of the same name.
BUTTONS: tuple[tuple[Action, str], ...] = (
    (Action.LOG, "reception.log"),
    (Action.REGISTER, "reception.roll"),
    (Action.SIGN_IN, "reception.here"),
    (Action.OPEN, "reception.open"),
    (Action.CLOSE, "reception.close"),
    (Action.CHANGE, "reception.change"),
    (Action.CANCEL, "reception.cancel"),
)


def _card(reception: Reception) -> str:
    return f"reception:{reception.id}"


def _lines(t: Text, board: Board, told: bool) -> list[Html]:
    """Where and when, who is there, what is heard."""
    one = board.reception
    lines = [t("reception.place", place=one.where), hours(t, one.at, one.ends)]
    lines.append(_on_duty(t, board))
    lines.append(t("reception.scope", scope=one.scope) if one.scope else t("reception.any_scope"))
    lines += [t("reception.short", words=one.short)] if one.short else []
    if board.booked is not None:
        lines.append(t("reception.your_slot", time=t.time(board.booked)))
    if board.staff or one.state is not State.ANNOUNCED:
        return lines
    if board.answer is Answer.DECLINED:
        return [*lines, t("reception.you_declined")]
    if not one.on_duty:
        return lines if board.booked is not None and told else [*lines, t("reception.nobody_yet")]
    if board.booked is None:
        lines.append(t("reception.walk_in") if board.free else t("reception.all_taken"))
    return lines


def _on_duty(t: Text, board: Board) -> Html:
    """Residents read who comes; those who see to it read also who can't."""
    one = board.reception
    told = one.duties if board.staff or board.answer else one.on_duty
    if not told:
        return t("reception.duty_open")
    return t("reception.duty", names=names_of(t, [_duty(t, duty, board.staff) for duty in told[:ON_DUTY]]))


def _duty(t: Text, duty: Duty, staff: bool) -> Html | str:
    """A name; those who see to it also read whether they come."""
    return t(f"reception.duty_{duty.answer.value}", name=duty.name) if staff else duty.name


def _booked(t: Text, board: Board) -> list[Html]:
    if not board.staff or board.reception.state is not State.ANNOUNCED:
        return []
    slots = board.reception.slots
    rows = [t("reception.slot_of", time=t.time(slots[one.slot]), name=one.name)
            for one in board.bookings[:SHOWN] if one.slot < len(slots)]  # fmt: skip
    return [t.count("reception.bookings", len(board.bookings)), *rows] if rows else [t("reception.no_bookings")]


def _figures(t: Text, board: Board) -> list[Html]:
    """What came of it so far, and what the reader has still to do."""
    if board.reception.state not in (State.OPEN, State.CLOSED):
        return []
    lines = [t("reception.you_came")] if board.came else []
    if board.staff:
        lines += [t.count("reception.received", board.received), t.count("reception.matters", board.matters)]
    names = names_of(t, board.unlogged[:SHOWN])
    return [*lines, t("reception.unlogged", names=names)] if board.unlogged else lines


def _show(t: Text, board: Board, *head: Html, fresh: bool = True) -> Message:
    one = board.reception
    state = [t(f"reception.is_{one.state.value}")] if one.state is not State.ANNOUNCED and not head else []
    lines = [*head, named(t, one), *state, *_lines(t, board, bool(head)), *_booked(t, board), *_figures(t, board)]
    text = Html("\n".join(lines))
    return Message(text=text, buttons=_buttons(t, board), card=_card(one), fresh=fresh)


def _buttons(t: Text, board: Board) -> tuple[tuple[Button, ...], ...]:
    one, rows = board.reception, []
    if Action.ANSWER in board.actions:
        rows.append(tuple(
            button(t(f"meeting.say_{said.value}"), "reception.answer", one.id, one.version, said.value)
            for said in (Answer.ACCEPTED, Answer.DECLINED) if said is not board.answer
        ))  # fmt: skip
    if Action.BOOK in board.actions and board.booked is None and board.free:
        rows.append((button(t("reception.choose_slot"), "reception.slots", one.id),))
    if Action.UNBOOK in board.actions and board.booked is not None:
        other = (button(t("reception.other_slot"), "reception.slots", one.id),) if one.on_duty else ()
        rows.append((*other, button(t("reception.give_back"), "reception.unbook", one.id)))
    if board.came and one.state in (State.OPEN, State.CLOSED):
        rows.append((button(t("reception.raise"), "reception.raise", one.id),))
    able = board.actions - _idle(t, board)
    rows += [(button(t(f"reception.do_{action.value}"), verb, one.id, one.version),)
             for action, verb in BUTTONS if action in able]  # fmt: skip
    return tuple(rows)


def _idle(t: Text, board: Board) -> frozenset[Action]:
    """What may be done and is of no use now."""
    early = t.today is not None and t.today < board.reception.at.astimezone(t.zone).date()
    idle = {Action.OPEN: early, Action.LOG: not board.unlogged, Action.SIGN_IN: board.came}
    return frozenset(action for action, is_idle in idle.items() if is_idle)


def _told(kind: str) -> None:
    @view(kind)
    def say(t: Text, board: Board) -> Message:
        return _show(t, board, about(t, kind, board.reception))


for _kind in ("reception.announced", "reception.asked", "reception.soon", "reception.opened", "reception.closed",
              "reception.signed_in", "reception.here_already", "reception.nobody_comes",
              "reception.somebody"):  # fmt: skip
    _told(_kind)


def _otherwise(kind: str) -> None:
    @view(kind)
    def say(t: Text, board: Board, was: Reception) -> Message:
        return _show(t, board, about(t, kind, board.reception), *_before(t, was, board.reception))


for _kind in ("reception.changed", "reception.slot_gone"):
    _otherwise(_kind)


def _before(t: Text, was: Reception, now: Reception) -> list[Html]:
    """How it was, as far as it is otherwise now."""
    lines = []
    if (was.at, was.ends) != (now.at, now.ends):
        first, until = t.span(was.at, was.ends)
        lines.append(t("reception.was_when", day=t.day(was.at), time=first, until=until))
    if was.on_duty and {one.person_id for one in was.on_duty} != {one.person_id for one in now.on_duty}:
        lines.append(t("reception.was_duty", names=names_of(t, [one.name for one in was.on_duty[:ON_DUTY]])))
    if was.topic != now.topic:
        lines.append(t("reception.was_topic", topic=was.topic) if was.topic else t("reception.was_open_topic"))
    return [*lines, *([t("reception.was_scope")] if was.scope != now.scope else [])]


@view("reception.card")
def card(t: Text, board: Board, fresh: bool = True) -> Message:
    """A reception as it stands."""
    return _show(t, board, fresh=fresh)


@view("reception.answered")
def answered(t: Text, board: Board, name: str, said: str) -> list[Message]:
    """Somebody on duty comes, or can't: the card shows it, and a word says it."""
    text = about(t, SAYS[said], board.reception, name=name)
    return [_show(t, board, fresh=False), Message(text=text)]


@view("reception.cancelled")
def cancelled(t: Text, board: Board, reason: str) -> list[Message]:
    text = about(t, "reception.cancelled", board.reception, reason=reason)
    return [Message(card=_card(board.reception), closes=True), Message(text=text)]


@view("reception.off_duty")
def off_duty(t: Text, reception: Reception) -> list[Message]:
    return [Message(card=_card(reception), closes=True), Message(text=about(t, "reception.off_duty", reception))]


@view("reception.ask_cancel")
def ask_cancel(t: Text, reception: Reception) -> Message:
    return Message(text=about(t, "reception.ask_cancel", reception))


@view("reception.slots")
def slots(t: Text, reception: Reception, spots: list[tuple[int, datetime]]) -> Message:
    """The slots that have a place."""
    buttons = [button(at.astimezone(t.zone).strftime("%-H:%M"), "reception.book", reception.id, reception.version,
                      str(n)) for n, at in spots[:SLOTS]]  # fmt: skip
    rows = tuple(tuple(buttons[i : i + ACROSS]) for i in range(0, len(buttons), ACROSS))
    back = ((button(t("reception.back"), "reception.show", reception.id, value="here"),),)
    key = "reception.slots" if spots else "reception.no_slots"
    text = about(t, key, reception) if reception.on_duty else t("reception.nobody_yet")
    return Message(text=text, buttons=(*rows, *back), card=_card(reception), fresh=False)


@view("reception.list")
def listed(t: Text, coming: list[Reception], sets_up: bool) -> Message:
    """What is to come, and for an office the way to set another one up."""
    rows = [(button(_row(t, one), "reception.show", one.id),) for one in coming]
    new = [(button(t("reception.new"), "reception.new"),)] if sets_up else []
    return Message(text=t("reception.list") if coming else t("reception.none"), buttons=(*rows, *new))


def _row(t: Text, one: Reception) -> Html:
    when = {"day": t.day(one.at), "time": t.time(one.at), "place": one.station}
    return t("reception.row", **when) if one.state is State.ANNOUNCED else t(f"reception.row_{one.state.value}", **when)
