"""What the office sees before it erases somebody: all that stands in the way, and where else the name or the number
stands, each with the page on which it is ended or changed."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flask import request, url_for
from sqlalchemy.orm import Session

from app.country import clock
from app.models import (
    Ambassador,
    AmbassadorOffer,
    AttendanceMark,
    Course,
    DataRequest,
    Event,
    HelpRequest,
    HelpRequestStep,
    Lesson,
    Membership,
    Mentorship,
    MentorVisit,
    Organisation,
    Person,
    Plan,
    Programme,
    Registration,
    RegistrationStep,
    ReportPassage,
    Site,
    Team,
)
from app.models.base import noun_of
from app.models.trust.data_rights import Right, RightState
from app.registers.personal_data.mentions import Mention, Search
from app.registers.personal_data.obstacles import obstacles, open_beyond, open_elsewhere
from app.web.database import db

# Boxes that are ticked, and those that were shown.
TICKED, SHOWN = "xoa-o", "da-xem"


class ReviewLine(NamedTuple):
    """Something to read, and where it is changed ("": nowhere)."""

    of: Any
    address: str
    ticked: bool = False


class ErasureReview(NamedTuple):
    """All of it, of somebody who is to be erased."""

    obstacles: list[ReviewLine]
    mentions: list[ReviewLine]


def review_of(session: Session, asked: DataRequest) -> ErasureReview | None:
    """Where somebody who was seen and asks to be erased stands; None of any other request."""
    if asked.kind != Right.ERASURE or asked.state != RightState.SEEN or asked.person is None:
        return None
    search = Search.of(session, asked.person)
    beyond, _wards = Search.beyond(session, asked.person)
    in_the_way = [
        *obstacles(session, asked.person, now=clock.now()),
        *open_elsewhere(session, search),
        *open_beyond(session, beyond),
    ]
    own = DataRequest.__tablename__, (asked.id,)
    found = [each for each in search.mentions(session) if not each.own and (each.table, each.key) != own]
    return ErasureReview(
        [ReviewLine(each, _page_of(each.row)) for each in in_the_way],
        [ReviewLine(each, _page_of(_row(session, each)), is_ticked(each)) for each in found],
    )


def is_ticked(mention: Mention) -> bool:
    """Whether the office says that somebody stands there; of what it was not shown, whether it is sure."""
    if mention.id not in request.form.getlist(SHOWN):
        return mention.sure
    return mention.id in request.form.getlist(TICKED)


def _row(session: Session, mention: Mention) -> Any:
    return session.get_one(noun_of(mention.table), mention.key)


def _page_of(row: Any) -> str:
    """Where a row is changed."""
    page = PAGES.get(type(row))
    return page(row) if page else ""


def _seat(seat: Registration) -> str:
    return url_for("office.registrations.show", code=seat.course.code, public_id=seat.public_id)


def _seat_of(row: AttendanceMark | RegistrationStep) -> str:
    return _seat(db.session.get_one(Registration, row.registration_id))


def _site(site: Site) -> str:
    return url_for("office.programme_rows.show", programme=site.programme_id, row=site.public_id)


def _help(asked: HelpRequest) -> str:
    first = asked.same_as or asked  # who asked again stands on the page of the first
    return url_for("office.help_requests.show", help_request=first.public_id)


def _pair(pair: Mentorship) -> str:
    return url_for("office.mentorships.show", pair_id=pair.public_id)


def _lesson(lesson: Lesson) -> str:
    return url_for("office.lessons.edit", code=lesson.course.code, number=lesson.number)


PAGES: Mapping[type, Callable[[Any], str]] = {
    Ambassador: lambda row: url_for("office.ambassadors.show", ambassador=row.public_id),
    AmbassadorOffer: lambda row: url_for("office.ambassador_offers.index"),
    AttendanceMark: _seat_of,
    Course: lambda row: url_for("office.courses.show", code=row.code),
    Event: _site,
    DataRequest: lambda row: url_for("office.data_requests.show", public_id=row.public_id),
    HelpRequest: _help,
    HelpRequestStep: lambda row: _help(row.request),
    Lesson: _lesson,
    Membership: lambda row: url_for("office.teams.show", row=row.team.public_id),
    Mentorship: _pair,
    MentorVisit: lambda row: _pair(row.mentorship),
    Organisation: lambda row: url_for("office.organisations.show", row=row.id),
    Plan: lambda row: url_for("office.plans.show", row=row.public_id),
    Programme: lambda row: url_for("office.programmes.show", programme=row.id),
    Person: lambda row: url_for("office.people.show", person=row.public_id),
    Registration: _seat,
    RegistrationStep: _seat_of,
    ReportPassage: lambda row: url_for("office.reports.show", report=row.report.public_id),
    Site: _site,
    Team: lambda row: url_for("office.teams.show", row=row.public_id),
}
