"""A notice to some hundred people. It has begun before the drill does, and goes out between the kills."""

from datetime import datetime

from domain.notices import Content, Wording
from domain.notices.audience import Audience, Group
from domain.notices.life import Action
from domain.people import Role
from services.notices.moving import move
from storage import notices, people, units
from storage.tx import Tx

HOME = "gx-shiji"  # nobody else of the drill lives there
CONTENT = Content(texts={"zh": Wording(words="〔通知〕周六上午代表在社区接待群众。")})
REACHED = """SELECT count(DISTINCT recipient_id), count(*) FROM outbox
             WHERE recipient_id IS NOT NULL AND state = 'sent'"""
LEFT = """(SELECT count(*) FROM notice_recipients WHERE state IN ('waiting', 'handed'))
          + (SELECT count(*) FROM notices WHERE state = 'sending')"""


def begin(tx: Tx, persons: list[int], now: datetime) -> None:
    """Let people live where the notice goes, and one of them send it; the first tick chooses who gets it."""
    unit = units.by_code(tx, HOME)
    assert unit is not None
    for person in persons:
        people.set_home(tx, person, unit.id)
    audience = Audience(unit=unit.id, group=Group.RESIDENTS)
    draft = notices.find(tx, notices.add(tx, persons[0], Role.ADMIN, unit.id, None, CONTENT, audience, now))
    assert draft is not None
    move(tx, None, draft, Action.SEND, Role.ADMIN, now)
