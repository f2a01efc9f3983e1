"""All views. Importing the modules registers them."""

from handlers.approvals import views as _approvals
from handlers.audit import views as _audit
from handlers.contacts import closing_views as _closing
from handlers.contacts import confirming_views as _confirming
from handlers.contacts import entering_views as _entering
from handlers.contacts import handover_views as _handover
from handlers.contacts import linking_views as _linking
from handlers.contacts import matter_views as _matters
from handlers.contacts import picture_views as _pictures
from handlers.contacts import quota_views as _quota
from handlers.departments import views as _departments
from handlers.formal import step_views as _formal_steps
from handlers.formal import views as _formal
from handlers.groups import views as _groups
from handlers.inviting import views as _inviting
from handlers.meetings import asking_views as _asking_meetings
from handlers.meetings import views as _meetings
from handlers.notices import audience_views as _notice_audience
from handlers.notices import draft_views as _notice_drafts
from handlers.notices import progress_views as _notice_progress
from handlers.notices import views as _notices
from handlers.people import views as _people
from handlers.privacy import views as _privacy
from handlers.receptions import day_views as _receiving
from handlers.receptions import planning_views as _planning
from handlers.receptions import views as _receptions
from handlers.rights import views as _rights
from handlers.rights import whose_views as _holdings
from handlers.roster import views as _roster
from handlers.settings import views as _settings
from handlers.suggestions import answering_views as _answering
from handlers.suggestions import desk_views as _desk
from handlers.suggestions import draft_views as _draft
from handlers.suggestions import duplicates_views as _duplicates
from handlers.suggestions import follow_up_views as _follow_up
from handlers.suggestions import merging_views as _merging
from handlers.suggestions import moderation_views as _moderation
from handlers.suggestions import outcomes_views as _outcomes
from handlers.suggestions import own_views as _own
from handlers.suggestions import relay_views as _relays
from handlers.suggestions import triage_views as _triage
from handlers.templates import views as _templates
from handlers.viewing import VIEWS
from handlers.walkins import views as _walkins

__all__ = ["VIEWS"]

COLUMNS = (
    _audit,
    _walkins,
    _people,
    _holdings,
    _inviting,
    _draft,
    _own,
    _desk,
    _answering,
    _merging,
    _triage,
    _departments,
    _duplicates,
    _follow_up,
    _moderation,
    _formal,
    _formal_steps,
    _privacy,
    _outcomes,
    _relays,
    _settings,
    _templates,
    _closing,
    _confirming,
    _entering,
    _handover,
    _linking,
    _matters,
    _quota,
    _pictures,
    _meetings,
    _asking_meetings,
    _approvals,
    _rights,
    _roster,
    _groups,
    _receptions,
    _planning,
    _receiving,
    _notices,
    _notice_audience,
    _notice_drafts,
    _notice_progress,
)
