"""Teams: who goes out together. Who is in one is kept by views beside (app/routes/office/help_requests/memberships)."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session, joinedload, object_session

from app.country import clock, formats
from app.models import Account, AdministrativeUnit, HelpRequest, Membership, ResidentialGroup, Team
from app.models.helping.requests.request_board import open_of_teams
from app.models.people.account import by_name
from app.registers.act import Act
from app.registers.field import Field, Kind, trail_words
from app.registers.listing import Cell, Column
from app.registers.register import Line, Register, Step


def _groups(unit: AdministrativeUnit) -> Sequence[ResidentialGroup]:
    session = object_session(unit)
    return session.scalars(ResidentialGroup.of(unit.id)).all() if session else []


def _counts(session: Session, unit_id: int, teams: Sequence[Team]) -> Mapping[int, Any]:
    """How many are in each, and how many homes it is to visit."""
    many, waiting = dict(session.execute(Membership.counted(unit_id)).all()), open_of_teams(session, unit_id)
    return {team.id: {"members": many.get(team.id, 0), "waiting": waiting.get(team.id, 0)} for team in teams}


def _count(key: str, label: object) -> Column[Line[Team]]:
    return Column(
        key, label, lambda line: Cell(formats.number(line.count[key])), lambda line: line.count[key], "num fig",
        worded=True,
    )  # fmt: skip


def _members(session: Session, team: Team) -> Mapping[str, Any]:
    """Who is in it, who could be, what it is to visit."""
    session.scalars(Membership.of(team.id)).all()  # with their accounts, in one statement
    there = {each.account_id for each in team.members}
    here = session.scalars(Membership.candidates(team.unit_id, clock.today())).all()
    return {
        "others": by_name([account for account in here if account.id not in there]),
        "waiting": open_of_teams(session, team.unit_id).get(team.id, 0),
    }


def _give_back(session: Session, team: Team, by: Account) -> tuple[Mapping[str, object], str]:
    count = HelpRequest.give_back(session, team=team, by=by, now=clock.now())
    words = _("%(count)s việc đang mở về lại văn phòng, chờ giao.", count=count) if count else ""
    return {"requests": count}, words


FIELDS = (
    Field(
        "name", _l("Tên đội"), _l("tên"), required=True, longest=80, headings="tên tổ|tổ|đội|tên",
        hint=_l("Ví dụ: Tổ công nghệ số cộng đồng Túc Duyên"),
    ),
    Field("residential_group", _l("Của tổ nào"), _l("của"), Kind.ROW, rows=_groups, none=_l("cả phường, xã"),
        headings="tổ dân phố|địa bàn|thôn|của tổ"),
)  # fmt: skip
_WHO = {"account": _l("người"), "name": _l("tên")}
ACTS = {
    "team.added": Act(_l("Thêm đội"), trail_words(FIELDS)),
    "team.changed": Act(_l("Sửa đội"), trail_words(FIELDS)),
    "team.dissolved": Act(
        _l("Giải thể đội"), {"name": _l("tên"), "requests": _l("số việc giúp tại nhà về lại văn phòng")}
    ),
    "team.made": Act(_l("Lập đội"), {"name": _l("tên")}),
    "team.member_left": Act(_l("Cho một người rời đội"), _WHO),
    "team.member_taken_in": Act(_l("Thêm người vào đội, hoặc đổi người đứng đầu"), _WHO),
}
TEAMS: Register[Team] = Register(
    key="team", name="teams", slug="doi", tab="requests", noun=Team, fields=FIELDS, acts=ACTS,
    ended=lambda team, day: _("Giải thể %(day)s", day=day),
    columns=(
        "name", "residential_group", _count("members", _l("Người")), _count("waiting", _l("Việc tại nhà đang mở")),
    ),
    own=("name",), taken=_l("Phường đã có một đội tên này. Anh chị đặt tên khác."), counts=_counts,
    loads=(joinedload(Team.residential_group),), sought=_l("Tìm theo tên"),
    title=_l("Các đội"), in_use=_l("Đang hoạt động"), no_more=_l("Đã giải thể"), end_at="giai-the",
    add=lambda unit: _("Lập đội"), under=("office.help_requests.index", _l("Nhờ giúp tại nhà")),
    empty=(
        lambda unit: _("Chưa có đội nào"),
        _l(
            "Đội cùng nhau tới nhà dân, ra chợ, đứng lớp buổi tối: tổ công nghệ số cộng đồng, đoàn thanh niên, "
            "hội phụ nữ."
        ), "users",
    ),
    ends=(
        Step(
            "dissolved", _l("Giải thể đội"),
            _l(
                "Mọi người rời đội, việc giúp tại nhà đang mở về lại văn phòng chờ giao. Đội vẫn còn trong danh sách "
                "cũ."
            ),
            _l("Đội này thôi hoạt động"), _l("%(name)s đã giải thể."), does=_give_back,
        ),
        None,
    ),
    beside="office/teams/_members.html", shows=_members, opens=True,
)  # fmt: skip
