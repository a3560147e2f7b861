"""/van-phong/phong-trao/<id>/che-do, …/ky: which reporting rule a programme follows, and periods opened by a day."""

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock, formats
from app.country.days import parse_day
from app.country.periods import PeriodType
from app.models import Programme, ReportingRule, Role
from app.models.reports.handing_down import offered_to
from app.routes.office.movement.programmes import PAGE, note, page_of, programme_here
from app.web.access import requires
from app.web.database import db, immediate
from app.web.forms.days import no_day
from app.web.responses import Answer, see_other

followed_rules = Blueprint("followed_rules", __name__)


@followed_rules.post("/phong-trao/<int:programme>/che-do")
@requires(Role.OFFICER)
def update(programme: int) -> Answer:
    """Follow another rule (`che-do`) from now on; periods with entries stay. Twice changes nothing."""
    kept = _here(programme)
    rule = next((each for each in _offered(kept) if each.public_id == request.form.get("che-do")), None)
    page = url_for("office.programmes.show", programme=kept.id)
    if rule is None:
        flash(_("Chế độ này không còn dùng. Anh chị chọn chế độ khác."), "warn")
        return see_other(page)
    with immediate() as session:
        kept = session.scalars(Programme.locked(kept.id)).one()
        if kept.follow(rule):
            note(session, "movement_programme.rule_chosen", kept, rule=rule.name)
    flash(_("Từ bây giờ theo chế độ này. Kỳ đã có nơi gửi giữ nguyên hạn của nó."))
    return see_other(page)


@followed_rules.post("/phong-trao/<int:programme>/ky")
@requires(Role.OFFICER)
def create(programme: int) -> Answer:
    """Open a period of a rule on demand by a day (`han`), to be sent until then. Twice opens it once."""
    kept = _here(programme)
    rule = kept.rule if kept.rule in _offered(kept) else None
    if rule is None or rule.every != "on_demand" or rule.from_rule_id:
        abort(404)
    try:
        due = parse_day(typed := request.form.get("han", ""), clock.today())
    except ValueError:
        return _again(kept, no_day(typed))
    if due < clock.today():
        return _again(kept, str(_("Ngày này đã qua. Anh chị ghi ngày sắp tới.")))
    with immediate() as session:
        rule = session.scalars(ReportingRule.locked(rule.id)).one()
        if rule.open_period(due):
            note(session, "movement_programme.period_opened", kept, rule=rule.name, due=due.isoformat())
    flash(_("Đã mở kỳ, hạn gửi %(day)s.", day=formats.date(due)))
    return see_other(url_for("office.programmes.show", programme=programme))


def _again(kept: Programme, why: str) -> Answer:
    flash(why, "warn")
    return Response(render_template(PAGE, **page_of(kept)), 422)


def _here(number: int) -> Programme:
    """A programme of the officer that has the periods of a rule."""
    kept = programme_here(number, (Role.OFFICER,))
    if kept.current is None or kept.current.declared.every is not PeriodType.REPORT or kept.retired_on:
        abort(404)
    return kept


def _offered(kept: Programme) -> list[ReportingRule]:
    return offered_to(db.session(), kept, kept.current.declared, clock.today()) if kept.current else []
