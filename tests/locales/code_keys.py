"""The keys of texts as they stand in the code: read off its syntax tree, so that no view has to be run.

Most keys are literals. Those that are put together (`f"state.{case.state.value}"`) are families: a table here says
what their fields can be, and a family that the table does not know fails the tests.
"""

import ast
from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import handlers
from domain.approvals import Kind
from domain.approvals import State as Request
from domain.audit import SAID as DEEDS_IN_OFFICE
from domain.audit import Act
from domain.categories import CATEGORIES
from domain.charts import Mark
from domain.contacts import Evidence, Mode, Standing
from domain.contacts.links import LACKS, Consent
from domain.contacts.periods import Period
from domain.formal import FIELDS, Fault, Phase
from domain.formal import Action as FormalAction
from domain.formal import State as FormalState
from domain.groups import DEEDS as DONE
from domain.groups import Kind as Belongs
from domain.life import LEADS, STAFF, SUPPORTS
from domain.meetings import Answer
from domain.meetings import State as Planned
from domain.moderation import Measure, Offence
from domain.notices import KINDS as NOTICE_KINDS
from domain.notices import State as NoticeState
from domain.notices.audience import Group
from domain.outcomes import RATED as RATED_AS
from domain.outcomes import SAID as SAID_FIXED
from domain.people import Role
from domain.receptions import Seen
from domain.receptions import State as ReceptionState
from domain.relays import Arrival, Circle
from domain.roster import Tier
from domain.routing import Reason
from domain.settings import SETTINGS, Room
from domain.settings.reading import UNFIT
from domain.showing import Shown
from domain.suggestions import DUE, Action, AnswerClass, State, Why
from domain.templates import Field
from domain.waiting import Wait
from handlers.audit.table import COLUMNS as AUDIT_COLUMNS
from handlers.contacts.table import COLUMNS
from handlers.formal.views import ACTIONS as FORMAL_ACTIONS
from handlers.notices.progress_views import COLUMNS as NOTICE_COLUMNS
from handlers.people.views import COMMANDS
from handlers.receptions.views import BUTTONS
from handlers.settings.views import AMOUNTS, WRITTEN
from handlers.suggestions.case_card import ACTIONS
from handlers.suggestions.desk_views import TABS
from handlers.viewing import VIEWS
from services.contacts.signs import KINDS
from services.exports import CASES, CONTACTS
from services.notices.addressing import PARTS
from services.suggestions.sheets import UNSHOWN

ROOT = Path(handlers.__file__ or "").parent.parent
FLOORS = ("handlers", "services", "bot", "locales")
ROSTER = "roster."  # the roster's texts are put together by its own tables and held by its own tests

SPEAKERS = ("t", "text", "self", "count", "RefusedError")  # what is called with a key first
SPOKEN = [
    *product(("message", "comment"), (Role.RESIDENT,)),
    *product(("message", "comment"), (Role.REGISTRAR,)),
    *product(("message", "answer", "transcript"), sorted(STAFF)),
    *product(("message", "answer"), sorted(LEADS)),
]
SAID = [f"{kind}_{role.value}" for kind, role in SPOKEN]
AMONG_STAFF = [f"note_{role.value}" for role in sorted(STAFF | LEADS | SUPPORTS)]
RATED = (State.CLOSED, State.WATCHED, State.SECOND)  # where a rating can lead
# What stands in the file of all that is stored on somebody.
DATA_FIELDS = (
    "name language phone shown unit consent_at created_at portrait channel address bound_at "
    "unreachable_at formal title day level station starts ends role department tier representative used_at "
    "number state anonymous category lead place latitude longitude registered_at first_word_due first_word_at "
    "second_due answered_at answer_class promised process_rating result_rating rated_at closed_at outcome "
    "said fixed fixed_at at kind words files mime size since updated_at step messages cards waiting deed subject "
    "signed_at measure offence until_at objected_at undone_at mode summary standing evidence objection entered_at "
    "meeting answer decision proposal reception part_in topic "
    "unwanted sender received_at noted_at"
)
CHAPTERS = (
    "outcomes reminders measures formal person accounts mandates roles links proposals contacts meetings receptions "
    "matters invites cases supports drafts talks chat deeds notices unwanted"
)
DEEDS = (
    "taken shown "
    "registered add rate fixed reopen commented withdraw object supported unsupported consented home data_sent "
    "logged counted disputed objected decided meeting_proposed meeting_moved meeting_called_off meeting_accepted "
    "meeting_declined meeting_held meeting_missed proposed accepted declined began ended raised "
    "completed portrait matter_taken matter_left "
    "reception_announced reception_change reception_cancel reception_answer reception_book reception_unbook "
    "reception_open reception_close reception_register reception_sign_in"
)
OF_CATEGORIES = ("names", "signs", "level", "offered", "handling")  # what is settled of each
EXPORTED = {"cases": CASES, "contacts": CONTACTS}
FAMILIES: dict[str, list[str]] = {
    "approval.is_{}": [state.value for state in Request if state is not Request.WAITING],
    "approval.label_{}": [kind.value for kind in Kind],
    "approval.what_{}": [kind.value for kind in Kind],
    "arrival.{}": [arrival.value for arrival in Arrival if arrival is not Arrival.SENT],
    "export.standing_{}": [standing.value for standing in Standing],
    "export.{}": ["cases", "contacts", "audit"],
    "export.{}_{}": [f"{kind}_{column}" for kind, columns in EXPORTED.items() for column in columns],
    "audit.act_{}": [act.value for act in Act],
    "audit.column_{}": list(AUDIT_COLUMNS),
    "audit.deed_{}": [kind.value for kind in Kind],
    "audit.did_{}_{}": [f"{subject}_{kind}" for subject, kinds in DEEDS_IN_OFFICE.items() for kind in kinds],
    "answer.{}": [c.value for c in AnswerClass],
    "category.{}": [c.code for c in CATEGORIES],
    "class.{}": [c.value for c in AnswerClass],
    "command.{}": [name for name, _ in COMMANDS],
    "contact.is_{}": [standing.value for standing in Standing],
    "evidence.{}": [evidence.value for evidence in Evidence],
    "meeting.answer_{}": [*(answer.value for answer in Answer), "away"],
    "meeting.say_{}": ["accepted", "declined"],
    "meeting.you_{}": ["accepted", "declined"],
    "mydata.meeting_{}": [state.value for state in Planned],
    "refused.meeting_{}": [state.value for state in Planned if state is not Planned.PLANNED],
    "group.did_{}": list(DONE),
    "group.welcome_{}": [kind.value for kind in Belongs],
    "refused.reception_{}": [state.value for state in ReceptionState],
    "mydata.reception_{}": [state.value for state in ReceptionState],
    "mydata.part_{}": ["duty", "booked", "came"],
    "reception.ask_{}": ["topic", "scope"],
    "reception.do_{}": [action.value for action, _ in BUTTONS],
    "reception.seen_{}": [seen.value for seen in Seen],
    "reception.duty_{}": [answer.value for answer in Answer],
    "reception.is_{}": [state.value for state in ReceptionState if state is not ReceptionState.ANNOUNCED],
    "reception.part_{}": ["when", "duty", "topic", "scope"],
    "reception.row_{}": [state.value for state in ReceptionState if state is not ReceptionState.ANNOUNCED],
    "reception.without_{}": ["topic", "scope"],
    "handover.link_{}": [tier.value for tier in Tier],
    "lack.{}": [lack.key for lack in LACKS],
    "lack.n_{}": [lack.key for lack in LACKS],
    "link.asked_{}_{}": [f"{who}_{tier}" for who in ("keeper", "other") for tier in Tier],
    "link.is_{}": [said.value for said in Consent],
    "link.news_{}": [tier.value for tier in Tier],
    "links.find_{}": [tier.value for tier in Tier],
    "links.free_{}": [tier.value for tier in Tier],
    "links.keeps_{}": [tier.value for tier in Tier],
    "links.of_{}": [tier.value for tier in Tier],
    "mode.{}": [mode.value for mode in Mode],
    "quota.{}": [tier.value for tier in Tier],
    "quota.column_{}": list(COLUMNS),
    "quota.head_{}": [period.value for period in Period],
    "quota.mark_{}": [*(mark.value for mark in Mark), "behind"],
    "quota.picture_{}": [tier.value for tier in Tier],
    "quota.tier_{}": [tier.value for tier in Tier],
    "signs.{}": list(KINDS),
    "signs.of_{}": list(KINDS),
    "quota.{}.{}": [f"{kind}.{period}" for kind in ("any", "face") for period in Period],
    "desk.due_{}": [state.value for state in DUE],
    "desk.said_{}_{}": SAID + AMONG_STAFF,
    "desk.then_{}": [State.CLOSED.value, State.WATCHED.value],
    "fault.{}": [fault.value for fault in Fault],
    "formal_answer.{}": [c.value for c in AnswerClass],
    "formal_ask.{}": list(FIELDS),
    "formal_due.{}": ["soon", "overdue", "promise", "opinion_soon", "opinion_overdue", "rate", "over"],
    "formal_field.{}": list(FIELDS),
    "formal_later.{}": ["extend", "grant", "refuse"],
    "formal_news.{}": [a.value for a in FormalAction if a not in (FormalAction.WRITE, FormalAction.CITE)],
    "formal_none.{}": ["open", "closed"],
    "formal_phase.{}": [phase.value for phase in Phase],
    "formal_said.{}": ["return", "decline", "leave", "opine", "extend", "answer", "comment"],
    "formal_seat.{}": ["city", "district", "town"],
    "formal_state.{}": [state.value for state in FormalState],
    "formal_tab.{}": ["open", "closed"],
    "formal_title.{}": ["open", "closed"],
    "formal_until.{}": ["submitted", "accepted", "assigned", "underway", "watched", "second"],
    "formal_words.{}": ["return", "decline", "opine", "extend"],
    "files.{}": ["photo", "voice", "document"],
    "inbox.none_{}": [*TABS, "triage"],
    "inbox.title_{}": [*TABS, "triage"],
    "inbox.{}": list(TABS),
    "forget.gone_{}": ["words", "files", "drafts", "supports", "messages"],
    "help_for.{}": [why.value for why in Why],
    "why.{}": [why.value for why in Why],
    "why_not.{}": [why.value for why in Why],
    "invite.{}": [role.value for role in sorted(STAFF | {Role.DEPARTMENT_OFFICER})],
    "language.{}": ["zh", "en"],
    "level.{}": ["city", "district", "town"],
    "mydata.{}": DATA_FIELDS.split(),
    "mydata.chapter_{}": CHAPTERS.split(),
    "mydata.deed_{}": DEEDS.split(),
    "mydata.kind_{}": ["original", "message", "answer", "comment", "transcript", "photo", "voice", "document"],
    "mydata.shown_{}": [shown.value for shown in Shown],
    "rate.then_{}": [state.value for state in RATED],
    "fixed.{}": list(SAID_FIXED),
    "rating.{}": list(RATED_AS),
    "role.{}": [role.value for role in Role],
    "route.{}": [reason.value for reason in Reason],
    "said.{}_{}": SAID,
    "seen.{}": [circle.value for circle in Circle],
    "template.field_{}": [field.value for field in Field],
    "setting.amount_{}": [*sorted(set(AMOUNTS.values())), "days"],
    "setting.about_{}": [*(one.code for one in SETTINGS.values() if not one.category), *OF_CATEGORIES],
    "setting.ask_{}": [form.value for form in WRITTEN],
    "setting.name_{}": [*(one.code for one in SETTINGS.values() if not one.category), *OF_CATEGORIES],
    "setting.offered_{}": ["yes", "no"],
    "setting.room_{}": [room.value for room in Room],
    "setting.unfit_{}": list(UNFIT),
    "state.{}": [state.value for state in State],
    "doing.{}": [measure.value for measure in Measure],
    "mydata.measure_{}": [measure.value for measure in Measure],
    "measure.{}": [measure.value for measure in Measure],
    "moderation.told_{}": [measure.value for measure in Measure],
    "moderation.undone_{}": [measure.value for measure in Measure],
    "notice.at_{}": ["hour", "evening", "tomorrow", "monday"],
    "notice.{}": ["pause", "go_on", "cancel", "withdraw"],
    "notice.{}_yes": ["cancel_yes", "withdraw_yes"],
    "notice.about_{}": [kind.code for kind in NOTICE_KINDS],
    "notice.ask_{}": list(PARTS),
    "notice.by_{}": list(PARTS),
    "notice.column_{}": list(NOTICE_COLUMNS),
    "notice.group_{}": [group.value for group in Group],
    "notice.kind_{}": [kind.code for kind in NOTICE_KINDS],
    "notice.n_{}": ["withdrawn", "unreachable", "failed", "skipped"],
    "notice.state_{}": [state.value for state in NoticeState],
    "notice.sure_{}": ["discard", "cancel", "withdraw"],
    "notice.unfit_{}": ["words", "long", "voice", "mixed", "many", "link", "when", "never", "caption"],
    "notice.why_{}": ["unreachable", "failed"],
    "offence.{}": [offence.value for offence in Offence],
    "waits.{}": [wait.value for wait in Wait],
    "walkin.shown_{}": [shown.value for shown in Shown],
    "step.{}": ["registered", "taken", *(action.value for action in Action if action not in UNSHOWN)],
}
# Families that stand on buttons.
LABELS = (
    "audit.act_{}", "category.{}", "class.{}", "fault.{}", "fixed.{}", "formal_field.{}", "formal_tab.{}", "inbox.{}",
    "links.find_{}", "mode.{}",
    "offence.{}",
    "rating.{}", "why.{}",
)  # fmt: skip


def members(family: str) -> set[str]:
    """The keys of a family."""
    return {family.split("{}")[0] + value for value in FAMILIES[family]}


@cache
def trees() -> tuple[ast.Module, ...]:
    """The code of the floors on which texts are chosen."""
    files = (file for floor in FLOORS for file in sorted((ROOT / floor).rglob("*.py")))
    return tuple(ast.parse(file.read_text(encoding="utf-8"), str(file)) for file in files)


def nodes() -> Iterator[ast.AST]:
    """Everything in that code."""
    for tree in trees():
        yield from ast.walk(tree)


def strings() -> set[str]:
    """Every literal string: a key in a table or an argument is one of them."""
    return {node.value for node in nodes() if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def asked() -> set[str]:
    """The keys and families of which a text is certainly asked for."""
    found = {key for node in nodes() if isinstance(node, ast.Call) for key in _keys_of(node)}
    return {key for key in found | _spoken_plainly() if not key.startswith(ROSTER)}


def labels() -> set[str]:
    """The keys of texts that stand on buttons."""
    calls = (node for node in nodes() if isinstance(node, ast.Call) and _name(node.func) in ("button", "Button"))
    within = (inner for call in calls for inner in ast.walk(call) if isinstance(inner, ast.Call))
    found = {key for inner in within if _name(inner.func) in ("t", "str") for key in _keys_of(inner)}
    families = set().union(*(members(family) for family in LABELS))
    return {key for key in found if "{}" not in key} | families | {label for _, label, _ in (*ACTIONS, *FORMAL_ACTIONS)}


def toasts() -> set[str]:
    """The keys of texts that are shown without markup, where a button was pressed."""
    calls = (
        node for node in nodes() if isinstance(node, ast.Call) and _name(node.func) in ("Outcome", "tell", "replace")
    )
    found = {key for call in calls for word in call.keywords if word.arg == "toast" for key in _literal(word.value)}
    return found | {"button.stale"}  # given by its place, not by name, where a draft was handed in from an old preview


def given() -> Iterator[tuple[str, set[str]]]:
    """(key or family, names of the facts that are set in there) of every call that names them one by one."""
    for node in nodes():
        if not isinstance(node, ast.Call) or _name(node.func) not in SPEAKERS or not node.args:
            continue
        if any(word.arg is None for word in node.keywords):
            continue
        names = {str(word.arg) for word in node.keywords} | ({"n"} if _name(node.func) == "count" else set())
        yield from ((key, names) for key in _literal(node.args[0]) if not key.startswith(ROSTER))


def _keys_of(call: ast.Call) -> set[str]:
    """What `t("key")`, `t.count("key", n)`, `RefusedError("key")` and `toast="key"` ask for."""
    first = _literal(call.args[0]) if _name(call.func) in SPEAKERS and call.args else set()
    return first | {key for word in call.keywords if word.arg == "toast" for key in _literal(word.value)}


def _literal(value: ast.expr) -> set[str]:
    """The keys in an expression: one, a family, or the two of a condition."""
    if isinstance(value, ast.IfExp):
        return _literal(value.body) | _literal(value.orelse)
    if isinstance(value, ast.JoinedStr):
        return {"".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in value.values)}
    return {value.value} if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value else set()


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _spoken_plainly() -> set[str]:
    """Views made in a loop: the key of their text is the kind itself, and a table names the buttons of the desk."""
    made = {kind for kind, view in VIEWS.items() if getattr(view, "__qualname__", "").endswith("<locals>.say")}
    return made | {label for _, label, _ in (*ACTIONS, *FORMAL_ACTIONS)}
