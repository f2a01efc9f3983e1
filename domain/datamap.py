"""The map of personal data: every column that holds or points to some, what `/mydata` shows of it, what `/forget` does.

`docs/data.md` prints it. A test reads the schema itself and fails for a column that nobody declared: one that points to
a person or an account, or that holds text. Whoever adds such a column says here what becomes of it.
"""

from dataclasses import dataclass

ALL = ("*",)  # every column of a table


@dataclass(frozen=True)
class Datum:
    """Some columns of one table: what they hold, what their person is shown, and what leaving does to them."""

    table: str
    columns: tuple[str, ...]
    holds: str
    shown: str
    forgotten: str


NOT = "no"
STAYS = "stays: nobody can tell whose it was"
OFFICE = "stays with the roster: a public office"

MAP: tuple[Datum, ...] = (
    # who somebody is
    Datum("persons", ("name", "language", "unit_id", "portrait", "shown", "phone"),
          "name, language, home, portrait, what is shown to representatives, the number that was remembered",
          "all of it", "blanked; of those in office the roster's name, number, portrait and language stay"),
    Datum("persons", ("ref", "code"), "the roster's key, and the random one of links", NOT,
          "stays, and points to a row that says nothing"),
    Datum("accounts", ("channel", "address", "person_id"), "the account in the messenger", "all of it",
          "deleted; of those in office today it stays, for it serves the office"),
    Datum("mandates", ("person_id", "level", "starts", "ends"), "a representative's mandates", "all of it", OFFICE),
    Datum("mandates", ("handover",), "what was done about it when it ended", NOT, OFFICE),
    Datum("roles", ("person_id", "role", "starts", "ends"), "offices", "all of it", OFFICE),
    Datum("links", ("representative_id", "other_id", "tier", "starts", "ends"),
          "fixed links between representatives and residents",
          "the representative's name; of links that one keeps oneself no names", "ended"),
    Datum("links", ("told",), "whether the other side knows of it", NOT, STAYS),
    Datum("link_proposals", ("tier", "keeper_id", "other_id", "by_id", "asked_id", "answer"),
          "links that were proposed: by whom, to whom, and what was said",
          "of those that others keep the representative's name, of the own ones no names",
          "what waits is declined; ids stay, as in the history"),
    Datum("contact_entries", ("author_id", "mode", "day", "summary", "place"), "contacts that a representative logged",
          "all of it, on both sides; no name of the other side to who logged it",
          "summary and place are blanked when the other side leaves; who, how and when stays with the ledger"),
    Datum("contacts", ("day", "standing", "evidence", "objection"), "on which link, and what the other side said of it",
          "all of it; who logged it is not shown the objection again", "the objection is blanked with who wrote it"),
    Datum("contacts", ("decided_by", "decision"), "the officer's word on a disputed meeting", "the reason",
          "the reason is blanked when the other side leaves"),
    Datum("meetings", ("author_id", "place", "day", "state"), "meetings that a representative proposed",
          "all of it, on both sides", "the place is blanked when somebody who was asked leaves"),
    Datum("invited", ("answer",), "on which link somebody was asked to a meeting, and what they said",
          "the own answers", "stays with the link"),
    Datum("receptions", ("author_id", "topic", "scope", "short", "day"), "receptions that an office announced",
          "of those at which one was on duty, booked or came: when, where and on what", OFFICE),
    Datum("receptions", ("code_hash", "token_hash"), "the code by which one signs in there, as hashes", NOT, STAYS),
    Datum("reception_duties", ("person_id", "answer"), "who was asked to be on duty, and what they said",
          "that one was", OFFICE),
    Datum("reception_bookings", ("person_id",), "who booked a slot", "that one did", "deleted"),
    Datum("reception_visitors", ("person_id", "name", "by_id", "evidence"), "who came, and who registered them",
          "that one came", "the id is blanked: the row is a figure that points to nobody; the name that somebody "
          "without an account gave goes when the reception closes"),
    Datum("contacts", ("quarter",), "of a conversation in a case that counts by itself: its quarter", NOT, STAYS),
    Datum("contact_matters", ("words", "suggestion_id"), "what was raised in a contact, and the case that came of it",
          "the words, on both sides", "blanked when the other side leaves; never points to an anonymous case"),
    Datum("contact_codes", ("code_hash", "token_hash", "day"), "codes of meetings, as hashes", NOT, STAYS),
    Datum("closing_told", ("person_id", "last"), "which reminders before a quarter's close somebody was sent", NOT,
          "stays with the ledger: an office's ids and days"),
    Datum("roster_changes", ("actor_id", "undone_by", "file", "counts"),
          "imports of the roster: who did it, out of which file, and who undid it", NOT,
          "stays: ids, as in the history"),
    Datum("roster_tasks", ("person_id", "file_id", "name", "digest"),
          "what an administrator asks of the roster in chat; of a file its id at the messenger and its name", NOT,
          "deleted a day after it was asked for"),
    Datum("roster_change_rows", ("sheet", "ref", "content"),
          "what rows of the roster were before an import; of persons name and number that changed", NOT,
          "name and number are deleted; of those in office they stay, as in the roster"),
    Datum("invites", ("token_hash", "role", "person_id", "created_by", "used_by"), "invitations to an office",
          "those that one used", "stays: ids, as in the history"),
    Datum("invite_tries", ("channel", "address"), "wrong invitations of the last two hours", NOT, "deleted"),
    Datum("approvals", ("kind", "payload", "asked_by", "decided_by", "reason"),
          "what waited for a second administrator, who asked, who decided, and why not", "in what one did", OFFICE),
    Datum("ended_units", ("ended", "by_id"), "units that have ended, while what was in hand there is passed on", NOT,
          "deleted once done"),
    # notices
    Datum("notices", ("author_id", "role", "content", "audience"), "notices of an office: the words, and to whom", NOT,
          OFFICE),
    Datum("notice_recipients", ("person_id", "state", "noted_at"), "who gets which notice, and said that they read it",
          "from whom and when", "what waits is not sent; ids stay"),
    Datum("notice_mutes", ("person_id", "kind"), "the kinds of notices that somebody does not want", "all of it",
          "deleted"),
    # what somebody wrote
    Datum("suggestions", ("author_id",), "whose case it is", "the own cases",
          "stays, and points to a row that says nothing; of those in office it points to another such row"),
    Datum("suggestions", ("phone",), "the number that was shown for this case", "yes", "blanked"),
    Datum("suggestions", ("place",), "where it is, in words", "yes",
          "blanked; where the case goes on it stays without name and number"),
    Datum("suggestions", ("representative_id",), "who sees to it", "the name", OFFICE),
    Datum("suggestions", ("code",), "the random code of the public card", NOT, STAYS),
    Datum("kept_mutes", ("account", "measure", "offence"),
          "a mute that had not ended when somebody left: account and measure as keyed hashes, and why",
          "why and until when, to whoever writes from the account meanwhile", "deleted when it ends, or is undone"),
    Datum("walkins", ("person_id", "officer_id", "taken_by", "token_hash", "code_hash"),
          "who came or called with a case that an officer registered, and who took it over; the slip as hashes", NOT,
          "stays: ids, as in the history; name and phone of who came are in persons, and go when it is taken over"),
    Datum("case_messages", ("author_id", "words"), "what was said in a case",
          "all in the own cases but words among staff; nothing of others' cases",
          "blanked with the case; where it goes on the words stay, without name and number, and the id points to a row "
          "that says nothing"),
    Datum("case_files", ("kind", "file_id", "unique_id", "mime", "name", "album"), "files as the messenger knows them",
          "kinds, names, formats and sizes", "deleted"),
    Datum("shown_files", ("channel", "address", "file_id"), "in which message of which chat a file is shown", NOT,
          "deleted; what is younger than two days is deleted from the chat as well"),
    Datum("drafts", ("person_id", "kind", "body"), "what is not handed in yet", "all of it", "deleted"),
    Datum("outcomes", ("class", "process", "result", "fixed"), "what the author of a case says of its answers",
          "all of the own cases", "stays: codes and days, counted in the figures, that point to nobody"),
    Datum("supporters", ("person_id",), "whose cases somebody follows", "the cases' numbers", "deleted"),
    Datum("support_news", ("last_person_id",), "up to whom news of a case was told", NOT, "goes once all were told"),
    Datum("duplicates_cases", ("category", "words"), "the words of open cases, for the search", NOT,
          "made anew without name and number, or deleted with the case's end"),
    Datum("duplicates_grams", ("gram",), "pieces of these words", NOT, "the same"),
    Datum("duplicates_frequencies", ("gram",), "how often each piece occurs", NOT, "counted down"),
    Datum("parts", ("sender_id",), "who passed a case on to a department", "in what one did", OFFICE),
    Datum("leavings", ALL, "open cases of those who left, until what they chose is done", NOT, "deleted once done"),
    Datum("sweeps", ("channel", "address", "person_id"), "accounts of those who left, while what was sent is looked "
          "through", NOT, "deleted once done"),
    Datum("reminders", ("person_id", "day"), "days on which somebody wants to hear of a case", "all of it", "deleted"),
    Datum("measures", ("measure", "person_id", "offence", "words", "by_id"), "what an officer did about abuse, and why",
          "what was done, why and when; not by whom", "words blanked; ids stay, of those in office with their cases"),
    Datum("persons", ("muted_until",), "until when somebody may not write", "with the measures", "blanked"),
    Datum("case_messages", ("hidden",), "why a message is shown to its author alone", "the message", STAYS),
    # formal suggestions: written in office
    Datum("formal", ("number", "author_id", "title", "reason", "request", "due", "rating", "assigned_on"),
          "what a representative proposes formally", "numbers and titles", OFFICE),
    Datum("formal_parts", ("sender_id", "due"), "who passed it on", NOT, OFFICE),
    Datum("formal_messages", ("author_id", "words"), "what offices wrote about it", NOT, OFFICE),
    Datum("formal_files", ("kind", "file_id", "unique_id", "mime", "name"), "files of offices", NOT, OFFICE),
    Datum("formal_news", ("phase", "last_person_id"), "up to whom news of it was told", NOT, "goes once all were told"),
    Datum("suggestions", ("formal",), "the number of the formal suggestion that cites it", "yes", STAYS),
    # staff groups: an office's
    Datum("staff_groups", ("address", "was", "title", "language", "ended", "connected_by"),
          "groups that were connected to an office, and by whom", NOT, "stays: an office's, and ids as in the history"),
    Datum("group_codes", ("code_hash", "created_by"), "codes that connect a group, as hashes", NOT,
          "goes a day after it was made: ids, as in the history"),
    # the history
    Datum("settings", ("scope", "code", "value", "was", "set_by"), "what was settled in chat, and who did it in office",
          NOT, OFFICE),
    Datum("events", ("subject", "kind", "actor_id", "role", "on_behalf_of", "facts"), "who did what: ids and codes",
          "what one did oneself, the newest 2,000", "stays, for the seals cover it: ids that point to a row that says "
          "nothing"),
    Datum("doers", ("person_id",), "who did what in office: ids, to find it by", "as the history", "stays, as there"),
    # the conversation
    Datum("talks", ("channel", "address", "step", "data"), "where the conversation stands", "the step", "deleted"),
    Datum("cards", ("channel", "address", "subject"), "which message shows which card", "how many", "deleted"),
    Datum("relays", ("channel", "address"), "which message belongs to which case", "how many",
          "deleted for the own chat; of those in office only for the own cases"),
    Datum("inbox", ("address", "payload", "error"), "updates until they are handled", NOT,
          "blanked once handled, and of what was put aside at once; deleted after `payload_days`"),
    Datum("outbox", ("channel", "address", "card", "body", "dedupe", "error", "message_ids"),
          "messages on their way, and sent ones",
          "how many wait", "what waits is dropped, what was sent is deleted; what others were sent of one's cases is "
          "blanked, and what waits for them loses name and number, or goes"),
    Datum("papers", ("content",), "documents on their way", NOT, "deleted"),
    Datum("dedupe_keys", ("key",), "what was told once: ids, and for a day the account of who wrote too much", NOT,
          "ids stay; the account goes after a day"),
)  # fmt: skip

# Tables that hold nothing of anybody: the town, its offices, and what the house itself says.
IMPERSONAL = frozenset({
    "trail", "trailed",
    "units", "stations", "departments", "department_scopes", "counters", "templates", "seals", "alembic_version",
    "closing_runs",
})  # fmt: skip
# Columns that hold a code, a state or a day, in whatever table.
CODES = frozenset({
    "state", "category", "reason", "holder_role", "role", "kind", "action", "channel", "answer_class", "outcome",
    "process_rating", "result_rating", "reminded", "first_word_due", "second_due", "department_due", "step_due",
    "promised", "return_until", "extension",
})  # fmt: skip


def declared(table: str) -> frozenset[str] | None:
    """The columns of a table that the map names; None where it names them all."""
    rows = [datum for datum in MAP if datum.table == table]
    if table in IMPERSONAL or any(datum.columns == ALL for datum in rows):
        return None
    return CODES.union(*(datum.columns for datum in rows))
