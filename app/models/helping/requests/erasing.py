"""Requests for help at home whose names are due for erasure, half a year after they ended."""

from datetime import datetime

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import aliased

from app.models.helping.requests.help_request import HelpRequest, HelpRequestStep
from app.models.helping.requests.requesting import KEPT, OPEN_STAGES


def ended_long_ago(now: datetime) -> Select[HelpRequest]:
    """The requests that ended half a year ago, nothing having happened since, whose names are still there; with one
    ends who asked for it again."""
    since = exists().where(HelpRequestStep.request_id == HelpRequest.id, HelpRequestStep.at > now - KEPT)
    first = aliased(HelpRequest)
    with_first = exists().where(first.id == HelpRequest.same_as_id, first.state.not_in(OPEN_STAGES))
    ended = or_(HelpRequest.state.not_in(OPEN_STAGES), with_first)
    return select(HelpRequest).where(ended, HelpRequest.phone != "", ~since).order_by(HelpRequest.id)
