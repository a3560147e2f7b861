"""The register of teams. Their members are kept by views in app/routes/office/teams."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import ColumnElement, Select, exists
from sqlalchemy.orm import Session, joinedload, object_session, selectinload

from app.country import clock, formats, names
from app.models import (
    Account,
    HelpRequest,
    Membership,
    Organisation,
    ResidentialGroup,
    Team,
    TeamKind,
)
from app.models.helping.requests.assigning import open_of_teams
from app.models.movement.team import TeamTraining
from app.models.people.account import by_name
from app.registers.action import Action
from app.registers.field import Field, Kind, rows_of, trail_words
from app.registers.listing import Column
from app.registers.parts import Line, Narrowing, RowArchive, RowList, RowPage, RowPaper
from app.registers.register import Register
from app.registers.trail_event import TrailEvent, naming

KINDS: Mapping[str, object] = {
    TeamKind.COMMUNITY: _l("Tổ công nghệ số cộng đồng"),
    TeamKind.YOUTH: _l("Tổ thanh niên chuyển đổi số"),
    TeamKind.RESCUE: _l("Tổ ứng cứu công nghệ và nghiệp vụ"),
    TeamKind.PROJECT_06: _l("Tổ Đề án 06"),
    TeamKind.SQUAD: _l("Đội hình Bình dân học vụ số"),
    TeamKind.COMMITTEE: _l("Ban Chỉ đạo"),
    TeamKind.OTHER: _l("Tổ, đội khác"),
}
TRAININGS: Mapping[str, object] = {
    TeamTraining.NONE: _l("chưa, hoặc chưa rõ"),
    TeamTraining.BASIC: _l("cơ bản"),
    TeamTraining.ADVANCED: _l("nâng cao"),
    TeamTraining.AI: _l("nâng cao + AI"),
}

UNNAMED = ("party_cell", "religious")
NAMED = 6  # so many groups without a team are named above the list


def _organisations(unit_id: int) -> Select[Organisation]:
    """Organisations that a team may belong to; none that would tell a member's belief."""
    return Organisation.in_units([unit_id]).where(Organisation.in_use(), Organisation.kind.not_in(UNNAMED))


def size_words(team: Team) -> str:
    """The size of a team: its named members, and the number that the ward entered, if that differs."""
    named = len(team.members)
    if team.entered_size in (None, named):
        return formats.number(named)
    return str(_("%(named)s/%(said)s người có tên", said=formats.number(team.entered_size or 0), named=named))


def decision_words(line: Line[Team]) -> str:
    day = formats.date(line.row.decision_on) if line.row.decision_on else ""
    return ", ".join(filter(None, (line.row.decision_no, day)))


def _counts(session: Session, unit_id: int, teams: Sequence[Team]) -> Mapping[int, Any]:
    """Open requests for help by team."""
    return open_of_teams(session, unit_id)


def _column(key: str, label: object, render: Callable[[Line[Team]], str], look: str = "") -> Column[Line[Team]]:
    return Column(key, label, render, look, worded=True)


def short(team: Team) -> str:
    """The name of a team without its kind, which most names begin with."""
    return without_kind(team.kind, team.name)


def without_kind(kind: str, name: str) -> str:
    """The name of a team of a kind without that."""
    prefix, rest = str(KINDS[kind]), name
    return rest[len(prefix) :].strip() or rest if names.search_key(rest).startswith(names.search_key(prefix)) else rest


def _served(line: Line[Team]) -> str:
    return ", ".join(group.short_name for group in line.row.groups) or str(_("cả phường, xã"))


def _waiting(line: Line[Team]) -> str:
    return formats.number(line.count) if line.count else ""


def _committee(line: Line[Team]) -> str:
    """The members of a committee by name, who stand on no other paper; of a team, which has cards, none."""
    named = line.row.members if line.row.kind == TeamKind.COMMITTEE else ()
    return ", ".join(each.full_name for each in named)


def _head(line: Line[Team]) -> str:
    phone = line.row.head_phone
    return " · ".join(filter(None, (line.row.head_name, phone and formats.phone(phone))))


def _by_kind(unit_id: int) -> Sequence[tuple[str, object, ColumnElement[bool]]]:
    return [(str(kind), words, Team.kind == kind) for kind, words in KINDS.items()]


def _by_lack(unit_id: int) -> Sequence[tuple[str, object, ColumnElement[bool]]]:
    live = Membership.team_id == Team.id, Membership.until.is_(None)
    return [
        ("chua-co-to-truong", _l("Chưa có tổ trưởng"), ~exists().where(*live, Membership.leads)),
        ("chua-co-quyet-dinh", _l("Chưa có số quyết định"), Team.decision_no == ""),
    ]


def _without(session: Session, unit_id: int) -> str:
    """The groups that no community team serves, once the unit has a team."""
    if session.scalars(Team.standing_in([unit_id]).with_only_columns(Team.id).limit(1)).first() is None:
        return ""
    lacking = session.scalars(Team.unserved([unit_id])).all()
    if not lacking:
        return str(_("Nơi nào cũng có tổ công nghệ số cộng đồng."))
    more = _(" và %(count)s nơi nữa", count=len(lacking) - NAMED) if len(lacking) > NAMED else ""
    listed = ", ".join(group.short_name for group in lacking[:NAMED]) + more
    return str(_("%(count)s nơi chưa có tổ công nghệ số cộng đồng: %(names)s.", count=len(lacking), names=listed))


def _members(session: Session, team: Team) -> Mapping[str, Any]:
    """Context of a team's page: further candidates, open requests, size."""
    session.scalars(Membership.of(team.id)).all()  # loads members with their names in one statement
    there = {each.account_id for each in team.members}
    here = session.scalars(Membership.candidates(team.unit_id, clock.today())).all()
    return {
        "others": by_name([account for account in here if account.id not in there]),
        "waiting": open_of_teams(session, team.unit_id).get(team.id, 0),
        "size": size_words(team),
    }


def _give_back(session: Session, team: Team, by: Account) -> tuple[Mapping[str, object], str]:
    count = HelpRequest.give_back(session, team=team, by=by, now=clock.now())
    words = _("%(count)s việc đang mở về lại văn phòng, chờ giao.", count=count) if count else ""
    return {"requests": count}, words


def _takes(team: Team) -> str:
    session = object_session(team)
    waiting = open_of_teams(session, team.unit_id).get(team.id, 0) if session else 0
    counts = {"people": len(team.members), "requests": waiting}
    return str(_("%(people)s người rời, %(requests)s việc về lại văn phòng.", **counts))


FIELDS = (
    Field(
        "name", _l("Tên tổ, đội"), _l("tên"), required=True, longest=120, headings="tên đội|tên tổ|tổ|đội|tên|name",
        hint=_l("Ví dụ: Tổ công nghệ số cộng đồng Túc Duyên"),
    ),
    Field(
        "kind", _l("Loại"), _l("loại"), Kind.ONE_OF, choices=lambda unit, row: tuple(KINDS),
        show=lambda kind: str(KINDS[kind]), default=str(TeamKind.COMMUNITY), headings="loại tổ|loại đội",
    ),
    Field(
        "groups", _l("Giúp bà con ở"), _l("giúp ở"), Kind.ROWS, rows=rows_of(ResidentialGroup.of),
        empty_text=_l("cả phường, xã"),
        headings="tổ dân phố|địa bàn|thôn|của tổ nào|phụ trách|group code",
    ),
    Field(
        "organisation", _l("Của cơ quan, đơn vị nào"), _l("thuộc"), Kind.ROW, rows=rows_of(_organisations),
        row_word=_l("cơ quan, đơn vị"), match_key=names.search_key, headings="đơn vị|cơ quan|đoàn thể|trực thuộc",
    ),
    Field(
        "head_name", _l("Tổ trưởng, đội trưởng"), _l("tổ trưởng"), longest=100, personal=True,
        section=(_l("Người"), None), headings="tổ trưởng|đội trưởng|họ tên tổ trưởng|người đứng đầu",
        hint=_l("Ghi tên khác là đổi người đứng đầu; người trước vẫn là thành viên."),
    ),
    Field(
        "head_phone", _l("Điện thoại tổ trưởng"), _l("điện thoại tổ trưởng"), Kind.PHONE, personal=True,
        headings="điện thoại|số điện thoại|sđt|sđt tổ trưởng|đt tổ trưởng",
    ),
    Field(
        "entered_size", _l("Số thành viên phường khai"), _l("số khai"), Kind.NUMBER, least=1, most=500,
        headings="số thành viên|số người|thành viên|sl thành viên|member count",
        hint=_l("Khi chưa ghi đủ tên từng người"),
    ),
    Field(
        "decision_no", _l("Số quyết định"), _l("số quyết định"), longest=60, headings="quyết định|số qđ|qđ|decision no",
        section=(_l("Quyết định thành lập"), None), hint=_l("Ví dụ: 101/QĐ-UBND"),
    ),
    Field(
        "decision_on", _l("Ngày quyết định"), _l("ngày quyết định"), Kind.DAY, past=True,
        headings="ngày qđ|ngày ký|ngày thành lập|decision date",
    ),
    Field(
        "decision_by", _l("Ai ký"), _l("ai ký"), longest=80, headings="cơ quan ký|người ký|cơ quan ra quyết định",
        hint=_l("Ví dụ: UBND phường"),
    ),
    Field(
        "training", _l("Đã tập huấn tới đâu"), _l("tập huấn"), Kind.ONE_OF, choices=lambda unit, row: tuple(TRAININGS),
        show=lambda level: str(TRAININGS[level]), headings="tập huấn|mức tập huấn|training level",
        section=(_l("Trước khi dùng Lớp Số"), _l("Từ nay máy tự đếm theo điểm danh và việc đã ghi.")),
    ),
    Field(
        "active_on", _l("Hoạt động gần nhất"), _l("hoạt động gần nhất"), Kind.DAY, past=True,
        headings="ngày hoạt động gần nhất|last activity on",
    ),
)  # fmt: skip
_WHO = {"account": _l("người"), "name": _l("tên"), "member": _l("thành viên số")}
TEAMS: Register[Team] = Register(
    key="team", name="teams", slug="doi", fields=FIELDS, unique=("name",),
    unique_error=_l("Phường đã có một tổ, đội tên này. Anh chị đặt tên khác."), add=lambda unit: _("Lập tổ, đội"),
    further={
        "team.added": TrailEvent(_l("Thêm tổ, đội"), {**trail_words(FIELDS), "residential_group": _l("của")}),
        "team.changed": TrailEvent(_l("Sửa tổ, đội"), {**trail_words(FIELDS), "residential_group": _l("của")}),
        "team.made": naming(_l("Lập đội")),
        "team.member_left": TrailEvent(_l("Cho một người rời tổ, đội"), _WHO),
        "team.member_changed": TrailEvent(_l("Sửa một thành viên của tổ, đội"), _WHO),
        "team.month_told": TrailEvent(_l("Gửi tháng của tổ"), {"name": _l("tên"), "month": _l("tháng")}),
        "team.members_named": TrailEvent(
            _l("Ghi tên thành viên chưa có tài khoản"), {"name": _l("tên"), "count": _l("số người")}
        ),
        "team.member_taken_in": TrailEvent(_l("Thêm người vào tổ, đội, hoặc đổi người đứng đầu"), _WHO),
    },
    listing=RowList(
        noun=Team,
        columns=(
            Column(
                "name", _l("Tên tổ, đội"), lambda line: short(line.row), "main",
                Team.search_key.expression,
            ),
            _column("groups", _l("Giúp bà con ở"), _served), _column("head", _l("Tổ trưởng"), _head, "br"),
            _column("size", _l("Thành viên"), lambda line: size_words(line.row)),
            _column("decision", _l("Quyết định"), lambda line: line.row.decision_no, "nx"),
            _column("waiting", _l("Việc tại nhà"), _waiting, "num fig"),
        ),
        on_paper=RowPaper(
            columns=(
                "name", "groups", _column("head", _l("Họ và tên tổ trưởng"), lambda line: line.row.head_name),
                _column(
                    "phone", _l("Điện thoại"), lambda line: line.row.head_phone and formats.phone(line.row.head_phone)
                ),
                _column("size", _l("Số thành viên"), lambda line: formats.number(line.row.size), "num fig"),
                _column("committee", _l("Thành viên Ban Chỉ đạo"), _committee),
                _column("decision", _l("Số, ngày quyết định"), decision_words),
            ),
            counted=lambda unit: _l("tổ, đội"),
        ),
        counts=_counts, note=_without, loads=(selectinload(Team.groups), joinedload(Team.organisation), *Team.people()),
        search_hint=_l("Tìm theo tên"),
        narrowings=(
            Narrowing("loai", _l("Loại"), _l("Mọi loại"), _by_kind),
            Narrowing("con-thieu", _l("Còn thiếu gì"), _l("Tất cả"), _by_lack),
        ),
        title=_l("Đội"),
        empty=(
            lambda unit: _("Chưa có tổ, đội nào"),
            _l(
                "Tổ, đội cùng nhau tới nhà dân, ra chợ, đứng lớp buổi tối. Phường đã có danh sách tổ công nghệ số thì "
                "nhập cả danh sách một lần."
            ), "users",
        ),
        links=(
            ("office.moved.team_months", _l("Tháng của tổ, đội"), "send"),
            ("office.team_classes.index", _l("Tổ, đội đã học lớp nào"), "book-open-text"),
            ("office.memberships.new_cards", _l("In thẻ thành viên"), "printer"),
        ),
    ),
    archive=RowArchive(
        state=lambda team, day: _("Giải thể %(day)s", day=day), in_use=_l("Đang hoạt động"), retired=_l("Đã giải thể"),
        path="giai-the", takes=_takes,
        retire=Action(
            "dissolved", _l("Giải thể"),
            _l(
                "Mọi người rời tổ, việc giúp tại nhà đang mở về lại văn phòng chờ giao. Tổ vẫn còn trong danh sách cũ."
            ),
            _l("Tổ, đội này thôi hoạt động"), _l("%(name)s đã giải thể."), does=_give_back,
            event=TrailEvent(
                _l("Giải thể tổ, đội"), {"name": _l("tên"), "requests": _l("số việc giúp tại nhà về lại văn phòng")}
            ),
        ),
    ),
    page=RowPage("office/teams/_members.html", _members, after_save=True),
)  # fmt: skip
