"""A draft: parts in any order, edits in their place, a revision a change."""

from domain.drafts import Draft
from domain.messages import File


def file(message_id: int, kind: str = "photo") -> File:
    return File.model_validate({"kind": kind, "file_id": f"f{message_id}", "message_id": message_id})


def test_words_gather_in_the_order_in_which_they_came() -> None:
    draft = Draft().with_words(5, "路灯不亮").with_words(6, "在供销社门口")
    assert draft.words == "路灯不亮\n在供销社门口"


def test_an_edit_takes_the_place_of_what_was_said() -> None:
    draft = Draft().with_words(5, "路灯不亮").with_words(6, "在供销社门口").with_words(5, "路灯全黑")
    assert draft.words == "路灯全黑\n在供销社门口"
    assert [part.message_id for part in draft.parts] == [5, 6]


def test_an_edit_to_nothing_takes_the_part_away() -> None:
    draft = Draft().with_words(5, "路灯不亮").with_words(6, "在供销社门口").with_words(5, "")
    assert draft.words == "在供销社门口"


def test_every_change_makes_older_previews_stale() -> None:
    drafts = [Draft()]
    drafts.append(drafts[-1].with_words(1, "一"))
    drafts.append(drafts[-1].with_words(1, "二"))
    drafts.append(drafts[-1].with_file(file(2)))
    drafts.append(drafts[-1].changed(anonymous=True))
    assert [draft.revision for draft in drafts] == [0, 1, 2, 3, 4]


def test_the_same_file_twice_changes_nothing() -> None:
    draft = Draft().with_file(file(7))
    assert draft.with_file(file(7)) is draft
    assert len(draft.with_file(file(8)).files) == 2


def test_what_can_be_handed_in() -> None:
    assert not Draft().says_something
    assert Draft().with_words(1, "路灯").says_something
    assert Draft().with_file(file(1)).says_something
    assert Draft().with_file(file(1, "voice")).says_something
    assert not Draft().with_file(file(1, "document")).says_something
    assert Draft().with_file(file(1, "voice")).with_file(file(2)).voices == 1


def test_a_draft_comes_back_from_storage_as_it_was() -> None:
    draft = Draft(link="s_zd-fujia").with_words(1, "路灯").with_file(file(2)).changed(category="streetlight")
    assert Draft.model_validate_json(draft.model_dump_json()) == draft
