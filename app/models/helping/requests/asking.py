"""Asking for help at home, without an account: the request, another time that suits, the end."""

import hashlib
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.country import clock, names
from app.country.working_days import working_day_after
from app.models.helping.requests.help_request import HelpRequest, HelpRequestStep
from app.models.helping.requests.requesting import (
    A_DAY,
    AGAIN,
    AGAIN_AFTER,
    OPEN_STAGES,
    WORKING_DAYS,
    Asked,
    AskedTooOften,
    RequestOver,
    RequestStage,
    RequestStep,
)
from app.models.trust.rate_limit import RateLimit

DAY = 24 * 60 * 60


def ask(session: Session, asked: Asked, now: datetime) -> HelpRequest | None:
    """The request that a form makes, or made before (the same submission).

    None where this phone has an open request for the topic: that one is marked as asked for again, and who asked is
    told nothing of it, for they may be anybody who knows the number.

    Raises:
        AskedTooOften: the phone has asked for too much within a day.
    """
    if made := session.scalars(_sent_by(asked)).one_or_none():
        return made
    if waiting := session.scalars(_waiting_for(asked)).one_or_none():
        _note_again(session, waiting, asked, now)
        return None
    phone = hashlib.sha256(f"{asked.unit.id} {asked.phone}".encode()).hexdigest()[:32]
    if not RateLimit.take(session, f"help-phone {phone}", size=A_DAY, seconds=DAY, now=now):
        raise AskedTooOften
    try:
        with session.begin_nested():
            return _made(session, asked, now)
    except IntegrityError:  # the same from another phone, between the look and the insert
        if made := session.scalars(_sent_by(asked)).one_or_none():
            return made
        _note_again(session, session.scalars(_waiting_for(asked)).one(), asked, now)
        return None


def change_suits(session: Session, request: HelpRequest, suits: str, *, now: datetime) -> None:
    """Another time suits who asked.

    Raises:
        RequestOver: it has ended.
    """
    request.lock(session)
    if request.suits != suits:
        request.suits = suits
        request.goes(session, RequestStep.SUITS_CHANGED, now, words=suits)


def cancel(session: Session, request: HelpRequest, *, now: datetime) -> None:
    """Who asked needs it no more. Twice changes nothing.

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


def common_topics(unit_id: int, since: datetime) -> Select[int]:
    """The ids of the topics that a ward has been asked for since a moment, the most frequent first."""
    asked = select(HelpRequest.topic_id).where(HelpRequest.unit_id == unit_id, HelpRequest.made_at >= since)
    return asked.group_by(HelpRequest.topic_id).order_by(func.count().desc(), HelpRequest.topic_id)


def _sent_by(asked: Asked) -> Select[HelpRequest]:
    return select(HelpRequest).where(HelpRequest.submission == asked.submission)


def _waiting_for(asked: Asked) -> Select[HelpRequest]:
    same = (
        HelpRequest.unit_id == asked.unit.id,
        HelpRequest.phone == asked.phone,
        HelpRequest.topic_id == asked.topic.id,
    )
    waiting = select(HelpRequest).where(*same, HelpRequest.state.in_(OPEN_STAGES))
    return waiting.with_for_update(of=HelpRequest).execution_options(populate_existing=True)


def _made(session: Session, asked: Asked, now: datetime) -> HelpRequest:
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
    )
    session.add(request)
    session.add(HelpRequestStep(request=request, step=RequestStep.ASKED, at=now))
    session.flush()
    return request


def _note_again(session: Session, request: HelpRequest, asked: Asked, now: datetime) -> None:
    """Note that it was asked for again, and whether for another name: a mistake or a joke is seen by that."""
    again = HelpRequestStep.of(request.id).where(HelpRequestStep.step == RequestStep.ASKED_AGAIN)
    before = session.scalars(again).all()
    if len(before) >= AGAIN or (before and now - before[-1].at < AGAIN_AFTER):
        return
    same = names.identity_key(request.full_name) == names.identity_key(asked.full_name)
    request.goes(session, RequestStep.ASKED_AGAIN, now, words="" if same else "other")
