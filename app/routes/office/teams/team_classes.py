"""/van-phong/doi/lop: which team was at which class for teams, which it lacks, and words that remind the heads."""

from collections.abc import Mapping, Sequence

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from app.country import clock, formats
from app.indicators.team_work import AUDIENCE, classes_of_teams
from app.models import CourseTemplate, Team
from app.registers.definitions.teams import TRAININGS, short
from app.routes.office.lookups import STAFF, unit_called, units
from app.web.access import requires
from app.web.database import db
from app.web.responses import Answer

team_classes = Blueprint("team_classes", __name__)


@team_classes.get("/doi/lop")
@requires(*STAFF)
def index() -> Answer:
    """Each team that stands beside each template for teams that the ward uses. Four statements."""
    unit, session = unit_called(request.args.get("phuong")), db.session()
    teams = session.scalars(Team.standing_in([unit.id])).all()
    used = CourseTemplate.of(unit.id).where(CourseTemplate.audience == AUDIENCE).order_by(None)
    templates = session.scalars(used.order_by(CourseTemplate.id)).all()
    came = classes_of_teams(session, unit.id, clock.today())
    lacking = {each: [team for team in teams if each.id not in came.get(team.id, ())] for each in templates}
    return render_template(
        "office/teams/classes.html", unit=unit, units=units(), teams=teams, templates=templates, came=came,
        lacking=lacking, words=_words(lacking, len(teams)), short=short, trainings=TRAININGS,
    )  # fmt: skip


def _words(lacking: Mapping[CourseTemplate, Sequence[Team]], many: int) -> str:
    """What goes to the heads: of each class how many teams lack it, and which."""
    day = _("Tính đến %(day)s, theo điểm danh:", day=formats.date(clock.today()))
    lines = [
        _("%(name)s: còn %(count)s/%(all)s tổ chưa có người dự: %(teams)s.", name=template.name, count=len(teams),
          all=many, teams=", ".join(map(short, teams)))
        for template, teams in lacking.items() if teams
    ]  # fmt: skip
    return "\n".join([day, *lines, _("Đề nghị các tổ cử người đi học khi phường mở lớp.")]) if lines else ""
