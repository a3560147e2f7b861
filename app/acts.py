"""What the audit trail says, in words: each action that is noted anywhere has its sentence here (a test sees to it)."""

from collections.abc import Mapping
from datetime import date

from flask_babel import lazy_gettext as _l

from app import formats
from app.roles import role_words

ACTS: Mapping[str, object] = {
    "account.created": _l("Lập tài khoản"),
    "account.locked": _l("Tạm khóa vì gõ sai mật khẩu 5 lần"),
    "account.renamed": _l("Sửa họ tên của tài khoản"),
    "account.reopened": _l("Mở lại tài khoản"),
    "account.stopped": _l("Ngừng tài khoản"),
    "approval.approved": _l("Duyệt danh sách cấp giấy"),
    "approval.sent_back": _l("Trả lại danh sách cấp giấy"),
    "approval.submitted": _l("Trình danh sách cấp giấy"),
    "attendance.marked": _l("Điểm danh"),
    "attendance.undone": _l("Bỏ một lần điểm danh"),
    "attendance.walk_in": _l("Thêm người tới lớp"),
    "certificate.file_altered": _l("Thấy tệp giấy chứng nhận bị đổi"),
    "certificates.issued": _l("Cấp giấy chứng nhận"),
    "course.changed": _l("Sửa lớp"),
    "course.closed": _l("Khép lớp"),
    "course.instructor_appointed": _l("Giao giảng viên cho lớp"),
    "course.instructor_left": _l("Thôi giao giảng viên cho lớp"),
    "course.made": _l("Mở lớp mới"),
    "course.published": _l("Công bố lớp"),
    "course.withdrawn": _l("Rút lớp về"),
    "demo.filled": _l("Nạp dữ liệu dùng thử"),
    "demo.removed": _l("Xóa dữ liệu dùng thử"),
    "invitation.created": _l("Tạo lời mời đặt mật khẩu"),
    "invitation.taken_up": _l("Nhận lời mời, đặt mật khẩu"),
    "job.asked_again": _l("Cho làm lại một việc nền"),
    "job.called_off": _l("Dừng một việc nền"),
    "lesson.added": _l("Thêm buổi học"),
    "lesson.called_off": _l("Hủy buổi học"),
    "lesson.closed": _l("Chốt điểm danh buổi học"),
    "lesson.moved": _l("Đổi giờ hoặc nơi của buổi học"),
    "lesson.reopened": _l("Mở lại điểm danh buổi học"),
    "outbox.received": _l("Nhận việc ghi trên điện thoại"),
    "paper.asked": _l("Làm một tờ giấy"),
    "password.changed": _l("Đổi mật khẩu"),
    "registration.ended": _l("Cho nghỉ một người học"),
    "registration.made": _l("Đăng ký hộ"),
    "registration.viewed": _l("Xem thông tin một người học"),
    "role.granted": _l("Giao vai trò"),
    "role.revoked": _l("Thu vai trò"),
    "sign_in.all_ended": _l("Đăng xuất mọi máy"),
    "sign_in.ended": _l("Đăng xuất"),
    "sign_in.started": _l("Đăng nhập"),
    "unit.changed": _l("Sửa thông tin đơn vị"),
    "unit.created": _l("Lập đơn vị"),
}


def act_words(action: str) -> str:
    """The words for an action; one noted by an older version is shown as it is."""
    return str(ACTS.get(action, action))


# What an act's detail tells in the list, by its key; keys that are not here stay in the trail and are not shown.
DETAILS: Mapping[str, object] = {
    "role": _l("vai trò"),
    "since": _l("từ ngày"),
    "until": _l("đến hết ngày"),
    "course": _l("lớp"),
    "username": _l("tên đăng nhập"),
    "device": _l("máy"),
    "devices": _l("số máy"),
    "reason": _l("lý do"),
    "count": _l("số giấy"),
    "people": _l("số người"),
    "seats": _l("số chỗ"),
    "moved_up": _l("lên chỗ từ danh sách chờ"),
    "number": _l("buổi"),
    "starts_at": _l("lúc"),
    "heads": _l("đếm được"),
    "came": _l("có mặt"),
    "kind": _l("loại đơn vị"),
    "name": _l("tên"),
    "phone": _l("điện thoại"),
    "group_word": _l("cấp dưới phường"),
    "issuer_name": _l("cơ quan cấp giấy"),
    "place_line": _l("địa danh"),
    "signer_formula": _l("dòng trên chức vụ"),
    "signer_capacity": _l("chức vụ"),
    "signer_name": _l("người ký"),
}


def detail_words(detail: Mapping[str, object]) -> str:
    """An act's detail in one line: "vai trò Giảng viên, từ ngày 20/11/2026"."""
    told = ((str(DETAILS[key]), _value(key, str(value))) for key, value in detail.items() if key in DETAILS and value)
    return ", ".join(f"{words} {value}" for words, value in told)


def _value(key: str, value: str) -> str:
    if key == "role":
        return role_words(value)
    if key in ("since", "until"):
        return formats.date(date.fromisoformat(value))
    return value
