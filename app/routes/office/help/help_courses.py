"""/van-phong/ho-tro/mo-lop: one tap opens a class on what people fail at, with those people invited."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.help import HELPED, HELPS, By, unfinished
from app.models import AdministrativeUnit, AgeBand, HelpRecord, HelpTopic, Role
from app.models.helping.course_invitee import open_course
from app.models.learning.course_terms import CourseDetails
from app.registers.indicator import Scope
from app.routes.figures.periods import period_asked
from app.routes.office.lessons.lesson_pattern import EVENING
from app.routes.office.lookups import unit_called
from app.routes.trail import note
from app.web.access import current_account, requires
from app.web.database import immediate
from app.web.forms.days import meeting_days
from app.web.responses import Answer, see_other

help_courses = Blueprint("help_courses", __name__)

# Two evenings, a week apart: soon enough to be remembered, late enough to tell people.
NOTICE, LESSONS, SEATS = timedelta(days=10), 2, 30
OLDER = 60


@help_courses.post("/ho-tro/mo-lop")
@requires(Role.OFFICER)
def create() -> Answer:
    """A draft on the topic, its audience and evenings filled in to be changed; a second tap leads to the same one."""
    unit_id, period, now = unit_called(request.args.get("phuong"), Role.OFFICER).id, period_asked(), clock.now()
    with immediate() as session:
        topic = session.scalars(HelpTopic.called(unit_id, [request.form.get("topic", "")])).first()
        if topic is None or topic.asks_words:  # nothing was said, another ward's, or no one thing
            return see_other(url_for("office.help_overviews.show"))
        scope = unfinished(Scope((unit_id,), period.since, period.until, {By.TOPIC: topic.id}))
        unit = session.get_one(AdministrativeUnit, unit_id)
        details = _details(unit, topic, older=_mostly_older(session, scope))
        people = HELPED.ids(session, scope)
        course, fresh, invited = open_course(
            session, unit, topic, details, _evenings(), people, by=current_account(), now=now
        )
        if fresh:
            note(session, "course.made", course, {"topic": topic.key, "seats": course.seats})
        if invited:
            note(session, "course.people_invited", course, {"topic": topic.key, "people": invited})
        code = course.code
    flash(_message(fresh=fresh, invited=invited))
    return see_other(url_for("office.invitees.index", code=code))


def _details(unit: AdministrativeUnit, topic: HelpTopic, *, older: bool) -> CourseDetails:
    return CourseDetails(
        title=topic.label,
        audience="elderly" if older else "people",
        seats=SEATS,
        place=None,
        organiser=_("Ủy ban nhân dân %(ward)s", ward=unit.full_name),
        topics=topic.label,
        bring=topic.bring or _("Điện thoại sạc đầy pin, kính nếu mắt kém"),
    )


def _mostly_older(session: Session, scope: Scope) -> bool:
    """Whether half or more of the lượt that say an age are of people from sixty on."""
    wanted = HELPS.behind(scope).join(AgeBand, AgeBand.id == HelpRecord.age_band_id)
    ages: Sequence[int] = session.scalars(wanted.with_only_columns(AgeBand.youngest).order_by(None)).all()
    return bool(ages) and 2 * sum(age >= OLDER for age in ages) >= len(ages)


def _evenings() -> list[datetime]:
    days = meeting_days(clock.today() + NOTICE, (), LESSONS).days
    return [clock.at_local(day, EVENING.hour, EVENING.minute) for day in days]


def _message(*, fresh: bool, invited: int) -> str:
    if not fresh and not invited:
        return str(_("Lớp về việc này đã mở nháp từ trước, không mở thêm."))
    if not fresh:
        return str(_("Lớp về việc này đã mở nháp từ trước; mời thêm %(count)s người.", count=invited))
    if not invited:
        return str(_("Đã mở lớp nháp. Chưa có ai để mời: những lượt chưa xong không ghi tên người."))
    return str(_("Đã mở lớp nháp và mời %(count)s người.", count=invited))
