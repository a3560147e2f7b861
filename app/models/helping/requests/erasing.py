"""What is kept of requests for help at home that ended: for half a year whom it was for, then what and where only."""

from datetime import datetime

from sqlalchemy import Select, exists, select

from app.models.helping.requests.help_request import HelpRequest, HelpRequestStep
from app.models.helping.requests.requesting import KEPT, OPEN_STAGES


def ended_long_ago(now: datetime) -> Select[HelpRequest]:
    """The requests that ended half a year ago, nothing having happened since, whose names are still there."""
    since = exists().where(HelpRequestStep.request_id == HelpRequest.id, HelpRequestStep.at > now - KEPT)
    ended = HelpRequest.state.not_in(OPEN_STAGES), HelpRequest.phone != ""
    return select(HelpRequest).where(*ended, ~since).order_by(HelpRequest.id)
