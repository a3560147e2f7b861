"""Labels of roles, and the rooms that they open."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import clock, formats
from app.models import Role, RoleGrant
from app.models.movement.declaration import OF_KIND, SUPERIOR
from app.models.movement.organisation import KINDS
from app.models.people.role_words import ROLES

# What somebody is to the subjects of a programme, as declarations name it (app/models/movement/relations.py).
RELATIONS: Mapping[str, object] = {
    "officer": ROLES[Role.OFFICER],
    "leader": ROLES[Role.LEADER],
    "group_head": ROLES[Role.GROUP_HEAD],
    "team_member": _l("Thành viên tổ công nghệ số"),
    "team_head": _l("Tổ trưởng tổ công nghệ số"),
    "unit": _l("Đầu mối mọi cơ quan, đơn vị"),
    "own_organisation": _l("Đầu mối của chính đơn vị được ghi"),
    SUPERIOR: _l("Đầu mối của cấp trên đơn vị được ghi"),
    **{OF_KIND + kind: words for kind, words in KINDS.items()},
}
DUTIES: Mapping[str, object] = {
    Role.INSTRUCTOR: _l("Dạy và điểm danh các lớp của phường"),
    Role.COUNTER: _l("Ghi lượt giúp tại quầy"),
    Role.AMBASSADOR: _l("Kèm cặp người học tại nhà"),
    Role.OFFICER: _l("Mở lớp, theo dõi, trình duyệt"),
    Role.LEADER: _l("Duyệt giấy chứng nhận, ký báo cáo"),
    Role.ADMINISTRATOR: _l("Lập tài khoản, giao vai trò, xem nhật ký"),
    Role.PROVINCE_OFFICER: _l("Xem số liệu của các phường, xã, lập báo cáo của tỉnh"),
    Role.GROUP_HEAD: _l("Ghi tên người trong tổ, thôn của mình"),
    Role.UNIT: _l("Ghi việc, gửi số liệu của cơ quan, đơn vị mình"),
    Role.UNIT_HELPER: _l("Ghi lượt giúp, ghi tên vào lớp cho người đến tận nơi, đến một ngày"),
}


class Workspace(NamedTuple):
    """A room of the staff: roles, address, label, icon; `kept`: a phone stores its first page for offline use
    (docs/decisions/0073)."""

    roles: tuple[Role, ...]
    address: str
    words: object
    icon: str
    kept: bool = False


# In order of priority: somebody with several roles begins in the first one.
ROOMS = (
    Workspace((Role.OFFICER, Role.LEADER), "/van-phong", _l("Văn phòng"), "landmark"),
    Workspace((Role.ADMINISTRATOR,), "/quan-tri", _l("Quản trị"), "settings"),
    Workspace((Role.PROVINCE_OFFICER,), "/tinh", _l("Cấp tỉnh"), "landmark"),
    Workspace((Role.INSTRUCTOR,), "/giang-vien", _l("Buổi dạy của tôi"), "calendar-days", kept=True),
    Workspace((Role.COUNTER, Role.OFFICER), "/quay", _l("Quầy hỗ trợ"), "pencil", kept=True),
    Workspace((Role.AMBASSADOR,), "/quay/kem-cap", _l("Người tôi kèm"), "handshake", kept=True),
    Workspace((Role.GROUP_HEAD,), "/quay/to-cua-toi", _l("Tổ của tôi"), "house", kept=True),
    Workspace((Role.UNIT,), "/don-vi", _l("Việc của đơn vị"), "landmark", kept=True),
    Workspace((Role.UNIT_HELPER,), "/quay", _l("Ghi giúp, ghi tên"), "pencil", kept=True),
    Workspace((Role.OFFICER,), "/quay/dang-ky-ho", _l("Ghi tên"), "user-plus"),
)
OWN_PAGE = "/tai-khoan"


def role_words(role: str) -> str:
    """The label of a role."""
    return str(ROLES.get(role, role))


def rooms_of(roles: Collection[str]) -> list[Workspace]:
    """The rooms open to some roles."""
    return [room for room in ROOMS if set(room.roles) & set(roles)]


def first_room(roles: Collection[str]) -> str:
    """The start address for some roles."""
    return next((room.address for room in rooms_of(roles)), OWN_PAGE)


def kept_start(roles: Collection[str]) -> str:
    """The start address if phones store its page, else ""."""
    first = next(iter(rooms_of(roles)), None)
    return first.address if first and first.kept else ""


def grant_words(grant: RoleGrant) -> str:
    """Scope and time of a grant: "Phường Phan Đình Phùng, đến hết 31/12/2026", "lớp DEM4, từ 07/12/2026",
    "Tổ dân phố Túc Duyên 1"."""
    parts = [_over(grant)]
    if grant.since > clock.today():
        parts.append(_("từ %(day)s", day=formats.date(grant.since)))
    if grant.revoked_at:
        parts.append(_("đã thu %(day)s", day=formats.date(grant.revoked_at)))
    elif grant.until:
        parts.append(_("đến hết %(day)s", day=formats.date(grant.until)))
    return ", ".join(parts)


def _over(grant: RoleGrant) -> str:
    """The scope of a grant."""
    if grant.course:
        return str(_("lớp %(code)s", code=grant.course.code))
    over = grant.residential_group or grant.organisation
    return over.name if over else grant.unit.title
