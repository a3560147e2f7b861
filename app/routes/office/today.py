"""/van-phong: what is to be done today."""

from datetime import datetime, timedelta

from flask import Blueprint, render_template
from sqlalchemy import func, select

from app import clock
from app.access import current_visitor, requires
from app.database import db
from app.models import (
    AmbassadorOffer,
    Approval,
    CertificateRequest,
    Course,
    DataRequest,
    Lesson,
    Person,
    Role,
    ThanksLetter,
)
from app.models.helping.requests.request_board import waiting_in
from app.models.learning import due, shelf
from app.models.learning.beginning import Beginning
from app.models.learning.certificate_lists import to_hand_over, undrawn
from app.models.learning.children import how_many_without_guardian
from app.models.learning.clashes import Clash, clashes_among, meetings_between
from app.models.learning.let_in import let_in
from app.models.learning.met_since import met_since
from app.models.learning.shelf import Shelf
from app.registers.due import tonight
from app.responses import Answer
from app.routes.office.lookups import STAFF, unit_ids

today = Blueprint("today", __name__)

# More than these are counted, and found in the lists.
SHOWN = 5
TWO_WEEKS = timedelta(days=14)


@today.get("")
@requires(*STAFF)
def show() -> Answer:
    """Lists before the leader, lessons of today, what falls due, what was left open; the same number of statements
    however much it is."""
    now, here, visitor = clock.now(), unit_ids(), current_visitor()
    begins = clock.at_local(clock.today())
    courses = Course.in_units(here).with_only_columns(Course.id).order_by(None)
    waiting = db.session.scalars(Approval.waiting_in(here)).all()
    return render_template(
        "office/today/show.html",
        today=clock.today(),
        name=visitor.full_name,
        officer=Role.OFFICER in visitor.roles,
        leads=visitor.units(Role.LEADER),
        beginning=Beginning.of(db.session(), visitor.units(Role.OFFICER)) if Role.OFFICER in visitor.roles else None,
        waiting=waiting,
        sizes=Approval.sizes(db.session(), [approval.id for approval in waiting]),
        lessons=db.session.scalars(Lesson.between(courses, begins, begins + timedelta(days=1))).all(),
        drafts=db.session.scalars(shelf.courses_on(Shelf.DRAFT, here, now)).all(),
        unclosed=db.session.scalars(shelf.lessons_to_close(here, now)).all(),
        finished=db.session.scalars(shelf.without_list(here, now)).all(),
        met_since=met_since(db.session(), here),
        undrawn=undrawn(db.session(), here),
        to_hand_over=to_hand_over(db.session(), here),
        requests=db.session.scalars(CertificateRequest.waiting_in(here)).all(),
        closing=db.session.scalars(due.closing_soon(here, now)).all(),
        offers=due.offers_lapsing(db.session(), here, now),
        let_in=let_in(db.session(), here, now),
        unsure=db.session.scalars(Person.unsure_in(here)).one(),
        erased_tonight=db.session.scalar(
            select(func.count()).select_from(tonight(here, clock.today()).order_by(None).subquery())
        ),
        children=db.session.scalar(how_many_without_guardian(here, clock.today())),
        asked=db.session.execute(DataRequest.waiting_in(here, clock.today())).one(),
        at_home=waiting_in(db.session(), here, clock.today()),
        clashing=_clashing(here, now),
        offered=db.session.scalar(AmbassadorOffer.count_waiting(here)),
        letters=db.session.scalar(ThanksLetter.count_proposed(here)),
        shown=SHOWN,
        now=now,
    )


def _clashing(unit_ids: set[int], now: datetime) -> list[Clash]:
    """The clashes of the next two weeks, each pair once, the soonest first."""
    meetings = meetings_between(db.session(), unit_ids, now, now + TWO_WEEKS)
    found = clashes_among(db.session(), meetings)
    pairs: dict[frozenset[int], Clash] = {}
    for meeting in meetings:
        assert meeting.lesson is not None
        for clash in found.get(meeting.lesson.id, ()):
            assert clash.other.lesson is not None
            pairs.setdefault(frozenset((meeting.lesson.id, clash.other.lesson.id)), clash)
    return list(pairs.values())
