"""What is shown of the fixed links."""

from domain.messages import Message
from handlers.contacts.lines import begin, pairs, states
from handlers.viewing import view
from locales import Html, Text
from services.contacts.ledger import Quotas
from services.contacts.viewing import Owing


@view("links")
def links(t: Text, quotas: Quotas, owing: list[Owing]) -> Message:
    """Everybody with what is owed, and a button for each."""
    if not owing:
        return Message(text=t("contact.no_links"))
    lines = [t("links.title"), *(t("quota.person", name=one.name, what=states(t, one)) for one in owing)]
    return Message(text=Html("\n".join(lines)), buttons=pairs([begin(t, one) for one in owing]))
