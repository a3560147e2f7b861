"""Acts of the trail: people, accounts and what they may do."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.registers.act import Act
from app.registers.definitions.people import WORDS

# The lines of a person's file, by the names under which the trail keeps that they were changed.
_LINES: Mapping[str, object] = {
    **WORDS,
    "birth": _l("năm sinh"),
    "photos": _l("chụp ảnh"),
    "messages": _l("nhắn tin"),
    "follow_up": _l("theo dõi, giúp tiếp"),
}

PEOPLE: Mapping[str, Act] = {
    "account.codes_locked": Act(_l("Tạm dừng vì gõ sai mã đăng nhập 5 lần")),
    "account.created": Act(_l("Lập tài khoản"), {"role": _l("vai trò"), "username": _l("tên đăng nhập")}),
    "account.fell_asleep": Act(_l("Tài khoản tạm nghỉ vì 45 đêm không ai dùng")),
    "account.locked": Act(_l("Tạm khóa vì gõ sai mật khẩu 5 lần")),
    "account.renamed": Act(_l("Sửa họ tên của tài khoản")),
    "account.reopened": Act(_l("Mở lại tài khoản")),
    "account.stopped": Act(_l("Ngừng tài khoản"), {"username": _l("tên đăng nhập")}),
    "account.workplace_told": Act(_l("Ghi cơ quan, đơn vị của tài khoản"), {"organisation": _l("cơ quan, đơn vị")}),
    "account.woken": Act(_l("Cho tài khoản tạm nghỉ dùng lại")),
    "consent.withdrawn": Act(_l("Ghi rút lại đồng ý"), {"purpose": _l("việc")}, lines=_LINES),
    "data_request.done": Act(_l("Làm xong yêu cầu về dữ liệu của một người"), kept="asked"),
    "data_request.erased": Act(_l("Xóa theo yêu cầu của một người")),
    "data_request.granted": Act(_l("Đồng ý yêu cầu về dữ liệu của một người"), kept="asked"),
    "data_request.handed_over": Act(_l("Lấy bản sao để trao cho người xin"), kept="form"),
    "data_request.logged": Act(_l("Ghi yêu cầu về dữ liệu của một người"), kept="asked way"),
    "data_request.refused": Act(_l("Từ chối yêu cầu về dữ liệu của một người"), kept="asked"),
    "data_request.seen": Act(_l("Ghi đã xem ai hỏi"), {"person": _l("người")}, kept="how"),
    "data_request.viewed": Act(_l("Xem yêu cầu về dữ liệu của một người")),
    "import.done": Act(
        _l("Nhập một danh sách"),
        {"known": _l("đã có"), "name": _l("tên"), "new": _l("ghi mới"), "refused": _l("chưa nhập được")},
        kept="list rows skipped unsure",
    ),
    "import.left": Act(_l("Bỏ một danh sách đã nạp"), {"name": _l("tên")}, kept="list"),
    "import.looked_at": Act(_l("Nạp một danh sách để xem trước"), {"name": _l("tên")}, kept="list"),
    "import.mended": Act(
        _l("Sửa các dòng chưa nhập được của danh sách"),
        {"name": _l("tên"), "people": _l("số người")},
        kept="groups list names",
    ),
    "import.refused_exported": Act(
        _l("Tải các dòng chưa nhập được của danh sách"), {"name": _l("tên"), "people": _l("số người")}, kept="list"
    ),
    "invitation.created": Act(_l("Tạo lời mời đặt mật khẩu"), {"username": _l("tên đăng nhập")}),
    "invitation.taken_up": Act(_l("Nhận lời mời, đặt mật khẩu")),
    "passkey.added": Act(_l("Thêm khóa truy cập"), {"name": _l("tên")}),
    "passkey.copied": Act(_l("Khóa truy cập có thể đã bị chép, không nhận nữa"), {"name": _l("tên")}),
    "passkey.removed": Act(_l("Xóa khóa truy cập"), {"name": _l("tên")}),
    "password.changed": Act(_l("Đổi mật khẩu"), {"username": _l("tên đăng nhập")}),
    "person.changed": Act(
        _l("Sửa hồ sơ một người"),
        {"fields": _l("các dòng"), "from_group": _l("từ"), "to_group": _l("sang")},
        lines=_LINES,
    ),
    "person.due_viewed": Act(_l("Xem những người tới hạn xóa tên"), {"people": _l("số người")}),
    "person.erased": Act(_l("Xóa tên một người"), kept="why"),
    "person.held_back": Act(_l("Giữ tên một người thêm một thời gian"), {"until": _l("đến hết ngày")}),
    "person.let_go": Act(_l("Thôi giữ tên một người")),
    "person.merged": Act(_l("Gộp hai hồ sơ"), {"fields": _l("các dòng")}, kept="gone merge", lines=_LINES),
    "person.told_apart": Act(_l("Ghi là hai người khác nhau"), kept="others"),
    "person.unmerged": Act(_l("Gỡ một lần gộp hồ sơ"), kept="gone merge"),
    "person.viewed": Act(_l("Xem hồ sơ một người")),
    "pin.dropped": Act(_l("Bỏ mã PIN mở khóa")),
    "pin.set": Act(_l("Đặt mã PIN mở khóa")),
    "role.granted": Act(
        _l("Giao vai trò"),
        {"role": _l("vai trò"), "since": _l("từ ngày"), "until": _l("đến hết ngày"), "username": _l("tên đăng nhập")},
    ),
    "role.revoked": Act(_l("Thu vai trò"), {"role": _l("vai trò")}),
    "second_factor.given_up": Act(_l("Thôi dùng bảo vệ hai lớp")),
    "second_factor.moved": Act(_l("Đổi điện thoại dùng cho bảo vệ hai lớp")),
    "second_factor.reset": Act(_l("Đặt lại bảo vệ hai lớp"), {"username": _l("tên đăng nhập")}),
    "second_factor.set_up": Act(_l("Bật bảo vệ hai lớp")),
    "sign_in.all_ended": Act(_l("Đăng xuất mọi máy"), {"devices": _l("số máy")}),
    "sign_in.ended": Act(_l("Đăng xuất"), {"device": _l("máy")}),
    "sign_in.proved": Act(_l("Xác nhận lại là mình")),
    "sign_in.started": Act(_l("Đăng nhập"), {"device": _l("máy")}),
    "sign_in.unlock_failed": Act(_l("Mở khóa sai 5 lần, phải đăng nhập lại")),
}
