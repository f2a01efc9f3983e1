"""What is said about what is stored on somebody."""

from datetime import datetime

from domain.messages import Document, Message
from handlers.privacy.paper import page, record
from handlers.viewing import view
from locales import Text
from services.mydata import Everything


@view("mydata")
def data(t: Text, everything: Everything) -> list[Message]:
    """The page with a word on it, and the same for programs."""
    name = f"{t('mydata.file')}-{everything.at:%Y%m%d}"
    return [
        Message(text=t("mydata.here"), document=Document(name=f"{name}.html", mime="text/html",
                                                         content=page(t, everything))),
        Message(text=t("mydata.json"), document=Document(name=f"{name}.json", mime="application/json",
                                                         content=record(everything))),
    ]  # fmt: skip


@view("mydata.too_soon")
def too_soon(t: Text, moment: datetime) -> Message:
    return Message(text=t("mydata.too_soon", day=t.day(moment), time=t.time(moment)))


@view("mydata.nothing")
def nothing(t: Text) -> Message:
    return Message(text=t("mydata.nothing"))
