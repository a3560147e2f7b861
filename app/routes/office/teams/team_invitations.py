"""/van-phong/lop/<code>/moi-to: all teams are invited to a class in one tap; who is on it, who is not trained."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.indicators.team_work import on_course, trained_teams
from app.models import Course, Role, Team, TeamInvitation
from app.registers.definitions.teams import short
from app.routes.office.lookups import course_here
from app.routes.office.messages.sending_drafts import draft_of
from app.routes.trail import note
from app.web.access import current_account, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other
from app.web.words.messages import Moment
from app.web.words.short_messages import team_invitation

team_invitations = Blueprint("team_invitations", __name__)


@team_invitations.get("/lop/<code>/moi-to")
@requires(Role.OFFICER)
def index(code: str) -> Answer:
    """Which teams are invited, how their heads are reached, who of them is on the class, who is not trained yet."""
    course, session = course_here(code, Role.OFFICER), db.session()
    invited = session.scalars(TeamInvitation.of(course.id)).all()
    lesson = course.next_lesson(clock.now())
    there = {each.team_id for each in invited}
    teams = session.scalars(Team.standing_in([course.unit_id]).options(*Team.people())).all()
    trained = trained_teams(session, [course.unit_id], clock.today())
    return render_template(
        "office/teams/invitations.html",
        course=course,
        invited=invited,
        others=[each for each in teams if each.id not in there],
        untrained=[each for each in teams if each.id not in trained],
        trained=trained,
        texts=_texts(course, invited, lesson),
        text=draft_of(course, Moment.ANNOUNCED).to_group,
        on=on_course(session, course.id),
        namesakes=TeamInvitation.namesakes(session, course),
        open=course.takes_registrations(clock.now()),
        short=short,
    )


@team_invitations.post("/lop/<code>/moi-to")
@requires(Role.OFFICER)
def create(code: str) -> Answer:
    """Invite those that are ticked; twice is once."""
    chosen = request.form.getlist("to")
    with immediate() as session:
        course = course_here(code, Role.OFFICER)
        session.scalars(Course.locked(course.id)).one()
        wanted = Team.standing_in([course.unit_id]).where(Team.public_id.in_(chosen))
        teams = session.scalars(wanted).all()
        many = TeamInvitation.invite(session, course, teams, by=current_account(), at=clock.now())
        if many:
            note(session, "course.teams_invited", course, {"teams": many})
    flash(_("Đã mời %(count)s tổ.", count=many) if many else _("Anh chị chọn ít nhất một tổ chưa mời."))
    return _back(code)


@team_invitations.post("/lop/<code>/moi-to/da-bao")
@requires(Role.OFFICER)
def update(code: str) -> Answer:
    """The head of one was told, or was not after all (`nham`); pressed twice it is noted once."""
    informed, slip = request.form.get("to"), request.form.get("nham")
    with immediate() as session:
        course = course_here(code, Role.OFFICER)
        row = session.scalars(TeamInvitation.of(course.id).where(Team.public_id == (slip or informed))).first()
        if row is None:
            abort(422)
        if slip:
            row.told_at = None
        elif row.tell(clock.now()):
            note(session, "course.team_told", course, {"team": row.team.name})
    return see_other(url_for("office.team_invitations.index", code=code, _anchor=f"to-{slip or informed}"))


@team_invitations.post("/lop/<code>/moi-to/cung-nguoi")
@requires(Role.OFFICER)
def join(code: str) -> Answer:
    """Members by name alone are those on the class who bear their names: those that are ticked."""
    chosen = set(request.form.getlist("thanh-vien"))
    with immediate() as session:
        course = course_here(code, Role.OFFICER)
        many = _join(session, course, chosen)
        if many:
            note(session, "course.members_joined", course, {"people": many})
    flash(_("Đã nối %(count)s thành viên với người học.", count=many))
    return _back(code)


def _join(session: Session, course: Course, chosen: set[str]) -> int:
    pairs = [pair for pair in TeamInvitation.namesakes(session, course) if str(pair[0].id) in chosen]
    for member, person in pairs:
        session.scalars(Team.locked(member.team_id)).one()
        member.person, member.name = person, ""
        member.phone = member.phone or person.phone or ""
    session.flush()
    return len(pairs)


def _texts(course: Course, invited: Sequence[TeamInvitation], lesson: Any) -> Mapping[int, str]:
    """What goes to the head of each."""
    return {each.team_id: team_invitation(course, lesson, each.team.head) for each in invited if each.team.head}


def _back(code: str) -> Answer:
    return see_other(url_for("office.team_invitations.index", code=code))
