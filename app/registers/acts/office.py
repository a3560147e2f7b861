"""Trail events of the ward itself, its data and the trail."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.registers.trail_event import TrailEvent

OFFICE: Mapping[str, TrailEvent] = {
    "demo.filled": TrailEvent(_l("Nạp dữ liệu dùng thử")),
    "demo.removed": TrailEvent(
        _l("Xóa dữ liệu dùng thử"),
        {
            "ambassador": _l("Đại sứ số"),
            "certificate": _l("giấy số"),
            "course": _l("lớp"),
            "person": _l("người"),
            "registration": _l("người học"),
            "team": _l("đội"),
        },
        untold="…",
    ),
    "outbox.handed_in": TrailEvent(
        _l("Nộp tệp ghi trên điện thoại"), untold="already_done conflict device_id done locked refused"
    ),
    "outbox.received": TrailEvent(
        _l("Nhận việc ghi trên điện thoại"), {"device": _l("máy")}, untold="for helper lessons"
    ),
    "recovery_code.made_anew": TrailEvent(_l("Làm mười mã dự phòng mới")),
    "recovery_code.used": TrailEvent(_l("Đăng nhập bằng mã dự phòng")),
    "trail.words_erased": TrailEvent(_l("Xóa tên và lý do có tên trong nhật ký"), untold="links"),
    "backup.ordered": TrailEvent(_l("Sao lưu theo yêu cầu")),
    "clock.trusted": TrailEvent(_l("Xác nhận ngày của máy là đúng")),
    "unit.changed": TrailEvent(
        _l("Sửa thông tin đơn vị"),
        {
            "group_word": _l("cấp dưới phường"),
            "issuer_name": _l("cơ quan cấp giấy"),
            "issuer_parent": _l("cơ quan cấp trên"),
            "kind": _l("loại"),
            "name": _l("tên"),
            "phone": _l("điện thoại"),
            "place_line": _l("địa danh"),
            "signer_capacity": _l("chức vụ"),
            "report_formula": _l("dòng đầu chỗ ký của báo cáo"),
            "signer_formula": _l("dòng trên chức vụ"),
            "signer_name": _l("người ký"),
        },
        untold="paper_style",
    ),
    "unit.letterhead_written": TrailEvent(
        _l("Ghi đầu giấy, người ký báo cáo"),
        {
            "whose": _l("của"),
            "parent": _l("cơ quan cấp trên"),
            "name": _l("cơ quan ban hành"),
            "in_the_name_of": _l("ký thay mặt"),
            "formula": _l("dòng trên chức vụ"),
            "capacity": _l("chức vụ"),
            "signer_name": _l("người ký"),
        },
    ),
    "unit.created": TrailEvent(_l("Lập đơn vị")),
    "unit.divided": TrailEvent(_l("Chia đơn vị theo tổ, thôn"), {"into": _l("về"), "on": _l("từ ngày")}),
    "unit.ended": TrailEvent(_l("Đơn vị nhập vào đơn vị khác"), {"into": _l("vào"), "on": _l("từ ngày")}),
    "unit.merged": TrailEvent(
        _l("Nhận phường, xã nhập vào"),
        {"parts": _l("mã"), "on": _l("từ ngày"), "person": _l("người"), "course": _l("lớp")},
        untold="codes …",
    ),
    "unit.planned": TrailEvent(
        _l("Chạy thử sáp nhập, chia tách"), {"parts": _l("mã"), "on": _l("từ ngày")}, untold="plan result"
    ),
    "unit.exported": TrailEvent(_l("Xuất toàn bộ dữ liệu của đơn vị"), untold="rows"),
    "unit.received": TrailEvent(
        _l("Nhận tổ, thôn của đơn vị khác"),
        {
            "parts": _l("mã"),
            "on": _l("từ ngày"),
            "groups": _l("tổ, thôn"),
            "person": _l("người"),
            "course": _l("lớp"),
        },
        untold="codes …",
    ),
    "unit.list_exported": TrailEvent(_l("Tải một danh sách"), {"list": _l("danh sách"), "rows": _l("số dòng")}),
    "unit.least_mentees_set": TrailEvent(
        _l("Ghi yêu cầu về Đại sứ số"),
        {
            "least_mentees": _l("ít nhất, người"),
            "least_mentees_source": _l("theo"),
            "ambassador_kinds": _l("loại nơi cần có Đại sứ số"),
        },
    ),
}
