"""Trail events of classes, lessons, certificates and their papers."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.registers.trail_event import TrailEvent

LEARNING: Mapping[str, TrailEvent] = {
    "approval.approved": TrailEvent(
        _l("Duyệt danh sách cấp giấy"), {"count": _l("số giấy")}, untold="numbers passed_over"
    ),
    "approval.decision_noted": TrailEvent(_l("Ghi số quyết định cấp giấy"), {"decision": _l("số quyết định")}),
    "approval.exception_made": TrailEvent(
        _l("Cấp giấy theo ngoại lệ cho một người"), {"reason": _l("lý do"), "registration": _l("người học")}
    ),
    "approval.exception_taken_back": TrailEvent(
        _l("Bỏ một ngoại lệ cấp giấy"), {"reason": _l("lý do"), "registration": _l("người học")}
    ),
    "approval.sent_back": TrailEvent(_l("Trả lại danh sách cấp giấy"), {"reason": _l("lý do")}),
    "approval.submitted": TrailEvent(
        _l("Trình danh sách cấp giấy"), {"people": _l("số người"), "proposed": _l("số đề nghị ngoại lệ")}
    ),
    "attendance.corrected": TrailEvent(
        _l("Sửa điểm danh của một người sau khi chốt"),
        {"reason": _l("lý do"), "registration": _l("người học")},
        untold="status was",
    ),
    "attendance.exported": TrailEvent(_l("Xuất bảng điểm danh của lớp"), {"people": _l("số người")}, untold="file"),
    "attendance.keyed_in": TrailEvent(_l("Nhập danh sách ký trên giấy"), {"people": _l("số người")}, untold="print"),
    "attendance.marked": TrailEvent(_l("Điểm danh"), {"registration": _l("người học")}, untold="status"),
    "attendance.scanned": TrailEvent(_l("Quét mã ở cửa"), untold="registrations"),
    "attendance.undone": TrailEvent(
        _l("Bỏ một lần điểm danh"), {"given_back": _l("yêu cầu trả lại bảng"), "registration": _l("người học")}
    ),
    "attendance.walk_in": TrailEvent(_l("Thêm người tới lớp"), {"registration": _l("người học")}, untold="new seat"),
    "certificate.file_altered": TrailEvent(_l("Thấy tệp giấy chứng nhận bị đổi")),
    "certificate.hand_over_undone": TrailEvent(_l("Bỏ ghi trao một giấy chứng nhận"), {"certificate": _l("giấy số")}),
    "certificate.handed_over": TrailEvent(_l("Trao giấy chứng nhận"), {"certificate": _l("giấy số")}),
    "certificate.kept": TrailEvent(
        _l("Giữ giấy chứng nhận không còn đủ số buổi"), {"reason": _l("lý do"), "came": _l("có mặt")}
    ),
    "certificate.replaced": TrailEvent(
        _l("Cấp lại giấy chứng nhận"), {"reason": _l("lý do"), "replaced_by": _l("thay bằng giấy số")}
    ),
    "certificate.revoked": TrailEvent(_l("Thu hồi giấy chứng nhận"), {"reason": _l("lý do")}),
    "certificate.viewed": TrailEvent(_l("Xem một giấy chứng nhận")),
    "certificate_request.made": TrailEvent(
        _l("Đề nghị cấp lại hoặc thu hồi giấy"),
        {"fields": _l("các dòng"), "reason": _l("lý do")},
        untold="asked changes",
        lines={
            "full_name": _l("họ tên"),
            "birth_year": _l("năm sinh"),
            "address": _l("xưng hô"),
            "group": _l("nơi ở"),
            "course": _l("tên lớp"),
            "neutral": _l("tên lớp"),
        },
    ),
    "certificate_request.refused": TrailEvent(_l("Từ chối cấp lại hoặc thu hồi giấy"), {"reason": _l("lý do")}),
    "certificate_request.withdrawn": TrailEvent(_l("Rút đề nghị cấp lại hoặc thu hồi giấy")),
    "certificates.exported": TrailEvent(_l("Xuất sổ cấp giấy"), {"year": _l("năm")}),
    "certificates.issued": TrailEvent(_l("Cấp giấy chứng nhận"), untold="numbers"),
    "certificates.resized": TrailEvent(_l("Đổi khổ giấy chứng nhận chưa vẽ được"), untold="numbers size"),
    "check_in.closed": TrailEvent(_l("Đóng tự điểm danh")),
    "check_in.opened": TrailEvent(_l("Mở tự điểm danh")),
    "course.called_off": TrailEvent(_l("Hủy cả lớp"), {"reason": _l("lý do")}),
    "course.changed": TrailEvent(_l("Sửa lớp"), {"moved_up": _l("lên chỗ từ danh sách chờ")}, untold="version"),
    "course.closed": TrailEvent(_l("Khép lớp")),
    "course.deleted": TrailEvent(_l("Xóa bản nháp của lớp"), untold="lessons title"),
    "course.instructor_appointed": TrailEvent(_l("Giao giảng viên cho lớp"), {"account": _l("người")}),
    "course.instructor_left": TrailEvent(_l("Thôi giao giảng viên cho lớp"), {"account": _l("người")}),
    "course.instructor_term": TrailEvent(
        _l("Đổi ngày thôi dạy của giảng viên"),
        {"account": _l("người"), "since": _l("từ ngày"), "until": _l("đến hết ngày")},
    ),
    "course.invitee_told": TrailEvent(_l("Báo cho người được mời vào lớp"), {"person": _l("người")}),
    "course.invitees_viewed": TrailEvent(_l("Xem những người được mời vào lớp"), {"people": _l("số người")}),
    "course.members_joined": TrailEvent(_l("Nối thành viên tổ với người học trùng tên"), {"people": _l("số người")}),
    "course.team_told": TrailEvent(_l("Báo cho tổ trưởng về lớp"), {"team": _l("tổ")}),
    "course.teams_invited": TrailEvent(_l("Mời các tổ vào lớp"), {"teams": _l("số tổ")}),
    "course.made": TrailEvent(
        _l("Mở lớp mới"),
        {"programme": _l("theo chương trình"), "template": _l("theo mẫu"), "seats": _l("số chỗ")},
        untold="lessons topic",
    ),
    "course.people_invited": TrailEvent(
        _l("Mời những người chưa làm xong vào lớp"), {"people": _l("số người")}, untold="topic"
    ),
    "course.published": TrailEvent(_l("Công bố lớp")),
    "course.taken_up": TrailEvent(_l("Mở lại lớp đã hủy")),
    "course.withdrawn": TrailEvent(_l("Rút lớp về")),
    "door_helper.made": TrailEvent(_l("Tạo đường dẫn cho người ở cửa"), {"name": _l("tên")}, untold="helper"),
    "door_helper.released": TrailEvent(_l("Cho người ở cửa đổi máy"), {"name": _l("tên")}, untold="helper"),
    "door_helper.revoked": TrailEvent(_l("Thu lại đường dẫn của người ở cửa"), {"name": _l("tên")}, untold="helper"),
    "hall_request.refused": TrailEvent(_l("Không nhận người ghi tên tại lớp")),
    "job.asked_again": TrailEvent(_l("Cho làm lại một việc nền"), {"kind": _l("loại")}),
    "job.called_off": TrailEvent(_l("Dừng một việc nền"), {"kind": _l("loại")}),
    "lesson.added": TrailEvent(_l("Thêm buổi học"), {"number": _l("buổi"), "starts_at": _l("lúc")}, untold="lessons"),
    "lesson.called_off": TrailEvent(
        _l("Hủy buổi học"),
        {
            "number": _l("buổi"),
            "reason": _l("lý do"),
            "share": _l("mức cấp giấy, %"),
            "starts_at": _l("lúc"),
            "unmarked": _l("số người bỏ điểm danh"),
        },
    ),
    "lesson.closed": TrailEvent(_l("Chốt điểm danh buổi học"), {"came": _l("có mặt"), "heads": _l("đếm được")}),
    "lesson.moved": TrailEvent(
        _l("Đổi giờ hoặc nơi của buổi học"),
        {"number": _l("buổi"), "starts_at": _l("lúc"), "unmarked": _l("số người bỏ điểm danh")},
        untold="before",
    ),
    "lesson.noted": TrailEvent(_l("Sửa ghi chú hoặc số đếm của buổi học"), {"heads": _l("đếm được")}),
    "lesson.reopened": TrailEvent(_l("Mở lại điểm danh buổi học"), {"reason": _l("lý do")}),
    "lesson.substitute_appointed": TrailEvent(_l("Giao người dạy thay"), {"account": _l("người")}),
    "lesson.substitute_left": TrailEvent(_l("Thôi giao người dạy thay"), {"account": _l("người")}),
    "message_text.changed": TrailEvent(_l("Sửa lời nhắn của phường"), {"kind": _l("loại")}),
    "message_text.reset": TrailEvent(_l("Trở về lời nhắn có sẵn"), {"kind": _l("loại")}),
    "paper.asked": TrailEvent(
        _l("Làm một tờ giấy"),
        {"kind": _l("loại"), "list": _l("danh sách"), "since": _l("từ ngày"), "until": _l("đến hết ngày")},
        untold="…",
    ),
    "photo.added": TrailEvent(_l("Thêm ảnh của buổi học"), {"count": _l("số ảnh")}),
    "photo.removed": TrailEvent(_l("Bỏ ảnh của buổi học"), untold="photo"),
    "registration.absent_viewed": TrailEvent(
        _l("Xem ai trong tổ vắng buổi trước"), {"group": _l("tổ, thôn"), "people": _l("số người")}
    ),
    "registration.door_line": TrailEvent(_l("Dặn người ở cửa về một người học"), {"registration": _l("người học")}),
    "registration.door_lines": TrailEvent(_l("Dặn người ở cửa về nhiều người học"), {"people": _l("số người")}),
    "registration.ended": TrailEvent(
        _l("Cho nghỉ một người học"),
        {"moved_up": _l("lên chỗ từ danh sách chờ"), "reason": _l("lý do"), "registration": _l("người học")},
    ),
    "registration.guardian": TrailEvent(_l("Ghi người giám hộ của một cháu"), {"registration": _l("người học")}),
    "registration.made": TrailEvent(
        _l("Ghi tên"), {"people": _l("số người"), "registration": _l("người học")}, untold="ticket way"
    ),
    "registration.moved": TrailEvent(
        _l("Chuyển một người sang lớp khác"),
        {"moved_up": _l("lên chỗ từ danh sách chờ"), "registration": _l("người học"), "to": _l("sang lớp")},
    ),
    "registration.name_corrected": TrailEvent(_l("Sửa tên trên giấy chứng nhận"), {"registration": _l("người học")}),
    "registration.names_confirmed": TrailEvent(_l("Xác nhận hộ tên trên giấy chứng nhận"), {"people": _l("số người")}),
    "registration.names_rewritten": TrailEvent(_l("Viết lại chữ hoa, chữ thường của tên"), {"people": _l("số người")}),
    "registration.removed": TrailEvent(
        _l("Xóa tên một người khỏi lớp"),
        {"moved_up": _l("lên chỗ từ danh sách chờ"), "reason": _l("lý do"), "registration": _l("người học")},
    ),
    "registration.viewed": TrailEvent(_l("Xem thông tin một người học"), {"registration": _l("người học")}),
    "registrations.exported": TrailEvent(_l("Xuất danh sách lớp"), {"people": _l("số người")}, untold="file"),
    "roll.given_up": TrailEvent(
        _l("Không chờ một máy gửi điểm danh nữa"), {"of": _l("của"), "on": _l("trên máy")}, untold="device_id"
    ),
    "roll.held": TrailEvent(_l("Lưu danh sách buổi học vào máy"), {"on": _l("trên máy")}, untold="device_id"),
    "skill.said": TrailEvent(_l("Ghi ai tự làm được"), {"skill": _l("việc"), "people": _l("số người")}, untold="can"),
    "skill.taken_back": TrailEvent(_l("Bỏ một lần ghi ai tự làm được"), {"people": _l("số người")}),
    "sending.begun": TrailEvent(_l("Bắt đầu nhắn tin cho người học"), {"kind": _l("loại"), "people": _l("số người")}),
    "sending.ended": TrailEvent(_l("Cất danh sách nhắn tin"), {"kind": _l("loại")}),
    "sending.taken_back": TrailEvent(_l("Ghi lại là chưa báo"), {"kind": _l("loại")}),
    "sending.told": TrailEvent(_l("Báo tin cho người học"), {"kind": _l("loại"), "people": _l("số người")}),
}
# No longer noted, but stored in the chains of wards: they keep their words.
FORMER: Mapping[str, TrailEvent] = {
    # Course templates, before migration 0020.
    "programme.added": TrailEvent(_l("Thêm chương trình"), {"name": _l("tên")}),
    "programme.changed": TrailEvent(_l("Sửa chương trình"), {"name": _l("tên")}),
    "programme.restored": TrailEvent(_l("Dùng lại chương trình"), {"name": _l("tên")}),
    "programme.retired": TrailEvent(_l("Thôi dùng chương trình"), {"name": _l("tên")}),
}
