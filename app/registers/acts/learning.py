"""Acts of the trail: classes, lessons, certificates and their papers."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.registers.act import Act

LEARNING: Mapping[str, Act] = {
    "approval.approved": Act(_l("Duyệt danh sách cấp giấy"), {"count": _l("số giấy")}, kept="numbers passed_over"),
    "approval.decision_noted": Act(_l("Ghi số quyết định cấp giấy"), {"decision": _l("số quyết định")}),
    "approval.exception_made": Act(
        _l("Cấp giấy theo ngoại lệ cho một người"), {"reason": _l("lý do"), "registration": _l("người học")}
    ),
    "approval.exception_taken_back": Act(
        _l("Bỏ một ngoại lệ cấp giấy"), {"reason": _l("lý do"), "registration": _l("người học")}
    ),
    "approval.sent_back": Act(_l("Trả lại danh sách cấp giấy"), {"reason": _l("lý do")}),
    "approval.submitted": Act(
        _l("Trình danh sách cấp giấy"), {"people": _l("số người"), "proposed": _l("số đề nghị ngoại lệ")}
    ),
    "attendance.corrected": Act(
        _l("Sửa điểm danh của một người sau khi chốt"),
        {"reason": _l("lý do"), "registration": _l("người học")},
        kept="status was",
    ),
    "attendance.exported": Act(_l("Xuất bảng điểm danh của lớp"), {"people": _l("số người")}, kept="file"),
    "attendance.keyed_in": Act(_l("Nhập danh sách ký trên giấy"), {"people": _l("số người")}, kept="print"),
    "attendance.marked": Act(_l("Điểm danh"), {"registration": _l("người học")}, kept="status"),
    "attendance.scanned": Act(_l("Quét mã ở cửa"), kept="registrations"),
    "attendance.undone": Act(
        _l("Bỏ một lần điểm danh"), {"given_back": _l("yêu cầu trả lại bảng"), "registration": _l("người học")}
    ),
    "attendance.walk_in": Act(_l("Thêm người tới lớp"), {"registration": _l("người học")}, kept="new seat"),
    "certificate.file_altered": Act(_l("Thấy tệp giấy chứng nhận bị đổi")),
    "certificate.hand_over_undone": Act(_l("Bỏ ghi trao một giấy chứng nhận"), {"certificate": _l("giấy số")}),
    "certificate.handed_over": Act(_l("Trao giấy chứng nhận"), {"certificate": _l("giấy số")}),
    "certificate.replaced": Act(
        _l("Cấp lại giấy chứng nhận"), {"reason": _l("lý do"), "replaced_by": _l("thay bằng giấy số")}
    ),
    "certificate.revoked": Act(_l("Thu hồi giấy chứng nhận"), {"reason": _l("lý do")}),
    "certificate.viewed": Act(_l("Xem một giấy chứng nhận")),
    "certificate_request.made": Act(
        _l("Đề nghị cấp lại hoặc thu hồi giấy"),
        {"fields": _l("các dòng"), "reason": _l("lý do")},
        kept="asked changes",
        lines={
            "full_name": _l("họ tên"),
            "birth_year": _l("năm sinh"),
            "address": _l("xưng hô"),
            "group": _l("nơi ở"),
            "course": _l("tên lớp"),
            "neutral": _l("tên lớp"),
        },
    ),
    "certificate_request.refused": Act(_l("Từ chối cấp lại hoặc thu hồi giấy"), {"reason": _l("lý do")}),
    "certificate_request.withdrawn": Act(_l("Rút đề nghị cấp lại hoặc thu hồi giấy")),
    "certificates.exported": Act(_l("Xuất sổ cấp giấy"), {"year": _l("năm")}),
    "certificates.issued": Act(_l("Cấp giấy chứng nhận"), kept="numbers"),
    "certificates.resized": Act(_l("Đổi khổ giấy chứng nhận chưa vẽ được"), kept="numbers size"),
    "check_in.closed": Act(_l("Đóng tự điểm danh")),
    "check_in.opened": Act(_l("Mở tự điểm danh")),
    "course.called_off": Act(_l("Hủy cả lớp"), {"reason": _l("lý do")}),
    "course.changed": Act(_l("Sửa lớp"), {"moved_up": _l("lên chỗ từ danh sách chờ")}, kept="version"),
    "course.closed": Act(_l("Khép lớp")),
    "course.deleted": Act(_l("Xóa bản nháp của lớp"), kept="lessons title"),
    "course.instructor_appointed": Act(_l("Giao giảng viên cho lớp"), {"account": _l("người")}),
    "course.instructor_left": Act(_l("Thôi giao giảng viên cho lớp"), {"account": _l("người")}),
    "course.instructor_term": Act(
        _l("Đổi ngày thôi dạy của giảng viên"),
        {"account": _l("người"), "since": _l("từ ngày"), "until": _l("đến hết ngày")},
    ),
    "course.invitee_told": Act(_l("Báo cho người được mời vào lớp"), {"person": _l("người")}),
    "course.invitees_viewed": Act(_l("Xem những người được mời vào lớp"), {"people": _l("số người")}),
    "course.members_joined": Act(_l("Nối thành viên tổ với người học trùng tên"), {"people": _l("số người")}),
    "course.team_told": Act(_l("Báo cho tổ trưởng về lớp"), {"team": _l("tổ")}),
    "course.teams_invited": Act(_l("Mời các tổ vào lớp"), {"teams": _l("số tổ")}),
    "course.made": Act(
        _l("Mở lớp mới"),
        {"programme": _l("theo chương trình"), "template": _l("theo mẫu"), "seats": _l("số chỗ")},
        kept="lessons topic",
    ),
    "course.people_invited": Act(_l("Mời những người chưa làm xong vào lớp"), {"people": _l("số người")}, kept="topic"),
    "course.published": Act(_l("Công bố lớp")),
    "course.taken_up": Act(_l("Mở lại lớp đã hủy")),
    "course.withdrawn": Act(_l("Rút lớp về")),
    "door_helper.made": Act(_l("Tạo đường dẫn cho người ở cửa"), {"name": _l("tên")}, kept="helper"),
    "door_helper.released": Act(_l("Cho người ở cửa đổi máy"), {"name": _l("tên")}, kept="helper"),
    "door_helper.revoked": Act(_l("Thu lại đường dẫn của người ở cửa"), {"name": _l("tên")}, kept="helper"),
    "hall_request.refused": Act(_l("Không nhận người ghi tên tại lớp")),
    "job.asked_again": Act(_l("Cho làm lại một việc nền"), {"kind": _l("loại")}),
    "job.called_off": Act(_l("Dừng một việc nền"), {"kind": _l("loại")}),
    "lesson.added": Act(_l("Thêm buổi học"), {"number": _l("buổi"), "starts_at": _l("lúc")}, kept="lessons"),
    "lesson.called_off": Act(_l("Hủy buổi học"), {"number": _l("buổi"), "reason": _l("lý do"), "starts_at": _l("lúc")}),
    "lesson.closed": Act(_l("Chốt điểm danh buổi học"), {"came": _l("có mặt"), "heads": _l("đếm được")}),
    "lesson.moved": Act(
        _l("Đổi giờ hoặc nơi của buổi học"), {"number": _l("buổi"), "starts_at": _l("lúc")}, kept="before"
    ),
    "lesson.noted": Act(_l("Sửa ghi chú hoặc số đếm của buổi học"), {"heads": _l("đếm được")}),
    "lesson.reopened": Act(_l("Mở lại điểm danh buổi học"), {"reason": _l("lý do")}),
    "lesson.substitute_appointed": Act(_l("Giao người dạy thay"), {"account": _l("người")}),
    "lesson.substitute_left": Act(_l("Thôi giao người dạy thay"), {"account": _l("người")}),
    "message_text.changed": Act(_l("Sửa lời nhắn của phường"), {"kind": _l("loại")}),
    "message_text.reset": Act(_l("Trở về lời nhắn có sẵn"), {"kind": _l("loại")}),
    "paper.asked": Act(
        _l("Làm một tờ giấy"),
        {"kind": _l("loại"), "list": _l("danh sách"), "since": _l("từ ngày"), "until": _l("đến hết ngày")},
        kept="…",
    ),
    "photo.added": Act(_l("Thêm ảnh của buổi học"), {"count": _l("số ảnh")}),
    "photo.removed": Act(_l("Bỏ ảnh của buổi học"), kept="photo"),
    "registration.absent_viewed": Act(
        _l("Xem ai trong tổ vắng buổi trước"), {"group": _l("tổ, thôn"), "people": _l("số người")}
    ),
    "registration.door_line": Act(_l("Dặn người ở cửa về một người học"), {"registration": _l("người học")}),
    "registration.door_lines": Act(_l("Dặn người ở cửa về nhiều người học"), {"people": _l("số người")}),
    "registration.ended": Act(
        _l("Cho nghỉ một người học"),
        {"moved_up": _l("lên chỗ từ danh sách chờ"), "reason": _l("lý do"), "registration": _l("người học")},
    ),
    "registration.guardian": Act(_l("Ghi người giám hộ của một cháu"), {"registration": _l("người học")}),
    "registration.made": Act(
        _l("Đăng ký hộ"), {"people": _l("số người"), "registration": _l("người học")}, kept="ticket way"
    ),
    "registration.moved": Act(
        _l("Chuyển một người sang lớp khác"),
        {"moved_up": _l("lên chỗ từ danh sách chờ"), "registration": _l("người học"), "to": _l("sang lớp")},
    ),
    "registration.name_corrected": Act(_l("Sửa tên trên giấy chứng nhận"), {"registration": _l("người học")}),
    "registration.names_confirmed": Act(_l("Xác nhận hộ tên trên giấy chứng nhận"), {"people": _l("số người")}),
    "registration.names_rewritten": Act(_l("Viết lại chữ hoa, chữ thường của tên"), {"people": _l("số người")}),
    "registration.removed": Act(
        _l("Xóa tên một người khỏi lớp"),
        {"moved_up": _l("lên chỗ từ danh sách chờ"), "reason": _l("lý do"), "registration": _l("người học")},
    ),
    "registration.viewed": Act(_l("Xem thông tin một người học"), {"registration": _l("người học")}),
    "registrations.exported": Act(_l("Xuất danh sách lớp"), {"people": _l("số người")}, kept="file"),
    "roll.given_up": Act(
        _l("Không chờ một máy gửi điểm danh nữa"), {"of": _l("của"), "on": _l("trên máy")}, kept="device_id"
    ),
    "roll.held": Act(_l("Lưu danh sách buổi học vào máy"), {"on": _l("trên máy")}, kept="device_id"),
    "sending.begun": Act(_l("Bắt đầu nhắn tin cho người học"), {"kind": _l("loại"), "people": _l("số người")}),
    "sending.ended": Act(_l("Cất danh sách nhắn tin"), {"kind": _l("loại")}),
    "sending.taken_back": Act(_l("Ghi lại là chưa báo"), {"kind": _l("loại")}),
    "sending.told": Act(_l("Báo tin cho người học"), {"kind": _l("loại"), "people": _l("số người")}),
}
# Noted no more: chains of wards hold them, so they keep their words.
FORMER: Mapping[str, Act] = {
    # What is called a template of courses since migration 0020.
    "programme.added": Act(_l("Thêm chương trình"), {"name": _l("tên")}),
    "programme.changed": Act(_l("Sửa chương trình"), {"name": _l("tên")}),
    "programme.restored": Act(_l("Dùng lại chương trình"), {"name": _l("tên")}),
    "programme.retired": Act(_l("Thôi dùng chương trình"), {"name": _l("tên")}),
}
