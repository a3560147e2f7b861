"""Trail events of people, accounts and roles."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.registers.definitions.people import WORDS
from app.registers.trail_event import TrailEvent

# Words for the fields of a person, by their names in the trail.
_LINES: Mapping[str, object] = {
    **WORDS,
    "birth": _l("năm sinh"),
    "photos": _l("chụp ảnh"),
    "messages": _l("nhắn tin"),
    "follow_up": _l("theo dõi, giúp tiếp"),
}

PEOPLE: Mapping[str, TrailEvent] = {
    "account.codes_locked": TrailEvent(_l("Tạm dừng vì gõ sai mã đăng nhập 5 lần")),
    "account.created": TrailEvent(_l("Lập tài khoản"), {"role": _l("vai trò"), "username": _l("tên đăng nhập")}),
    "account.fell_asleep": TrailEvent(_l("Tài khoản tạm nghỉ vì 45 đêm không ai dùng")),
    "account.locked": TrailEvent(_l("Tạm khóa vì gõ sai mật khẩu 5 lần")),
    "account.renamed": TrailEvent(_l("Sửa họ tên của tài khoản")),
    "account.reopened": TrailEvent(_l("Mở lại tài khoản")),
    "account.stopped": TrailEvent(_l("Ngừng tài khoản"), {"username": _l("tên đăng nhập")}),
    "account.workplace_told": TrailEvent(
        _l("Ghi cơ quan, đơn vị của tài khoản"), {"organisation": _l("cơ quan, đơn vị")}
    ),
    "account.woken": TrailEvent(_l("Cho tài khoản tạm nghỉ dùng lại")),
    "consent.withdrawn": TrailEvent(_l("Ghi rút lại đồng ý"), {"purpose": _l("việc")}, lines=_LINES),
    "data_request.done": TrailEvent(_l("Làm xong yêu cầu về dữ liệu của một người"), untold="asked"),
    "data_request.erased": TrailEvent(_l("Xóa theo yêu cầu của một người")),
    "data_request.granted": TrailEvent(_l("Đồng ý yêu cầu về dữ liệu của một người"), untold="asked"),
    "data_request.handed_over": TrailEvent(_l("Lấy bản sao để trao cho người xin"), untold="form"),
    "data_request.logged": TrailEvent(_l("Ghi yêu cầu về dữ liệu của một người"), untold="asked way"),
    "data_request.refused": TrailEvent(_l("Từ chối yêu cầu về dữ liệu của một người"), untold="asked"),
    "data_request.seen": TrailEvent(_l("Ghi đã xem ai hỏi"), {"person": _l("người")}, untold="how behalf"),
    "data_request.viewed": TrailEvent(_l("Xem yêu cầu về dữ liệu của một người")),
    "import.done": TrailEvent(
        _l("Nhập một danh sách"),
        {"known": _l("đã có"), "name": _l("tên"), "new": _l("ghi mới"), "refused": _l("chưa nhập được")},
        untold="list rows skipped unsure",
    ),
    "import.left": TrailEvent(_l("Bỏ một danh sách đã nạp"), {"name": _l("tên")}, untold="list"),
    "import.looked_at": TrailEvent(_l("Nạp một danh sách để xem trước"), {"name": _l("tên")}, untold="list"),
    "import.mended": TrailEvent(
        _l("Sửa các dòng chưa nhập được của danh sách"),
        {"name": _l("tên"), "people": _l("số người")},
        untold="groups list names",
    ),
    "import.refused_exported": TrailEvent(
        _l("Tải các dòng chưa nhập được của danh sách"), {"name": _l("tên"), "people": _l("số người")}, untold="list"
    ),
    "invitation.created": TrailEvent(_l("Tạo lời mời đặt mật khẩu"), {"username": _l("tên đăng nhập")}),
    "invitation.taken_up": TrailEvent(_l("Nhận lời mời, đặt mật khẩu")),
    "passkey.added": TrailEvent(_l("Thêm khóa truy cập"), {"name": _l("tên")}),
    "passkey.copied": TrailEvent(_l("Khóa truy cập có thể đã bị chép, không nhận nữa"), {"name": _l("tên")}),
    "passkey.removed": TrailEvent(_l("Xóa khóa truy cập"), {"name": _l("tên")}),
    "password.changed": TrailEvent(_l("Đổi mật khẩu"), {"username": _l("tên đăng nhập")}),
    "person.changed": TrailEvent(
        _l("Sửa hồ sơ một người"),
        {"fields": _l("các dòng"), "from_group": _l("từ"), "to_group": _l("sang")},
        lines=_LINES,
    ),
    "person.due_viewed": TrailEvent(_l("Xem những người tới hạn xóa tên"), {"people": _l("số người")}),
    "person.erased": TrailEvent(_l("Xóa tên một người"), untold="why"),
    "person.held_back": TrailEvent(_l("Giữ tên một người thêm một thời gian"), {"until": _l("đến hết ngày")}),
    "person.let_go": TrailEvent(_l("Thôi giữ tên một người")),
    "person.merged": TrailEvent(_l("Gộp hai hồ sơ"), {"fields": _l("các dòng")}, untold="gone merge", lines=_LINES),
    "person.told_apart": TrailEvent(_l("Ghi là hai người khác nhau"), untold="others"),
    "person.unmerged": TrailEvent(_l("Gỡ một lần gộp hồ sơ"), untold="gone merge"),
    "person.viewed": TrailEvent(_l("Xem hồ sơ một người")),
    "pin.dropped": TrailEvent(_l("Bỏ mã PIN mở khóa")),
    "pin.set": TrailEvent(_l("Đặt mã PIN mở khóa")),
    "role.granted": TrailEvent(
        _l("Giao vai trò"),
        {
            "organisation": _l("cơ quan, đơn vị"),
            "role": _l("vai trò"),
            "since": _l("từ ngày"),
            "until": _l("đến hết ngày"),
            "username": _l("tên đăng nhập"),
        },
    ),
    "role.revoked": TrailEvent(_l("Thu vai trò"), {"organisation": _l("cơ quan, đơn vị"), "role": _l("vai trò")}),
    "second_factor.given_up": TrailEvent(_l("Thôi dùng bảo vệ hai lớp")),
    "second_factor.moved": TrailEvent(_l("Đổi điện thoại dùng cho bảo vệ hai lớp")),
    "second_factor.reset": TrailEvent(_l("Đặt lại bảo vệ hai lớp"), {"username": _l("tên đăng nhập")}),
    "second_factor.set_up": TrailEvent(_l("Bật bảo vệ hai lớp")),
    "sign_in.all_ended": TrailEvent(_l("Đăng xuất mọi máy"), {"devices": _l("số máy")}),
    "sign_in.ended": TrailEvent(_l("Đăng xuất"), {"device": _l("máy")}),
    "sign_in.proved": TrailEvent(_l("Xác nhận lại là mình")),
    "sign_in.started": TrailEvent(_l("Đăng nhập"), {"device": _l("máy")}),
    "sign_in.unlock_failed": TrailEvent(_l("Mở khóa sai 5 lần, phải đăng nhập lại")),
}
