"""What is shown of the roster and of what becomes of it."""

from domain.contacts.links import Pair
from domain.messages import Message
from handlers.viewing import view
from locales import Text


@view("import.link_gone")
def link_gone(t: Text, pair: Pair) -> Message:
    """For the other side of a link of which it was told, and that an undone import had brought."""
    return Message(text=t("roster.link_gone", keeper=pair.keeper))
