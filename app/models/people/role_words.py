"""Labels of roles."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.models.people.role import Role

ROLES: Mapping[str, object] = {
    Role.INSTRUCTOR: _l("Giảng viên"),
    Role.COUNTER: _l("Trực quầy hỗ trợ"),
    Role.AMBASSADOR: _l("Đại sứ số"),
    Role.OFFICER: _l("Cán bộ phụ trách"),
    Role.LEADER: _l("Lãnh đạo"),
    Role.ADMINISTRATOR: _l("Quản trị"),
    Role.PROVINCE_OFFICER: _l("Cán bộ tỉnh"),
    Role.GROUP_HEAD: _l("Tổ trưởng, trưởng thôn"),
    Role.UNIT: _l("Đầu mối cơ quan, đơn vị"),
    Role.UNIT_HELPER: _l("Ghi giúp, ghi tên của cơ quan, đơn vị"),
}
