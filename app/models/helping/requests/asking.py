"""Asking for help at home, without an account: the request, another time that suits, the end."""

import hashlib
from datetime import datetime

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from app.country import clock, names
from app.country.holidays import working_day_after
from app.models.helping.requests.help_request import HelpRequest, HelpRequestStep
from app.models.helping.requests.requesting import (
    A_DAY,
    AGAIN,
    AGAIN_AFTER,
    KEPT,
    OPEN_STAGES,
    WORKING_DAYS,
    AskedTooOften,
    NewRequest,
    RequestOver,
    RequestStage,
    RequestStep,
)
from app.models.trust.rate_limit import RateLimit

DAY = 24 * 60 * 60


def ask(session: Session, asked: NewRequest, now: datetime) -> HelpRequest:
    """The request that a form makes, or made before (the same submission).

    Where this phone has an open request for the topic, that one is marked as asked for again, and who asked has a
    ticket of their own: they may be anybody who knows the number, and see no difference. For the same reason asking is
    counted by number and place together: what somebody else asked for from elsewhere refuses nothing here.

    Raises:
        AskedTooOften: from this place the phone has asked for too much within a day.
    """
    if made := session.scalars(HelpRequest.sent_by(asked.submission)).one_or_none():
        return made
    phone = hashlib.sha256(f"{asked.unit.id} {asked.phone} {asked.source}".encode()).hexdigest()[:32]
    if not RateLimit.take(session, f"help-phone {phone}", size=A_DAY, seconds=DAY, now=now):
        raise AskedTooOften
    first = session.scalars(_waiting_for(asked)).one_or_none()
    if first is None:
        try:
            with session.begin_nested():
                return _made(session, asked, now)
        except IntegrityError:  # the same from another phone, between the look and the insert
            if made := session.scalars(HelpRequest.sent_by(asked.submission)).one_or_none():
                return made
            first = session.scalars(_waiting_for(asked)).one()
    _note_again(session, first, asked, now)
    return _made(session, asked, now, first)


def change_suits(session: Session, request: HelpRequest, suits: str, *, now: datetime) -> None:
    """Change the times that suit the asker.

    Raises:
        RequestOver: it has ended.
    """
    request.lock(session)
    if request.suits != suits:
        request.suits = suits
        request.goes(session, RequestStep.SUITS_CHANGED, now, words=suits)


def cancel(session: Session, request: HelpRequest, *, now: datetime) -> None:
    """The asker cancels the request; a second call changes nothing.

    Raises:
        RequestOver: it ended in another way.
    """
    try:
        request.lock(session)
    except RequestOver:
        if request.state != RequestStage.CANCELLED:
            raise
        return
    request.state = RequestStage.CANCELLED
    request.goes(session, RequestStep.CANCELLED, now)
    if request.same_as is not None:  # it may be anybody: the office asks
        request.same_as.goes(session, RequestStep.REPEAT_CANCELLED, now)


def common_topics(unit_id: int, since: datetime) -> Select[int]:
    """The ids of the topics that a ward has been asked for since a moment, the most frequent first."""
    here = HelpRequest.unit_id == unit_id, HelpRequest.is_first(), HelpRequest.made_at >= since
    asked = select(HelpRequest.topic_id).where(*here)
    return asked.group_by(HelpRequest.topic_id).order_by(func.count().desc(), HelpRequest.topic_id)


def _waiting_for(asked: NewRequest) -> Select[HelpRequest]:
    same = (
        HelpRequest.unit_id == asked.unit.id,
        HelpRequest.phone == asked.phone,
        HelpRequest.topic_id == asked.topic.id,
        HelpRequest.is_first(),
    )
    waiting = select(HelpRequest).where(*same, HelpRequest.state.in_(OPEN_STAGES))
    return waiting.with_for_update(of=HelpRequest).execution_options(populate_existing=True)


def _made(session: Session, asked: NewRequest, now: datetime, first: HelpRequest | None = None) -> HelpRequest:
    request = HelpRequest(
        submission=asked.submission,
        unit=asked.unit,
        full_name=asked.full_name,
        birth_year=asked.birth_year,
        asked_by=asked.asked_by,
        residential_group=asked.group,
        where=asked.where,
        topic=asked.topic,
        words=asked.words,
        suits=asked.suits,
        phone=asked.phone,
        due_on=working_day_after(clock.local(now).date(), WORKING_DAYS),
        made_at=now,
        same_as=first,
    )
    session.add(request)
    session.add(HelpRequestStep(request=request, step=RequestStep.ASKED, at=now))
    session.flush()
    return request


def _note_again(session: Session, request: HelpRequest, asked: NewRequest, now: datetime) -> None:
    """Note that it was asked for again, and whether for another name: a mistake or a joke is seen by that."""
    again = HelpRequestStep.of(request.id).where(HelpRequestStep.step == RequestStep.ASKED_AGAIN)
    before = session.scalars(again).all()
    if len(before) >= AGAIN or (before and now - before[-1].at < AGAIN_AFTER):
        return
    same = names.identity_key(request.full_name) == names.identity_key(asked.full_name)
    request.goes(session, RequestStep.ASKED_AGAIN, now, words="" if same else "other")


def ended_long_ago(now: datetime) -> Select[HelpRequest]:
    """The requests that ended half a year ago, nothing having happened since, whose names are still there; with one
    ends who asked for it again."""
    since = exists().where(HelpRequestStep.request_id == HelpRequest.id, HelpRequestStep.at > now - KEPT)
    first = aliased(HelpRequest)
    with_first = exists().where(first.id == HelpRequest.same_as_id, first.state.not_in(OPEN_STAGES))
    ended = or_(HelpRequest.state.not_in(OPEN_STAGES), with_first)
    return select(HelpRequest).where(ended, HelpRequest.phone != "", ~since).order_by(HelpRequest.id)
