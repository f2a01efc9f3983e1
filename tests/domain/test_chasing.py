"""Who has done something needs no prompt: until the case moves, or for two days after a word."""

from datetime import UTC, datetime, timedelta

from domain.chasing import RECENT, Deed, has_chased, has_spoken, has_written, last_chase

NOW = datetime(2026, 12, 1, 2, tzinfo=UTC)
ME, OTHER = 1, 2


def deeds(*kinds: str, person: int = ME) -> list[Deed]:
    return [Deed(kind, person, NOW - timedelta(hours=len(kinds) - n)) for n, kind in enumerate(kinds)]


def test_who_asked_has_chased_until_the_case_moves() -> None:
    assert has_chased(deeds("registered", "assign", "chase"), ME)
    assert has_chased(deeds("chase", "speak", "add"), ME), "a word is no move"
    assert not has_chased(deeds("chase", "transfer"), ME)
    assert not has_chased(deeds("chase", "transfer", "accept"), ME)
    assert not has_chased(deeds("chase", person=OTHER), ME)
    assert has_chased(deeds("chase", "transfer", "chase"), ME)


def test_who_wrote_since_the_answer_was_not_silent() -> None:
    assert has_written(deeds("answer", "add"), ME)
    assert not has_written(deeds("add", "answer"), ME)
    assert not has_written(deeds("answer", "add", person=OTHER), ME)


def test_who_has_just_said_a_word_is_left_in_peace_for_two_days() -> None:
    said = [Deed("speak", ME, NOW - RECENT + timedelta(seconds=1))]
    assert has_spoken(said, ME, NOW)
    assert not has_spoken(said, ME, NOW + timedelta(seconds=1))
    assert not has_spoken(said, OTHER, NOW)
    assert not has_spoken([Deed("transcribe", ME, NOW)], ME, NOW)


def test_the_last_time_of_several() -> None:
    history = deeds("chase", "answer", "chase", "add")
    assert last_chase(history, ME) == history[2].at
    assert last_chase(history, OTHER) is None
