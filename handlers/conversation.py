"""The library's ConversationHandler, with a memory of ours.

As shipped, the library holds conversations in a dict of its own, which dies with the process. Here the state comes
with the update's turn, and was stored by the last turn's job; what the library wants to note is noted already.

`ConversationHandler._conversations` is not public: it is used in this file alone, held by
tests/handlers/test_conversation.py, and the library's version is capped.
"""

from collections.abc import Iterator, MutableMapping
from functools import cached_property
from typing import Any

from telegram.ext import Application, ConversationHandler

from handlers.turn import CURRENT, Context

Key = tuple[int | str, ...]


class Stored(MutableMapping[Key, object]):
    """The conversation of the turn at hand, for whatever key the library asks: there is one a person."""

    def __init__(self, states: frozenset[str]) -> None:
        self._states = states

    def __getitem__(self, key: Key) -> object:
        talk = CURRENT.get().talk
        # A step that this version of the program does not know is no conversation any more.
        if talk is None or talk.step not in self._states:
            raise KeyError(key)
        return talk.step

    def __setitem__(self, key: Key, value: object) -> None:
        """Stored by the job already."""

    def __delitem__(self, key: Key) -> None:
        """Ended by the job already."""

    def __iter__(self) -> Iterator[Key]:
        return iter(())

    def __len__(self) -> int:
        return 0


class StoredConversation(ConversationHandler[Context]):
    """A conversation whose state is in the database."""

    @cached_property
    def _stored(self) -> Stored:
        return Stored(frozenset(map(str, self.states)))

    @property
    def _conversations(self) -> Stored:
        return self._stored

    @_conversations.setter
    def _conversations(self, value: object) -> None:
        """The library sets its dict when it is made; there is nothing to set."""


class ForgetfulApplication(Application[Any, Context, Any, Any, Any, Any]):
    """The library's Application, without the note that it takes of every user and chat for a persistence."""

    def _mark_for_persistence_update(self, *, update: object = None, job: object = None) -> None:
        """Nothing is kept in memory, so there is nothing to mark; noting ids would let memory grow for ever."""
